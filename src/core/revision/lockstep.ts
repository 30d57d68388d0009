// A walk through two texts side by side: what is equal and in order, found without looking far.
import type { Matching } from './matching.js';

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
export function pairInLockstep(matching: Matching): void {
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
