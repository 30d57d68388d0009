// Decides what a subscriber of a channel is given. No network, no clock: events in, steps out.
// Invariants: updates are given once, in order; none is skipped unless a `reset` says so; while a gap is open nothing is given
// but the pages that fill it, and what arrives meanwhile waits for them.
import { parseCursor } from '../../core/log/cursor.js';
import type { Update } from '../../core/log/update.js';
import { UpdateSequence, hasReached } from './update-sequence.js';

/** `GET /v1/updates`. */
export type UpdatesPage = { epoch: string; head: number; updates: Update[]; next: string };

/** `give` an update; `fill`: get the page after this cursor, after a pause where the server was found to be behind; `reset`: say so. */
export type ChannelStep = { do: 'give'; update: Update } | { do: 'fill'; after: string; pause: boolean } | { do: 'reset'; cursor: string; reason: string };

const MAX_WAITING = 500;

export class ChannelReader {
  private readonly chain: UpdateSequence;
  private gap: { until: string; waiting: Update[] } | null = null;
  private lastReset: string | null = null;

  /** Begins after `since`; null: now. */
  constructor(since: string | null) {
    this.chain = new UpdateSequence(since);
  }

  /** Everything up to here was given; null while it isn't known where "now" was. */
  get cursor(): string | null {
    return this.chain.cursor;
  }

  take(update: Update): ChannelStep[] {
    if (this.gap !== null) {
      // A flood: what doesn't fit comes with the pages.
      if (this.gap.waiting.length >= MAX_WAITING) this.gap = { until: update.cursor, waiting: [] };
      else this.gap.waiting.push(update);
      return [];
    }
    const link = this.chain.check(update);
    if (link === 'old') return [];
    if (link === 'next') return this.give(update);
    const at = parseCursor(update.cursor);
    if (at.epoch !== parseCursor(this.cursor ?? update.cursor).epoch) return [...this.reset(`${at.epoch}.${at.seq - 1}`, 'epoch'), ...this.give(update)];
    this.chain.rewind();
    this.gap = { until: update.cursor, waiting: [update] };
    return this.fill(false);
  }

  /** Nothing in this channel is between the last update and `cursor`. */
  sync(cursor: string): ChannelStep[] {
    return this.gap !== null || this.chain.sync(cursor) ? [] : this.reset(cursor, 'epoch');
  }

  /** The server can't go on from where we were: what is before `cursor` has to be loaded anew. */
  reset(cursor: string, reason: string): ChannelStep[] {
    // An answer and an event may both say so.
    if (this.lastReset === cursor && this.cursor === cursor) return [];
    this.gap = null;
    this.lastReset = cursor;
    this.chain.restart(cursor);
    return [{ do: 'reset', cursor, reason }];
  }

  /** The page that `fill` asked for. */
  filled(page: UpdatesPage): ChannelStep[] {
    if (this.gap === null) return [];
    const steps: ChannelStep[] = [];
    for (const update of page.updates) {
      const link = this.chain.check(update);
      // What even the log itself doesn't connect can't be proved to be whole.
      if (link === 'gap') return [...steps, ...this.reset(`${page.epoch}.${page.head}`, 'gap')];
      if (link === 'next') steps.push(...this.give(update));
    }
    if (!this.chain.sync(page.next)) return [...steps, ...this.reset(`${page.epoch}.${page.head}`, 'epoch')];
    const { until, waiting } = this.gap;
    if (!hasReached(page.next, until)) return [...steps, ...this.fill(page.updates.length === 0)];
    this.gap = null;
    return [...steps, ...waiting.flatMap((update) => this.take(update))];
  }

  private give(update: Update): ChannelStep[] {
    this.chain.advance(update.cursor);
    return [{ do: 'give', update }];
  }

  private fill(pause: boolean): ChannelStep[] {
    return [{ do: 'fill', after: this.cursor ?? '', pause }];
  }
}
