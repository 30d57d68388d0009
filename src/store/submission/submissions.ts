// Submissions, byte for byte as publishers sent them. Invariant: a submission is applied exactly once, since
// its result is written in the same transaction as what it changed.
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { formatTimestamp } from '../../core/instant.js';
import type { Change } from '../../core/story/change.js';
import { Batcher } from '../database/batcher.js';
import { isTransient, type Database, type Tx } from '../database/database.js';
import { storedJson } from '../database/stored-json.js';
import { SUBMISSION_KILLED } from '../story/visibility-sql.js';
import {
  SUBMISSION_COLUMNS,
  submissionOf,
  type NewSubmission,
  type Outcome,
  type Submission,
  type SubmissionResult,
} from './submission.js';

const withoutOps = ({ ops: _ops, base: _base, ...change }: Change): Change => change;

/**
 * Group commit: submissions that arrive during one disk flush share the next. `maxWeight` bounds the bytes
 * that are copied.
 */
const ACCEPT_BATCH = { maxItems: 64, maxWeight: 4 * 1024 * 1024, concurrency: 2 };
/** Pending submissions that this process accepted itself, so that its reviser need not read them again. */
const MAX_CACHED = 1_000;
const MAX_CACHED_BYTES = 16 * 1024 * 1024;

type AcceptedSubmission = { id: string; fingerprint: Buffer; replayed: boolean };

export class Submissions {
  private readonly finishListeners = new Map<string, Set<() => void>>();
  private readonly acceptBatcher: Batcher<NewSubmission, AcceptedSubmission>;
  // A size must be positive, also that of an empty body.
  private readonly cache = new LRUCache<string, Submission>({
    max: MAX_CACHED,
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: ({ raw }) => raw.length + 1,
  });

  constructor(private readonly db: Database) {
    this.acceptBatcher = new Batcher(ACCEPT_BATCH, (batch) => this.insertBatch(batch));
  }

  /** Stores a submission, or returns the one with the same idempotency key. Resolves once it is on disk. */
  async accept(submission: NewSubmission): Promise<AcceptedSubmission> {
    return this.acceptBatcher.add(submission, submission.raw.length);
  }

  /**
   * Stores several submissions that must be applied in this order, in one statement. Resolves once all are on
   * disk.
   */
  async acceptAll(submissions: NewSubmission[]): Promise<AcceptedSubmission[]> {
    return this.insert(submissions);
  }

  private async insertBatch(batch: NewSubmission[]): Promise<AcceptedSubmission[]> {
    try {
      return await this.insert(batch);
    } catch (error) {
      // A submission that Postgres refuses must not fail the others of its batch.
      if (batch.length === 1 || isTransient(error)) throw error;
      return Promise.all(
        batch.map(async (submission) => this.insert([submission]).then(([accepted]) => accepted as AcceptedSubmission)),
      );
    }
  }

  /** Stores submissions in the caller's transaction, in this order, without idempotency keys. */
  async acceptInTransaction(tx: Tx, batch: NewSubmission[]): Promise<void> {
    for (let at = 0; at < batch.length; at += ACCEPT_BATCH.maxItems)
      await this.insertRows(tx, batch.slice(at, at + ACCEPT_BATCH.maxItems));
  }

  private async insert(batch: NewSubmission[]): Promise<AcceptedSubmission[]> {
    const rows = await this.insertRows(this.db, batch);
    const inserted = new Map(rows.map((row) => [row.id, row]));
    return Promise.all(
      batch.map(async (submission) => {
        const row = inserted.get(submission.id);
        if (row === undefined) return this.findReplayed(submission);
        const { idempotencyKey: _key, fingerprint, ...stored } = submission;
        this.cache.set(submission.id, {
          ...stored,
          arrival: row.arrival,
          attempts: 0,
          status: 'queued',
          receivedAt: row.received_at,
        });
        return { id: row.id, fingerprint, replayed: false };
      }),
    );
  }

  private insertRows(
    db: Database | Tx,
    batch: NewSubmission[],
  ): Promise<{ id: string; arrival: number; received_at: Date }[]> {
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
      .onConflict((conflict) =>
        conflict.columns(['publisher', 'idempotency_key']).where('idempotency_key', 'is not', null).doNothing(),
      )
      .returning(['id', 'arrival', 'received_at'])
      .execute();
  }

  private async findReplayed({ publisher, idempotencyKey }: NewSubmission): Promise<AcceptedSubmission> {
    const before = await this.db
      .selectFrom('submissions')
      .select(['id', 'fingerprint'])
      .where('publisher', '=', publisher)
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirstOrThrow();
    return { ...before, replayed: true };
  }

  /**
   * A submission from the cache or the database. A cached one may be outdated: its row is checked again under
   * the lock.
   */
  async load(id: string): Promise<Submission | null> {
    return this.cache.get(id) ?? this.find(id);
  }

  async find(id: string): Promise<Submission | null> {
    const row = await this.db
      .selectFrom('submissions')
      .select(SUBMISSION_COLUMNS)
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : submissionOf(row);
  }

  /** Pending submissions of the publisher without a story key, up to `arrival`, in order of arrival. */
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
    await this.db
      .updateTable('submissions')
      .set({ story_key: key })
      .where('id', '=', id)
      .where('done_at', 'is', null)
      .execute();
  }

  /**
   * The oldest pending submission under any of `keys`, up to `arrival`; the caller holds their locks.
   * `family` are all keys that lead to the same stories over merges: they have to be locked too.
   */
  async nextPending(
    tx: Tx,
    keys: readonly string[],
    arrival: number,
  ): Promise<{ submission: Submission; family: string[] } | null> {
    const row = await tx
      .selectFrom('submissions')
      .select([
        ...SUBMISSION_COLUMNS,
        sql<
          string[]
        >`array(select f.key from stories k join stories f on f.id = coalesce(k.merged_into, k.id) or f.merged_into = coalesce(k.merged_into, k.id) where k.key = any(${keys}::text[]))`.as(
          'family',
        ),
      ])
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

  /** True if a submission with this key that arrived before `arrival` is pending. */
  async hasPending(key: string, arrival: number): Promise<boolean> {
    const row = await this.db
      .selectFrom('submissions')
      .select('id')
      .where('story_key', '=', key)
      .where('arrival', '<', arrival)
      .where('done_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Stores the result; the log adds the update's cursor. False if the submission was finished before. */
  async finish(tx: Tx | Database, id: string, result: SubmissionResult): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('submissions')
      .set({
        status: result.status,
        story: result.story ?? null,
        revision: result.revision ?? null,
        change: result.change === undefined ? null : storedJson(result.change),
        matched: result.matched === undefined ? null : storedJson(result.matched),
        error: result.error === undefined ? null : storedJson(result.error),
        done_at: sql<Date>`clock_timestamp()`,
      })
      .where('id', '=', id)
      .where('done_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Counts an attempt that ended in an unexpected error; returns the number so far. */
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
      .select([
        'id',
        'publisher',
        'status',
        'story',
        'revision',
        'update_cursor',
        'change',
        'matched',
        'error',
        'received_at',
        SUBMISSION_KILLED.as('killed'),
      ])
      .where('id', 'in', ids)
      .execute();
    return rows.map(({ id, update_cursor, received_at, matched, killed, change, ...row }) => ({
      submission: id,
      update: update_cursor,
      receivedAt: formatTimestamp(received_at),
      change: change !== null && killed ? withoutOps(change) : change,
      ...(matched === null ? {} : { matched }),
      ...row,
    }));
  }

  /** The submitted bytes; `raw` is null once its story is killed. */
  async raw(id: string): Promise<{ publisher: string; contentType: string; raw: Buffer | null } | null> {
    const row = await this.db
      .selectFrom('submissions as u')
      .select(['publisher', 'content_type', 'raw', SUBMISSION_KILLED.as('killed')])
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined
      ? null
      : { publisher: row.publisher, contentType: row.content_type, raw: row.killed ? null : row.raw };
  }

  /**
   * The page that a story's current text comes from; null if it came as JSON or by an edit, or if a kill
   * hides it.
   */
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
    // A later JSON submission replaced the page: parsing it again would bring old text back.
    if (row === undefined || row.killed || !/^text\//i.test(row.content_type)) return null;
    const { killed: _killed, ...whole } = row;
    return submissionOf(whole);
  }

  /** Ids of submissions that are pending for longer than `olderThanMs`: their job was lost, or is waiting. */
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
      select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as oldest from submissions where done_at is null`.execute(
      this.db,
    );
    return { count: rows[0]?.count ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 };
  }

  /** To be called after the result has committed; notifies this process's listeners. */
  notifyFinished(id: string): void {
    this.cache.delete(id);
    for (const listener of this.finishListeners.get(id) ?? []) listener();
  }

  /** Calls `listener` when this process finishes the submission; returns a function that unsubscribes. */
  onFinished(id: string, listener: () => void): () => void {
    const listeners = this.finishListeners.get(id) ?? new Set();
    this.finishListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.finishListeners.delete(id);
    };
  }
}
