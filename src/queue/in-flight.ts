// What this process looks at by itself, without waiting for a job: a bounded number at once, each once at a time.
import type { Logger } from '../logger.js';

export type Handler = (id: string) => Promise<void>;

/** Submissions that one process looks at together. The reviser puts them in batches, so each needs no connection of its own. */
export const CONCURRENCY = 128;
/** What waits for a free hand; what comes beyond is left to its job. */
export const WAITING = 5_000;
/** While more wait for a hand than this, publishers wait a moment too: a backlog is cheaper with them than here. */
const WELCOME = 256;
const PATIENCE_MS = 2_000;
/** Submissions that were done before their job came, which then costs nothing; but once only: a second job means that it was not done. */
const REMEMBERED = 10_000;

export class Looks {
  private readonly waiting: string[] = [];
  private readonly underWay = new Map<string, Promise<void>>();
  /** When each began, the oldest first, in ms of the process's clock. */
  private readonly began = new Map<string, number>();
  private readonly unwelcome = new Set<() => void>();
  private readonly done = new Set<string>();
  private handler: Handler | undefined;
  private paused = false;

  constructor(private readonly log: Logger) {}

  /** What is at work and what waits here, and for how long the oldest has been at work. */
  get load(): { underWay: number; waiting: number; oldestMs: number } {
    const [oldest] = this.began.values();
    return { underWay: this.underWay.size, waiting: this.waiting.length, oldestMs: oldest === undefined ? 0 : performance.now() - oldest };
  }

  /** True where this process works. */
  get begun(): boolean {
    return this.handler !== undefined;
  }

  begin(handler: Handler): void {
    this.handler = handler;
  }

  /** Looks at `id` as soon as a hand is free. */
  ask(id: string): void {
    if (this.begun && this.waiting.length < WAITING) this.waiting.push(id);
    this.goOn();
  }

  /** For a job: the same look where one is under way, else one of its own; none where this process has just done it. */
  async forJob(id: string, handler: Handler): Promise<void> {
    if (!this.forget(id)) await this.look(id, handler);
  }

  /** True, and not again, where `id` was done here without its job. */
  forget(id: string): boolean {
    return this.done.delete(id);
  }

  /** Resolves once there is room for more work, or after two seconds: what was kept is kept. */
  async room(): Promise<void> {
    if (this.waiting.length < WELCOME || this.paused) return;
    await new Promise<void>((resolve) => {
      const enter = (): void => {
        clearTimeout(late);
        this.unwelcome.delete(enter);
        resolve();
      };
      const late = setTimeout(enter, PATIENCE_MS);
      this.unwelcome.add(enter);
    });
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.goOn();
  }

  /** Begins no more. */
  end(): void {
    this.handler = undefined;
  }

  /** Resolves once those under way have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  private goOn(): void {
    while (this.handler !== undefined && !this.paused && this.underWay.size < CONCURRENCY) {
      const id = this.waiting.shift();
      if (id === undefined) return;
      const [first] = this.unwelcome;
      if (this.waiting.length < WELCOME) first?.();
      this.look(id, this.handler).then(
        () => this.remember(id),
        (error: unknown) => this.log.warn({ err: error, submission: id }, 'a first look failed; its job tries again'),
      );
    }
  }

  /** The handler's work on `id`, once at a time: whoever asks meanwhile gets the same. */
  private look(id: string, handler: Handler): Promise<void> {
    const running = this.underWay.get(id);
    if (running !== undefined) return running;
    const look = handler(id).finally(() => {
      this.underWay.delete(id);
      this.began.delete(id);
      this.goOn();
    });
    this.underWay.set(id, look);
    this.began.set(id, performance.now());
    return look;
  }

  private remember(id: string): void {
    this.done.add(id);
    const [oldest] = this.done;
    if (this.done.size > REMEMBERED && oldest !== undefined) this.done.delete(oldest);
  }
}
