// Makes ops from an alignment, and applies them. Invariant: the ops for two bodies turn the sentences of one
// into exactly those of the other, so that the indices of later ops stay valid. Also runs in browsers: no
// zod, and no segmentation of known sentences.
import type { Alignment } from './align.js';
import type { Op } from '../story/change.js';
import { DatelineError } from '../errors.js';
import { findMoves } from './moves.js';
import { joinSentences, sentencesOf } from '../text/sentences.js';
import { ChunkedList } from './chunked-list.js';

/** The effect of ops on a sentence. `edited` takes precedence over `moved`. */
export type Mark = 'added' | 'edited' | 'moved';

/**
 * A sentence after ops were applied. `from` is its index among all sentences of the base; null where it was
 * added.
 */
export type MarkedSentence = { text: string; from: number | null; mark: Mark | null };

type Placed = MarkedSentence & { paragraph: number };

function refuse(index: number, why: string): never {
  throw new DatelineError('bad_request', `Op ${index} ${why}.`);
}

/** Validates an index into `size` places: ops come from the network. */
function checkedIndex(value: unknown, size: number, index: number, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    return refuse(index, `needs ${name} as an integer of 0 or more`);
  return value < size ? value : refuse(index, `has ${name} ${value}, out of range`);
}

const paragraphOf = (value: unknown, index: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(index, 'needs a paragraph number');
const textOf = (value: unknown, index: number): string =>
  typeof value === 'string' ? value : refuse(index, 'needs a text');

function applyOne(list: ChunkedList<Placed>, op: Op | null | undefined, index: number): void {
  switch (op?.op) {
    case 'edit': {
      const at = checkedIndex(op.at, list.length, index, 'at');
      const was = list.get(at);
      if (was !== undefined)
        list.set(at, { ...was, text: textOf(op.text, index), mark: was.mark === 'added' ? 'added' : 'edited' });
      return;
    }
    case 'add': {
      const at = checkedIndex(op.at, list.length + 1, index, 'at');
      list.insert(at, {
        text: textOf(op.text, index),
        from: null,
        mark: 'added',
        paragraph: paragraphOf(op.paragraph, index),
      });
      return;
    }
    case 'delete':
      list.remove(checkedIndex(op.at, list.length, index, 'at'));
      return;
    case 'move': {
      const from = checkedIndex(op.from, list.length, index, 'from');
      const to = checkedIndex(op.to, list.length, index, 'to');
      const paragraph = paragraphOf(op.paragraph, index);
      const taken = list.remove(from);
      if (taken !== undefined)
        list.insert(to, { ...taken, paragraph, mark: from === to ? taken.mark : (taken.mark ?? 'moved') });
      return;
    }
    default:
      refuse(index, 'is none of edit, add, delete, move');
  }
}

/**
 * Applies ops to sentences, a list per paragraph, and marks each sentence with the effect, so that a page can
 * reuse elements and highlight changes. Throws `bad_request` on an op that is malformed or out of range. The
 * input is not modified.
 */
export function applyOpsToSentences(
  paragraphs: readonly (readonly string[])[],
  ops: readonly Op[],
): MarkedSentence[][] {
  const list: Placed[] = [];
  paragraphs.forEach((sentences, paragraph) => {
    for (const text of sentences) list.push({ text, from: list.length, mark: null, paragraph });
  });
  if (!Array.isArray(ops)) throw new DatelineError('bad_request', 'Ops must be a list.');
  const sequence = new ChunkedList(list);
  ops.forEach((op, index) => applyOne(sequence, op, index));
  const result = sequence.items();
  const byParagraph: MarkedSentence[][] = [];
  result.forEach(({ text, from, mark, paragraph }, at) => {
    const current = byParagraph.at(-1);
    if (current !== undefined && result[at - 1]?.paragraph === paragraph) current.push({ text, from, mark });
    else byParagraph.push([{ text, from, mark }]);
  });
  return byParagraph;
}

/**
 * Applies ops to a body, one string per paragraph, and returns the new one. Throws `bad_request` as
 * `applyOpsToSentences`.
 */
export const applyOps = (body: readonly string[], ops: readonly Op[]): string[] =>
  applyOpsToSentences(sentencesOf(body), ops).map((sentences) => joinSentences(sentences.map(({ text }) => text)));

/**
 * The old paragraph of most unmoved sentences from `begin` to `end`, and their number; -1 where there is
 * none.
 */
function mainOrigin(
  begin: number,
  end: number,
  originOf: (at: number) => number,
): { origin: number; sentences: number } {
  const first = begin < end ? originOf(begin) : -1;
  let at = begin + 1;
  while (at < end && originOf(at) === first) at++;
  if (at >= end) return { origin: first, sentences: end - begin };
  const counts = new Map<number, number>();
  let best = { origin: -1, sentences: 0 };
  for (at = begin; at < end; at++) {
    const origin = originOf(at);
    if (origin >= 0) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }
  for (const [origin, sentences] of counts) if (sentences > best.sentences) best = { origin, sentences };
  return best;
}

/**
 * The numbers of the new paragraphs. Each gets the number of the old paragraph that most of its unmoved
 * sentences come from; if two new ones qualify, the one with more sentences gets it. The others get numbers
 * in between.
 */
function paragraphNumbers(
  oldParagraph: readonly number[],
  next: readonly (readonly string[])[],
  { from, inPlace }: Alignment,
): number[] {
  const size = (oldParagraph.at(-1) ?? -1) + 1;
  const claimant = new Int32Array(size);
  const claimed = new Int32Array(size);
  const numbers = next.map((): number | undefined => undefined);
  const originOf = (place: number): number => (inPlace[place] === true ? (oldParagraph[from[place] ?? -1] ?? -1) : -1);
  let at = 0;
  for (let paragraph = 0; paragraph < next.length; paragraph++) {
    const begin = at;
    at += next[paragraph]?.length ?? 0;
    const { origin, sentences } = mainOrigin(begin, at, originOf);
    if (origin < 0 || sentences <= (claimed[origin] ?? 0)) continue;
    claimant[origin] = paragraph;
    claimed[origin] = sentences;
  }
  for (let origin = 0; origin < size; origin++) if (claimed[origin] !== 0) numbers[claimant[origin] ?? 0] = origin;

  // Runs of unnumbered paragraphs get fractions between their neighbours, with as few decimals as possible.
  const made: number[] = [];
  for (let start = 0; start < numbers.length; start++) {
    const anchor = numbers[start];
    if (anchor !== undefined) {
      made.push(anchor);
      continue;
    }
    let end = start;
    while (end < numbers.length && numbers[end] === undefined) end++;
    if (end === numbers.length) {
      // At the end: integers beyond every number of the base.
      const last = Math.max(-1, made.at(-1) ?? -1, oldParagraph.at(-1) ?? -1);
      for (let step = 1; start + step <= end; step++) made.push(last + step);
      break;
    }
    const steps = end - start + 1;
    const scale = 10 ** Math.ceil(Math.log10(steps));
    const before = made.at(-1) ?? (numbers[end] ?? 0) - 1;
    for (let step = 1; step < steps; step++) made.push((before * scale + Math.round((step * scale) / steps)) / scale);
    start = end - 1;
  }
  return made;
}

/**
 * The ops that turn the sentences `old` into `next` (a list per paragraph), byte for byte. Unchanged
 * sentences need no op. Order: deletes, from the end; then moves; then adds and edits, in reading order.
 */
export function makeOps(
  old: readonly (readonly string[])[],
  next: readonly (readonly string[])[],
  alignment: Alignment,
): Op[] {
  const { from, inPlace } = alignment;
  const oldTexts: string[] = [];
  const oldParagraph: number[] = [];
  for (let paragraph = 0; paragraph < old.length; paragraph++) {
    for (const text of old[paragraph] ?? []) {
      oldTexts.push(text);
      oldParagraph.push(paragraph);
    }
  }
  const numbers = paragraphNumbers(oldParagraph, next, alignment);
  const ops: Op[] = [];

  const kept = new Uint8Array(oldTexts.length);
  for (const origin of from) if (origin !== null) kept[origin] = 1;
  for (let at = oldTexts.length - 1; at >= 0; at--) if (kept[at] === 0) ops.push({ op: 'delete', at });

  const paragraphAt: number[] = [];
  for (let paragraph = 0; paragraph < next.length; paragraph++)
    for (let count = next[paragraph]?.length ?? 0; count > 0; count--) paragraphAt.push(numbers[paragraph] ?? 0);
  for (const { at, from: start, to } of findMoves(alignment, oldTexts.length))
    ops.push({ op: 'move', from: start, to, paragraph: paragraphAt[at] ?? 0 });

  let at = 0;
  for (const sentences of next) {
    for (const text of sentences) {
      const origin = from[at] ?? null;
      const paragraph = paragraphAt[at] ?? 0;
      if (origin === null) ops.push({ op: 'add', at, paragraph, text });
      else {
        if (inPlace[at] === true && oldParagraph[origin] !== paragraph)
          ops.push({ op: 'move', from: at, to: at, paragraph });
        if (oldTexts[origin] !== text) ops.push({ op: 'edit', at, text });
      }
      at++;
    }
  }
  return ops;
}
