// Pauses between retries: exponential with jitter, so that clients that were cut off together do not come back
// together.

/**
 * Milliseconds to wait after `failures` failed attempts: `first`, doubled each time up to `max`, then times 0.5 to
 * 1.5.
 */
export const backoffMs = (failures: number, { first = 500, max = 30_000 } = {}): number =>
  Math.min(max, first * 2 ** Math.min(failures, 20)) * (0.5 + Math.random());

/** Resolves after `ms`, when `signal` aborts, or, with `wakeOnline` (browsers only), when the network comes back. */
export const pause = (ms: number, signal?: AbortSignal, { wakeOnline = false } = {}): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    if (wakeOnline) addEventListener('online', done);
    return undefined;
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      if (wakeOnline) removeEventListener('online', done);
      resolve();
    }
  });
