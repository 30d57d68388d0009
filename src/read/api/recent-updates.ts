// The newest entries of the log, looked after only while somebody asks: one query a second whatever the number of readers, of
// their channels and of their cursors. What this process commits is seen at once. Every change of what a reader may see is an
// entry of the log, so that what was right at a position stays right as long as the position does.
import { resetReason, type Cursor } from '../../core/log/cursor.js';
import { RingBuffer } from '../../core/log/ring-buffer.js';
import { updateFor } from '../../core/log/update.js';
import type { LogHead, TailEntry, UpdateLog } from '../../store/log/update-log.js';
import { encodeUpdate, type EncodedUpdate } from './updates-page.js';

/** So long is what was seen of the log taken for its head. */
const LOOK_MS = 1_000;
const RING = 2_000;
const PAGE = 1_000;

export class RecentUpdates {
  private ring = new RingBuffer(0, RING);
  private epoch = '';
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** How often this process has committed, and how much of that the last look can have seen. */
  private commits = 0;
  private seenCommits = 0;
  private looking: Promise<void> | null = null;
  /** Encoded once for all readers of a channel, and forgotten with the entry. */
  private readonly told = new WeakMap<TailEntry, Map<string, EncodedUpdate>>();

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter'>,
    private readonly now: () => number,
  ) {}

  /** The log as far as it was seen. */
  get log(): LogHead {
    return { epoch: this.epoch, head: this.ring.position };
  }

  /** Something was committed: the next reader looks. */
  outdate(): void {
    this.commits += 1;
  }

  /** Resolves once what was seen is a second old at most, and new enough to know `since`. Throws where Postgres doesn't answer. */
  async fresh(since: Cursor | null): Promise<void> {
    // Twice at most: the first look may have been on its way when this reader came.
    for (let look = 0; look < 2 && this.old(since); look += 1) await (this.looking ??= this.look().finally(() => (this.looking = null)));
  }

  /** True where every entry after `seq` is here. */
  covers(seq: number): boolean {
    return this.ring.covers(seq);
  }

  /** A channel's updates after `seq` in order, `limit` at most. */
  after(channel: string, seq: number, limit: number): EncodedUpdate[] {
    return this.ring.after([channel], seq).slice(0, limit).map((entry) => this.tell(channel, entry));
  }

  private old(since: Cursor | null): boolean {
    return this.seenCommits < this.commits || this.now() - this.lookedAt >= LOOK_MS || (since !== null && resetReason(since, this.log) !== null);
  }

  private tell(channel: string, ringEntry: TailEntry): EncodedUpdate {
    let channels = this.told.get(ringEntry);
    if (channels === undefined) this.told.set(ringEntry, (channels = new Map<string, EncodedUpdate>()));
    let told = channels.get(channel);
    if (told === undefined) {
      const { entry } = ringEntry;
      channels.set(channel, (told = encodeUpdate(updateFor(channel, ringEntry.channels[channel] ?? 0, entry), entry.seq)));
    }
    return told;
  }

  private async look(): Promise<void> {
    const [began, commits] = [this.now(), this.commits];
    try {
      if (this.epoch === '') this.begin(await this.updateLog.head());
      await this.follow();
      [this.lookedAt, this.seenCommits] = [began, commits];
    } catch (error) {
      this.lookedAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  private async follow(): Promise<void> {
    for (;;) {
      const { epoch, head, pruned = 0, entries } = await this.updateLog.entriesAfter(this.ring.position, PAGE);
      const { position } = this.ring;
      // Another log, or one that went on for long while nobody asked.
      if (epoch !== this.epoch || head < position || head - position > RING || position < pruned) this.begin({ epoch, head, pruned });
      else {
        for (const next of entries) if (!this.ring.push(next)) throw new Error(`the log has no ${this.ring.position + 1}; next is ${next.entry.seq}`);
        if (this.ring.position >= head) return;
      }
    }
  }

  private begin({ epoch, head, pruned = 0 }: LogHead): void {
    this.epoch = epoch;
    this.ring = new RingBuffer(Math.max(pruned, head - RING), RING);
  }
}
