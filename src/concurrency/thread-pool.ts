// Work of more than some milliseconds runs in threads, so that it never holds up other requests. Bounded: so many threads, so
// much that waits for one, so long, so much memory.
import { existsSync } from 'node:fs';
import { Piscina } from 'piscina';
import { DatelineError } from '../core/errors.js';

/** `waiting`: tasks without a thread; `budgetMs`: from when a task is given to when its answer is there. */
export type ThreadBounds = { threads: number; waiting: number; budgetMs: number; memoryMb: number };

/** Why a task has no answer: too many wait, it took too long, it took too much memory. */
export type ThreadFaultReason = 'full' | 'slow' | 'heavy';

export class ThreadFault extends Error {
  constructor(readonly reason: ThreadFaultReason) {
    super(`a task for a thread came to nothing: ${reason}`);
  }
}

const IDLE_MS = 30_000;
const RETRY_MS = 5_000;

/** Threads of one worker file, which only run while there is work. */
export class ThreadPool {
  private readonly threads: Piscina;
  /** Tasks without an answer yet. */
  private open = 0;

  /** `file` is the compiled worker. Throws where it is missing. */
  constructor(
    file: string,
    private readonly bounds: ThreadBounds,
  ) {
    // Without it every task would wait for a thread that never comes up.
    if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build"`);
    const { threads, memoryMb } = bounds;
    this.threads = new Piscina({ filename: file, minThreads: 0, maxThreads: threads, idleTimeout: IDLE_MS, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  }

  /** What the worker's function `task` makes of `input`. Throws ThreadFault; a task over its time is ended with its thread. */
  async run<Output>(task: string, input: unknown): Promise<Output> {
    // Counted here: while its first thread came up, Piscina's own maxQueue refused nobody.
    if (this.open >= this.bounds.threads + this.bounds.waiting) throw new ThreadFault('full');
    const patience = AbortSignal.timeout(this.bounds.budgetMs);
    this.open += 1;
    try {
      return (await this.threads.run(input, { name: task, signal: patience })) as Output;
    } catch (error) {
      if (patience.aborted) throw new ThreadFault('slow');
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') throw new ThreadFault('heavy');
      throw error;
    } finally {
      this.open -= 1;
    }
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }
}

/** The answer to a request whose task came to nothing: `unavailable`, and when to come back. Anything else as it is. */
export function refusalOf(fault: unknown): unknown {
  if (!(fault instanceof ThreadFault)) return fault;
  const why = fault.reason === 'full' ? 'Too much of this kind is asked at once' : 'This took longer than it may';
  return new DatelineError('unavailable', `${why}; come back in ${RETRY_MS / 1000} s.`, { retryAfterMs: RETRY_MS });
}
