// What became of a story between two revisions, in the words that readers, clients and operators share.

/** What a revision is, against the one before it. */
export const CHANGE_CLASSES = ['first', 'stamp', 'refile', 'update', 'correction', 'headline', 'status', 'kill'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/**
 * The sentence-level difference, applied in order to the sentences of the base revision.
 * `at`, `from` and `to` index the flat list of sentences as it stands when the op's turn comes; `to` counts after the
 * sentence was taken out. `paragraph` is the number of the paragraph that a sentence belongs to: those of the base are
 * 0, 1, 2 …, one that is new in between has a number in between (1.5). Neighbours of one number are one paragraph.
 */
export type Op =
  | { op: 'edit'; at: number; text: string }
  | { op: 'add'; at: number; paragraph: number; text: string }
  | { op: 'delete'; at: number }
  | { op: 'move'; from: number; to: number; paragraph: number };

/** What a revision's record says of its change. `base` is the revision that `ops` apply to. */
export type Change = {
  class: ChangeClass;
  silent: boolean;
  /** 0 (no reader would care) to 1 (the story says something else). */
  significance: number;
  ops?: Op[];
  base?: number;
  /** Names of the fields that differ beside `body`, so that a reader knows whether `ops` are the whole of it. */
  fields?: string[];
  /** The same bytes, read again by a better parser: no editor did anything, so it is never silent. */
  reparsed?: true;
  /** By hand: the story that took this one's place, or that its later revisions became. */
  mergedInto?: string;
  splitInto?: string;
  /** By hand, of a story's first revision: the story and revision that it was until then. */
  splitFrom?: { story: string; revision: number };
  /** The text says that the story is withdrawn; a person decides. */
  suggests?: 'kill';
};
