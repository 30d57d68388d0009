// The newest entries of the log, read only on demand: one query a second, whatever the number of readers,
// channels and cursors. Commits of this process are visible at once.
// Invariant: every change of what readers may see is an entry of the log, so a result holds as long as the
// position is the same.
import { resetReason, type Cursor } from '../../core/log/cursor.js';
import { RingBuffer } from '../../core/log/ring-buffer.js';
import { updateFor } from '../../core/log/update.js';
import type { LogHead, TailEntry, UpdateLog } from '../../store/log/update-log.js';
import { encodeUpdate, type EncodedUpdate } from './updates-page.js';

/** How long a poll counts as current. */
const MAX_AGE_MS = 1_000;
const RING_CAPACITY = 2_000;
const PAGE_SIZE = 1_000;

export class RecentUpdates {
  private ring = new RingBuffer(0, RING_CAPACITY);
  private epoch = '';
  private polledAt = Number.NEGATIVE_INFINITY;
  /** Commits of this process, and how many of them the last poll covers. */
  private commits = 0;
  private polledCommits = 0;
  private polling: Promise<void> | null = null;
  /** Encoded once per channel; garbage collected with the entry. */
  private readonly encoded = new WeakMap<TailEntry, Map<string, EncodedUpdate>>();

  constructor(
    private readonly updateLog: Pick<UpdateLog, 'head' | 'entriesAfter'>,
    private readonly now: () => number,
  ) {}

  /** The epoch and head as of the last poll. */
  get log(): LogHead {
    return { epoch: this.epoch, head: this.ring.position };
  }

  /** Call after a commit: the next request polls. */
  invalidate(): void {
    this.commits += 1;
  }

  /**
   * Polls unless the last poll is less than a second old and covers `since`. Throws if Postgres does not
   * answer.
   */
  async refresh(since: Cursor | null): Promise<void> {
    // Twice at most: a poll in flight may have begun before this request.
    for (let polls = 0; polls < 2 && this.isStale(since); polls += 1) {
      await (this.polling ??= this.poll().finally(() => (this.polling = null)));
    }
  }

  /** True if the ring holds every entry after `seq`. */
  covers(seq: number): boolean {
    return this.ring.covers(seq);
  }

  /** The first `limit` updates of a channel after `seq`, in order. */
  after(channel: string, seq: number, limit: number): EncodedUpdate[] {
    return this.ring
      .after([channel], seq)
      .slice(0, limit)
      .map((entry) => this.encode(channel, entry));
  }

  private isStale(since: Cursor | null): boolean {
    const isUnknown = since !== null && resetReason(since, this.log) !== null;
    return this.polledCommits < this.commits || this.now() - this.polledAt >= MAX_AGE_MS || isUnknown;
  }

  private encode(channel: string, ringEntry: TailEntry): EncodedUpdate {
    let channels = this.encoded.get(ringEntry);
    if (channels === undefined) this.encoded.set(ringEntry, (channels = new Map<string, EncodedUpdate>()));
    let encoded = channels.get(channel);
    if (encoded === undefined) {
      const { entry } = ringEntry;
      channels.set(
        channel,
        (encoded = encodeUpdate(updateFor(channel, ringEntry.channels[channel] ?? 0, entry), entry.seq)),
      );
    }
    return encoded;
  }

  private async poll(): Promise<void> {
    const [startedAt, commits] = [this.now(), this.commits];
    try {
      if (this.epoch === '') this.startAt(await this.updateLog.head());
      await this.readToHead();
      [this.polledAt, this.polledCommits] = [startedAt, commits];
    } catch (error) {
      this.polledAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  private async readToHead(): Promise<void> {
    for (;;) {
      const { epoch, head, pruned = 0, entries } = await this.updateLog.entriesAfter(this.ring.position, PAGE_SIZE);
      const { position } = this.ring;
      // Another log, or one that grew beyond the ring since the last request.
      if (epoch !== this.epoch || head < position || head - position > RING_CAPACITY || position < pruned) {
        this.startAt({ epoch, head, pruned });
        continue;
      }
      for (const next of entries) {
        if (!this.ring.push(next))
          throw new Error(`the log has no entry ${this.ring.position + 1}; the next is ${next.entry.seq}`);
      }
      if (this.ring.position >= head) return;
    }
  }

  private startAt({ epoch, head, pruned = 0 }: LogHead): void {
    this.epoch = epoch;
    this.ring = new RingBuffer(Math.max(pruned, head - RING_CAPACITY), RING_CAPACITY);
  }
}
