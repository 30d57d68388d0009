import { setImmediate as nextTick } from 'node:timers/promises';

/** Milliseconds after which a loop lets other work of the event loop run. */
const MAX_BLOCK_MS = 5;

/**
 * A long loop on the main thread that lets other requests run in between: call `yieldIfDue` after each step.
 */
export class CooperativeLoop {
  private startedAt = performance.now();

  /** Yields to the event loop if this loop has blocked it for long enough. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.startedAt < MAX_BLOCK_MS) return;
    await nextTick();
    this.startedAt = performance.now();
  }
}
