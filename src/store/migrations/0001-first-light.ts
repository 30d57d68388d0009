// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- One row: its lock numbers the log, so that commit order is seq order and nobody can skip a row.
    create table log_head (one boolean primary key default true check (one), epoch text not null, seq bigint not null);
    insert into log_head (epoch, seq) values (substr(md5(gen_random_uuid()::text), 1, 10), 0);

    create table channel_heads (channel text primary key, seq bigint not null, prev bigint not null default 0);

    create table stories (
      id uuid primary key,
      key text not null unique,
      publisher text not null,
      uri text,
      url text,
      kind text not null check (kind in ('article', 'liveblog', 'post')),
      part_of uuid references stories (id),
      topics text[] not null default '{}',
      pub_status text not null check (pub_status in ('usable', 'withheld', 'canceled')),
      revision integer not null,
      shown integer,
      updated_seq bigint,
      -- the smallest hashes of the latest text's shingles, to find texts that are alike
      sketch integer[] not null default '{}',
      created_at timestamptz not null default now()
    );
    create index stories_by_update on stories (updated_seq desc) where shown is not null;
    create index stories_by_publisher on stories (publisher, updated_seq desc);
    create index stories_by_topic on stories using gin (topics);
    create index stories_by_sketch on stories using gin (sketch) where uri is null and url is null;
    create index stories_by_part on stories (part_of, updated_seq desc) where part_of is not null;

    create table submissions (
      id uuid primary key,
      arrival bigint generated always as identity unique,
      publisher text not null,
      intent text not null check (intent in ('publish', 'patch', 'kill', 'reparse')),
      content_type text not null,
      raw bytea not null,
      params jsonb not null default '{}',
      story_key text,
      idempotency_key text,
      fingerprint bytea not null,
      status text not null default 'queued' check (status in ('queued', 'created', 'revised', 'unchanged', 'stale', 'failed')),
      attempts integer not null default 0,
      story uuid,
      revision integer,
      update_cursor text,
      change json,
      error json,
      received_at timestamptz not null default now(),
      done_at timestamptz,
      check ((done_at is null) = (status = 'queued'))
    );
    create unique index submissions_by_idempotency_key on submissions (publisher, idempotency_key) where idempotency_key is not null;
    create index submissions_undone on submissions (story_key, arrival) where done_at is null;
    create index submissions_waiting on submissions (received_at) where done_at is null;
    create index submissions_by_story on submissions (story, arrival) where story is not null;
    create index submissions_keyless on submissions (publisher, arrival) where done_at is null and story_key is null;

    create table revisions (
      story uuid not null references stories (id),
      revision integer not null check (revision > 0),
      submission uuid,
      -- json, not jsonb: the order of members is kept as readers know it
      content json not null,
      change json not null,
      received_at timestamptz not null,
      primary key (story, revision)
    );

    create table updates (
      seq bigint primary key,
      story uuid not null,
      revision integer not null,
      at timestamptz not null,
      -- channel to the seq of the update before it there (0: none)
      channels jsonb not null,
      foreign key (story, revision) references revisions (story, revision)
    );
    create table update_channels (channel text not null, seq bigint not null references updates (seq), primary key (channel, seq));

    create table keys (
      id uuid primary key,
      name text not null,
      hash bytea not null unique,
      scopes text[] not null,
      publisher text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz
    );
  `.execute(db);
}
