// One event stream on a fake connection and clock: its buffer, its lifetime, and its cleanup.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StreamPosition } from '../../../src/core/log/cursor.js';
import { DeliverCounters } from '../../../src/deliver/counters.js';
import { EventStream } from '../../../src/deliver/sse/event-stream.js';
import { ChannelHub } from '../../../src/deliver/tail/channel-hub.js';
import { ReplayReader } from '../../../src/deliver/tail/replay-reader.js';
import { LogTail } from '../../../src/deliver/tail/log-tail.js';
import { createLogger } from '../../../src/logger.js';
import { LogInMemory } from '../../support/log-in-memory.js';

/** A socket whose peer reads, or does not. */
class Peer extends Socket {
  text = '';
  reads = true;
  private held: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.arrive([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer; encoding: string }[], done: () => void): void {
    // The HTTP writer passes on both strings and buffers.
    this.arrive(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: () => void): void {
    done();
  }

  private arrive(chunks: Buffer[], done: () => void): void {
    for (const chunk of chunks) this.text += chunk.toString();
    if (this.reads) done();
    else this.held = done;
  }

  readAgain(): void {
    this.reads = true;
    this.held?.();
    this.held = undefined;
  }

  /** The ids of the received updates. */
  get ids(): string[] {
    return [...this.text.matchAll(/^event: update\ndata: .*\nid: (.*)$/gm)].map(([, id]) => id ?? '');
  }
}

const log = createLogger('silent');
let updateLog: LogInMemory;
let hub: ChannelHub;
let tail: LogTail;
let counters: DeliverCounters;
let ended: number;
let connections: Peer[];
/** Timers that run without a stream. */
let timers: number;

/** Commits an entry and dispatches it at once. */
const publish = (channels: string[] = [], headline?: string): void => {
  updateLog.append(channels, headline === undefined ? {} : { headline });
  const entry = updateLog.entries.at(-1);
  if (entry !== undefined) tail.offer(entry);
};

async function open({
  channels = ['all'],
  since = null,
  reads = true,
  on = tail,
}: { channels?: string[]; since?: StreamPosition | null; reads?: boolean; on?: LogTail } = {}): Promise<{
  peer: Peer;
  response: ServerResponse;
  stream: EventStream;
}> {
  const peer = new Peer();
  peer.reads = reads;
  connections.push(peer);
  const request = new IncomingMessage(peer);
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 0;
  const response = new ServerResponse(request);
  response.assignSocket(peer);
  // As the HTTP server does when a connection is closed.
  peer.once('close', () => response.emit('close'));
  const stream = new EventStream(response, channels, {
    replayReader: new ReplayReader(updateLog),
    tail: on,
    hub,
    counters,
    log,
  });
  await stream.start(since, () => (ended += 1));
  await turn();
  return { peer, response, stream };
}

/** Advances time until the condition holds, up to this many ms. */
async function within(ms: number, condition: () => boolean): Promise<void> {
  for (let passed = 0; passed < ms && !condition(); passed += 20) {
    await vi.advanceTimersByTimeAsync(20);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  updateLog = new LogInMemory();
  hub = new ChannelHub();
  counters = new DeliverCounters();
  tail = new LogTail(updateLog, hub, log);
  ended = 0;
  connections = [];
  await tail.start();
  timers = vi.getTimerCount();
});
afterEach(async () => {
  await turn(); // connections that a test closed report it
  await tail.close();
  vi.useRealTimers();
});

describe('a quiet stream', () => {
  test('sends something at least every 15 seconds, and the cursor if it has moved', async () => {
    const { peer } = await open({ channels: ['topic/quiet'] });
    const before = peer.text.length;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(peer.text.slice(before)).toBe(':\n\n');
    publish();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(peer.text.slice(before)).toBe(':\n\nevent: sync\ndata: {"cursor":"e1.1"}\nid: e1.1\n\n');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(peer.text.slice(before)).toMatch(/id: e1\.1\n\n:\n\n$/);
    peer.destroy();
  });

  test('gets no cursor ahead of what it still has to replay', async () => {
    for (let at = 0; at < 30; at += 1) publish();
    const short = new LogTail(updateLog, hub, log, { page: 500, ring: 10 });
    await short.start();
    let answer = (): void => undefined;
    updateLog.gate = new Promise((resolve) => (answer = resolve));
    const opening = open({ since: { epoch: 'e1', seq: 0, sentChannels: 0 }, on: short });
    await turn();
    const before = connections.at(-1)?.text.length ?? 0;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(connections.at(-1)?.text.slice(before)).toBe(':\n\n');
    updateLog.gate = undefined;
    answer();
    const { peer } = await opening;
    expect(peer.ids.length).toBe(30);
    peer.destroy();
    await short.close();
  });

  test('ends cleanly, at a random time', async () => {
    const lives: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      const { response, peer } = await open();
      const start = performance.now();
      for (let beats = 0; beats < 200 && !response.writableEnded; beats += 1) await vi.advanceTimersByTimeAsync(15_000);
      lives.push((performance.now() - start) / 60_000);
      expect(peer.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      peer.destroy();
    }
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(22);
    expect(Math.max(...lives)).toBeLessThanOrEqual(38);
    expect(new Set(lives).size).toBeGreaterThan(1);
  });
});

describe('of a stream that ended', () => {
  test.each([
    ['its reader disconnected', ({ peer }: { peer: Peer }) => void peer.destroy()],
    ['the server ended it', ({ stream }: { stream: EventStream }) => stream.end(1_000)],
  ])('nothing is left: no timer, no subscription, and no later writes (%s)', async (_why, end) => {
    const opened = await open({ channels: ['all', 'topic/a'] });
    const broke = vi.fn();
    opened.response.on('error', broke);
    publish(['topic/a']);
    await turn();
    end(opened);
    publish(['topic/a']);
    await turn();
    opened.peer.destroy();
    await turn();
    expect(opened.peer.ids).toEqual(['e1.0+1', 'e1.1']);
    expect(broke).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(timers);
    expect(ended).toBe(1);
    expect(hub.subscriberCount).toBe(0);
  });

  test('a reader that does not take the last bytes is disconnected', async () => {
    const { peer, stream } = await open({ reads: false });
    stream.end(1_000);
    expect(peer.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(peer.destroyed).toBe(true);
    await turn();
    expect([ended, vi.getTimerCount()]).toEqual([1, timers]);
  });

  test('a connection that was closed before it began costs nothing', async () => {
    const peer = new Peer();
    const response = new ServerResponse(new IncomingMessage(peer));
    response.assignSocket(peer);
    response.destroy();
    await new EventStream(response, ['all'], {
      replayReader: new ReplayReader(updateLog),
      tail,
      hub,
      counters,
      log,
    }).start(null, () => (ended += 1));
    expect([ended, vi.getTimerCount(), peer.text]).toEqual([1, timers, '']);
  });
});

describe('readers that stop reading', () => {
  const story = 'x'.repeat(40_000);

  test('hold bounded memory each, while the others get everything at once', async () => {
    const reading = await open();
    const stopped = await Promise.all(Array.from({ length: 50 }, () => open({ reads: false })));
    for (let at = 1; at <= 60; at += 1) {
      publish([], story);
      await turn();
      expect(reading.peer.text.endsWith(`id: e1.${at}\n\n`)).toBe(true);
    }
    const waiting = stopped.map(({ response }) => response.writableLength);
    expect(Math.max(...waiting)).toBeLessThan(256 * 1024 + 2 * story.length);
    await within(12_000, () => stopped.every(({ peer }) => peer.destroyed));
    expect(stopped.every(({ peer }) => peer.destroyed)).toBe(true);
    expect(counters.slowClosed).toBe(50);
    expect(reading.peer.destroyed).toBe(false);
    reading.peer.destroy();
  });

  test('get what they missed, in order and once, if they read again in time', async () => {
    const { peer } = await open({ reads: false });
    for (let at = 1; at <= 100; at += 1) publish([], story);
    await within(3_000, () => peer.destroyed);
    expect(peer.destroyed).toBe(false);
    peer.readAgain();
    await within(1_000, () => peer.ids.length === 100);
    publish([], story);
    await within(1_000, () => peer.ids.length > 100);
    expect(peer.ids).toEqual(Array.from({ length: 101 }, (_, at) => `e1.${at + 1}`));
    peer.destroy();
  });
});

test('an update is encoded once for all streams of a channel, also for those that follow other channels too', async () => {
  const streams = await Promise.all([
    open(),
    open(),
    open({ channels: ['all', 'topic/a'] }),
    open({ channels: ['all', 'topic/a', 'topic/b'] }),
  ]);
  const stringify = vi.spyOn(JSON, 'stringify');
  publish(['topic/a']);
  expect(stringify.mock.calls.length).toBe(2); // in all, and in topic/a
  stringify.mockRestore();
  await turn();
  expect(streams.map(({ peer }) => peer.ids)).toEqual([['e1.1'], ['e1.1'], ['e1.0+1', 'e1.1'], ['e1.0+1', 'e1.1']]);
  for (const { peer } of streams) peer.destroy();
});
