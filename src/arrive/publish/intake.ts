// Accepts publish requests. Invariant: a submission is committed to Postgres before it is answered, and
// enqueued only after that.
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { DatelineError } from '../../core/errors.js';
import type { PipelineStages } from '../../core/log/pipeline-stages.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { Tx } from '../../store/database/database.js';
import type { Store } from '../../store/store.js';
import type { NewSubmission, Outcome } from '../../store/submission/submission.js';

/** A validated publish call that is not stored yet. */
export type PublishRequest = Omit<NewSubmission, 'id' | 'fingerprint'>;

/** Between two polls of an outcome: from the first, growing to the longest. */
const MIN_POLL_MS = 25;
const MAX_POLL_MS = 500;

/** Submissions, and bytes of their bodies, per INSERT. */
const MAX_CHUNK = { count: 200, bytes: 4 * 1024 * 1024 };

/** Equal for two requests that ask for the same: a repeated Idempotency-Key must come with the same one. */
function fingerprintOf({ intent, contentType, raw, params }: PublishRequest): Buffer {
  const { keyName: _keyName, trace: _trace, ...requested } = params;
  const head = JSON.stringify([intent, contentType.split(';')[0]?.trim(), requested]);
  return createHash('sha256').update(head).update(raw).digest();
}

function chunkEnd(requests: readonly PublishRequest[], from: number): number {
  let end = from;
  for (let bytes = 0; end < requests.length && end - from < MAX_CHUNK.count; end++) {
    bytes += requests[end]?.raw.length ?? 0;
    if (end > from && bytes > MAX_CHUNK.bytes) break;
  }
  return end;
}

export class Intake {
  private readonly waits = new Set<() => void>();
  private closing = false;

  constructor(
    private readonly store: Store,
    private readonly jobs: SubmissionQueue,
    private readonly stages: PipelineStages,
  ) {}

  /**
   * Stores the request and enqueues it. `parent`: the traceparent of the request; `trace`: that of the
   * submission, where it is traced. Throws `idempotency_conflict` where the key came before with another
   * request.
   */
  async accept(request: PublishRequest, parent?: string): Promise<{ id: string; replayed: boolean; trace?: string }> {
    const [id, startedAt, fingerprint] = [uuidv7(), performance.now(), fingerprintOf(request)];
    const span = this.stages.startSpan('accepted', parent, {
      'dateline.submission': id,
      'dateline.intent': request.intent,
    });
    // A reparse copies the parameters of an earlier submission, whose trace has ended.
    const { trace: _oldTrace, ...params } = request.params;
    try {
      const submission = {
        ...request,
        id,
        fingerprint,
        params: span === null ? params : { ...params, trace: span.trace },
      };
      const accepted = await this.persist(submission, startedAt);
      return span === null ? accepted : { ...accepted, trace: span.trace };
    } finally {
      span?.end();
    }
  }

  private async persist(submission: NewSubmission, startedAt: number): Promise<{ id: string; replayed: boolean }> {
    const stored = await this.store.writeBreaker.run(() => this.store.submissions.accept(submission));
    if (stored.replayed) {
      if (!stored.fingerprint.equals(submission.fingerprint)) throw idempotencyConflict();
    } else {
      this.stages.record('accepted', performance.now() - startedAt);
      this.jobs.enqueue(stored.id);
      await this.jobs.waitForCapacity();
    }
    return { id: stored.id, replayed: stored.replayed };
  }

  /**
   * Stores the requests in order, in the caller's transaction; returns their ids. Call `enqueue` once it has
   * committed.
   */
  async acceptInTransaction(tx: Tx, requests: readonly Omit<PublishRequest, 'idempotencyKey'>[]): Promise<string[]> {
    const submissions = requests.map((request) => {
      const withKey = { ...request, idempotencyKey: null };
      return { ...withKey, id: uuidv7(), fingerprint: fingerprintOf(withKey) };
    });
    await this.store.submissions.acceptInTransaction(tx, submissions);
    return submissions.map(({ id }) => id);
  }

  /** Enqueues stored submissions, and waits while the queue is full. */
  async enqueue(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.jobs.enqueue(id);
    if (ids.length > 0) await this.jobs.waitForCapacity();
  }

  /**
   * Stores and enqueues all requests, in order; returns their ids. Throws `idempotency_conflict` as `accept`.
   */
  async acceptAll(requests: readonly PublishRequest[]): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < requests.length;) {
      const chunk = requests
        .slice(from, chunkEnd(requests, from))
        .map((request) => ({ id: uuidv7(), fingerprint: fingerprintOf(request), ...request }));
      from += chunk.length;
      const stored = await this.store.writeBreaker.run(() => this.store.submissions.acceptAll(chunk));
      for (const [at, { id, replayed, fingerprint }] of stored.entries()) {
        if (replayed && chunk[at]?.fingerprint.equals(fingerprint) !== true) throw idempotencyConflict();
        if (!replayed) this.jobs.enqueue(id);
        ids.push(id);
      }
      await this.jobs.waitForCapacity();
    }
    return ids;
  }

  /**
   * The submission's outcome, waiting up to `ms` until it is done. A reviser in this process wakes the wait
   * at once; one in another process is noticed by polling with backoff, so that no lost notification matters.
   */
  async outcome(id: string, ms: number): Promise<Outcome & { publisher: string }> {
    const deadline = performance.now() + ms;
    for (let pause = MIN_POLL_MS; ; pause = Math.min(pause * 1.5, MAX_POLL_MS)) {
      // Race: wait first, then read, so that a finish in between is not missed.
      const wait = this.waitForFinish(id, pause);
      const outcome = await this.store.submissions.outcome(id);
      if (outcome === null) throw new DatelineError('not_found', 'There is no such submission.');
      if (outcome.status !== 'queued' || this.closing || performance.now() >= deadline) {
        wait.cancel();
        return outcome;
      }
      await wait.done;
    }
  }

  /** Answers all waits now. What is stored is revised after the next start. */
  close(): void {
    this.closing = true;
    for (const end of this.waits) end();
  }

  private waitForFinish(id: string, ms: number): { done: Promise<void>; cancel: () => void } {
    let cancel = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stopListening();
        this.waits.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      const stopListening = this.store.submissions.onFinished(id, end);
      this.waits.add(end);
      cancel = end;
    });
    return { done, cancel };
  }
}

const idempotencyConflict = (): DatelineError =>
  new DatelineError('idempotency_conflict', 'This Idempotency-Key was used before with another request.');
