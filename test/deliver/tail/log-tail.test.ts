// Every node follows the log by itself: hints only make it fast.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HINT_CHANNEL } from '../../../src/deliver/bus/hint-bus.js';
import { PostgresHintBus } from '../../../src/deliver/bus/postgres-hint-bus.js';
import { RedisHintBus } from '../../../src/deliver/bus/redis-hint-bus.js';
import { columns, type World } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline, type Reader } from '../../support/dateline.js';
import { ask, cutConnections } from '../../support/outage.js';
import { until } from '../../support/wait.js';

/** The tail polls every two seconds; the rest is for a busy machine. */
const WITHOUT_HINTS_MS = 5_000;

const story = (uri: string, number: number) => ({
  uri,
  headline: `Story ${uri}`,
  body: [`The count of ${uri} is ${number}.`],
});

describe.each(columns)('two nodes, $name', ({ settings }) => {
  let one: TestDateline;
  let other: TestDateline;
  let reader: Reader;
  let since = 0;

  beforeAll(async () => {
    one = await TestDateline.start(await settings());
    // Without a worker role: a worker knows its own commits without a hint.
    other = await TestDateline.start({ ...one.world, cleanup: async () => undefined }, { ROLES: 'api,gateway' });
    reader = await other.read();
    const { cursor } = await reader.subscribe('all');
    since = seqOf(cursor);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await other.end();
    await one.end();
  });

  const everything = async (): Promise<void> => {
    const { body } = await one.http.get('/v1/updates').query({ limit: 500 }).expect(200);
    expect(reader.updates).toEqual(body.updates.slice(since));
    expect(brokenChain(reader.updates, since)).toEqual([]);
  };
  const reached = (seq: number, timeout: number): Promise<boolean> =>
    until(() => seqOf(reader.updates.at(-1)?.cursor) >= seq, {
      timeout,
      describe: () => `${seq} on the other node, which is at ${reader.updates.at(-1)?.cursor}`,
    });

  test('updates published on one node reach the readers of the other at once, all of them, in order', async () => {
    const published = await Promise.all(Array.from({ length: 30 }, (_, i) => one.publish(story(`hinted-${i % 5}`, i))));
    await reached(Math.max(...published.map(({ update }) => seqOf(update))), 1_000);
    await everything();
  });

  test('an update whose hint was lost reaches them within a few seconds', async () => {
    const lost = [vi.spyOn(PostgresHintBus.prototype, 'hint'), vi.spyOn(RedisHintBus.prototype, 'hint')];
    for (const hint of lost) hint.mockReturnValue(undefined);
    const { update } = await one.publish(story('unhinted', 1));
    expect(lost.some((hint) => hint.mock.calls.length > 0)).toBe(true);
    await reached(seqOf(update), WITHOUT_HINTS_MS);
    await everything();
  });

  test('doubled, old, future and invalid hints change nothing', async () => {
    const { update } = await one.publish(story('odd', 1));
    await reached(seqOf(update), WITHOUT_HINTS_MS);
    for (const hint of ['1', '1', String(seqOf(update)), '999999999', '-1', 'NaN', '', 'x'])
      await sendHint(one.world, hint);
    const last = await one.publish(story('odd', 2));
    await reached(seqOf(last.update), WITHOUT_HINTS_MS);
    await everything();
  });

  test('connections closed by the server during publishing cost neither a node nor an update', async () => {
    const publishing = Array.from({ length: 10 }, async (_, publisher) => {
      const done: number[] = [];
      for (let number = 1; number <= 10; number += 1) {
        // A publish call that hits the lost connection is refused, and repeated.
        const { update } = await until(() => one.publish(story(`cut-${publisher}`, number)), { timeout: 20_000 });
        if (update !== null) done.push(seqOf(update));
      }
      return Math.max(...done);
    });
    await until(() => reader.updates.some(({ story: { uri } }) => uri?.startsWith('cut')));
    await cutConnections(one.world);
    await reached(Math.max(...(await Promise.all(publishing))), WITHOUT_HINTS_MS);
    await everything();
    for (const node of [one, other]) await until(async () => (await node.http.get('/health/ready')).status === 200);
  });

  test('readers of a node that starts late get the same log and the same position', async () => {
    const late = await TestDateline.start({ ...one.world, cleanup: async () => undefined });
    const follower = await late.read();
    const { epoch, head } = await follower.welcome();
    expect(head).toBe(seqOf(reader.updates.at(-1)?.cursor));
    expect(await follower.subscribe('all', `${epoch}.${since}`)).toMatchObject({
      ok: true,
      mode: 'replayed',
      cursor: reader.updates.at(-1)?.cursor,
    });
    expect(follower.updates).toEqual(reader.updates);
    await late.end();
  });
});

const sendHint = async (world: World, hint: string): Promise<void> => {
  if (world.redis === undefined) await ask(world, 'select pg_notify($1, $2)', [HINT_CHANNEL, hint]);
  else await world.redis.client.publish(HINT_CHANNEL, hint);
};
