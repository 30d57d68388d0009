// What a client may request of a node, the refusals beyond its limits, and how a draining node sends it
// elsewhere.
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Semaphore } from '../../../src/concurrency/semaphore.js';
import { GatewayInMemory } from '../../support/gateway-in-memory.js';
import { until } from '../../support/wait.js';

type Answer = { ok: boolean; code?: string; retryable?: boolean; retryAfterMs?: number; mode?: string };

let server: GatewayInMemory;
let clients: Socket[];
beforeEach(async () => {
  server = await GatewayInMemory.start();
  clients = [];
});
afterEach(async () => {
  for (const socket of clients) socket.disconnect();
  await server.end();
});

async function connect(reconnection = false): Promise<Socket> {
  const socket = io(server.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection,
    reconnectionDelay: 20,
    reconnectionDelayMax: 20,
  });
  clients.push(socket);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}

const subscribe = async (socket: Socket, channel: string, since?: string): Promise<Answer> =>
  (await socket.timeout(8_000).emitWithAck('subscribe', { channel, since })) as Answer;

/** engine.io messages, below the client's Socket.IO. */
const sayRaw = (socket: Socket, packet: string): void => void socket.io.engine.write(packet);

describe('a flood of subscribe requests', () => {
  beforeEach(async () => {
    // More than the ring holds.
    for (let at = 0; at < 4_500; at += 1) server.publish(['topic/flood']);
  });

  test('does a bounded amount of work at once; the rest gets a retry time, and the socket stays open', async () => {
    const socket = await connect();
    let open = (): void => undefined;
    server.log.gate = new Promise((resolve) => (open = resolve));
    const before = server.log.queries;
    const asked = Array.from({ length: 300 }, (_none, at) =>
      subscribe(socket, `topic/flood-${at % 90}`, `${server.log.epoch}.1`),
    );
    const refused = await until(async () => {
      const answers = await Promise.race([
        Promise.all(asked),
        new Promise<null>((resolve) => setImmediate(() => resolve(null))),
      ]);
      return answers ?? (server.log.queries > before ? 'waiting' : null);
    });
    expect(refused).toBe('waiting');
    expect(server.log.queries - before).toBeLessThanOrEqual(4);
    open();
    server.log.gate = undefined;
    const answers = await Promise.all(asked);
    const over = answers.filter(({ code }) => code === 'too_many');
    expect(over.length).toBeGreaterThan(100);
    for (const { retryable, retryAfterMs } of over)
      expect([retryable, (retryAfterMs ?? 0) >= 1_000 && (retryAfterMs ?? 0) <= 3_000]).toEqual([true, true]);
    // The refusals cost none of the ninety subscriptions.
    expect(answers.filter(({ ok }) => ok)).toHaveLength(90);
    expect(await subscribe(socket, 'topic/flood', `${server.log.epoch}.1`)).toMatchObject({
      ok: true,
      mode: 'replayed',
    });
    expect(await subscribe(socket, 'all')).toMatchObject({ ok: true, mode: 'live' });
  });

  test('by many clients runs a few queries at a time, and answers all', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => connect()));
    let open = (): void => undefined;
    server.log.gate = new Promise((resolve) => (open = resolve));
    const before = server.log.queries;
    // Each from its own cursor, so that no two share a query.
    const asked = sockets.flatMap((socket, at) =>
      [0, 1, 2].map((more) => subscribe(socket, `topic/flood-${at}-${more}`, `${server.log.epoch}.${at + 1}`)),
    );
    const fence = await connect();
    await until(() => server.log.queries > before);
    expect(await subscribe(fence, 'all')).toMatchObject({ ok: true });
    expect(server.log.queries - before).toBeLessThanOrEqual(4);
    open();
    server.log.gate = undefined;
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  });

  test('by one client does not delay a subscription from now by another', async () => {
    const [loud, quiet] = [await connect(), await connect()];
    let open = (): void => undefined;
    server.log.gate = new Promise((resolve) => (open = resolve));
    const asked = Array.from({ length: 90 }, (_none, at) =>
      subscribe(loud, `topic/flood-${at}`, `${server.log.epoch}.1`),
    );
    expect(await subscribe(quiet, 'all')).toMatchObject({ ok: true, mode: 'live' });
    expect(await subscribe(loud, 'all')).toMatchObject({ ok: true, mode: 'live' });
    open();
    server.log.gate = undefined;
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  });
});

test('a semaphore runs tasks in order up to its limit, also past failing ones', async () => {
  const gate = new Semaphore(2, 3);
  const order: number[] = [];
  let [inside, most] = [0, 0];
  const work = (number: number) => async (): Promise<number> => {
    most = Math.max(most, (inside += 1));
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    order.push(number);
    if (number === 2) throw new Error('broken');
    return number;
  };
  const done = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((number) => gate.run(work(number))));
  expect(done.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
  ]);
  expect(done[5]).toMatchObject({ reason: { code: 'too_many' } });
  expect([order, most]).toEqual([[1, 2, 3, 4, 5], 2]);
  expect(await gate.run(work(7))).toBe(7);
});

describe('an invalid message', () => {
  test('of more than 16 KB closes the socket, and the client gets the close code', async () => {
    const socket = await connect();
    const code = new Promise<unknown>((resolve) =>
      socket.once('disconnect', (_reason, details) =>
        resolve((details as unknown as { context: { code: number } }).context.code),
      ),
    );
    socket.emit('subscribe', { channel: 'x'.repeat(20_000) });
    expect(await code).toBe(1009);
  });

  test.each([
    ['an invalid packet', 'nonsense'],
    ['an event that is not an array', '2{"a":1}'],
    ['an event without a name', '2[]'],
    ['incomplete JSON', '2["subscribe",{'],
    ['a missing attachment', '51-["subscribe",{"_placeholder":true,"num":0}]'],
    ['an event with a reserved name', '2["disconnect","x"]'],
  ])('such as %s closes that socket at most, and no other', async (_what, packet) => {
    const [bad, good] = [await connect(), await connect()];
    sayRaw(bad, packet);
    expect(await subscribe(good, 'all')).toMatchObject({ ok: true });
    server.publish([]);
    await new Promise<void>((resolve) => good.once('update', () => resolve()));
    expect(good.connected).toBe(true);
  });

  test.each([
    ['an ack of an unknown id', '3999["x"]'],
    ['an ack that is not an array', '31{"a":1}'],
  ])('such as %s does no harm', async (_what, packet) => {
    const [bad, good] = [await connect(), await connect()];
    sayRaw(bad, packet);
    expect(await subscribe(good, 'all')).toMatchObject({ ok: true });
  });
});

describe('a draining node', () => {
  test('asks its clients to leave, closes them a few at a time, and a stock client reconnects', async () => {
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connect(true)));
    const asked: number[] = [];
    const reasons: string[] = [];
    const leftAt: number[] = [];
    for (const socket of sockets) {
      socket.once('drain', ({ withinMs }: { withinMs: number }) => asked.push(withinMs));
      socket.once('disconnect', (reason) => {
        reasons.push(reason);
        leftAt.push(performance.now());
      });
    }
    await server.gateway.drain(1_000);
    await until(() => reasons.length === 40);
    expect(asked).toEqual(Array.from({ length: 40 }, () => 1_000));
    expect(Math.max(...leftAt) - Math.min(...leftAt)).toBeGreaterThan(500);
    // After "io server disconnect" a Socket.IO client does not reconnect.
    expect(new Set(reasons)).toEqual(new Set(['transport close']));
    expect(sockets.every(({ active }) => active)).toBe(true);
    expect(server.counters.sockets).toBe(0);
  });

  test('accepts no new clients; a stock client keeps trying', async () => {
    await Promise.all(Array.from({ length: 20 }, () => connect()));
    const draining = server.gateway.drain(1_000);
    const late = io(server.url, { transports: ['websocket'], forceNew: true });
    clients.push(late);
    await new Promise<void>((resolve) => late.once('connect_error', () => resolve()));
    expect([late.connected, late.active]).toEqual([false, true]);
    expect(server.counters.sockets).toBeGreaterThan(0);
    await draining;
  });

  test('does not wait for clients that don’t read', async () => {
    const socket = await connect();
    await subscribe(socket, 'all');
    const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void } };
    ws.pause();
    for (let at = 0; at < 600; at += 1) {
      server.publish([], 'x'.repeat(20_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await server.gateway.drain(200);
    await until(() => server.counters.sockets === 0);
  });
});
