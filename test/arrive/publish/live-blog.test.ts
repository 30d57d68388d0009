// A live blog is hidden and shown together with its posts; each post keeps its own status.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RingBuffer, type RingEntry } from '../../../src/core/log/ring-buffer.js';
import { createLogger } from '../../../src/logger.js';
import { openDatabase, type Database, type Tx } from '../../../src/store/database/database.js';
import { readBatchState } from '../../../src/store/submission/submission-results.js';
import { Stories } from '../../../src/store/story/stories.js';
import { UpdateLog } from '../../../src/store/log/update-log.js';
import { brokenChain, type Reader, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

let dateline: TestDateline;
let desk: Publisher;
let db: Database;
let log: UpdateLog;

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
  db = openDatabase(dateline.world.env.DATABASE_URL, createLogger('silent'));
  log = new UpdateLog(db);
});
afterAll(async () => {
  await db.destroy();
  await dateline.end();
});

const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
const blog = (uri: string, rest: object = {}) =>
  desk.publish({
    uri,
    kind: 'liveblog',
    headline: `Blog ${uri}`,
    body: ['It goes on all night.'],
    topics: [uri],
    ...rest,
  });
const post = (partOf: string, name: string, rest: object = {}) =>
  desk.publish({
    uri: `${partOf}/${name}`,
    kind: 'post',
    partOf,
    headline: `Post ${name}`,
    body: [`It is ${name}.`],
    topics: [`${partOf}-posts`],
    ...rest,
  });
const patch = async (id: string, fields: object) =>
  (await desk.request('patch', `/v1/stories/${id}`).send(fields).expect(200)).body as { update: string };
const statusOf = async (id: string): Promise<number> => (await dateline.http.get(`/v1/stories/${id}`)).status;
const listed = async (channel: string): Promise<string[]> =>
  (
    (await dateline.http.get('/v1/stories').query({ channel, limit: 100 }).expect(200)).body as {
      stories: { headline: string }[];
    }
  ).stories.map(({ headline }) => headline);

/** The time of acceptance is for the tail's metrics only, and not sent to readers. */
const told = ({ acceptedAt: _acceptedAt, ...entry }: RingEntry): RingEntry => entry;

/** The log in memory since `start` must equal that in Postgres. */
async function expectSame(ring: RingBuffer, channels: string[]): Promise<void> {
  for (const next of (await log.entriesAfter(ring.position, 10_000)).entries) ring.push(next);
  for (const channel of channels) {
    const { entries } = await log.channelEntriesAfter([channel], 0, 10_000);
    expect(ring.after([channel], 0).map(told), channel).toEqual(
      entries.filter(({ entry }) => ring.covers(entry.seq - 1)).map(told),
    );
  }
}

type Way = { name: string; hide: (id: string) => Promise<unknown>; status: number; told: string };
const ways: Way[] = [
  {
    name: 'killed',
    hide: (id) => desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200),
    status: 410,
    told: 'canceled',
  },
  { name: 'withheld', hide: (id) => patch(id, { pubStatus: 'withheld' }), status: 404, told: 'withheld' },
];

describe.each(ways)('a live blog that is $name', ({ name, hide, status, told }) => {
  const uri = `night-${name}`;
  const posts: Record<string, string> = {};
  let id: string;
  let reader: Reader;
  let ring: RingBuffer;

  beforeAll(async () => {
    desk = await Publisher.named(dateline, uri);
    ring = new RingBuffer((await log.head()).head, 10_000);
    id = (await blog(uri)).story;
    for (const part of ['one', 'two', 'three', 'four']) posts[part] = (await post(uri, part)).story;
    await post(uri, 'one', { headline: 'Post one again' });
    await desk.request('delete', `/v1/stories/${posts['two']}`).send({ reason: 'It was wrong.' }).expect(200);
    await patch(posts['three'] ?? '', { pubStatus: 'withheld' });
    reader = await dateline.read();
    await reader.subscribe(`topic/${uri}-posts`);
    await reader.subscribe(`story/${id}`);
    await expectSame(ring, ['all']);
    await hide(id);
  });

  test('hides its posts everywhere', async () => {
    for (const part of Object.values(posts)) expect([404, 410]).toContain(await statusOf(part));
    for (const path of ['', '/revisions', '/revisions/1', '/diff?from=1&to=2'])
      expectProblem(
        await dateline.http.get(`/v1/stories/${posts['one']}${path}`),
        status,
        status === 410 ? 'killed' : 'not_found',
      );
    expect((await dateline.http.get(`/stories/${posts['one']}`)).status).toBe(status);
    const here = new Set(['Post one again', 'Post two', 'Post three', 'Post four']);
    for (const channel of [`story/${id}`, `topic/${uri}-posts`, `publisher/${uri}`]) {
      expect((await listed(channel)).filter((headline) => here.has(headline))).toEqual([]);
      const updates = (await updatesOf(dateline, channel)).filter(({ story }) => story.partOf === id);
      expect(updates.map(({ story }) => story.headline).filter((headline) => headline !== null)).toEqual([]);
      expect(updates.length).toBeGreaterThan(0);
    }
  });

  test('sends an update to the readers of each post, and one to those of the live blog', async () => {
    await until(() => reader.updates.filter(({ channel }) => channel.startsWith('topic/')).length === 2);
    const [first, ...others] = reader.updates.filter(({ channel }) => channel === `story/${id}`);
    expect([first?.story.id, others]).toEqual([id, []]);
    const hidden = reader.updates.filter(({ channel }) => channel.startsWith('topic/'));
    expect(hidden.map(({ story }) => [story.id, story.headline, story.pubStatus])).toEqual(
      [posts['one'], posts['four']].map((part) => [part, null, told]),
    );
    const updates = await updatesOf(dateline, `topic/${uri}-posts`);
    expect(brokenChain(updates, 0)).toEqual([]);
    expect(updates.slice(-2)).toEqual(hidden);
  });

  test('has the same updates in memory and in Postgres', () =>
    expectSame(ring, ['all', `story/${id}`, `topic/${uri}-posts`, `story/${posts['one']}`]));

  test('hides posts, edits and an end of coverage that come meanwhile', async () => {
    posts['late'] = (await post(uri, 'late')).story;
    await post(uri, 'four', { headline: 'Post four again' });
    posts['timed'] = (await post(uri, 'timed', { embargoedUntil: soon(1_100) })).story;
    await until(
      async () =>
        (await log.entriesAfter(0, 10_000)).entries.filter(({ entry }) => entry.story.id === posts['timed']).length ===
        2,
    );
    for (const part of ['late', 'four', 'timed']) expect(await statusOf(posts[part] ?? '')).toBe(status);
    expect(
      await updatesOf(dateline, `topic/${uri}-posts`).then((updates) =>
        updates.filter(({ story }) => story.headline !== null),
      ),
    ).toEqual([]);
    await expectSame(ring, ['all', `topic/${uri}-posts`]);
  });

  test('shows exactly the posts again that are not hidden themselves', async () => {
    const { length } = reader.updates;
    await patch(id, { pubStatus: 'usable', ...(name === 'killed' ? { restore: true } : {}) });
    expect((await listed(`story/${id}`)).sort()).toEqual([
      'Post four again',
      'Post late',
      'Post one again',
      'Post timed',
    ]);
    expect(await Promise.all(['one', 'two', 'three', 'late'].map((part) => statusOf(posts[part] ?? '')))).toEqual([
      200, 410, 404, 200,
    ]);
    await until(() => reader.updates.length === length + 5);
    const back = reader.updates.slice(length);
    expect(back.filter(({ channel }) => channel === `story/${id}`).map(({ story }) => story.headline)).toEqual([
      `Blog ${uri}`,
    ]);
    expect(
      new Set(back.filter(({ channel }) => channel.startsWith('topic/')).map(({ story }) => story.headline)),
    ).toEqual(new Set(['Post four again', 'Post late', 'Post one again', 'Post timed']));
    await expectSame(ring, [
      'all',
      `story/${id}`,
      `topic/${uri}-posts`,
      `story/${posts['one']}`,
      `story/${posts['four']}`,
    ]);
  });
});

test('an embargoed live blog hides its posts, and both appear at its time', async () => {
  const { story: id } = await blog('later', { embargoedUntil: soon(1_500) });
  const { story: first } = await post('later', 'first');
  expect(await statusOf(first)).toBe(404);
  await until(async () => (await statusOf(first)) === 200);
  expect(await listed(`story/${id}`)).toEqual(['Post first']);
  expect((await updatesOf(dateline, 'topic/later-posts')).map(({ story }) => story.headline)).toEqual(['Post first']);
});

test('posts that come while their live blog is being killed stay hidden', async () => {
  const { story: id } = await blog('race');
  const sent = Array.from({ length: 40 }, (_, at) => post('race', `racer ${at}`));
  await until(async () => (await listed(`story/${id}`)).length >= 5);
  await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200);
  await Promise.all(sent);
  expect(await listed('topic/race-posts')).toEqual([]);
  const last = new Map(
    (await updatesOf(dateline, 'topic/race-posts')).map((update) => [update.story.id, update.story.headline]),
  );
  expect(last.size).toBeGreaterThanOrEqual(5);
  expect([...last.values()].filter((headline) => headline !== null)).toEqual([]);
});

test('hiding a live blog waits for a post in flight that was written for a visible one', async () => {
  const { story: id } = await blog('held');
  const { publisher } = (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as { publisher: string };
  const ways = [
    (tx: Tx) => new Stories(db).lockBlogShared(tx, publisher, id),
    (tx: Tx) => readBatchState(tx, { keys: [], ids: [], blogs: [id] }),
  ];
  for (const [at, share] of ways.entries()) {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let shared = (): void => undefined;
    const holds = new Promise<void>((resolve) => (shared = resolve));
    const posting = db.transaction().execute(async (tx) => {
      await share(tx);
      shared();
      await gate;
    });
    await holds;
    const hidden = patch(id, { pubStatus: at === 0 ? 'withheld' : 'canceled' });
    const waiting = async (): Promise<number> =>
      (
        await sql<{
          count: number;
        }>`select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        )
      ).rows[0]?.count ?? 0;
    await until(async () => (await waiting()) > 0, { describe: 'the one that hides it, waiting' }).finally(open);
    await Promise.all([posting, hidden]);
  }
});

test('a thousand posts are hidden and shown again without a noticeable delay', async () => {
  const { story: id } = await blog('long');
  await post('long', 'first');
  await db.transaction().execute(async (tx) => {
    await sql`insert into stories (id, key, publisher, kind, part_of, topics, pub_status, revision, shown, updated_seq)
      select gen_random_uuid(), 'made:' || n, 'desk', 'post', ${id}::uuid, '{long-posts}', 'usable', 1, 1, 0 from generate_series(1, 1000) n`.execute(
      tx,
    );
    await sql`insert into revisions (story, revision, content, change, received_at)
      select s.id, 1, r.content, r.change, now() from stories s, stories f join revisions r on r.story = f.id where f.key like 'uri:%' and f.part_of = ${id}::uuid and s.part_of = ${id}::uuid and s.key like 'made:%'`.execute(
      tx,
    );
  });
  expect(await listed(`story/${id}`)).toHaveLength(100);
  const began = performance.now();
  await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200);
  const killed = performance.now();
  expect(await listed('topic/long-posts')).toEqual([]);
  await patch(id, { pubStatus: 'usable', restore: true });
  const back = performance.now();
  expect(await listed(`story/${id}`)).toHaveLength(100);
  expectWithin(5_000, killed - began);
  expectWithin(5_000, back - killed);
});

type Data = {
  coverageEndTime?: string;
  correction?: { text: string; datePublished?: string };
  liveBlogUpdate: { correction?: { text: string; datePublished?: string } }[];
};
const dataOf = async (id: string): Promise<Data> => {
  const { text } = await dateline.http.get(`/stories/${id}`).expect(200);
  return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '') as Data;
};

test('an ended live blog shows its end, and still takes posts and corrections', async () => {
  const { story: id } = await blog('ended');
  expect((await dataOf(id)).coverageEndTime).toBeUndefined();
  const ended = await patch(id, { coverageEndTime: '2024-04-01T23:30:00+02:00' });
  expect((await updatesOf(dateline, `story/${id}`)).at(-1)).toMatchObject({
    cursor: ended.update,
    change: { class: 'status', fields: ['coverageEndTime'] },
  });
  await post('ended', 'last');
  await blog('ended', { correction: 'It had begun an hour earlier.', versionCreated: '2024-04-02T08:00:00Z' });
  const { body } = await dateline.http.get(`/v1/stories/${id}`).expect(200);
  expect(body).toMatchObject({
    coverageEndTime: '2024-04-01T21:30:00Z',
    correction: 'It had begun an hour earlier.',
    change: { class: 'correction' },
    posts: [{ headline: 'Post last' }],
  });
  expect(await dataOf(id)).toMatchObject({
    coverageEndTime: '2024-04-01T21:30:00Z',
    correction: { text: 'It had begun an hour earlier.', datePublished: '2024-04-02T08:00:00Z' },
  });
  await patch(id, { coverageEndTime: null });
  expect((await dateline.http.get(`/v1/stories/${id}`).expect(200)).body).not.toHaveProperty('coverageEndTime');
});

test('no other kind of story has an end of coverage', async () => {
  const answer = await desk.send({
    uri: 'no-end',
    kind: 'article',
    headline: 'Article',
    body: ['It is one.'],
    coverageEndTime: '2024-04-01T21:30:00Z',
  });
  expectProblem(answer, 422, 'invalid_field');
  const { story: id } = await desk.publish({ uri: 'no-end', headline: 'Article', body: ['It is one.'] });
  expectProblem(
    await desk.request('patch', `/v1/stories/${id}`).send({ coverageEndTime: '2024-04-01T21:30:00Z' }),
    422,
    'invalid_field',
  );
});

test('a correction needs a note for readers; null removes it', async () => {
  const { story: id } = await blog('corrected');
  const { story: part } = await post('corrected', 'one');
  for (const correction of ['', '  \n ']) {
    expectProblem(await desk.request('patch', `/v1/stories/${part}`).send({ correction }), 422, 'invalid_field');
    expectProblem(
      await desk.send({ uri: 'corrected/one', headline: 'Post one', body: ['It is one.'], correction }),
      422,
      'invalid_field',
    );
  }
  await patch(part, { correction: 'It was two.', versionCreated: '2024-04-02T09:00:00Z' });
  expect((await dataOf(id)).liveBlogUpdate[0]?.correction).toMatchObject({
    text: 'It was two.',
    datePublished: '2024-04-02T09:00:00Z',
  });
  expect((await dateline.http.get(`/stories/${id}`)).text).toContain('It was two.');
  await patch(part, { correction: null });
  expect((await dataOf(id)).liveBlogUpdate[0]).not.toHaveProperty('correction');
});
