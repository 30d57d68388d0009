// Pairs equal sentences by stepping through both texts in parallel.
import type { Matching } from './matching.js';

/** Sentences of an edit, on both sides together, after which both texts must be equal again. */
const MAX_STEP = 8;

/**
 * The nearest place behind a difference where two sentences in a row are equal; null where there is none
 * within `MAX_STEP`.
 */
function resync(
  old: readonly string[],
  next: readonly string[],
  first: number,
  second: number,
): { old: number; next: number } | null {
  for (let step = 1; step <= MAX_STEP; step++) {
    for (let skipped = 0; skipped <= step; skipped++) {
      const [i, j] = [first + skipped, second + step - skipped];
      if (i < old.length - 1 && j < next.length - 1 && old[i] === next[j] && old[i + 1] === next[j + 1])
        return { old: i, next: j };
    }
  }
  return null;
}

/**
 * Pairs equal sentences in order, from the front and then from the back: enough for most of a revised text.
 */
export function pairInLockstep(matching: Matching): void {
  const { old, next } = matching;
  let [i, j] = [0, 0];
  for (;;) {
    while (i < old.length && j < next.length && old[i] === next[j]) matching.pair(i++, j++);
    const synced = resync(old, next, i, j);
    if (synced === null) break;
    ({ old: i, next: j } = synced);
  }
  let oldEnd = old.length;
  let nextEnd = next.length;
  while (oldEnd > i && nextEnd > j && old[oldEnd - 1] === next[nextEnd - 1])
    [oldEnd, nextEnd] = [oldEnd - 1, nextEnd - 1];
  // If the tail's first sentence also occurs before it, either copy may be the one in place; a later pass
  // decides.
  const first = old[oldEnd];
  if (first !== undefined && (old.slice(i, oldEnd).includes(first) || next.slice(j, nextEnd).includes(first))) return;
  for (; oldEnd < old.length; oldEnd++, nextEnd++) matching.pair(oldEnd, nextEnd);
}
