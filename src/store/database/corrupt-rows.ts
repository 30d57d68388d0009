// Stored revisions that can't be read: they stop nobody. A question that fails on one is asked again with an emptied stand-in for it;
// readers get its place and nothing else, and the operator is told of it once. The check on the table lets none in; this is for the rest.
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { isInBounds } from '../../core/instant.js';
import { PUB_STATUSES, type Content, type PubStatus } from '../../core/story/story.js';
import { isCorruptJson } from './stored-json.js';
import type { Tables } from './tables.js';

export type CorruptRevision = { story: string; revision: number };
export type ReportedCorruptRevision = CorruptRevision & { foundAt: Date };

const EMPTY = { headline: '', byline: null, located: null, firstCreated: null, versionCreated: null, language: null, topics: [], body: [], highlights: [], media: [], embargoedUntil: null, edNote: null, correction: null, pinned: false, keyEvent: false, stamps: [], provenance: {} };
/** Its status is none of a story's: what asks for usable revisions passes it by, and what it is shows in the answer. */
const STAND_IN = { content: JSON.stringify({ ...EMPTY, pubStatus: 'unreadable' }), change: '{"class":"status","silent":false,"significance":0}' };

/** The row's own data is at fault (SQLSTATE classes 22 and 54), and not the question. */
const isDataError = (error: unknown): boolean => error instanceof Error && 'code' in error && /^(?:22|54)/.test(String(error.code));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, of: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(of);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): boolean => value == null || (isText(value) && isInBounds(Date.parse(value)));
const isStatus = (value: unknown): boolean => PUB_STATUSES.some((status) => status === value);
export const isMedia = (value: unknown): boolean => isRecord(value) && (value['url'] === null || isText(value['url']));

/** True for content that has the form that every page, feed and list is made of. */
const isFormed = (value: unknown): value is Content =>
  isRecord(value) && (value['headline'] === null || isText(value['headline'])) && isStatus(value['pubStatus']) && isList(value['body'], isText) && isList(value['topics'], isText) && isList(value['media'], isMedia);
const isContent = (value: unknown): value is Content =>
  isFormed(value) && !isCorruptJson(value) && [value.embargoedUntil, value.firstCreated, value.versionCreated, value.coverageEndTime].every(isTime);
const isChange = (value: unknown): boolean => isRecord(value) && !isCorruptJson(value) && isText(value['class']) && typeof value['significance'] === 'number';

/** The columns of an entry of the log that are taken out of its revision. */
type EntryColumns = { headline: unknown; first_created: unknown; version_created: unknown; topics: unknown; revision_status: unknown; change: unknown };
const isEntry = (row: EntryColumns): boolean =>
  (row.headline === null || isText(row.headline)) && isStatus(row.revision_status) && isList(row.topics, isText) && isTime(row.first_created) && isTime(row.version_created) && isChange(row.change);

/** What stands, fit for a next revision to be made from it, whatever is left of it; `pubStatus` is the story's own word. */
export const contentOrEmpty = (content: Content, pubStatus: PubStatus = 'withheld'): Content => (isFormed(content) ? content : { ...EMPTY, pubStatus });

/** So many that were noted are kept in mind, so that each is written down once. */
const REMEMBERED = 10_000;

export class CorruptRows {
  private readonly reported = new Set<string>();
  private readonly listeners = new Set<(found: CorruptRevision) => void>();

  constructor(private readonly db: Kysely<Tables>) {}

  /** Hears of each, once among all processes. */
  onFound(listener: (found: CorruptRevision) => void): void {
    this.listeners.add(listener);
  }

  /** The question's rows. Where a revision can't be taken apart it is asked again, and an emptied one stands in for each such. */
  async query<Row>(question: RawBuilder<Row>): Promise<Row[]> {
    try {
      return (await question.execute(this.db)).rows;
    } catch (error) {
      if (!isDataError(error)) throw error;
      return (await sql<Row>`with revisions as not materialized (${await this.sanitizedRevisions()}) select * from (${question}) careful`.execute(this.db)).rows;
    }
  }

  /** The rows whose revision can be read; the others are noted. `idOf` says whose each is. */
  async filterReadable<Row extends { revision?: number; content: Content; change?: unknown }>(rows: readonly Row[], idOf: (row: Row) => string): Promise<Row[]> {
    const [sound, broken]: [Row[], Row[]] = [[], []];
    for (const row of rows) (isContent(row.content) && (row.change === undefined || isChange(row.change)) ? sound : broken).push(row);
    if (broken.length > 0) await this.report(broken.map((row) => ({ story: idOf(row), revision: row.revision })));
    return sound;
  }

  /** Entries of the log, those that can't be read emptied, as if they were withheld. */
  async emptyCorruptEntries<Row extends EntryColumns & CorruptRevision>(rows: Row[]): Promise<Row[]> {
    const broken = rows.filter((row) => !isEntry(row));
    if (broken.length === 0) return rows;
    await this.report(broken);
    return rows.map((row) => (isEntry(row) ? row : { ...row, headline: null, first_created: null, version_created: null, topics: [], revision_status: 'withheld', unreadable: true, change: JSON.parse(STAND_IN.change) as unknown }));
  }

  /** What was found and is not repaired yet, the last first. */
  async list(limit: number): Promise<ReportedCorruptRevision[]> {
    const { rows } = await sql<ReportedCorruptRevision>`select story, revision, found_at as "foundAt" from unreadable_revisions order by found_at desc, story, revision limit ${limit}`.execute(this.db);
    return rows;
  }

  async count(): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*) as count from unreadable_revisions`.execute(this.db);
    return rows[0]?.count ?? 0;
  }

  /** Writes down these revisions; without a number, those of the story that can't be read. Reading never fails by it. */
  private async report(found: readonly { story: string; revision?: number | undefined }[]): Promise<void> {
    const fresh = found.filter(({ story, revision }) => !this.reported.has(`${story}.${revision}`));
    if (fresh.length === 0) return;
    if (this.reported.size > REMEMBERED) this.reported.clear();
    const { rows } = await sql<CorruptRevision>`
      insert into unreadable_revisions (story, revision)
      select distinct r.story, r.revision from unnest(${fresh.map(({ story }) => story)}::uuid[], ${fresh.map(({ revision }) => revision ?? null)}::integer[]) f(story, revision)
        join revisions r on r.story = f.story and (r.revision = f.revision or (f.revision is null and not is_readable(r.content, r.change)))
      on conflict do nothing returning story, revision`.execute(this.db);
    for (const { story, revision } of fresh) this.reported.add(`${story}.${revision}`);
    for (const row of rows) for (const listener of this.listeners) listener(row);
  }

  /** The table as it is, whatever columns it has, but for what can't be read. */
  private async sanitizedRevisions(): Promise<RawBuilder<unknown>> {
    const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute where attrelid = 'revisions'::regclass and attnum > 0 and not attisdropped`.execute(this.db);
    const columns = rows.map(({ name }) => (name === 'content' || name === 'change' ? sql`case when is_readable(content, change) then ${sql.ref(name)} else ${STAND_IN[name]}::json end as ${sql.ref(name)}` : sql.ref(name)));
    return sql`select ${sql.join(columns)} from revisions`;
  }
}

/** Of stories or revisions that are locked or written in a transaction, which a failed statement would end: true in SQL where it can be read. */
export const isReadableSql = (name: string): RawBuilder<boolean> => sql<boolean>`is_readable(${sql.ref(`${name}.content`)}, ${sql.ref(`${name}.change`)})`;


/**
 * For who writes to a revision's row beside its content: the content and change as they are, or emptied where they can't be read. The
 * check on the table is asked of the whole row, and would else refuse the kill of a story that can't be read.
 */
export const readableOrEmptySql = (name: string): RawBuilder<unknown> =>
  sql`content = case when ${isReadableSql(name)} then ${sql.ref(`${name}.content`)} else ${JSON.stringify({ ...EMPTY, pubStatus: 'withheld' })}::json end,
    change = case when ${isReadableSql(name)} then ${sql.ref(`${name}.change`)} else ${STAND_IN.change}::json end`;
