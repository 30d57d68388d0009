// Text comparisons for the reviser: short texts inline, long ones in a worker thread and never under a lock.
// A decision that needs an uncompared pair of long texts throws ComparisonRequired; it is retried with the
// result.
import { fileURLToPath } from 'node:url';
import { compareRevisions } from '../core/revision/compare.js';
import type { Compare, StoredComparison } from '../core/revision/decision.js';
import { findSameStory, relatedStories, type StoryText } from '../core/story/identity.js';
import type { Content } from '../core/story/story.js';
import { ThreadPool } from '../concurrency/thread-pool.js';

/** Up to this total length, a comparison takes a few milliseconds. */
const MAX_INLINE_CHARS = 24_000;
/** The queue is unbounded because its callers are: the reviser takes at most four submissions at a time. */
const THREADS = { threads: 2, maxWaiting: Number.POSITIVE_INFINITY, timeoutMs: 30_000, memoryMb: 512 };

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/revise/compare-worker.js', import.meta.url));

/** The comparison of a story's revision with the text of submission `submission`. */
export type Compared = { submission: string; story: string; revision: number; found: StoredComparison };

type Base = { id: string; revision: number };

const lengthOf = ({ body }: StoryText): number => (body ?? []).reduce((sum, paragraph) => sum + paragraph.length, 0);

/** Two texts are too long to be compared inline; carries what the thread needs. */
export class ComparisonRequired extends Error {
  constructor(
    readonly submission: string,
    readonly base: Base,
    readonly previous: Content,
    readonly next: Content,
  ) {
    super('two long texts must be compared in a thread first');
  }
}

/**
 * Returns a comparison function: short texts are compared inline, for long ones it returns the `compared`
 * result. Throws ComparisonRequired if there is none, or if it is for another revision.
 */
export function comparerFor(submission: string, base: Base | null, compared: Compared | undefined): Compare {
  return (previous, next) => {
    if (base === null || lengthOf(previous) + lengthOf(next) <= MAX_INLINE_CHARS)
      return compareRevisions(previous, next);
    const fits =
      compared?.submission === submission && compared.story === base.id && compared.revision === base.revision;
    if (fits) return compared.found;
    throw new ComparisonRequired(submission, base, previous, next);
  };
}

export class Comparisons {
  private readonly threads = new ThreadPool(WORKER, THREADS);

  /** Makes the comparison that a decision needs. Throws ThreadFault. */
  async compare({ submission, base, previous, next }: ComparisonRequired): Promise<Compared> {
    return {
      submission,
      story: base.id,
      revision: base.revision,
      found: await this.threads.run('compare', { previous, next }),
    };
  }

  /** Same as `findSameStory` in core; long texts in a thread. Throws ThreadFault. */
  async findSame(
    text: StoryText,
    others: readonly (StoryText & { id: string })[],
  ): Promise<{ id: string; score: number } | null> {
    if (others.length === 0) return null;
    return isShort(text, others)
      ? findSameStory(text, others)
      : this.threads.run('findSame', { text: wordedOf(text), others });
  }

  /** Same as `likeStories` in core; long texts in a thread. Throws ThreadFault. */
  async findSimilar(
    text: StoryText,
    others: readonly (StoryText & { id: string })[],
  ): Promise<{ id: string; score: number }[]> {
    if (others.length === 0) return [];
    return isShort(text, others)
      ? relatedStories(text, others)
      : this.threads.run('findSimilar', { text: wordedOf(text), others });
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}

const wordedOf = ({ headline, body }: StoryText): StoryText => ({ headline, body });
const isShort = (text: StoryText, others: readonly StoryText[]): boolean =>
  others.reduce((sum, other) => sum + lengthOf(other), lengthOf(text)) <= 2 * MAX_INLINE_CHARS;
