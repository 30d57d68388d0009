// A reader that stops reading costs bounded memory, and then loses its connection. Others are not affected,
// and it misses nothing.
import type net from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLOSE_ABOVE_BYTES, PAUSE_ABOVE_BYTES } from '../../../src/deliver/tail/bounded-sender.js';
import { GatewayInMemory } from '../../support/gateway-in-memory.js';
import { insideOf, tcpOf } from '../../support/socket-internals.js';
import { until } from '../../support/wait.js';

type Client = { socket: Socket; got: number[]; faults: string[]; reasons: string[]; tcp: net.Socket };

let server: GatewayInMemory;
let clients: Client[];
beforeEach(async () => {
  server = await GatewayInMemory.start();
  clients = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const { socket } of clients) socket.disconnect();
  await server.end();
});

async function connect(channels: string[], since?: string): Promise<Client> {
  const socket = io(server.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  const got: number[] = [];
  const faults: string[] = [];
  const last = new Map<string, number>();
  socket.on('update', ({ channel, cursor, prev }: { channel: string; cursor: string; prev: number }) => {
    const seq = Number(cursor.split('.')[1]);
    if (last.has(channel) && last.get(channel) !== prev)
      faults.push(`${channel} ${seq} follows ${prev}, not ${last.get(channel)}`);
    last.set(channel, seq);
    got.push(seq);
  });
  const reasons: string[] = [];
  socket.on('disconnect', (reason) => reasons.push(reason));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  for (const channel of channels)
    await socket.timeout(5_000).emitWithAck('subscribe', { channel, ...(since === undefined ? {} : { since }) });
  const client = { socket, got, faults, reasons, tcp: tcpOf(socket) };
  clients.push(client);
  return client;
}

/** Bytes that the server holds for each of its sockets. */
function held(): number[] {
  return [...server.gateway.io.of('/').sockets.values()].map((socket) => {
    const { ws, writeBuffer } = insideOf(socket);
    return ws.bufferedAmount + writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  });
}

const LARGE = 'x'.repeat(20_000);
const COUNT = 700;

describe('readers that stop reading', () => {
  test('hold bounded memory while the others get everything; when they read again they have missed nothing', async () => {
    const stopped = [await connect(['all']), await connect(['topic/a', 'topic/b']), await connect(['all', 'topic/a'])];
    const others = [await connect(['all']), await connect(['topic/b'])];
    for (const { tcp } of stopped) tcp.pause();
    let most = 0;
    for (let sent = 0; sent < COUNT; sent += 1) {
      server.publish(sent % 2 === 0 ? ['topic/a'] : ['topic/a', 'topic/b'], `${sent} ${LARGE}`);
      if (sent % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, ...held());
      if (sent % 20 === 0) await until(() => others[0]?.got.length === sent + 1);
    }
    // One more update per channel, and what the tick has not flushed, exceed the bound.
    expect(most).toBeGreaterThan(PAUSE_ABOVE_BYTES);
    expect(most).toBeLessThan(PAUSE_ABOVE_BYTES + 128 * 1024);
    await until(() => others[0]?.got.length === COUNT && others[1]?.got.length === COUNT / 2);
    expect(stopped.some(({ got }) => got.length >= COUNT)).toBe(false);
    for (const { tcp } of stopped) tcp.resume();
    await until(
      () =>
        stopped[0]?.got.length === COUNT &&
        stopped[1]?.got.length === COUNT * 1.5 &&
        stopped[2]?.got.length === COUNT * 2,
    );
    expect([...stopped, ...others].flatMap(({ faults }) => faults)).toEqual([]);
    expect(server.counters.slowClosed).toBe(0);
    // And they are live again.
    server.publish(['topic/a', 'topic/b']);
    await until(
      () =>
        stopped[0]?.got.length === COUNT + 1 &&
        stopped[1]?.got.length === COUNT * 1.5 + 2 &&
        stopped[2]?.got.length === COUNT * 2 + 2,
    );
  });

  test('for ten seconds lose their connection, are counted, and resume from their cursor', async () => {
    const stopped = [await connect(['all']), await connect(['all', 'topic/a'])];
    const other = await connect(['all']);
    for (const { tcp } of stopped) tcp.pause();
    vi.useFakeTimers({ toFake: ['performance'] });
    const published = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += 1) {
        server.publish(['topic/a'], LARGE);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await published(COUNT);
    while (other.got.length < COUNT) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(9_900);
    await published(5);
    expect(server.counters.slowClosed).toBe(0);
    vi.advanceTimersByTime(200);
    for (let looks = 0; server.counters.slowClosed < 2 && looks < 500; looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    vi.useRealTimers();
    expect(server.counters.slowClosed).toBe(2);
    await until(() => server.counters.sockets === 1);
    expect(server.counters.subscriptions).toBe(1);
    for (const { tcp } of stopped) tcp.resume();
    await until(() => stopped.every(({ socket }) => socket.disconnected));
    // A stock client would not reconnect after a disconnect by the server.
    expect(
      stopped
        .flatMap(({ reasons }) => reasons)
        .filter((reason) => reason !== 'transport close' && reason !== 'transport error'),
    ).toEqual([]);
    const last = stopped[0]?.got.at(-1) ?? 0;
    const back = await connect(['all'], `${server.log.epoch}.${last}`);
    await until(() => back.got.at(-1) === COUNT + 5);
    expect(back.got).toEqual(Array.from({ length: COUNT + 5 - last }, (_none, at) => last + at + 1));
    expect(other.got).toHaveLength(COUNT + 5);
  });

  test('hold bounded memory even if they request a long replay and don’t read it', async () => {
    for (let sent = 0; sent < COUNT; sent += 1) server.publish(['topic/a'], LARGE);
    const reader = await connect([]);
    reader.tcp.pause();
    for (const channel of ['all', 'topic/a'])
      reader.socket.emit('subscribe', { channel, since: `${server.log.epoch}.0` });
    await until(() => Math.max(...held()) > PAUSE_ABOVE_BYTES);
    for (let looks = 0; looks < 20; looks += 1) {
      expect(Math.max(...held())).toBeLessThan(CLOSE_ABOVE_BYTES);
      await new Promise((resolve) => setImmediate(resolve));
    }
    reader.tcp.resume();
    await until(() => reader.got.length === COUNT * 2);
    expect(reader.faults).toEqual([]);
  });
});
