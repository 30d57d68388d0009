// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Subscriptions at hubs that nobody wants any more, until the hub has asked whether that is so.
    create table hub_endings (
      token text primary key,
      hub text not null,
      topic text not null,
      tries integer not null default 0,
      ask_at timestamptz not null default now()
    );
    create index hub_endings_by_ask on hub_endings (ask_at);
  `.execute(db);
}
