// The heaviest subsequence of pairs that increases on both sides: the sentences that kept their place.

/** A sentence of the old text and one of the new, by index. */
export type SentencePair = { old: number; next: number; weight: number };

/** Order by `next`, then by descending `old`, so that a subsequence can't contain two pairs of one `next`. */
export const byPosition = (a: SentencePair, b: SentencePair): number => a.next - b.next || b.old - a.old;

function isIncreasing(pairs: readonly SentencePair[]): boolean {
  let [old, next] = [-1, -1];
  for (const pair of pairs) {
    if (pair.old <= old || pair.next <= next) return false;
    ({ old, next } = pair);
  }
  return true;
}

/**
 * The heaviest increasing subsequence of `pairs`, which are sorted `byPosition`; of several, the one with
 * earlier old sentences. `size` is above each `old`. Weighted Hunt-Szymanski (CACM 20:5, 1977) over a Fenwick
 * tree: O(pairs × log size).
 */
export function heaviestIncreasingSubsequence(pairs: readonly SentencePair[], size: number): readonly SentencePair[] {
  if (isIncreasing(pairs)) return pairs;
  const best = new Float64Array(size + 1);
  const last = new Int32Array(size + 1).fill(-1);
  const before = new Int32Array(pairs.length);
  let top = 0;
  let end = -1;
  for (let index = 0; index < pairs.length; index++) {
    const pair = pairs[index];
    if (pair === undefined) break;
    let total = 0;
    let previous = -1;
    for (let at = pair.old; at > 0; at -= at & -at) {
      if ((best[at] ?? 0) > total) {
        total = best[at] ?? 0;
        previous = last[at] ?? -1;
      }
    }
    before[index] = previous;
    total += pair.weight;
    for (let at = pair.old + 1; at <= size; at += at & -at) {
      if (total > (best[at] ?? 0)) {
        best[at] = total;
        last[at] = index;
      }
    }
    if (total > top || (total === top && pairs[end]?.next === pair.next)) {
      top = total;
      end = index;
    }
  }
  const subsequence: SentencePair[] = [];
  for (; end >= 0; end = before[end] ?? -1) {
    const pair = pairs[end];
    if (pair !== undefined) subsequence.push(pair);
  }
  return subsequence.reverse();
}
