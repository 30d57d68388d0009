import { DatelineError } from '../core/errors.js';

// Not p-queue: after a restart every reader's replay passes here, and p-queue takes two to four times as long.
/** Runs a bounded number of tasks at once, queues a bounded number more in order, and rejects the rest. */
export class Semaphore {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** Throws `too_many` if the queue is full. */
  assertCapacity(): void {
    if (this.running < this.maxRunning || this.waiting.length < this.maxWaiting) return;
    const retryAfterMs = 1_000 + Math.floor(Math.random() * 2_000);
    throw new DatelineError('too_many', 'Too many replays are in progress; try again in a few seconds.', {
      retryAfterMs,
    });
  }

  /** Runs `task` when its turn comes. Throws as `assertCapacity`. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    this.assertCapacity();
    if (this.running < this.maxRunning) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await task();
    } finally {
      // The slot passes to the next task in the queue directly: a new task can't overtake it.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
