import { DatelineError } from '../core/errors.js';

/** Lets so much work be done at once, and so much wait for it, first come, first served. What is over is told to come back. */
export class Semaphore {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /** Throws `too_many` where too much waits already. */
  check(): void {
    if (this.inside < this.atOnce || this.waiting.length < this.mayWait) return;
    throw new DatelineError('too_many', 'Too many ask to catch up at once; come back in a moment.', { retryAfterMs: 1_000 + Math.floor(Math.random() * 2_000) });
  }

  /** Does `work` when it is its turn; throws what `check` does. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    if (this.inside < this.atOnce) this.inside += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Its place goes to the next as it is, so that nobody slips in between.
      const next = this.waiting.shift();
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }
}
