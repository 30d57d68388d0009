// A circuit breaker for writes. With a full disk or a read-only server, every write would wait for its
// refusal: after one such error all writes are refused at once, and a probe checks periodically whether
// writes work again.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { isTransient, type Database } from './database.js';

/** Delay between probes. */
const PROBE_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
/** A transient error after this long counts as an outage: a restarting Postgres answers sooner. */
const OUTAGE_AFTER_MS = 3_000;
/** Larger than the free space in existing pages, so that the probe needs new disk space as a story does. */
const PROBE_BYTES = 8 * 1024;

/** SQLSTATEs of a Postgres that can't write. */
const REFUSALS: Record<string, string> = {
  '53100': 'the disk of Postgres is full',
  '25006': 'Postgres takes no writes, as a standby does',
  '58030': 'Postgres can not write to its disk',
};

const refusalOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? (REFUSALS[String(error.code)] ?? null) : null;
const notWritable = (reason: string): DatelineError =>
  new DatelineError('not_writable', `Nothing can be kept right now: ${reason}.`, { retryAfterMs: RETRY_AFTER_MS });

/** The error for clients if Postgres can't write; null for any other error. */
export function writeRefusal(error: unknown): DatelineError | null {
  const reason = refusalOf(error);
  return reason === null ? null : notWritable(reason);
}

/** Makes a durable write of the form of a submission, and removes it. Throws if Postgres refuses. */
export const probeWrite = (db: Database) => (): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const id = uuidv7();
    await tx
      .insertInto('submissions')
      .values({
        id,
        publisher: 'a probe',
        intent: 'publish',
        content_type: 'text/plain',
        raw: randomBytes(PROBE_BYTES),
        params: '{}',
        story_key: null,
        idempotency_key: null,
        fingerprint: Buffer.alloc(1),
      })
      .execute();
    await sql`delete from submissions where id = ${id}::uuid`.execute(tx);
  });

export class WriteCircuitBreaker {
  /** Why writes are refused, as text for operators; null while they work. */
  outage: string | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly probe: () => Promise<void>,
    private readonly log: Pick<Logger, 'warn' | 'info'> | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs a write. Throws `not_writable` at once while the breaker is open. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    if (this.outage !== null) throw notWritable(this.outage);
    const began = this.now();
    try {
      return await write();
    } catch (error) {
      const reason =
        refusalOf(error) ??
        (isTransient(error) && this.now() - began >= OUTAGE_AFTER_MS ? 'Postgres does not answer' : null);
      if (reason === null) throw error;
      this.open(reason, error);
      throw notWritable(reason);
    }
  }

  /** Reports an error of a write that didn't go through the breaker. */
  recordFailure(error: unknown): void {
    const reason = refusalOf(error);
    if (reason !== null) this.open(reason, error);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private open(reason: string, error: unknown): void {
    const before = this.outage;
    this.outage = reason;
    if (before !== null || this.closed) return;
    this.log?.warn({ err: error }, 'writes fail: publish calls are refused until they work again');
    this.scheduleProbe();
  }

  private scheduleProbe(): void {
    this.timer = setTimeout(() => {
      this.probe().then(
        () => {
          this.outage = null;
          this.log?.info('writes work again');
        },
        (error: unknown) => {
          this.outage = refusalOf(error) ?? this.outage;
          if (!this.closed) this.scheduleProbe();
        },
      );
    }, PROBE_MS).unref();
  }
}
