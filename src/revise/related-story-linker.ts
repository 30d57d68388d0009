import { sketchOf } from '../core/story/sketch.js';
import type { Logger } from '../logger.js';
import { isTransient } from '../store/database/database.js';
import type { Store } from '../store/store.js';
import type { PendingLink } from '../store/story/related-stories.js';
import type { Comparisons } from './comparisons.js';

/** Stories taken at once, and at most in one run, so that a shutdown never waits long. */
const BATCH_SIZE = 10;
const MAX_PER_RUN = 200;
/** Other publishers' stories that one is held against whole. */
const CANDIDATES = 20;

/** Finds what other publishers tell in the same words, after the fact. */
export class RelatedStoryLinker {
  constructor(
    private readonly store: Store,
    private readonly comparisons: Comparisons,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    const { relatedStories } = this.store;
    for (let done = 0; done < MAX_PER_RUN; done += BATCH_SIZE) {
      const due = await relatedStories.lease(BATCH_SIZE);
      for (const one of due) {
        try {
          await this.link(one);
        } catch (error) {
          if (isTransient(error)) throw error;
          // It comes again once its lease has ended; the others must not wait for it.
          this.log.error({ err: error, story: one.story }, 'a story could not be held against others; it is tried again');
        }
      }
      if (due.length < BATCH_SIZE) break;
    }
    await relatedStories.forgetOld(MAX_PER_RUN);
  }

  private async link(due: PendingLink): Promise<void> {
    const { relatedStories } = this.store;
    const text = await relatedStories.text(due.story);
    if (text === null) return relatedStories.record(due, []);
    // Noted first: of two that are searched for at once, one at least finds the other.
    const sketch = sketchOf(text);
    await relatedStories.indexSketch(due.story, sketch);
    await relatedStories.record(due, await this.comparisons.findSimilar(text, await relatedStories.findCandidates(text, sketch, CANDIDATES)));
  }
}
