// BullMQ connections for every queue, on either backend. Queues hold no state that Postgres doesn't have, so
// losing one is harmless.
import {
  createPostgresBackend,
  ErrorCode,
  Queue,
  Worker,
  type Job,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pTimeout from 'p-timeout';
import type { Logger } from '../logger.js';
import { PersistentWorker } from './persistent-worker.js';
import { bullmqPostgres } from './postgres-connection.js';

/** Either backend: BullMQ's tables in Postgres, or Redis through ioredis. */
export type QueueBackend = { kind: 'postgres'; url: string } | { kind: 'redis'; url: string };

const CONNECT_TIMEOUT_MS = 5_000;
/**
 * A connection without an answer for this long is closed: it may be dead. A worker may block up to ten
 * seconds for a job.
 */
const RESPONSE_TIMEOUT_MS = { producer: 5_000, worker: 15_000 } as const;
const CLOSE_TIMEOUT_MS = 3_000;
const PRODUCER_CONNECTIONS = 4;

/**
 * How long a killed worker's job stays locked, and how soon a worker retries a lost connection. Far below
 * BullMQ's defaults of 30 s and 15 s, which would delay stories: running a job twice is harmless.
 */
const WORKER_OPTIONS = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 3, runRetryDelay: 500 } as const;

/** BullMQ's errors for a worker that no longer owns its job. */
const LOCK_LOST = new Set<unknown>([
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch,
]);

/**
 * Redis is unreachable, refuses us, or may evict keys. A full Redis must refuse writes instead of silently
 * dropping jobs.
 */
export class UnfitRedisError extends Error {}

/** Throws UnfitRedisError if the Redis at `url` can't be used or may evict keys. */
export async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => null,
  });
  let cause: Error | undefined; // connect() itself only reports that the connection is closed
  redis.on('error', (error) => (cause = error));
  try {
    await redis.connect().catch((error: unknown) => {
      throw new UnfitRedisError(`The Redis of REDIS_URL can not be used: ${(cause ?? (error as Error)).message}.`, {
        cause,
      });
    });
    const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
    if (policy !== 'noeviction') {
      throw new UnfitRedisError(
        `The Redis of REDIS_URL may evict keys (maxmemory-policy is ${policy ?? 'unknown'}). A queue needs "maxmemory-policy noeviction".`,
      );
    }
  } finally {
    redis.disconnect();
  }
}

/** Opens the queue and the worker of one queue name, and owns their Redis connections. */
export class BullMqConnections<Data> {
  private readonly redisConnections: Redis[] = [];

  constructor(
    private readonly name: string,
    private readonly backend: QueueBackend,
    private readonly log: Logger,
  ) {}

  openQueue(options: Omit<QueueOptions, 'connection'>): Queue<Data> {
    // The two classes differ only in a type parameter for the connection, which nothing here uses.
    const queue =
      this.backend.kind === 'postgres'
        ? (new Queue(
            this.name,
            { ...options, connection: bullmqPostgres(this.backend.url, PRODUCER_CONNECTIONS) },
            createPostgresBackend,
          ) as unknown as Queue<Data>)
        : new Queue<Data>(this.name, { ...options, connection: this.connectRedis(this.backend.url, 'producer') });
    queue.on('error', (error) => this.log.warn({ err: error, queue: this.name }, 'queue connection error'));
    return queue;
  }

  /**
   * Starts a worker; calls `onFailed` for each failed job. `connections` bounds its Postgres connections; Redis
   * needs one.
   */
  openWorker(
    process: (job: Job<Data>) => Promise<void>,
    options: Omit<WorkerOptions, 'connection' | 'autorun'>,
    connections: number,
    onFailed: (job: Job<Data> | undefined, error: Error) => void,
  ): PersistentWorker<Data> {
    const all = { ...WORKER_OPTIONS, ...options, autorun: false };
    // A Redis connection reconnects by itself, so a worker that is created again shares it.
    const redis = this.backend.kind === 'redis' ? this.connectRedis(this.backend.url, 'worker') : undefined;
    const create = (): Worker<Data> => {
      const worker =
        redis === undefined
          ? (new Worker(
              this.name,
              process,
              { ...all, connection: bullmqPostgres(this.backend.url, connections) },
              createPostgresBackend,
            ) as unknown as Worker<Data>)
          : new Worker<Data>(this.name, process, { ...all, connection: redis });
      worker.on('error', (error) => {
        // The event loop was too busy to renew the lock, so another worker owns the job now.
        if ('code' in error && LOCK_LOST.has(error.code))
          this.log.info({ queue: this.name, reason: error.message }, 'a job outlived its lock and runs again');
        else this.log.warn({ err: error, queue: this.name }, 'queue worker connection error');
      });
      worker.on('failed', onFailed);
      return worker;
    };
    return new PersistentWorker(create, this.log);
  }

  /**
   * Stops taking jobs and waits for running ones, within a bound: a worker without its backend would wait for
   * it to return.
   */
  async closeWorker(worker: PersistentWorker<Data> | undefined): Promise<void> {
    if (worker === undefined) return;
    const closed = worker
      .close()
      .catch((error: unknown) => this.log.warn({ err: error, queue: this.name }, 'queue worker did not close cleanly'));
    await pTimeout(closed, { milliseconds: CLOSE_TIMEOUT_MS, message: false });
  }

  disconnect(): void {
    for (const connection of this.redisConnections) connection.disconnect();
  }

  private connectRedis(url: string, role: keyof typeof RESPONSE_TIMEOUT_MS): Redis {
    const connection = new Redis(url, {
      // BullMQ requires null for the blocking connection of a worker.
      maxRetriesPerRequest: role === 'worker' ? null : 1,
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: RESPONSE_TIMEOUT_MS[role],
    });
    connection.on('error', (error) => this.log.warn({ err: error, queue: this.name }, 'queue Redis connection error'));
    this.redisConnections.push(connection);
    return connection;
  }
}
