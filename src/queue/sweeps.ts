import type { Logger } from '../logger.js';

/** A duty done again and again: `every` ms after the last time ended. */
export type Sweep = { name: string; everyMs: number; run: () => Promise<void> };

/** Runs sweeps outside BullMQ, so that a queue that lost everything heals by itself. One never overlaps itself; a failure is logged and tried again. */
export class Sweeps {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(private readonly log: Logger) {}

  start(sweep: Sweep): void {
    if (this.closed) return;
    const timer = setTimeout(() => {
      const turn: Promise<void> = sweep
        .run()
        .catch((error: unknown) => this.log.warn({ err: error, sweep: sweep.name }, 'a sweep failed'))
        .finally(() => {
          this.running.delete(turn);
          this.start(sweep);
        });
      this.running.add(turn);
    }, sweep.everyMs);
    this.timers.set(sweep.name, timer);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }
}
