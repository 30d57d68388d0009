// Which sentence of the new text stems from which of the old: equal ones in order, equal ones elsewhere, similar ones, parts.
// Nearly linear: only pairs that share something are ever looked at, and how many of those is bounded.
import { heaviestChain, inOrder, type Pair } from './chain.js';
import { normalise } from './normalise.js';
import { Ruler, type Measured } from './similarity.js';
import { equalPairs, weightOf } from './twins.js';

export type Label = 'unchanged' | 'edited' | 'moved' | 'added' | 'deleted';

/** How two lists of sentences belong together. */
export type Alignment = {
  /** For each new sentence the index of the old one that it stems from; null where it is new. Each old one is used once. */
  from: (number | null)[];
  /** For each new sentence whether it kept its place among the others that have one. */
  still: boolean[];
  /** A sentence that came of one cut in two, or went into two made one, is `edited` though it has no pair of its own. */
  old: Label[];
  new: Label[];
};

/** Words that more old sentences hold than this say nothing about which is meant. */
const MAX_POSTINGS = 48;
/** How many likely ancestors of a sentence are compared in full. */
const MAX_CANDIDATES = 8;
/** Between two anchors, up to so many pairs all are compared. */
const SMALL_GAP = 100;
/** What an edited sentence has in common with the old one at least, between the same anchors and elsewhere. */
export const SIMILAR_IN_PLACE = 0.4;
export const SIMILAR_ELSEWHERE = 0.6;
/** What of a part is found again in the whole at least, beside what its sibling already accounts for. */
const PART_FOUND = 0.8;
const MIN_PART_WEIGHT = 3;
const MAX_PARTS = 4;

/** The two texts, and what is found out about them step by step. */
class Matching {
  readonly from: (number | null)[];
  readonly to: (number | null)[];
  private readonly ruler = new Ruler();
  private readonly measured = { old: new Map<number, Measured>(), next: new Map<number, Measured>() };

  constructor(
    readonly old: readonly string[],
    readonly next: readonly string[],
  ) {
    this.from = next.map(() => null);
    this.to = old.map(() => null);
  }

  pair(old: number, next: number): void {
    this.from[next] = old;
    this.to[old] = next;
  }

  isFree(old: number, next: number): boolean {
    return this.to[old] === null && this.from[next] === null;
  }

  /** For each sentence the number of anchors before it. */
  gaps(): { old: Int32Array; next: Int32Array } {
    const count = (list: readonly (number | null)[]): Int32Array => {
      const gaps = new Int32Array(list.length);
      for (let at = 0, gap = 0; at < list.length; at++) gaps[at] = list[at] === null ? gap : gap++;
      return gaps;
    };
    return { old: count(this.to), next: count(this.from) };
  }

  measure(side: 'old' | 'next', at: number): Measured {
    const known = this.measured[side].get(at);
    if (known !== undefined) return known;
    const made = this.ruler.measure(normalise(this[side][at] ?? ''));
    this.measured[side].set(at, made);
    return made;
  }

  similarity(old: number, next: number): number {
    return this.ruler.similarity(this.measure('old', old), this.measure('next', next));
  }

  /** For each new sentence of `nexts` the few of `olds` that share most with it, rare words counting more, and how similar they are. */
  likeliest(olds: readonly number[], nexts: readonly number[], least: number): Pair[] {
    const postings: number[][] = [];
    for (const at of olds) {
      const { words } = this.measure('old', at);
      words.forEach((word, index) => {
        if (word !== words[index - 1]) (postings[word] ??= []).push(at);
      });
    }
    const weights = new Float64Array(this.old.length);
    return nexts.flatMap((next) =>
      strongest(this.measure('next', next).words, postings, weights)
        .map((old) => ({ old, next, weight: this.similarity(old, next) }))
        .filter(({ weight }) => weight >= least),
    );
  }

  /** True where `part` holds what `whole` holds beside its `sibling`: the one was cut in two, or the two made one. */
  isPart(part: Measured, sibling: Measured, whole: Measured): boolean {
    if (part.weight < MIN_PART_WEIGHT || sibling.weight + part.weight > 2 * whole.weight) return false;
    const gained = this.ruler.shared(part, whole);
    return gained >= PART_FOUND * part.weight && gained + this.ruler.shared(sibling, whole) <= 1.25 * whole.weight;
  }
}

/** The old sentences that share most with these words. `weights` is all zero before and after. */
function strongest(words: Int32Array, postings: readonly (readonly number[] | undefined)[], weights: Float64Array): number[] {
  const touched: number[] = [];
  words.forEach((word, index) => {
    const list = word === words[index - 1] ? undefined : postings[word];
    if (list === undefined || list.length > MAX_POSTINGS) return;
    for (const place of list) {
      if (weights[place] === 0) touched.push(place);
      weights[place] = (weights[place] ?? 0) + 1 / list.length;
    }
  });
  const best: number[] = [];
  for (const place of touched) {
    const weight = weights[place] ?? 0;
    if (best.length === MAX_CANDIDATES && weight <= (weights[best.at(-1) ?? 0] ?? 0)) continue;
    let at = best.length;
    while (at > 0 && (weights[best[at - 1] ?? 0] ?? 0) < weight) at--;
    best.splice(at, 0, place);
    if (best.length > MAX_CANDIDATES) best.pop();
  }
  for (const place of touched) weights[place] = 0;
  return best;
}

function indicesOfFree(list: readonly (number | null)[]): number[] {
  const free: number[] = [];
  for (let at = 0; at < list.length; at++) if (list[at] === null) free.push(at);
  return free;
}

/** How many sentences on either side an edit may take for the two texts to be walked through side by side. */
const MAX_STEP = 8;

/** The shortest way from a difference to where both texts go on alike, for two sentences at least; null where there is none near. */
function resync(old: readonly string[], next: readonly string[], first: number, second: number): { old: number; next: number } | null {
  for (let step = 1; step <= MAX_STEP; step++) {
    for (let skipped = 0; skipped <= step; skipped++) {
      const [i, j] = [first + skipped, second + step - skipped];
      if (i < old.length - 1 && j < next.length - 1 && old[i] === next[j] && old[i + 1] === next[j + 1]) return { old: i, next: j };
    }
  }
  return null;
}

/** Pairs what is equal and in order without looking far, as most of a revised text is: from the front, then from the back. */
function pairAlong(matching: Matching): void {
  const { old, next } = matching;
  let [i, j] = [0, 0];
  for (;;) {
    while (i < old.length && j < next.length && old[i] === next[j]) matching.pair(i++, j++);
    const on = resync(old, next, i, j);
    if (on === null) break;
    ({ old: i, next: j } = on);
  }
  let oldEnd = old.length;
  let nextEnd = next.length;
  while (oldEnd > i && nextEnd > j && old[oldEnd - 1] === next[nextEnd - 1]) [oldEnd, nextEnd] = [oldEnd - 1, nextEnd - 1];
  // Where the tail begins with what also stands before it, either copy may be the one that stayed: the chain decides.
  const head = old[oldEnd];
  if (head !== undefined && (old.slice(i, oldEnd).includes(head) || next.slice(j, nextEnd).includes(head))) return;
  for (; oldEnd < old.length; oldEnd++, nextEnd++) matching.pair(oldEnd, nextEnd);
}

/** Pairs what is equal: first what holds its place, then what moved. Returns each side's gaps: the number of anchors before a sentence. */
function pairEqual(matching: Matching): { old: Int32Array; next: Int32Array } {
  pairAlong(matching);
  const equal = equalPairs(matching.old, matching.next, { old: indicesOfFree(matching.to), next: indicesOfFree(matching.from) });
  let gaps = matching.gaps();
  const inPlace = equal.filter((pair) => gaps.old[pair.old] === gaps.next[pair.next]);
  for (const anchor of heaviestChain(inPlace, matching.old.length)) matching.pair(anchor.old, anchor.next);
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
  const pairs: Pair[] = [];
  for (const [gap, here] of nexts) {
    const there = olds.get(gap);
    if (there === undefined) continue;
    const [only, other] = [there[0], here[0]];
    if (here.length === 1 && there.length === 1 && only !== undefined && other !== undefined && isNearlySame(matching.old[only] ?? '', matching.next[other] ?? '')) {
      pairs.push({ old: only, next: other, weight: 1 });
    } else if (here.length * there.length > SMALL_GAP) pairs.push(...matching.likeliest(there, here, SIMILAR_IN_PLACE));
    else {
      for (const next of here) {
        for (const old of there) {
          const weight = matching.similarity(old, next);
          if (weight >= SIMILAR_IN_PLACE) pairs.push({ old, next, weight });
        }
      }
    }
  }
  for (const edit of heaviestChain(pairs.sort(inOrder), matching.old.length)) matching.pair(edit.old, edit.next);
  const left = { old: free.old.filter((at) => matching.to[at] === null), next: free.next.filter((at) => matching.from[at] === null) };
  if (left.old.length === 0 || left.next.length === 0) return;
  const elsewhere = matching.likeliest(left.old, left.next, SIMILAR_ELSEWHERE);
  for (const { old, next } of elsewhere.sort((a, b) => b.weight - a.weight)) if (matching.isFree(old, next)) matching.pair(old, next);
}

/** Labels from pairs. */
function labelled(matching: Matching): Alignment {
  const { old, next, from } = matching;
  const labels = { old: old.map((): Label => 'deleted'), new: next.map((): Label => 'added') };
  const still = next.map(() => false);
  let [paired, last, rises] = [0, -1, true];
  for (let at = 0; at < next.length; at++) {
    const place = from[at] ?? null;
    if (place === null) continue;
    const [was, is] = [old[place], next[at]];
    labels.old[place] = labels.new[at] = was === is || normalise(was ?? '') === normalise(is ?? '') ? 'unchanged' : 'edited';
    still[at] = true;
    rises &&= place > last;
    last = place;
    paired++;
  }
  if (!rises) labelMoved(matching, labels, still);
  if (paired < Math.max(old.length, next.length)) {
    from.forEach((place, at) => {
      if (place !== null && labels.new[at] === 'edited') labelParts(matching, place, at, labels);
    });
  }
  return { from, still, ...labels };
}

/** Of sentences that cross each other, those off the heaviest chain moved. */
function labelMoved({ old, next, from }: Matching, labels: { old: Label[]; new: Label[] }, still: boolean[]): void {
  const pairs: Pair[] = [];
  from.forEach((place, at) => {
    if (place !== null) pairs.push({ old: place, next: at, weight: labels.new[at] === 'edited' ? 0.5 : weightOf(next[at] ?? '') });
  });
  still.fill(false);
  for (const pair of heaviestChain(pairs, old.length)) still[pair.next] = true;
  for (const { old: place, next: at } of pairs) if (still[at] !== true && labels.new[at] === 'unchanged') labels.old[place] = labels.new[at] = 'moved';
}

/** Labels what stands beside an edited pair and is a part of the one or the other: a sentence cut in two, two made one. */
function labelParts(matching: Matching, place: number, at: number, labels: { old: Label[]; new: Label[] }): void {
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
export function align(old: readonly string[], next: readonly string[]): Alignment {
  const matching = new Matching(old, next);
  pairSimilar(matching, pairEqual(matching));
  return labelled(matching);
}
