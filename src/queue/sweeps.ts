import type { Logger } from '../logger.js';

/** A periodic task; it runs again `everyMs` after its last run ended. */
export type Sweep = { name: string; everyMs: number; run: () => Promise<void> };

/**
 * Runs sweeps on timers outside BullMQ, so that they can repair a queue that lost its jobs. A sweep never
 * overlaps itself; a failed run is logged, and the next one is scheduled.
 */
export class Sweeps {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(private readonly log: Logger) {}

  start(sweep: Sweep): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      const run: Promise<void> = sweep
        .run()
        .catch((error: unknown) => this.log.warn({ err: error, sweep: sweep.name }, 'a sweep failed'))
        .finally(() => {
          this.running.delete(run);
          this.start(sweep);
        });
      this.running.add(run);
    }, sweep.everyMs);
    this.timers.set(sweep.name, timer);
  }

  /** Cancels all timers and waits for running sweeps. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }
}
