// Decides what a reader does with what arrives. No DOM, no network, no clock: events in, steps out.
// Invariants: a revision is shown once, in order; `cursor` is a place before which nothing is missing on screen;
// while a gap is open nothing is shown but a whole page, and what arrives meanwhile waits for it.
import type { Op } from '../core/change.js';
import { parseCursor, formatCursor, type Cursor } from '../core/cursor.js';
import type { Update } from '../core/update.js';

/** What a loaded page holds: the log's head when it was read, and the revision of each story on it. */
export type PageState = { cursor: string; revisions: Record<string, number> };

/** When what was patched is compared with the page: `now` where the page shows more, `soon` where only words on hover may differ. */
export type Compare = 'now' | 'soon' | 'never';

/** `load`: get the page now; `show`: patch what is on screen, then compare it with the page. */
export type Step = { do: 'load' } | { do: 'show'; update: Update; ops: Op[]; compare: Compare } | { do: 'kill'; update: Update };

const MAX_WAITING = 500;

/** The fields that an update carries; others are only on the page. */
const CARRIED: readonly string[] = ['headline', 'versionCreated'];

function compareAfter({ fields, silent }: Update['change']): Compare {
  if (fields?.some((field) => !CARRIED.includes(field)) === true) return 'now';
  // A stamp that stayed keeps its words as well, so that ops are the whole of a silent edit.
  return silent && fields?.length === 0 ? 'never' : 'soon';
}

export class Reader {
  private position: Cursor;
  private revisions: Map<string, number>;
  /** Seq of the last update in this channel; null after a load, when any seq up to the position can be the one before. */
  private last: number | null = null;
  /** The open gap: the page must be of this cursor at least; what arrived since waits. */
  private gap: { until: Cursor; waiting: Update[] } | null = null;

  constructor(
    private readonly story: string,
    page: PageState,
  ) {
    this.position = parseCursor(page.cursor);
    this.revisions = new Map(Object.entries(page.revisions));
  }

  /** Where to resume from. */
  get cursor(): string {
    return formatCursor(this.position.epoch, this.position.seq);
  }

  take(update: Update): Step[] {
    const at = parseCursor(update.cursor);
    if (this.gap !== null) {
      // A flood while the page loads: forget it, and ask for a page that has it.
      if (this.gap.waiting.length >= MAX_WAITING) this.gap = { until: at, waiting: [] };
      else this.gap.waiting.push(update);
      return [];
    }
    if (at.epoch !== this.position.epoch) return this.open(at);
    if (at.seq <= this.position.seq) return [];
    const chained = this.last === null ? update.prev <= this.position.seq : update.prev === this.last;
    if (!chained) return this.open(at);
    const known = this.revisions.get(update.story.id) ?? 0;
    if (update.story.revision <= known) return this.advance(at, []);
    if (update.story.pubStatus === 'canceled') {
      // Nothing of it is on screen any more, so that no ops can apply: what may follow takes a whole page.
      this.revisions.delete(update.story.id);
      return this.advance(at, [{ do: 'kill', update }]);
    }
    const { ops, base } = update.change;
    // A post of a live blog comes as a summary; so does a change whose ops would not give the text exactly.
    if (update.story.id !== this.story || ops === undefined || base !== known) return this.open(at);
    this.revisions.set(this.story, update.story.revision);
    return this.advance(at, [{ do: 'show', update, ops, compare: compareAfter(update.change) }]);
  }

  /** The server can't go on from where we were: everything up to `cursor` has to come from the page. */
  reset(cursor: string): Step[] {
    return this.open(parseCursor(cursor));
  }

  /** Nothing in this channel is between the last update and `cursor`. */
  sync(cursor: string): Step[] {
    const at = parseCursor(cursor);
    if (this.gap !== null) return [];
    if (at.epoch !== this.position.epoch) return this.open(at);
    if (at.seq > this.position.seq) this.position = at;
    return [];
  }

  /** Whether this page may be put on screen: null where it is older than what must be on it, and has to be got again. */
  loaded(page: PageState): Step[] | null {
    const at = parseCursor(page.cursor);
    const least = this.gap?.until ?? this.position;
    if (at.epoch !== least.epoch || at.seq < least.seq) return null;
    const waiting = this.gap?.waiting ?? [];
    // Where no gap was open, the chain goes on from the last update that was seen, if the page is no further.
    if (this.gap !== null || at.seq > this.position.seq) this.last = null;
    this.gap = null;
    this.position = at;
    this.revisions = new Map(Object.entries(page.revisions));
    return waiting.flatMap((update) => this.take(update));
  }

  /** The server has no such page now (withheld, killed): whatever comes next takes a whole page. */
  absent(): Step[] {
    const waiting = this.gap?.waiting ?? [];
    if (this.gap !== null) this.position = this.gap.until;
    this.gap = null;
    this.last = null;
    this.revisions.clear();
    return waiting.flatMap((update) => this.take(update));
  }

  private open(until: Cursor): Step[] {
    this.gap = { until, waiting: this.gap?.waiting ?? [] };
    return [{ do: 'load' }];
  }

  private advance(at: Cursor, steps: Step[]): Step[] {
    this.last = at.seq;
    this.position = at;
    return steps;
  }
}
