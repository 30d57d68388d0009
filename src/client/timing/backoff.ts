// Pauses between tries: growing, and at random, so that a crowd that was cut off together doesn't come back together.

/** Milliseconds before try number `failures`, half to one and a half of what doubling gives, `max` at most before that. */
export const backoffMs = (failures: number, { first = 500, max = 30_000 } = {}): number => Math.min(max, first * 2 ** Math.min(failures, 20)) * (0.5 + Math.random());

/** Resolves after `ms`, or as soon as `signal` says that nobody waits any more. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
