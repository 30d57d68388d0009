// A database of an older version with corrupt rows: they are repaired in the background, and nothing fails to
// start.
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../../src/logger.js';
import { migrate } from '../../../src/store/database/database.js';
import { MIGRATIONS } from '../../../src/store/database/migrations.js';
import type { World } from '../../support/columns.js';
import { ask, rowsOf } from '../../support/outage.js';
import { freshDatabase } from '../../support/postgres.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';

const RULE = '0012-text-rule';
/** More rows than two repair steps. */
const ROWS = 5_000;
const log = createLogger('silent');

let world: World;
let started: DatelineProcess | undefined;
afterEach(async () => {
  await started?.remove();
  await world.cleanup();
});

/** The tables before the check existed, with some corrupt rows. */
async function olderVersion(): Promise<void> {
  const database = await freshDatabase();
  world = { env: { DATABASE_URL: database.url }, redis: undefined, cleanup: () => database.drop() };
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: world.env.DATABASE_URL, max: 2 }) }),
  });
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < RULE));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(before) },
  }).migrateToLatest();
  await db.destroy();
  if (error !== undefined) throw error;
  await ask(
    world,
    `insert into stories (id, key, publisher, uri, kind, topics, pub_status, revision, shown, updated_seq) select md5('s' || n)::uuid, 'uri:newsroom:old-' || n, 'newsroom', 'old-' || n, 'article', '{}', 'usable', 1, case when n % 500 = 3 then null else 1 end, n from generate_series(1, ${ROWS}) n`,
  );
  await ask(
    world,
    `insert into submissions (id, publisher, intent, content_type, raw, fingerprint, status, story, revision, update_cursor, done_at, change, error) select md5('u' || n)::uuid, 'newsroom', 'publish', 'application/json', '{}', '', 'created', md5('s' || n)::uuid, 1, (select epoch from log_head) || '.' || n, now(), '{"class":"first","silent":false,"significance":1}', case when n % 500 = 1 then '{"code":"x","reason":"a\\u0000b"}'::json end from generate_series(1, ${ROWS}) n`,
  );
  await ask(
    world,
    `
    insert into revisions (story, revision, submission, content, change, received_at)
    select md5('s' || n)::uuid, 1, md5('u' || n)::uuid, ('{"headline":"Old ' || n || case n % 500 when 1 then '\\u0000' when 2 then '\\ud800' else '' end || '","byline":null,"located":null,"body":["It was there."],"firstCreated":' || case n % 500 when 4 then '"1850-06-01T00:00:00Z"' else 'null' end
      || ',"versionCreated":null,"language":null,"topics":[],"media":[],"highlights":[],"stamps":[],"provenance":{},"edNote":null,"correction":null,"pinned":false,"keyEvent":false,"pubStatus":"usable","embargoedUntil":' || case n % 500 when 3 then '"+010000-01-01T13:59:59Z"' else 'null' end || '}')::json,
      '{"class":"first","silent":false,"significance":1}', now() from generate_series(1, ${ROWS}) n`,
  );
  await ask(
    world,
    `insert into updates (seq, story, revision, at, channels) select n, md5('s' || n)::uuid, 1, now(), jsonb_build_object('all', n - 1) from generate_series(1, ${ROWS}) n`,
  );
  await ask(world, `insert into update_channels (channel, seq) select 'all', n from generate_series(1, ${ROWS}) n`);
  await ask(world, `insert into channel_heads (channel, seq, prev) values ('all', ${ROWS}, ${ROWS - 1})`);
  await ask(world, `update log_head set seq = ${ROWS}`);
}

const contentOf = async (n: number): Promise<Record<string, unknown>> =>
  (
    await rowsOf<{ content: Record<string, unknown> }>(
      world,
      `select content from revisions where story = md5('s${n}')::uuid`,
    )
  )[0]?.content ?? {};
const broken = async (): Promise<number> =>
  (await rowsOf(world, 'select from revisions where not is_readable(content, change)')).length;

test('the upgrade repairs it: unreadable characters are removed, times clamped, embargoes kept; a restart continues the repair', async () => {
  await olderVersion();
  started = await startProcess({ env: world.env });
  expect(await broken()).toBe(0);
  expect(await contentOf(501)).toMatchObject({ headline: 'Old 501', body: ['It was there.'] });
  expect(await contentOf(502)).toMatchObject({ headline: 'Old 502\ufffd' });
  expect(await contentOf(503)).toMatchObject({ headline: 'Old 503', embargoedUntil: '2200-12-31T23:59:59Z' });
  expect(await contentOf(504)).toMatchObject({ headline: 'Old 504', firstCreated: '1900-01-01T00:00:00Z' });
  expect(await rowsOf(world, "select from submissions where concat(change, error) ~ '\\\\u0000'")).toEqual([]);
  expect(started.output()).toMatch(/"table":"revisions","rows":40\b/);
  expect((await fetch(`${started.url}/v1/updates?limit=500`)).status).toBe(200);
  expect(await rowsOf<{ name: string }>(world, 'select name from repairs where done_at is null')).toEqual([]);
}, 90_000);

test('an interrupted repair continues where it stopped, and skips rows that were checked before', async () => {
  await olderVersion();
  // The repair stopped after the first step: earlier rows are not checked again.
  await migrate(world.env.DATABASE_URL, log);
  const order = await rowsOf<{ story: string }>(world, 'select story from revisions order by story');
  const [early, late] = [order[10]?.story, order[4_000]?.story];
  await ask(world, 'alter table revisions drop constraint revisions_readable');
  for (const story of [early, late])
    await ask(
      world,
      `update revisions set content = replace(content::text, 'It was there.', 'It\\u0000was there.')::json where story = $1::uuid`,
      [story],
    );
  await ask(
    world,
    `update repairs set done_at = null, place = jsonb_build_object('story', $1::text, 'revision', 1) where name = 'revisions'`,
    [order[2_000]?.story],
  );
  await migrate(world.env.DATABASE_URL, log);
  expect(await broken()).toBe(1);
  await ask(world, "update repairs set done_at = null, place = null where name = 'revisions'");
  await migrate(world.env.DATABASE_URL, log);
  expect(await broken()).toBe(0);
}, 90_000);

test('the tables refuse new corrupt rows', async () => {
  await olderVersion();
  await migrate(world.env.DATABASE_URL, log);
  const put = (content: string, change = '{"class":"first","silent":false,"significance":1}'): Promise<void> =>
    ask(
      world,
      `insert into revisions (story, revision, content, change, received_at) values (md5('s1')::uuid, 2, $1::json, $2::json, now())`,
      [content, change],
    );
  const refused = [
    '{"headline":"\\u0000"}',
    '{"a\\u0000":1}',
    '{"headline":"\\ud800"}',
    '{"embargoedUntil":"+010000-01-01T13:59:59Z"}',
    '{"embargoedUntil":"-000001-12-31T10:00:00Z"}',
    '{"firstCreated":"1850-01-01T00:00:00Z"}',
    '{"versionCreated":"2201-01-01T00:00:00Z"}',
    '{"coverageEndTime":"+010000-01-01T13:59:59Z"}',
  ];
  for (const content of refused) await expect(put(content), content).rejects.toThrow();
  await expect(put('{}', '{"fields":["\\u0000"]}')).rejects.toThrow();
  await expect(
    ask(world, `update submissions set error = '{"reason":"\\u0000"}' where id = md5('u2')::uuid`),
  ).rejects.toThrow();
  await expect(
    ask(world, `insert into audit_log (key_name, action, detail) values ('x', 'y', '{"z":"\\u0000"}')`),
  ).rejects.toThrow();
  await put('{"headline":"fit","embargoedUntil":"2200-12-31T23:59:59Z"}');
}, 60_000);
