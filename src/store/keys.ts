// Keys are kept as SHA-256 of what was handed out once: they are random and long, so a slow hash would add nothing.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from './database.js';

export type StoredKey = { id: string; name: string; scopes: string[]; publisher: string; createdAt: Date; expiresAt: Date | null };

/** The one row that holds the key of ADMIN_KEY, or the one made on first start. */
export const ADMIN_ID = '00000000-0000-7000-8000-000000000000';

export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

type KeyRow = { id: string; name: string; scopes: string[]; publisher: string; created_at: Date; expires_at: Date | null };
const COLUMNS = ['id', 'name', 'scopes', 'publisher', 'created_at', 'expires_at'] as const;
const keyOf = ({ created_at, expires_at, ...row }: KeyRow): StoredKey => ({ ...row, createdAt: created_at, expiresAt: expires_at });

export class Keys {
  constructor(private readonly db: Database) {}

  /** The live key with this hash. */
  async findByHash(hash: Buffer): Promise<StoredKey | null> {
    const row = await this.db
      .selectFrom('keys')
      .select(COLUMNS)
      .where('hash', '=', hash)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
      .executeTakeFirst();
    return row === undefined ? null : keyOf(row);
  }

  async add(key: { id: string; name: string; hash: Buffer; scopes: string[]; publisher: string; expiresAt: Date | null }): Promise<StoredKey> {
    const { expiresAt, ...rest } = key;
    const row = await this.db
      .insertInto('keys')
      .values({ ...rest, expires_at: expiresAt })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return keyOf(row);
  }

  /** Puts the admin key's hash; with `keep`, only where there is none yet. True where it was written. */
  async setAdmin(hash: Buffer, scopes: string[], publisher: string, { keep }: { keep: boolean }): Promise<boolean> {
    const insert = this.db.insertInto('keys').values({ id: ADMIN_ID, name: 'admin', hash, scopes, publisher, expires_at: null });
    const { numInsertedOrUpdatedRows } = await insert
      .onConflict((conflict) => (keep ? conflict.column('id').doNothing() : conflict.column('id').doUpdateSet({ hash, scopes })))
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async list(): Promise<StoredKey[]> {
    return (await this.db.selectFrom('keys').select(COLUMNS).orderBy('created_at').execute()).map(keyOf);
  }

  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom('keys').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }
}
