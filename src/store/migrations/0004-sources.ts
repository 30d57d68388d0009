// Sources: what is watched, when it is looked at next, and what was seen there last.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sources (
      id uuid primary key,
      publisher text not null,
      key_name text not null,
      -- As it was given; and where it is asked for today: the feed of a page, or where it moved for good.
      url text not null,
      address text not null,
      host text not null,
      kind text check (kind in ('feed', 'sitemap', 'page')),
      follow boolean not null,
      topics text[] not null,
      zone text,
      language text,
      min_seconds double precision not null,
      max_seconds double precision not null,
      created_at timestamptz not null default now(),

      -- When there is something to do: for the source itself, and for it or one of its pages.
      look_at timestamptz not null default now(),
      next_at timestamptz not null default now(),
      every_ms double precision not null,
      -- Who takes a turn counts it up, and what an older turn brings is dropped.
      turn integer not null default 0,
      leased_until timestamptz not null default '-infinity',

      etag text,
      last_modified text,
      digest bytea,
      -- Newest last, in milliseconds.
      changes double precision[] not null default '{}',
      last_fetch timestamptz,
      last_change timestamptz,
      last_error json,
      error_streak integer not null default 0,
      fetches bigint not null default 0,
      changes_found bigint not null default 0,
      average_ms double precision,

      -- WebSub: the hub, the name that it knows the source by, what its pushes are signed with, and until when it promised them.
      hub text,
      hub_topic text,
      hub_secret text,
      hub_token text unique,
      hub_state text check (hub_state in ('asked', 'verified', 'denied')),
      hub_asked_at timestamptz,
      hub_until timestamptz,
      hub_missed integer not null default 0,
      pushed_at timestamptz,
      unique (publisher, url)
    );
    create index sources_by_next on sources (next_at);
    create index sources_by_lease on sources (host, leased_until);

    create table source_items (
      source uuid not null references sources (id) on delete cascade,
      item bytea not null,
      uri text not null,
      -- Of its entry, and of the page that it leads to, as they were sent on last.
      digest bytea not null,
      page_digest bytea,
      seen_at timestamptz not null default now(),
      page text,
      etag text,
      last_modified text,
      changes double precision[] not null default '{}',
      since timestamptz not null default now(),
      look_at timestamptz,
      error_streak integer not null default 0,
      primary key (source, item)
    );
    create index source_items_by_look on source_items (source, look_at) where look_at is not null;
    create index source_items_by_age on source_items (source, seen_at);
  `.execute(db);
}
