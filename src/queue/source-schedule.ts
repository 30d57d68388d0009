// When to look at what, as BullMQ's job schedulers. They wake us and nothing more: the truth on what is due is in Postgres, and
// whoever lost its schedule there is put back from it.
import { createPostgresBackend, Queue, Worker, type Job, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from '../logger.js';
import type { QueueBackend } from './submission-queue.js';
import { PersistentWorker } from './persistent-worker.js';
import { bullmqPostgres } from './postgres-connection.js';

export const POLLS = 'looks';

type LookData = { id: string };

/** Looks of one process at once: each waits for somebody else's server most of its time. */
const CONCURRENCY = 64;
const CONNECTIONS = 4;
const CLOSE_MS = 3_000;
const ANSWER_MS = 2_000;
/** As those of submissions: a look that is done twice does no harm. */
const LOCKS = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 3, runRetryDelay: 500 } as const;
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** A schedule as BullMQ keeps it: first at this moment, and at this distance from then on. Its own `every` knows no first moment once it stands. */
const patternOf = (at: number, everyMs: number): string => `${Math.ceil(at)}/${Math.max(1, Math.ceil(everyMs))}`;

/** The moment after `now` that the pattern names. */
export function nextOfPattern(now: number, pattern: string): number {
  const [at = Number.NaN, every = Number.NaN] = pattern.split('/').map(Number);
  if (!Number.isFinite(at) || !(every > 0)) throw new Error(`"${pattern}" is no schedule of ours`);
  return at > now ? at : at + Math.floor((now - at) / every + 1) * every;
}

const settings = { repeatStrategy: (now: number, options: { pattern?: string | undefined }): number => nextOfPattern(now, options.pattern ?? '') };

/** The schedules of what is looked at again and again, on either backend, and the work that they wake. */
export class SourceSchedule {
  readonly queue: Queue<LookData>;
  private worker: PersistentWorker<LookData> | undefined;
  private readonly connections: Redis[] = [];

  constructor(
    private readonly backend: QueueBackend,
    private readonly log: Logger,
  ) {
    // The two differ in a type parameter for their connection, which nothing here uses.
    this.queue =
      backend.kind === 'postgres'
        ? (new Queue(POLLS, { connection: bullmqPostgres(backend.url, CONNECTIONS), defaultJobOptions: JOB, settings }, createPostgresBackend) as unknown as Queue<LookData>)
        : new Queue<LookData>(POLLS, { connection: this.redis(backend.url, false), defaultJobOptions: JOB, settings });
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'the schedules lost their connection'));
  }

  /** Resolves once the backend is connected. BullMQ keeps a failed first connection for ever, so a start that meets one must end. */
  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /** Wakes `id` at `next`, and each `everyMs` from then on, whatever its schedule was. Never throws and never waits for long: what is lost here is put back from Postgres. */
  async set({ id, next, everyMs }: { id: string; next: Date; everyMs: number }): Promise<boolean> {
    // A millisecond on: a moment that is past would be passed over.
    const at = Math.max(next.getTime(), Date.now() + 1);
    return this.inTime(id, () => this.queue.upsertJobScheduler(id, { pattern: patternOf(at, everyMs) }, { name: 'look', data: { id }, opts: JOB }));
  }

  async remove(id: string): Promise<boolean> {
    return this.inTime(id, () => this.queue.removeJobScheduler(id));
  }

  /** How many schedules stand. */
  async count(): Promise<number> {
    return this.queue.getJobSchedulersCount();
  }

  /** Starts to work: `handler` is called for each that is due, and never throws for what a source did. */
  work(handler: (id: string) => Promise<void>): void {
    const process = (job: Job<LookData>): Promise<void> => handler(job.data.id);
    const options = { concurrency: CONCURRENCY, autorun: false, settings, ...LOCKS } satisfies Omit<WorkerOptions, 'connection'>;
    // A Redis connection comes back by itself: workers made anew share it.
    const redis = this.backend.kind === 'redis' ? this.redis(this.backend.url, true) : undefined;
    const create = (): Worker<LookData> => {
      const worker =
        redis === undefined
          ? (new Worker(POLLS, process, { ...options, connection: bullmqPostgres(this.backend.url, CONNECTIONS) }, createPostgresBackend) as unknown as Worker<LookData>)
          : new Worker<LookData>(POLLS, process, { ...options, connection: redis });
      worker.on('error', (error) => this.log.warn({ err: error }, 'the worker of looks lost its connection'));
      worker.on('failed', (job, error) => this.log.warn({ err: error, source: job?.data.id }, 'a look failed'));
      return worker;
    };
    this.worker = new PersistentWorker(create, this.log);
  }

  /** Takes no more, and lets what is at hand finish, for a while. */
  async stopWork(): Promise<void> {
    const closed = this.worker?.close().catch((error: unknown) => this.log.warn({ err: error }, 'the worker of looks did not close well'));
    await this.within(CLOSE_MS, closed);
  }

  async close(): Promise<void> {
    await this.stopWork();
    await this.within(CLOSE_MS, this.queue.close());
    for (const connection of this.connections) connection.disconnect();
  }

  private async inTime(id: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      const done = await this.within(ANSWER_MS, work());
      if (!done) throw new Error(`the queue did not answer within ${ANSWER_MS} ms`);
      return true;
    } catch (error) {
      this.log.warn({ err: error, source: id }, 'the queue did not take a schedule; the sweep will');
      return false;
    }
  }

  /** False where it took longer. */
  private async within(ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
    return Promise.race([Promise.resolve(work).then(() => true), late]).finally(() => clearTimeout(timer));
  }

  private redis(url: string, blocking: boolean): Redis {
    const connection = new Redis(url, { maxRetriesPerRequest: blocking ? null : 1, connectTimeout: 5_000 });
    connection.on('error', (error) => this.log.warn({ err: error }, 'the schedules lost Redis'));
    this.connections.push(connection);
    return connection;
  }
}
