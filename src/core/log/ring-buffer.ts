// The newest entries of the log, so that readers who come back soon cost Postgres nothing. Invariants: entries are dense and in
// order; what a channel gets from here is what the log gives it. Where content was hidden since, it is hidden here too; where it
// is shown again, it isn't here any more, and so the ring begins after it.
import type { Audience } from './audience.js';
import { redactEntry, type LogEntry } from './update.js';

/** `acceptedAt` is when what led to it came, where that led to it at once: not as an embargo that ended; `trace`, what it is traced under. */
export type RingEntry = { entry: LogEntry; channels: Record<string, number>; acceptedAt?: Date; trace?: string };

/** Letters of changes that a ring holds at most: a flood of rewritten long stories must not fill the memory. */
const MAX_CHARS = 32 * 1024 * 1024;

/** Roughly what an entry weighs beyond a fixed size: the sentences of its change. */
const charsOf = ({ entry }: RingEntry): number => (entry.change.ops ?? []).reduce((sum, op) => sum + ('text' in op ? op.text.length : 0), 0);

/** True where its readers are told that the story is hidden. An emptied entry in no channel tells nobody anything: an embargoed edit, which leaves them what they have. */
const isHidingEntry = ({ entry, channels }: RingEntry): boolean => entry.redacted === true && Object.keys(channels).length > 0;

export class RingBuffer {
  private entries: RingEntry[] = [];
  /** The seqs of each channel's entries, in order. */
  private readonly seqsByChannel = new Map<string, number[]>();
  /** The last hidden entry of each story that readers get. */
  private readonly lastHidden = new Map<string, number>();
  private chars = 0;

  /**
   * `start` is the seq that the first entry follows; at least `capacity` entries are kept, and fewer than twice as many: fewer
   * where their changes have more than `mostLetters`, of which then the newest half is kept, and the newest entry whatever it has.
   */
  constructor(
    private start: number,
    private readonly capacity: number,
    private readonly maxChars = MAX_CHARS,
  ) {}

  /** The seq of the newest entry, or of what came before the first. */
  get position(): number {
    return this.start + this.entries.length;
  }

  /** Takes the next entry, as the log gives it now; false, and nothing is taken, where it isn't the next. */
  push(next: RingEntry): boolean {
    const { seq, story } = next.entry;
    if (seq !== this.position + 1) return false;
    if (next.entry.redacted === true) this.redact(next);
    else if (next.entry.redacted !== true) this.dropUpTo(this.lastHidden.get(story.id) ?? 0);
    if (next.entry.audience !== undefined) this.restrict(story.id, next.entry.audience);
    this.entries.push(next);
    this.index(next);
    this.chars += charsOf(next);
    if (this.chars > this.maxChars) this.shrink();
    // In chunks: shifting one by one would move the whole array for each entry.
    if (this.entries.length >= this.capacity * 2) this.dropUpTo(this.position - this.capacity);
    return true;
  }

  /** True where every entry after `seq`, up to the position, is here. */
  covers(seq: number): boolean {
    return seq >= this.start;
  }

  /** The entries after `seq` that are in any of `channels`, in order, each once. */
  after(channels: readonly string[], seq: number): RingEntry[] {
    const found = channels.flatMap((channel) => {
      const places = this.seqsByChannel.get(channel);
      return places === undefined ? [] : places.slice(firstAfter(places, seq));
    });
    const inOrder = channels.length === 1 ? found : [...new Set(found)].sort((a, b) => a - b);
    return inOrder.flatMap((place) => this.entries[place - this.start - 1] ?? []);
  }

  /** The story is private, and a live blog's posts with it: so are their entries from before. */
  private restrict(story: string, audience: Audience): void {
    this.entries.forEach((kept, at) => {
      const { entry } = kept;
      if (entry.audience === undefined && (entry.story.id === story || entry.story.partOf === story)) this.entries[at] = { ...kept, entry: { ...entry, audience } };
    });
  }

  /** The story is hidden as `next` says: so are its entries from before. One that hides nothing from anybody tells only how what is hidden already is. */
  private redact(next: RingEntry): void {
    const { story } = next.entry;
    const all = isHidingEntry(next);
    this.entries.forEach((kept, at) => {
      if (kept.entry.story.id !== story.id || (!all && kept.entry.redacted !== true)) return;
      this.chars -= charsOf(kept);
      this.entries[at] = { ...kept, entry: redactEntry(kept.entry, story.pubStatus) };
      if (Object.keys(kept.channels).length > 0) this.lastHidden.set(story.id, kept.entry.seq);
    });
  }

  /** Lets go of the oldest until half of the letters are free again: not one by one, as each time costs the whole index. */
  private shrink(): void {
    let [left, from] = [this.chars, 0];
    for (; from < this.entries.length - 1 && left > this.maxChars / 2; from += 1) left -= charsOf(this.entries[from] as RingEntry);
    this.dropUpTo(this.start + from);
  }

  /** Lets go of the entries up to `seq`. */
  private dropUpTo(seq: number): void {
    if (seq <= this.start) return;
    this.entries = this.entries.slice(seq - this.start);
    this.start = seq;
    this.seqsByChannel.clear();
    this.lastHidden.clear();
    this.chars = 0;
    for (const kept of this.entries) {
      this.index(kept);
      this.chars += charsOf(kept);
    }
  }

  private index(kept: RingEntry): void {
    const { seq, story } = kept.entry;
    const channels = Object.keys(kept.channels);
    for (const channel of channels) {
      const places = this.seqsByChannel.get(channel);
      if (places === undefined) this.seqsByChannel.set(channel, [seq]);
      else places.push(seq);
    }
    if (isHidingEntry(kept)) this.lastHidden.set(story.id, seq);
  }
}

/** The index of the first of the rising `seqs` that is above `seq`. */
function firstAfter(seqs: readonly number[], seq: number): number {
  let [from, to] = [0, seqs.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((seqs[middle] ?? 0) > seq) to = middle;
    else from = middle + 1;
  }
  return from;
}
