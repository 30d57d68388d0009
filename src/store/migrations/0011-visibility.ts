// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- When readers first had a revision (null: never), and the kill that took it away, as story.revision or 'erased'. The rows that
    -- are there get theirs after the migration, without a lock: see visibility-backfill.
    alter table revisions add column shown_at timestamptz, add column kill text;
    -- The kill in force, and when a text under embargo goes out by itself.
    alter table stories add column kill text, add column due_at timestamptz;
    alter table log_head add column marked boolean not null default false;
    update log_head set marked = true where seq = 0;

    alter table submissions drop constraint submissions_intent_check;
    alter table submissions add constraint submissions_intent_check check (intent in ('publish', 'patch', 'kill', 'reparse', 'merge', 'split', 'erase')) not valid;
  `.execute(db);
}
