// Every kind of message counts against a socket's token bucket: a client that goes on beyond it is closed,
// and others are not affected.
import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TokenBucket } from '../../../src/deliver/socket/token-bucket.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { GatewayInMemory } from '../../support/gateway-in-memory.js';
import { metricsOf } from '../../support/metrics.js';
import { until } from '../../support/wait.js';

const FLOOD = 20_000;
/** The bucket's capacity, and as many refused messages. */
const MOST = 4_100;

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

async function open(url: string, auth: Record<string, unknown> = {}): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
  sockets.push(socket);
  await until(() => socket.connected, { describe: 'a socket to connect' });
  return socket;
}

describe('a socket that sends too much', () => {
  let gateway: GatewayInMemory;
  let answered = 0;
  const ack = (): void => void (answered += 1);

  beforeAll(async () => {
    gateway = await GatewayInMemory.start();
    for (let n = 0; n < 500; n += 1) gateway.publish(['all']);
  });
  afterAll(() => gateway.end());

  /** The WebSocket below Socket.IO. */
  const frames = (socket: Socket): { ping: () => void } =>
    (socket.io.engine.transport as unknown as { ws: { ping: () => void } }).ws;
  const floods: [string, (socket: Socket, n: number) => void, number?][] = [
    [
      'with subscribe requests for an invalid channel',
      (socket) => socket.emit('subscribe', { channel: 'nothing' }, ack),
    ],
    [
      'with replays from the log’s start',
      (socket) => socket.emit('subscribe', { channel: 'all', since: `${gateway.tail.epoch}.0` }, ack),
    ],
    [
      'with subscribe requests for new channels',
      (socket, n) => socket.emit('subscribe', { channel: `topic/${n}` }, ack),
    ],
    ['with unsubscribe requests', (socket) => socket.emit('unsubscribe', { channel: 'all' }, ack)],
    ['with tokens', (socket, n) => socket.emit('token', { token: `eyJhbGciOiJIUzI1NiJ9.e30.${n}` }, ack)],
    ['with empty messages', (socket) => socket.emit('subscribe', null, ack)],
    ['with unknown events', (socket, n) => socket.emit('hello', n, ack)],
    ['with large messages', (socket) => socket.emit('subscribe', { channel: 'x'.repeat(15_000) }, ack), 3_000],
    ['with pings', (socket) => frames(socket).ping()],
    ['with binary messages', (socket) => socket.emit('subscribe', Buffer.alloc(10), ack)],
  ];

  test.each(floods)(
    '%s, is closed, and its further messages cost nothing',
    async (_what, ask, flood = FLOOD) => {
      const [greedy, other] = [await open(gateway.url), await open(gateway.url)];
      const updates: unknown[] = [];
      other.on('update', (update) => updates.push(update));
      expect(await other.timeout(10_000).emitWithAck('subscribe', { channel: 'all' })).toMatchObject({ ok: true });
      const before = gateway.counters.greedyClosed;
      answered = 0;
      for (let n = 0; n < flood && greedy.connected; n += 1) ask(greedy, n);
      await until(() => !greedy.connected, { timeout: 20_000, describe: 'the socket to be closed' });
      expect(gateway.counters.greedyClosed).toBe(before + 1);
      expect(answered).toBeLessThan(MOST);
      // The other client has lost nothing.
      gateway.publish(['all']);
      await until(() => updates.length > 0);
      expect(await other.timeout(10_000).emitWithAck('subscribe', { channel: 'topic/calm' })).toMatchObject({
        ok: true,
      });
    },
    40_000,
  );

  test('gets too_many with a retry time before it is closed', async () => {
    const socket = await open(gateway.url);
    const answers = await Promise.all(
      Array.from(
        { length: 1_200 },
        () =>
          socket.timeout(10_000).emitWithAck('subscribe', { channel: 'all' }) as Promise<{
            ok: boolean;
            code?: string;
            retryable?: boolean;
            retryAfterMs?: number;
          }>,
      ),
    );
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(400);
    expect(refused[0]).toMatchObject({ code: 'too_many', retryable: true, retryAfterMs: expect.any(Number) as number });
    expect(socket.connected).toBe(true);
  });

  test('does not include one that follows a hundred channels from cursors, and then a hundred others', async () => {
    const socket = await open(gateway.url);
    const answers = await Promise.all(
      Array.from(
        { length: 100 },
        (_, n) =>
          socket.timeout(10_000).emitWithAck('subscribe', {
            channel: n === 0 ? 'all' : `topic/${n}`,
            since: `${gateway.tail.epoch}.0`,
          }) as Promise<{ ok: boolean }>,
      ),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await socket.timeout(10_000).emitWithAck('unsubscribe', { channel: 'topic/1' })).toMatchObject({ ok: true });
    expect(await socket.timeout(10_000).emitWithAck('subscribe', { channel: 'topic/another' })).toMatchObject({
      ok: true,
    });
  });
});

test('the bucket refills: 30 tokens a second, up to its capacity', () => {
  let now = 0;
  const allowance = new TokenBucket(() => now);
  expect(allowance.tryTake(2_000)).toBe(true);
  expect(allowance.tryTake(1)).toBe(false);
  now += 1_000;
  expect(allowance.countMessage(10)).toBe(true);
  expect(allowance.tryTake(29)).toBe(true);
  expect(allowance.tryTake(1)).toBe(false);
  expect(allowance.retryAfterMs).toBeGreaterThan(0);
  now += 3_600_000;
  expect(allowance.countMessage(0)).toBe(true);
  expect(allowance.tryTake(2_000)).toBe(false);
  expect(allowance.tryTake(1_999)).toBe(true);
});

describe('an address', () => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await startEmbedded({ CONNECTIONS_PER_ADDRESS: '5', JWT_SECRET: 'x'.repeat(32) });
  });
  afterAll(() => dateline.end());

  const socketOf = (address: string): Socket => {
    const socket = io(dateline.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { 'x-forwarded-for': address },
    });
    sockets.push(socket);
    return socket;
  };
  const connects = (socket: Socket): Promise<boolean> =>
    new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('connect_error', () => resolve(false));
    });

  test('has a limit of open sockets and streams; each that ends frees a slot; other addresses have their own limit', async () => {
    const stream = new AbortController();
    const streamOf = (address: string, signal?: AbortSignal) =>
      fetch(`${dateline.url}/v1/updates`, {
        headers: { accept: 'text/event-stream', 'x-forwarded-for': address },
        ...(signal === undefined ? {} : { signal }),
      });
    expect((await streamOf('192.0.2.7', stream.signal)).status).toBe(200);
    const four = Array.from({ length: 4 }, () => socketOf('192.0.2.7'));
    expect(await Promise.all(four.map((socket) => connects(socket)))).toEqual([true, true, true, true]);
    expect(await connects(socketOf('192.0.2.7'))).toBe(false);
    const refused = await streamOf('192.0.2.7');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await connects(socketOf('192.0.2.8'))).toBe(true);
    stream.abort();
    await until(async () => connects(socketOf('192.0.2.7')), { describe: 'the place of the stream to be free' });
    expect(await connects(socketOf('192.0.2.7'))).toBe(false);
    four[0]?.disconnect();
    await until(async () => connects(socketOf('192.0.2.7')), { describe: 'the place of the socket to be free' });
  }, 30_000);

  test('of a trusted proxy is not counted', async () => {
    const many = Array.from({ length: 12 }, () => socketOf('10.0.0.9'));
    expect((await Promise.all(many.map((socket) => connects(socket)))).every((connected) => connected)).toBe(true);
  });

  test('that floods a gateway with well-signed tokens is closed too, and metrics show it', async () => {
    const token = await new SignJWT({ channels: ['*'], exp: Math.ceil(Date.now() / 1000) + 60 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    const socket = await open(dateline.url);
    for (let n = 0; n < 3_000; n += 1) socket.emit('token', { token });
    await until(() => !socket.connected, { timeout: 20_000 });
    expect((await metricsOf(dateline)).get('dateline_greedy_closed_total')).toBe(1);
  });
});
