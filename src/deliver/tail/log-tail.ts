// One tail a node follows the log: a hint wakes it, and it reads what comes after its position, in order, from Postgres.
// It never trusts a hint to be there: every two seconds, and after every reconnection of the bus, it looks for itself.
// Invariants: the ring passes every entry once, in order; while an answer is under way nothing else moves it.
import { Ring, type RingEntry } from '../../core/log/ring.js';
import type { Logger } from '../../logger.js';
import type { UpdateLog } from '../../store/log/update-log.js';
import type { Hub } from './channel-hub.js';

const LOOK_MS = 2_000;
/** How many entries are asked for at a time, and how many are kept at least. */
const SIZES = { page: 500, ring: 2_000 };
/** So many entries that came by `offer` may wait for an answer that is under way. */
const MAX_OFFERED = 500;

export class LogTail {
  private ring: Ring;
  private reading: Promise<void> | null = null;
  private again = false;
  private readonly offered = new Map<number, RingEntry>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  epoch = '';
  /** Counts the resets: two places of one epoch are of one log only within one life. */
  life = 0;
  /** When the tail last knew itself to be at the head, in ms of the process's clock. */
  currentAt = 0;

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter'>,
    private readonly hub: Pick<Hub, 'dispatch' | 'reset'>,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly sizes = SIZES,
  ) {
    this.ring = new Ring(0, sizes.ring);
  }

  /** Fills the ring up to the head: all readers come back at once after a restart. Those further behind replay from Postgres. */
  async start(): Promise<void> {
    const { epoch, head, pruned = 0 } = await this.updateLog.head();
    this.epoch = epoch;
    this.ring = new Ring(Math.max(pruned, head - this.sizes.ring), this.sizes.ring);
    const filled = this.read();
    // Its failure is the start's to tell, and not of those who wait for its end.
    this.reading = filled.catch(() => undefined);
    try {
      await filled;
    } finally {
      this.reading = null;
    }
    if (!this.closed) this.timer = setInterval(() => this.wake(), LOOK_MS);
  }

  /** The seq of the newest entry that this node has given out. */
  get position(): number {
    return this.ring.position;
  }

  hint(seq: number): void {
    if (seq > this.position) this.wake();
  }

  /**
   * Takes an entry that this very process committed, as readers may have it. It is given out at once where it is the next;
   * else it is worth what a hint is.
   */
  offer(next: RingEntry): void {
    const { epoch, seq } = next.entry;
    if (this.closed || this.epoch === '' || seq <= this.position) return;
    if (epoch !== this.epoch) return this.wake();
    // An answer that is under way may hold it too, and must not find the ring moved.
    if (this.reading !== null && this.offered.size < MAX_OFFERED) this.offered.set(seq, next);
    else if (this.reading === null && seq === this.position + 1) this.pass(next);
    else this.wake();
  }

  /** Reads until the head; asked for while it reads, it reads once more. */
  wake(): void {
    if (this.closed || this.epoch === '') return;
    if (this.reading !== null) {
      this.again = true;
      return;
    }
    this.reading = this.read()
      .catch((error: unknown) => this.log.warn({ err: error }, 'the log tail could not read; it tries again'))
      .finally(() => {
        this.reading = null;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Resolves once a look that began after this call has ended, well or not. */
  async look(): Promise<void> {
    const underWay = this.reading;
    this.wake();
    await underWay;
    await this.reading;
  }

  /** True where the ring holds every entry after `seq` that this node has passed. */
  covers(seq: number): boolean {
    return this.ring.covers(seq);
  }

  after(channels: readonly string[], seq: number): RingEntry[] {
    return this.ring.after(channels, seq);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.reading;
  }

  private async read(): Promise<void> {
    for (;;) {
      const { epoch, head, pruned = 0, entries } = await this.updateLog.entriesAfter(this.position, this.sizes.page);
      const other = epoch !== this.epoch || head < this.position;
      // Or this node was away for so long that what it would go on with is let go.
      if (other || this.position < pruned) {
        this.log.warn({ was: this.epoch, is: epoch, head, pruned }, 'the log was reset; all readers are told');
        this.epoch = epoch;
        this.life += 1;
        this.ring = new Ring(head, this.sizes.ring);
        this.offered.clear();
        this.hub.reset(other ? 'epoch' : 'pruned');
        this.currentAt = performance.now();
        return;
      }
      for (const next of entries) this.pass(next);
      if (entries.length < this.sizes.page) {
        this.passOffered();
        this.currentAt = performance.now();
        return;
      }
    }
  }

  private pass(next: RingEntry): void {
    if (!this.ring.push(next)) throw new Error(`the log has no ${this.position + 1}; next is ${next.entry.seq}`);
    this.hub.dispatch(next);
  }

  /** What was offered meanwhile, as far as it follows; a gap in it is asked for, and what is behind the gap with it. */
  private passOffered(): void {
    for (const seq of [...this.offered.keys()].sort((a, b) => a - b)) {
      const next = this.offered.get(seq);
      if (next !== undefined && seq === this.position + 1) this.pass(next);
      else if (seq > this.position) this.again = true;
    }
    this.offered.clear();
  }
}
