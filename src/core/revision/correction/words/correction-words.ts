/**
 * How one language words corrections and withdrawals. Entries are fragments of regular expressions, which
 * match in any case. A story about somebody else's correction must match none of them.
 */
export type CorrectionWords = {
  /** Labels before a note, as in `Correction: …`. */
  labels?: readonly string[];
  /** Behind a label: whose correction it is. */
  ofTheEditors?: readonly string[];
  /** Enough by themselves for a note, wherever they stand in a sentence. */
  phrases?: readonly string[];
  /** The same, for English words that mean a correction in this case alone. */
  caseSensitivePhrases?: readonly string[];
  /** How a text names itself, its parts or its earlier version. Together with an error it makes a note. */
  selfReferences?: readonly string[];
  /** An error, or what was done about it. */
  errors?: readonly string[];
  /** At the head of a sentence: the editors admit an error. */
  admissions?: readonly string[];
  /** Headings of editors' notes. Together with an error or a version they make a note of a correction. */
  editorsNotes?: readonly string[];
  versions?: readonly string[];
  /** The text itself is withdrawn. */
  withdrawals?: readonly string[];
};

/** A fragment of a regular expression, with its backslashes as written. */
export const re = (strings: TemplateStringsArray, ...fragments: string[]): string => String.raw(strings, ...fragments);

/** A fragment that matches any of these. */
export const any = (...fragments: readonly string[]): string => `(?:${fragments.join('|')})`;
