// Which sentence of the new text stems from which of the old: equal ones in order, equal ones elsewhere, similar ones.
// Nearly linear: only pairs that share something are ever looked at, and how many of those is bounded.
import { normalise, wordsOf } from './normalise.js';

export type Label = 'unchanged' | 'edited' | 'moved' | 'added' | 'deleted';

/** How two lists of sentences belong together. */
export type Alignment = {
  /** For each new sentence the index of the old one that it stems from; null where it is new. Each old one is used once. */
  from: (number | null)[];
  /** For each new sentence whether it kept its place among the others that have one. */
  still: boolean[];
  old: Label[];
  new: Label[];
};

/** Pairs of equal sentences looked at, in all; beyond that only each sentence's nearest twins. */
const MAX_EQUAL_PAIRS = 100_000;
/** Words that more old sentences hold than this say nothing about which is meant. */
const MAX_POSTINGS = 48;
/** How many likely ancestors of a sentence are compared in full. */
const MAX_CANDIDATES = 8;
/** Between two anchors, up to so many pairs all are compared. */
const SMALL_GAP = 64;
const FEW_WORDS = 12;
const MAX_LETTERS = 400;
/** What an edited sentence has in common with the old one at least, between the same anchors and elsewhere. */
export const SIMILAR_IN_PLACE = 0.4;
export const SIMILAR_ELSEWHERE = 0.6;

type Pair = { old: number; next: number; weight: number };

/**
 * The heaviest chain of pairs that rises on both sides, as indices into `pairs`, which are sorted by `next` and, for one
 * `next`, by falling `old`. Weighted Hunt-Szymanski (CACM 20:5, 1977) over a Fenwick tree: O(pairs × log size).
 */
function heaviestChain(pairs: readonly Pair[], size: number): number[] {
  const best = new Float64Array(size + 1);
  const last = new Int32Array(size + 1).fill(-1);
  const before = new Int32Array(pairs.length);
  let top = 0;
  let end = -1;
  pairs.forEach((pair, index) => {
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
    if (total > top) {
      top = total;
      end = index;
    }
  });
  const chain: number[] = [];
  for (; end >= 0; end = before[end] ?? -1) chain.push(end);
  return chain.reverse();
}

const inOrder = (a: Pair, b: Pair): number => a.next - b.next || b.old - a.old;

/** A sentence counts as one, and a long one a little more, so that of two that crossed the shorter one moved. */
const weightOf = (text: string): number => 1 + Math.min(text.length, 500) / 1000;

/** All pairs of equal sentences, in chain order; of too many, the ones nearest to each other. */
function equalPairs(old: readonly string[], next: readonly string[], first: number, oldEnd: number, nextEnd: number): Pair[] {
  const places = new Map<string, number[]>();
  for (let at = first; at < oldEnd; at++) {
    const text = old[at] ?? '';
    const list = places.get(text);
    if (list === undefined) places.set(text, [at]);
    else list.push(at);
  }
  let count = 0;
  for (let at = first; at < nextEnd; at++) count += places.get(next[at] ?? '')?.length ?? 0;
  const most = count <= MAX_EQUAL_PAIRS ? Infinity : Math.max(4, Math.floor(MAX_EQUAL_PAIRS / (nextEnd - first)));
  const pairs: Pair[] = [];
  for (let at = first; at < nextEnd; at++) {
    const text = next[at] ?? '';
    let twins = places.get(text) ?? [];
    if (twins.length > most) {
      const near = twins.findIndex((place) => place >= at);
      const begin = Math.min(Math.max(0, (near < 0 ? twins.length : near) - (most >> 1)), twins.length - most);
      twins = twins.slice(begin, begin + most);
    }
    const weight = weightOf(text);
    for (let twin = twins.length - 1; twin >= 0; twin--) pairs.push({ old: twins[twin] ?? 0, next: at, weight });
  }
  return pairs;
}

/** What likeness is measured on: the sentence's words as sorted numbers; pairs of its letters where words are few. */
type Measured = { words: Int32Array; text: string; letters: Int32Array | null };

/** Twice what two sorted lists share, over what both hold (Dice 1945). */
function dice(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}

function lettersOf(measured: Measured): Int32Array {
  const text = measured.text.slice(0, MAX_LETTERS).toLowerCase().replaceAll(' ', '');
  measured.letters ??= Int32Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)).sort();
  return measured.letters;
}

/** 0 to 1. Letters count where words are few, so that a typing error in a short sentence doesn't make it another. */
function similarity(a: Measured, b: Measured): number {
  const byWord = dice(a.words, b.words);
  if (Math.min(a.words.length, b.words.length) > FEW_WORDS || byWord > 0.8) return byWord;
  return Math.max(byWord, 0.9 * dice(lettersOf(a), lettersOf(b)) - 0.1);
}

/** The old sentences that share most with these words, rare ones counting more. `weights` is all zero before and after. */
function likeliest(words: Int32Array, postings: readonly (readonly number[])[], weights: Float64Array): number[] {
  const touched: number[] = [];
  words.forEach((word, index) => {
    const list = word === words[index - 1] ? [] : (postings[word] ?? []);
    if (list.length > MAX_POSTINGS) return;
    for (const place of list) {
      if (weights[place] === 0) touched.push(place);
      weights[place] = (weights[place] ?? 0) + 1 / list.length;
    }
  });
  const best: number[] = [];
  for (const place of touched) {
    const weight = weights[place] ?? 0;
    if (best.length === MAX_CANDIDATES && weight <= (weights[best.at(-1) ?? 0] ?? 0)) continue;
    const behind = best.findIndex((other) => (weights[other] ?? 0) < weight);
    best.splice(behind < 0 ? best.length : behind, 0, place);
    if (best.length > MAX_CANDIDATES) best.pop();
  }
  for (const place of touched) weights[place] = 0;
  return best;
}

/** Similar pairs among the sentences that have no twin. `gapOf` numbers the anchors before a sentence. */
function similarPairs(old: readonly string[], next: readonly string[], free: { old: number[]; next: number[] }, oldGap: Int32Array, nextGap: Int32Array): Pair[] {
  if (free.old.length === 0 || free.next.length === 0) return [];
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const number = numbers.get(word) ?? numbers.size;
    if (number === numbers.size) numbers.set(word, number);
    return number;
  };
  const measure = (text: string): Measured => ({ words: Int32Array.from(wordsOf(text), numberOf).sort(), text, letters: null });
  const measured = new Map<number, Measured>();
  const postings: number[][] = [];
  const gaps = new Map<number, { old: number[]; next: number }>();
  for (const at of free.old) {
    const mine = measure(old[at] ?? '');
    measured.set(at, mine);
    mine.words.forEach((word, index) => {
      if (word !== mine.words[index - 1]) (postings[word] ??= []).push(at);
    });
    const gap = gaps.get(oldGap[at] ?? 0);
    if (gap === undefined) gaps.set(oldGap[at] ?? 0, { old: [at], next: 0 });
    else gap.old.push(at);
  }
  for (const at of free.next) {
    const gap = gaps.get(nextGap[at] ?? 0);
    if (gap !== undefined) gap.next++;
  }
  const pairs: Pair[] = [];
  const weights = new Float64Array(old.length);
  for (const at of free.next) {
    const mine = measure(next[at] ?? '');
    const likely = likeliest(mine.words, postings, weights);
    const gap = gaps.get(nextGap[at] ?? 0);
    const near = gap !== undefined && gap.old.length * gap.next <= SMALL_GAP ? gap.old : [];
    for (const place of new Set([...likely, ...near])) {
      const theirs = measured.get(place);
      if (theirs === undefined) continue;
      const weight = similarity(theirs, mine);
      if (weight >= (oldGap[place] === nextGap[at] ? SIMILAR_IN_PLACE : SIMILAR_ELSEWHERE)) pairs.push({ old: place, next: at, weight });
    }
  }
  return pairs;
}

/**
 * Aligns the sentences of two texts and labels each: `unchanged` (white space, quote style and soft hyphens don't count),
 * `edited`, `moved`, `added`, `deleted`. Never throws; bounded for any input.
 */
export function align(oldSentences: readonly string[], nextSentences: readonly string[]): Alignment {
  const old = oldSentences.map(normalise);
  const next = nextSentences.map(normalise);
  const from: (number | null)[] = next.map(() => null);
  const taken = new Uint8Array(old.length);
  const pair = (place: number, at: number): void => {
    from[at] = place;
    taken[place] = 1;
  };

  let first = 0;
  while (first < old.length && first < next.length && old[first] === next[first]) pair(first, first++);
  let oldEnd = old.length;
  let nextEnd = next.length;
  while (oldEnd > first && nextEnd > first && old[oldEnd - 1] === next[nextEnd - 1]) pair(--oldEnd, --nextEnd);

  const equal = equalPairs(old, next, first, oldEnd, nextEnd);
  for (const index of heaviestChain(equal, old.length)) {
    const anchor = equal[index];
    if (anchor !== undefined) pair(anchor.old, anchor.next);
  }
  const oldGap = new Int32Array(old.length);
  const nextGap = new Int32Array(next.length);
  for (let at = 0, gap = 0; at < old.length; at++) oldGap[at] = taken[at] === 1 ? gap++ : gap;
  for (let at = 0, gap = 0; at < next.length; at++) nextGap[at] = from[at] === null ? gap : gap++;

  for (const { old: place, next: at } of equal.toReversed()) if (from[at] === null && taken[place] === 0) pair(place, at);

  const free = { old: [...old.keys()].filter((at) => taken[at] === 0), next: [...next.keys()].filter((at) => from[at] === null) };
  const similar = similarPairs(old, next, free, oldGap, nextGap);
  const inPlace = similar.filter(({ old: place, next: at }) => oldGap[place] === nextGap[at]).sort(inOrder);
  for (const index of heaviestChain(inPlace, old.length)) {
    const edit = inPlace[index];
    if (edit !== undefined) pair(edit.old, edit.next);
  }
  for (const { old: place, next: at, weight } of similar.sort((a, b) => b.weight - a.weight)) {
    if (weight >= SIMILAR_ELSEWHERE && from[at] === null && taken[place] === 0) pair(place, at);
  }
  return labelled(old, next, from);
}

/** Labels from pairs: of those that cross each other, the lighter ones moved. */
function labelled(old: readonly string[], next: readonly string[], from: (number | null)[]): Alignment {
  const pairs: Pair[] = [];
  from.forEach((place, at) => {
    if (place !== null) pairs.push({ old: place, next: at, weight: old[place] === next[at] ? weightOf(next[at] ?? '') : 0.5 });
  });
  const still = next.map(() => false);
  for (const index of heaviestChain(pairs, old.length)) still[pairs[index]?.next ?? 0] = true;
  const oldLabels = old.map((): Label => 'deleted');
  const nextLabels = next.map((): Label => 'added');
  for (const { old: place, next: at } of pairs) {
    const label: Label = old[place] !== next[at] ? 'edited' : still[at] === true ? 'unchanged' : 'moved';
    oldLabels[place] = label;
    nextLabels[at] = label;
  }
  return { from, still, old: oldLabels, new: nextLabels };
}
