import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RingBuffer } from '../../../src/core/log/ring-buffer.js';
import type { PubStatus } from '../../../src/core/story/story.js';
import { CommittedLog } from '../../deliver/schedules/committed-log.js';

const CAPACITY = 5;
const id = (number: number): string => `0196a5b4-7c1e-7abc-8def-00000000000${number}`;
const CHANNELS = ['all', 'topic/a', 'publisher/wire', `story/${id(0)}`, `story/${id(1)}`];

type Write =
  | { do: 'write'; story: number; text: number; status: PubStatus | undefined; embargoed: boolean; topic: boolean }
  | { do: 'release'; story: number }
  | { do: 'follow'; limit: number };

const writes: fc.Arbitrary<Write[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        story: fc.nat({ max: 1 }),
        text: fc.nat({ max: 9 }),
        status: fc.constantFrom(undefined, undefined, 'usable' as const, 'withheld' as const, 'canceled' as const),
        embargoed: fc.constantFrom(false, false, false, true),
        topic: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), story: fc.nat({ max: 1 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('follow' as const), limit: fc.integer({ min: 1, max: 8 }) }) },
  ),
  { maxLength: 60 },
);

function write(log: CommittedLog, step: Write): void {
  if (step.do === 'release') log.release(id(step.story));
  if (step.do !== 'write') return;
  const { story, text, status, embargoed, topic } = step;
  log.publish(
    { id: id(story), kind: 'article', partOf: null, publisher: 'wire' },
    {
      headline: `Headline ${text}`,
      body: [`Text ${text}.`],
      topics: topic ? ['a'] : [],
      ...(status === undefined ? {} : { pubStatus: status }),
      ...(embargoed ? { embargoedUntil: '2030-01-01T00:00:00Z' } : {}),
    },
  );
}

/** Reads the next entries, as the log tail does. */
function follow(ring: RingBuffer, log: CommittedLog, limit: number): void {
  for (const entry of log.entriesAfter(ring.position, limit).entries) expect(ring.push(entry)).toBe(true);
}

test('a ring buffer returns the same entries as the log for any channels, also after kills, withdrawals, embargoes and revivals', () => {
  fc.assert(
    fc.property(
      writes,
      fc.subarray(CHANNELS, { minLength: 1 }),
      fc.constantFrom(1_000, 20),
      (steps, channels, mostLetters) => {
        const log = new CommittedLog();
        const ring = new RingBuffer(0, CAPACITY, mostLetters);
        for (const step of steps) {
          if (step.do === 'follow') follow(ring, log, step.limit);
          else write(log, step);
        }
        follow(ring, log, 1_000);
        expect(ring.position).toBe(log.head);
        for (let seq = 0; seq <= log.head; seq += 1)
          if (ring.covers(seq))
            expect(ring.after(channels, seq)).toEqual(log.channelEntriesAfter(channels, seq, 1_000).entries);
      },
    ),
    { numRuns: 500 },
  );
});

test('no entry from before a kill has its content, however far the ring buffer lags behind', () => {
  fc.assert(
    fc.property(writes, (steps) => {
      const log = new CommittedLog();
      const ring = new RingBuffer(0, CAPACITY);
      for (const step of steps) {
        if (step.do === 'follow') follow(ring, log, step.limit);
        else write(log, step);
        const given = ring.after(CHANNELS, 0);
        given.forEach(({ entry: { story } }, at) => {
          const killed = given.findLastIndex(
            (later) => later.entry.story.id === story.id && later.entry.story.pubStatus === 'canceled',
          );
          if (at < killed) expect(story.headline).toBeNull();
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('a ring buffer has at least its capacity of entries, accepts only the next one, and knows its first', () => {
  const log = new CommittedLog();
  for (let text = 0; text < 40; text += 1)
    write(log, { do: 'write', story: text % 2, text, status: undefined, embargoed: false, topic: text % 3 === 0 });
  const ring = new RingBuffer(7, CAPACITY);
  expect(ring.push(log.entryAt(7))).toBe(false);
  expect(ring.push(log.entryAt(9))).toBe(false);
  for (let seq = 8; seq <= 40; seq += 1) {
    expect(ring.push(log.entryAt(seq))).toBe(true);
    expect(ring.position).toBe(seq);
    const kept = ring.after(['all'], 0).length;
    expect(kept).toBeGreaterThanOrEqual(Math.min(seq - 7, CAPACITY));
    expect(kept).toBeLessThan(2 * CAPACITY);
    expect([ring.covers(seq - kept), ring.covers(seq - kept - 1)]).toEqual([true, false]);
  }
});

test('a ring buffer drops the oldest entries when long changes fill it, but never the newest', () => {
  const log = new CommittedLog();
  const rewritten = (letter: string, length: number) =>
    log.publish(
      { id: id(0), kind: 'article', partOf: null, publisher: 'wire' },
      { headline: 'A headline', body: [`${letter.repeat(length)}.`], topics: [] },
    );
  for (let text = 0; text < 12; text += 1) rewritten(String.fromCharCode(97 + text), 300);
  const ring = new RingBuffer(0, 1_000, 1_000);
  for (let seq = 1; seq <= 12; seq += 1) {
    ring.push(log.entryAt(seq));
    const kept = ring.after(['all'], 0);
    const letters = kept
      .flatMap(({ entry }) => entry.change.ops ?? [])
      .reduce((sum, op) => sum + ('text' in op ? op.text.length : 0), 0);
    expect(letters).toBeLessThanOrEqual(1_000);
    expect(kept.at(-1)?.entry.seq).toBe(seq);
    expect(ring.covers(seq - kept.length)).toBe(true);
    expect(ring.covers(seq - kept.length - 1)).toBe(false);
  }
  expect(ring.covers(0)).toBe(false);
  rewritten('z', 5_000);
  ring.push(log.entryAt(13));
  expect(ring.after(['all'], 0).map(({ entry }) => entry.seq)).toEqual([13]);
  expect(ring.position).toBe(13);
});
