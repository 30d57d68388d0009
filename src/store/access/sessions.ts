// Browser sessions. A session has no rights of its own: every query joins the key, whose scopes it has, and
// ends with the key's secret.
import { sql } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import type { LiveKey } from './keys.js';

/**
 * A session and its key; `key.endsAt` is when the session expires if unused, or when its secret does, if
 * earlier.
 */
export type LiveSession = { hash: Buffer; key: LiveKey; usedAt: Date };

/** Maximum number of sessions per key; the oldest one ends. */
const MAX_PER_KEY = 200;

export class Sessions {
  constructor(private readonly db: Database) {}

  /** The valid ones of these sessions: used within `idleMs`, and of a secret that is still valid. */
  async findLive(hashes: readonly Buffer[], idleMs: number): Promise<LiveSession[]> {
    const { rows } = await sql<{
      hash: Buffer;
      id: string;
      name: string;
      scopes: string[];
      publisher: string;
      ends_at: Date;
      used_at: Date;
    }>`
      select s.hash, s.used_at, k.id, k.name, k.scopes, k.publisher,
        least(k.expires_at, case when k.hash <> s.key_hash then k.previous_until end, s.used_at + ${idleMs}::float8 * interval '1 millisecond') as ends_at
      from sessions s join keys k on k.id = s.key and (k.hash = s.key_hash or (k.previous_hash = s.key_hash and k.previous_until > now()))
      where s.hash = any(${hashes}::bytea[]) and (k.expires_at is null or k.expires_at > now()) and s.used_at > now() - ${idleMs}::float8 * interval '1 millisecond'`.execute(
      this.db,
    );
    return rows.map(({ hash, used_at: usedAt, ends_at, ...key }) => ({
      hash,
      usedAt,
      key: { ...key, endsAt: ends_at.getTime() },
    }));
  }

  /**
   * Adds a session with this secret of the key; false if the secret is no longer valid. Removes sessions idle
   * for longer than `idleMs`.
   */
  async add(
    tx: Tx,
    { hash, key, keyHash, idleMs }: { hash: Buffer; key: string; keyHash: Buffer; idleMs: number },
  ): Promise<boolean> {
    await sql`delete from sessions where used_at < now() - ${idleMs}::float8 * interval '1 millisecond'`.execute(tx);
    await sql`
      delete from sessions where hash in (select hash from sessions where key = ${key}::uuid order by created_at desc offset ${MAX_PER_KEY - 1})`.execute(
      tx,
    );
    const { rows } = await sql`
      insert into sessions (hash, key, key_hash)
      select ${hash}::bytea, k.id, ${keyHash}::bytea from keys k
      where k.id = ${key}::uuid and (k.hash = ${keyHash}::bytea or (k.previous_hash = ${keyHash}::bytea and k.previous_until > now())) and (k.expires_at is null or k.expires_at > now())
      returning hash`.execute(tx);
    return rows.length > 0;
  }

  /** Stores that the session was used now. */
  async markUsed(hash: Buffer): Promise<void> {
    await sql`update sessions set used_at = now() where hash = ${hash}::bytea and used_at < now()`.execute(this.db);
  }

  /** Ends a session; returns the id and name of its key, or null if there was none. */
  async remove(tx: Tx, hash: Buffer): Promise<{ id: string; name: string } | null> {
    const { rows } = await sql<{ id: string; name: string }>`
      delete from sessions s using keys k where s.hash = ${hash}::bytea and k.id = s.key returning k.id, k.name`.execute(
      tx,
    );
    return rows[0] ?? null;
  }
}
