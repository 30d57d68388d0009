// Runs in a worker thread: comparing long texts takes longer than others may wait, and the more so under a lock.
import { compareRevisions, type Comparison } from '../core/compare.js';
import { findSameStory, likeStories, type Worded } from '../core/identity.js';
import type { Content } from '../core/story.js';

/** A text, and those that it is held against. */
export type Likeness = { text: Worded; others: (Worded & { id: string })[] };

export function compare({ previous, next }: { previous: Content; next: Content }): Omit<Comparison, 'sentences'> {
  const { sentences: _sentences, ...found } = compareRevisions(previous, next);
  return found;
}

export const same = ({ text, others }: Likeness): { id: string; score: number } | null => findSameStory(text, others);
export const like = ({ text, others }: Likeness): { id: string; score: number }[] => likeStories(text, others);
