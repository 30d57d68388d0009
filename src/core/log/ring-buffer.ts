// The newest entries of the log, in memory, so that readers who resume soon cost no query.
// Invariant: seqs are gapless, and each channel gets the same entries as from the log. When a story is
// hidden, its buffered entries are redacted; when it is shown again, the buffer drops everything up to them,
// as it no longer has their content.
import type { Audience } from './audience.js';
import { redactEntry, type LogEntry } from './update.js';

/**
 * `channels`: by channel, the seq of its previous entry. `acceptedAt`: when the submission arrived; absent
 * for embargoes that ended.
 */
export type RingEntry = { entry: LogEntry; channels: Record<string, number>; acceptedAt?: Date; trace?: string };

/** Characters of ops in the buffer at most: many rewrites of long stories must not fill the memory. */
const MAX_CHARS = 32 * 1024 * 1024;

/** The variable part of an entry's size: the sentences in its ops. */
const charsOf = ({ entry }: RingEntry): number =>
  (entry.change.ops ?? []).reduce((sum, op) => sum + ('text' in op ? op.text.length : 0), 0);

/**
 * True where the entry hides its story. A redacted entry on no channel is an embargoed edit, and hides
 * nothing.
 */
const isHidingEntry = ({ entry, channels }: RingEntry): boolean =>
  entry.redacted === true && Object.keys(channels).length > 0;

export class RingBuffer {
  private entries: RingEntry[] = [];
  /** The seqs of each channel's entries, in order. */
  private readonly seqsByChannel = new Map<string, number[]>();
  /** By story: the seq of its last entry that hides it. */
  private readonly lastHidden = new Map<string, number>();
  private chars = 0;

  /**
   * `start` is the seq before the first entry. The buffer has `capacity` to twice `capacity` entries. Beyond
   * `maxChars` it drops the oldest until half of that is left, but never the newest entry.
   */
  constructor(
    private start: number,
    private readonly capacity: number,
    private readonly maxChars = MAX_CHARS,
  ) {}

  /** The seq of the newest entry; `start` while there is none. */
  get position(): number {
    return this.start + this.entries.length;
  }

  /** Appends an entry as read from the log just now. False, without effect, where its seq isn't the next. */
  push(next: RingEntry): boolean {
    const { seq, story } = next.entry;
    if (seq !== this.position + 1) return false;
    if (next.entry.redacted === true) this.redact(next);
    else this.dropUpTo(this.lastHidden.get(story.id) ?? 0);
    if (next.entry.audience !== undefined) this.restrict(story.id, next.entry.audience);
    this.entries.push(next);
    this.index(next);
    this.chars += charsOf(next);
    if (this.chars > this.maxChars) this.shrink();
    // In chunks: dropping one by one would copy the whole array for each entry.
    if (this.entries.length >= this.capacity * 2) this.dropUpTo(this.position - this.capacity);
    return true;
  }

  /** True where the buffer has all entries after `seq`. */
  covers(seq: number): boolean {
    return seq >= this.start;
  }

  /** The entries after `seq` on any of `channels`, in order, without duplicates. */
  after(channels: readonly string[], seq: number): RingEntry[] {
    const found = channels.flatMap((channel) => {
      const seqs = this.seqsByChannel.get(channel);
      return seqs === undefined ? [] : seqs.slice(firstAfter(seqs, seq));
    });
    const inOrder = channels.length === 1 ? found : [...new Set(found)].sort((a, b) => a - b);
    return inOrder.flatMap((at) => this.entries[at - this.start - 1] ?? []);
  }

  /** The story became private, and with it a live blog's posts: restricts their earlier entries. */
  private restrict(story: string, audience: Audience): void {
    this.entries.forEach((item, at) => {
      const { entry } = item;
      if (entry.audience === undefined && (entry.story.id === story || entry.story.partOf === story))
        this.entries[at] = { ...item, entry: { ...entry, audience } };
    });
  }

  /**
   * Redacts the story's earlier entries as `next` says. One that hides nothing only updates the status of
   * those already redacted.
   */
  private redact(next: RingEntry): void {
    const { story } = next.entry;
    const all = isHidingEntry(next);
    this.entries.forEach((item, at) => {
      if (item.entry.story.id !== story.id || (!all && item.entry.redacted !== true)) return;
      this.chars -= charsOf(item);
      this.entries[at] = { ...item, entry: redactEntry(item.entry, story.pubStatus) };
      if (Object.keys(item.channels).length > 0) this.lastHidden.set(story.id, item.entry.seq);
    });
  }

  /** Drops the oldest until half of the characters are free: in bulk, since each drop rebuilds the index. */
  private shrink(): void {
    let [left, from] = [this.chars, 0];
    for (; from < this.entries.length - 1 && left > this.maxChars / 2; from += 1)
      left -= charsOf(this.entries[from] as RingEntry);
    this.dropUpTo(this.start + from);
  }

  /** Drops the entries up to `seq`. */
  private dropUpTo(seq: number): void {
    if (seq <= this.start) return;
    this.entries = this.entries.slice(seq - this.start);
    this.start = seq;
    this.seqsByChannel.clear();
    this.lastHidden.clear();
    this.chars = 0;
    for (const item of this.entries) {
      this.index(item);
      this.chars += charsOf(item);
    }
  }

  private index(item: RingEntry): void {
    const { seq, story } = item.entry;
    const channels = Object.keys(item.channels);
    for (const channel of channels) {
      const seqs = this.seqsByChannel.get(channel);
      if (seqs === undefined) this.seqsByChannel.set(channel, [seq]);
      else seqs.push(seq);
    }
    if (isHidingEntry(item)) this.lastHidden.set(story.id, seq);
  }
}

/** The index of the first of the ascending `seqs` above `seq` (binary search). */
function firstAfter(seqs: readonly number[], seq: number): number {
  let [from, to] = [0, seqs.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((seqs[middle] ?? 0) > seq) to = middle;
    else from = middle + 1;
  }
  return from;
}
