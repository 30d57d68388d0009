// Whether Postgres takes what is written. With a full disk, or on a server that only reads, each write would wait for its refusal, and
// wait in vain: once one was refused so, the others are refused at once, and one probe at a time looks whether it is well again.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { isTransient, type Database } from './database.js';

/** So long after one probe has ended the next begins. */
const PROBE_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
/** A write that was lost after so long found no Postgres that could take it: one that restarts is there again sooner. */
const LONG_MS = 3_000;
/** More than fits where rows were deleted: a probe must find room as a story must. */
const PROBE_BYTES = 8 * 1024;

/** SQLSTATEs of a Postgres that reads and does not write. */
const REFUSALS: Record<string, string> = { '53100': 'the disk of Postgres is full', '25006': 'Postgres takes no writes, as a standby does', '58030': 'Postgres can not write to its disk' };

const refusalOf = (error: unknown): string | null => (error instanceof Error && 'code' in error ? (REFUSALS[String(error.code)] ?? null) : null);
const notWritable = (why: string): DatelineError => new DatelineError('not_writable', `Nothing can be kept right now: ${why}.`, { retryAfterMs: RETRY_AFTER_MS });

/** The refusal of a write by such a Postgres, as an outsider meets it; null for any other error. */
export function writeRefusal(error: unknown): DatelineError | null {
  const why = refusalOf(error);
  return why === null ? null : notWritable(why);
}

/** Writes as a submission is written, to the disk, and leaves nothing. Throws where that is refused. */
export const probeWrite = (db: Database) => (): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const id = uuidv7();
    await tx.insertInto('submissions').values({ id, publisher: 'a probe', intent: 'publish', content_type: 'text/plain', raw: randomBytes(PROBE_BYTES), params: '{}', story_key: null, idempotency_key: null, fingerprint: Buffer.alloc(1) }).execute();
    await sql`delete from submissions where id = ${id}::uuid`.execute(tx);
  });

export class WriteCircuitBreaker {
  /** Why nothing can be written, in words for operators; null where it can. */
  outage: string | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly probe: () => Promise<void>,
    private readonly log: Pick<Logger, 'warn' | 'info'> | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Does a write. Throws `not_writable` at once while none can be done. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    if (this.outage !== null) throw notWritable(this.outage);
    const began = this.now();
    try {
      return await write();
    } catch (error) {
      const why = refusalOf(error) ?? (isTransient(error) && this.now() - began >= LONG_MS ? 'Postgres does not answer' : null);
      if (why === null) throw error;
      this.open(why, error);
      throw notWritable(why);
    }
  }

  /** A write elsewhere has failed so. */
  recordFailure(error: unknown): void {
    const why = refusalOf(error);
    if (why !== null) this.open(why, error);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private open(why: string, error: unknown): void {
    const before = this.outage;
    this.outage = why;
    if (before !== null || this.closed) return;
    this.log?.warn({ err: error }, 'nothing can be written: what is published is refused until it can');
    this.scheduleProbe();
  }

  private scheduleProbe(): void {
    this.timer = setTimeout(() => {
      this.probe().then(
        () => {
          this.outage = null;
          this.log?.info('writes are taken again');
        },
        (error: unknown) => {
          this.outage = refusalOf(error) ?? this.outage;
          if (!this.closed) this.scheduleProbe();
        },
      );
    }, PROBE_MS).unref();
  }
}
