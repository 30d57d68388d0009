// What is watched, and whose turn it is. A turn is taken by counting it up under a lease; what an older turn brings is dropped, so
// that of two workers that ask the same source the later one's answer stands, and one that dies holds nothing up for longer than its lease.
import { sql, type Selectable, type Updateable } from 'kysely';
import { isUniqueViolation, type Database, type Tx } from '../database/database.js';
import type { Tables } from '../database/tables.js';

export type Source = Selectable<Tables['sources']>;
export type NewSource = Pick<Source, 'id' | 'publisher' | 'key_name' | 'url' | 'address' | 'host' | 'kind' | 'follow' | 'topics' | 'zone' | 'language' | 'min_seconds' | 'max_seconds' | 'every_ms'>;
export type SourceChange = Updateable<Tables['sources']>;

/** When a source is to be looked at next, and how often from then on. */
export type SourceSchedule = { id: string; next: Date; everyMs: number };

/** What became of the wish to take a turn: `early` where it isn't due or another has it, `busy` where its host is at work for another source. */
export type ClaimResult = { source: Source; pollDue: boolean } | 'gone' | 'early' | 'busy';

/** A job may come before its time by this share of the interval, and by no more than this. */
const EARLY_SHARE = 0.2;
const EARLY_MS = 2_000;

const scheduleOf = ({ id, next_at: next, every_ms: everyMs }: Pick<Source, 'id' | 'next_at' | 'every_ms'>): SourceSchedule => ({ id, next, everyMs });

export class Sources {
  constructor(private readonly db: Database) {}

  /** Null where the publisher watches this address already. */
  async add(source: NewSource): Promise<Source | null> {
    try {
      return await this.db.insertInto('sources').values(source).returningAll().executeTakeFirstOrThrow();
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  async count(publisher: string): Promise<number> {
    const row = await this.db.selectFrom('sources').select(({ fn }) => fn.countAll<number>().as('count')).where('publisher', '=', publisher).executeTakeFirstOrThrow();
    return row.count;
  }

  /** Those of one publisher, or of all; in order of their making. */
  async list(publisher: string | null, limit: number): Promise<Source[]> {
    return this.db
      .selectFrom('sources')
      .selectAll()
      .$if(publisher !== null, (query) => query.where('publisher', '=', publisher ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Of all publishers, those that fail for longest first, then those that are due. */
  async listFailingFirst(limit: number): Promise<Source[]> {
    return this.db.selectFrom('sources').selectAll().orderBy('error_streak', 'desc').orderBy('next_at').limit(limit).execute();
  }

  async find(id: string): Promise<Source | null> {
    return (await this.db.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async change(id: string, change: SourceChange): Promise<Source | null> {
    return (await this.db.updateTable('sources').set(change).where('id', '=', id).returningAll().executeTakeFirst()) ?? null;
  }

  /** What it was; null where it was gone. */
  async remove(tx: Tx, id: string): Promise<Source | null> {
    return (await tx.deleteFrom('sources').where('id', '=', id).returningAll().executeTakeFirst()) ?? null;
  }

  /** Makes it due now; null where it is gone. A push from its hub is one such reason. */
  async makeDue(id: string, pushed: boolean): Promise<SourceSchedule | null> {
    const now = sql<Date>`clock_timestamp()`;
    const row = await this.db
      .updateTable('sources')
      .set({ look_at: now, next_at: now, ...(pushed ? { pushed_at: now } : {}) })
      .where('id', '=', id)
      .returning(['id', 'next_at', 'every_ms'])
      .executeTakeFirst();
    return row === undefined ? null : scheduleOf(row);
  }

  /** Takes a turn for `leaseMs`. One source of a host at a time, on whatever machine. */
  async claim(id: string, leaseMs: number): Promise<ClaimResult> {
    return this.db.transaction().execute(async (tx): Promise<ClaimResult> => {
      const known = await tx.selectFrom('sources').select('host').where('id', '=', id).executeTakeFirst();
      if (known === undefined) return 'gone';
      await sql`select pg_advisory_xact_lock(hashtext(${`source of ${known.host}`}))`.execute(tx);
      const other = await tx.selectFrom('sources').select('id').where('host', '=', known.host).where('id', '<>', id).where('leased_until', '>', sql<Date>`clock_timestamp()`).limit(1).executeTakeFirst();
      const early = sql`clock_timestamp() + least(every_ms * ${EARLY_SHARE}::float8, ${EARLY_MS}) * interval '1 millisecond'`;
      const row = await tx
        .updateTable('sources')
        .set((eb) => (other === undefined ? { turn: eb('turn', '+', 1), leased_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` } : { turn: eb.ref('turn') }))
        .where('id', '=', id)
        .where('leased_until', '<=', sql<Date>`clock_timestamp()`)
        .where('next_at', '<=', sql<Date>`${early}`)
        .returningAll()
        .returning(sql<boolean>`look_at <= ${early}`.as('poll_due'))
        .executeTakeFirst();
      if (row === undefined) return 'early';
      if (other !== undefined) return 'busy';
      const { poll_due: pollDue, ...source } = row;
      return { source, pollDue };
    });
  }

  /** Keeps the turn's lease; false where the turn was lost. */
  async renewLease({ id, turn }: Pick<Source, 'id' | 'turn'>, leaseMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('sources')
      .set({ leased_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
      .where('id', '=', id)
      .where('turn', '=', turn)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Locks the row for what this turn found; false where the turn was lost, and all that it found is to be dropped. */
  async lockLease(tx: Tx, { id, turn }: Pick<Source, 'id' | 'turn'>): Promise<boolean> {
    return (await tx.selectFrom('sources').select('id').where('id', '=', id).where('turn', '=', turn).forUpdate().executeTakeFirst()) !== undefined;
  }

  async update(tx: Tx, id: string, change: SourceChange): Promise<void> {
    await tx.updateTable('sources').set(change).where('id', '=', id).execute();
  }

  /** Ends the turn: due again when it itself or one of its pages is. Null where the turn was lost or the source is gone. */
  async releaseLease({ id, turn }: Pick<Source, 'id' | 'turn'>): Promise<SourceSchedule | null> {
    const row = await this.db
      .updateTable('sources')
      .set({ leased_until: sql<Date>`'-infinity'`, next_at: sql<Date>`least(look_at, coalesce((select min(i.look_at) from source_items i where i.source = sources.id), 'infinity'))` })
      .where('id', '=', id)
      .where('turn', '=', turn)
      .returning(['id', 'next_at', 'every_ms'])
      .executeTakeFirst();
    return row === undefined ? null : scheduleOf(row);
  }

  /** Sources that are due for longer than `olderThanMs` and that nobody looks at: their schedule was lost. */
  async overdue(olderThanMs: number, limit: number): Promise<SourceSchedule[]> {
    const rows = await this.db
      .selectFrom('sources')
      .select(['id', 'next_at', 'every_ms'])
      .where('next_at', '<', sql<Date>`clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`)
      .where('leased_until', '<=', sql<Date>`clock_timestamp()`)
      .orderBy('next_at')
      .limit(limit)
      .execute();
    return rows.map(scheduleOf);
  }

  /** All that has a place in the queue's schedules, in pages: what comes after `id`. */
  async schedules(after: string | null, limit: number): Promise<SourceSchedule[]> {
    const rows = await this.db
      .selectFrom('sources')
      .select(['id', 'next_at', 'every_ms'])
      .$if(after !== null, (query) => query.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(scheduleOf);
  }

  async findByHubToken(token: string): Promise<Source | null> {
    return (await this.db.selectFrom('sources').selectAll().where('hub_token', '=', token).executeTakeFirst()) ?? null;
  }

  /** For operators: how many there are, how many show faults, and how late the latest is. */
  async metrics(): Promise<{ sources: number; failing: number; overdueSeconds: number; fetches: number; changes: number; subscribed: number }> {
    const { rows } = await sql<{ sources: number; failing: number; overdue: number | null; fetches: number; changes: number; subscribed: number }>`
      select count(*) as sources, count(*) filter (where error_streak > 0) as failing, coalesce(sum(fetches), 0)::bigint as fetches, coalesce(sum(changes_found), 0)::bigint as changes,
        count(*) filter (where hub_state = 'verified' and hub_until > now()) as subscribed,
        greatest(0, extract(epoch from clock_timestamp() - min(next_at)))::float8 as overdue from sources`.execute(this.db);
    const [row] = rows;
    return { sources: row?.sources ?? 0, failing: row?.failing ?? 0, overdueSeconds: row?.overdue ?? 0, fetches: row?.fetches ?? 0, changes: row?.changes ?? 0, subscribed: row?.subscribed ?? 0 };
  }
}
