// Which asterisks and underscores stand for emphasis, by CommonMark's flanking rules and its pairing of delimiter runs, made
// stricter for news: a mark between two letters or digits is a letter of the word (5*3*2, snake_case, f**k), never a mark.
// Linear: what a closer has searched in vain is not searched again.

/** A run of one character, as `**`; `used` counts, from its outer and its inner end, what became a mark. */
export type DelimiterRun = { from: number; length: number; opens: boolean; closes: boolean; character: string };

/** A stretch of text between two marks; `from` and `to` include the marks. */
export type EmphasisSpan = { from: number; to: number; marks: 1 | 2 };

const WHITE = /\s/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const WORD = /[\p{L}\p{N}\p{M}]/u;
/** Scripts that write words without spaces, or hang particles onto them: there a mark inside a line of letters is meant. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LOW_SURROGATE = /[\udc00-\udfff]/;

/** The whole character that ends before `at`. */
const before = (text: string, at: number): string => (LOW_SURROGATE.test(text.charAt(at - 1)) ? text.slice(Math.max(0, at - 2), at) : text.charAt(at - 1));
const after = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
};

/** The run of `*` or `_` that stands at `from`, and what it may do there. */
export function delimiterRunAt(text: string, from: number): DelimiterRun {
  const character = text.charAt(from);
  let to = from;
  while (text.charAt(to) === character) to += 1;
  const [left, right] = [before(text, from), after(text, to)];
  const [leftOpen, rightOpen] = [left === '' || WHITE.test(left), right === '' || WHITE.test(right)];
  const [leftSign, rightSign] = [PUNCTUATION.test(left), PUNCTUATION.test(right)];
  const opening = !rightOpen && (!rightSign || leftOpen || leftSign);
  const closing = !leftOpen && (!leftSign || rightOpen || rightSign);
  const unspaced = character === '*' && (UNSPACED.test(left) || UNSPACED.test(right));
  const inWord = WORD.test(left) && WORD.test(right) && !unspaced;
  // Two underscores and more are a name's or a line to fill in; three asterisks are both marks at once, more are a rule or a score.
  const known = to - from <= (character === '*' ? 3 : 1) && !inWord;
  return { from, length: to - from, opens: known && opening, closes: known && closing, character };
}

type Opener = DelimiterRun & { left: number };

/** Pairs the runs, given in order: what stands between two that belong together, innermost first. */
export function emphasisSpans(runs: readonly DelimiterRun[]): EmphasisSpan[] {
  const found: EmphasisSpan[] = [];
  const open: Opener[] = [];
  /** By kind of closer: how deep in `open` there is nothing for it, for sure. */
  const bottoms = new Map<string, number>();
  for (const run of runs) {
    let [from, left] = [run.from, run.length];
    while (run.closes && left > 0) {
      const kind = `${run.character}${run.opens ? 'b' : 'c'}${run.length % 3}`;
      const bottom = Math.min(bottoms.get(kind) ?? 0, open.length);
      let at = open.length - 1;
      while (at >= bottom && !pairs(open[at], run)) at -= 1;
      const opener = at >= bottom ? open[at] : undefined;
      if (opener === undefined) {
        bottoms.set(kind, open.length);
        break;
      }
      open.length = at + 1;
      for (const [name, depth] of bottoms) bottoms.set(name, Math.min(depth, at));
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

/** CommonMark's rule of three: of runs that might do both, only those pair whose lengths don't add up to a multiple of three. */
function pairs(opener: Opener | undefined, closer: DelimiterRun): boolean {
  if (opener?.character !== closer.character) return false;
  const both = opener.closes || closer.opens;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}
