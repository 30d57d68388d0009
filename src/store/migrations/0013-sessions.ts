// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Browsers that are signed in. hash is SHA-256 of the cookie's token, key_hash that of the secret that was signed in with: a
    -- session holds while that secret does.
    create table sessions (
      hash bytea primary key,
      key uuid not null references keys (id) on delete cascade,
      key_hash bytea not null,
      created_at timestamptz not null default now(),
      used_at timestamptz not null default now()
    );
    create index sessions_by_key on sessions (key, created_at);
    create index sessions_by_use on sessions (used_at);
  `.execute(db);
}
