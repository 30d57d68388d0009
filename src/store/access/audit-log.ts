// The audit log. Append-only: a trigger refuses updates and deletes.
import { sql } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import { storedJson } from '../database/stored-json.js';

/** An action and its target; `detail` contains no secrets and no content. */
export type AuditedAction = { action: string; target: string | null; detail?: Record<string, unknown> };
/** `keyId` is null if the actor has no known key. */
export type Actor = { keyId: string | null; keyName: string; address: string | null };
export type AuditLine = {
  id: number;
  at: Date;
  keyId: string | null;
  keyName: string;
  action: string;
  target: string | null;
  detail: Record<string, unknown>;
  address: string | null;
};

export class AuditLog {
  constructor(private readonly db: Database) {}

  /** Adds an entry, in the transaction of the action if there is one. */
  async add(
    { keyId, keyName, address }: Actor,
    { action, target, detail = {} }: AuditedAction,
    tx: Database | Tx = this.db,
  ): Promise<void> {
    await tx
      .insertInto('audit_log')
      .values({ key_id: keyId, key_name: keyName, address, action, target, detail: storedJson(detail) })
      .execute();
  }

  /** Entries with ids below `before` (null: the newest), newest first. */
  async list(before: number | null, limit: number): Promise<AuditLine[]> {
    const { rows } = await sql<AuditLine>`
      select id, at, key_id as "keyId", key_name as "keyName", action, target, detail, address from audit_log
      where ${before}::bigint is null or id < ${before}::bigint order by id desc limit ${limit}`.execute(this.db);
    return rows;
  }
}
