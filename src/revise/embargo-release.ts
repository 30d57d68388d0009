// Texts whose embargo has ended go out by themselves: the oldest first, publishers in turn, many in one transaction. Invariant: one
// that can not go out holds up no other.
import { isPrivate } from '../core/log/audience.js';
import { channelsOf } from '../core/log/channel.js';
import type { Logger } from '../logger.js';
import { isTransient, type Tx } from '../store/database/database.js';
import type { DueStory } from '../store/story/embargoes.js';
import type { StoredStory } from '../store/story/stories.js';
import type { Store } from '../store/store.js';
import type { MergeSplit } from './merge-split.js';

/** Stories released in one transaction, and in one sweep at most. */
const BATCH_SIZE = 500;
const MAX_PER_RUN = 20_000;

type AppendedUpdate = { seq: number } | null;

export class EmbargoRelease {
  constructor(
    private readonly store: Store,
    private readonly mergeSplit: MergeSplit,
    private readonly outside: { now: () => Date; log: Logger },
  ) {}

  /** Appends an update for each revision whose embargo has ended. */
  async run(): Promise<void> {
    for (let released = 0; released < MAX_PER_RUN; ) {
      // Asked anew for each batch: what another publisher has due by now goes with the next.
      const due = await this.store.embargoes.due(BATCH_SIZE);
      if (due.length === 0) return;
      await this.release(due);
      released += due.length;
    }
  }

  private async release(due: readonly DueStory[]): Promise<void> {
    const rest = await this.releaseBatch(due.map(({ id }) => id)).catch((error: unknown) => {
      if (isTransient(error)) throw error;
      // Which one it was comes out when they are taken one by one.
      return due.map(({ id }) => id);
    });
    for (const id of rest) await this.releaseOne(id);
  }

  private async releaseOne(id: string): Promise<void> {
    try {
      await this.commit(async (tx) => {
        const { stories: [story] } = await this.store.embargoes.release(tx, [id]);
        if (story === undefined) return null;
        const own = await this.store.updateLog.append(tx, { ...this.updateOf(story), submission: null });
        return this.mergeSplit.propagateVisibility(tx, story, { shown: story.revision, pubStatus: story.pubStatus }, own);
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      this.outside.log.error({ err: error, story: id }, 'a story under embargo could not go out; it is tried again in a minute');
      await this.store.embargoes.postpone(id);
    }
  }

  /** Answers those that have to be taken alone. */
  private async releaseBatch(ids: readonly string[]): Promise<string[]> {
    let alone: string[] = [];
    await this.commit(async (tx) => {
      const { stories, patterns } = await this.store.embargoes.lock(tx, ids);
      // What is private is numbered alone, where its channels are decided; and what hides other stories shows them too.
      const isPlain = ({ kind, absorbed, privateTo, publisher, content }: StoredStory): boolean =>
        kind !== 'liveblog' && !absorbed && privateTo === null && !isPrivate(patterns, { publisher, topics: content.topics });
      alone = stories.filter((story) => !isPlain(story)).map(({ id }) => id);
      const { stories: shown } = await this.store.embargoes.release(tx, stories.filter(isPlain).map(({ id }) => id));
      const place = new Map(ids.map((id, at) => [id, at]));
      const inTurn = shown.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
      return this.store.updateLog.appendAll(tx, inTurn.map((story) => this.updateOf(story)), { moves: true, patterns });
    });
    return alone;
  }

  private updateOf(story: StoredStory): { story: string; revision: number; at: Date; channels: string[] } {
    // Readers of a topic that the story leaves hear of it too.
    const channels = story.hiddenAs === null ? channelsOf({ ...story, topics: [...story.topics, ...story.content.topics] }) : [];
    return { story: story.id, revision: story.revision, at: this.outside.now(), channels };
  }

  private async commit(work: (tx: Tx) => Promise<AppendedUpdate>): Promise<void> {
    const written = await this.store.transaction(work);
    if (written !== null) this.store.updateLog.notifyCommitted(written.seq);
  }
}
