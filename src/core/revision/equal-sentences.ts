// Pairs of an old and a new sentence without a visible difference.
import type { SentencePair } from './increasing-subsequence.js';
import { normalise } from '../text/normalise.js';

/** Pairs in all. Beyond this, each new sentence gets only its nearest equals. */
const MAX_EQUAL_PAIRS = 100_000;

/**
 * 1, and a little more for longer sentences: of two sentences that changed places, the shorter one is said to
 * have moved.
 */
export const sentenceWeight = (text: string): number => 1 + Math.min(text.length, 500) / 1000;

type Places = { old: readonly number[]; next: readonly number[] };

/**
 * Numbers for the sentences at these places, equal where there is no visible difference. Identical sentences
 * are not normalised.
 */
function numbered(
  old: readonly string[],
  next: readonly string[],
  places: Places,
): { old: Int32Array; next: Int32Array; count: number } {
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
    const equal = numbers.get(form);
    if (equal === undefined) numbers.set(form, id);
    else same[id] = equal;
  });
  for (const side of [ids.old, ids.next]) side.forEach((id, at) => (side[at] = same[id] ?? id));
  return ids;
}

/**
 * All pairs of equal sentences at these places, in the order of `byPosition`. If there are too many, those
 * nearest to each other.
 */
export function equalSentencePairs(old: readonly string[], next: readonly string[], places: Places): SentencePair[] {
  if (places.old.length === 0 || places.next.length === 0) return [];
  const ids = numbered(old, next, places);
  const equalsOf = Array.from({ length: ids.count }, (): number[] | undefined => undefined);
  ids.old.forEach((id, index) => (equalsOf[id] ??= []).push(places.old[index] ?? 0));
  let count = 0;
  for (const id of ids.next) count += equalsOf[id]?.length ?? 0;
  const max = count <= MAX_EQUAL_PAIRS ? Infinity : Math.max(4, Math.floor(MAX_EQUAL_PAIRS / ids.next.length));
  const pairs: SentencePair[] = [];
  ids.next.forEach((id, index) => {
    const at = places.next[index] ?? 0;
    let equals = equalsOf[id];
    if (equals === undefined) return;
    if (equals.length > max) {
      const begin = Math.min(Math.max(0, positionIn(equals, at) - (max >> 1)), equals.length - max);
      equals = equals.slice(begin, begin + max);
    }
    const weight = sentenceWeight(next[at] ?? '');
    for (let index = equals.length - 1; index >= 0; index--) pairs.push({ old: equals[index] ?? 0, next: at, weight });
  });
  return pairs;
}

/** The position of `at` in a sorted list (binary search). */
function positionIn(list: readonly number[], at: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
