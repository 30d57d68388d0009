// Splits text into words, numbers and marks, with their positions. White space ends a token and makes none.
import { foldWord, foldDigits, hanNumberToDigits } from './fold-word.js';
import { MERIDIEMS, MONTHS, UNSPACED_WORDS, WEEKDAYS } from './vocabulary.js';
import { RUN_ON_LABELS } from './words/header.js';
import { isZoneWord } from './zone-offset.js';

/**
 * `text` has ASCII digits and marks; `folded` is the text for comparison (see `foldWord`). `end` is
 * exclusive.
 */
export type Token = { kind: 'word' | 'number' | 'mark'; text: string; folded: string; start: number; end: number };

/** Scripts without spaces between words. */
const UNSPACED = '〇\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}ー々';
// Thai month abbreviations contain full stops: พ.ย. is one piece.
const PIECES = /(?:\p{Script=Thai}{1,3}\.){1,2}|\p{Nd}+|[\p{L}\p{M}〇]+|[^\s\p{L}\p{M}\p{Nd}\p{Cf}〇]/gu;
// Splits where scripts meet, at lower case before a capital, and at capitals before a capitalised word:
// "IndiaUpdated", "PTIUpdated", "ESTKeris".
const SEAMS = new RegExp(
  `[${UNSPACED}]+|(?:\\p{Lu}\\p{M}*)+(?!\\p{Ll})|\\p{Lu}?\\p{M}*[\\p{Ll}\\p{M}\\u02BC]+|(?:(?![${UNSPACED}])[\\p{Lo}\\p{Lm}\\p{M}])+|[\\p{L}\\p{M}]`,
  'gu',
);
const HAN_NUMBER = '[〇零一二三四五六七八九十]{1,4}(?=[年月日号號時时点點分])';
const UNSPACED_PIECES = new RegExp(`${HAN_NUMBER}|${UNSPACED_WORDS.join('|')}`, 'gu');
const RUN_ON_LABEL = new RegExp(`^(.{3,40}|.)?(${RUN_ON_LABELS.join('|')})(.{2,12})?$`);
/** Words before a clock with a full stop: kl. 21.05, alle 21.05, a las 21.05. */
const BEFORE_CLOCK = new Set([
  'kl',
  'klo',
  'kello',
  'klockan',
  'klokken',
  'klokka',
  'alle',
  'ore',
  'las',
  'les',
  'at',
  'um',
  'as',
  'om',
]);

/**
 * The length of the first number in run-together digits: "20197:05" is a year and an hour, "10:2744" a minute
 * and a count.
 */
function firstNumberLength(piece: string, tokens: Token[], index: number): number {
  const [last, before, first] = [tokens.at(-1), tokens.at(-2), tokens.at(-3)];
  const adjacent = last?.end === index;
  const afterNumber = adjacent && before?.kind === 'number' && before.end === last.start;
  if (piece.length > 2 && afterNumber && (last.text === ':' || last.folded === 'h')) return 2;
  const hourWord = isMark(first, '.') ? tokens.at(-4) : first;
  if (
    piece.length > 2 &&
    piece.length < 5 &&
    afterNumber &&
    last.text === '.' &&
    before.text.length <= 2 &&
    BEFORE_CLOCK.has(hourWord?.folded ?? '')
  )
    return 2;
  // "17/02/245 min": no year has three digits.
  if (
    piece.length === 3 &&
    afterNumber &&
    ['/', '.', '-'].includes(last.text) &&
    first?.text === last.text &&
    tokens.at(-4)?.kind === 'number' &&
    first.end === before.start
  )
    return 2;
  if (
    piece.length > 2 &&
    piece.length < 5 &&
    afterNumber &&
    last.text === '-' &&
    first?.text === '-' &&
    tokens.at(-4)?.text.length === 4
  )
    return 2;
  if (!/^(?:19|20)\d{3,}$/.test(piece)) return piece.length;
  const dated =
    last?.kind === 'mark'
      ? ['.', '/', '-', ','].includes(last.text)
      : MONTHS.has(last?.folded ?? '') || last?.folded === 'de';
  return piece.length <= 6 || (dated && piece.length !== 8) ? 4 : piece.length;
}

/**
 * The length of am, pm or a zone at the start of a word after a clock: "9:05PMA storm", "21:05 ESTA storm".
 */
function clockSuffixLength(piece: string, tokens: Token[], index: number): number {
  const last = tokens.at(-1);
  if (last === undefined || index - last.end > 1 || piece.length < 3) return 0;
  if (last.kind === 'number') {
    const adjacent = last.end === index;
    if (/^[AP]M\p{Lu}/u.test(piece) && (isMark(tokens.at(-2), ':') || (adjacent && /^..\p{Lu}{2}/u.test(piece))))
      return 2;
  }
  if (last.kind !== 'number' && !MERIDIEMS.has(last.folded)) return 0;
  const [run = ''] = /^[A-Z]{3,5}(?![A-Z])/.exec(piece) ?? [];
  return run.length === piece.length && run.length > 3 && !isZoneWord(run) && isZoneWord(run.slice(0, -1))
    ? run.length - 1
    : 0;
}

/** Splits a text into tokens, also where words run together. Linear. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], piece: string, start: number, shown = piece): void => {
    tokens.push({ kind, text: shown, folded: foldWord(shown), start, end: start + piece.length });
  };
  const pushUnspaced = (piece: string, start: number): void => {
    const composed = piece.normalize('NFC');
    let from = 0;
    // Positions are valid only if composing kept the length; decomposed text stays one token.
    for (const { 0: word, index } of composed.length === piece.length ? composed.matchAll(UNSPACED_PIECES) : []) {
      if (index > from) push('word', piece.slice(from, index), start + from);
      if (/^[〇零一二三四五六七八九十]+$/.test(word)) push('number', word, start + index, hanNumberToDigits(word));
      else push('word', word, start + index);
      from = index + word.length;
    }
    if (from < piece.length) push('word', piece.slice(from), start + from);
  };
  const pushWord = (word: string, start: number): void => {
    const [, before = '', label = '', after = ''] =
      word.length > 8 && word.length < 60 ? (RUN_ON_LABEL.exec(foldWord(word)) ?? []) : [];
    const follows =
      after === '' ||
      MONTHS.has(after) ||
      WEEKDAYS.has(after) ||
      ['on', 'at', 'le', 'am', 'il', 'el', 'em'].includes(after);
    const last = tokens.at(-1);
    // "AFPactualizado" arrives as AF and Pactualizado. "unpublished" is one word.
    const fits =
      before.length !== 1 || (last?.kind === 'word' && last.end === start && last.text === last.text.toUpperCase());
    const isSplit = label !== '' && follows && fits && foldWord(word).length === word.length;
    if (!isSplit || (before === '' && after === '')) return push('word', word, start);
    for (const [from, length] of [
      [0, before.length],
      [before.length, label.length],
      [before.length + label.length, after.length],
    ] as const) {
      if (length > 0) push('word', word.slice(from, from + length), start + from);
    }
  };
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    if (/^\p{Nd}/u.test(piece)) {
      const digits = foldDigits(piece);
      const cut = firstNumberLength(digits, tokens, index);
      push('number', piece.slice(0, cut), index, digits.slice(0, cut));
      if (cut < piece.length) push('number', piece.slice(cut), index + cut, digits.slice(cut));
    } else if (piece.endsWith('.') && piece.length > 1) {
      push('word', piece, index);
    } else if (/^[\p{L}\p{M}〇]/u.test(piece)) {
      const head = clockSuffixLength(piece, tokens, index);
      if (head > 0) push('word', piece.slice(0, head), index);
      for (const { 0: word, index: at } of piece.slice(head).matchAll(SEAMS)) {
        if (UNSPACED_START.test(word)) pushUnspaced(word, index + head + at);
        else pushWord(word, index + head + at);
      }
    } else {
      push('mark', piece, index, MARKS.get(piece) ?? piece.normalize('NFKC'));
    }
  }
  return tokens;
}

const UNSPACED_START = new RegExp(`^[${UNSPACED}]`, 'u');
/** Marks of other scripts, to their ASCII marks. */
const MARKS = new Map(
  [..."、,،,。.॰.׳.・·∙·‧·●·−-‑-│|｜|’'～-：:（(）)".matchAll(/(.)(.)/gu)].map(([, from = '', to = '']) => [from, to]),
);

export const isMark = (token: Token | undefined, mark: string): boolean =>
  token?.kind === 'mark' && token.text === mark;
/** The number of a token of at most `digits` digits, or null. */
export const numberOf = (token: Token | undefined, digits: number): number | null =>
  token?.kind === 'number' && token.text.length <= digits && /^\d+$/.test(token.text) ? Number(token.text) : null;
/** True for four digits from 1900 to 2099. */
export const isYear = (token: Token | undefined): boolean =>
  token?.kind === 'number' && /^(19|20)\d\d$/.test(token.text);

/**
 * The first phrase of an index that the tokens at `at` match, or null. Indexes list the longest phrase first.
 */
export function phraseAt<Phrase extends { words: string[] }>(
  tokens: Token[],
  at: number,
  index: Map<string, Phrase[]>,
): Phrase | null {
  for (const phrase of index.get(tokens[at]?.folded ?? '') ?? []) {
    if (phrase.words.every((word, step) => tokens[at + step]?.folded === word)) return phrase;
  }
  return null;
}
