// Who did what: lines are added, and read again; a trigger refuses everything else.
import { sql } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import { storedJson } from '../database/stored-json.js';

/** What was done, to what; `detail` says how, and holds no secret and no content. */
export type AuditedAction = { action: string; target: string | null; detail?: Record<string, unknown> };
/** `keyId` is null where whoever acted has no key that is known. */
export type Actor = { keyId: string | null; keyName: string; address: string | null };
export type AuditLine = { id: number; at: Date; keyId: string | null; keyName: string; action: string; target: string | null; detail: Record<string, unknown>; address: string | null };

export class AuditLog {
  constructor(private readonly db: Database) {}

  /** Adds a line, in the transaction of what it tells of where there is one. */
  async add({ keyId, keyName, address }: Actor, { action, target, detail = {} }: AuditedAction, tx: Database | Tx = this.db): Promise<void> {
    await tx.insertInto('audit_log').values({ key_id: keyId, key_name: keyName, address, action, target, detail: storedJson(detail) }).execute();
  }

  /** Lines before `before` (null: the newest), newest first. */
  async list(before: number | null, limit: number): Promise<AuditLine[]> {
    const { rows } = await sql<AuditLine>`
      select id, at, key_id as "keyId", key_name as "keyName", action, target, detail, address from audit_log
      where ${before}::bigint is null or id < ${before}::bigint order by id desc limit ${limit}`.execute(this.db);
    return rows;
  }
}
