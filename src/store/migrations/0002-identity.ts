// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Merged by hand: the story that took its place, never one that was merged itself.
    alter table stories add column merged_into uuid references stories (id) check (merged_into <> id);
    create index stories_merged on stories (merged_into) where merged_into is not null;

    -- Those whose latest revision readers do not have: looked for each second, when an embargo may have ended.
    create index stories_not_shown on stories (id) where merged_into is null and pub_status = 'usable' and shown is distinct from revision;

    -- The list before the tree is read whole at each search, under the lock of all that is known by its text.
    alter index stories_by_sketch set (fastupdate = off);
    select gin_clean_pending_list('stories_by_sketch');

    -- What several publishers tell in the same words; each pair once.
    create table story_links (
      story uuid not null references stories (id),
      other uuid not null references stories (id),
      score real not null,
      found_at timestamptz not null default now(),
      primary key (story, other),
      check (story < other)
    );
    create index story_links_by_other on story_links (other);
    -- What another publisher's stories are found by: of the last week alone, and written after the fact, so that no publish waits
    -- for an index over every story. Straight into the tree too.
    create table link_sketches (story uuid primary key references stories (id), sketch integer[] not null, seen_at timestamptz not null default now());
    create index link_sketches_by_hash on link_sketches using gin (sketch) with (fastupdate = off);
    create index link_sketches_by_age on link_sketches (seen_at);
    -- Stories with a revision that nobody has held against other publishers' yet.
    create table links_due (story uuid primary key references stories (id), revision integer not null, since timestamptz not null default now() + interval '1 second');
    create index links_due_by_age on links_due (since);

    -- Of a live blog's posts: what they are hidden as while it is hidden. What they are by themselves stands beside it, for its return.
    alter table stories add column hidden_as text check (hidden_as in ('withheld', 'canceled'));

    -- How a submission found its story, where that was there before.
    alter table submissions add column matched json;
    alter table submissions drop constraint submissions_intent_check;
    alter table submissions add constraint submissions_intent_check check (intent in ('publish', 'patch', 'kill', 'reparse', 'merge', 'split'));
  `.execute(db);
}
