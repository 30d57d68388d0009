// Decides what the subscriber of a channel receives. No network, no clock: events in, steps out. Invariants: each
// update is delivered once, in order; none is skipped without a `reset`; while a gap is open only the pages that fill
// it are delivered, and updates that arrive meanwhile wait.
import { parseCursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';
import { hasReached, UpdateSequence } from './update-sequence.js';

/** The answer of `GET /v1/updates`. */
export type UpdatesPage = { epoch: string; head: number; updates: Update[]; next: string };

/**
 * `deliver` an update. `backfill`: get the page after this cursor, after a pause if the server is behind. `reset`:
 * report that the updates before this cursor cannot be delivered.
 */
export type ChannelStep =
  | { do: 'deliver'; update: Update }
  | { do: 'backfill'; after: string; pause: boolean }
  | { do: 'reset'; cursor: string; reason: string };

const MAX_WAITING = 500;

export class ChannelReader {
  private readonly sequence: UpdateSequence;
  /** The open gap: filled once a page reaches `until`. */
  private gap: { until: string; waiting: Update[] } | null = null;
  private lastReset: string | null = null;

  /** Starts after `since`; null: at the next update. */
  constructor(since: string | null) {
    this.sequence = new UpdateSequence(since);
  }

  /** Everything up to this cursor was delivered; null until the first event. */
  get cursor(): string | null {
    return this.sequence.cursor;
  }

  take(update: Update): ChannelStep[] {
    if (this.gap !== null) {
      // What does not fit in the queue comes with the pages.
      if (this.gap.waiting.length >= MAX_WAITING) this.gap = { until: update.cursor, waiting: [] };
      else this.gap.waiting.push(update);
      return [];
    }
    const check = this.sequence.check(update);
    if (check === 'seen') return [];
    if (check === 'next') return this.deliver(update);
    const at = parseCursor(update.cursor);
    if (at.epoch !== parseCursor(this.cursor ?? update.cursor).epoch) {
      return [...this.reset(`${at.epoch}.${at.seq - 1}`, 'epoch'), ...this.deliver(update)];
    }
    this.sequence.rewind();
    this.gap = { until: update.cursor, waiting: [update] };
    return this.backfill(false);
  }

  /** The channel has no update between the last one and `cursor`. */
  sync(cursor: string): ChannelStep[] {
    return this.gap !== null || this.sequence.sync(cursor) ? [] : this.reset(cursor, 'epoch');
  }

  /** The server cannot resume from the reader's cursor: everything before `cursor` must be loaded again. */
  reset(cursor: string, reason: string): ChannelStep[] {
    // A response and an event may both report the same reset.
    if (this.lastReset === cursor && this.cursor === cursor) return [];
    this.gap = null;
    this.lastReset = cursor;
    this.sequence.restart(cursor);
    return [{ do: 'reset', cursor, reason }];
  }

  /** Takes the page that a `backfill` step asked for. */
  filled(page: UpdatesPage): ChannelStep[] {
    if (this.gap === null) return [];
    const steps: ChannelStep[] = [];
    for (const update of page.updates) {
      const check = this.sequence.check(update);
      // The log itself has a gap here, so the updates before it cannot be proved complete.
      if (check === 'gap') return [...steps, ...this.reset(`${page.epoch}.${page.head}`, 'gap')];
      if (check === 'next') steps.push(...this.deliver(update));
    }
    if (!this.sequence.sync(page.next)) return [...steps, ...this.reset(`${page.epoch}.${page.head}`, 'epoch')];
    const { until, waiting } = this.gap;
    if (!hasReached(page.next, until)) return [...steps, ...this.backfill(page.updates.length === 0)];
    this.gap = null;
    return [...steps, ...waiting.flatMap((update) => this.take(update))];
  }

  private deliver(update: Update): ChannelStep[] {
    this.sequence.advance(update.cursor);
    return [{ do: 'deliver', update }];
  }

  private backfill(pause: boolean): ChannelStep[] {
    return [{ do: 'backfill', after: this.cursor ?? '', pause }];
  }
}
