// Whole phrases by which a text says of itself that it was corrected, as papers word them.
import { LANGUAGES, ofAllLanguages } from './languages.js';

/** One expression for each language, which is quicker than one for each phrase. */
const PHRASES = [
  ...LANGUAGES.flatMap(({ phrases }) => (phrases === undefined ? [] : [new RegExp(phrases.join('|'), 'iu')])),
  new RegExp(ofAllLanguages('caseSensitivePhrases').join('|'), 'u'),
];

/** True where a sentence has a phrase of a correction in it. */
export const hasCorrectionPhrase = (sentence: string): boolean => PHRASES.some((phrase) => phrase.test(sentence));
