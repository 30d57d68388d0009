// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- What was handed out before a rotation lives on until its time.
    alter table keys add column last_used_at timestamptz, add column previous_hash bytea unique, add column previous_until timestamptz,
      add check ((previous_hash is null) = (previous_until is null));

    -- Who did what, and when. Nothing takes a line out again.
    create table audit_log (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      key_id uuid,
      key_name text not null,
      action text not null,
      target text,
      detail json not null default '{}',
      address text
    );
    create function audit_log_is_kept() returns trigger language plpgsql as $kept$ begin raise exception 'the audit log takes new lines only'; end $kept$;
    create trigger audit_log_rows before update or delete on audit_log for each row execute function audit_log_is_kept();
    create trigger audit_log_whole before truncate on audit_log for each statement execute function audit_log_is_kept();

    -- Channels that are read by right only, as patterns: whoever numbers an update reads them under the counter's lock.
    alter table log_head add column private text[] not null default '{}';
    -- The private channels that a story is read on; null where everybody may.
    alter table stories add column private_to text[] check (private_to <> '{}');

    -- The private channels of a story: its own that a pattern names, those that it inherits, and those that it had: nothing that was private comes out by itself.
    create function private_to(patterns text[], publisher text, topics text[], inherited text[], had text[]) returns text[] language sql immutable as $private$
      select nullif(array(
        select own from unnest('publisher/' || publisher || array(select 'topic/' || topic from unnest(topics) topic)) own
        where exists (select from unnest(patterns) p where own like replace(replace(replace(replace(p, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'))
        union select unnest(inherited) union select unnest(had) order by 1), '{}')
    $private$;
  `.execute(db);
}
