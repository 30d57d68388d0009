// Source polls as BullMQ job schedulers. They only trigger a poll: Postgres says what is due, and lost
// schedules are restored from it.
import type { Job, Queue } from 'bullmq';
import pTimeout from 'p-timeout';
import type { Logger } from '../logger.js';
import { BullMqConnections, type QueueBackend } from './bullmq-backend.js';
import type { PersistentWorker } from './persistent-worker.js';

/** The name that the poll queue has in the backend and on the queue board. */
const SOURCE_POLL_QUEUE = 'looks';

type PollJobData = { id: string };

/** Concurrent polls of one process. High, since a poll mostly waits for a remote server. */
const CONCURRENCY = 64;
/** Postgres connections of the worker. */
const WORKER_CONNECTIONS = 4;
const CLOSE_TIMEOUT_MS = 3_000;
const SET_TIMEOUT_MS = 2_000;
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/**
 * A schedule as a BullMQ repeat pattern, `<first>/<interval>` in ms: BullMQ's own `every` can't move the
 * first run of an existing scheduler.
 */
const patternOf = (firstMs: number, everyMs: number): string =>
  `${Math.ceil(firstMs)}/${Math.max(1, Math.ceil(everyMs))}`;

/** The first run of the pattern after `now`, in ms of the epoch. Throws on a pattern of another form. */
function nextOfPattern(now: number, pattern: string): number {
  const [first = Number.NaN, every = Number.NaN] = pattern.split('/').map(Number);
  if (!Number.isFinite(first) || !(every > 0)) throw new Error(`"${pattern}" is not a poll schedule`);
  return first > now ? first : first + Math.floor((now - first) / every + 1) * every;
}

const settings = {
  repeatStrategy: (now: number, options: { pattern?: string | undefined }): number =>
    nextOfPattern(now, options.pattern ?? ''),
};

/** Schedules and worker of source polls, on either backend. */
export class SourceSchedule {
  readonly queue: Queue<PollJobData>;
  private worker: PersistentWorker<PollJobData> | undefined;
  private readonly connections: BullMqConnections<PollJobData>;

  constructor(
    backend: QueueBackend,
    private readonly log: Logger,
  ) {
    this.connections = new BullMqConnections(SOURCE_POLL_QUEUE, backend, log);
    this.queue = this.connections.openQueue({ defaultJobOptions: JOB, settings });
  }

  /**
   * Resolves once the backend is connected. BullMQ never retries a failed first connection, so a start that has one
   * must fail.
   */
  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /**
   * Schedules polls of `id` at `next` and every `everyMs` after that; replaces its schedule. Never throws and
   * has a time limit: a lost schedule is restored from Postgres. Resolves to false if it was not set.
   */
  async set({ id, next, everyMs }: { id: string; next: Date; everyMs: number }): Promise<boolean> {
    // BullMQ would skip a first run that is in the past.
    const first = Math.max(next.getTime(), Date.now() + 1);
    return this.withinTimeout(id, () =>
      this.queue.upsertJobScheduler(
        id,
        { pattern: patternOf(first, everyMs) },
        { name: 'look', data: { id }, opts: JOB },
      ),
    );
  }

  async remove(id: string): Promise<boolean> {
    return this.withinTimeout(id, () => this.queue.removeJobScheduler(id));
  }

  /** Number of schedules. */
  async count(): Promise<number> {
    return this.queue.getJobSchedulersCount();
  }

  /**
   * Starts a worker that calls `handler` with the id of each source that is due. `handler` must not throw for
   * a source's faults.
   */
  startWorker(handler: (id: string) => Promise<void>): void {
    const process = (job: Job<PollJobData>): Promise<void> => handler(job.data.id);
    this.worker = this.connections.openWorker(
      process,
      { concurrency: CONCURRENCY, settings },
      WORKER_CONNECTIONS,
      (job, error) => this.log.warn({ err: error, source: job?.data.id }, 'a poll failed'),
    );
  }

  /** Stops taking polls and waits for the running ones, up to a time limit. */
  async stopWorker(): Promise<void> {
    await this.connections.closeWorker(this.worker);
  }

  async close(): Promise<void> {
    await this.stopWorker();
    await pTimeout(this.queue.close(), { milliseconds: CLOSE_TIMEOUT_MS, message: false });
    this.connections.disconnect();
  }

  private async withinTimeout(id: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await pTimeout(work(), {
        milliseconds: SET_TIMEOUT_MS,
        message: `the queue did not answer within ${SET_TIMEOUT_MS} ms`,
      });
      return true;
    } catch (error) {
      this.log.warn({ err: error, source: id }, 'the queue did not accept a schedule; the sweep will set it');
      return false;
    }
  }
}
