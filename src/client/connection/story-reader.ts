// Decides how an open story is kept up to date. No DOM, no network, no clock: events in, steps out. Invariants: a
// revision is shown once, in order; after the steps nothing before `cursor` is missing; while a gap is open only a
// full snapshot is shown, and updates that arrive meanwhile wait for it.
import type { Op } from '../../core/story/change.js';
import type { Update } from '../../core/log/update.js';
import { hasReached, UpdateSequence } from './update-sequence.js';

/** What was loaded: the log's head at that time, and the revision of each story by id. */
export type StorySnapshot = { cursor: string; revisions: Record<string, number> };

/** When to load the story after a patch. `now`: the update lacks some changes; `soon`: it may lack tooltips. */
type ReloadAfter = 'now' | 'soon' | 'never';

/** `reload` everything; `patch` the story with ops; `fetchPost`: load this one post; `kill`: remove a story or post. */
export type StoryStep =
  | { do: 'reload' }
  | { do: 'patch'; update: Update; ops: Op[]; reload: ReloadAfter }
  | { do: 'fetchPost' | 'kill'; update: Update };

const MAX_WAITING = 500;

/** The fields that an update carries. Changes of other fields need a reload. */
const FIELDS_IN_UPDATE: readonly string[] = ['headline', 'versionCreated'];

function reloadAfter({ fields, silent }: Update['change']): ReloadAfter {
  if (fields?.some((field) => !FIELDS_IN_UPDATE.includes(field)) === true) return 'now';
  // A silent edit keeps the stamp and its tooltip, so the ops are all of it.
  return silent && fields?.length === 0 ? 'never' : 'soon';
}

export class StoryReader {
  private readonly sequence: UpdateSequence;
  private revisions: Map<string, number>;
  /** The open gap: closed by a snapshot that reaches `until`. */
  private gap: { until: string; waiting: Update[] } | null = null;

  /** `posts`: a new or changed post of a live blog needs a reload of everything (`whole`) or of itself (`single`). */
  constructor(
    private readonly story: string,
    private readonly start: StorySnapshot,
    private readonly posts: 'whole' | 'single' = 'whole',
  ) {
    this.sequence = new UpdateSequence(start.cursor);
    this.revisions = new Map(Object.entries(start.revisions));
  }

  /** The cursor to resume from. */
  get cursor(): string {
    return this.sequence.cursor ?? this.start.cursor;
  }

  /** True while a gap is open. */
  get hasGap(): boolean {
    return this.gap !== null;
  }

  take(update: Update): StoryStep[] {
    if (this.gap !== null) {
      // Too many to queue: drop them, and require a snapshot that contains them.
      if (this.gap.waiting.length >= MAX_WAITING) this.gap = { until: update.cursor, waiting: [] };
      else this.gap.waiting.push(update);
      return [];
    }
    const check = this.sequence.check(update);
    if (check === 'gap') return this.openGap(update.cursor);
    if (check === 'seen') return [];
    const known = this.revisions.get(update.story.id) ?? 0;
    // A post that is hidden with its live blog has no headline, and keeps its revision.
    if (update.story.revision <= known && update.story.headline !== null) return this.advance(update, []);
    if (update.story.pubStatus === 'canceled') {
      // Its text is gone from the screen, so no later ops can apply: its next update needs a reload.
      this.revisions.delete(update.story.id);
      return this.advance(update, [{ do: 'kill', update }]);
    }
    if (update.story.id !== this.story && this.posts === 'single') {
      // A hidden post may come back at the same revision.
      if (update.story.headline === null) this.revisions.delete(update.story.id);
      else this.revisions.set(update.story.id, update.story.revision);
      return this.advance(update, [{ do: 'fetchPost', update }]);
    }
    const { ops, base } = update.change;
    // Posts come as summaries, and some changes have no exact ops.
    if (update.story.id !== this.story || ops === undefined || base !== known) return this.openGap(update.cursor);
    this.revisions.set(this.story, update.story.revision);
    return this.advance(update, [{ do: 'patch', update, ops, reload: reloadAfter(update.change) }]);
  }

  /** The server cannot resume from the reader's cursor: everything up to `cursor` must be loaded again. */
  reset(cursor: string): StoryStep[] {
    return this.openGap(cursor);
  }

  /** The channel has no update between the last one and `cursor`. */
  sync(cursor: string): StoryStep[] {
    return this.gap !== null || this.sequence.sync(cursor) ? [] : this.openGap(cursor);
  }

  /** Takes a full snapshot. Null if it is older than required: load it again. */
  loaded(snapshot: StorySnapshot): StoryStep[] | null {
    if (!hasReached(snapshot.cursor, this.gap?.until ?? this.cursor)) return null;
    const waiting = this.gap?.waiting ?? [];
    // With no gap and an unchanged cursor, the next update still follows the last one that was seen.
    if (this.gap !== null || snapshot.cursor !== this.cursor) this.sequence.restart(snapshot.cursor);
    this.gap = null;
    this.revisions = new Map(Object.entries(snapshot.revisions));
    return waiting.flatMap((update) => this.take(update));
  }

  /**
   * Takes only the story itself from a snapshot, without its posts; closes no gap. False if it is older than
   * required.
   */
  loadedStoryOnly(snapshot: StorySnapshot): boolean {
    if (!hasReached(snapshot.cursor, this.cursor)) return false;
    const revision = snapshot.revisions[this.story];
    if (revision !== undefined) this.revisions.set(this.story, revision);
    return true;
  }

  /** The server has no such story now (withheld or killed): its next update needs a reload. */
  absent(): StoryStep[] {
    const waiting = this.gap?.waiting ?? [];
    this.sequence.restart(this.gap?.until ?? this.cursor);
    this.gap = null;
    this.revisions.clear();
    return waiting.flatMap((update) => this.take(update));
  }

  private openGap(until: string): StoryStep[] {
    this.gap = { until, waiting: this.gap?.waiting ?? [] };
    return [{ do: 'reload' }];
  }

  private advance({ cursor }: Update, steps: StoryStep[]): StoryStep[] {
    this.sequence.advance(cursor);
    return steps;
  }
}
