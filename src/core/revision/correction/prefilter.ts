// Rules out most sentences before the expensive expressions.

/** Characters of a sentence that are searched. Notes are short. */
const MAX_NOTE_LENGTH = 2000;
const BEYOND_LATIN = /[\u0370-\u1DFF\u2E80-\uFFFF]/;

export const noteHead = (sentence: string): string =>
  sentence.length > MAX_NOTE_LENGTH ? sentence.slice(0, MAX_NOTE_LENGTH) : sentence;

/** A test that is false for Latin text without any of these stems; text in other scripts always passes. */
export function stemFilter(stems: readonly string[]): (text: string) => boolean {
  const pattern = new RegExp(stems.join('|'), 'i');
  return (text) => pattern.test(text) || BEYOND_LATIN.test(text);
}
