// Comparing long texts blocks no other request, is done once, is bounded, and never reveals a hidden
// revision.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RevisionView } from '../../../src/core/story/story-view.js';
import { diffPage } from '../../../src/read/pages/diff-page.js';
import { differenceJson, MAX_DIFFERENCE_BYTES } from '../../../src/read/pages/difference-json.js';
import { DifferenceRenderer } from '../../../src/read/pages/difference-renderer.js';
import { ThreadPool } from '../../../src/concurrency/thread-pool.js';
import { watchLoop } from '../../support/loop-watch.js';

const view = (revision: number, body: string[], more: Partial<RevisionView> = {}): RevisionView => ({
  headline: 'The flood',
  byline: null,
  located: null,
  firstCreated: null,
  versionCreated: null,
  language: 'en',
  topics: [],
  body,
  highlights: [],
  media: [],
  pubStatus: 'usable',
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [],
  provenance: {},
  story: 's1',
  revision,
  receivedAt: `2026-12-01T10:00:0${revision}.000Z`,
  change: { class: 'update', silent: false, significance: 0.5 },
  ...more,
});
/** A text of so many different paragraphs. */
const long = (paragraphs: number, word: string): string[] =>
  Array.from({ length: paragraphs }, (_none, at) =>
    `The ${word} of place ${at} stood at ${at * 7} there. It was ${word} number ${at}, as they say in town ${at % 97}. `
      .repeat(6)
      .trim(),
  );
const pair = (paragraphs: number) => ({
  before: view(1, long(paragraphs, 'river')),
  after: view(2, long(paragraphs, 'street')),
});

let differences: DifferenceRenderer;
beforeEach(() => {
  differences = new DifferenceRenderer();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await differences.close();
});

describe('the difference of two long texts', () => {
  test.each(['json', 'parts'] as const)('is made while other work runs: %s', async (form) => {
    const texts = pair(2_500);
    const { longest } = await watchLoop<unknown>(() => differences[form](texts));
    expect(longest).toBeLessThan(0.6);
  });

  test('is made once for concurrent and later requests, separately as JSON and as a page', async () => {
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const texts = pair(300);
    const [one, other] = await Promise.all([differences.json(texts), differences.json(texts)]);
    expect(await differences.json(texts)).toBe(one);
    expect(other).toBe(one);
    expect(run).toHaveBeenCalledTimes(1);
    await differences.parts(texts);
    await differences.parts(texts);
    expect(run).toHaveBeenCalledTimes(2);
    expect(one).toBe(differenceJson(texts));
    expect(diffPage({ ...texts, parts: await differences.parts(texts) })).toBe(diffPage(texts));
  });

  test('is made again if a revision number belongs to another revision by now', async () => {
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const texts = pair(300);
    await differences.json(texts);
    await differences.json({ ...texts, after: { ...texts.after, receivedAt: '2026-12-01T11:00:00.000Z' } });
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('is evicted with its story, and with no other', async () => {
    await differences.json(pair(300));
    await differences.json({
      before: view(1, long(300, 'river'), { story: 's2' }),
      after: view(2, long(300, 'street'), { story: 's2' }),
    });
    expect(differences.size).toBe(2);
    differences.evict('s1');
    expect(differences.size).toBe(1);
    differences.evict('s2');
    expect(differences.size).toBe(0);
  });

  test('of short texts needs no thread', async () => {
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    await differences.json(pair(5));
    await differences.parts(pair(5));
    expect([run.mock.calls.length, differences.size]).toEqual([0, 0]);
  });
});

describe('a difference beyond the size limit', () => {
  test('leaves out its sentences, and its ops if they are too large too, and says where to read the rest', () => {
    const body = long(2_500, 'river');
    const few = { before: view(1, body), after: view(2, body.with(3, 'All of it was wrong.')) };
    const without = JSON.parse(differenceJson(few)) as Record<string, unknown>;
    expect(without).toMatchObject({
      story: 's1',
      from: 1,
      to: 2,
      class: 'update',
      truncated: { left: ['sentences'], see: ['/v1/stories/s1/revisions/1', '/v1/stories/s1/revisions/2'] },
    });
    expect(Object.keys(without)).toContain('ops');
    expect(Object.keys(without)).not.toContain('sentences');
    const all = differenceJson(pair(2_500));
    expect(JSON.parse(all)).toMatchObject({ truncated: { left: ['ops', 'sentences'] } });
    for (const text of [JSON.stringify(without), all])
      expect(Buffer.byteLength(text)).toBeLessThan(MAX_DIFFERENCE_BYTES + 1_000);
    const short = JSON.parse(differenceJson(pair(3))) as Record<string, unknown>;
    expect(Object.keys(short)).toEqual(expect.arrayContaining(['ops', 'sentences']));
    expect(short).not.toHaveProperty('truncated');
  });

  test('is truncated on the page, which says so', () => {
    const page = diffPage(pair(5_000));
    expect(Buffer.byteLength(page)).toBeLessThan(MAX_DIFFERENCE_BYTES + 20_000);
    expect(page).toContain('The rest does not fit on this page');
    expect(diffPage(pair(3))).not.toContain('The rest does not fit on this page');
  });
});
