// Each node has one tail that follows the log in Postgres. A hint starts a read of everything after the
// tail's position, in order. Hints may get lost, so the tail also reads every two seconds and after each
// reconnect of the bus.
// Invariants: the ring takes every entry once, in order; while a read is in flight, nothing else appends to
// the ring.
import { CoalescedTask } from '../../concurrency/coalesced-task.js';
import { RingBuffer, type RingEntry } from '../../core/log/ring-buffer.js';
import type { Logger } from '../../logger.js';
import type { UpdateLog } from '../../store/log/update-log.js';
import type { ChannelHub } from './channel-hub.js';

const POLL_MS = 2_000;
/** `page`: entries per query; `ring`: entries that the ring keeps at least. */
const SIZES = { page: 500, ring: 2_000 };
/** Entries from `offer` that may wait for the read in flight. */
const MAX_OFFERED = 500;

export class LogTail {
  private ring: RingBuffer;
  private readonly reads: CoalescedTask;
  private readonly offered = new Map<number, RingEntry>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  epoch = '';
  /** The number of resets. Positions of one epoch are comparable only within a generation. */
  generation = 0;
  /** When the tail was last known to be at the head, in `performance.now()` ms. */
  caughtUpAt = 0;

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter'>,
    private readonly hub: Pick<ChannelHub, 'dispatch' | 'reset'>,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly sizes = SIZES,
  ) {
    this.ring = new RingBuffer(0, sizes.ring);
    this.reads = new CoalescedTask(
      () => this.readToHead(),
      (error) => this.log.warn({ err: error }, 'the log tail could not read the log; it retries'),
    );
  }

  /**
   * Fills the ring up to the head, because all readers resume at once after a restart. Throws if Postgres
   * does not answer.
   */
  async start(): Promise<void> {
    const { epoch, head, pruned = 0 } = await this.updateLog.head();
    this.epoch = epoch;
    this.ring = new RingBuffer(Math.max(pruned, head - this.sizes.ring), this.sizes.ring);
    await this.reads.runFirst();
    if (!this.isClosed) this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  /** The seq of the newest entry that this node has dispatched. */
  get position(): number {
    return this.ring.position;
  }

  /** The log has reached `seq`. */
  hint(seq: number): void {
    if (seq > this.position) this.wake();
  }

  /**
   * Takes an entry that this process committed. The next entry is dispatched at once; any other acts as a
   * hint.
   */
  offer(next: RingEntry): void {
    const { epoch, seq } = next.entry;
    if (this.isClosed || this.epoch === '' || seq <= this.position) return;
    if (epoch !== this.epoch) return this.wake();
    // The read in flight may return this entry too, so the ring must not take it now.
    if (this.reads.isRunning && this.offered.size < MAX_OFFERED) this.offered.set(seq, next);
    else if (!this.reads.isRunning && seq === this.position + 1) this.publish(next);
    else this.wake();
  }

  /** Reads up to the head; during a read, requests one more. */
  wake(): void {
    if (this.epoch !== '') this.reads.request();
  }

  /** Resolves after a read that began after this call, successful or not. */
  async poll(): Promise<void> {
    if (this.epoch !== '') await this.reads.runToEnd();
  }

  /** True if the ring holds every dispatched entry after `seq`. */
  covers(seq: number): boolean {
    return this.ring.covers(seq);
  }

  /** The ring's entries in any of `channels` after `seq`, in order. */
  after(channels: readonly string[], seq: number): RingEntry[] {
    return this.ring.after(channels, seq);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.timer);
    await this.reads.stop();
  }

  private async readToHead(): Promise<void> {
    for (;;) {
      const { epoch, head, pruned = 0, entries } = await this.updateLog.entriesAfter(this.position, this.sizes.page);
      const isOtherLog = epoch !== this.epoch || head < this.position;
      // A tail that was cut off for long may need entries that are pruned by now.
      if (isOtherLog || this.position < pruned) {
        this.log.warn(
          { was: this.epoch, is: epoch, head, pruned },
          'the log was reset or pruned; all readers get a reset',
        );
        this.epoch = epoch;
        this.generation += 1;
        this.ring = new RingBuffer(head, this.sizes.ring);
        this.offered.clear();
        this.hub.reset(isOtherLog ? 'epoch' : 'pruned');
        this.caughtUpAt = performance.now();
        return;
      }
      for (const next of entries) this.publish(next);
      if (entries.length < this.sizes.page) {
        this.publishOffered();
        this.caughtUpAt = performance.now();
        return;
      }
    }
  }

  private publish(next: RingEntry): void {
    if (!this.ring.push(next))
      throw new Error(`the log has no entry ${this.position + 1}; the next is ${next.entry.seq}`);
    this.hub.dispatch(next);
  }

  /** Publishes offered entries as far as they are contiguous. A gap needs another read. */
  private publishOffered(): void {
    for (const seq of [...this.offered.keys()].sort((a, b) => a - b)) {
      const next = this.offered.get(seq);
      if (next !== undefined && seq === this.position + 1) this.publish(next);
      else if (seq > this.position) this.wake();
    }
    this.offered.clear();
  }
}
