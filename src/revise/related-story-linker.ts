import { textSketch } from '../core/story/text-sketch.js';
import type { Logger } from '../logger.js';
import { isTransient } from '../store/database/database.js';
import type { Store } from '../store/store.js';
import type { PendingLink } from '../store/story/related-stories.js';
import type { Comparisons } from './comparisons.js';

/** Stories per batch, and the maximum per run, so that a shutdown never waits long. */
const BATCH_SIZE = 10;
const MAX_PER_RUN = 200;
/** Maximum number of other publishers' stories to compare a story with. */
const CANDIDATES = 20;

/** Links each story to other publishers' stories with the same text, in the background. */
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
          // Its lease makes it due again; the other stories of the batch go on.
          this.log.error({ err: error, story: one.story }, 'a story could not be compared with others; it is retried');
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
    // Indexed before the search: of two concurrent searches, at least one finds the other story.
    const sketch = textSketch(text);
    await relatedStories.indexSketch(due.story, sketch);
    await relatedStories.record(
      due,
      await this.comparisons.findSimilar(text, await relatedStories.findCandidates(text, sketch, CANDIDATES)),
    );
  }
}
