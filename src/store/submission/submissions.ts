// What publishers sent, byte for byte. A submission is done once and only once: its end is written in the transaction of what it did.
import { sql, type Selectable } from 'kysely';
import type { Change } from '../../core/story/change.js';
import { Batcher } from '../database/batcher.js';
import { isTransient, type Database, type Tx } from '../database/database.js';
import { storedJson } from '../database/stored-json.js';
import type { Matched, SubmissionError, SubmissionIntent, SubmissionParams, SubmissionStatus, Tables } from '../database/tables.js';
import { SUBMISSION_KILLED } from '../story/visibility-sql.js';

export type NewSubmission = {
  id: string;
  publisher: string;
  intent: SubmissionIntent;
  contentType: string;
  raw: Buffer;
  params: SubmissionParams;
  storyKey: string | null;
  idempotencyKey: string | null;
  fingerprint: Buffer;
};

export type Submission = Omit<NewSubmission, 'idempotencyKey' | 'fingerprint'> & { arrival: number; attempts: number; status: SubmissionStatus; receivedAt: Date };

/** How a submission ended, or that it has not. */
export type Outcome = {
  submission: string;
  status: SubmissionStatus;
  story: string | null;
  revision: number | null;
  update: string | null;
  change: Change | null;
  /** Missing where it found no story, as one that made a new one. */
  matched?: Matched;
  error: SubmissionError | null;
  receivedAt: string;
};

export type SubmissionResult = { status: Exclude<SubmissionStatus, 'queued'>; story?: string; revision?: number; change?: Change; matched?: Matched | undefined; error?: SubmissionError };

const SUBMISSION_COLUMNS = ['id', 'arrival', 'publisher', 'intent', 'content_type', 'raw', 'params', 'story_key', 'attempts', 'status', 'received_at'] as const;

type SubmissionRow = Pick<Selectable<Tables['submissions']>, (typeof SUBMISSION_COLUMNS)[number]>;

const submissionOf = ({ content_type, story_key, received_at, ...row }: SubmissionRow): Submission => ({ ...row, contentType: content_type, storyKey: story_key, receivedAt: received_at });

const withoutOps = ({ ops: _ops, base: _base, ...change }: Change): Change => change;

/** One disk flush for all that come while the one before is under way; the bytes are bounded, since they are held twice for a moment. */
const ACCEPT_BATCH = { maxItems: 64, maxWeight: 4 * 1024 * 1024, concurrency: 2 };
/** What this process accepted itself, it need not read again: the newest of it are kept until they are done. */
const REMEMBERED = 1_000;
const REMEMBERED_BYTES = 16 * 1024 * 1024;

type AcceptedSubmission = { id: string; fingerprint: Buffer; replayed: boolean };

export class Submissions {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly accepting: Batcher<NewSubmission, AcceptedSubmission>;
  private readonly remembered = new Map<string, Submission>();
  private rememberedBytes = 0;

  constructor(private readonly db: Database) {
    this.accepting = new Batcher(ACCEPT_BATCH, (batch) => this.keep(batch));
  }

  /** Keeps it, or answers what was kept before under the same idempotency key. Resolves once it is on the disk. */
  async accept(submission: NewSubmission): Promise<AcceptedSubmission> {
    return this.accepting.add(submission, submission.raw.length);
  }

  /** The same for many that must be taken in this order: they arrive in it, in one statement. Resolves once all are on the disk. */
  async acceptAll(submissions: NewSubmission[]): Promise<AcceptedSubmission[]> {
    return this.insert(submissions);
  }

  private async keep(batch: NewSubmission[]): Promise<AcceptedSubmission[]> {
    try {
      return await this.insert(batch);
    } catch (error) {
      // One that Postgres refuses must not take the others with it.
      if (batch.length === 1 || isTransient(error)) throw error;
      return Promise.all(batch.map(async (submission) => this.insert([submission]).then(([kept]) => kept as AcceptedSubmission)));
    }
  }

  /** Keeps these in a transaction of the caller's, in this order, without idempotency keys. */
  async acceptInTransaction(tx: Tx, batch: NewSubmission[]): Promise<void> {
    for (let at = 0; at < batch.length; at += ACCEPT_BATCH.maxItems) await this.insertRows(tx, batch.slice(at, at + ACCEPT_BATCH.maxItems));
  }

  private async insert(batch: NewSubmission[]): Promise<AcceptedSubmission[]> {
    const rows = await this.insertRows(this.db, batch);
    const kept = new Map(rows.map((row) => [row.id, row]));
    return Promise.all(
      batch.map(async (submission) => {
        const row = kept.get(submission.id);
        if (row === undefined) return this.keptBefore(submission);
        const { idempotencyKey: _key, fingerprint, ...said } = submission;
        this.remember({ ...said, arrival: row.arrival, attempts: 0, status: 'queued', receivedAt: row.received_at });
        return { id: row.id, fingerprint, replayed: false };
      }),
    );
  }

  private insertRows(db: Database | Tx, batch: NewSubmission[]): Promise<{ id: string; arrival: number; received_at: Date }[]> {
    return db
      .insertInto('submissions')
      .values(
        batch.map((submission) => ({
          id: submission.id,
          publisher: submission.publisher,
          intent: submission.intent,
          content_type: submission.contentType,
          raw: submission.raw,
          params: storedJson(submission.params),
          story_key: submission.storyKey,
          idempotency_key: submission.idempotencyKey,
          fingerprint: submission.fingerprint,
        })),
      )
      .onConflict((conflict) => conflict.columns(['publisher', 'idempotency_key']).where('idempotency_key', 'is not', null).doNothing())
      .returning(['id', 'arrival', 'received_at'])
      .execute();
  }

  private async keptBefore({ publisher, idempotencyKey }: NewSubmission): Promise<AcceptedSubmission> {
    const before = await this.db
      .selectFrom('submissions')
      .select(['id', 'fingerprint'])
      .where('publisher', '=', publisher)
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirstOrThrow();
    return { ...before, replayed: true };
  }

  private remember(submission: Submission): void {
    this.remembered.set(submission.id, submission);
    this.rememberedBytes += submission.raw.length;
    for (const oldest of this.remembered.keys()) {
      if (this.rememberedBytes <= REMEMBERED_BYTES && this.remembered.size <= REMEMBERED) return;
      this.forget(oldest);
    }
  }

  private forget(id: string): void {
    this.rememberedBytes -= this.remembered.get(id)?.raw.length ?? 0;
    this.remembered.delete(id);
  }

  /** As it was when it came, where this process still knows it, else as it is: whoever ends it looks at its row again, under the lock. */
  async load(id: string): Promise<Submission | null> {
    return this.remembered.get(id) ?? this.find(id);
  }

  async find(id: string): Promise<Submission | null> {
    const row = await this.db.selectFrom('submissions').select(SUBMISSION_COLUMNS).where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : submissionOf(row);
  }

  /** Undone submissions of this publisher that nobody has found a story key for, up to `arrival`, in order of arrival. */
  async pendingWithoutKey(publisher: string, arrival: number): Promise<Submission[]> {
    const rows = await this.db
      .selectFrom('submissions')
      .select(SUBMISSION_COLUMNS)
      .where('publisher', '=', publisher)
      .where('arrival', '<=', arrival)
      .where('story_key', 'is', null)
      .where('done_at', 'is', null)
      .orderBy('arrival')
      .limit(100)
      .execute();
    return rows.map(submissionOf);
  }

  async setStoryKey(id: string, key: string): Promise<void> {
    await this.db.updateTable('submissions').set({ story_key: key }).where('id', '=', id).where('done_at', 'is', null).execute();
  }

  /**
   * The oldest undone submission under any of `keys`, whose locks the caller holds, up to `arrival`; and all keys that lead to the
   * same story as these, since stories were merged: those have to be locked too.
   */
  async nextPending(tx: Tx, keys: readonly string[], arrival: number): Promise<{ submission: Submission; family: string[] } | null> {
    const row = await tx
      .selectFrom('submissions')
      .select([...SUBMISSION_COLUMNS, sql<string[]>`array(select f.key from stories k join stories f on f.id = coalesce(k.merged_into, k.id) or f.merged_into = coalesce(k.merged_into, k.id) where k.key = any(${keys}::text[]))`.as('family')])
      .where('story_key', 'in', keys)
      .where('arrival', '<=', arrival)
      .where('done_at', 'is', null)
      .orderBy('arrival')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { family, ...whole } = row;
    return { submission: submissionOf(whole), family };
  }

  /** True while something that came for this key before `arrival` is undone. */
  async hasPending(key: string, arrival: number): Promise<boolean> {
    const row = await this.db.selectFrom('submissions').select('id').where('story_key', '=', key).where('arrival', '<', arrival).where('done_at', 'is', null).limit(1).executeTakeFirst();
    return row !== undefined;
  }

  /** Writes how it ended, but for the update's place, which the log adds; false where it had ended before. */
  async finish(tx: Tx | Database, id: string, ending: SubmissionResult): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('submissions')
      .set({
        status: ending.status,
        story: ending.story ?? null,
        revision: ending.revision ?? null,
        change: ending.change === undefined ? null : storedJson(ending.change),
        matched: ending.matched === undefined ? null : storedJson(ending.matched),
        error: ending.error === undefined ? null : storedJson(ending.error),
        done_at: sql<Date>`clock_timestamp()`,
      })
      .where('id', '=', id)
      .where('done_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** One more try that ended in an unexpected fault; answers how many there were. */
  async countAttempt(id: string): Promise<number> {
    const row = await this.db
      .updateTable('submissions')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('id', '=', id)
      .returning('attempts')
      .executeTakeFirst();
    return row?.attempts ?? 0;
  }

  async outcome(id: string): Promise<(Outcome & { publisher: string }) | null> {
    const [outcome] = await this.outcomes([id]);
    return outcome ?? null;
  }

  async outcomes(ids: string[]): Promise<(Outcome & { publisher: string })[]> {
    if (ids.length === 0) return [];
    const rows = await this.db
      .selectFrom('submissions as u')
      .select(['id', 'publisher', 'status', 'story', 'revision', 'update_cursor', 'change', 'matched', 'error', 'received_at', SUBMISSION_KILLED.as('killed')])
      .where('id', 'in', ids)
      .execute();
    return rows.map(({ id, update_cursor, received_at, matched, killed, change, ...row }) => ({
      submission: id,
      update: update_cursor,
      receivedAt: received_at.toISOString(),
      change: change !== null && killed ? withoutOps(change) : change,
      ...(matched === null ? {} : { matched }),
      ...row,
    }));
  }

  /** The bytes as they came; null in their place once the story that they are of is killed. */
  async raw(id: string): Promise<{ publisher: string; contentType: string; raw: Buffer | null } | null> {
    const row = await this.db.selectFrom('submissions as u').select(['publisher', 'content_type', 'raw', SUBMISSION_KILLED.as('killed')]).where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : { publisher: row.publisher, contentType: row.content_type, raw: row.killed ? null : row.raw };
  }

  /** The page that a story's text stands on; null where it came as JSON or by hand, or a kill took the page away. */
  async latestPage(story: string): Promise<Submission | null> {
    const row = await this.db
      .selectFrom('submissions as u')
      .select([...SUBMISSION_COLUMNS, SUBMISSION_KILLED.as('killed')])
      .where('story', '=', story)
      .where('intent', '=', 'publish')
      .where('status', 'in', ['created', 'revised'])
      .orderBy('arrival', 'desc')
      .limit(1)
      .executeTakeFirst();
    // What was published since as JSON took the page's place: to read it again would put the old text over the new.
    if (row === undefined || row.killed || !/^text\//i.test(row.content_type)) return null;
    const { killed: _killed, ...whole } = row;
    return submissionOf(whole);
  }

  /** Ids that stay undone for longer than `olderThanMs`: their job was lost, or waits its turn. */
  async findPending(olderThanMs: number, limit: number): Promise<string[]> {
    const rows = await this.db
      .selectFrom('submissions')
      .select('id')
      .where('done_at', 'is', null)
      .where('received_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
      .orderBy('received_at')
      .limit(limit)
      .execute();
    return rows.map((row) => row.id);
  }

  async countPending(): Promise<{ count: number; oldestSeconds: number }> {
    const { rows } = await sql<{ count: number; oldest: number }>`
      select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as oldest from submissions where done_at is null`.execute(this.db);
    return { count: rows[0]?.count ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
  }

  /** To be called once an ending has committed: wakes whoever waits for it in this process. */
  notifyFinished(id: string): void {
    this.forget(id);
    for (const wake of this.waiting.get(id) ?? []) wake();
  }

  /** Calls `wake` when this process ends the submission; answers how to stop waiting. */
  onFinished(id: string, wake: () => void): () => void {
    const wakes = this.waiting.get(id) ?? new Set();
    this.waiting.set(id, wakes.add(wake));
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0) this.waiting.delete(id);
    };
  }
}
