// Three-way merge of two edited texts, by paragraph and, within one paragraph, by sentence. Nothing is lost: if both
// changed the same sentence, both paragraphs stay, the other editor's first.
import { joinSentences, splitSentences } from '../../../core/text/sentences.js';

/** Cells of the table. Larger texts are treated as having nothing in common. */
const MAX_CELLS = 4_000_000;

/** A longest common subsequence, as pairs of indices. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MAX_CELLS) return [];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i]);

/** `both` counts the places that both sides changed differently. */
export function mergeParagraphs(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): { body: string[]; both: number } {
  const inMine = new Map(longestCommonSubsequence(base, mine));
  const inTheirs = new Map(longestCommonSubsequence(base, theirs));
  const body: string[] = [];
  let both = 0;
  let [b, m, t] = [0, 0, 0];
  const mergeRange = (toB: number, toM: number, toT: number): void => {
    const [old, own, other] = [base.slice(b, toB), mine.slice(m, toM), theirs.slice(t, toT)];
    if (same(own, old) || same(own, other)) body.push(...other);
    else if (same(other, old)) body.push(...own);
    else if (old.length > 1 && own.length === old.length && other.length === old.length) {
      // No paragraph was added or removed: merge them one by one.
      for (let i = 0; i < old.length; i += 1) {
        const place = mergeParagraphs([old[i] ?? ''], [own[i] ?? ''], [other[i] ?? '']);
        body.push(...place.body);
        both += place.both;
      }
    } else {
      const one = mergedParagraph(old, own, other);
      if (one === null) both += 1;
      body.push(...(one === null ? [...other, ...own.filter((text) => !other.includes(text))] : [one]));
    }
  };
  for (let i = 0; i < base.length; i += 1) {
    const [inM, inT] = [inMine.get(i), inTheirs.get(i)];
    if (inM === undefined || inT === undefined) continue;
    mergeRange(i, inM, inT);
    body.push(base[i] ?? '');
    [b, m, t] = [i + 1, inM + 1, inT + 1];
  }
  mergeRange(base.length, mine.length, theirs.length);
  return { body, both };
}

/** Merges one paragraph by sentence; null if both changed one sentence differently, or if there are several. */
function mergedParagraph(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string | null {
  const [[old], [own], [other]] = [base, mine, theirs];
  if (
    base.length !== 1 ||
    mine.length !== 1 ||
    theirs.length !== 1 ||
    old === undefined ||
    own === undefined ||
    other === undefined
  )
    return null;
  const [a, b, c] = [splitSentences(old), splitSentences(own), splitSentences(other)];
  // A single sentence is not merged further.
  if (a.length < 2) return null;
  const { body, both } = mergeParagraphs(a, b, c);
  return both > 0 ? null : joinSentences(body);
}

/** Three-way merge of one value. If both sides changed it, mine wins. */
export const mergeValue = <T>(base: T, mine: T, theirs: T, isSame: (a: T, b: T) => boolean): T =>
  isSame(mine, base) ? theirs : mine;
