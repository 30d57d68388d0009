// What this process looks at by itself, without waiting for a job: a bounded number at once, each once at a time.
import type { Logger } from '../logger.js';

export type Handler = (id: string) => Promise<void>;

/** Submissions that one process looks at together. The reviser puts them in batches, so each needs no connection of its own. */
export const CONCURRENCY = 128;
/** What waits for a free hand; what comes beyond is left to its job. */
export const MAX_WAITING = 5_000;
/** While more wait for a hand than this, publishers wait a moment too: a backlog is cheaper with them than here. */
const BACKPRESSURE_THRESHOLD = 256;
const MAX_BACKPRESSURE_MS = 2_000;
/** Submissions that were done before their job came, which then costs nothing; but once only: a second job means that it was not done. */
const MAX_REMEMBERED = 10_000;

export class InFlightSubmissions {
  private readonly waiting: string[] = [];
  private readonly running = new Map<string, Promise<void>>();
  /** When each began, the oldest first, in ms of the process's clock. */
  private readonly startedAt = new Map<string, number>();
  private readonly blockedPublishers = new Set<() => void>();
  private readonly done = new Set<string>();
  private handler: Handler | undefined;
  private paused = false;

  constructor(private readonly log: Logger) {}

  /** What is at work and what waits here, and for how long the oldest has been at work. */
  get load(): { underWay: number; waiting: number; oldestMs: number } {
    const [oldest] = this.startedAt.values();
    return { underWay: this.running.size, waiting: this.waiting.length, oldestMs: oldest === undefined ? 0 : performance.now() - oldest };
  }

  /** True where this process works. */
  get isStarted(): boolean {
    return this.handler !== undefined;
  }

  start(handler: Handler): void {
    this.handler = handler;
  }

  /** Looks at `id` as soon as a hand is free. */
  enqueue(id: string): void {
    if (this.isStarted && this.waiting.length < MAX_WAITING) this.waiting.push(id);
    this.startWaiting();
  }

  /** For a job: the same look where one is under way, else one of its own; none where this process has just done it. */
  async runJob(id: string, handler: Handler): Promise<void> {
    if (!this.takeDone(id)) await this.run(id, handler);
  }

  /** True, and not again, where `id` was done here without its job. */
  takeDone(id: string): boolean {
    return this.done.delete(id);
  }

  /** Resolves once there is room for more work, or after two seconds: what was kept is kept. */
  async waitForCapacity(): Promise<void> {
    if (this.waiting.length < BACKPRESSURE_THRESHOLD || this.paused) return;
    await new Promise<void>((resolve) => {
      const enter = (): void => {
        clearTimeout(late);
        this.blockedPublishers.delete(enter);
        resolve();
      };
      const late = setTimeout(enter, MAX_BACKPRESSURE_MS);
      this.blockedPublishers.add(enter);
    });
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.startWaiting();
  }

  /** Begins no more. */
  stop(): void {
    this.handler = undefined;
  }

  /** Resolves once those under way have ended. */
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
        (error: unknown) => this.log.warn({ err: error, submission: id }, 'a first look failed; its job tries again'),
      );
    }
  }

  /** The handler's work on `id`, once at a time: whoever asks meanwhile gets the same. */
  private run(id: string, handler: Handler): Promise<void> {
    const running = this.running.get(id);
    if (running !== undefined) return running;
    const look = handler(id).finally(() => {
      this.running.delete(id);
      this.startedAt.delete(id);
      this.startWaiting();
    });
    this.running.set(id, look);
    this.startedAt.set(id, performance.now());
    return look;
  }

  private remember(id: string): void {
    this.done.add(id);
    const [oldest] = this.done;
    if (this.done.size > MAX_REMEMBERED && oldest !== undefined) this.done.delete(oldest);
  }
}
