import { CoalescedTask } from '../../concurrency/coalesced-task.js';

/**
 * Announces to other nodes that the log has grown. Hints may be lost, doubled or reordered: each tail also polls
 * every two seconds.
 */
export type HintBus = {
  readonly kind: 'postgres' | 'redis';
  /**
   * Subscribes and reconnects by itself. `connected` runs on every (re)connection, as hints may have been
   * missed.
   */
  listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void>;
  /**
   * Announces that the log has reached `seq`. Never throws or waits: a lost hint delays an update by two
   * seconds at most.
   */
  hint(seq: number): void;
  /** False if the subscription is down, or hints don't come back. */
  readonly isConnected: boolean;
  close(): Promise<void>;
};

/** The Redis channel, and the Postgres notification channel. */
export const HINT_CHANNEL = 'dateline_hints';

/** Sends the newest hint only, so that a flood of updates becomes one hint at a time. */
export class LatestHintSender {
  private latest = 0;
  private readonly sending: CoalescedTask;

  constructor(transmit: (seq: number) => Promise<unknown>, onError: (error: unknown) => void) {
    this.sending = new CoalescedTask(async () => {
      const seq = this.latest;
      this.latest = 0;
      await transmit(seq);
    }, onError);
  }

  send(seq: number): void {
    this.latest = Math.max(seq, this.latest);
    this.sending.request();
  }
}
