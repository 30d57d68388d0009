// Proves that nothing is missing in one channel: each update names the one before it. No network, no clock.
// Invariants: what follows the place that was reached follows it at once; what was reached is not taken again.
import { formatCursor, parseCursor, type Cursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';

/** `next`: nothing is between; `old`: was had before; `gap`: something is missing, or it is of another log. */
export type SequenceCheck = 'next' | 'old' | 'gap';

export class UpdateSequence {
  private position: Cursor | null;
  /** Seq of the last update in this channel; null where any seq up to the position can be the one before. */
  private last: number | null = null;

  /** Begins at `since`; null: with whatever comes first. */
  constructor(since: string | null) {
    this.position = since === null ? null : parseCursor(since);
  }

  /** Where to resume from; null while nothing is known. */
  get cursor(): string | null {
    return this.position === null ? null : formatCursor(this.position.epoch, this.position.seq);
  }

  /** What this update is to the place that was reached, which stays. */
  check({ cursor, prev }: Pick<Update, 'cursor' | 'prev'>): SequenceCheck {
    const at = parseCursor(cursor);
    if (this.position === null) return 'next';
    if (at.epoch !== this.position.epoch) return 'gap';
    if (at.seq <= this.position.seq) return 'old';
    const chained = this.last === null ? prev <= this.position.seq : prev === this.last;
    return chained ? 'next' : 'gap';
  }

  /** An update was had: it is the place now. */
  advance(cursor: string): void {
    this.position = parseCursor(cursor);
    this.last = this.position.seq;
  }

  /** Nothing in this channel is between the last update and `cursor`. False where that is of another log. */
  sync(cursor: string): boolean {
    const at = parseCursor(cursor);
    if (this.position !== null && at.epoch !== this.position.epoch) return false;
    if (this.position === null || at.seq > this.position.seq) this.position = at;
    return true;
  }

  /** Begins anew at `cursor`. */
  restart(cursor: string): void {
    this.position = parseCursor(cursor);
    this.last = null;
  }

  /** Back to the last update: where something turned out to be missing, what a sync said is not to be trusted. */
  rewind(): void {
    if (this.position !== null && this.last !== null) this.position = { epoch: this.position.epoch, seq: this.last };
  }
}

/** True where `cursor` is of the same log as `goal` and not before it. */
export function hasReached(cursor: string, goal: string | null): boolean {
  if (goal === null) return true;
  const [at, to] = [parseCursor(cursor), parseCursor(goal)];
  return at.epoch === to.epoch && at.seq >= to.seq;
}

/** The cursor that is further back, so that from there nothing is missing for either; of different logs, the first. */
export const earlierCursor = (one: string, other: string): string => (hasReached(one, other) ? other : one);
