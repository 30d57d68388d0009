// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Revisions that could not be read, each noted once, for the operator.
    create table unreadable_revisions (story uuid not null, revision integer not null, found_at timestamptz not null default now(), primary key (story, revision));

    -- How far the repair of what was there before has come: it is done beside the work, in small steps, and goes on where it stopped.
    create table repairs (name text primary key, place jsonb, done_at timestamptz);
    insert into repairs (name) values ('revisions'), ('submissions');

    -- True where a revision can be taken apart as every question does it. An exception costs: for where a set failed, and for few rows.
    create function is_readable(content json, change json) returns boolean language plpgsql stable as $is_readable$
    declare
      said jsonb;
      told jsonb;
      field text;
    begin
      said := content::jsonb;
      told := change::jsonb;
      if jsonb_typeof(said->'body') is distinct from 'array' or jsonb_typeof(said->'media') is distinct from 'array' or jsonb_typeof(said->'topics') is distinct from 'array'
        or said @? 'strict $.body[*] ? (@.type() != "string")' or said @? 'strict $.topics[*] ? (@.type() != "string")' or said @? 'strict $.media[*] ? (@.type() != "object")'
        or coalesce(said->>'pubStatus', '') not in ('usable', 'withheld', 'canceled')
        or jsonb_typeof(told->'class') is distinct from 'string' or jsonb_typeof(told->'significance') is distinct from 'number' then
        return false;
      end if;
      foreach field in array array['embargoedUntil', 'firstCreated', 'versionCreated', 'coverageEndTime'] loop
        if (said->>field)::timestamptz not between '1900-01-01T00:00:00Z' and '2200-12-31T23:59:59.999Z' then
          return false;
        end if;
      end loop;
      perform (said->>'pinned')::boolean, (said->>'keyEvent')::boolean;
      return true;
    exception when data_exception or program_limit_exceeded or statement_too_complex then
      return false;
    end $is_readable$;

    -- json keeps what can not be taken apart (an escaped NUL, half a surrogate pair); jsonb refuses it, and is made once a row: that is
    -- what the check costs. Times are told apart as text, in which a year of five digits begins with a sign. "not valid": new rows
    -- alone, so that no lock is held while old ones are read.
    alter table revisions add constraint revisions_readable check (
      change::jsonb is not null and coalesce(content::jsonb @? '$ ? (@.embargoedUntil < "1900" || @.embargoedUntil > "2201" || @.firstCreated < "1900" || @.firstCreated > "2201"
        || @.versionCreated < "1900" || @.versionCreated > "2201" || @.coverageEndTime < "1900" || @.coverageEndTime > "2201")', false) = false
    ) not valid;
    alter table submissions add constraint submissions_readable check ((change is null or change::jsonb is not null) and (error is null or error::jsonb is not null) and (matched is null or matched::jsonb is not null)) not valid;
    alter table audit_log add constraint audit_log_readable check (detail::jsonb is not null) not valid;

    -- Few rows, and each is written anew at its next look.
    update sources set last_error = null where last_error::text ~* '\\\\u(0000|d[89a-f])';
    alter table sources add constraint sources_readable check (last_error is null or last_error::jsonb is not null) not valid;
  `.execute(db);
}
