// Runs in a worker thread: comparing long texts takes longer than others may wait, and the more so under a lock.
import { compareRevisions } from '../core/revision/compare.js';
import { fitsAnUpdate, type Verdict } from '../core/revision/decision.js';
import { findSameStory, likeStories, type Worded } from '../core/story/identity.js';
import type { Content } from '../core/story/story.js';

/** A text, and those that it is held against. */
export type SimilarityInput = { text: Worded; others: (Worded & { id: string })[] };

/** Ops that are not sent stay in the thread: a hundred thousand of them take seconds to hand over. */
export function compare({ previous, next }: { previous: Content; next: Content }): Verdict {
  const { sentences: _sentences, ops, ...found } = compareRevisions(previous, next);
  return fitsAnUpdate(ops) ? { ...found, ops } : found;
}

export const findSame = ({ text, others }: SimilarityInput): { id: string; score: number } | null => findSameStory(text, others);
export const findSimilar = ({ text, others }: SimilarityInput): { id: string; score: number }[] => likeStories(text, others);
