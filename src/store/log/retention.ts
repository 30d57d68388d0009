// Deletes old updates by policy. Invariant: the oldest updates go first, without a gap, in one transaction
// with the `pruned` mark, so that a reader sees both or neither. Remaining entries keep `seq` and `prev`,
// which may refer to a deleted one.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';

export class Retention {
  constructor(private readonly db: Database) {}

  /** Deletes up to `limit` of the oldest updates that are older than this; returns how many. */
  async pruneUpdates(olderThanSeconds: number, limit: number): Promise<number> {
    return this.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ from: number; upTo: number }>`
        with oldest as (select seq, at from updates where seq > (select pruned from log_head) order by seq limit ${limit})
        select min(seq) - 1 as from, coalesce(min(seq) filter (where at >= now() - ${olderThanSeconds} * interval '1 second') - 1, max(seq)) as "upTo" from oldest having count(*) > 0`.execute(
        tx,
      );
      const [span] = rows;
      if (span === undefined || span.upTo <= span.from) return 0;
      await sql`
        with deleted as (delete from updates where seq > ${span.from}::bigint and seq <= ${span.upTo}::bigint returning seq, channels)
        delete from update_channels c using (select deleted.seq, k.channel from deleted, jsonb_object_keys(deleted.channels) k(channel)) g
        where c.channel = g.channel and c.seq = g.seq`.execute(tx);
      // Every publish writes this row too: locked last, so that it is held only for the commit.
      await sql`update log_head set pruned = greatest(pruned, ${span.upTo}::bigint)`.execute(tx);
      return span.upTo - span.from;
    });
  }
}
