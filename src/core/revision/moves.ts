// The moves of sentences, with indices into a list that each move changes. Uses Fenwick trees: O(n log n).
import type { Alignment } from './align.js';

/** Counts the marked places before a given one while marks are removed (a Fenwick tree). */
class PrefixCounter {
  private readonly sums: Int32Array;

  constructor(isMarked: (at: number) => boolean, size: number) {
    this.sums = new Int32Array(size + 1);
    for (let at = 1; at <= size; at++) {
      if (isMarked(at - 1)) this.sums[at] = (this.sums[at] ?? 0) + 1;
      const parent = at + (at & -at);
      if (parent <= size) this.sums[parent] = (this.sums[parent] ?? 0) + (this.sums[at] ?? 0);
    }
  }

  before(place: number): number {
    let sum = 0;
    for (let at = place; at > 0; at -= at & -at) sum += this.sums[at] ?? 0;
    return sum;
  }

  remove(place: number): void {
    for (let at = place + 1; at < this.sums.length; at += at & -at) this.sums[at] = (this.sums[at] ?? 0) - 1;
  }
}

/**
 * The moves in the new order, each to right behind its new predecessor; `from` and `to` are indices at the
 * time of the move.
 */
export function findMoves({ from, inPlace }: Alignment, size: number): { at: number; from: number; to: number }[] {
  if (from.every((origin, at) => origin === null || inPlace[at] === true)) return [];
  const state = new Uint8Array(size); // 1: in place, 2: moves
  from.forEach((origin, at) => {
    if (origin !== null) state[origin] = inPlace[at] === true ? 1 : 2;
  });
  // Sentences not reached yet in the new order. Those reached are in front of the next sentence in place.
  const waiting = new PrefixCounter((place) => state[place] !== 0, size);
  const waitingToMove = new PrefixCounter((place) => state[place] === 2, size);
  const reached: { place: number; rank: number }[] = [];
  const moves: { at: number; from: number; to: number }[] = [];
  let rank = 0;
  let anchor = -1;
  from.forEach((origin, at) => {
    if (origin === null) return;
    waiting.remove(origin);
    if (inPlace[at] === true) {
      reached.push({ place: origin, rank });
      anchor = origin;
    } else {
      waitingToMove.remove(origin);
      moves.push({
        at,
        from: waiting.before(origin) + (origin > anchor ? rank : rankOf(reached, origin)),
        to: rank + waitingToMove.before(Math.max(0, anchor)),
      });
    }
    rank++;
  });
  return moves;
}

/** The number of sentences reached before the first one in place behind `origin` (binary search). */
function rankOf(reached: readonly { place: number; rank: number }[], origin: number): number {
  let [low, high] = [0, reached.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reached[middle]?.place ?? 0) < origin) low = middle + 1;
    else high = middle;
  }
  return reached[low]?.rank ?? 0;
}
