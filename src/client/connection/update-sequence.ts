// Proves that no update of one channel is missing: each update names the one before it (`prev`). No network, no clock.
// Invariants: an update is accepted only right after the current position; none is accepted twice.
import { formatCursor, parseCursor, type Cursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';

/**
 * `next`: follows the position directly; `seen`: at or before it; `gap`: updates are missing, or the log is another
 * one.
 */
export type SequenceCheck = 'next' | 'seen' | 'gap';

export class UpdateSequence {
  private position: Cursor | null;
  /** Seq of the channel's last update; null while any seq up to the position can be the next update's `prev`. */
  private lastSeq: number | null = null;

  /** Starts after `since`; null: at the first update that arrives. */
  constructor(since: string | null) {
    this.position = since === null ? null : parseCursor(since);
  }

  /** The cursor to resume from; null while nothing has arrived. */
  get cursor(): string | null {
    return this.position === null ? null : formatCursor(this.position.epoch, this.position.seq);
  }

  /** Compares an update with the position, which stays as it is. */
  check({ cursor, prev }: Pick<Update, 'cursor' | 'prev'>): SequenceCheck {
    const at = parseCursor(cursor);
    if (this.position === null) return 'next';
    if (at.epoch !== this.position.epoch) return 'gap';
    if (at.seq <= this.position.seq) return 'seen';
    const follows = this.lastSeq === null ? prev <= this.position.seq : prev === this.lastSeq;
    return follows ? 'next' : 'gap';
  }

  /** Moves the position to an accepted update. */
  advance(cursor: string): void {
    this.position = parseCursor(cursor);
    this.lastSeq = this.position.seq;
  }

  /** The channel has no update between the last one and `cursor`. False if `cursor` is from another epoch. */
  sync(cursor: string): boolean {
    const at = parseCursor(cursor);
    if (this.position !== null && at.epoch !== this.position.epoch) return false;
    if (this.position === null || at.seq > this.position.seq) this.position = at;
    return true;
  }

  /** Starts again after `cursor`. */
  restart(cursor: string): void {
    this.position = parseCursor(cursor);
    this.lastSeq = null;
  }

  /** Goes back to the last update: after a gap, the syncs since then cannot be trusted. */
  rewind(): void {
    if (this.position !== null && this.lastSeq !== null)
      this.position = { epoch: this.position.epoch, seq: this.lastSeq };
  }
}

/** True if `cursor` is in the same epoch as `target` and not before it. */
export function hasReached(cursor: string, target: string | null): boolean {
  if (target === null) return true;
  const [at, to] = [parseCursor(cursor), parseCursor(target)];
  return at.epoch === to.epoch && at.seq >= to.seq;
}

/** The earlier of two cursors: resuming there skips nothing for either. With different epochs, the first. */
export const earlierCursor = (one: string, other: string): string => (hasReached(one, other) ? other : one);
