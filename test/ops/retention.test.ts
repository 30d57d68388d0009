import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oneColumn, type World } from '../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../support/dateline.js';
import { Publisher, updatesOf } from '../support/publisher.js';
import { until } from '../support/wait.js';

/** Two seconds. */
const SHORT = { KEEP_UPDATES_DAYS: '0.00002' };

describe.each(oneColumn)('Retention of updates: $name', ({ settings }) => {
  let world: World;
  let dateline: TestDateline;

  beforeEach(async () => {
    world = await settings();
    dateline = await TestDateline.start(world);
  });
  afterEach(() => dateline.end());

  const publish = (version: number, uri = 'a') =>
    dateline.publish({ uri, headline: `Version ${version}`, body: [`The count of ${uri} stands at ${version}.`] });
  const restart = async (env: Record<string, string> = {}) => {
    await dateline.stop();
    dateline = await TestDateline.start(world, env);
  };
  const kept = async () => (await updatesOf(dateline, 'all')).map(({ cursor }) => seqOf(cursor));

  const prunedUpTo = async (): Promise<number> => {
    const { text } = await new Publisher(dateline).request('get', '/ops').expect(200);
    return Number(/oldest update<\/dt><dd>(\d+)/.exec(text)?.[1] ?? 1) - 1;
  };

  test('old updates are pruned; readers with an older cursor get a reset on every transport, and continue without a gap', async () => {
    const { update: old, story } = await publish(1);
    for (let version = 2; version <= 5; version += 1) await publish(version);
    await restart(SHORT);
    await until(async () => (await prunedUpTo()) === 5, { timeout: 20_000, describe: 'the log to be pruned' });
    await restart();
    const { update: last } = await publish(6);

    const reader = await dateline.read();
    expect(await reader.subscribe('all', old)).toMatchObject({ ok: true, mode: 'reset', cursor: last });
    expect(reader.resets).toMatchObject([{ channel: 'all', reason: 'pruned', cursor: last }]);
    const page = await dateline.http.get('/v1/updates').query({ channel: 'all', after: old });
    expect(page.body).toMatchObject({ code: 'reset', reason: 'pruned', cursor: last });

    // The story is complete, and seq numbers continue.
    expect((await dateline.http.get(`/v1/stories/${story}/revisions`)).body.revisions).toHaveLength(6);
    await publish(7);
    await until(() => reader.updates.length === 1);
    expect(reader.updates[0]).toMatchObject({ prev: seqOf(last), cursor: expect.stringMatching(/\.7$/) });
    expect(await kept()).toEqual([6, 7]);
  });

  test('a reader at the oldest kept update misses nothing, and a new one gets all kept updates', async () => {
    const { update: edge } = await publish(1);
    await restart(SHORT);
    await until(async () => (await prunedUpTo()) === 1, { timeout: 20_000 });
    await restart();
    await publish(2);
    await publish(3, 'b');
    const reader = await dateline.read();
    expect(await reader.subscribe('all', edge)).toMatchObject({ mode: 'replayed' });
    expect(brokenChain(reader.updates, seqOf(edge))).toEqual([]);
    expect(reader.updates).toHaveLength(2);
    expect(await kept()).toEqual([2, 3]);
    await restart();
    expect(await kept()).toEqual([2, 3]);
    const later = await dateline.read();
    expect(await later.subscribe('all', edge)).toMatchObject({ mode: 'replayed' });
  });

  test('live readers are not affected', async () => {
    await restart(SHORT);
    const reader = await dateline.read();
    await reader.subscribe('all');
    for (let version = 1; version <= 3; version += 1) await publish(version);
    await until(() => reader.updates.length === 3);
    await until(async () => (await prunedUpTo()) === 3, { timeout: 20_000 });
    await publish(4);
    await until(() => reader.updates.length === 4);
    expect(reader.resets).toEqual([]);
    expect(brokenChain(reader.updates, 0)).toEqual([]);
  });
});
