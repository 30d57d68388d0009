import { createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** Takes what the server says on one connection, piece by piece, and answers what gets through. */
export type Filter = (bytes: Buffer) => Buffer;

export type TcpProxy = {
  port: number;
  /** From now on nothing that the server says gets through on the connections that are open; new ones carry all. */
  wedge(): void;
  /** Nothing gets through in either way, on new connections neither, and nothing is lost, until `release`. */
  hold(): void;
  release(): void;
  /** Whatever is said takes so long, in each way. */
  delay(ms: number): void;
  /** Resets every connection that is open. */
  cut(): void;
  /** From now on nobody is let in, or everybody again. */
  refuse(refused: boolean): void;
  /** Connections that were opened so far. */
  opened(): number;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; wedged: boolean };

/** Hears what the client says on one connection, piece by piece. */
export type Hearing = (bytes: Buffer) => void;

/**
 * A proxy on loopback before one server, on a port or a Unix socket, that can be told to carry nothing, late, or what
 * a filter lets through.
 */
export async function startTcpProxy(
  target: NetConnectOpts,
  filterOf?: () => Filter,
  hearingOf?: () => Hearing,
): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let opened = 0;
  let held = false;
  let refused = false;
  let late = 0;
  const inTime = (to: Socket, bytes: Buffer): void => {
    if (late === 0) to.write(bytes);
    else setTimeout(() => void (to.destroyed || to.write(bytes)), late);
  };
  const server = createServer((near) => {
    if (refused) {
      near.resetAndDestroy();
      return;
    }
    opened += 1;
    const far = createConnection(target);
    const pair = { near, far, wedged: false };
    const filter = filterOf?.() ?? ((bytes: Buffer) => bytes);
    const hear = hearingOf?.();
    pairs.add(pair);
    near.on('data', (bytes) => {
      hear?.(bytes);
      inTime(far, bytes);
    });
    far.on('data', (bytes) => {
      const through = filter(bytes);
      if (!pair.wedged && through.length > 0) inTime(near, through);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
      if (held) one.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const each = (act: (socket: Socket) => void): void => {
    for (const { near, far } of pairs) for (const socket of [near, far]) act(socket);
  };
  const release = (): void => {
    held = false;
    each((socket) => void socket.resume());
  };
  return {
    port: address.port,
    wedge: () => {
      for (const pair of pairs) pair.wedged = true;
    },
    hold: () => {
      held = true;
      each((socket) => void socket.pause());
    },
    release,
    delay: (ms) => {
      late = ms;
    },
    cut: () => {
      for (const { near } of pairs) near.resetAndDestroy();
    },
    refuse: (now) => {
      refused = now;
    },
    opened: () => opened,
    close: async () => {
      each((socket) => void socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
