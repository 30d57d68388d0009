// Runs a task one at a time. Requests that come close together share a run; requests during a run share the one after
// it.

export class CoalescedTask {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dueAt = Infinity;
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly task: () => Promise<void>) {}

  /** Runs within `ms`. An earlier request that is still open stands. */
  runWithin(ms: number): void {
    const dueAt = Date.now() + ms;
    if (dueAt < this.dueAt) this.runAt(dueAt);
  }

  /** Runs after `ms`, in place of every open request. */
  postpone(ms: number): void {
    this.runAt(Date.now() + ms);
  }

  /** Runs now. Resolves after a run that began after this call. */
  async run(): Promise<void> {
    if (this.stopped) return;
    this.dueAt = Date.now();
    this.running ??= this.runWhileDue();
    await this.running;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private runAt(dueAt: number): void {
    this.dueAt = dueAt;
    // During a run, the end of the run reads `dueAt`.
    if (this.running === null) this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.stopped || this.dueAt === Infinity) return;
    this.timer = setTimeout(() => void this.run(), Math.max(0, this.dueAt - Date.now()));
  }

  private async runWhileDue(): Promise<void> {
    clearTimeout(this.timer);
    try {
      do {
        this.dueAt = Infinity;
        await this.task();
      } while (this.dueAt <= Date.now() && !this.stopped);
    } finally {
      this.running = null;
      this.schedule();
    }
  }
}
