/**
 * Runs a task, never twice at a time. Any number of requests during a run lead to exactly one more run after
 * it, so the last run always began after the last request.
 */
export class CoalescedTask {
  private current: Promise<void> = Promise.resolve();
  private isActive = false;
  private isRequested = false;
  private isStopped = false;

  /** `onError` receives the errors of requested runs. */
  constructor(
    private readonly task: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isRunning(): boolean {
    return this.isActive;
  }

  /** Starts a run, or one more after the current run. Does nothing after `stop`. */
  request(): void {
    if (this.isStopped) return;
    if (this.isActive) this.isRequested = true;
    else this.current = this.execute().catch(this.onError);
  }

  /** Starts the first run and throws its error. No other run may be in progress. */
  async runFirst(): Promise<void> {
    const run = this.execute();
    this.current = run.catch(() => undefined);
    await run;
  }

  /** Requests a run, and resolves after a run that began after this call, successful or not. */
  async runToEnd(): Promise<void> {
    const running = this.current;
    this.request();
    await running;
    await this.current;
  }

  /** Starts no more runs, and resolves after the current one. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.current;
  }

  private async execute(): Promise<void> {
    this.isActive = true;
    try {
      await this.task();
    } finally {
      this.isActive = false;
      if (this.isRequested) {
        this.isRequested = false;
        this.request();
      }
    }
  }
}
