// From accepted to done, whatever happens to the queue: state is in Postgres, and order holds under full
// load.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../src/core/log/update.js';
import { createLogger } from '../../src/logger.js';
import { SubmissionQueue } from '../../src/queue/submission-queue.js';
import { columns, type World } from '../support/columns.js';
import { ADMIN_KEY, brokenChain, seqOf, TestDateline, type Outcome } from '../support/dateline.js';
import { ask } from '../support/outage.js';
import { until } from '../support/wait.js';
import { expectWithin } from '../support/time-limit.js';

const STORIES = 40;
const VERSIONS = 8;

/** Without a time of its own: nothing but the order of arrival says which version is the later one. */
const version = (uri: string, number: number) => ({
  uri,
  headline: `Count of ${uri}`,
  body: [`The count of ${uri} stands at ${number}.`],
});

/** Publishes without waiting; returns the submission's id. */
async function accept(dateline: TestDateline, story: object): Promise<string> {
  const answer = await fetch(`${dateline.url}/v1/stories`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(story),
  });
  const { submission, status } = (await answer.json()) as { submission: string; status: string };
  expect([answer.status, status]).toEqual([202, 'queued']);
  return submission;
}

async function outcomesOf(dateline: TestDateline, ids: string[], timeout: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const poll = async (): Promise<boolean> => {
    for (const id of ids.slice(outcomes.length)) {
      const answer = await fetch(`${dateline.url}/v1/submissions/${id}`, {
        headers: { authorization: `Bearer ${ADMIN_KEY}` },
      });
      const outcome = (await answer.json()) as Outcome;
      if (outcome.status === 'queued') return false;
      outcomes.push(outcome);
    }
    return true;
  };
  await until(poll, { timeout, describe: () => `${ids.length} submissions to be done; ${outcomes.length} are` });
  return outcomes;
}

function byStory(outcomes: Outcome[]): Outcome[][] {
  const stories = new Map<string, Outcome[]>();
  for (const outcome of outcomes) stories.set(outcome.story, [...(stories.get(outcome.story) ?? []), outcome]);
  return [...stories.values()];
}

/** Deletes all jobs and schedules. */
const loseQueue = (world: World): Promise<void> =>
  world.redis === undefined ? ask(world, 'truncate bullmq.job cascade') : world.redis.flushall();
/** Makes pending submissions a minute older, so that the sweep finds them. */
const age = (world: World): Promise<void> =>
  ask(world, "update submissions set received_at = received_at - interval '1 minute' where done_at is null");

describe.each(columns)('$name', ({ settings, redis }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  test(`${STORIES * VERSIONS} submissions for ${STORIES} stories sent concurrently are all done without a stall, each story's in order of arrival`, async () => {
    const ids: { uri: string; id: string }[] = [];
    let [done, last, longest] = [0, performance.now(), 0];
    const reader = await dateline.read();
    reader.socket.on('update', () => {
      done += 1;
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    });
    expect(await reader.subscribe('all')).toMatchObject({ ok: true });
    // One publisher per story, which sends each version without waiting for the one before.
    const publishers = Array.from({ length: STORIES }, async (_, story) => {
      for (let number = 1; number <= VERSIONS; number += 1)
        ids.push({ uri: `load-${story}`, id: await accept(dateline, version(`load-${story}`, number)) });
    });
    last = performance.now();
    await Promise.all(publishers);
    const outcomes = await outcomesOf(
      dateline,
      ids.map(({ id }) => id),
      20_000,
    );
    expect(byStory(outcomes)).toHaveLength(STORIES);
    for (const own of byStory(outcomes)) {
      expect(own.map(({ status, revision }) => [status, revision])).toEqual(
        own.map((_, i) => [i === 0 ? 'created' : 'revised', i + 1]),
      );
      expect(own.map(({ update }) => seqOf(update))).toEqual(
        own.map(({ update }) => seqOf(update)).sort((a, b) => a - b),
      );
    }
    await until(() => done === STORIES * VERSIONS);
    expect(brokenChain(reader.updates, 0)).toEqual([]);
    expectWithin(6_000, longest); // a stall of BullMQ lasts 15 s or more
    reader.socket.disconnect();
  });

  test('two nodes revising the same stories keep each story in order, and the log has no gap', async () => {
    const other = await TestDateline.start({ ...dateline.world, cleanup: async () => undefined });
    const { body: before } = await dateline.http.get('/v1/updates').expect(200);
    const ids: string[] = [];
    const publishers = Array.from({ length: 12 }, async (_, story) => {
      for (let number = 1; number <= 8; number += 1)
        ids.push(await accept(number % 2 === 0 ? dateline : other, version(`both-${story}`, number)));
    });
    await Promise.all(publishers);
    const outcomes = await outcomesOf(dateline, ids, 20_000);
    expect(
      outcomes.map(({ status }) => status).filter((status) => status !== 'created' && status !== 'revised'),
    ).toEqual([]);
    for (const own of byStory(outcomes)) expect(own.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { body: after } = await dateline.http
      .get('/v1/updates')
      .query({ after: `${before.epoch}.${before.head}`, limit: 500 })
      .expect(200);
    expect(after.updates.map(({ cursor }: Update) => seqOf(cursor))).toEqual(ids.map((_, i) => before.head + 1 + i));
    await other.end();
  });

  test('after the queue lost all jobs, pending submissions are found and done', async () => {
    const { world } = dateline;
    await dateline.stop();
    const accepting = await TestDateline.start({ ...world, cleanup: async () => undefined }, { ROLES: 'api,gateway' });
    const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => accept(accepting, version(`lost-${i}`, 1))));
    await loseQueue(world);
    await age(world);
    await dateline.start();
    const outcomes = await outcomesOf(accepting, ids, 8_000);
    expect(outcomes.map(({ status, revision }) => [status, revision])).toEqual(ids.map(() => ['created', 1]));
    await accepting.end();
  });

  test('jobs in the wrong order change nothing: each story’s submissions are applied in order of arrival', async () => {
    const { world } = dateline;
    await dateline.stop();
    const accepting = await TestDateline.start({ ...world, cleanup: async () => undefined }, { ROLES: 'api,gateway' });
    const ids: string[] = [];
    for (let number = 1; number <= 6; number += 1)
      for (const uri of ['turned-1', 'turned-2', 'turned-3']) ids.push(await accept(accepting, version(uri, number)));
    await loseQueue(world);
    const { DATABASE_URL, REDIS_URL } = world.env;
    const jobs = new SubmissionQueue(
      REDIS_URL === undefined ? { kind: 'postgres', url: DATABASE_URL } : { kind: 'redis', url: REDIS_URL },
      createLogger('silent'),
    );
    for (const id of ids.toReversed()) await jobs.add(id);
    await jobs.close();
    await dateline.start();
    const outcomes = await outcomesOf(accepting, ids, 8_000);
    for (const own of byStory(outcomes)) expect(own.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6]);
    await accepting.end();
  });

  if (redis)
    test('while Redis is down a publish is still answered 202 in bounded time, and done once Redis is back', async () => {
      const server = dateline.world.redis;
      await server?.kill();
      const begun = performance.now();
      const ids = await Promise.all(Array.from({ length: 10 }, (_, i) => accept(dateline, version(`down-${i}`, 1))));
      expectWithin(10_000, performance.now() - begun);
      await server?.restart();
      await age(dateline.world);
      const outcomes = await outcomesOf(dateline, ids, 12_000);
      expect(outcomes.map(({ status }) => status)).toEqual(ids.map(() => 'created'));
      expect(await dateline.publish(version('down-0', 2))).toMatchObject({ status: 'revised', revision: 2 });
    });
});
