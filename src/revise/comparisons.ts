// Comparing texts for the reviser: short ones in place, long ones in a thread, and never while a lock is held. Where a decision meets
// two long texts that were not compared yet, it is given up (Uncompared), they are compared, and it is taken again.
import { fileURLToPath } from 'node:url';
import { compareRevisions } from '../core/revision/compare.js';
import type { Compare, Verdict } from '../core/revision/decision.js';
import { findSameStory, likeStories, type Worded } from '../core/story/identity.js';
import type { Content } from '../core/story/story.js';
import { ThreadPool } from '../concurrency/thread-pool.js';

/** Texts of so many characters together take some milliseconds. */
const MAX_INLINE_CHARS = 24_000;
/** As many as can be asked for at once by a reviser that takes four alone: none is refused. */
const BOUNDS = { threads: 2, waiting: Number.POSITIVE_INFINITY, budgetMs: 30_000, memoryMb: 512 };

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/revise/compare-worker.js', import.meta.url));

/** What became of a story's text from this revision on, with the submission `submission`. */
export type Compared = { submission: string; story: string; revision: number; found: Verdict };

type Base = { id: string; revision: number };

const lengthOf = ({ body }: Worded): number => (body ?? []).reduce((sum, paragraph) => sum + paragraph.length, 0);

/** Two texts are too long to be compared here and now. */
export class ComparisonRequired extends Error {
  constructor(
    readonly submission: string,
    readonly base: Base,
    readonly previous: Content,
    readonly next: Content,
  ) {
    super('two long texts are not compared yet');
  }
}

/** Compares short texts, and of long ones knows what was `compared` before. Throws Uncompared where it was not, or from another revision. */
export function comparerFor(submission: string, base: Base | null, compared: Compared | undefined): Compare {
  return (previous, next) => {
    if (base === null || lengthOf(previous) + lengthOf(next) <= MAX_INLINE_CHARS) return compareRevisions(previous, next);
    const fits = compared?.submission === submission && compared.story === base.id && compared.revision === base.revision;
    if (fits) return compared.found;
    throw new ComparisonRequired(submission, base, previous, next);
  };
}

export class Comparisons {
  private readonly threads = new ThreadPool(WORKER, BOUNDS);

  /** Compares what a decision was given up for. Throws ThreadFault. */
  async compare({ submission, base, previous, next }: ComparisonRequired): Promise<Compared> {
    return { submission, story: base.id, revision: base.revision, found: await this.threads.run('compare', { previous, next }) };
  }

  /** As `findSameStory`. */
  async findSame(text: Worded, others: readonly (Worded & { id: string })[]): Promise<{ id: string; score: number } | null> {
    if (others.length === 0) return null;
    return isShort(text, others) ? findSameStory(text, others) : this.threads.run('findSame', { text: wordedOf(text), others });
  }

  /** As `likeStories`. */
  async findSimilar(text: Worded, others: readonly (Worded & { id: string })[]): Promise<{ id: string; score: number }[]> {
    if (others.length === 0) return [];
    return isShort(text, others) ? likeStories(text, others) : this.threads.run('findSimilar', { text: wordedOf(text), others });
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}

const wordedOf = ({ headline, body }: Worded): Worded => ({ headline, body });
const isShort = (text: Worded, others: readonly Worded[]): boolean => others.reduce((sum, other) => sum + lengthOf(other), lengthOf(text)) <= 2 * MAX_INLINE_CHARS;
