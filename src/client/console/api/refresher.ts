// When the desk is looked at again: after word from the log, when something is due, on coming back to it, and now and then, since
// drafts are in no log. One look at a time; whoever asks during one gets another after it.

const EVERY_MS = 15_000;
const SOON_MS = 80;
const LONGEST_TIMER_MS = 2_000_000_000;

export class Refresher {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due: ReturnType<typeof setTimeout> | undefined;
  private readonly ticker = setInterval(() => document.visibilityState === 'visible' && this.soon(), EVERY_MS);
  private readonly back = (): void => void (document.visibilityState === 'visible' && this.soon());
  private looking: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(private readonly look: () => Promise<void>) {
    document.addEventListener('visibilitychange', this.back);
    addEventListener('focus', this.back);
    addEventListener('online', this.back);
  }

  /** Within a moment: what comes together is looked at once. */
  soon(): void {
    if (this.timer !== undefined || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.now();
    }, SOON_MS);
  }

  /** Now; resolves once a look that began after this call is done. */
  async now(): Promise<void> {
    if (this.stopped) return;
    if (this.looking !== null) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.run();
    await this.looking;
  }

  /** At this time, by the clock of this computer. */
  at(time: number | null): void {
    clearTimeout(this.due);
    if (time !== null) this.due = setTimeout(() => this.soon(), Math.min(LONGEST_TIMER_MS, Math.max(500, time - Date.now())));
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.ticker);
    clearTimeout(this.timer);
    clearTimeout(this.due);
    document.removeEventListener('visibilitychange', this.back);
    removeEventListener('focus', this.back);
    removeEventListener('online', this.back);
  }

  private async run(): Promise<void> {
    try {
      do {
        this.again = false;
        await this.look();
      } while (this.again && !this.stopped);
    } finally {
      this.looking = null;
    }
  }
}
