// Splits paragraphs into sentences.
// Invariant: joinSentences(splitSentences(p)) === p for every string p. The separator of two sentences
// follows from the end of the first alone, and a split is made only where the text has exactly that
// separator. Not Intl.Segmenter: ops count sentences, so every browser and server must split alike.
import {
  AFTER_MERIDIEM,
  BEFORE_NUMBER,
  GERMAN_MONTHS,
  MAY_END_SENTENCE,
  NEVER_END_SENTENCE,
  SENTENCE_STARTERS,
  TITLES,
} from './words/abbreviation.js';

/** Quotes and brackets that may follow a sentence's terminator. */
const CLOSERS = `'")\\]}’”»›）」』】》〉〕］｝`;
const CLOSER = new Set(CLOSERS.replace('\\', ''));
/** Terminators of scripts without a space after a sentence; U+FF61 is the half-width full stop. */
const UNSPACED = new Set('。！？｡');
/** Terminators of all scripts. */
const TERMINATOR = new Set('.!?…։؟۔।॥።။។‽⁇⁈⁉。！？｡');
/** A sentence may end at a terminator or at a blank line. */
const CANDIDATE = /[.!?…։؟۔।॥።။។‽⁇⁈⁉。！？｡\n]/g;
/**
 * Text that continues a sentence: a lower-case letter, with or without quotes and brackets, or punctuation.
 */
const CONTINUED = /^["'“‘«([]*\p{Ll}|^[,;:–—-]/u;
/** No letter or digit: a sentence of signs alone is none. */
const NO_WORD = /^[^\p{L}\p{N}]*$/u;
/** Japanese words that continue a sentence after a quotation: 「はい。」と言った。 */
const AFTER_QUOTATION = /^(?:と|って|など|、|，)/u;

const STARTERS = new Set(SENTENCE_STARTERS);
type AbbreviationKind = 'title' | 'before number' | 'may end';
/** A word of several lists is first of all a title, then an abbreviation before a number. */
const ABBREVIATIONS = new Map<string, AbbreviationKind>([
  ...MAY_END_SENTENCE.map((word) => [word, 'may end'] as const),
  ...BEFORE_NUMBER.map((word) => [word, 'before number'] as const),
  ...TITLES.map((word) => [word, 'title'] as const),
]);
const MAX_LISTED = Math.max(...Array.from(ABBREVIATIONS.keys(), ({ length }) => length));
const GERMAN_MONTH = new RegExp(`^(?:${GERMAN_MONTHS.join('|')})\\b`, 'u');
const CONTINUES_CLOCK = new RegExp(`^(?:${AFTER_MERIDIEM.join('|')})`);
const NEVER_ENDS = new RegExp(`^(?:${NEVER_END_SENTENCE.join('|')})$`, 'i');
const WHITE = /\s/;
const isWhite = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 32 || (code < 32 ? code > 8 && code < 14 : code > 127 && WHITE.test(text.charAt(at)));
};
const isCapital = (code: number): boolean => code > 64 && code < 91;
const FIRST_WORD = /^["'“‘(]?([\p{L}\p{N}]+)/u;
/** Marks that may precede an abbreviation, besides white space. Code units. */
const BEFORE_WORD = new Set(Array.from(`("'“‘[—–-`, (mark) => mark.charCodeAt(0)));
const isLetter = (code: number): boolean => (code > 96 && code < 123) || (code > 64 && code < 91);
/** In UTF-16 units. */
const MAX_ABBREVIATION = 12;
/** UTF-16 units of the next sentence that decide whether this one ends. */
export const LOOKAHEAD = 40;

/**
 * Appends to `sentences` those of an earlier version that `paragraph` repeats from `start` on, with the same
 * splits; returns their end.
 */
export type SentenceReuse = { reuse: (paragraph: string, start: number, sentences: string[]) => number };

/**
 * True where the full stop at `dot` ends no sentence: it belongs to an abbreviation, an initial or a number
 * that the text continues. `start` is the start of the sentence, `after` that of a possible next one.
 */
function isInnerFullStop(paragraph: string, start: number, dot: number, after: number): boolean {
  let begin = dot;
  let isDotted = false;
  for (
    let code = paragraph.charCodeAt(begin - 1);
    begin > start && dot - begin <= MAX_ABBREVIATION;
    code = paragraph.charCodeAt(--begin - 1)
  ) {
    if (isLetter(code)) continue;
    if (isWhite(paragraph, begin - 1) || BEFORE_WORD.has(code)) break;
    isDotted ||= code === 46;
  }
  const length = dot - begin;
  if (length === 0 || length > MAX_ABBREVIATION || (length > MAX_LISTED && !isDotted)) return false;
  const word = paragraph.slice(begin, dot);
  const kind = ABBREVIATIONS.get(word);
  if (kind === 'title') return true;
  if (kind === undefined && length > 3 && !isDotted) return false;
  const right = paragraph.slice(after, after + LOOKAHEAD);
  if (kind === 'before number') return /^["'“‘(]?\p{N}/u.test(right);
  if (NEVER_ENDS.test(word)) return true;
  if (/^[ap]\.m$/i.test(word)) return CONTINUES_CLOCK.test(right);
  if (/^\p{N}{1,3}$/u.test(word)) return paragraph.slice(start, begin).trim() === '' || GERMAN_MONTH.test(right);
  const next = FIRST_WORD.exec(right)?.[1] ?? '';
  const initials = /^\p{Lu}\p{M}*$/u.test(word) || /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u.test(word);
  return (initials || kind === 'may end') && /^[\p{Lu}\p{N}]/u.test(next) && !STARTERS.has(next);
}

/** The separator after a sentence: none after white space or 。！？ with its closers, else a space. */
export function separatorAfter(left: string): '' | ' ' {
  let end = left.length;
  if (end > 0 && isWhite(left, end - 1)) return '';
  while (end > 0 && CLOSER.has(left.charAt(end - 1))) end--;
  return UNSPACED.has(left.charAt(end - 1)) ? '' : ' ';
}

/** Starts the search for an end after leading white space. */
function skipLeadingSpace(paragraph: string, start: number): void {
  let at = start;
  while (at < paragraph.length && isWhite(paragraph, at)) at++;
  CANDIDATE.lastIndex = at;
}

/**
 * The sentences of one paragraph, in order, at least one (`''` gives `['']`). A single space between two
 * sentences belongs to neither; other white space stays at the end of the first. Linear in the paragraph's
 * length.
 */
export const splitSentences = (paragraph: string): string[] => splitParagraph(paragraph, null);

/** The same sentences, faster where the paragraph repeats an earlier version. */
export const splitSentencesReusing = (paragraph: string, earlier: SentenceReuse): string[] =>
  splitParagraph(paragraph, earlier);

function splitParagraph(paragraph: string, earlier: SentenceReuse | null): string[] {
  const sentences: string[] = [];
  const { length } = paragraph;
  let start = earlier === null ? 0 : earlier.reuse(paragraph, 0, sentences);
  CANDIDATE.lastIndex = start;
  if (start > 0) skipLeadingSpace(paragraph, start);
  while (CANDIDATE.test(paragraph)) {
    let end = CANDIDATE.lastIndex - 1;
    let last = end;
    if (paragraph[end] !== '\n') {
      for (let mark = paragraph.charAt(end); TERMINATOR.has(mark) || CLOSER.has(mark); mark = paragraph.charAt(++end))
        if (TERMINATOR.has(mark)) last = end;
    }
    let next = end;
    let lineBreaks = 0;
    while (next < length && isWhite(paragraph, next)) if (paragraph[next++] === '\n') lineBreaks++;
    if (next === length) break;
    CANDIDATE.lastIndex = Math.max(next, last + 1);
    const mark = paragraph.charAt(last);
    if (mark === '\n') {
      if (lineBreaks < 2) continue;
      end = next;
    } else if (UNSPACED.has(mark)) {
      // White space after such a terminator belongs to the next sentence.
      if (AFTER_QUOTATION.test(paragraph.slice(next, next + 2))) continue;
      next = end;
    } else {
      if (next === end) continue;
      const mayContinue = mark === '.' || mark === '…' || last + 1 < end;
      if (lineBreaks < 2 && !isCapital(paragraph.charCodeAt(next))) {
        const right = paragraph.slice(next, next + LOOKAHEAD);
        if ((mayContinue && CONTINUED.test(right)) || NO_WORD.test(right)) continue;
      }
      if (lineBreaks < 2 && mark === '.' && last + 1 === end && isInnerFullStop(paragraph, start, last, next)) continue;
      if (next > end + 1 || paragraph[end] !== ' ') end = next;
    }
    sentences.push(paragraph.slice(start, end));
    start = next;
    if (earlier === null) continue;
    start = earlier.reuse(paragraph, next, sentences);
    if (start > next) skipLeadingSpace(paragraph, start);
  }
  CANDIDATE.lastIndex = 0;
  sentences.push(paragraph.slice(start));
  return sentences;
}

/** The paragraph of these sentences. */
export function joinSentences(sentences: readonly string[]): string {
  let paragraph = '';
  sentences.forEach((sentence, index) => {
    paragraph += index === 0 ? sentence : separatorAfter(sentences[index - 1] ?? '') + sentence;
  });
  return paragraph;
}

/** The sentences of a body, one list per paragraph. */
export const sentencesOf = (body: readonly string[]): string[][] => body.map(splitSentences);

/**
 * The point where a sentence runs into the next one without a space (UAX #29). A full stop needs more context
 * than `?` and `!`, because it may be part of a URL.
 */
const RUN_ON =
  /(?<=[\p{L}\p{N}]\?)(?=[\p{L}\p{N}])|(?<=[#\p{L}\p{N}]!)(?=[\p{L}\p{N}[])|(?<=[\p{L}\p{N})][?!]{1,3}["'”’)\]]?|\.["”)\]]|\.{3}|…)(?=["“(]?\p{Lu}['’]?\p{Ll})/u;

/** Splits a sentence where two run together without a space. The parts, joined, are the sentence. */
export const splitRunOnSentence = (sentence: string): string[] =>
  /[.?!…]["'”’)\]]?["“(]?\p{Lu}|[?!][\p{L}\p{N}[]/u.test(sentence) ? sentence.split(RUN_ON) : [sentence];
