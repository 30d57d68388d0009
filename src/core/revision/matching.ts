// The two texts that are aligned, and what is found out about them step by step: pairs, gaps, likeness.
import type { SentencePair } from './increasing-subsequence.js';
import { normalise } from '../text/normalise.js';
import { SimilarityMeter, type MeasuredSentence } from './similarity.js';

/** Words that more old sentences hold than this say nothing about which is meant. */
const MAX_POSTINGS = 48;
/** How many likely ancestors of a sentence are compared in full. */
const MAX_CANDIDATES = 8;
/** What of a part is found again in the whole at least, beside what its sibling already accounts for. */
const PART_FOUND = 0.8;
const MIN_PART_WEIGHT = 3;

export class Matching {
  readonly from: (number | null)[];
  readonly to: (number | null)[];
  private readonly ruler = new SimilarityMeter();
  private readonly measured = { old: new Map<number, MeasuredSentence>(), next: new Map<number, MeasuredSentence>() };

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

  measure(side: 'old' | 'next', at: number): MeasuredSentence {
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
  candidatePairs(olds: readonly number[], nexts: readonly number[], least: number): SentencePair[] {
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
  isPart(part: MeasuredSentence, sibling: MeasuredSentence, whole: MeasuredSentence): boolean {
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
