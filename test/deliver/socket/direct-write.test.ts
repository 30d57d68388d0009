// Frames written past engine.io and ws keep their order with everything else on the socket, in every state of
// it. Each test justifies one guard.
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { constants, inflateRawSync } from 'node:zlib';
import { Server, type ServerOptions, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import { UpdateFrame } from '../../../src/deliver/tail/update-frame.js';
import { BoundedSender } from '../../../src/deliver/tail/bounded-sender.js';
import { SocketWriter, TickFlusher } from '../../../src/deliver/socket/socket-writer.js';
import { textFrame } from '../../../src/deliver/tail/web-socket-frame.js';
import { insideOf, tcpOf } from '../../support/socket-internals.js';
import { until } from '../../support/wait.js';

/** A frame with its number, of the given length. */
const frameOf = (number: number, bytes = 0): UpdateFrame =>
  new UpdateFrame(number, { channel: 'all', cursor: `e.${number}`, text: 'x'.repeat(bytes) } as unknown as Update);
const numberOf = ({ cursor }: { cursor: string }): number => Number(cursor.split('.')[1]);
const upTo = (count: number): number[] => Array.from({ length: count }, (_none, at) => at + 1);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function serve(
  options: Partial<ServerOptions> = {},
): Promise<{ port: number; joined: () => Promise<ServerSocket>; flusher: TickFlusher }> {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], serveClient: false, ...options });
  const sockets: ServerSocket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return {
    port: (http.address() as AddressInfo).port,
    joined: () => until(() => sockets.shift()),
    flusher: new TickFlusher(),
  };
}

/** A stock client, the numbers that it received, and a way to stop it reading. */
function connect(
  port: number,
  options: Parameters<typeof io>[1] = {},
): { socket: Socket; got: number[]; tcp: () => net.Socket } {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
  ends.push(() => socket.disconnect());
  const got: number[] = [];
  socket.on('update', (update: { cursor: string }) => got.push(numberOf(update)));
  return { socket, got, tcp: () => tcpOf(socket) };
}

const emit = (socket: ServerSocket, number: number, bytes = 0): boolean =>
  socket.emit('update', { cursor: `e.${number}`, text: 'x'.repeat(bytes) });

describe('a frame', () => {
  test('is sent as one whole WebSocket frame, with the same bytes for every reader', async () => {
    const { port, joined, flusher } = await serve();
    const readers = [connect(port), connect(port), connect(port)];
    const sockets = [await joined(), await joined(), await joined()];
    await until(() => sockets.every((socket) => insideOf(socket).transport.writable));
    const writers = sockets.map((socket) => new SocketWriter(socket, flusher));
    const written: unknown[] = [];
    for (const socket of sockets) {
      const { tcp } = insideOf(socket);
      const write = tcp.write.bind(tcp) as (chunk: unknown) => boolean;
      tcp.write = (chunk: unknown) => (written.push(chunk), write(chunk));
    }
    const frames = [frameOf(1), frameOf(2, 200), frameOf(3, 70_000)];
    for (const frame of frames) for (const writer of writers) writer.write(frame);
    await until(() => readers.every(({ got }) => got.length === 3));
    expect(written).toHaveLength(9);
    expect(new Set(written).size).toBe(3);
    expect(readers.map(({ got }) => got)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test('is sent with the other frames of its tick, in as few writes as possible', async () => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const { tcp } = insideOf(socket);
    let calls = 0;
    for (const name of ['_write', '_writev'] as const) {
      const write = tcp[name]?.bind(tcp) as (...sent: unknown[]) => void;
      tcp[name] = (...sent: unknown[]) => ((calls += 1), write(...sent));
    }
    const writer = new SocketWriter(socket, flusher);
    for (const number of upTo(50)) writer.write(frameOf(number));
    expect(calls).toBe(0);
    await until(() => got.length === 50);
    expect(calls).toBe(1);
  });

  test('keeps its order among messages emitted in the same tick', async () => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const writer = new SocketWriter(socket, flusher);
    for (const number of upTo(30)) {
      if (number % 5 === 0) emit(socket, number);
      else writer.write(frameOf(number));
    }
    await until(() => got.length === 30);
    expect(got).toEqual(upTo(30));
  });
});

describe('a frame takes the regular path', () => {
  test('if packets wait for a reader that has stopped, and keeps its order', async () => {
    const { port, joined, flusher } = await serve();
    const { got, tcp } = connect(port);
    const socket = await joined();
    const writer = new SocketWriter(socket, flusher);
    tcp().pause();
    let sent = 0;
    // Until the kernel takes no more, and engine.io buffers what is emitted.
    while (insideOf(socket).writeBuffer.length < 3) {
      emit(socket, (sent += 1), 100_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let at = 0; at < 20; at += 1) writer.write(frameOf((sent += 1), 1_000));
    emit(socket, (sent += 1));
    writer.write(frameOf((sent += 1)));
    tcp().resume();
    await until(() => got.length === sent);
    expect(got).toEqual(upTo(sent));
  });

  test('if engine.io is about to flush its buffer', async () => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const writer = new SocketWriter(socket, flusher);
    socket.conn.once('flush', () => writer.write(frameOf(2)));
    emit(socket, 1);
    await until(() => got.length === 2);
    expect(got).toEqual([1, 2]);
  });

  test('if the transport is not writable', async () => {
    const { port, joined, flusher } = await serve();
    const { got, socket: client } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const { transport, ws } = insideOf(socket);
    transport.writable = false;
    new SocketWriter(socket, flusher).write(frameOf(1));
    // A later ack overtakes only frames that were really held back.
    ws.send('42["fence"]', { compress: false });
    await new Promise<void>((resolve) => client.once('fence', resolve));
    expect(got).toEqual([]);
    transport.writable = true;
    transport.emit('ready');
    await until(() => got.length === 1);
  });

  test('if ws is still deflating an earlier message', async () => {
    const { port, joined, flusher } = await serve({ perMessageDeflate: { threshold: 0 } });
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const { transport, ws } = insideOf(socket);
    ws.send(`42["update",{"cursor":"e.1","text":"${'words and words '.repeat(2_000)}"}]`, { compress: true });
    expect(transport.writable).toBe(true);
    new SocketWriter(socket, flusher).write(frameOf(2));
    await until(() => got.length === 2);
    expect(got).toEqual([1, 2]);
  });

  test('if the connection is not a WebSocket', async () => {
    const { port, joined, flusher } = await serve({ transports: ['polling', 'websocket'] });
    const { got } = connect(port, { transports: ['polling'] });
    const writer = new SocketWriter(await joined(), flusher);
    for (const number of upTo(5)) writer.write(frameOf(number));
    expect(writer.unsentBytes()).toBeGreaterThanOrEqual(0);
    await until(() => got.length === 5);
    expect(got).toEqual(upTo(5));
  });

  test('if ws has other internals than we know', async () => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const { _sender: sender } = insideOf(socket).ws;
    const { _state: state } = sender;
    sender['_state'] = undefined;
    const writer = new SocketWriter(socket, flusher);
    sender['_state'] = state;
    const { tcp } = insideOf(socket);
    const whole = frameOf(1);
    const write = tcp.write.bind(tcp) as (chunk: unknown) => boolean;
    tcp.write = (chunk: unknown) => (expect(chunk).not.toBe(whole.webSocketFrame), write(chunk));
    writer.write(whole);
    await until(() => got.length === 1);
  });
});

test.each([
  ['the client’s', (say: (opcode: number, payload: Buffer) => void) => say(8, Buffer.from([3, 0xe8]))],
  ['the server’s', (_say: unknown, socket: ServerSocket) => socket.conn.close()],
])('nothing follows %s close frame', async (_whose, close) => {
  const { port, joined, flusher } = await serve();
  let got = Buffer.alloc(0);
  const tcp = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  ends.push(() => tcp.destroy());
  tcp.on('data', (data: Buffer) => (got = Buffer.concat([got, data])));
  const say = (opcode: number, payload: Buffer): boolean =>
    tcp.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
  tcp.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await until(() => got.includes('pingInterval'));
  say(1, Buffer.from('40'));
  const socket = await joined();
  const { transport, ws, tcp: stream } = insideOf(socket);
  await until(() => got.includes('40{') && transport.writable);
  const writer = new SocketWriter(socket, flusher);
  writer.write(frameOf(1));
  await until(() => got.includes('e.1'));
  got = Buffer.alloc(0);
  close(say, socket);
  await until(() => got[0] === 0x88);
  expect(ws.readyState).not.toBe(1);
  for (const number of upTo(10)) writer.write(frameOf(number));
  // A written frame would already be in flight.
  await new Promise((resolve) => setImmediate(resolve));
  stream.end();
  tcp.end();
  await until(() => tcp.readableEnded);
  expect(got.includes('update')).toBe(false);
});

describe('unsent bytes', () => {
  const boundedSenderOf = (
    socket: ServerSocket,
    flusher: TickFlusher,
  ): { writer: SocketWriter; sender: BoundedSender<UpdateFrame>; closed: string[] } => {
    const writer = new SocketWriter(socket, flusher);
    const closed: string[] = [];
    const sender = new BoundedSender<UpdateFrame>({
      write: (frame) => writer.write(frame),
      unsentBytes: () => writer.unsentBytes(),
      close: (why) => (closed.push(why), writer.close()),
    });
    return { writer, sender, closed };
  };

  test('do not include what was written in this tick to a reader that reads', async () => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const { sender, closed } = boundedSenderOf(socket, flusher);
    let most = 0;
    for (let sent = 0; sent < 60; sent += 1) {
      sender.send(frameOf(sent + 1, 5_000));
      if (sender.isFull) most = sent;
    }
    expect(most).toBe(0);
    await until(() => got.length === 60);
    expect(closed).toEqual([]);
    expect(got).toEqual(upTo(60));
  });

  test.each([
    ['written directly', false],
    ['queued in engine.io', true],
  ])(
    'are those that the kernel does not take, %s; beyond the bound the connection is closed, and all memory is freed',
    async (_how, stock) => {
      const { port, joined, flusher } = await serve();
      const { socket: client, tcp } = connect(port);
      const socket = await joined();
      await until(() => insideOf(socket).transport.writable);
      const { sender, writer, closed } = boundedSenderOf(socket, flusher);
      tcp().pause();
      const reasons: string[] = [];
      client.on('disconnect', (reason) => reasons.push(reason));
      let [sent, fullAt, cutAt] = [0, 0, 0];
      while (closed.length === 0 && sent < 5_000) {
        if (stock) emit(socket, 0);
        sender.send(frameOf((sent += 1), 10_000));
        if (fullAt === 0 && sender.isFull) fullAt = sent;
        if (closed.length > 0) cutAt = sent;
        if (sent % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(closed).toEqual(['too slow']);
      // From 256 KB to 1 MB.
      expect(cutAt - fullAt).toBeGreaterThan(60);
      expect(cutAt - fullAt).toBeLessThan(95);
      await until(() => socket.disconnected);
      tcp().resume();
      await until(() => client.disconnected);
      // Stock clients reconnect after these.
      expect(['transport close', 'transport error']).toContain(reasons[0]);
      sender.markClosed();
      expect(writer.unsentBytes()).toBeLessThan(64 * 1024);
    },
  );
});

test('a frame for two readers with deflate is deflated once, and is the same message', () => {
  const frame = new UpdateFrame(7, {
    channel: 'all',
    cursor: 'e.7',
    text: 'the quick and the dead '.repeat(100),
  } as unknown as Update);
  expect(frame.deflatedWebSocketFrame).toBe(frame.webSocketFrame);
  const short = frame.deflatedWebSocketFrame;
  expect(frame.deflatedWebSocketFrame).toBe(short);
  expect(short.length).toBeLessThan(frame.webSocketFrame.length / 4);
  expect(short[0]).toBe(0xc1);
  expect(short.subarray(-4)).not.toEqual(Buffer.from([0, 0, 0xff, 0xff]));
  const payload = short.subarray((short[1] ?? 0) < 126 ? 2 : 4);
  expect(
    inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]), {
      finishFlush: constants.Z_SYNC_FLUSH,
    }).toString(),
  ).toBe(`4${frame.socketIoPacket}`);
});

test.each([
  [0, 2],
  [1, 2],
  [125, 2],
  [126, 4],
  [65_535, 4],
  [65_536, 10],
  [300_000, 10],
])('a message of %i bytes has a header of %i', async (bytes, header) => {
  expect(textFrame('x'.repeat(bytes))).toHaveLength(header + bytes);
});

// The packet adds 55 bytes to the text.
test.each([69, 70, 71, 72, 65_479, 65_480, 65_481, 65_482])(
  'a text of %i bytes is received, and the next message too',
  async (bytes) => {
    const { port, joined, flusher } = await serve();
    const { got } = connect(port);
    const socket = await joined();
    await until(() => insideOf(socket).transport.writable);
    const writer = new SocketWriter(socket, flusher);
    for (const number of [1, 2]) writer.write(frameOf(number, bytes));
    await until(() => got.length === 2);
  },
);
