// Labels that are no stamp: part of a sentence, of legal text, or about something other than the story.
import { foldWord } from './fold-word.js';
import { isMark, isYear, type Token } from './tokenizer.js';
import { AFTER_SPAN, HOUR_WORDS, MERIDIEMS, MONTHS, UNITS, WEEKDAYS, type Label } from './vocabulary.js';
import {
  AUXILIARIES,
  CONJUNCTIONS,
  HEADER_WORDS,
  LEGAL_PHRASES,
  LEGAL_WORDS,
  OTHER_SUBJECTS,
  PAGE_NOUNS,
  SENTENCE_WORDS,
} from './words/prose.js';
import { isZoneWord } from './zone-offset.js';

const folded = (words: readonly string[]): Set<string> => new Set(words.map(foldWord));
const ofAllLanguages = (words: Readonly<Record<string, readonly string[]>>): Set<string> =>
  folded(Object.values(words).flat());

const SENTENCE_SET = ofAllLanguages(SENTENCE_WORDS);
const CONJUNCTION_SET = folded(CONJUNCTIONS);
const AUXILIARY_SET = ofAllLanguages(AUXILIARIES);
const PAGE_NOUN_SET = ofAllLanguages(PAGE_NOUNS);
const LEGAL_SET = ofAllLanguages(LEGAL_WORDS);
const OTHER_SUBJECT_SET = folded(OTHER_SUBJECTS);
const LEGAL_PAIRS = LEGAL_PHRASES.map((pair) => pair.split(' ').map(foldWord));

const TIME_WORDS = [MONTHS, WEEKDAYS, HOUR_WORDS, MERIDIEMS, UNITS, AFTER_SPAN, folded(HEADER_WORDS)];
const isTimeToken = (token: Token): boolean =>
  token.kind === 'number' ||
  TIME_WORDS.some((known) => known.has(token.folded)) ||
  isZoneWord(token.text.toUpperCase());

/** True for a word in lower case, in a script that has capitals: labels begin with a capital. */
const isLowerCase = (token: Token): boolean =>
  token.text === token.text.toLowerCase() && token.text !== token.text.toUpperCase();

/** True where the page refers to itself within five tokens before `at`: "This page was last updated …". */
export const mentionsPage = (tokens: Token[], at: number): boolean =>
  tokens.slice(Math.max(0, at - 5), at).some(({ folded }) => PAGE_NOUN_SET.has(folded));

function isLegal(tokens: Token[], at: number): boolean {
  const near = tokens.slice(Math.max(0, at - 6), at);
  if (OTHER_SUBJECT_SET.has(tokens[at - 1]?.folded ?? '')) return true;
  return near.some(
    (token, index) =>
      LEGAL_SET.has(token.folded) ||
      LEGAL_PAIRS.some(([first, second]) => token.folded === first && near[index + 1]?.folded === second),
  );
}

/**
 * True where the label in tokens `at` to `after` (exclusive) is part of a sentence, or belongs to something
 * else.
 */
export function isLabelInProse(tokens: Token[], at: number, after: number, label: Label, lineStart: boolean): boolean {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || isLegal(tokens, at)) return true;
  const isLower = isLowerCase(token);
  // "Candidates published: October 11" heads a list.
  if (
    isLower &&
    label.kind === 'published' &&
    before?.kind === 'word' &&
    before.end !== token.start &&
    !isTimeToken(before) &&
    !lineStart
  )
    return true;
  // Abbreviations ("act", "agg", "maj") need their full stop, a colon or an article after them.
  if (
    label.isCommonWord &&
    label.words.length === 1 &&
    token.text.length <= 4 &&
    !['.', ':', 'le', 'el', 'il'].includes(tokens[after]?.folded ?? '')
  )
    return true;
  const hasColon = isMark(tokens[after], ':') || (isMark(tokens[after + 1], ':') && tokens[after]?.kind === 'word');
  if (hasColon) return false;
  // ", modifié à 13h43" after a time continues the stamp.
  const earlierToken = tokens[at - (before?.kind === 'mark' ? 2 : 1)];
  const continuesStamp = earlierToken !== undefined && isTimeToken(earlierToken);
  if (label.isCommonWord && isLower && !continuesStamp) return true;
  if (label.isCommonWord && /^\p{Lo}/u.test(token.text) && tokens[after]?.kind !== 'number') return true;
  if (!isLower || before === undefined || lineStart) return false;
  if (before.kind === 'mark') {
    // "A study, published Nov 3, 2023, found", "the rules (updated May 3)": no time before the mark.
    if (before.text === '(') return earlierToken !== undefined && !isTimeToken(earlierToken);
    return (
      before.text === ',' &&
      earlierToken !== undefined &&
      earlierToken.kind === 'word' &&
      isLowerCase(earlierToken) &&
      !isTimeToken(earlierToken)
    );
  }
  // "Posted 1:43 PM, Nov 3 and last updated 2:10 PM"
  const earlier = tokens[at - 2];
  if (CONJUNCTION_SET.has(before.folded) && earlier !== undefined && isTimeToken(earlier)) return false;
  if (SENTENCE_SET.has(before.folded)) return !(AUXILIARY_SET.has(before.folded) && mentionsPage(tokens, at));
  // Mid-sentence: the word before the label is in lower case, and neither a time nor a noun for the page.
  return (
    before.kind === 'word' &&
    isLowerCase(before) &&
    before.end !== token.start &&
    !isTimeToken(before) &&
    !PAGE_NOUN_SET.has(before.folded) &&
    !isYear(before)
  );
}
