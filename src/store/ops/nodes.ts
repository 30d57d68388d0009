// The processes of this deployment, by their own heartbeats. A silent one stays listed until it is removed:
// its absence is what an operator needs to see.
import { sql } from 'kysely';
import type { Role } from '../../config.js';
import type { Database } from '../database/database.js';

/**
 * Metrics of a process. `work`: submissions in progress and waiting, and the age of the oldest in progress.
 */
export type NodeMetrics = {
  gateway?: { position: number; lagMs: number; hears: boolean; readers: number };
  work?: { underWay: number; waiting: number; oldestMs: number };
};
export type NodeHeartbeat = { name: string; seat: string; roles: Role[]; figures: NodeMetrics };
/** `silentSeconds` is the age of its last heartbeat, by Postgres's clock. */
export type KnownNode = NodeHeartbeat & { startedAt: Date; silentSeconds: number };

export class Nodes {
  constructor(private readonly db: Database) {}

  /** Records a heartbeat; it replaces an earlier process in the same seat. */
  async recordHeartbeat({ name, seat, roles, figures }: NodeHeartbeat): Promise<void> {
    await sql`
      insert into nodes (name, seat, roles, figures) values (${name}, ${seat}, ${roles}::text[], ${JSON.stringify(figures)}::jsonb)
      on conflict (seat) do update set name = excluded.name, roles = excluded.roles, figures = excluded.figures, beat_at = now(),
        started_at = case when nodes.name = excluded.name then nodes.started_at else now() end`.execute(this.db);
  }

  async list(): Promise<KnownNode[]> {
    const { rows } = await sql<KnownNode>`
      select name, seat, roles, figures, started_at as "startedAt", extract(epoch from clock_timestamp() - beat_at)::float8 as "silentSeconds" from nodes order by seat`.execute(
      this.db,
    );
    return rows;
  }

  /** Removes a node that stops or is gone; false if there is none of that name. */
  async forget(name: string): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from nodes where name = ${name}`.execute(this.db);
    return (numAffectedRows ?? 0n) > 0n;
  }

  /** Removes nodes without a heartbeat for this long. */
  async forgetSilent(seconds: number): Promise<void> {
    await sql`delete from nodes where beat_at < now() - ${seconds} * interval '1 second'`.execute(this.db);
  }
}
