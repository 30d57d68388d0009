// Runs in a worker thread: comparing long texts would block the event loop, possibly while a lock is held.
import { compareRevisions } from '../core/revision/compare.js';
import { fitsInUpdate, type StoredComparison } from '../core/revision/decision.js';
import { findSameStory, relatedStories, type StoryText } from '../core/story/identity.js';
import type { Content } from '../core/story/story.js';

/** A text, and the candidates to compare it with. */
export type SimilarityInput = { text: StoryText; others: (StoryText & { id: string })[] };

/** Large `ops` are dropped here: transferring a hundred thousand of them to the main thread takes seconds. */
export function compare({ previous, next }: { previous: Content; next: Content }): StoredComparison {
  const { sentences: _sentences, ops, ...found } = compareRevisions(previous, next);
  return fitsInUpdate(ops) ? { ...found, ops } : found;
}

export const findSame = ({ text, others }: SimilarityInput): { id: string; score: number } | null =>
  findSameStory(text, others);
export const findSimilar = ({ text, others }: SimilarityInput): { id: string; score: number }[] =>
  relatedStories(text, others);
