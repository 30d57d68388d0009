// API keys, stored as SHA-256 hashes: keys are long and random, so a slow hash would add nothing.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from '../database/database.js';

export type StoredKey = {
  id: string;
  name: string;
  scopes: string[];
  publisher: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  previousUntil: Date | null;
};

/** A key found by one of its secrets; `endsAt` is when that secret expires, in ms of the epoch. */
export type LiveKey = Pick<StoredKey, 'id' | 'name' | 'scopes' | 'publisher'> & { endsAt: number | null };

/** The id of the admin key: ADMIN_KEY, or the one generated on first start. */
export const ADMIN_KEY_ID = '00000000-0000-7000-8000-000000000000';

export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

type KeyRow = {
  id: string;
  name: string;
  scopes: string[];
  publisher: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  previous_until: Date | null;
};
const COLUMNS = [
  'id',
  'name',
  'scopes',
  'publisher',
  'created_at',
  'expires_at',
  'last_used_at',
  'previous_until',
] as const;
const keyOf = ({ created_at, expires_at, last_used_at, previous_until, ...row }: KeyRow): StoredKey => ({
  ...row,
  createdAt: created_at,
  expiresAt: expires_at,
  lastUsedAt: last_used_at,
  previousUntil: previous_until !== null && previous_until.getTime() > Date.now() ? previous_until : null,
});

export class Keys {
  constructor(private readonly db: Database) {}

  /** The valid keys with these hashes, of their current secret or of the previous one while it is valid. */
  async findLive(hashes: readonly Buffer[]): Promise<{ hash: Buffer; key: LiveKey }[]> {
    const { rows } = await sql<{
      hash: Buffer;
      id: string;
      name: string;
      scopes: string[];
      publisher: string;
      ends_at: Date | null;
    }>`
      select h.hash, k.id, k.name, k.scopes, k.publisher, least(k.expires_at, case when k.hash <> h.hash then k.previous_until end) as ends_at
      from unnest(${hashes}::bytea[]) h(hash) join keys k on k.hash = h.hash or (k.previous_hash = h.hash and k.previous_until > now())
      where k.expires_at is null or k.expires_at > now()`.execute(this.db);
    return rows.map(({ hash, ends_at, ...key }) => ({ hash, key: { ...key, endsAt: ends_at?.getTime() ?? null } }));
  }

  async add(
    tx: Tx,
    key: { id: string; name: string; hash: Buffer; scopes: string[]; publisher: string; expiresAt: Date | null },
  ): Promise<StoredKey> {
    const { expiresAt, ...rest } = key;
    const row = await tx
      .insertInto('keys')
      .values({ ...rest, expires_at: expiresAt })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return keyOf(row);
  }

  /**
   * Replaces the key's secret; the previous one stays valid for `overlapMs`, older ones end. Null if there is
   * no such valid key.
   */
  async rotate(tx: Tx, id: string, hash: Buffer, overlapMs: number): Promise<StoredKey | null> {
    const { rows } = await sql<KeyRow>`
      update keys set hash = ${hash}, previous_hash = case when ${overlapMs}::integer > 0 then hash end,
        previous_until = case when ${overlapMs}::integer > 0 then now() + ${overlapMs}::integer * interval '1 millisecond' end
      where id = ${id}::uuid and (expires_at is null or expires_at > now())
      returning id, name, scopes, publisher, created_at, expires_at, last_used_at, previous_until`.execute(tx);
    return rows[0] === undefined ? null : keyOf(rows[0]);
  }

  /** Sets the admin key's hash; with `keep` only if there is none. True if it was written. */
  async setAdmin(hash: Buffer, scopes: string[], publisher: string, { keep }: { keep: boolean }): Promise<boolean> {
    const insert = this.db
      .insertInto('keys')
      .values({ id: ADMIN_KEY_ID, name: 'admin', hash, scopes, publisher, expires_at: null });
    const { numInsertedOrUpdatedRows } = await insert
      .onConflict((conflict) =>
        keep ? conflict.column('id').doNothing() : conflict.column('id').doUpdateSet({ hash, scopes }),
      )
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  /** Stores when keys were last used; ignores removed keys. */
  async markUsed(uses: ReadonlyMap<string, Date>): Promise<void> {
    await sql`
      update keys k set last_used_at = greatest(k.last_used_at, used.at)
      from unnest(${[...uses.keys()]}::uuid[], ${[...uses.values()]}::timestamptz[]) as used(id, at) where k.id = used.id`.execute(
      this.db,
    );
  }

  async list(): Promise<StoredKey[]> {
    return (await this.db.selectFrom('keys').select(COLUMNS).orderBy('created_at').execute()).map(keyOf);
  }

  /** Removes a key and returns its name; null if there was none. */
  async remove(tx: Tx, id: string): Promise<string | null> {
    const row = await tx.deleteFrom('keys').where('id', '=', id).returning('name').executeTakeFirst();
    return row?.name ?? null;
  }
}
