// Accepted is kept: a submission is in Postgres before it is answered, and the queue only hears of it after.
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { DatelineError } from '../../core/errors.js';
import type { Stages } from '../../core/log/pipeline-stages.js';
import type { SubmissionQueue } from '../../queue/submission-queue.js';
import type { Tx } from '../../store/database/database.js';
import type { Store } from '../../store/store.js';
import type { NewSubmission, Outcome } from '../../store/submission/submissions.js';

/** A publish call, checked and not kept yet. */
export type PublishRequest = Omit<NewSubmission, 'id' | 'fingerprint'>;

const MIN_POLL_MS = 25;
const MAX_POLL_MS = 500;

function fingerprintOf({ intent, contentType, raw, params }: PublishRequest): Buffer {
  const { keyName: _keyName, trace: _trace, ...said } = params;
  return createHash('sha256').update(JSON.stringify([intent, contentType.split(';')[0]?.trim(), said])).update(raw).digest();
}

/** Of many that are kept together: as much as one statement should hold. */
const MAX_CHUNK = { most: 200, bytes: 4 * 1024 * 1024 };

function chunkEnd(arrivals: readonly PublishRequest[], from: number): number {
  let end = from;
  for (let bytes = 0; end < arrivals.length && end - from < MAX_CHUNK.most; end++) {
    bytes += arrivals[end]?.raw.length ?? 0;
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
    private readonly stages: Stages,
  ) {}

  /**
   * Keeps the arrival and asks for its revision; `parent` is the traceparent that it came under, `trace` the one that what comes of it
   * goes under, where it is traced. Throws `idempotency_conflict` where the key stood for another request.
   */
  async accept(arrival: PublishRequest, parent?: string): Promise<{ id: string; replayed: boolean; trace?: string }> {
    const [id, began, fingerprint] = [uuidv7(), performance.now(), fingerprintOf(arrival)];
    const span = this.stages.begin('accepted', parent, { 'dateline.submission': id, 'dateline.intent': arrival.intent });
    const { trace: _before, ...params } = arrival.params;
    try {
      const kept = await this.persist({ ...arrival, id, fingerprint, params: span === null ? params : { ...params, trace: span.trace } }, began);
      return span === null ? kept : { ...kept, trace: span.trace };
    } finally {
      span?.end();
    }
  }

  private async persist(submission: NewSubmission, began: number): Promise<{ id: string; replayed: boolean }> {
    const kept = await this.store.writes.pass(() => this.store.submissions.accept(submission));
    if (kept.replayed) {
      if (!kept.fingerprint.equals(submission.fingerprint)) throw new DatelineError('idempotency_conflict', 'This Idempotency-Key came before with another request.');
    } else {
      this.stages.passed('accepted', performance.now() - began);
      this.jobs.ask(kept.id);
      await this.jobs.room();
    }
    return { id: kept.id, replayed: kept.replayed };
  }

  /** Keeps these in a transaction of the caller's, in their order; `ask` for their revision once it has committed. */
  async acceptInTransaction(tx: Tx, arrivals: readonly Omit<PublishRequest, 'idempotencyKey'>[]): Promise<string[]> {
    const submissions = arrivals.map((arrival) => ({ ...arrival, idempotencyKey: null, id: uuidv7(), fingerprint: fingerprintOf({ ...arrival, idempotencyKey: null }) }));
    await this.store.submissions.acceptWithin(tx, submissions);
    return submissions.map(({ id }) => id);
  }

  /** Asks for the revision of what was kept, and waits a moment where much is waiting. */
  async enqueue(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.jobs.ask(id);
    if (ids.length > 0) await this.jobs.room();
  }

  /** Keeps all of them, to be taken in this order. Throws `idempotency_conflict` as `accept`. */
  async acceptAll(arrivals: readonly PublishRequest[]): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < arrivals.length; ) {
      const chunk = arrivals.slice(from, chunkEnd(arrivals, from)).map((arrival) => ({ id: uuidv7(), fingerprint: fingerprintOf(arrival), ...arrival }));
      from += chunk.length;
      const kept = await this.store.writes.pass(() => this.store.submissions.acceptAll(chunk));
      for (const [at, { id, replayed, fingerprint }] of kept.entries()) {
        if (replayed && chunk[at]?.fingerprint.equals(fingerprint) !== true) throw new DatelineError('idempotency_conflict', 'What came under this key before was another.');
        if (!replayed) this.jobs.ask(id);
        ids.push(id);
      }
      await this.jobs.room();
    }
    return ids;
  }

  /**
   * The submission's outcome, waiting up to `ms` for it to be done. This process's own reviser wakes the wait at once;
   * another's is seen by looking, ever less often: nothing has to be delivered for it to be right.
   */
  async outcome(id: string, ms: number): Promise<Outcome & { publisher: string }> {
    const deadline = performance.now() + ms;
    for (let pause = MIN_POLL_MS; ; pause = Math.min(pause * 1.5, MAX_POLL_MS)) {
      const woken = this.waitForFinish(id, pause);
      const outcome = await this.store.submissions.outcome(id);
      if (outcome === null) throw new DatelineError('not_found', 'There is no such submission.');
      if (outcome.status !== 'queued' || this.closing || performance.now() >= deadline) {
        woken.cancel();
        return outcome;
      }
      await woken.done;
    }
  }

  /** Whoever waits is answered now: what was kept is kept, and whoever starts next revises it. */
  close(): void {
    this.closing = true;
    for (const end of this.waits) end();
  }

  /** Listens before it looks: an end between the look and the wait would else be slept through. */
  private waitForFinish(id: string, ms: number): { done: Promise<void>; cancel: () => void } {
    let cancel = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        this.waits.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      const stop = this.store.submissions.onFinished(id, end);
      this.waits.add(end);
      cancel = end;
    });
    return { done, cancel };
  }
}
