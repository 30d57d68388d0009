// Watched sources and their poll leases. A claim increments `turn`, a fencing token, under a lease; results
// of an older turn are dropped. So of two workers that poll the same source the later result counts, and a
// dead worker delays a source by its lease at most.
import { sql, type Selectable, type Updateable } from 'kysely';
import { isUniqueViolation, type Database, type Tx } from '../database/database.js';
import type { Tables } from '../database/tables.js';

export type Source = Selectable<Tables['sources']>;
export type NewSource = Pick<
  Source,
  | 'id'
  | 'publisher'
  | 'key_name'
  | 'url'
  | 'address'
  | 'host'
  | 'kind'
  | 'follow'
  | 'topics'
  | 'zone'
  | 'language'
  | 'min_seconds'
  | 'max_seconds'
  | 'every_ms'
>;
export type SourceChange = Updateable<Tables['sources']>;

/** When a source is polled next, and its interval from then on. */
export type SourceSchedule = { id: string; next: Date; everyMs: number };

/**
 * The result of a claim: `early` if the source is not due or is leased, `busy` if another source of its host
 * is being polled. `pollDue`: the source itself is due, and not only one of its pages.
 */
export type ClaimResult = { source: Source; pollDue: boolean } | 'gone' | 'early' | 'busy';

/** How early a job may run: a share of the interval, up to a maximum. */
const MAX_EARLY_SHARE = 0.2;
const MAX_EARLY_MS = 2_000;

const scheduleOf = ({
  id,
  next_at: next,
  every_ms: everyMs,
}: Pick<Source, 'id' | 'next_at' | 'every_ms'>): SourceSchedule => ({ id, next, everyMs });

export class Sources {
  constructor(private readonly db: Database) {}

  /** Adds a source; null if the publisher already watches this address. */
  async add(source: NewSource): Promise<Source | null> {
    try {
      return await this.db.insertInto('sources').values(source).returningAll().executeTakeFirstOrThrow();
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
  }

  async count(publisher: string): Promise<number> {
    const row = await this.db
      .selectFrom('sources')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('publisher', '=', publisher)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** The sources of one publisher, or of all; oldest first. */
  async list(publisher: string | null, limit: number): Promise<Source[]> {
    return this.db
      .selectFrom('sources')
      .selectAll()
      .$if(publisher !== null, (query) => query.where('publisher', '=', publisher ?? ''))
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** The sources of all publishers, longest failing first, then by due time. */
  async listFailingFirst(limit: number): Promise<Source[]> {
    return this.db
      .selectFrom('sources')
      .selectAll()
      .orderBy('error_streak', 'desc')
      .orderBy('next_at')
      .limit(limit)
      .execute();
  }

  async find(id: string): Promise<Source | null> {
    return (await this.db.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async change(id: string, change: SourceChange): Promise<Source | null> {
    return (
      (await this.db.updateTable('sources').set(change).where('id', '=', id).returningAll().executeTakeFirst()) ?? null
    );
  }

  /** Removes a source and returns it; null if there was none. */
  async remove(tx: Tx, id: string): Promise<Source | null> {
    return (await tx.deleteFrom('sources').where('id', '=', id).returningAll().executeTakeFirst()) ?? null;
  }

  /** Makes the source due now, on request or on a push from its hub; null if there is none. */
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

  /** Claims the source for `leaseMs`. Only one source per host is polled at a time, across all processes. */
  async claim(id: string, leaseMs: number): Promise<ClaimResult> {
    return this.db.transaction().execute(async (tx): Promise<ClaimResult> => {
      const known = await tx.selectFrom('sources').select('host').where('id', '=', id).executeTakeFirst();
      if (known === undefined) return 'gone';
      await sql`select pg_advisory_xact_lock(hashtext(${`source of ${known.host}`}))`.execute(tx);
      const other = await tx
        .selectFrom('sources')
        .select('id')
        .where('host', '=', known.host)
        .where('id', '<>', id)
        .where('leased_until', '>', sql<Date>`clock_timestamp()`)
        .limit(1)
        .executeTakeFirst();
      const early = sql`clock_timestamp() + least(every_ms * ${MAX_EARLY_SHARE}::float8, ${MAX_EARLY_MS}) * interval '1 millisecond'`;
      const row = await tx
        .updateTable('sources')
        .set((eb) =>
          other === undefined
            ? {
                turn: eb('turn', '+', 1),
                leased_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
              }
            : { turn: eb.ref('turn') },
        )
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

  /** Renews the lease; false if it was lost. */
  async renewLease({ id, turn }: Pick<Source, 'id' | 'turn'>, leaseMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('sources')
      .set({ leased_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
      .where('id', '=', id)
      .where('turn', '=', turn)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Locks the row to store results; false if the lease was lost, and the results must be dropped. */
  async lockLease(tx: Tx, { id, turn }: Pick<Source, 'id' | 'turn'>): Promise<boolean> {
    return (
      (await tx
        .selectFrom('sources')
        .select('id')
        .where('id', '=', id)
        .where('turn', '=', turn)
        .forUpdate()
        .executeTakeFirst()) !== undefined
    );
  }

  async update(tx: Tx, id: string, change: SourceChange): Promise<void> {
    await tx.updateTable('sources').set(change).where('id', '=', id).execute();
  }

  /**
   * Ends the lease; the source is due again when it or one of its pages is. Null if the lease was lost or the
   * source is gone.
   */
  async releaseLease({ id, turn }: Pick<Source, 'id' | 'turn'>): Promise<SourceSchedule | null> {
    const row = await this.db
      .updateTable('sources')
      .set({
        leased_until: sql<Date>`'-infinity'`,
        next_at: sql<Date>`least(look_at, coalesce((select min(i.look_at) from source_items i where i.source = sources.id), 'infinity'))`,
      })
      .where('id', '=', id)
      .where('turn', '=', turn)
      .returning(['id', 'next_at', 'every_ms'])
      .executeTakeFirst();
    return row === undefined ? null : scheduleOf(row);
  }

  /** Sources that are overdue by more than `olderThanMs` and not leased: their schedule was lost. */
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

  /** All schedules, in pages: those after the source `after`. */
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

  /** Metrics: totals, failing sources, and the longest delay. */
  async metrics(): Promise<{
    sources: number;
    failing: number;
    overdueSeconds: number;
    fetches: number;
    changes: number;
    subscribed: number;
  }> {
    const { rows } = await sql<{
      sources: number;
      failing: number;
      overdue: number | null;
      fetches: number;
      changes: number;
      subscribed: number;
    }>`
      select count(*) as sources, count(*) filter (where error_streak > 0) as failing, coalesce(sum(fetches), 0)::bigint as fetches, coalesce(sum(changes_found), 0)::bigint as changes,
        count(*) filter (where hub_state = 'verified' and hub_until > now()) as subscribed,
        greatest(0, extract(epoch from clock_timestamp() - min(next_at)))::float8 as overdue from sources`.execute(
      this.db,
    );
    const [row] = rows;
    return {
      sources: row?.sources ?? 0,
      failing: row?.failing ?? 0,
      overdueSeconds: row?.overdue ?? 0,
      fetches: row?.fetches ?? 0,
      changes: row?.changes ?? 0,
      subscribed: row?.subscribed ?? 0,
    };
  }
}
