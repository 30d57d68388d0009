// Upgrades: the new version migrates the database while the old one still serves.
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/logger.js';
import { migrate } from '../../../src/store/database/database.js';
import { MIGRATIONS } from '../../../src/store/database/migrations.js';
import type { World } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { ask, rowsOf } from '../../support/outage.js';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.js';
import { startProcess } from '../../support/process.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

/** A lock wait lasts one second; the rest allows for the migration itself and a busy machine. */
const LONGEST_STALL_MS = 2_500;
const OLD_ROWS = 20_000;

let database: FreshDatabase;
let world: World;

beforeEach(async () => {
  database = await freshDatabase();
  world = { env: { DATABASE_URL: database.url }, redis: undefined, cleanup: () => database.drop() };
});
afterEach(() => database.drop());

/** The tables of the first version with rows that it wrote. */
async function firstVersion(rows: number): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: database.url, max: 2 }) }),
  });
  const [name = '', first] = Object.entries(MIGRATIONS)[0] ?? [];
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => (first === undefined ? {} : { [name]: first }) },
  }).migrateToLatest();
  await db.destroy();
  if (error !== undefined) throw error;
  await ask(
    world,
    `
    insert into stories (id, key, publisher, uri, kind, topics, pub_status, revision, shown, updated_seq)
    select md5('s' || n)::uuid, 'uri:newsroom:old-' || n, 'newsroom', 'old-' || n, 'article', '{}', 'usable', 1, 1, n from generate_series(1, ${rows}) n`,
  );
  await ask(
    world,
    `
    insert into submissions (id, publisher, intent, content_type, raw, fingerprint, status, story, revision, update_cursor, done_at)
    select md5('u' || n)::uuid, 'newsroom', 'publish', 'application/json', '{}', '', 'created', md5('s' || n)::uuid, 1, (select epoch from log_head) || '.' || n, now() from generate_series(1, ${rows}) n`,
  );
  await ask(
    world,
    `
    insert into revisions (story, revision, submission, content, change, received_at)
    select md5('s' || n)::uuid, 1, md5('u' || n)::uuid,
      json_build_object('headline', 'Old ' || n, 'byline', null, 'located', null, 'body', json_build_array('It was there.'), 'firstCreated', null, 'versionCreated', null, 'language', null, 'topics', json_build_array(), 'media', json_build_array(), 'pubStatus', 'usable'),
      '{"class":"first","silent":false,"significance":1}', now() from generate_series(1, ${rows}) n`,
  );
  await ask(
    world,
    `insert into updates (seq, story, revision, at, channels) select n, md5('s' || n)::uuid, 1, now(), jsonb_build_object('all', n - 1) from generate_series(1, ${rows}) n`,
  );
  await ask(world, `insert into update_channels (channel, seq) select 'all', n from generate_series(1, ${rows}) n`);
  await ask(world, `insert into channel_heads (channel, seq, prev) values ('all', ${rows}, ${rows - 1})`);
  await ask(world, `update log_head set seq = ${rows}`);
}

/**
 * What the first version does all the time, each statement with how long it took; it tries again where a
 * deadlock took its turn, as it does.
 */
class OldVersion {
  longest = 0;
  done = 0;
  private going = true;
  private readonly work: Promise<void>[];
  private readonly pool = new pg.Pool({ connectionString: database.url, max: 6 });

  constructor() {
    this.pool.on('error', () => undefined);
    this.work = [
      this.publish(1),
      this.publish(2),
      this.read(
        "select s.id, r.content from stories s join revisions r on r.story = s.id and r.revision = s.shown where s.key = 'uri:newsroom:old-7'",
      ),
      this.read(
        'select u.seq, u.channels from update_channels c join updates u on u.seq = c.seq where c.channel = $1 order by c.seq desc limit 20',
        ['all'],
      ),
    ];
  }

  async end(): Promise<void> {
    this.going = false;
    await Promise.all(this.work);
    await this.pool.end();
  }

  /**
   * One long transaction that has written to submissions, and goes on to stories once `until` says so: the
   * other way round than a migration.
   */
  async long(release: () => Promise<unknown>): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        "insert into submissions (id, publisher, intent, content_type, raw, fingerprint) values (gen_random_uuid(), 'newsroom', 'publish', 'text/plain', 'x', '')",
      );
      await client.query("select count(*) from update_channels where channel = 'none'");
      await release();
      await client.query("update stories set topics = '{}' where uri = 'old-9'");
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      if (!(error instanceof pg.DatabaseError) || error.code !== '40P01') throw error;
    } finally {
      client.release();
    }
  }

  private async timed(statement: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    await statement();
    this.longest = Math.max(this.longest, performance.now() - began);
    this.done += 1;
  }

  private async read(statement: string, values: unknown[] = []): Promise<void> {
    while (this.going) await this.timed(() => this.pool.query(statement, values));
  }

  private async publish(who: number): Promise<void> {
    while (this.going) {
      try {
        await this.timed(() =>
          this.pool.query(
            "insert into submissions (id, publisher, intent, content_type, raw, fingerprint, story_key) values (gen_random_uuid(), 'newsroom', 'publish', 'text/plain', 'x', '', 'uri:newsroom:new')",
          ),
        );
        await this.timed(() =>
          this.pool.query('update stories set revision = revision where uri = $1', [`old-${who}`]),
        );
        await this.timed(() =>
          this.pool.query(
            `with head as (update log_head set seq = seq returning seq) insert into channel_heads as c (channel, seq) select 'topic/${who}', seq from head on conflict (channel) do update set prev = c.seq`,
          ),
        );
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== '40P01') throw error;
      }
    }
  }
}

const migrationsSaid = (output: string): number => (output.match(/"migration":"\d{4}-/g) ?? []).length;
const count = Object.keys(MIGRATIONS).length;

describe('concurrently starting processes of the new version', () => {
  test.each([
    ['an empty database', false],
    ['a database of the first version', true],
  ])(
    'migrate %s once, and both become ready',
    async (_name, old) => {
      if (old) await firstVersion(50);
      const start = () => startProcess({ env: { DATABASE_URL: database.url, ADMIN_KEY } });
      const starts = await Promise.allSettled([start(), start()]);
      const both = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      try {
        expect(starts.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
        expect(both.map(({ output }) => migrationsSaid(output())).sort((a, b) => a - b)).toEqual([
          0,
          old ? count - 1 : count,
        ]);
        for (const { output } of both) expect(output()).not.toMatch(/"level":(50|60)/);
        expect((await rowsOf(world, 'select from kysely_migration')).length).toBe(count);
      } finally {
        for (const each of both) await each.remove();
      }
    },
    60_000,
  );
});

describe('while the old version serves', () => {
  test('none of its statements waits long, although long transactions hold locks that the migrations need; no row is lost', async () => {
    await firstVersion(OLD_ROWS);
    const old = new OldVersion();
    await until(() => old.done > 200);
    let migrated = false;
    const waits = async (): Promise<boolean> =>
      (
        await rowsOf(
          world,
          "select from pg_stat_activity where application_name = 'dateline migration' and datname = current_database() and wait_event_type = 'Lock'",
        )
      ).length > 0;
    const gone = async (): Promise<boolean> => !(await waits());
    // It waits until the migration has timed out twice, and only then needs rows that the migration has
    // locked.
    const held = old.long(async () => {
      for (const look of [waits, gone, waits, gone, waits]) await until(look, { timeout: 20_000 });
    });
    const migration = migrate(database.url, createLogger('silent')).then(() => (migrated = true));
    await held;
    expect(migrated).toBe(false);
    await migration;
    const before = old.done;
    await until(() => old.done > before + 50, { describe: 'the old version to go on with the new tables' });
    await old.end();
    expectWithin(LONGEST_STALL_MS, old.longest);

    await ask(world, 'delete from submissions where done_at is null');
    const dateline = await TestDateline.start(world);
    try {
      expect(
        (await dateline.http.get('/v1/updates').query({ channel: 'all', limit: 500 }).expect(200)).body,
      ).toMatchObject({ head: OLD_ROWS });
      expect(
        await dateline.publish({ uri: 'old-7', headline: 'New', body: ['It was there, and is changed.'] }),
      ).toMatchObject({ status: expect.stringMatching(/created|revised/) as string });
    } finally {
      await dateline.stop();
    }
  }, 90_000);
});

describe('after a newer version has migrated the database', () => {
  test('a running process continues to serve, and a starting one reports why it stops', async () => {
    const dateline = await TestDateline.start(world);
    try {
      await ask(world, "insert into kysely_migration (name, timestamp) values ('9000-later', now()::text)");
      expect(
        await dateline.publish({ uri: 'a', headline: 'Still here', body: ['The old version takes it.'] }),
      ).toMatchObject({ status: 'created' });
      const late = await startProcess({ env: { DATABASE_URL: database.url, ADMIN_KEY }, expect: 'exit' });
      expect(await late.exited).toBe(1);
      expect(late.output()).toContain(
        "Dateline can not start: the database was brought up to date by a newer version of Dateline, whose 9000-later this one doesn't know.",
      );
      await late.remove();
      expect(
        await dateline.publish({ uri: 'a', headline: 'Still here, again', body: ['The old version takes it too.'] }),
      ).toMatchObject({ status: 'revised' });
    } finally {
      await dateline.stop();
    }
  }, 60_000);
});
