// Work of more than a few milliseconds runs in worker threads, so that it never delays other requests.
// Threads, queue, time and memory are bounded.
import { existsSync } from 'node:fs';
import { Piscina } from 'piscina';
import { DatelineError } from '../core/errors.js';

/**
 * `maxWaiting`: tasks in the queue; `timeoutMs`: from submission to result, queue included; `memoryMb`: heap
 * of one thread.
 */
export type ThreadLimits = { threads: number; maxWaiting: number; timeoutMs: number; memoryMb: number };

/** Why a task failed: the queue is full, the task timed out, the task ran out of memory. */
export type ThreadTaskErrorReason = 'full' | 'slow' | 'heavy';

export class ThreadTaskError extends Error {
  constructor(readonly reason: ThreadTaskErrorReason) {
    super(`a worker thread task failed: ${reason}`);
  }
}

const IDLE_MS = 30_000;
const RETRY_MS = 5_000;

/** Threads of one worker file. An idle thread ends by itself. */
export class ThreadPool {
  private readonly threads: Piscina;
  /** Tasks without a result yet. */
  private open = 0;

  /** `file` is the compiled worker. Throws if it is missing. */
  constructor(
    file: string,
    private readonly limits: ThreadLimits,
  ) {
    // Without this check every task would wait for a thread that never starts.
    if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build"`);
    const { threads, memoryMb } = limits;
    this.threads = new Piscina({
      filename: file,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
  }

  /**
   * Calls the worker's export `task` with `input`. Throws ThreadTaskError; on a timeout the thread is
   * terminated.
   */
  async run<Output>(task: string, input: unknown): Promise<Output> {
    // Piscina's own maxQueue rejects nothing while its first thread starts.
    if (this.open >= this.limits.threads + this.limits.maxWaiting) throw new ThreadTaskError('full');
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    this.open += 1;
    try {
      return (await this.threads.run(input, { name: task, signal: timeout })) as Output;
    } catch (error) {
      if (timeout.aborted) throw new ThreadTaskError('slow');
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        throw new ThreadTaskError('heavy');
      throw error;
    } finally {
      this.open -= 1;
    }
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }
}

/** Maps a ThreadTaskError to `unavailable` with a retry time; returns any other error unchanged. */
export function unavailableIfThreadTaskError(error: unknown): unknown {
  if (!(error instanceof ThreadTaskError)) return error;
  const cause =
    error.reason === 'full'
      ? 'The server has too many tasks of this kind'
      : 'The task exceeded its time or memory limit';
  return new DatelineError('unavailable', `${cause}; try again in ${RETRY_MS / 1000} s.`, { retryAfterMs: RETRY_MS });
}
