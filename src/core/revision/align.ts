// Which sentence of the new text stems from which of the old: equal ones in order, equal ones elsewhere, similar ones, parts.
// Nearly linear: only pairs that share something are ever looked at, and how many of those is bounded.
import { heaviestIncreasingSubsequence, byPosition, type SentencePair } from './increasing-subsequence.js';
import { Matching } from './matching.js';
import { normalise } from '../text/normalise.js';
import { equalSentencePairs, sentenceWeight } from './equal-sentences.js';
import { pairInLockstep } from './lockstep.js';

export type SentenceLabel = 'unchanged' | 'edited' | 'moved' | 'added' | 'deleted';

/** How two lists of sentences belong together. */
export type Alignment = {
  /** For each new sentence the index of the old one that it stems from; null where it is new. Each old one is used once. */
  from: (number | null)[];
  /** For each new sentence whether it kept its place among the others that have one. */
  inPlace: boolean[];
  /** A sentence that came of one cut in two, or went into two made one, is `edited` though it has no pair of its own. */
  old: SentenceLabel[];
  new: SentenceLabel[];
};

/** Between two anchors, up to so many pairs all are compared. */
const SMALL_GAP = 100;
/** What an edited sentence has in common with the old one at least, between the same anchors and elsewhere. */
export const SIMILAR_IN_PLACE = 0.4;
export const SIMILAR_ELSEWHERE = 0.6;
const MAX_PARTS = 4;

function indicesOfFree(list: readonly (number | null)[]): number[] {
  const free: number[] = [];
  for (let at = 0; at < list.length; at++) if (list[at] === null) free.push(at);
  return free;
}

/** Pairs what is equal: first what holds its place, then what moved. Returns each side's gaps: the number of anchors before a sentence. */
function pairEqual(matching: Matching): { old: Int32Array; next: Int32Array } {
  pairInLockstep(matching);
  const equal = equalSentencePairs(matching.old, matching.next, { old: indicesOfFree(matching.to), next: indicesOfFree(matching.from) });
  let gaps = matching.gaps();
  const inPlace = equal.filter((pair) => gaps.old[pair.old] === gaps.next[pair.next]);
  for (const anchor of heaviestIncreasingSubsequence(inPlace, matching.old.length)) matching.pair(anchor.old, anchor.next);
  if (inPlace.length > 0) gaps = matching.gaps();
  for (let index = equal.length - 1; index >= 0; index--) {
    const pair = equal[index];
    if (pair !== undefined && matching.isFree(pair.old, pair.next)) matching.pair(pair.old, pair.next);
  }
  return gaps;
}

/** Of the longer of two sentences, the share that both begin and end with for them to be one edited, without a closer look. */
const AFFIX = 0.75;

/** True where two sentences are alike but for a short stretch inside. */
function isNearlySame(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length);
  const needed = AFFIX * Math.max(a.length, b.length);
  if (least < needed) return false;
  let head = 0;
  while (head < least && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < least - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return head + tail >= needed;
}

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

/** Pairs what is similar: between the same anchors first, in order, then anywhere. */
function pairSimilar(matching: Matching, gaps: { old: Int32Array; next: Int32Array }): void {
  const free = { old: indicesOfFree(matching.to), next: indicesOfFree(matching.from) };
  if (free.old.length === 0 || free.next.length === 0) return;
  const olds = byGap(free.old, gaps.old);
  const nexts = byGap(free.next, gaps.next);
  const pairs: SentencePair[] = [];
  for (const [gap, here] of nexts) {
    const there = olds.get(gap);
    if (there === undefined) continue;
    const [only, other] = [there[0], here[0]];
    if (here.length === 1 && there.length === 1 && only !== undefined && other !== undefined && isNearlySame(matching.old[only] ?? '', matching.next[other] ?? '')) {
      pairs.push({ old: only, next: other, weight: 1 });
    } else if (here.length * there.length > SMALL_GAP) pairs.push(...matching.candidatePairs(there, here, SIMILAR_IN_PLACE));
    else {
      for (const next of here) {
        for (const old of there) {
          const weight = matching.similarity(old, next);
          if (weight >= SIMILAR_IN_PLACE) pairs.push({ old, next, weight });
        }
      }
    }
  }
  for (const edit of heaviestIncreasingSubsequence(pairs.sort(byPosition), matching.old.length)) matching.pair(edit.old, edit.next);
  const left = { old: free.old.filter((at) => matching.to[at] === null), next: free.next.filter((at) => matching.from[at] === null) };
  if (left.old.length === 0 || left.next.length === 0) return;
  const elsewhere = matching.candidatePairs(left.old, left.next, SIMILAR_ELSEWHERE);
  for (const { old, next } of elsewhere.sort((a, b) => b.weight - a.weight)) if (matching.isFree(old, next)) matching.pair(old, next);
}

/** Labels from pairs. */
function labelled(matching: Matching): Alignment {
  const { old, next, from } = matching;
  const labels = { old: old.map((): SentenceLabel => 'deleted'), new: next.map((): SentenceLabel => 'added') };
  const inPlace = next.map(() => false);
  let [paired, last, rises] = [0, -1, true];
  for (let at = 0; at < next.length; at++) {
    const place = from[at] ?? null;
    if (place === null) continue;
    const [was, is] = [old[place], next[at]];
    labels.old[place] = labels.new[at] = was === is || normalise(was ?? '') === normalise(is ?? '') ? 'unchanged' : 'edited';
    inPlace[at] = true;
    rises &&= place > last;
    last = place;
    paired++;
  }
  if (!rises) labelMoved(matching, labels, inPlace);
  if (paired < Math.max(old.length, next.length)) {
    from.forEach((place, at) => {
      if (place !== null && labels.new[at] === 'edited') labelParts(matching, place, at, labels);
    });
  }
  return { from, inPlace, ...labels };
}

/** Of sentences that cross each other, those off the heaviest chain moved. */
function labelMoved({ old, next, from }: Matching, labels: { old: SentenceLabel[]; new: SentenceLabel[] }, inPlace: boolean[]): void {
  const pairs: SentencePair[] = [];
  from.forEach((place, at) => {
    if (place !== null) pairs.push({ old: place, next: at, weight: labels.new[at] === 'edited' ? 0.5 : sentenceWeight(next[at] ?? '') });
  });
  inPlace.fill(false);
  for (const pair of heaviestIncreasingSubsequence(pairs, old.length)) inPlace[pair.next] = true;
  for (const { old: place, next: at } of pairs) if (inPlace[at] !== true && labels.new[at] === 'unchanged') labels.old[place] = labels.new[at] = 'moved';
}

/** Labels what stands beside an edited pair and is a part of the one or the other: a sentence cut in two, two made one. */
function labelParts(matching: Matching, place: number, at: number, labels: { old: SentenceLabel[]; new: SentenceLabel[] }): void {
  for (const step of [-1, 1]) {
    for (let part = at + step, count = 1; count < MAX_PARTS && labels.new[part] === 'added'; part += step, count++) {
      if (!matching.isPart(matching.measure('next', part), matching.measure('next', at), matching.measure('old', place))) break;
      labels.new[part] = 'edited';
    }
    for (let part = place + step, count = 1; count < MAX_PARTS && labels.old[part] === 'deleted'; part += step, count++) {
      if (!matching.isPart(matching.measure('old', part), matching.measure('old', place), matching.measure('next', at))) break;
      labels.old[part] = 'edited';
    }
  }
}

/**
 * Aligns the sentences of two texts and labels each: `unchanged` (white space, quote style and soft hyphens don't count),
 * `edited`, `moved`, `added`, `deleted`. Never throws; bounded for any input.
 */
export function alignSentences(old: readonly string[], next: readonly string[]): Alignment {
  const matching = new Matching(old, next);
  pairSimilar(matching, pairEqual(matching));
  return labelled(matching);
}
