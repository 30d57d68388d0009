// No request or submission delays others: slow work runs in threads, outside of locks, within bounds.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyOps } from '../src/core/revision/ops.js';
import { ThreadPool } from '../src/concurrency/thread-pool.js';
import { oneColumn } from './support/columns.js';
import { ADMIN_KEY, TestDateline, type Outcome } from './support/dateline.js';
import { watchLoop } from './support/loop-watch.js';
import { rowsOf } from './support/outage.js';
import { expectProblem } from './support/problem.js';
import { until } from './support/wait.js';

/** 200,000 sentences of three characters: the slowest text to compare that is allowed. */
const vast = (word: string): string[] => Array.from({ length: 6 }, () => `A ${word}. `.repeat(39_000).trim());
/** A long text of distinct sentences. */
const long = (paragraphs: number, word: string): string[] =>
  Array.from({ length: paragraphs }, (_none, at) =>
    `The ${word} of place ${at} stood at ${at * 7} there. It was ${word} number ${at}, as they say in town ${at % 97}. `
      .repeat(4)
      .trim(),
  );

/** Allowed share of the work's duration in which the main thread is blocked; 0.99 if the work ran there. */
const MOST_HELD = 0.6;

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());
  afterEach(() => vi.restoreAllMocks());

  /** Publishes without the overhead of a test client, which would take longer than the server. */
  const send = async (story: object): Promise<Outcome> => {
    const answer = await fetch(`${dateline.url}/v1/stories`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify(story),
    });
    if (answer.status >= 300) throw new Error(`publish was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Outcome;
  };

  test('a revision of a long text is compared in a thread, with no transaction open', async () => {
    await send({ uri: 'vast', headline: 'The count', body: vast('b') });
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const revised = watchLoop(() => send({ uri: 'vast', headline: 'The count', body: vast('c') }));
    const at = await until(() => run.mock.calls.findIndex(([task]) => task === 'compare') + 1, {
      timeout: 30_000,
      describe: 'the texts to be compared',
    });
    // A sweep may have a transaction open in a single sample; the comparison itself must have none.
    const seen = await until(async () => {
      const [held] = await rowsOf<{ open: number }>(
        dateline.world,
        `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      );
      const compares = run.mock.settledResults[at - 1]?.type === 'incomplete';
      return !compares || held?.open === 0 ? { compares, open: held?.open } : null;
    });
    expect(seen).toEqual({ compares: true, open: 0 });
    const { value, longest } = await revised;
    expect(value).toMatchObject({ status: 'revised', revision: 2, change: { class: 'update' } });
    expect(longest).toBeLessThan(MOST_HELD);
  }, 120_000);

  test('long versions of one story sent at once become revisions in order; ops are sent where they are small and apply', async () => {
    const body = long(500, 'river');
    const { story } = await send({ uri: 'long', headline: 'The flood', body });
    const reader = await dateline.read();
    await reader.subscribe(`story/${story}`);
    const versions = [1, 2, 3].map((n) => body.with(n, `Place ${n} is dry again.`));
    const outcomes = await Promise.all(
      versions.map((version) => send({ uri: 'long', headline: 'The flood', body: version })),
    );
    expect(outcomes.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
    await send({ uri: 'long', headline: 'The flood', body: long(500, 'street') });
    await until(() => reader.updates.length === 4, {
      timeout: 20_000,
      describe: () => `4 updates; ${reader.updates.length} came`,
    });
    let held = body;
    for (const {
      change,
      story: { revision },
    } of reader.updates.slice(0, 3)) {
      expect(change.base).toBe(revision - 1);
      held = applyOps(held, change.ops ?? []);
      const { body: whole } = await dateline.http.get(`/v1/stories/${story}/revisions/${revision}`);
      expect(held).toEqual((whole as { body: string[] }).body);
    }
    // For 300 KB of ops, loading the story is cheaper.
    expect(reader.updates[3]?.change).toMatchObject({ class: 'update' });
    expect(reader.updates[3]?.change).not.toHaveProperty('ops');
    expect(reader.updates[3]?.change).not.toHaveProperty('base');
  }, 120_000);

  test('a long text without uri or address is matched by content, in a thread', async () => {
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const first = await dateline.post('application/json', { headline: 'The long report', body: long(150, 'river') });
    const again = await dateline.post('application/json', {
      headline: 'The long report',
      body: [...long(150, 'river'), 'A paragraph more.'],
    });
    expect(again.body).toMatchObject({ status: 'revised', story: (first.body as Outcome).story });
    expect(run.mock.calls.map(([task]) => task)).toEqual(expect.arrayContaining(['findSame', 'compare']));
  }, 60_000);

  test('the difference of two long revisions is bounded, does not block other work, is cached, and is gone once the story is killed', async () => {
    const { story } = await send({ uri: 'kept', headline: 'The flood', body: long(3_000, 'river') });
    await send({ uri: 'kept', headline: 'The flood', body: long(3_000, 'street') });
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const made = (): string[] =>
      run.mock.calls.map(([task]) => task).filter((task) => task === 'json' || task === 'parts');
    const ask = async (path: string) => {
      const answer = await fetch(`${dateline.url}${path}`);
      return {
        status: answer.status,
        etag: answer.headers.get('etag'),
        bytes: (await answer.arrayBuffer()).byteLength,
      };
    };
    const path = `/v1/stories/${story}/diff?from=1&to=2`;
    const { value: first, longest } = await watchLoop(() => ask(path));
    expect(longest).toBeLessThan(MOST_HELD);
    expect([first.status, first.bytes < 1_100_000]).toEqual([200, true]);
    expect(await ask(path)).toEqual(first);
    const page = await watchLoop(() => ask(`/stories/${story}/diff/1..2`));
    expect(page.longest).toBeLessThan(MOST_HELD);
    expect([page.value.status, page.value.bytes < 1_100_000]).toEqual([200, true]);
    await ask(`/stories/${story}/diff/1..2`);
    expect(made()).toEqual(['json', 'parts']);
    await dateline.http
      .delete(`/v1/stories/${story}`)
      .set({ authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' })
      .send({ reason: 'wrong' });
    expectProblem(await dateline.http.get(path), 410, 'killed');
    expect((await dateline.http.get(`/stories/${story}/diff/1..2`)).status).toBe(410);
    expect(made()).toHaveLength(2);
  }, 120_000);

  test('the page of a long story is rendered in a thread, with the same result', async () => {
    const { story } = await send({ uri: 'page', headline: 'The flood', body: long(3_000, 'river') });
    const run = vi.spyOn(ThreadPool.prototype, 'run');
    const { text, status, headers } = await dateline.http.get(`/stories/${story}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(run.mock.calls.map(([task]) => task)).toContain('page');
    expect(text).toContain('The river of place 2999 stood at');
    expect((await dateline.http.get(`/stories/${story}`).set('if-none-match', headers['etag'] ?? '')).status).toBe(304);
  }, 60_000);

  test('JSON with too many members is refused before it is parsed; the longest allowed story is accepted', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    const many = JSON.stringify({
      headline: 'x',
      body: 'y',
      ...Object.fromEntries(Array.from({ length: 150_000 }, (_none, at) => [`k${at}`, 1])),
    });
    const answer = await fetch(`${dateline.url}/v1/stories`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: many,
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'invalid_field']);
    expect(parse.mock.calls.some(([text]) => text === many)).toBe(false);
    const media = Array.from({ length: 100 }, (_none, at) => ({
      url: `https://a.example/${at}.jpg`,
      type: 'image',
      caption: 'a',
      credit: 'b',
      alt: 'c',
    }));
    expect(
      await send({
        uri: 'full',
        headline: 'x',
        body: Array.from({ length: 5_000 }, (_none, at) => `Paragraph ${at}, "quoted": and {bracketed}, [too].`),
        media,
      }),
    ).toMatchObject({ status: 'created' });
  }, 60_000);
});
