// One tail a node follows the log: a hint wakes it, and it reads what comes after its position, in order, from Postgres.
// It never trusts a hint to be there: every two seconds, and after every reconnection of the bus, it looks for itself.
import { Ring, type RingEntry } from '../core/replay.js';
import type { Logger } from '../logger.js';
import type { UpdateLog } from '../store/update-log.js';
import type { Hub } from './hub.js';

const LOOK_MS = 2_000;
const PAGE = 500;
const RING = 2_000;

export class LogTail {
  private ring = new Ring(0, RING);
  private reading: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  epoch = '';
  /** When the tail last knew itself to be at the head, in ms of the process's clock. */
  currentAt = 0;

  constructor(
    private readonly updateLog: UpdateLog,
    private readonly hub: Hub,
    private readonly log: Logger,
  ) {}

  /** Begins at the head; readers who are behind replay from Postgres. */
  async start(): Promise<void> {
    const { epoch, head } = await this.updateLog.head();
    this.epoch = epoch;
    this.ring = new Ring(head, RING);
    this.currentAt = performance.now();
    this.timer = setInterval(() => this.wake(), LOOK_MS);
  }

  /** The seq of the newest entry that this node has given out. */
  get position(): number {
    return this.ring.position;
  }

  hint(seq: number): void {
    if (seq > this.position) this.wake();
  }

  /** Reads until the head; asked for while it reads, it reads once more. */
  wake(): void {
    if (this.closed) return;
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

  /** True where the ring holds every entry after `seq` that this node has passed. */
  covers(seq: number): boolean {
    return this.ring.covers(seq);
  }

  after(channel: string, seq: number): RingEntry[] {
    return this.ring.after(channel, seq);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.reading;
  }

  private async read(): Promise<void> {
    for (;;) {
      const { epoch, head, entries } = await this.updateLog.entriesAfter(this.position, PAGE);
      if (epoch !== this.epoch || head < this.position) {
        this.log.warn({ was: this.epoch, is: epoch, head }, 'the log was reset; all readers are told');
        this.epoch = epoch;
        this.ring = new Ring(head, RING);
        this.hub.reset('epoch');
        return;
      }
      for (const next of entries) {
        if (!this.ring.push(next)) throw new Error(`the log has no ${this.position + 1}; next is ${next.entry.seq}`);
        this.hub.dispatch(next);
      }
      if (entries.length < PAGE) {
        this.currentAt = performance.now();
        return;
      }
    }
  }
}
