// Refreshes a view of the desk: after events from the log, at a due time, when the page gets the focus, and
// periodically, because drafts are not in the log.
import { callAt } from '../../timing/call-at.js';
import { CoalescedTask } from '../../timing/coalesced-task.js';

const EVERY_MS = 15_000;
/** Events that arrive within this time cause one refresh. */
const COLLECT_MS = 80;
/** The least time to a scheduled refresh, so that a due time in the past cannot cause a loop. */
const MIN_DELAY_MS = 500;

export class Refresher {
  private readonly task: CoalescedTask;
  private cancelScheduled = (): void => undefined;
  private readonly interval = setInterval(() => this.refreshIfVisible(), EVERY_MS);
  private readonly refreshIfVisible = (): void => void (document.visibilityState === 'visible' && this.soon());

  constructor(refresh: () => Promise<void>) {
    this.task = new CoalescedTask(refresh);
    document.addEventListener('visibilitychange', this.refreshIfVisible);
    addEventListener('focus', this.refreshIfVisible);
    addEventListener('online', this.refreshIfVisible);
  }

  /** Refreshes in a moment, together with other requests. */
  soon(): void {
    this.task.runWithin(COLLECT_MS);
  }

  /** Refreshes now. Resolves after a refresh that began after this call. */
  async now(): Promise<void> {
    await this.task.run();
  }

  /**
   * Refreshes at this time (epoch milliseconds, this computer's clock) instead of an earlier scheduled one; null:
   * never.
   */
  at(time: number | null): void {
    this.cancelScheduled();
    if (time !== null) this.cancelScheduled = callAt(Math.max(time, Date.now() + MIN_DELAY_MS), () => this.soon());
  }

  stop(): void {
    this.task.stop();
    clearInterval(this.interval);
    this.cancelScheduled();
    document.removeEventListener('visibilitychange', this.refreshIfVisible);
    removeEventListener('focus', this.refreshIfVisible);
    removeEventListener('online', this.refreshIfVisible);
  }
}
