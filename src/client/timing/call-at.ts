// Timers for a point in time, however far away.

/** A longer delay overflows in `setTimeout`, which then fires at once (WHATWG HTML, 8.7). */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * Calls `action` at `time` (epoch milliseconds), at once if that has passed. Returns a function that cancels the
 * call.
 */
export function callAt(time: number, action: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    const left = time - Date.now();
    timer = left > MAX_DELAY_MS ? setTimeout(wait, MAX_DELAY_MS) : setTimeout(action, Math.max(0, left));
  };
  wait();
  return () => clearTimeout(timer);
}
