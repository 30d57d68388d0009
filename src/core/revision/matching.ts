// The state of an alignment of two texts: the pairs found so far, and the similarity of sentences.
import type { SentencePair } from './increasing-subsequence.js';
import { normalise } from '../text/normalise.js';
import { SimilarityMeter, type MeasuredSentence } from './similarity.js';

/** Words in more old sentences than this don't help to find a candidate. */
const MAX_POSTINGS = 48;
/** Candidates for the old version of a sentence that are compared in full. */
const MAX_CANDIDATES = 8;
/** Share of a part's words that must occur in the whole sentence. */
const MIN_SHARE_IN_WHOLE = 0.8;
const MIN_PART_WEIGHT = 3;

export class Matching {
  /** By new sentence: its old version. */
  readonly from: (number | null)[];
  /** By old sentence: its new version. */
  readonly to: (number | null)[];
  private readonly meter = new SimilarityMeter();
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

  /** For each sentence: the number of paired sentences (anchors) before it. */
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
    const made = this.meter.measure(normalise(this[side][at] ?? ''));
    this.measured[side].set(at, made);
    return made;
  }

  similarity(old: number, next: number): number {
    return this.meter.similarity(this.measure('old', old), this.measure('next', next));
  }

  /**
   * Pairs each of `nexts` with the few of `olds` that share most words with it (rare words count more) and
   * are at least `least` similar.
   */
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
      bestCandidates(this.measure('next', next).words, postings, weights)
        .map((old) => ({ old, next, weight: this.similarity(old, next) }))
        .filter(({ weight }) => weight >= least),
    );
  }

  /** True where `whole` consists of `sibling` and `part`: it was split into them, or they were joined. */
  isPart(part: MeasuredSentence, sibling: MeasuredSentence, whole: MeasuredSentence): boolean {
    if (part.weight < MIN_PART_WEIGHT || sibling.weight + part.weight > 2 * whole.weight) return false;
    const shared = this.meter.shared(part, whole);
    return (
      shared >= MIN_SHARE_IN_WHOLE * part.weight && shared + this.meter.shared(sibling, whole) <= 1.25 * whole.weight
    );
  }
}

/** The old sentences that share most with these words. `weights` is a buffer, all zero before and after. */
function bestCandidates(
  words: Int32Array,
  postings: readonly (readonly number[] | undefined)[],
  weights: Float64Array,
): number[] {
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
