// Stored revisions that can't be read. A query that fails on one is repeated with an empty placeholder in its
// place; readers get only its position in the log, and the operator gets one report. The table's check
// prevents new ones; this covers the rest.
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { LRUCache } from 'lru-cache';
import { parseInstant } from '../../core/instant.js';
import { PUB_STATUSES, type Content, type PubStatus } from '../../core/story/story.js';
import { isCorruptJson } from './stored-json.js';
import type { Tables } from './tables.js';

export type CorruptRevision = { story: string; revision: number };
export type ReportedCorruptRevision = CorruptRevision & { foundAt: Date };

const EMPTY = {
  headline: '',
  byline: null,
  located: null,
  firstCreated: null,
  versionCreated: null,
  language: null,
  topics: [],
  body: [],
  highlights: [],
  media: [],
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [],
  provenance: {},
};
/** Has a status that no story has, so that queries for usable revisions skip it and results show it. */
const PLACEHOLDER = {
  content: JSON.stringify({ ...EMPTY, pubStatus: 'unreadable' }),
  change: '{"class":"status","silent":false,"significance":0}',
};

/** The row's data caused the error (SQLSTATE classes 22 and 54), not the query. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:22|54)/.test(String(error.code));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, of: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(of);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): boolean => value == null || (isText(value) && parseInstant(value) !== null);
const isStatus = (value: unknown): boolean => PUB_STATUSES.some((status) => status === value);
export const isMedia = (value: unknown): boolean => isRecord(value) && (value['url'] === null || isText(value['url']));

/** True for content with the structure that pages, feeds and lists need. */
const isFormed = (value: unknown): value is Content =>
  isRecord(value) &&
  (value['headline'] === null || isText(value['headline'])) &&
  isStatus(value['pubStatus']) &&
  isList(value['body'], isText) &&
  isList(value['topics'], isText) &&
  isList(value['media'], isMedia);
const isContent = (value: unknown): value is Content =>
  isFormed(value) &&
  !isCorruptJson(value) &&
  [value.embargoedUntil, value.firstCreated, value.versionCreated, value.coverageEndTime].every(isTime);
const isChange = (value: unknown): boolean =>
  isRecord(value) && !isCorruptJson(value) && isText(value['class']) && typeof value['significance'] === 'number';

/** The columns of a log entry that come from its revision. */
type EntryColumns = {
  headline: unknown;
  first_created: unknown;
  version_created: unknown;
  topics: unknown;
  revision_status: unknown;
  change: unknown;
};
const isEntry = (row: EntryColumns): boolean =>
  (row.headline === null || isText(row.headline)) &&
  isStatus(row.revision_status) &&
  isList(row.topics, isText) &&
  isTime(row.first_created) &&
  isTime(row.version_created) &&
  isChange(row.change);

/**
 * The content, or empty content if it is corrupt, as the base of the next revision. `pubStatus` is the
 * story's.
 */
export const contentOrEmpty = (content: Content, pubStatus: PubStatus = 'withheld'): Content =>
  isFormed(content) ? content : { ...EMPTY, pubStatus };

/** Reported revisions to remember, so that each is reported once. */
const MAX_REPORTED = 10_000;

export class CorruptRows {
  private readonly reported = new LRUCache<string, true>({ max: MAX_REPORTED });
  private readonly listeners = new Set<(found: CorruptRevision) => void>();

  constructor(private readonly db: Kysely<Tables>) {}

  /** Calls `listener` for each corrupt revision, once across all processes. */
  onFound(listener: (found: CorruptRevision) => void): void {
    this.listeners.add(listener);
  }

  /** Runs a query. If corrupt data makes it fail, it is repeated with placeholders for corrupt revisions. */
  async query<Row>(statement: RawBuilder<Row>): Promise<Row[]> {
    try {
      return (await statement.execute(this.db)).rows;
    } catch (error) {
      if (!isDataError(error)) throw error;
      return (
        await sql<Row>`with revisions as not materialized (${await this.sanitizedRevisions()}) select * from (${statement}) sanitized`.execute(
          this.db,
        )
      ).rows;
    }
  }

  /** The rows with a readable revision; the others are reported. `idOf` returns the story's id. */
  async filterReadable<Row extends { revision?: number; content: Content; change?: unknown }>(
    rows: readonly Row[],
    idOf: (row: Row) => string,
  ): Promise<Row[]> {
    const [readable, corrupt]: [Row[], Row[]] = [[], []];
    for (const row of rows)
      (isContent(row.content) && (row.change === undefined || isChange(row.change)) ? readable : corrupt).push(row);
    if (corrupt.length > 0) await this.report(corrupt.map((row) => ({ story: idOf(row), revision: row.revision })));
    return readable;
  }

  /** Log entries; corrupt ones are emptied, as if withheld. */
  async emptyCorruptEntries<Row extends EntryColumns & CorruptRevision>(rows: Row[]): Promise<Row[]> {
    const corrupt = rows.filter((row) => !isEntry(row));
    if (corrupt.length === 0) return rows;
    await this.report(corrupt);
    return rows.map((row) =>
      isEntry(row)
        ? row
        : {
            ...row,
            headline: null,
            first_created: null,
            version_created: null,
            topics: [],
            revision_status: 'withheld',
            unreadable: true,
            change: JSON.parse(PLACEHOLDER.change) as unknown,
          },
    );
  }

  /** Reported and not yet repaired revisions, newest first. */
  async list(limit: number): Promise<ReportedCorruptRevision[]> {
    const { rows } =
      await sql<ReportedCorruptRevision>`select story, revision, found_at as "foundAt" from unreadable_revisions order by found_at desc, story, revision limit ${limit}`.execute(
        this.db,
      );
    return rows;
  }

  async count(): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*) as count from unreadable_revisions`.execute(this.db);
    return rows[0]?.count ?? 0;
  }

  /** Stores a report of these revisions; without a number, of the story's corrupt ones. */
  private async report(found: readonly { story: string; revision?: number | undefined }[]): Promise<void> {
    const fresh = found.filter(({ story, revision }) => !this.reported.has(`${story}.${revision}`));
    if (fresh.length === 0) return;

    const { rows } = await sql<CorruptRevision>`
      insert into unreadable_revisions (story, revision)
      select distinct r.story, r.revision from unnest(${fresh.map(({ story }) => story)}::uuid[], ${fresh.map(({ revision }) => revision ?? null)}::integer[]) f(story, revision)
        join revisions r on r.story = f.story and (r.revision = f.revision or (f.revision is null and not is_readable(r.content, r.change)))
      on conflict do nothing returning story, revision`.execute(this.db);
    for (const { story, revision } of fresh) this.reported.set(`${story}.${revision}`, true);
    for (const row of rows) for (const listener of this.listeners) listener(row);
  }

  /** The revisions table with placeholders for corrupt rows. */
  private async sanitizedRevisions(): Promise<RawBuilder<unknown>> {
    const { rows } = await sql<{
      name: string;
    }>`select attname as name from pg_attribute where attrelid = 'revisions'::regclass and attnum > 0 and not attisdropped`.execute(
      this.db,
    );
    const columns = rows.map(({ name }) =>
      name === 'content' || name === 'change'
        ? sql`case when is_readable(content, change) then ${sql.ref(name)} else ${PLACEHOLDER[name]}::json end as ${sql.ref(name)}`
        : sql.ref(name),
    );
    return sql`select ${sql.join(columns)} from revisions`;
  }
}

/**
 * SQL: true if the revision of this table alias is readable. For transactions, which a failing statement
 * would abort.
 */
export const isReadableSql = (name: string): RawBuilder<boolean> =>
  sql<boolean>`is_readable(${sql.ref(`${name}.content`)}, ${sql.ref(`${name}.change`)})`;

/**
 * SQL to set content and change to themselves, or to empty values if corrupt. The table's check covers the
 * whole row on any update, and would otherwise refuse the kill of a corrupt revision.
 */
export const readableOrEmptySql = (name: string): RawBuilder<unknown> =>
  sql`content = case when ${isReadableSql(name)} then ${sql.ref(`${name}.content`)} else ${JSON.stringify({ ...EMPTY, pubStatus: 'withheld' })}::json end,
    change = case when ${isReadableSql(name)} then ${sql.ref(`${name}.change`)} else ${PLACEHOLDER.change}::json end`;
