// Releases embargoed revisions when they are due: oldest first, round robin over publishers, many per
// transaction. Invariant: a story that fails to be released delays no other.
import { isPrivate } from '../core/log/audience.js';
import { channelsOf } from '../core/log/channel.js';
import type { Logger } from '../logger.js';
import { isTransient, type Tx } from '../store/database/database.js';
import type { DueStory } from '../store/story/embargoes.js';
import type { StoredStory } from '../store/story/stored-story.js';
import type { Store } from '../store/store.js';
import type { MergeSplit } from './merge-split.js';

/** Stories per transaction, and the maximum per sweep. */
const BATCH_SIZE = 500;
const MAX_PER_RUN = 20_000;

type AppendedUpdate = { seq: number } | null;

export class EmbargoRelease {
  constructor(
    private readonly store: Store,
    private readonly mergeSplit: MergeSplit,
    private readonly deps: { now: () => Date; log: Logger },
  ) {}

  /** Appends an update for each revision whose embargo has ended. */
  async run(): Promise<void> {
    for (let released = 0; released < MAX_PER_RUN;) {
      // Queried again for each batch, so that publishers which became due meanwhile get their turn.
      const due = await this.store.embargoes.due(BATCH_SIZE);
      if (due.length === 0) return;
      await this.release(due);
      released += due.length;
    }
  }

  private async release(due: readonly DueStory[]): Promise<void> {
    const single = await this.releaseBatch(due.map(({ id }) => id)).catch((error: unknown) => {
      if (isTransient(error)) throw error;
      // One story failed the batch; releasing them one by one finds it.
      return due.map(({ id }) => id);
    });
    for (const id of single) await this.releaseOne(id);
  }

  private async releaseOne(id: string): Promise<void> {
    try {
      await this.commit(async (tx) => {
        const {
          stories: [story],
        } = await this.store.embargoes.release(tx, [id]);
        if (story === undefined) return null;
        const own = await this.store.updateLog.append(tx, { ...this.updateOf(story), submission: null });
        return this.mergeSplit.propagateVisibility(
          tx,
          story,
          { shown: story.revision, pubStatus: story.pubStatus },
          own,
        );
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      this.deps.log.error(
        { err: error, story: id },
        'an embargoed story could not be released; it is retried in a minute',
      );
      await this.store.embargoes.postpone(id);
    }
  }

  /** Releases a batch; returns the ids that must be released one by one. */
  private async releaseBatch(ids: readonly string[]): Promise<string[]> {
    let single: string[] = [];
    await this.commit(async (tx) => {
      const { stories, patterns } = await this.store.embargoes.lock(tx, ids);
      // Private stories get their channels from `append`; live blogs and merge survivors change other stories
      // too.
      const isPlain = ({ kind, absorbed, privateTo, publisher, content }: StoredStory): boolean =>
        kind !== 'liveblog' &&
        !absorbed &&
        privateTo === null &&
        !isPrivate(patterns, { publisher, topics: content.topics });
      single = stories.filter((story) => !isPlain(story)).map(({ id }) => id);
      const { stories: shown } = await this.store.embargoes.release(
        tx,
        stories.filter(isPlain).map(({ id }) => id),
      );
      const rank = new Map(ids.map((id, index) => [id, index]));
      const inOrder = shown.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
      return this.store.updateLog.appendAll(
        tx,
        inOrder.map((story) => this.updateOf(story)),
        { moves: true, patterns },
      );
    });
    return single;
  }

  private updateOf(story: StoredStory): { story: string; revision: number; at: Date; channels: string[] } {
    // Channels of topics that the story loses get the update too.
    const channels =
      story.hiddenAs === null ? channelsOf({ ...story, topics: [...story.topics, ...story.content.topics] }) : [];
    return { story: story.id, revision: story.revision, at: this.deps.now(), channels };
  }

  private async commit(work: (tx: Tx) => Promise<AppendedUpdate>): Promise<void> {
    const written = await this.store.transaction(work);
    if (written !== null) this.store.updateLog.notifyCommitted(written.seq);
  }
}
