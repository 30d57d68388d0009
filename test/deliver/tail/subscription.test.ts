// What a subscription promises besides order and completeness, which the schedules test.
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseStreamPosition } from '../../../src/core/log/cursor.js';
import type { SubscribeAck } from '../../../src/core/log/wire.js';
import type { Logger } from '../../../src/logger.js';
import { DeliverCounters } from '../../../src/deliver/counters.js';
import type { UpdateFrame } from '../../../src/deliver/tail/update-frame.js';
import type { GatewayContext } from '../../../src/deliver/tail/gateway-context.js';
import { ChannelHub } from '../../../src/deliver/tail/channel-hub.js';
import { ReplayReader } from '../../../src/deliver/tail/replay-reader.js';
import { LogTail } from '../../../src/deliver/tail/log-tail.js';
import { ANONYMOUS } from '../../../src/access/principal/reader-authenticator.js';
import { SocketClient } from '../../../src/deliver/socket/socket-client.js';
import { openHouse } from '../../support/open-datelines.js';
import { TickFlusher } from '../../../src/deliver/socket/socket-writer.js';
import { Subscription, type Reset, type SubscriptionSink } from '../../../src/deliver/tail/subscription.js';
import type { UpdateLog } from '../../../src/store/log/update-log.js';
import { until } from '../../support/wait.js';
import { CommittedLog } from '../schedules/committed-log.js';

const STORY = '0196a5b4-7c1e-7abc-8def-0123456789ab';
const PLACE = { id: STORY, kind: 'article', partOf: null, publisher: 'wire' } as const;
const silent = { warn: () => undefined } as unknown as Logger;

/** Records what it is sent; full and drained as told by the test. */
class Reader implements SubscriptionSink {
  readonly frames: UpdateFrame[] = [];
  readonly cursors: (string | undefined)[] = [];
  readonly resets: Reset[] = [];
  readonly failures: unknown[] = [];
  /** The maximum of characters sent between two waits for the sink. */
  longestRun = 0;
  isFull = false;
  breaks = false;
  private run = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly holdsFrames = Number.POSITIVE_INFINITY) {}

  send(frame: UpdateFrame, cursor?: string): void {
    if (this.breaks) throw new Error('the line is broken');
    this.frames.push(frame);
    this.cursors.push(cursor);
    this.run += frame.json.length;
    this.longestRun = Math.max(this.longestRun, this.run);
    if (this.frames.length % this.holdsFrames === 0) this.isFull = true;
  }

  async drained(): Promise<void> {
    if (this.isFull) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.run = 0;
  }

  reads(): void {
    this.isFull = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  get waits(): boolean {
    return this.waiting.length > 0;
  }

  reset(reset: Reset): void {
    this.resets.push(reset);
  }

  fail(error: unknown): void {
    this.failures.push(error);
  }

  get seqs(): number[] {
    return this.frames.map(({ seq }) => seq);
  }
}

let log: CommittedLog;
let asked: string[];
let hub: ChannelHub;
let tail: LogTail;
let replayReader: ReplayReader;
let broken: boolean;

const questions = () => ({
  head: async () => log.now(),
  entriesAfter: async (seq: number, limit: number) => {
    asked.push('entriesAfter');
    if (broken) throw new Error('the store is away');
    return log.entriesAfter(seq, limit);
  },
  channelEntriesAfter: async (channels: readonly string[], seq: number, limit: number) => {
    asked.push('channelEntriesAfter');
    if (broken) throw new Error('the store is away');
    return log.channelEntriesAfter(channels, seq, limit);
  },
});

const publish = (
  text: number,
  { long = 0, pubStatus }: { long?: number; pubStatus?: 'usable' | 'canceled' } = {},
): number | null =>
  log.publish(PLACE, {
    headline: `Headline ${text} ${'x'.repeat(long)}`,
    body: [`Text ${text}.`],
    topics: ['a'],
    ...(pubStatus === undefined ? {} : { pubStatus }),
  });

const upTo = (seq: number): number[] => Array.from({ length: seq }, (_, at) => at + 1);

async function startTail(
  sizes?: { page: number; ring: number },
  log: Pick<UpdateLog, 'head' | 'entriesAfter'> = questions(),
): Promise<void> {
  await tail?.close();
  tail = new LogTail(log, hub, silent, sizes);
  await tail.start();
  asked = [];
}

const subscribe = (reader: Reader, channels = ['all']): Subscription =>
  new Subscription(channels, reader, { replayReader, tail, hub });

beforeEach(() => {
  log = new CommittedLog();
  asked = [];
  broken = false;
  hub = new ChannelHub();
  replayReader = new ReplayReader(questions());
});
afterEach(() => tail.close());

describe('a replay', () => {
  test('of the newest entries needs no query, also on a node that has just started', async () => {
    for (const text of upTo(50)) publish(text);
    await startTail();
    const reader = new Reader();
    expect(await subscribe(reader).start(parseStreamPosition('e0.10'))).toEqual({ mode: 'replayed', cursor: 'e0.50' });
    expect(reader.seqs).toEqual(upTo(50).slice(10));
    expect(asked).toEqual([]);
  });

  test('of many readers from one old cursor needs one query per page', async () => {
    for (const text of upTo(250)) publish(text);
    await startTail({ page: 500, ring: 5 });
    const readers = upTo(500).map(() => new Reader());
    await Promise.all(readers.map((reader) => subscribe(reader).start(parseStreamPosition('e0.0'))));
    for (const reader of readers) expect(reader.seqs).toEqual(upTo(250));
    expect(asked).toEqual(['channelEntriesAfter', 'channelEntriesAfter']);
  });

  test('encodes each update once for all of them', async () => {
    for (const text of upTo(3)) publish(text);
    await startTail();
    const [one, other] = [new Reader(), new Reader()];
    for (const reader of [one, other]) await subscribe(reader).start(parseStreamPosition('e0.0'));
    expect(one.frames.map((frame, at) => frame === other.frames[at])).toEqual([true, true, true]);
  });

  test.each([
    ['from memory', 500],
    ['from the log', 5],
  ])('of large updates is sent in bursts, and never at once, %s', async (_where, ring) => {
    for (const text of upTo(60)) publish(text, { long: 900 });
    const size = JSON.stringify(log.updatesAfter('all', 0, 1).updates[0]).length;
    await startTail({ page: 500, ring });
    const reader = new Reader();
    const scale = Math.ceil((256 * 1024) / size / 10);
    for (const text of upTo(scale * 20)) publish(100 + text, { long: 900 });
    await tail.poll();
    await subscribe(reader).start(parseStreamPosition('e0.0'));
    expect(reader.seqs).toEqual(upTo(log.head));
    expect(reader.longestRun).toBeGreaterThan(200 * 1024);
    expect(reader.longestRun).toBeLessThan(256 * 1024 + 2 * size);
  });

  test('waits for a full reader, and content hidden meanwhile is not sent', async () => {
    for (const text of upTo(9)) publish(text);
    await startTail({ page: 500, ring: 1 });
    const reader = new Reader(4);
    const joined = subscribe(reader).start(parseStreamPosition('e0.0'));
    await until(() => reader.waits);
    expect(reader.seqs).toEqual(upTo(4));
    publish(10, { pubStatus: 'canceled' });
    await tail.poll();
    while (reader.frames.length < 10) {
      await until(() => reader.waits || reader.frames.length === 10);
      reader.reads();
    }
    expect(await joined).toMatchObject({ cursor: 'e0.10' });
    expect(reader.seqs).toEqual(upTo(10));
    expect(reader.frames.map(({ json }) => json.includes('Headline'))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('is refused temporarily while this node follows another log', async () => {
    publish(1);
    await startTail();
    const followed = log;
    log = new CommittedLog();
    log.restore(0);
    publish(1);
    // The tail continued with its old state.
    await startTail(undefined, {
      entriesAfter: async (seq, limit) => followed.entriesAfter(seq, limit),
      head: async () => followed.now(),
    });
    await expect(subscribe(new Reader()).start(parseStreamPosition('e1.0'))).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    await startTail();
    expect(await subscribe(new Reader()).start(parseStreamPosition('e1.0'))).toMatchObject({
      mode: 'replayed',
      cursor: 'e1.1',
    });
  });
});

test('a reader whose cursor is inside an entry that this node has not seen yet gets the rest of it once', async () => {
  await startTail();
  publish(1);
  const reader = new Reader(1);
  const joined = subscribe(reader, ['all', 'topic/a', `story/${STORY}`]).start(parseStreamPosition('e0.0+1'));
  const read = async (): Promise<void> => {
    for (let count = 1; count <= 2; count += 1) {
      await until(() => reader.waits);
      reader.reads();
    }
  };
  await Promise.all([joined, read()]);
  await tail.poll();
  expect(reader.frames.map(({ channel }) => channel)).toEqual([`story/${STORY}`, 'topic/a']);
});

test('a reader ahead of its node keeps its own cursor, and gets no duplicates when it resumes', async () => {
  publish(1);
  await startTail();
  for (const text of [2, 3]) publish(text);
  const reader = new Reader();
  const subscription = subscribe(reader);
  await subscription.start(parseStreamPosition('e0.2'));
  expect([reader.seqs, tail.position, subscription.cursor]).toEqual([[3], 1, 'e0.3']);
  await tail.poll();
  publish(4);
  await tail.poll();
  expect([reader.seqs, subscription.cursor]).toEqual([[3, 4], 'e0.4']);
});

test('a log that went back within an epoch resets live and replaying readers', async () => {
  for (const text of upTo(6)) publish(text);
  await startTail({ page: 500, ring: 1 });
  const [live, slow] = [new Reader(), new Reader(2)];
  await subscribe(live).start(null);
  const joined = subscribe(slow).start(parseStreamPosition('e0.0'));
  await until(() => slow.waits);
  log.restore(3);
  log.epoch = 'e0';
  await tail.poll();
  expect(live.resets).toEqual([{ channels: ['all'], reason: 'epoch', cursor: 'e0.3' }]);
  publish(7);
  slow.reads();
  await joined;
  expect(slow.resets).toEqual(live.resets);
  await tail.poll();
  expect([live.seqs, slow.seqs]).toEqual([[4], [1, 2, 4]]);
});

describe('a live reader', () => {
  test('that is full leaves the hub until it has read, and then gets everything', async () => {
    await startTail();
    const [slow, quick] = [new Reader(2), new Reader()];
    for (const reader of [slow, quick]) await subscribe(reader).start(null);
    for (const text of upTo(5)) {
      publish(text);
      await tail.poll();
    }
    expect(slow.seqs).toEqual([1, 2]);
    expect(quick.seqs).toEqual(upTo(5));
    expect(asked.filter((question) => question === 'channelEntriesAfter')).toEqual([]);
    while (slow.frames.length < 5) {
      await until(() => slow.waits || slow.frames.length === 5);
      slow.reads();
    }
    publish(6);
    await tail.poll();
    expect(slow.seqs).toEqual(upTo(6));
  });

  test('whose connection breaks during an update does not affect others', async () => {
    await startTail();
    const [one, broke, other] = [new Reader(), new Reader(), new Reader()];
    for (const reader of [one, broke, other]) await subscribe(reader).start(null);
    broke.breaks = true;
    publish(1);
    await tail.poll();
    publish(2);
    await tail.poll();
    expect([one.seqs, other.seqs]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(broke.failures).toHaveLength(1);
  });

  test('whose replay fails is closed, and resumes from its cursor', async () => {
    await startTail({ page: 500, ring: 1 });
    const reader = new Reader(1);
    const subscription = subscribe(reader);
    await subscription.start(null);
    for (const text of upTo(5)) {
      publish(text);
      await tail.poll();
    }
    broken = true;
    reader.reads();
    await until(() => reader.failures.length > 0);
    expect(reader.failures).toEqual([new Error('the store is away')]);
    expect([subscription.isLive, subscription.cursor]).toEqual([false, null]);
  });
});

describe('of several channels', () => {
  const channels = ['topic/a', 'all', `story/${STORY}`];

  test('an update is sent in each, in order of name, with a resume cursor in between', async () => {
    await startTail();
    const reader = new Reader();
    await subscribe(reader, channels).start(null);
    publish(1);
    await tail.poll();
    expect(reader.frames.map(({ channel }) => channel)).toEqual(['all', `story/${STORY}`, 'topic/a']);
    expect(reader.cursors).toEqual(['e0.0+1', 'e0.0+2', undefined]);
  });

  test.each(['e0.0', 'e0.0+1', 'e0.0+2', 'e0.1', 'e0.1+1'])(
    'a reader that resumes from %s gets the rest, from memory and from the log',
    async (place) => {
      publish(1);
      publish(2);
      for (const ring of [500, 1]) {
        await startTail({ page: 500, ring });
        const reader = new Reader();
        await subscribe(reader, channels).start(parseStreamPosition(place));
        const { seq, sentChannels } = parseStreamPosition(place);
        expect(reader.frames.map(({ seq: at, channel }) => `${at} ${channel}`)).toEqual(
          [1, 2]
            .flatMap((at) => [...channels].sort().map((channel) => `${at} ${channel}`))
            .slice(seq * 3 + sentChannels),
        );
      }
    },
  );

  test('a cursor inside an entry that the log does not have gets a reset', async () => {
    publish(1);
    await startTail();
    const reader = new Reader();
    expect(await subscribe(reader, channels).start(parseStreamPosition('e0.1+1'))).toEqual({
      mode: 'reset',
      cursor: 'e0.1',
    });
    expect(reader.resets).toEqual([{ channels: [...channels].sort(), reason: 'ahead', cursor: 'e0.1' }]);
  });
});

test('a socket gets sync only once it has a subscription and everything up to the cursor: an unsent request may have an older cursor', async () => {
  for (const text of upTo(3)) publish(text);
  await startTail({ page: 500, ring: 1 });
  const socket = new SocketClient(
    { conn: { transport: {} } } as Socket,
    { ...openHouse(), replayReader, tail, hub, counters: new DeliverCounters(), log: silent } as GatewayContext,
    new TickFlusher(),
    ANONYMOUS,
  );
  expect(socket.isCaughtUp).toBe(false);
  const answered = new Promise<SubscribeAck>((resolve) =>
    socket.handle('subscribe', [{ channel: 'topic/quiet', since: 'e0.0' }, resolve]),
  );
  expect(socket.isCaughtUp).toBe(false);
  expect(await answered).toMatchObject({ ok: true, cursor: 'e0.3' });
  expect(socket.isCaughtUp).toBe(true);
  socket.onDisconnect();
  expect(socket.isCaughtUp).toBe(false);
});

describe('what this process commits', () => {
  const offer = (seq: number | null): void => tail.offer(log.entryAt(seq ?? 0));

  test('is sent at once, without a query', async () => {
    await startTail();
    const reader = new Reader();
    await subscribe(reader).start(null);
    for (const text of upTo(3)) offer(publish(text));
    expect(reader.seqs).toEqual(upTo(3));
    expect(asked).toEqual([]);
  });

  test('out of order is queried, and sent in order', async () => {
    await startTail();
    const reader = new Reader();
    await subscribe(reader).start(null);
    const [one, two, three] = [publish(1), publish(2), publish(3)];
    for (const seq of [three, one, two]) offer(seq);
    await until(() => reader.frames.length === 3);
    expect(reader.seqs).toEqual(upTo(3));
    expect(asked).toEqual(['entriesAfter']);
  });

  test('during a read waits for its result, and needs no other query', async () => {
    publish(1);
    await startTail();
    const reader = new Reader();
    await subscribe(reader).start(null);
    // The result is from this moment.
    tail.wake();
    for (const text of upTo(4)) offer(publish(text + 1));
    expect(reader.seqs).toEqual([]);
    await until(() => reader.frames.length === 4);
    expect(reader.seqs).toEqual([2, 3, 4, 5]);
    expect(asked).toEqual(['entriesAfter']);
  });

  test('is ignored if the tail has it, and acts as a hint if it has another epoch', async () => {
    publish(1);
    await startTail();
    const reader = new Reader();
    await subscribe(reader).start(null);
    offer(1);
    expect(asked).toEqual([]);
    log.restore(0);
    publish(1);
    publish(2);
    offer(2);
    await until(() => reader.resets.length > 0);
    expect(reader.resets).toEqual([{ channels: ['all'], reason: 'epoch', cursor: 'e1.2' }]);
    expect(reader.seqs).toEqual([]);
  });
});
