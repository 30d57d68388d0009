// The newest entries of the log, so that readers who come back soon cost Postgres nothing. Invariants: entries are dense and in
// order; content that was hidden since is hidden here too.
import { withoutContent, type LogEntry } from './update.js';

export type RingEntry = { entry: LogEntry; channels: Record<string, number> };

export class Ring {
  private entries: RingEntry[] = [];

  /** `start` is the seq that the first entry follows; at most `capacity` entries are kept. */
  constructor(
    private start: number,
    private readonly capacity: number,
  ) {}

  /** The seq of the newest entry, or of what came before the first. */
  get position(): number {
    return this.start + this.entries.length;
  }

  /** Takes the next entry; false, and nothing is taken, where it isn't the next. */
  push(next: RingEntry): boolean {
    if (next.entry.seq !== this.position + 1) return false;
    const { id, pubStatus } = next.entry.story;
    if (pubStatus !== 'usable') this.entries = this.entries.map((kept) => (kept.entry.story.id === id ? { ...kept, entry: withoutContent(kept.entry, pubStatus) } : kept));
    this.entries.push(next);
    // In chunks: shifting one by one would move the whole array for each entry.
    if (this.entries.length >= this.capacity * 2) {
      this.start += this.entries.length - this.capacity;
      this.entries = this.entries.slice(-this.capacity);
    }
    return true;
  }

  /** True where every entry after `seq`, up to the position, is here. */
  covers(seq: number): boolean {
    return seq >= this.start;
  }

  /** The entries of a channel after `seq`, in order. */
  after(channel: string, seq: number): RingEntry[] {
    return this.entries.slice(Math.max(0, seq - this.start)).filter((kept) => Object.hasOwn(kept.channels, channel));
  }
}
