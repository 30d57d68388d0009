// Aligns the sentences of two texts in four passes: equal sentences in order, equal ones elsewhere, similar
// ones, and parts of split or joined ones. Nearly linear: only pairs with something in common are compared,
// and their number is bounded.
import { heaviestIncreasingSubsequence, byPosition, type SentencePair } from './increasing-subsequence.js';
import { Matching } from './matching.js';
import { normalise } from '../text/normalise.js';
import { equalSentencePairs, sentenceWeight } from './equal-sentences.js';
import { pairInLockstep } from './lockstep.js';

export type SentenceLabel = 'unchanged' | 'edited' | 'moved' | 'added' | 'deleted';

/** The correspondence of two lists of sentences. */
export type Alignment = {
  /**
   * For each new sentence: the index of its old version; null where it is new. Each old one occurs once at
   * most.
   */
  from: (number | null)[];
  /** For each new sentence: whether it kept its place in the order of paired sentences. */
  inPlace: boolean[];
  /** A part of a split or joined sentence is `edited`, though it has no pair of its own. */
  old: SentenceLabel[];
  new: SentenceLabel[];
};

/** In a gap between two anchors with at most this many pairs, all are compared. */
const MAX_PAIRS_OF_GAP = 100;
/** Least similarity of an edited sentence to its old version, between the same anchors and elsewhere. */
const SIMILAR_IN_PLACE = 0.4;
const SIMILAR_ELSEWHERE = 0.6;
const MAX_PARTS = 4;

function indicesOfFree(list: readonly (number | null)[]): number[] {
  const free: number[] = [];
  for (let at = 0; at < list.length; at++) if (list[at] === null) free.push(at);
  return free;
}

/**
 * Pairs equal sentences: first those in place, then those that moved. Returns each side's gaps (number of
 * anchors before each sentence).
 */
function pairEqual(matching: Matching): { old: Int32Array; next: Int32Array } {
  pairInLockstep(matching);
  const equal = equalSentencePairs(matching.old, matching.next, {
    old: indicesOfFree(matching.to),
    next: indicesOfFree(matching.from),
  });
  let gaps = matching.gaps();
  const inPlace = equal.filter((pair) => gaps.old[pair.old] === gaps.next[pair.next]);
  for (const anchor of heaviestIncreasingSubsequence(inPlace, matching.old.length))
    matching.pair(anchor.old, anchor.next);
  if (inPlace.length > 0) gaps = matching.gaps();
  for (let index = equal.length - 1; index >= 0; index--) {
    const pair = equal[index];
    if (pair !== undefined && matching.isFree(pair.old, pair.next)) matching.pair(pair.old, pair.next);
  }
  return gaps;
}

/**
 * Two sentences whose common prefix and suffix cover this share of the longer one are versions of one
 * sentence.
 */
const MIN_AFFIX_SHARE = 0.75;

/** True where two sentences differ only in a short middle part. */
function isNearlySame(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const needed = MIN_AFFIX_SHARE * Math.max(a.length, b.length);
  if (shorter < needed) return false;
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return head + tail >= needed;
}

/** Groups indices by their gap. */
function byGap(free: readonly number[], gaps: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const at of free) {
    const gap = gaps[at] ?? 0;
    const group = groups.get(gap);
    if (group === undefined) groups.set(gap, [at]);
    else group.push(at);
  }
  return groups;
}

/** Pairs similar sentences: first between the same anchors and in order, then anywhere. */
function pairSimilar(matching: Matching, gaps: { old: Int32Array; next: Int32Array }): void {
  const free = { old: indicesOfFree(matching.to), next: indicesOfFree(matching.from) };
  if (free.old.length === 0 || free.next.length === 0) return;
  const oldByGap = byGap(free.old, gaps.old);
  const nextByGap = byGap(free.next, gaps.next);
  const pairs: SentencePair[] = [];
  for (const [gap, nexts] of nextByGap) {
    const olds = oldByGap.get(gap);
    if (olds === undefined) continue;
    const [onlyOld, onlyNext] = olds.length === 1 && nexts.length === 1 ? [olds[0], nexts[0]] : [];
    if (
      onlyOld !== undefined &&
      onlyNext !== undefined &&
      isNearlySame(matching.old[onlyOld] ?? '', matching.next[onlyNext] ?? '')
    ) {
      pairs.push({ old: onlyOld, next: onlyNext, weight: 1 });
    } else if (nexts.length * olds.length > MAX_PAIRS_OF_GAP)
      pairs.push(...matching.candidatePairs(olds, nexts, SIMILAR_IN_PLACE));
    else {
      for (const next of nexts) {
        for (const old of olds) {
          const weight = matching.similarity(old, next);
          if (weight >= SIMILAR_IN_PLACE) pairs.push({ old, next, weight });
        }
      }
    }
  }
  for (const edit of heaviestIncreasingSubsequence(pairs.sort(byPosition), matching.old.length))
    matching.pair(edit.old, edit.next);
  const left = {
    old: free.old.filter((at) => matching.to[at] === null),
    next: free.next.filter((at) => matching.from[at] === null),
  };
  if (left.old.length === 0 || left.next.length === 0) return;
  const elsewhere = matching.candidatePairs(left.old, left.next, SIMILAR_ELSEWHERE);
  for (const { old, next } of elsewhere.sort((a, b) => b.weight - a.weight))
    if (matching.isFree(old, next)) matching.pair(old, next);
}

/** The labels that follow from the pairs. */
function labelled(matching: Matching): Alignment {
  const { old, next, from } = matching;
  const labels = { old: old.map((): SentenceLabel => 'deleted'), new: next.map((): SentenceLabel => 'added') };
  const inPlace = next.map(() => false);
  let [paired, last, isInOrder] = [0, -1, true];
  for (let at = 0; at < next.length; at++) {
    const place = from[at] ?? null;
    if (place === null) continue;
    const [was, is] = [old[place], next[at]];
    labels.old[place] = labels.new[at] =
      was === is || normalise(was ?? '') === normalise(is ?? '') ? 'unchanged' : 'edited';
    inPlace[at] = true;
    isInOrder &&= place > last;
    last = place;
    paired++;
  }
  if (!isInOrder) labelMoved(matching, labels, inPlace);
  if (paired < Math.max(old.length, next.length)) {
    from.forEach((place, at) => {
      if (place !== null && labels.new[at] === 'edited') labelParts(matching, place, at, labels);
    });
  }
  return { from, inPlace, ...labels };
}

/** Sentences outside the heaviest increasing subsequence moved. */
function labelMoved(
  { old, next, from }: Matching,
  labels: { old: SentenceLabel[]; new: SentenceLabel[] },
  inPlace: boolean[],
): void {
  const pairs: SentencePair[] = [];
  from.forEach((place, at) => {
    if (place !== null)
      pairs.push({ old: place, next: at, weight: labels.new[at] === 'edited' ? 0.5 : sentenceWeight(next[at] ?? '') });
  });
  inPlace.fill(false);
  for (const pair of heaviestIncreasingSubsequence(pairs, old.length)) inPlace[pair.next] = true;
  for (const { old: place, next: at } of pairs)
    if (inPlace[at] !== true && labels.new[at] === 'unchanged') labels.old[place] = labels.new[at] = 'moved';
}

/** Labels neighbours of an edited pair that are parts of it: one sentence was split, or two were joined. */
function labelParts(
  matching: Matching,
  place: number,
  at: number,
  labels: { old: SentenceLabel[]; new: SentenceLabel[] },
): void {
  for (const step of [-1, 1]) {
    for (let part = at + step, count = 1; count < MAX_PARTS && labels.new[part] === 'added'; part += step, count++) {
      if (
        !matching.isPart(matching.measure('next', part), matching.measure('next', at), matching.measure('old', place))
      )
        break;
      labels.new[part] = 'edited';
    }
    for (
      let part = place + step, count = 1;
      count < MAX_PARTS && labels.old[part] === 'deleted';
      part += step, count++
    ) {
      if (!matching.isPart(matching.measure('old', part), matching.measure('old', place), matching.measure('next', at)))
        break;
      labels.old[part] = 'edited';
    }
  }
}

/**
 * Aligns the sentences of two texts and labels each: `unchanged` (apart from white space, quote style and
 * soft hyphens), `edited`, `moved`, `added` or `deleted`. Never throws; bounded for any input.
 */
export function alignSentences(old: readonly string[], next: readonly string[]): Alignment {
  const matching = new Matching(old, next);
  pairSimilar(matching, pairEqual(matching));
  return labelled(matching);
}
