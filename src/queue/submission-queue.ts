// A job asks for one submission to be processed, at least once. Submissions live in Postgres: losing every
// job only delays them.
import type { Job, Queue } from 'bullmq';
import pTimeout from 'p-timeout';
import type { Logger } from '../logger.js';
import { BullMqConnections, type QueueBackend } from './bullmq-backend.js';
import { CONCURRENCY, InFlightSubmissions, MAX_WAITING, type Handler } from './in-flight.js';
import type { PersistentWorker } from './persistent-worker.js';

/** A job carries only the id of its submission. */
export type JobData = { id: string };

const SUBMISSION_QUEUE = 'submissions';
const STATES = ['wait', 'active', 'delayed', 'failed', 'prioritized'] as const;
const ADD_BATCH_SIZE = 200;
/**
 * A process with a worker waits this long before it adds jobs: under load most submissions are done by then
 * and need none.
 */
const ADD_DELAY_MS = 50;
const ADD_TIMEOUT_MS = 2_000;
/** How often to check whether an operator has paused or resumed the queue. */
const PAUSE_CHECK_MS = 1_000;
/** Postgres connections of the worker. */
const WORKER_CONNECTIONS = 8;

const JOB = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
  // A stored job would keep its id, and the sweep could not add it again.
  removeOnComplete: true,
  removeOnFail: true,
} as const;

/** Producer and worker of the submission queue, on either backend. */
export class SubmissionQueue {
  readonly queue: Queue<JobData>;
  private worker: PersistentWorker<JobData> | undefined;
  private readonly connections: BullMqConnections<JobData>;
  private readonly inFlight: InFlightSubmissions;
  private readonly toAdd: string[] = [];
  private adding: Promise<void> | undefined;
  private pauseTimer: NodeJS.Timeout | undefined;

  constructor(
    backend: QueueBackend,
    private readonly log: Logger,
  ) {
    this.inFlight = new InFlightSubmissions(log);
    this.connections = new BullMqConnections(SUBMISSION_QUEUE, backend, log);
    this.queue = this.connections.openQueue({ defaultJobOptions: JOB });
  }

  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  /** Resolves to true if the backend answers; rejects otherwise. */
  async ping(): Promise<boolean> {
    await this.queue.getJobCounts('wait');
    return true;
  }

  /** Number of jobs that are waiting, delayed or active. */
  async count(): Promise<number> {
    return Object.values(await this.queue.getJobCounts('wait', 'active', 'delayed', 'prioritized')).reduce(
      (sum, count) => sum + count,
      0,
    );
  }

  /** Number of jobs in each state. */
  states(): Promise<Record<string, number>> {
    return this.queue.getJobCounts(...STATES);
  }

  /** Work in progress in this process; null if it has no worker. */
  get load(): { underWay: number; waiting: number; oldestMs: number } | null {
    return this.inFlight.isStarted ? this.inFlight.load : null;
  }

  /** Age in seconds of the job that has waited longest; 0 if none waits. */
  async oldestWaitingSeconds(): Promise<number> {
    const [oldest] = await this.queue.getJobs(['wait'], 0, 0, true);
    return oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.timestamp) / 1000;
  }

  /** Resolves once this process has capacity for more work, or after a short wait. */
  waitForCapacity(): Promise<void> {
    return this.inFlight.waitForCapacity();
  }

  /**
   * Requests processing of a submission that was just committed; returns at once. A process with a worker
   * starts it as soon as it has a free slot, and adds a job only for what is not done shortly after. Other
   * processes add a job.
   */
  enqueue(id: string): void {
    if (this.toAdd.length < MAX_WAITING) this.toAdd.push(id);
    this.inFlight.enqueue(id);
    this.adding ??= this.addPending().finally(() => (this.adding = undefined));
  }

  /** In-flight processing must honour a pause that an operator set on the queue. */
  private checkPaused(): void {
    this.queue.isPaused().then(
      (paused) => this.inFlight.pause(paused),
      () => undefined, // the callers that use the queue report an outage
    );
  }

  /**
   * Processes `id` without a job once a slot is free and the queue isn't paused. Does nothing in a process
   * without a worker.
   */
  runNow(id: string): void {
    this.inFlight.enqueue(id);
  }

  /** Adds jobs in batches: ids that arrive during one batch go into the next. Never throws. */
  private async addPending(): Promise<void> {
    while (this.toAdd.length > 0) {
      if (this.inFlight.isStarted) await new Promise((resolve) => setTimeout(resolve, ADD_DELAY_MS));
      const pending = this.toAdd.splice(0, ADD_BATCH_SIZE).filter((id) => !this.inFlight.takeDone(id));
      const jobs = pending.map((id) => ({ name: 'revise', data: { id }, opts: { jobId: id } }));
      if (pending.length > 0) await this.addWithinTimeout(pending, () => this.queue.addBulk(jobs));
    }
  }

  /**
   * Adds a job for `id`; adding it again while it waits has no effect. Never throws and has a time limit: the
   * submission is stored in Postgres, and the sweep adds it again. Resolves to false if the job was not
   * added.
   */
  async add(id: string): Promise<boolean> {
    return this.addWithinTimeout([id], () => this.queue.add('revise', { id }, { jobId: id }));
  }

  private async addWithinTimeout(ids: string[], add: () => Promise<unknown>): Promise<boolean> {
    try {
      await pTimeout(add(), {
        milliseconds: ADD_TIMEOUT_MS,
        message: `the queue did not answer within ${ADD_TIMEOUT_MS} ms`,
      });
      return true;
    } catch (error) {
      this.log.warn(
        { err: error, submission: ids[0], of: ids.length },
        'the queue did not accept a job; the sweep will add it',
      );
      return false;
    }
  }

  /**
   * Starts a worker that calls `handler` for each job. A job that throws is retried with backoff, and then
   * left to the sweep.
   */
  startWorker(handler: Handler): void {
    this.inFlight.start(handler);
    this.checkPaused();
    this.pauseTimer = setInterval(() => this.checkPaused(), PAUSE_CHECK_MS);
    const process = (job: Job<JobData>): Promise<void> => this.inFlight.runJob(job.data.id, handler);
    this.worker = this.connections.openWorker(process, { concurrency: CONCURRENCY }, WORKER_CONNECTIONS, (job, error) =>
      this.log.warn({ err: error, submission: job?.data.id, attempt: job?.attemptsMade }, 'a job failed'),
    );
  }

  /** Stops taking jobs and waits for the running ones. */
  async stopWorker(): Promise<void> {
    this.inFlight.stop();
    clearInterval(this.pauseTimer);
    await this.connections.closeWorker(this.worker);
    await this.inFlight.drained();
  }

  async close(): Promise<void> {
    await this.stopWorker();
    await this.adding;
    await this.queue.close();
    this.connections.disconnect();
  }
}
