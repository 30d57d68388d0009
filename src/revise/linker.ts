import { sketchOf } from '../core/sketch.js';
import type { Store } from '../store/store.js';
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
  ) {}

  async run(): Promise<void> {
    const { links } = this.store;
    for (let done = 0; done < MOST; done += TOGETHER) {
      const due = await links.take(TOGETHER);
      for (const one of due) {
        const text = await links.text(one.story);
        if (text === null) await links.record(one, []);
        else {
          // Noted first: of two that are searched for at once, one at least finds the other.
          const sketch = sketchOf(text);
          await links.note(one.story, sketch);
          await links.record(one, await this.comparisons.like(text, await links.near(text, sketch, CANDIDATES)));
        }
      }
      if (due.length < TOGETHER) break;
    }
    await links.forgetOld(MOST);
  }
}
