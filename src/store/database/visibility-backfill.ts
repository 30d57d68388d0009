// Marks for the revisions that older versions wrote (migration 0011): what the log told readers, they had; and what stood before a kill,
// the kill took. In steps of their own, each right when done twice, so that no lock is held for long while an older version serves.
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Logger } from '../../logger.js';
import type { Tables } from './tables.js';
import { readableOrEmptySql, isReadableSql } from './corrupt-rows.js';

/** Places of the log, and stories, that one step reads. */
const STEP = { places: 20_000, stories: 2_000 };
/** Of all processes that start, one fills, and the others wait for it: they would show a story without its past. */
const LOCK = 7_263_002;
/** A deadlock with a publisher: the step is done again. */
const LOST_DEADLOCK = '40P01';
const TRIES = 20;

/** A revision's status, and when its embargo ends; null where it can't be read. */
const status = (name: string): RawBuilder<unknown> => sql`case when ${isReadableSql(name)} then ${sql.ref(`${name}.content`)}->>'pubStatus' end`;
const embargo = (name: string): RawBuilder<unknown> => sql`case when ${isReadableSql(name)} then (${sql.ref(`${name}.content`)}->>'embargoedUntil')::timestamptz end`;

/** Gives the rows of older versions their marks, once. `db` must have no time limit on statements. */
export async function backfillVisibility(db: Kysely<Tables>, log: Logger): Promise<void> {
  if (await isMarked(db)) return;
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection);
    try {
      if (await isMarked(connection)) return;
      await fill(connection);
      await connection.updateTable('log_head').set({ marked: true }).execute();
      log.info({}, 'revisions of older versions have their marks of visibility');
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
      if (tries === TRIES || !(error instanceof Error && 'code' in error && error.code === LOST_DEADLOCK)) throw error;
    }
  }
}

async function fill(db: Kysely<Tables>): Promise<void> {
  await byLog(db);
  await sql`create temporary table told as select distinct story, revision from updates`.execute(db);
  await sql`create index on told (story, revision)`.execute(db);
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const { rows } = await sql<{ id: string }>`select id from stories where id > ${after}::uuid order by id limit ${STEP.stories}`.execute(db);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await ofStories(db, ids);
    after = rows.at(-1)?.id ?? null;
  }
  await sql`drop table told`.execute(db);
}

/** A revision that an update put into a channel as usable was shown: nothing under embargo, and nothing of a hidden live blog, was in any. */
async function byLog(db: Kysely<Tables>): Promise<void> {
  const { seq: head, pruned } = await db.selectFrom('log_head').select(['seq', 'pruned']).executeTakeFirstOrThrow();
  for (let from = pruned; from < head; from += STEP.places) {
    await step(() => sql`
      update revisions r set shown_at = u.at from (
        select story, revision, min(at) as at from updates where seq > ${from}::bigint and seq <= ${from + STEP.places}::bigint and channels <> '{}' group by story, revision) u
      where r.story = u.story and r.revision = u.revision and r.shown_at is null and ${status('r')} = 'usable'
        and coalesce(${embargo('r')} <= u.at + interval '1 minute', true)`.execute(db));
  }
}

async function ofStories(db: Kysely<Tables>, ids: string[]): Promise<void> {
  // What the log tells nothing of: its updates were let go by policy, or it was split off another story.
  await step(() => sql`
    update revisions r set shown_at = r.received_at from stories s
    where s.id = any(${ids}::uuid[]) and r.story = s.id and r.shown_at is null and r.revision <= s.shown and ${status('r')} = 'usable'
      and not exists (select from told where told.story = r.story and told.revision = r.revision)
      and coalesce(${embargo('r')} <= coalesce((select n.received_at from revisions n where n.story = r.story and n.revision = r.revision + 1), now()), true)`.execute(db));
  // A kill is the first of the canceled revisions that follow each other.
  await step(() => sql`
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
    update revisions r set kill = killed.story || '.' || killed.by, ${readableOrEmptySql('r')} from killed where killed.by is not null and r.story = killed.story and r.revision = killed.revision and r.kill is null`.execute(db));
  await step(() => sql`
    update stories s set kill = (select r.kill from revisions r where r.story = s.id and r.revision = s.revision)
    where s.id = any(${ids}::uuid[]) and s.pub_status = 'canceled' and s.kill is null`.execute(db));
  // With the survivor of a merge, also where it came back since. Merged is what its last revision says.
  await step(() => sql`
    update revisions r set kill = k.kill, ${readableOrEmptySql('r')} from stories m join revisions last on last.story = m.id and last.revision = m.revision cross join lateral (
      select i.kill from revisions i where i.story = m.merged_into and ${status('i')} = 'canceled' and i.received_at >= last.received_at order by i.revision limit 1) k
    where m.merged_into = any(${ids}::uuid[]) and r.story = m.id and r.kill is null`.execute(db));
  await step(() => sql`
    update stories m set kill = r.kill, shown = null, pub_status = 'canceled' from revisions r
    where m.merged_into = any(${ids}::uuid[]) and r.story = m.id and r.revision = m.revision and r.kill is not null and m.kill is null`.execute(db));
  // And a live blog's posts while it is killed.
  await step(() => sql`
    update revisions r set kill = b.kill, ${readableOrEmptySql('r')} from stories p join stories b on b.id = p.part_of
    where b.id = any(${ids}::uuid[]) and p.hidden_as = 'canceled' and b.kill is not null and r.story = p.id and r.kill is null`.execute(db));
}
