// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- No payload is kept: a webhook is a place in the log, and content is read there when it is sent.
    create table webhooks (
      id uuid primary key,
      publisher text not null,
      url text not null,
      channel text not null,
      format text not null check (format in ('update', 'cloudevents')),
      secret text not null,
      old_secret text,
      old_secret_until timestamptz,
      state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
      -- why it is disabled, and since when it is as it is
      reason text check (reason in ('gone', 'failing')),
      state_since timestamptz not null default now(),
      -- what was acknowledged: everything in the channel up to here, less the dead letters
      epoch text not null,
      position bigint not null,
      -- of the delivery that is next, while it fails
      attempts integer not null default 0,
      first_failed_at timestamptz,
      retry_at timestamptz,
      -- since its last success, over all deliveries
      failing_since timestamptz,
      delivered bigint not null default 0,
      failed bigint not null default 0,
      success_rate real,
      last_seq bigint,
      last_at timestamptz,
      last_status integer,
      last_error text,
      last_excerpt text,
      -- counts what was changed by hand, so that whoever drives it notices
      changed bigint not null default 0,
      holder text,
      created_at timestamptz not null default now()
    );
    create index webhooks_by_publisher on webhooks (publisher);
    create index webhooks_by_holder on webhooks (holder);

    -- Updates that did not get through within a day, and those that were asked for again, one by one.
    create table webhook_letters (
      webhook uuid not null references webhooks (id) on delete cascade,
      epoch text not null,
      seq bigint not null,
      attempts integer not null default 0,
      first_failed_at timestamptz,
      died_at timestamptz,
      status integer,
      error text,
      excerpt text,
      asked_at timestamptz,
      primary key (webhook, epoch, seq)
    );
    create index webhook_letters_asked on webhook_letters (webhook, asked_at, seq) where asked_at is not null;

    -- Processes that drive webhooks, and until when each is known to live.
    create table webhook_holders (node text primary key, until timestamptz not null);
  `.execute(db);
}
