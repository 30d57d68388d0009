// The queue says "look at this submission", at least once; the truth is in Postgres. Losing every job costs a moment, never a submission.
import { ErrorCode, createPostgresBackend, Queue, Worker, type Job, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from '../logger.js';
import { CONCURRENCY, Looks, WAITING, type Handler } from './in-flight.js';
import { PersistentWorker } from './persistent-worker.js';
import { bullmqPostgres } from './postgres-connection.js';

/** A job carries only the id of what to look at. */
export type JobData = { id: string };

/** Either backend: BullMQ's tables in Postgres, or Redis through ioredis. */
export type QueueBackend = { kind: 'postgres'; url: string } | { kind: 'redis'; url: string };

export const SUBMISSIONS = 'submissions';
const STATES = ['wait', 'active', 'delayed', 'failed', 'prioritized'] as const;
const ADDED_TOGETHER = 200;
/** What a process that works itself has done within this time needs no job any more; in a flood that is most of it. */
const ADD_PAUSE_MS = 50;
/** How soon it is noticed that an operator has paused the queue, or resumed it. */
const PAUSE_LOOK_MS = 1_000;

const JOB = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  // A job that is kept would keep its id, and the sweep could not add it again.
  removeOnComplete: true,
  removeOnFail: true,
} as const;

/** Connections that the worker's own bookkeeping may hold on the Postgres backend. */
const WORKER_CONNECTIONS = 8;

/** So long may a worker take to end. */
const CLOSE_MS = 3_000;

const ADD_DEADLINE_MS = 2_000;

/** A connection of which no answer comes within this time is given up: it may have died in silence. A worker's may wait five seconds for a job. */
const ANSWER_MS = { producer: 5_000, worker: 15_000 } as const;

/**
 * How long a job whose worker was killed stays taken, and how soon a worker tries again after it lost its connection.
 * Short, since a job that is done twice does no harm; BullMQ's own 30 s and 15 s would hold up a story as long.
 */
const LOCKS = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 3, runRetryDelay: 500 } as const;

/** What BullMQ answers a worker whose job is no longer its own. */
const TAKEN_OVER = new Set<unknown>([ErrorCode.JobNotExist, ErrorCode.JobLockNotExist, ErrorCode.JobNotInState, ErrorCode.JobLockMismatch]);

/** A Redis that can't hold the queue: it is away, refuses us, or may evict. One that is full must refuse writes rather than forget jobs in silence. */
export class UnfitRedisError extends Error {}

/** Throws UnfitRedisError where the Redis of `url` can't be used or may evict. */
export async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, connectTimeout: 5_000, retryStrategy: () => null });
  let cause: Error | undefined; // connect() itself only says that the connection is closed
  redis.on('error', (error) => (cause = error));
  try {
    await redis.connect().catch((error: unknown) => {
      throw new UnfitRedisError(`The Redis of REDIS_URL can not be used: ${(cause ?? (error as Error)).message}.`, { cause });
    });
    const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
    if (policy !== 'noeviction') {
      throw new UnfitRedisError(`The Redis of REDIS_URL may evict keys (maxmemory-policy is ${policy ?? 'unknown'}). A queue needs "maxmemory-policy noeviction".`);
    }
  } finally {
    redis.disconnect();
  }
}

/** The producing and the working end of the queue of submissions, on either backend. */
export class SubmissionQueue {
  readonly queue: Queue<JobData>;
  private worker: PersistentWorker<JobData> | undefined;
  private readonly connections: Redis[] = [];
  private readonly looks: Looks;
  private readonly toAdd: string[] = [];
  private adding: Promise<void> | undefined;
  private pauseLook: NodeJS.Timeout | undefined;

  constructor(
    private readonly backend: QueueBackend,
    private readonly log: Logger,
  ) {
    this.looks = new Looks(log);
    // The two differ in a type parameter for their connection, which nothing here uses.
    this.queue =
      backend.kind === 'postgres'
        ? (new Queue(SUBMISSIONS, { connection: bullmqPostgres(backend.url, 4), defaultJobOptions: JOB }, createPostgresBackend) as unknown as Queue<JobData>)
        : new Queue<JobData>(SUBMISSIONS, { connection: this.redis(backend.url, false), defaultJobOptions: JOB });
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'the queue lost its connection'));
  }

  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /** True when the backend answers. */
  async answers(): Promise<boolean> {
    await this.queue.getJobCounts('wait');
    return true;
  }

  /** Jobs that wait, are delayed or are at work. */
  async count(): Promise<number> {
    return Object.values(await this.queue.getJobCounts('wait', 'active', 'delayed', 'prioritized')).reduce((sum, count) => sum + count, 0);
  }

  /** How many jobs are in each state. */
  states(): Promise<Record<string, number>> {
    return this.queue.getJobCounts(...STATES);
  }

  /** What this process is at work on; null where it does not work. */
  get load(): { underWay: number; waiting: number; oldestMs: number } | null {
    return this.looks.begun ? this.looks.load : null;
  }

  /** Age of the job that has waited longest; 0 where none waits. */
  async oldestSeconds(): Promise<number> {
    const [oldest] = await this.queue.getJobs(['wait'], 0, 0, true);
    return oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.timestamp) / 1000;
  }

  /** Resolves once this process has room for more work, or after a moment. */
  room(): Promise<void> {
    return this.looks.room();
  }

  /**
   * Asks for a look at what has just been kept, and waits for nothing. Where this process works itself it looks as soon as a hand is
   * free, and adds a job for what it has not done in a moment: the queue holds what waits, what failed, and what is another's to do.
   */
  ask(id: string): void {
    if (this.toAdd.length < WAITING) this.toAdd.push(id);
    this.looks.ask(id);
    this.adding ??= this.addWaiting().finally(() => (this.adding = undefined));
  }

  /** A queue that an operator has paused is not passed by. */
  private lookForPause(): void {
    this.queue.isPaused().then(
      (paused) => this.looks.pause(paused),
      () => undefined, // a queue that is away is told of where it is used
    );
  }

  /** Looks without a job, as soon as a hand is free and the queue isn't paused; where this process doesn't work, nothing happens. */
  lookAt(id: string): void {
    this.looks.ask(id);
  }

  /** What comes while some are being added goes together next. Never throws. */
  private async addWaiting(): Promise<void> {
    while (this.toAdd.length > 0) {
      if (this.looks.begun) await new Promise((resolve) => setTimeout(resolve, ADD_PAUSE_MS));
      const undone = this.toAdd.splice(0, ADDED_TOGETHER).filter((id) => !this.looks.forget(id));
      if (undone.length > 0) await this.inTime(undone, () => this.queue.addBulk(undone.map((id) => ({ name: 'revise', data: { id }, opts: { jobId: id } }))));
    }
  }

  /**
   * Asks for a look at `id`; adding it twice while it waits is once. Never throws and never waits for long:
   * what could not be added is kept in Postgres, and the sweep adds it again. False where it wasn't added.
   */
  async add(id: string): Promise<boolean> {
    return this.inTime([id], () => this.queue.add('revise', { id }, { jobId: id }));
  }

  private async inTime(ids: string[], add: () => Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ADD_DEADLINE_MS} ms`)), ADD_DEADLINE_MS);
    });
    try {
      await Promise.race([add(), deadline]);
      return true;
    } catch (error) {
      this.log.warn({ err: error, submission: ids[0], of: ids.length }, 'the queue did not take a job; the sweep will add it');
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Starts to work: calls `handler` for each job. A throw is tried again, later and later, and then left to the sweep. */
  work(handler: Handler): void {
    this.looks.begin(handler);
    this.lookForPause();
    this.pauseLook = setInterval(() => this.lookForPause(), PAUSE_LOOK_MS);
    const process = (job: Job<JobData>): Promise<void> => this.looks.forJob(job.data.id, handler);
    const options = { concurrency: CONCURRENCY, autorun: false, ...LOCKS } satisfies Omit<WorkerOptions, 'connection'>;
    // A Redis connection comes back by itself: workers made anew share it.
    const redis = this.backend.kind === 'redis' ? this.redis(this.backend.url, true) : undefined;
    const create = (): Worker<JobData> => {
      const worker =
        redis === undefined
          ? (new Worker(SUBMISSIONS, process, { ...options, connection: bullmqPostgres(this.backend.url, WORKER_CONNECTIONS) }, createPostgresBackend) as unknown as Worker<JobData>)
          : new Worker<JobData>(SUBMISSIONS, process, { ...options, connection: redis });
      worker.on('error', (error) => {
        // A loop too busy to renew its locks: the job is another look's by now, and this one's answer comes too late.
        if ('code' in error && TAKEN_OVER.has(error.code)) this.log.info({ reason: error.message }, 'a job outlived its lock and is looked at again');
        else this.log.warn({ err: error }, 'the worker lost its connection');
      });
      worker.on('failed', (job, error) => this.log.warn({ err: error, submission: job?.data.id, attempt: job?.attemptsMade }, 'a job failed'));
      return worker;
    };
    this.worker = new PersistentWorker(create, this.log);
  }

  /** Takes no more jobs, and lets those at hand finish. */
  async stopWork(): Promise<void> {
    this.looks.end();
    clearInterval(this.pauseLook);
    await this.closeWorker();
    await this.looks.settled();
  }

  /** Of a queue that is away a worker waits for it to come back; we don't: what it holds is not the truth. */
  private async closeWorker(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (late = setTimeout(resolve, CLOSE_MS)));
    const closed = this.worker?.close().catch((error: unknown) => this.log.warn({ err: error }, 'the worker did not close well'));
    await Promise.race([closed, patience]);
    clearTimeout(late);
  }

  async close(): Promise<void> {
    await this.stopWork();
    await this.adding;
    await this.queue.close();
    for (const connection of this.connections) connection.disconnect();
  }

  private redis(url: string, blocking: boolean): Redis {
    const connection = new Redis(url, { maxRetriesPerRequest: blocking ? null : 1, connectTimeout: 5_000, socketTimeout: blocking ? ANSWER_MS.worker : ANSWER_MS.producer });
    connection.on('error', (error) => this.log.warn({ err: error }, 'the queue lost Redis'));
    this.connections.push(connection);
    return connection;
  }
}
