// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- What embeds' hosts say of them, by the embed's address. next_at is when to ask; null, never again.
    create table embeds (
      page text primary key,
      next_at timestamptz default now(),
      tries integer not null default 0,
      found_at timestamptz,
      provider text,
      title text,
      author text,
      thumbnail text,
      width integer,
      height integer
    );
    create index embeds_due on embeds (next_at) where next_at is not null;

    -- How far the log was searched for embeds. One row; the newest stories of a log that is there already are searched too.
    create table embeds_mark (one boolean primary key default true check (one), seq bigint not null);
    insert into embeds_mark (seq) select greatest(0, coalesce(max(seq), 0) - 5000) from log_head;
  `.execute(db);
}
