// The heaviest chain of pairs that rises on both sides: what keeps its place between two orders.

/** A sentence of the old text and one of the new, by index. */
export type SentencePair = { old: number; next: number; weight: number };

/** Chain order: by `next`, and for one `next` by falling `old`, so that a chain can't take two pairs of one `next`. */
export const byPosition = (a: SentencePair, b: SentencePair): number => a.next - b.next || b.old - a.old;

function rises(pairs: readonly SentencePair[]): boolean {
  let [old, next] = [-1, -1];
  for (const pair of pairs) {
    if (pair.old <= old || pair.next <= next) return false;
    ({ old, next } = pair);
  }
  return true;
}

/**
 * The heaviest rising chain of `pairs`, which are in chain order; of equal ones, the one that uses earlier old sentences.
 * `size` is above every `old`. Weighted Hunt-Szymanski (CACM 20:5, 1977) over a Fenwick tree: O(pairs × log size).
 */
export function heaviestIncreasingSubsequence(pairs: readonly SentencePair[], size: number): readonly SentencePair[] {
  if (rises(pairs)) return pairs;
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
  const chain: SentencePair[] = [];
  for (; end >= 0; end = before[end] ?? -1) {
    const pair = pairs[end];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}
