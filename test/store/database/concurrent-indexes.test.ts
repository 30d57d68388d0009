// Concurrently built indexes: one that can't be built now prevents no start.
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { ask, rowsOf } from '../../support/outage.js';

let dateline: TestDateline;
let holder: Client;

beforeAll(async () => {
  dateline = await startEmbedded();
  holder = new Client({ connectionString: dateline.world.env.DATABASE_URL });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await dateline.end();
});

const indexes = async (): Promise<number> =>
  (
    await rowsOf(
      dateline.world,
      "select 1 from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = 'submissions_failed' and i.indisvalid",
    )
  ).length;

test('a node starts while another session holds the lock that an index needs, and the next start builds the index', async () => {
  await dateline.stop();
  await ask(dateline.world, 'drop index submissions_failed');
  await holder.query('begin');
  await holder.query('lock table submissions in share update exclusive mode');
  await dateline.start();
  expect((await dateline.publish({ uri: 'started', headline: 'Started', body: ['It is up.'] })).status).toBe('created');
  expect(await indexes()).toBe(0);
  await holder.query('rollback');
  await dateline.stop();
  await dateline.start();
  expect(await indexes()).toBe(1);
});
