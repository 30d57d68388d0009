// Cleans all text from outside: request bodies, parameters, pages, feeds, imports. Removes what Postgres,
// UTF-8 or XML can't store, and invisible characters that change how the text around them is displayed
// (Unicode UAX 9, UTS 39).

import { foldSpace } from './fold-space.js';

/** Control characters except tab and line ends (C0, DEL, C1), and the two code points that XML forbids. */
const CONTROLS = /(?![\t\n\r\v\f\u0085])[\p{Cc}\ufffe\uffff]/gu;
const LINE_ENDS = /[\v\f\u0085]/g;
/** Tag characters can hide words; kept in the flags of England, Scotland and Wales. */
const TAGS =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
/** Deprecated format characters, annotation marks and byte order marks. */
const USELESS = /[\u206a-\u206f\ufeff\ufff9-\ufffb]/g;
/**
 * Joiners shape Arabic, Indic scripts and emoji; useless after a Latin, Greek or Cyrillic letter, a space, or
 * at the start.
 */
const USELESS_JOINERS = /(?<=^|[\u0020-\u052f\u1e00-\u1fff\s])[\u200c\u200d]+/g;
/** Fast check: most news text has none of these. */
const NEEDS_CLEANING =
  /(?![\t\n\r])(?:\u200c|\u200d|[\p{Cc}\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}])/u;

/** Embeddings, overrides and isolates, with the marks that close them. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/;
/** UAX 9, BD2: deeper levels have no effect. */
const MAX_LEVELS = 125;
const EMBEDDING = '\u202a\u202b';
const ISOLATE = '\u2066\u2067\u2068';

/**
 * A line with only those isolates and embeddings that it closes itself. Removes unbalanced ones, and every
 * override.
 */
function balanceDirections(line: string): string {
  const balanced = new Set<number>();
  const open: { at: number; isolate: boolean }[] = [];
  for (let at = 0; at < line.length; at++) {
    const mark = line.charAt(at);
    const isolate = ISOLATE.includes(mark);
    if ((isolate || EMBEDDING.includes(mark)) && open.length < MAX_LEVELS) open.push({ at, isolate });
    else if (mark === '\u202c' && open.at(-1)?.isolate === false) balanced.add(open.pop()?.at ?? at).add(at);
    else if (mark === '\u2069' && open.some((one) => one.isolate)) {
      while (open.at(-1)?.isolate === false) open.pop();
      balanced.add(open.pop()?.at ?? at).add(at);
    }
  }
  return Array.from({ length: line.length }, (_, at) =>
    DIRECTIONS.test(line.charAt(at)) && !balanced.has(at) ? '' : line.charAt(at),
  ).join('');
}

/**
 * Cleans text of one or more lines: removes control characters (form feeds and the like become line ends),
 * replaces lone surrogates by U+FFFD, and balances directions in each line.
 */
export function cleanText(text: string): string {
  if (!NEEDS_CLEANING.test(text)) return text;
  const plain = text
    .replace(LINE_ENDS, '\n')
    .replace(CONTROLS, '')
    .toWellFormed()
    .replace(TAGS, '$1')
    .replace(USELESS, '');
  return (DIRECTIONS.test(plain) ? plain.split('\n').map(balanceDirections).join('\n') : plain).replace(
    USELESS_JOINERS,
    '',
  );
}

/** Without meaning in a single line: directions, soft hyphens, zero-width spaces, invisible operators. */
const INVISIBLE = /[\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069]/g;
/** Direction marks, useful only with right-to-left letters. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g;
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
/** Any visible character. */
const VISIBLE = /[^\p{Cf}\p{Z}\p{Cc}\p{Cn}\p{Cs}\p{Mn}\u2800\u3164\u115f\u1160\uffa0]/u;
const PLAIN_LINE = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

function lineOf(text: string, keepMarks: (line: string) => boolean): string {
  if (PLAIN_LINE.test(text)) return text;
  const visible = cleanText(text).replace(INVISIBLE, '');
  const marked = keepMarks(visible) ? visible : visible.replace(DIRECTION_MARKS, '');
  const line = foldSpace(marked.replace(USELESS_JOINERS, ''));
  return VISIBLE.test(line) ? line : '';
}

/**
 * Cleans one line, such as a headline: folds white space, removes invisible characters; empty without visible
 * ones.
 */
export const cleanLine = (text: string): string => lineOf(text, (line) => RIGHT_TO_LEFT.test(line));

/** Cleans a name: as `cleanLine`, and without direction marks, so that names that look equal are equal. */
export const cleanName = (text: string): string => lineOf(text, () => false);

/** True for text with control characters. A URL with one is refused: removing it would make another URL. */
export const hasControlCharacters = (text: string): boolean => text.search(CONTROLS) !== -1;
