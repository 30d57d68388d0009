// Submissions that this process handles itself, without waiting for a job: a bounded number at a time, each
// by one call at a time.
import type { Logger } from '../logger.js';

export type Handler = (id: string) => Promise<void>;

/**
 * Submissions in progress per process. The reviser batches them, so it needs far fewer Postgres connections.
 */
export const CONCURRENCY = 128;
/** Maximum number of waiting submissions; later ones are left to their jobs. */
export const MAX_WAITING = 5_000;
/**
 * Above this number of waiting submissions, publish calls are delayed: backpressure is cheaper than a
 * backlog.
 */
const BACKPRESSURE_THRESHOLD = 256;
const MAX_BACKPRESSURE_MS = 2_000;
/**
 * Submissions done before their job ran, so that the job is a no-op. Only the first one: a second job means
 * it was not done.
 */
const MAX_REMEMBERED = 10_000;

export class InFlightSubmissions {
  private readonly waiting: string[] = [];
  private readonly running = new Map<string, Promise<void>>();
  /** Start times from `performance.now()`, oldest first. */
  private readonly startedAt = new Map<string, number>();
  private readonly blockedPublishers = new Set<() => void>();
  private readonly done = new Set<string>();
  private handler: Handler | undefined;
  private paused = false;

  constructor(private readonly log: Logger) {}

  /** Number in progress and waiting, and how long the oldest has been in progress. */
  get load(): { underWay: number; waiting: number; oldestMs: number } {
    const [oldest] = this.startedAt.values();
    return {
      underWay: this.running.size,
      waiting: this.waiting.length,
      oldestMs: oldest === undefined ? 0 : performance.now() - oldest,
    };
  }

  /** True if this process has a worker. */
  get isStarted(): boolean {
    return this.handler !== undefined;
  }

  start(handler: Handler): void {
    this.handler = handler;
  }

  /** Handles `id` as soon as a slot is free. */
  enqueue(id: string): void {
    if (this.isStarted && this.waiting.length < MAX_WAITING) this.waiting.push(id);
    this.startWaiting();
  }

  /**
   * Runs a job: joins the call in progress for `id`, or makes one; does nothing if this process has just
   * handled `id`.
   */
  async runJob(id: string, handler: Handler): Promise<void> {
    if (!this.takeDone(id)) await this.run(id, handler);
  }

  /** True once if `id` was handled here without its job. */
  takeDone(id: string): boolean {
    return this.done.delete(id);
  }

  /**
   * Resolves once there is capacity for more work, or after two seconds: the submission is stored either way.
   */
  async waitForCapacity(): Promise<void> {
    if (this.waiting.length < BACKPRESSURE_THRESHOLD || this.paused) return;
    await new Promise<void>((resolve) => {
      const release = (): void => {
        clearTimeout(timer);
        this.blockedPublishers.delete(release);
        resolve();
      };
      const timer = setTimeout(release, MAX_BACKPRESSURE_MS);
      this.blockedPublishers.add(release);
    });
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.startWaiting();
  }

  /** Starts no more work. */
  stop(): void {
    this.handler = undefined;
  }

  /** Resolves once everything in progress has ended. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.running.values());
  }

  private startWaiting(): void {
    while (this.handler !== undefined && !this.paused && this.running.size < CONCURRENCY) {
      const id = this.waiting.shift();
      if (id === undefined) return;
      const [first] = this.blockedPublishers;
      if (this.waiting.length < BACKPRESSURE_THRESHOLD) first?.();
      this.run(id, this.handler).then(
        () => this.remember(id),
        (error: unknown) =>
          this.log.warn({ err: error, submission: id }, 'in-flight processing failed; its job retries'),
      );
    }
  }

  /** Calls the handler once at a time per `id`: concurrent callers share the promise. */
  private run(id: string, handler: Handler): Promise<void> {
    const inProgress = this.running.get(id);
    if (inProgress !== undefined) return inProgress;
    const call = handler(id).finally(() => {
      this.running.delete(id);
      this.startedAt.delete(id);
      this.startWaiting();
    });
    this.running.set(id, call);
    this.startedAt.set(id, performance.now());
    return call;
  }

  private remember(id: string): void {
    this.done.add(id);
    const [oldest] = this.done;
    if (this.done.size > MAX_REMEMBERED && oldest !== undefined) this.done.delete(oldest);
  }
}
