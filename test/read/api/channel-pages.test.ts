// Pages of a channel's log over HTTP, on an in-memory log and a fake clock.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCursor, parseCursor } from '../../../src/core/log/cursor.js';
import { DatelineError } from '../../../src/core/errors.js';
import type { Update } from '../../../src/core/log/update.js';
import { ChannelPages } from '../../../src/read/api/channel-pages.js';
import { ResponseCache, type EncodedResponse } from '../../../src/read/http/response-cache.js';
import { roundest } from '../../../src/read/api/updates-page.js';
import { LogInMemory } from '../../support/log-in-memory.js';

type Page = { epoch: string; head: number; updates: Update[]; next: string };
const read = ({ body }: EncodedResponse): Page => JSON.parse(body.toString()) as Page;

const world = (size = 0) => {
  const log = new LogInMemory();
  const clock = { ms: 0 };
  for (let at = 0; at < size; at += 1) log.append([]);
  const pages = new ChannelPages(log, () => clock.ms);
  const ask = async (after: string | null, { channel = 'all', limit = 100 } = {}): Promise<Page> =>
    read(await pages.page(channel, after === null ? null : parseCursor(after), limit));
  return { log, clock, pages, ask };
};

/** Follows `next` to the end. */
async function follow(
  ask: (after: string) => Promise<Page>,
  since: string,
): Promise<{ updates: Update[]; asked: string[] }> {
  const updates: Update[] = [];
  const asked: string[] = [];
  for (let after = since; ;) {
    asked.push(after);
    const page = await ask(after);
    updates.push(...page.updates);
    if (page.next === after || page.next === formatCursor(page.epoch, page.head)) return { updates, asked };
    after = page.next;
  }
}

describe('the end of a full page', () => {
  test.each([
    [1, 100, 100],
    [1, 500, 500],
    [1235, 1734, 1500],
    [1235, 1334, 1300],
    [7, 9, 9],
    [9, 12, 10],
    [998, 1003, 1000],
    [1, 1, 1],
    [4_900, 5_400, 5_000],
    [120_001, 980_000, 500_000],
    [999_999_999_999_999, 1_000_000_000_000_004, 1_000_000_000_000_000],
  ])('from %i to %i is %i', (first, last, end) => {
    expect(roundest(first, last)).toBe(end);
  });

  test('is in the page, and depends on its span only', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), fc.nat({ max: 1e5 }), (first, span) => {
        const end = roundest(first + 1, first + 1 + span);
        expect(end).toBeGreaterThan(first);
        expect(end).toBeLessThanOrEqual(first + 1 + span);
      }),
    );
  });

  test('is a multiple of 500 if the page spans 500, so that a cache may round cursors down to multiples', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        fc.integer({ min: 499, max: 1e6 }),
        (first, span) => roundest(first + 1, first + 1 + span) % 500 === 0,
      ),
    );
  });
});

describe('readers who follow "next"', () => {
  test('get exactly what they missed, once and in order, for every log, channel, cursor and limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 300, size: 'max' }),
        fc.nat({ max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('all', 'a', 'd'),
        async (topics, from, limit, channel) => {
          const { log, ask } = world();
          for (const topic of topics) log.append([topic]);
          const since = Math.min(from, topics.length);
          const { updates, asked } = await follow((after) => ask(after, { channel, limit }), `e1.${since}`);
          expect(updates).toEqual(log.updates(channel, since));
          expect(new Set(asked).size).toBe(asked.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('request the same pages from their second one on, whatever their cursor', async () => {
    const { ask } = world(3_000);
    const later = new Set<string>();
    for (let since = 0; since < 3_000; since += 37)
      for (const after of (await follow((cursor) => ask(cursor), `e1.${since}`)).asked.slice(1)) later.add(after);
    expect([...later].every((cursor) => parseCursor(cursor).seq % 50 === 0)).toBe(true);
    expect(later.size).toBeLessThanOrEqual(30);
  });

  test('get the same bytes and ETag for the same address while the log grows', async () => {
    const { log, pages } = world(150);
    const before = await pages.page('all', parseCursor('e1.0'), 100);
    for (let at = 0; at < 5_000; at += 1) log.append([]);
    const after = await pages.page('all', parseCursor('e1.0'), 100);
    expect(read(after)).toEqual({ ...read(before), head: 5_150 });
    expect(after.etag).toBe(before.etag);
    expect(before.etag).toMatch(/^W\/"/);
  });
});

describe('the surrogate keys', () => {
  test('name the stories of a page, or are shared by all pages of many stories', async () => {
    const { log, pages } = world(500);
    for (let at = 0; at < 20; at += 1) log.append([], { story: 'one' });
    const keys = async (seq: number, limit: number): Promise<string> =>
      (await pages.page('all', { epoch: 'e1', seq }, limit)).surrogateKey;
    expect(await keys(500, 20)).toBe('updates story/one');
    expect(await keys(496, 20)).toBe('updates story/s497 story/s498 story/s499 story/s500');
    expect(await keys(0, 500)).toBe('updates updates/many');
    // Proxies refuse responses with more than about 4 KB of headers.
    expect('story/01a20dc7-4e08-7510-8b39-207b1b0cfba1 '.length * 30).toBeLessThan(2_000);
  });
});

describe('the cost', () => {
  test('of 5,000 readers with cursors all over the last 2,000 updates, on three channels, is three queries', async () => {
    const { log, pages } = world();
    for (let at = 0; at < 9_000; at += 1) log.append([at % 2 === 0 ? 'even' : 'odd']);
    await Promise.all(
      Array.from({ length: 5_000 }, (_, at) =>
        pages.page(['all', 'even', 'odd'][at % 3] ?? '', { epoch: 'e1', seq: 7_000 + ((at * 37) % 2_001) }, 100),
      ),
    );
    expect(log.queries).toBeLessThanOrEqual(3);
  });

  test('of readers who poll all the time is one query a second', async () => {
    const { log, clock, ask } = world(100);
    await ask('e1.3');
    const before = log.queries;
    for (; clock.ms < 10_000; clock.ms += 10) await ask(`e1.${clock.ms % 100}`);
    expect(log.queries - before).toBeLessThanOrEqual(10);
  });

  test('of an older page is one query for all requests within a second', async () => {
    const { log, clock, ask } = world(9_000);
    await ask('e1.9000');
    const before = log.queries;
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => ask('e1.1000')));
      clock.ms += 45;
    }
    expect(log.queries - before).toBe(1);
  });

  test('of a cursor of another log is two queries at most', async () => {
    const { log, ask } = world(10);
    await ask('e1.1');
    const before = log.queries;
    await expect(ask('e1.11')).rejects.toMatchObject({ code: 'reset' });
    await expect(ask('e0.1')).rejects.toBeInstanceOf(DatelineError);
    expect(log.queries - before).toBeLessThanOrEqual(4);
  });
});

describe('a new update is visible', () => {
  test('at once if this process committed it, else within a second', async () => {
    const { log, clock, ask } = world(5);
    await ask('e1.5');
    log.append([]);
    expect((await ask('e1.5')).updates).toHaveLength(1);
    log.append([], {}, false);
    expect((await ask('e1.5')).updates).toHaveLength(1);
    clock.ms += 1_000;
    expect((await ask('e1.5')).updates).toHaveLength(2);
  });

  test('at once to a reader whose cursor is ahead of this process', async () => {
    const { log, ask } = world(5);
    await ask('e1.5');
    log.append([], {}, false);
    log.append([], {}, false);
    expect(await ask('e1.6')).toMatchObject({ head: 7, updates: [{ cursor: 'e1.7' }], next: 'e1.7' });
  });

  test('to a reader whose request arrives during an older poll', async () => {
    const { log, clock, ask } = world(5);
    await ask('e1.0');
    clock.ms += 1_000;
    let open = (): void => undefined;
    log.gate = new Promise((resolve) => (open = resolve));
    const early = ask('e1.0');
    log.append([]);
    const late = ask('e1.5');
    log.gate = undefined;
    open();
    await early;
    expect((await late).updates).toHaveLength(1);
  });

  test('a kill empties every page, new and old, as soon as it is visible', async () => {
    const { log, clock, ask } = world();
    log.append([], { story: 'old' });
    for (let at = 0; at < 5_000; at += 1) log.append([]);
    log.append([], { story: 'new' });
    const headlines = async (after: string): Promise<unknown[]> =>
      (await ask(after)).updates.slice(0, 1).map(({ story: { headline } }) => headline);
    expect([...(await headlines('e1.0')), ...(await headlines('e1.5001'))]).toEqual(['Headline 1', 'Headline 5002']);
    log.append([], { story: 'old', pubStatus: 'canceled' }, false);
    log.append([], { story: 'new', pubStatus: 'canceled' }, false);
    clock.ms += 1_000;
    expect([...(await headlines('e1.0')), ...(await headlines('e1.5001'))]).toEqual([null, null]);
  });

  test.each([1, 60])('a log that was reset is reported, and the new one, at %i now, is served', async (head) => {
    const { log, clock, ask } = world(50);
    await ask('e1.50');
    log.epoch = 'e2';
    log.entries = [];
    for (let at = 0; at < head; at += 1) log.append([], {}, false);
    clock.ms += 1_000;
    await expect(ask('e1.50')).rejects.toMatchObject({
      code: 'reset',
      detail: { reason: 'epoch', cursor: `e2.${head}` },
    });
    expect((await ask('e2.0')).updates.map(({ cursor }) => cursor)).toEqual(
      Array.from({ length: head }, (_, at) => `e2.${at + 1}`),
    );
  });

  test('after Postgres was down, without a gap; meanwhile no reader gets an old state', async () => {
    const { log, clock, ask } = world(5);
    await ask('e1.5');
    log.append([]);
    log.down = true;
    await expect(ask('e1.5')).rejects.toThrow('connection terminated');
    clock.ms += 5;
    await expect(ask('e1.0')).rejects.toThrow('connection terminated');
    log.down = false;
    log.append([], {}, false);
    expect((await ask('e1.5')).updates.map(({ cursor }) => cursor)).toEqual(['e1.6', 'e1.7']);
  });

  test('also if the log grew beyond the ring since the last request', async () => {
    const { log, clock, ask } = world(5);
    await ask('e1.5');
    for (let at = 0; at < 20_000; at += 1) log.append([], {}, false);
    clock.ms += 60_000;
    const before = log.queries;
    expect((await ask('e1.19990')).updates).toHaveLength(15);
    expect(log.queries - before).toBeLessThanOrEqual(4);
  });
});

describe('the response cache', () => {
  const page = (bytes: number): EncodedResponse => ({
    body: Buffer.alloc(bytes),
    etag: '""',
    full: true,
    surrogateKey: '',
  });
  const make = (bounds: { responses: number; bytes: number; ms: number }) => {
    const clock = { ms: 1 };
    const made: string[] = [];
    const kept = new ResponseCache(bounds, () => clock.ms);
    const get = (key: string, bytes = 1) => kept.get(key, () => Promise.resolve((made.push(key), page(bytes))));
    return { clock, made, get, kept };
  };

  test('is bounded in number: the least recently used response goes first', async () => {
    const { made, get } = make({ responses: 3, bytes: 1_000, ms: 1_000 });
    for (const key of ['a', 'b', 'c', 'd', 'd', 'c', 'b', 'a']) await get(key);
    expect(made).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  test('is bounded in bytes, also after responses have expired', async () => {
    const { clock, made, get } = make({ responses: 100, bytes: 100, ms: 1_000 });
    for (const key of ['a', 'b', 'c']) await get(key, 40);
    expect(made.length).toBe(3);
    await get('b', 40);
    await get('a', 40);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
    clock.ms += 1_001;
    for (const key of ['a', 'c']) await get(key, 40);
    for (const key of ['a', 'c']) await get(key, 40);
    expect(made).toEqual(['a', 'b', 'c', 'a', 'a', 'c']);
    await get('too large', 101);
    await get('too large', 101);
    expect(made.slice(-2)).toEqual(['too large', 'too large']);
  });

  test('makes a response once for concurrent requests, and does not keep a failure', async () => {
    const { kept, made, get } = make({ responses: 3, bytes: 1_000, ms: 1_000 });
    await Promise.all([get('a'), get('a'), get('a')]);
    expect(made).toEqual(['a']);
    const fail = () => kept.get('b', () => Promise.reject(new Error('no')));
    const answers = await Promise.allSettled([fail(), fail()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await get('b');
    expect(made).toEqual(['a', 'b']);
  });
});
