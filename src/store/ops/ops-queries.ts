// Queries for the operator's page.
import { sql, type RawBuilder } from 'kysely';
import type { ChangeClass } from '../../core/story/change.js';
import type { Database } from '../database/database.js';
import { CorruptRows } from '../database/corrupt-rows.js';
import type { Matched, SubmissionError, SubmissionIntent, SubmissionStatus } from '../database/tables.js';
import { REVISION_SHOWN, STORY_SHOWN, SUBMISSION_KILLED } from '../story/visibility-sql.js';

/**
 * A submission in a list. `ageSeconds` is since its arrival, by Postgres's clock; `name` is its uri, URL or
 * story id.
 */
export type SubmissionListItem = {
  id: string;
  publisher: string;
  intent: SubmissionIntent;
  contentType: string;
  name: string | null;
  status: SubmissionStatus;
  attempts: number;
  story: string | null;
  error: SubmissionError | null;
  receivedAt: Date;
  doneAt: Date | null;
  ageSeconds: number;
};
/** With its raw bytes, truncated to the requested length; null once its story is killed. */
export type SubmissionDetails = SubmissionListItem & {
  raw: Buffer | null;
  bytes: number;
  matched: Matched | null;
  key: string | null;
};
/** A correction or kill that a gateway has not delivered; without headline if the story is killed. */
export type Undelivered = {
  seq: number;
  story: string;
  headline: string | null;
  class: ChangeClass;
  ageSeconds: number;
  node: string;
};
export type RetryResult = 'retried' | 'moved on' | 'not failed' | 'killed' | 'absent';

const SUBMISSION_COLUMNS = sql`
  u.id, u.publisher, u.intent, u.content_type as "contentType", coalesce(u.params->>'uri', u.params->>'url', u.params->>'story') as name, u.status, u.attempts,
  u.story, u.error, u.received_at as "receivedAt", u.done_at as "doneAt", extract(epoch from clock_timestamp() - u.received_at)::float8 as "ageSeconds"`;
/** SQL: a later submission for the same story has been applied, so a retry would bring old text back. */
const SUPERSEDED = sql`exists (
  select 1 from stories k join submissions n on n.story = coalesce(k.merged_into, k.id)
  where k.key = u.story_key and n.arrival > u.arrival and n.status in ('created', 'revised'))`;
/** Log entries after a gateway's position to search for a correction. */
const MAX_ENTRIES_SCANNED = 10_000;

export class OpsQueries {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /** Submissions that are pending for longer than `seconds`: kills first, then oldest first. */
  async overdue(seconds: number, limit: number): Promise<SubmissionListItem[]> {
    return this.select(
      sql`u.done_at is null and u.received_at < now() - ${seconds} * interval '1 second' order by u.intent <> 'kill', u.received_at limit ${limit}`,
    );
  }

  /** Submissions that failed within these hours, latest first. */
  async failed(hours: number, limit: number): Promise<SubmissionListItem[]> {
    return this.select(
      sql`u.status = 'failed' and u.done_at > now() - ${hours} * interval '1 hour' order by u.done_at desc limit ${limit}`,
    );
  }

  async countFailed(hours: number): Promise<number> {
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from submissions where status = 'failed' and done_at > now() - ${hours} * interval '1 hour'`.execute(
      this.db,
    );
    return rows[0]?.count ?? 0;
  }

  async submission(id: string, bytes: number): Promise<SubmissionDetails | null> {
    const { rows } = await sql<SubmissionDetails>`
      select ${SUBMISSION_COLUMNS}, case when ${SUBMISSION_KILLED} then null else substring(u.raw from 1 for ${bytes}::integer) end as raw, length(u.raw) as bytes, u.matched, u.story_key as key
      from submissions u where u.id = ${id}::uuid`.execute(this.db);
    return rows[0] ?? null;
  }

  /** Makes a failed submission pending again, in its old place in the order of arrival. */
  async retry(id: string): Promise<RetryResult> {
    const { rows } = await sql<{ status: SubmissionStatus; killed: boolean; moved: boolean; retried: boolean }>`
      with found as materialized (select u.id, u.status, ${SUBMISSION_KILLED} as killed, ${SUPERSEDED} as moved from submissions u where u.id = ${id}::uuid for update),
      again as (
        update submissions s set status = 'queued', attempts = 0, error = null, story = null, revision = null, done_at = null
        from found where s.id = found.id and found.status = 'failed' and not found.killed and not found.moved returning s.id
      )
      select status, killed, moved, exists (select 1 from again) as retried from found`.execute(this.db);
    const [row] = rows;
    if (row === undefined) return 'absent';
    if (row.retried) return 'retried';
    if (row.status !== 'failed') return 'not failed';
    return row.killed ? 'killed' : 'moved on';
  }

  /**
   * The oldest correction or kill that a gateway had not delivered at its last heartbeat. A gateway that is
   * silent for `silentSeconds` is assumed to have delivered nothing since.
   */
  async undelivered(silentSeconds: number): Promise<Undelivered | null> {
    const rows = await this.corruptRows.query(sql<Undelivered>`
      select u.seq, u.story, case when ${STORY_SHOWN} and ${REVISION_SHOWN} then r.content->>'headline' end as headline, r.change->>'class' as class, extract(epoch from clock_timestamp() - u.at)::float8 as "ageSeconds", n.name as node
      from nodes n cross join lateral (
        select seq, story, revision, at from updates where seq > (n.figures->'gateway'->>'position')::bigint order by seq limit ${MAX_ENTRIES_SCANNED}) u
      join revisions r on r.story = u.story and r.revision = u.revision join stories s on s.id = u.story
      where n.figures ? 'gateway' and r.change->>'class' in ('correction', 'kill') and u.at < greatest(n.beat_at - interval '1 second', now() - ${silentSeconds} * interval '1 second')
      order by u.seq limit 1`);
    return rows[0] ?? null;
  }

  private async select(condition: RawBuilder<unknown>): Promise<SubmissionListItem[]> {
    const { rows } =
      await sql<SubmissionListItem>`select ${SUBMISSION_COLUMNS} from submissions u where ${condition}`.execute(
        this.db,
      );
    return rows;
  }
}
