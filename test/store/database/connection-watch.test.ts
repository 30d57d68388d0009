// A Postgres connection that dies silently is closed within seconds; a slow one is not.
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { POOL_SIZE } from '../../../src/store/database/database.js';
import { columns, type World } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { ask, rowsOf } from '../../support/outage.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/wait.js';

let world: World;
let proxy: TcpProxy;
let dateline: TestDateline;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  const column = columns.find(({ redis }) => redis);
  if (column === undefined) throw new Error('there is no second column');
  world = await column.settings();
  const server = new URL(world.env.DATABASE_URL);
  proxy = await startTcpProxy({ path: `${server.searchParams.get('host')}/.s.PGSQL.${server.port}` });
  const over = `postgresql://${server.username}@127.0.0.1:${proxy.port}${server.pathname}`;
  dateline = await TestDateline.start({ ...world, env: { ...world.env, DATABASE_URL: over } });
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(async () => {
  await dateline.end();
  await proxy.close();
});

const story = (n: number) => ({ uri: 'watched', headline: 'Watched', body: [`The count stands at ${n}.`] });

/** Opens every connection of the pool: a lock makes enough requests wait. */
async function openWholePool(): Promise<void> {
  const holder = new Client({ connectionString: world.env.DATABASE_URL });
  await holder.connect();
  await holder.query('begin');
  await holder.query('lock table stories in access exclusive mode');
  const asked = Array.from({ length: POOL_SIZE * 2 }, async (_, n) =>
    dateline.http.get(`/v1/stories/01a20dc7-4e08-7510-8b39-${String(n).padStart(12, '0')}`),
  );
  let open = 0;
  await until(
    async () => {
      const [row] = await rowsOf<{ open: string }>(
        world,
        "select count(*) as open from pg_stat_activity where application_name = 'dateline' and datname = current_database()",
      );
      open = Number(row?.open);
      return open === POOL_SIZE;
    },
    { describe: () => `${POOL_SIZE} connections; there are ${open}` },
  );
  await holder.query('rollback');
  await holder.end();
  await Promise.all(asked);
}

test('publishing, pages and subscriptions recover after every open connection has died silently', async () => {
  const { update } = await dateline.publish(story(1));
  const reader = await dateline.read();
  cleanups.push(() => reader.socket.disconnect());
  expect(await reader.subscribe('all', update)).toMatchObject({ ok: true });
  await openWholePool();
  proxy.wedge();
  await until(
    async () => {
      const answer = await fetch(`${dateline.url}/v1/stories`, {
        method: 'POST',
        headers: {
          authorization: 'Bearer test-admin-key-0123456789',
          'content-type': 'application/json',
          'idempotency-key': 'after',
        },
        body: JSON.stringify(story(2)),
        signal: AbortSignal.timeout(1_000),
      });
      return answer.status === 202;
    },
    { timeout: 15_000, describe: 'a publish to be accepted' },
  );
  await until(() => reader.updates.length === 1, { timeout: 15_000, describe: 'the reader to have it' });
  await until(async () => (await fetch(`${dateline.url}/v1/updates`, { signal: AbortSignal.timeout(1_000) })).ok, {
    timeout: 15_000,
    describe: 'a page',
  });
  await until(async () => (await fetch(`${dateline.url}/health/ready`)).ok, {
    timeout: 15_000,
    describe: 'the node to be ready',
  });
});

test('a statement that waits longer for a lock is not interrupted', async () => {
  const holder = new Client({ connectionString: world.env.DATABASE_URL });
  await holder.connect();
  cleanups.push(() => holder.end());
  await holder.query('begin');
  await holder.query('lock table submissions in access exclusive mode');
  const opened = proxy.opened();
  const began = performance.now();
  const answered = dateline.post('application/json', story(3), {}, { prefer: '' }).then(({ status }) => status);
  await until(() => performance.now() - began > 6_000);
  await ask(world, 'select 1');
  await holder.query('rollback');
  expect(await answered).toBe(202);
  // The checks open connections of their own; no statement was retried.
  expect(proxy.opened() - opened).toBeLessThan(8);
});
