// Finds emphasis by CommonMark's rules for delimiter runs, but stricter: between two letters or digits,
// asterisks and underscores are text (5*3*2, snake_case, f**k). Linear, as a failed search for an opener
// isn't repeated.

/** A delimiter run such as `**`, and whether it can open or close emphasis. */
export type DelimiterRun = { from: number; length: number; opens: boolean; closes: boolean; character: string };

/**
 * Emphasised text; `from` and `to` include the delimiters, of `marks` characters each: 1 for emphasis, 2 for
 * bold.
 */
export type EmphasisSpan = { from: number; to: number; marks: 1 | 2 };

const WHITE = /\s/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const WORD = /[\p{L}\p{N}\p{M}]/u;
/** Scripts without spaces between words: there, delimiters between letters are valid. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LOW_SURROGATE = /[\udc00-\udfff]/;

/** The character (code point) that ends before `at`. */
const before = (text: string, at: number): string =>
  LOW_SURROGATE.test(text.charAt(at - 1)) ? text.slice(Math.max(0, at - 2), at) : text.charAt(at - 1);
const after = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
};

/** The run of `*` or `_` at `from`. */
export function delimiterRunAt(text: string, from: number): DelimiterRun {
  const character = text.charAt(from);
  let to = from;
  while (text.charAt(to) === character) to += 1;
  const [left, right] = [before(text, from), after(text, to)];
  const [leftIsSpace, rightIsSpace] = [left === '' || WHITE.test(left), right === '' || WHITE.test(right)];
  const [leftIsPunctuation, rightIsPunctuation] = [PUNCTUATION.test(left), PUNCTUATION.test(right)];
  const opening = !rightIsSpace && (!rightIsPunctuation || leftIsSpace || leftIsPunctuation);
  const closing = !leftIsSpace && (!leftIsPunctuation || rightIsSpace || rightIsPunctuation);
  const unspaced = character === '*' && (UNSPACED.test(left) || UNSPACED.test(right));
  const inWord = WORD.test(left) && WORD.test(right) && !unspaced;
  // Three asterisks are bold and emphasis. More, or two underscores, are a rule, a rating, a name or a blank
  // to fill in.
  const isDelimiter = to - from <= (character === '*' ? 3 : 1) && !inWord;
  return { from, length: to - from, opens: isDelimiter && opening, closes: isDelimiter && closing, character };
}

type Opener = DelimiterRun & { left: number };

/** Pairs the runs, given in order, into spans, innermost first. */
export function emphasisSpans(runs: readonly DelimiterRun[]): EmphasisSpan[] {
  const found: EmphasisSpan[] = [];
  const open: Opener[] = [];
  /**
   * CommonMark's `openers_bottom`: by kind of closer, the depth in `open` below which there is no opener for
   * it.
   */
  const openersBottom = new Map<string, number>();
  for (const run of runs) {
    let [from, left] = [run.from, run.length];
    while (run.closes && left > 0) {
      const kind = `${run.character}${run.opens ? 'b' : 'c'}${run.length % 3}`;
      const bottom = Math.min(openersBottom.get(kind) ?? 0, open.length);
      let at = open.length - 1;
      while (at >= bottom && !pairs(open[at], run)) at -= 1;
      const opener = at >= bottom ? open[at] : undefined;
      if (opener === undefined) {
        openersBottom.set(kind, open.length);
        break;
      }
      open.length = at + 1;
      for (const [name, depth] of openersBottom) openersBottom.set(name, Math.min(depth, at));
      const marks = opener.left >= 2 && left >= 2 ? 2 : 1;
      found.push({ from: opener.from + opener.left - marks, to: from + marks, marks });
      opener.left -= marks;
      from += marks;
      left -= marks;
      if (opener.left === 0) open.pop();
    }
    if (run.opens && left > 0) open.push({ ...run, from, length: run.length, left });
  }
  return found;
}

/**
 * CommonMark's rule of three: if either run can both open and close, their lengths must not add up to a
 * multiple of three.
 */
function pairs(opener: Opener | undefined, closer: DelimiterRun): boolean {
  if (opener?.character !== closer.character) return false;
  const isAmbiguous = opener.closes || closer.opens;
  return (
    !isAmbiguous || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0)
  );
}
