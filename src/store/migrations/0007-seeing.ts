// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Each process says every few seconds that it is there, and how it does. A seat is a place to start at: who starts there anew
    -- takes it over from whoever died there.
    create table nodes (
      name text primary key,
      seat text not null unique,
      roles text[] not null,
      started_at timestamptz not null default now(),
      beat_at timestamptz not null default now(),
      figures jsonb not null
    );

    -- Updates up to here are gone by policy; and the database that this log was last written in, to know a restored one by.
    alter table log_head add column pruned bigint not null default 0, add column home text;
  `.execute(db);
}
