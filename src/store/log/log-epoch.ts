// The epoch identifies one history of the log. A restored log, or one on a promoted replica, may have lost
// its last updates and would reuse their numbers, so readers must not resume on it: the log stores which
// database last wrote it.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';

/** A new random epoch. */
const NEW_EPOCH = sql`substr(md5(gen_random_uuid()::text), 1, 10)`;
/** The cluster, its timeline (a promoted replica starts a new one), and the database. */
const HOME = sql`(select s.system_identifier || '/' || c.timeline_id || '/' || d.oid from pg_control_system() s, pg_control_checkpoint() c, pg_database d where d.datname = current_database())`;

/**
 * CTEs that move webhooks to the new epoch at their old position, so that unacknowledged deliveries are still
 * sent. They need a CTE `log` with the columns was, now, seq and moved.
 */
const MOVE_WEBHOOKS = sql`
  hooks as (update webhooks w set epoch = log.now, position = least(w.position, log.seq), changed = w.changed + 1 from log where log.moved and w.epoch = log.was),
  letters as (update webhook_letters l set epoch = log.now from log where log.moved and l.epoch = log.was)`;

export class LogEpoch {
  constructor(private readonly db: Database) {}

  /**
   * Begins a new epoch if another database wrote the log last; returns the old and the new epoch, or null.
   */
  async renewIfMoved(): Promise<{ was: string; is: string } | null> {
    const { rows } = await sql<{ was: string; is: string; moved: boolean }>`
      with before as materialized (select epoch, home from log_head for update),
      log as (
        update log_head h set home = ${HOME}, epoch = case when before.home is null then h.epoch else ${NEW_EPOCH} end
        from before where before.home is distinct from ${HOME} returning before.epoch as was, h.epoch as now, h.seq, before.home is not null as moved
      ),
      ${MOVE_WEBHOOKS}
      select log.was, log.now as is, log.moved from log`.execute(this.db);
    const [row] = rows;
    return row?.moved === true ? { was: row.was, is: row.is } : null;
  }

  /** Begins a new epoch in any case, so that all readers reload; returns it. */
  async renew(): Promise<string> {
    const { rows } = await sql<{ epoch: string }>`
      with before as materialized (select epoch from log_head for update),
      log as (update log_head h set epoch = ${NEW_EPOCH}, home = ${HOME} from before returning before.epoch as was, h.epoch as now, h.seq, true as moved),
      ${MOVE_WEBHOOKS}
      select log.now as epoch from log`.execute(this.db);
    const [row] = rows;
    if (row === undefined) throw new Error('the log has no head row');
    return row.epoch;
  }
}
