// Sentences in which a reader sees no difference, one of the old text and one of the new.
import type { SentencePair } from './increasing-subsequence.js';
import { normalise } from '../text/normalise.js';

/** Pairs of equal sentences looked at, in all; beyond that only each sentence's nearest twins. */
const MAX_EQUAL_PAIRS = 100_000;

/** A sentence counts as one, and a long one a little more, so that of two that crossed the shorter one moved. */
export const sentenceWeight = (text: string): number => 1 + Math.min(text.length, 500) / 1000;

type Places = { old: readonly number[]; next: readonly number[] };

/** Numbers for the texts at some places: two have the same one where a reader sees no difference. What both sides hold is never normalised. */
function numbered(old: readonly string[], next: readonly string[], places: Places): { old: Int32Array; next: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const numberOf = (text: string): number => {
    let id = numbers.get(text);
    if (id === undefined) numbers.set(text, (id = texts.push(text) - 1));
    return id;
  };
  const ids = { old: Int32Array.from(places.old, (at) => numberOf(old[at] ?? '')), next: new Int32Array(0), count: 0 };
  const oldCount = texts.length;
  ids.next = Int32Array.from(places.next, (at) => numberOf(next[at] ?? ''));
  ids.count = texts.length;
  const isShared = new Uint8Array(oldCount);
  for (const id of ids.next) if (id < oldCount) isShared[id] = 1;
  const same = Int32Array.from(texts, (_, id) => id);
  texts.forEach((text, id) => {
    if (isShared[id] === 1) return;
    const form = normalise(text);
    if (form === text) return;
    const twin = numbers.get(form);
    if (twin === undefined) numbers.set(form, id);
    else same[id] = twin;
  });
  for (const side of [ids.old, ids.next]) side.forEach((id, at) => (side[at] = same[id] ?? id));
  return ids;
}

/** All pairs of equal sentences at these places, in chain order; of too many, the ones nearest to each other. */
export function equalSentencePairs(old: readonly string[], next: readonly string[], places: Places): SentencePair[] {
  if (places.old.length === 0 || places.next.length === 0) return [];
  const ids = numbered(old, next, places);
  const twinsOf = Array.from({ length: ids.count }, (): number[] | undefined => undefined);
  ids.old.forEach((id, index) => (twinsOf[id] ??= []).push(places.old[index] ?? 0));
  let count = 0;
  for (const id of ids.next) count += twinsOf[id]?.length ?? 0;
  const most = count <= MAX_EQUAL_PAIRS ? Infinity : Math.max(4, Math.floor(MAX_EQUAL_PAIRS / ids.next.length));
  const pairs: SentencePair[] = [];
  ids.next.forEach((id, index) => {
    const at = places.next[index] ?? 0;
    let twins = twinsOf[id];
    if (twins === undefined) return;
    if (twins.length > most) {
      const begin = Math.min(Math.max(0, placeOf(twins, at) - (most >> 1)), twins.length - most);
      twins = twins.slice(begin, begin + most);
    }
    const weight = sentenceWeight(next[at] ?? '');
    for (let twin = twins.length - 1; twin >= 0; twin--) pairs.push({ old: twins[twin] ?? 0, next: at, weight });
  });
  return pairs;
}

/** Where `at` stands in a sorted list, by halves. */
function placeOf(list: readonly number[], at: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
