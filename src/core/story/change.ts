// The change between two revisions of a story, as clients and operators see it.

/** The kind of a revision, compared with the one before it. */
export const CHANGE_CLASSES = [
  'first',
  'stamp',
  'refile',
  'update',
  'correction',
  'headline',
  'status',
  'kill',
] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/**
 * The sentence-level difference, applied in order to the sentences of the base revision. `at`, `from` and
 * `to` index the flat list of sentences after all earlier ops; `to` counts after the sentence was removed.
 * `paragraph` numbers the paragraph of a sentence: those of the base are 0, 1, 2 …, a new one between two has
 * a number between theirs (1.5). Adjacent sentences with the same number form one paragraph.
 */
export type Op =
  | { op: 'edit'; at: number; text: string }
  | { op: 'add'; at: number; paragraph: number; text: string }
  | { op: 'delete'; at: number }
  | { op: 'move'; from: number; to: number; paragraph: number };

/** The change that is stored with a revision. `base` is the revision that `ops` apply to. */
export type Change = {
  class: ChangeClass;
  silent: boolean;
  /** 0 (irrelevant to readers) to 1 (the story says something else). */
  significance: number;
  ops?: Op[];
  base?: number;
  /**
   * Names of the changed fields besides `body`: where there are any, `ops` alone don't make the new revision.
   */
  fields?: string[];
  /** The same bytes, parsed again by a newer version: no editor changed anything, so it is never silent. */
  reparsed?: true;
  /** The story into which this one was merged, or which its later revisions became by a split. */
  mergedInto?: string;
  splitInto?: string;
  /** On the first revision of a split-off story: the story and revision that it was before. */
  splitFrom?: { story: string; revision: number };
  /** The text says that the story is withdrawn; a person must decide on the kill. */
  suggests?: 'kill';
};
