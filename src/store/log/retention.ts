// What is let go by policy. Invariants: what goes is the oldest of the log, without a gap, in one transaction with the mark that says so
// (`pruned`): whoever reads a page sees both or neither. Places stay what they were: `seq` goes on, and `prev` may name what is gone.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';

export class Retention {
  constructor(private readonly db: Database) {}

  /** Lets go of the oldest updates that are older than this, `most` at a time; answers how many went. */
  async pruneUpdates(olderThanSeconds: number, most: number): Promise<number> {
    return this.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ from: number; upTo: number }>`
        with oldest as (select seq, at from updates where seq > (select pruned from log_head) order by seq limit ${most})
        select min(seq) - 1 as from, coalesce(min(seq) filter (where at >= now() - ${olderThanSeconds} * interval '1 second') - 1, max(seq)) as "upTo" from oldest having count(*) > 0`.execute(tx);
      const [span] = rows;
      if (span === undefined || span.upTo <= span.from) return 0;
      await sql`
        with gone as (delete from updates where seq > ${span.from}::bigint and seq <= ${span.upTo}::bigint returning seq, channels)
        delete from update_channels c using (select gone.seq, k.channel from gone, jsonb_object_keys(gone.channels) k(channel)) g
        where c.channel = g.channel and c.seq = g.seq`.execute(tx);
      // The one row that every publish writes too: last, so that it is held for no longer than the commit takes.
      await sql`update log_head set pruned = greatest(pruned, ${span.upTo}::bigint)`.execute(tx);
      return span.upTo - span.from;
    });
  }
}
