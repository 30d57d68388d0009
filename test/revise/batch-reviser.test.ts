// Concurrent submissions are revised in batches, with the same results as one by one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { ADMIN_KEY, brokenChain, seqOf, TestDateline, type Outcome } from '../support/dateline.js';
import { rowsOf } from '../support/outage.js';
import { until } from '../support/wait.js';

const story = (uri: string, more: object = {}) => ({
  uri,
  headline: `What ${uri} says`,
  body: [`It says ${uri}. It says no more.`],
  ...more,
});

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  const send = async (body: object): Promise<Outcome> => {
    const answer = await fetch(`${dateline.url}/v1/stories`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', prefer: 'wait=20' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Outcome;
  };

  test('a flood shares commits, and the log has no gap', async () => {
    const reader = await dateline.read();
    await reader.subscribe('all');
    const before = seqOf((await dateline.publish(story('before'))).update);
    const outcomes = await Promise.all(Array.from({ length: 240 }, (_, n) => send(story(`flood-${n}`))));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['created']));
    expect(outcomes.map(({ update }) => seqOf(update)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 240 }, (_, n) => before + 1 + n),
    );
    await until(() => reader.updates.length === 241, { describe: () => `241 updates; ${reader.updates.length} came` });
    expect(brokenChain(reader.updates, before - 1)).toEqual([]);
    // A row's xmin is the transaction that inserted it.
    const [made] = await rowsOf<{ revisions: number }>(
      dateline.world,
      `select count(distinct xmin::text)::int as revisions from updates where seq > ${before}`,
    );
    expect(made?.revisions).toBeLessThan(120);
  });

  test('a failing submission does not affect others of its batch', async () => {
    await dateline.publish(story('killed', { pubStatus: 'canceled' }));
    const bad = [send(story('orphan', { kind: 'post', partOf: 'no-such-blog' })), send(story('killed'))];
    const good = Array.from({ length: 40 }, (_, n) => send(story(`good-${n}`)));
    expect((await Promise.all(bad)).map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(new Set((await Promise.all(good)).map(({ status }) => status))).toEqual(new Set(['created']));
  });

  test('a live blog and its posts may arrive together', async () => {
    const sent = [
      send({ ...story('blog'), kind: 'liveblog' }),
      ...Array.from({ length: 30 }, (_, n) => send(story(`post-${n}`, { kind: 'post', partOf: 'blog' }))),
    ];
    const [blog, ...posts] = await Promise.all(sent);
    // Posts that arrived before the live blog fail; posts that arrived after it are created.
    const made = posts.filter(({ status }) => status === 'created');
    const seen = await dateline.http.get(`/v1/stories/${blog?.story}`);
    expect(seen.body.posts).toHaveLength(made.length);
    expect(posts.filter(({ status }) => status !== 'created' && status !== 'failed')).toEqual([]);
  });

  test('concurrent versions of one story are each a revision, delivered in order, and a kill among them hides the earlier ones', async () => {
    const reader = await dateline.read();
    const { story: id, update } = await dateline.publish(story('running'));
    const since = seqOf(update);
    await reader.subscribe(`story/${id}`, update);
    const texts = Array.from({ length: 20 }, (_, n) => story('running', { body: [`The count is ${n + 1}.`] }));
    await Promise.all([
      ...texts.map(send),
      send(story('running', { body: ['No more of it.'], pubStatus: 'canceled' })),
    ]);
    const page = async (): Promise<{ updates: { cursor: string; story: { headline: string | null } }[] }> =>
      (await dateline.http.get(`/v1/updates?channel=story/${id}&limit=100`)).body;
    const all = (await page()).updates.slice(1);
    await until(() => reader.updates.length === all.length);
    expect(brokenChain(reader.updates, since)).toEqual([]);
    expect(reader.updates.map(({ cursor }) => cursor)).toEqual(all.map(({ cursor }) => cursor));
    expect((await page()).updates.map(({ story: { headline } }) => headline)).toEqual(all.map(() => null).concat(null));
    expect(JSON.stringify(await page())).not.toContain('The count is');
  });
});
