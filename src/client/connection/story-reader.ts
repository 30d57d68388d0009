// Decides what a reader of a story does with what arrives. No DOM, no network, no clock: events in, steps out.
// Invariants: a revision is shown once, in order; `cursor` is a place before which nothing is missing once the steps are done;
// while a gap is open nothing is shown but a whole page, and what arrives meanwhile waits for it.
import type { Op } from '../../core/story/change.js';
import type { Update } from '../../core/log/update.js';
import { UpdateSequence, hasReached } from './update-sequence.js';

/** What a loaded page holds: the log's head when it was read, and the revision of each story on it. */
export type StorySnapshot = { cursor: string; revisions: Record<string, number> };

/** When what was patched is compared with the page: `now` where the page shows more, `soon` where only words on hover may differ. */
export type Compare = 'now' | 'soon' | 'never';

/** `load`: get the page now; `show`: patch what is on screen, then compare it with the page; `get`: get this one post. */
export type StoryStep = { do: 'load' } | { do: 'show'; update: Update; ops: Op[]; compare: Compare } | { do: 'get' | 'kill'; update: Update };

const MAX_WAITING = 500;

/** The fields that an update carries; others are only on the page. */
const CARRIED: readonly string[] = ['headline', 'versionCreated'];

function compareAfter({ fields, silent }: Update['change']): Compare {
  if (fields?.some((field) => !CARRIED.includes(field)) === true) return 'now';
  // A stamp that stayed keeps its words as well, so that ops are the whole of a silent edit.
  return silent && fields?.length === 0 ? 'never' : 'soon';
}

export class StoryReader {
  private readonly chain: UpdateSequence;
  private revisions: Map<string, number>;
  /** The open gap: the page must be of this cursor at least; what arrived since waits. */
  private gap: { until: string; waiting: Update[] } | null = null;

  /** `posts` says whether a live blog's post that is new or changed takes the whole page, or only itself. */
  constructor(
    private readonly story: string,
    private readonly page: StorySnapshot,
    private readonly posts: 'whole' | 'single' = 'whole',
  ) {
    this.chain = new UpdateSequence(page.cursor);
    this.revisions = new Map(Object.entries(page.revisions));
  }

  /** Where to resume from. */
  get cursor(): string {
    return this.chain.cursor ?? this.page.cursor;
  }

  /** True while a gap is open, which only a whole page closes. */
  get hasGap(): boolean {
    return this.gap !== null;
  }

  take(update: Update): StoryStep[] {
    if (this.gap !== null) {
      // A flood while the page loads: forget it, and ask for a page that has it.
      if (this.gap.waiting.length >= MAX_WAITING) this.gap = { until: update.cursor, waiting: [] };
      else this.gap.waiting.push(update);
      return [];
    }
    const link = this.chain.check(update);
    if (link === 'gap') return this.open(update.cursor);
    if (link === 'old') return [];
    const known = this.revisions.get(update.story.id) ?? 0;
    // A post that is hidden with its live blog is told so at the revision that is here already.
    if (update.story.revision <= known && update.story.headline !== null) return this.advance(update, []);
    if (update.story.pubStatus === 'canceled') {
      // Nothing of it is on screen any more, so that no ops can apply: what may follow takes a whole page.
      this.revisions.delete(update.story.id);
      return this.advance(update, [{ do: 'kill', update }]);
    }
    if (update.story.id !== this.story && this.posts === 'single') {
      // One that is hidden may come back at the revision that it is at.
      if (update.story.headline === null) this.revisions.delete(update.story.id);
      else this.revisions.set(update.story.id, update.story.revision);
      return this.advance(update, [{ do: 'get', update }]);
    }
    const { ops, base } = update.change;
    // A post of a live blog comes as a summary; so does a change whose ops would not give the text exactly.
    if (update.story.id !== this.story || ops === undefined || base !== known) return this.open(update.cursor);
    this.revisions.set(this.story, update.story.revision);
    return this.advance(update, [{ do: 'show', update, ops, compare: compareAfter(update.change) }]);
  }

  /** The server can't go on from where we were: everything up to `cursor` has to come from the page. */
  reset(cursor: string): StoryStep[] {
    return this.open(cursor);
  }

  /** Nothing in this channel is between the last update and `cursor`. */
  sync(cursor: string): StoryStep[] {
    return this.gap !== null || this.chain.sync(cursor) ? [] : this.open(cursor);
  }

  /** Whether this page may be put on screen: null where it is older than what must be on it, and has to be got again. */
  loaded(page: StorySnapshot): StoryStep[] | null {
    if (!hasReached(page.cursor, this.gap?.until ?? this.cursor)) return null;
    const waiting = this.gap?.waiting ?? [];
    // Where no gap was open, the chain goes on from the last update that was seen, if the page is no further.
    if (this.gap !== null || page.cursor !== this.cursor) this.chain.restart(page.cursor);
    this.gap = null;
    this.revisions = new Map(Object.entries(page.revisions));
    return waiting.flatMap((update) => this.take(update));
  }

  /** Whether what stands beside the posts may be taken of this page: false where it is older than what must be on it. It closes no gap. */
  compared(page: StorySnapshot): boolean {
    if (!hasReached(page.cursor, this.cursor)) return false;
    const revision = page.revisions[this.story];
    if (revision !== undefined) this.revisions.set(this.story, revision);
    return true;
  }

  /** The server has no such page now (withheld, killed): whatever comes next takes a whole page. */
  absent(): StoryStep[] {
    const waiting = this.gap?.waiting ?? [];
    this.chain.restart(this.gap?.until ?? this.cursor);
    this.gap = null;
    this.revisions.clear();
    return waiting.flatMap((update) => this.take(update));
  }

  private open(until: string): StoryStep[] {
    this.gap = { until, waiting: this.gap?.waiting ?? [] };
    return [{ do: 'load' }];
  }

  private advance({ cursor }: Update, steps: StoryStep[]): StoryStep[] {
    this.chain.advance(cursor);
    return steps;
  }
}
