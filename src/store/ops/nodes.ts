// The processes that work together, as each says of itself. One that says nothing any more stays until it is forgotten: that it was
// there, and is silent, is what an operator wants to know.
import { sql } from 'kysely';
import type { Role } from '../../config.js';
import type { Database } from '../database/database.js';

/** How a process does. `work`: looks under way, those that wait, and for how long the oldest has been under way. */
export type NodeMetrics = {
  gateway?: { position: number; lagMs: number; hears: boolean; readers: number };
  work?: { underWay: number; waiting: number; oldestMs: number };
};
export type NodeHeartbeat = { name: string; seat: string; roles: Role[]; figures: NodeMetrics };
/** `silentSeconds` is how old its last beat is, by Postgres's clock. */
export type KnownNode = NodeHeartbeat & { startedAt: Date; silentSeconds: number };

export class Nodes {
  constructor(private readonly db: Database) {}

  /** It is there, and does so; whoever had its seat is gone. */
  async recordHeartbeat({ name, seat, roles, figures }: NodeHeartbeat): Promise<void> {
    await sql`
      insert into nodes (name, seat, roles, figures) values (${name}, ${seat}, ${roles}::text[], ${JSON.stringify(figures)}::jsonb)
      on conflict (seat) do update set name = excluded.name, roles = excluded.roles, figures = excluded.figures, beat_at = now(),
        started_at = case when nodes.name = excluded.name then nodes.started_at else now() end`.execute(this.db);
  }

  async list(): Promise<KnownNode[]> {
    const { rows } = await sql<KnownNode>`
      select name, seat, roles, figures, started_at as "startedAt", extract(epoch from clock_timestamp() - beat_at)::float8 as "silentSeconds" from nodes order by seat`.execute(this.db);
    return rows;
  }

  /** It stops, or is gone for good. False where nobody of that name is known. */
  async forget(name: string): Promise<boolean> {
    const { numAffectedRows } = await sql`delete from nodes where name = ${name}`.execute(this.db);
    return (numAffectedRows ?? 0n) > 0n;
  }

  /** Forgets those that have been silent for longer than this. */
  async forgetSilent(seconds: number): Promise<void> {
    await sql`delete from nodes where beat_at < now() - ${seconds} * interval '1 second'`.execute(this.db);
  }
}
