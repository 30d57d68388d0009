// Backfills `shown_at` and `kill` of revisions that older versions wrote (migration 0011), from the log and
// from kills. In small idempotent steps, so that no lock is held for long while an older version serves.
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Logger } from '../../logger.js';
import type { Tables } from './tables.js';
import { readableOrEmptySql, isReadableSql } from './corrupt-rows.js';

/** Log entries and stories per step. */
const STEP = { entries: 20_000, stories: 2_000 };
/**
 * Advisory lock: one process backfills and the others wait, since they would show stories without their
 * history.
 */
const LOCK = 7_263_002;
/** deadlock_detected, with a publisher: the step is retried. */
const DEADLOCK = '40P01';
const MAX_ATTEMPTS = 20;

/** SQL for a revision's status and the end of its embargo; null if the revision is corrupt. */
const status = (name: string): RawBuilder<unknown> =>
  sql`case when ${isReadableSql(name)} then ${sql.ref(`${name}.content`)}->>'pubStatus' end`;
const embargo = (name: string): RawBuilder<unknown> =>
  sql`case when ${isReadableSql(name)} then (${sql.ref(`${name}.content`)}->>'embargoedUntil')::timestamptz end`;

/** Runs the backfill once. `db` must have no statement timeout. */
export async function backfillVisibility(db: Kysely<Tables>, log: Logger): Promise<void> {
  if (await isMarked(db)) return;
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection);
    try {
      if (await isMarked(connection)) return;
      await fill(connection);
      await connection.updateTable('log_head').set({ marked: true }).execute();
      log.info({}, 'visibility of revisions by older versions was backfilled');
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
    }
  });
}

async function isMarked(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom('log_head').select('marked').executeTakeFirstOrThrow()).marked;
}

async function step(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === MAX_ATTEMPTS || !(error instanceof Error && 'code' in error && error.code === DEADLOCK))
        throw error;
    }
  }
}

async function fill(db: Kysely<Tables>): Promise<void> {
  await backfillFromLog(db);
  await sql`create temporary table logged_revision as select distinct story, revision from updates`.execute(db);
  await sql`create index on logged_revision (story, revision)`.execute(db);
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null;) {
    const { rows } = await sql<{
      id: string;
    }>`select id from stories where id > ${after}::uuid order by id limit ${STEP.stories}`.execute(db);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await backfillStories(db, ids);
    after = rows.at(-1)?.id ?? null;
  }
  await sql`drop table logged_revision`.execute(db);
}

/**
 * A usable revision with an update in a channel was shown: embargoed revisions and posts of hidden live blogs
 * have no channel.
 */
async function backfillFromLog(db: Kysely<Tables>): Promise<void> {
  const { seq: head, pruned } = await db.selectFrom('log_head').select(['seq', 'pruned']).executeTakeFirstOrThrow();
  for (let from = pruned; from < head; from += STEP.entries) {
    await step(() =>
      sql`
      update revisions r set shown_at = u.at from (
        select story, revision, min(at) as at from updates where seq > ${from}::bigint and seq <= ${from + STEP.entries}::bigint and channels <> '{}' group by story, revision) u
      where r.story = u.story and r.revision = u.revision and r.shown_at is null and ${status('r')} = 'usable'
        and coalesce(${embargo('r')} <= u.at + interval '1 minute', true)`.execute(db),
    );
  }
}

async function backfillStories(db: Kysely<Tables>, ids: string[]): Promise<void> {
  // Revisions without an update: pruned from the log, or split off another story.
  await step(() =>
    sql`
    update revisions r set shown_at = r.received_at from stories s
    where s.id = any(${ids}::uuid[]) and r.story = s.id and r.shown_at is null and r.revision <= s.shown and ${status('r')} = 'usable'
      and not exists (select from logged_revision where logged_revision.story = r.story and logged_revision.revision = r.revision)
      and coalesce(${embargo('r')} <= coalesce((select n.received_at from revisions n where n.story = r.story and n.revision = r.revision + 1), now()), true)`.execute(
      db,
    ),
  );
  // A kill is the first of several consecutive canceled revisions.
  await step(() =>
    sql`
    with canceled as materialized (
      select story, revision from revisions r where story = any(${ids}::uuid[]) and ${status('r')} = 'canceled'
        and not exists (select from revisions p where p.story = r.story and p.revision = r.revision - 1 and ${status('p')} = 'canceled')
    ),
    killed as materialized (
      select r.story, r.revision, case when ${status('r')} = 'canceled'
        then (select max(k.revision) from canceled k where k.story = r.story and k.revision <= r.revision)
        else (select min(k.revision) from canceled k where k.story = r.story and k.revision > r.revision) end as by
      from revisions r where r.story in (select story from canceled)
    )
    update revisions r set kill = killed.story || '.' || killed.by, ${readableOrEmptySql('r')} from killed where killed.by is not null and r.story = killed.story and r.revision = killed.revision and r.kill is null`.execute(
      db,
    ),
  );
  await step(() =>
    sql`
    update stories s set kill = (select r.kill from revisions r where r.story = s.id and r.revision = s.revision)
    where s.id = any(${ids}::uuid[]) and s.pub_status = 'canceled' and s.kill is null`.execute(db),
  );
  // Merged stories are killed with the survivor, even if it was revived since. Their last revision marks the
  // merge.
  await step(() =>
    sql`
    update revisions r set kill = k.kill, ${readableOrEmptySql('r')} from stories m join revisions last on last.story = m.id and last.revision = m.revision cross join lateral (
      select i.kill from revisions i where i.story = m.merged_into and ${status('i')} = 'canceled' and i.received_at >= last.received_at order by i.revision limit 1) k
    where m.merged_into = any(${ids}::uuid[]) and r.story = m.id and r.kill is null`.execute(db),
  );
  await step(() =>
    sql`
    update stories m set kill = r.kill, shown = null, pub_status = 'canceled' from revisions r
    where m.merged_into = any(${ids}::uuid[]) and r.story = m.id and r.revision = m.revision and r.kill is not null and m.kill is null`.execute(
      db,
    ),
  );
  // A killed live blog's posts are killed too.
  await step(() =>
    sql`
    update revisions r set kill = b.kill, ${readableOrEmptySql('r')} from stories p join stories b on b.id = p.part_of
    where b.id = any(${ids}::uuid[]) and p.hidden_as = 'canceled' and b.kill is not null and r.story = p.id and r.kill is null`.execute(
      db,
    ),
  );
}
