import { sketchOf } from '../core/story/sketch.js';
import type { Logger } from '../logger.js';
import { isTransient } from '../store/database/database.js';
import type { Store } from '../store/store.js';
import type { LinkDue } from '../store/story/related-stories.js';
import type { Comparisons } from './comparisons.js';

/** Stories taken at once, and at most in one run, so that a shutdown never waits long. */
const TOGETHER = 10;
const MOST = 200;
/** Other publishers' stories that one is held against whole. */
const CANDIDATES = 20;

/** Finds what other publishers tell in the same words, after the fact. */
export class Linker {
  constructor(
    private readonly store: Store,
    private readonly comparisons: Comparisons,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    const { links } = this.store;
    for (let done = 0; done < MOST; done += TOGETHER) {
      const due = await links.take(TOGETHER);
      for (const one of due) {
        try {
          await this.link(one);
        } catch (error) {
          if (isTransient(error)) throw error;
          // It comes again once its lease has ended; the others must not wait for it.
          this.log.error({ err: error, story: one.story }, 'a story could not be held against others; it is tried again');
        }
      }
      if (due.length < TOGETHER) break;
    }
    await links.forgetOld(MOST);
  }

  private async link(due: LinkDue): Promise<void> {
    const { links } = this.store;
    const text = await links.text(due.story);
    if (text === null) return links.record(due, []);
    // Noted first: of two that are searched for at once, one at least finds the other.
    const sketch = sketchOf(text);
    await links.note(due.story, sketch);
    await links.record(due, await this.comparisons.like(text, await links.near(text, sketch, CANDIDATES)));
  }
}
