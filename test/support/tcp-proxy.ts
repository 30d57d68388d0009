import { createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /** From now on nothing that the server says gets through on the connections that are open; new ones carry all. */
  wedge(): void;
  /** Connections that were opened so far. */
  opened(): number;
  close(): Promise<void>;
};

/** A proxy on loopback before one server, on a port or a Unix socket, that can be told to carry nothing. */
export async function startTcpProxy(target: NetConnectOpts): Promise<TcpProxy> {
  const pairs = new Set<{ near: Socket; far: Socket; wedged: boolean }>();
  let opened = 0;
  const server = createServer((near) => {
    opened += 1;
    const far = createConnection(target);
    const pair = { near, far, wedged: false };
    pairs.add(pair);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => void (pair.wedged || near.write(bytes)));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    wedge: () => {
      for (const pair of pairs) pair.wedged = true;
    },
    opened: () => opened,
    close: async () => {
      for (const { near } of pairs) near.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
