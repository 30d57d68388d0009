// Labels at the head of a paragraph by which papers mark a correction: `Correction (May 3): …`. A label
// stands before a colon, a dash or a bracket, or alone, so that a story about somebody else's correction
// doesn't match.
import { ofAllLanguages } from './languages.js';
import { any, re } from './words/correction-words.js';

const AND = any(
  'and',
  '&',
  re`\+`,
  'und',
  'et',
  'y',
  'e',
  'en',
  'i',
  'a',
  'och',
  'og',
  'ja',
  've',
  'dan',
  'và',
  'и',
  'та',
  'و',
);
/** What may precede a label: punctuation, or a word with "and", as in `Update and correction`. */
const OPENING = re`^[\s\p{P}\p{S}]*(?:updated? (?:and|&) |update[/:] ?|note:? |important |\p{L}{4,16} ${AND} ?)?`;
/** What may follow a label: a second one, and whose it is. */
const CONTINUATION = re`(?: ${AND} \p{L}{4,16})?(?: ${any(...ofAllLanguages('ofTheEditors'))})?`;
/** Between a label and its colon only a date may stand: `(May 3)`, `, Jan. 5`, `3.5.2021`. */
const DATE = re`(?:[\s,]+(?:on |am |du |del |de |vom )?[^:：!?]{0,24}\d[^:：!?]{0,24})?(?:\s*[([][^)\]]{0,60}[)\]])?`;
const ENDING = re`(?:\s*[:：|—]|\s+[–-](?:\s|$)|[\])】〕］）>＞〉》]|\s*[.!]?\s*$)`;

const LABELLED = new RegExp(OPENING + any(...ofAllLanguages('labels')) + CONTINUATION + DATE + ENDING, 'iu');

/** True where a sentence begins with the label of a correction. */
export const isLabelledCorrection = (sentence: string): boolean => LABELLED.test(sentence);
