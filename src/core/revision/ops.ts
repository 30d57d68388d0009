// The sentence-level difference: making ops from an alignment, and applying them. Invariant: ops made for two bodies turn
// the sentences of the one into exactly those of the other, so that the next ops find the sentences that they count on.
// Runs in browsers as well: no zod, no segmenting where the caller has sentences.
import type { Alignment } from './align.js';
import type { Op } from '../story/change.js';
import { DatelineError } from '../errors.js';
import { findMoves } from './moves.js';
import { joinSentences, sentencesOf } from '../text/sentences.js';
import { ChunkedList } from './chunked-list.js';

/** What ops did to a sentence. `edited` wins over `moved`. */
export type Mark = 'added' | 'edited' | 'moved';

/** A sentence after ops were applied. `from` is its index in the flat list of the base's sentences, null where it was added. */
export type MarkedSentence = { text: string; from: number | null; mark: Mark | null };

type Placed = MarkedSentence & { paragraph: number };

function refuse(index: number, why: string): never {
  throw new DatelineError('bad_request', `Op ${index} ${why}.`);
}

/** Checked access: ops come over the wire. `room` is how many places there are. */
function place(value: unknown, room: number, index: number, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return refuse(index, `needs ${name} as a whole number, 0 or more`);
  return value < room ? value : refuse(index, `has ${name} ${value}, out of range`);
}

const paragraphOf = (value: unknown, index: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : refuse(index, 'needs a paragraph number'));
const textOf = (value: unknown, index: number): string => (typeof value === 'string' ? value : refuse(index, 'needs a text'));

function applyOne(list: ChunkedList<Placed>, op: Op | null | undefined, index: number): void {
  switch (op?.op) {
    case 'edit': {
      const at = place(op.at, list.length, index, 'at');
      const was = list.get(at);
      if (was !== undefined) list.set(at, { ...was, text: textOf(op.text, index), mark: was.mark === 'added' ? 'added' : 'edited' });
      return;
    }
    case 'add': {
      const at = place(op.at, list.length + 1, index, 'at');
      list.insert(at, { text: textOf(op.text, index), from: null, mark: 'added', paragraph: paragraphOf(op.paragraph, index) });
      return;
    }
    case 'delete':
      list.remove(place(op.at, list.length, index, 'at'));
      return;
    case 'move': {
      const from = place(op.from, list.length, index, 'from');
      const to = place(op.to, list.length, index, 'to');
      const paragraph = paragraphOf(op.paragraph, index);
      const taken = list.remove(from);
      if (taken !== undefined) list.insert(to, { ...taken, paragraph, mark: from === to ? taken.mark : (taken.mark ?? 'moved') });
      return;
    }
    default:
      refuse(index, 'is none of edit, add, delete, move');
  }
}

/**
 * Applies ops to sentences, a list for each paragraph, and says of each what became of it, so that a page can keep its
 * elements and highlight the rest. Throws `bad_request` on an op that is malformed or out of range; the input stays as it is.
 */
export function applyOpsToSentences(paragraphs: readonly (readonly string[])[], ops: readonly Op[]): MarkedSentence[][] {
  const list: Placed[] = [];
  paragraphs.forEach((sentences, paragraph) => {
    for (const text of sentences) list.push({ text, from: list.length, mark: null, paragraph });
  });
  if (!Array.isArray(ops)) throw new DatelineError('bad_request', 'Ops are a list.');
  const sequence = new ChunkedList(list);
  ops.forEach((op, index) => applyOne(sequence, op, index));
  const result = sequence.items();
  const made: MarkedSentence[][] = [];
  result.forEach(({ text, from, mark, paragraph }, at) => {
    const current = made.at(-1);
    if (current !== undefined && result[at - 1]?.paragraph === paragraph) current.push({ text, from, mark });
    else made.push([{ text, from, mark }]);
  });
  return made;
}

/** The new body that ops make of a base, one string a paragraph. Throws `bad_request` as `applyOpsToSentences` does. */
export const applyOps = (body: readonly string[], ops: readonly Op[]): string[] =>
  applyOpsToSentences(sentencesOf(body), ops).map((sentences) => joinSentences(sentences.map(({ text }) => text)));

/** Which old paragraph most of the unmoved sentences from `begin` to `end` come from, and how many; -1 where none does. */
function claimOf(begin: number, end: number, originOf: (at: number) => number): { origin: number; sentences: number } {
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
 * The numbers of the new paragraphs: each keeps that of the old paragraph which most of its unmoved sentences come from,
 * an old number goes to the one new paragraph with most of them, and the rest get numbers in between.
 */
function paragraphNumbers(oldParagraph: readonly number[], next: readonly (readonly string[])[], { from, inPlace }: Alignment): number[] {
  const size = (oldParagraph.at(-1) ?? -1) + 1;
  const claimant = new Int32Array(size);
  const claimed = new Int32Array(size);
  const numbers = next.map((): number | undefined => undefined);
  const originOf = (place: number): number => (inPlace[place] === true ? (oldParagraph[from[place] ?? -1] ?? -1) : -1);
  let at = 0;
  for (let paragraph = 0; paragraph < next.length; paragraph++) {
    const begin = at;
    at += next[paragraph]?.length ?? 0;
    const { origin, sentences } = claimOf(begin, at, originOf);
    if (origin < 0 || sentences <= (claimed[origin] ?? 0)) continue;
    claimant[origin] = paragraph;
    claimed[origin] = sentences;
  }
  for (let origin = 0; origin < size; origin++) if (claimed[origin] !== 0) numbers[claimant[origin] ?? 0] = origin;

  // Runs of new paragraphs share the room behind the anchor before them, in as few decimals as keep them apart.
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
      // At the end there is room without end, beyond every number of the base.
      const last = Math.max(-1, made.at(-1) ?? -1, oldParagraph.at(-1) ?? -1);
      for (let step = 1; start + step <= end; step++) made.push(last + step);
      break;
    }
    const room = end - start + 1;
    const scale = 10 ** Math.ceil(Math.log10(room));
    const before = made.at(-1) ?? (numbers[end] ?? 0) - 1;
    for (let step = 1; step < room; step++) made.push((before * scale + Math.round((step * scale) / room)) / scale);
    start = end - 1;
  }
  return made;
}

/**
 * The ops that turn the sentences `old` into `next`, each a list for each paragraph, byte for byte. Small: what kept its
 * place and text costs nothing. Deletes come first, from the end; then moves; then adds and edits in reading order.
 */
export function makeOps(old: readonly (readonly string[])[], next: readonly (readonly string[])[], alignment: Alignment): Op[] {
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
  for (let paragraph = 0; paragraph < next.length; paragraph++) for (let count = next[paragraph]?.length ?? 0; count > 0; count--) paragraphAt.push(numbers[paragraph] ?? 0);
  for (const { at, from: start, to } of findMoves(alignment, oldTexts.length)) ops.push({ op: 'move', from: start, to, paragraph: paragraphAt[at] ?? 0 });

  let at = 0;
  for (const sentences of next) {
    for (const text of sentences) {
      const origin = from[at] ?? null;
      const paragraph = paragraphAt[at] ?? 0;
      if (origin === null) ops.push({ op: 'add', at, paragraph, text });
      else {
        if (inPlace[at] === true && oldParagraph[origin] !== paragraph) ops.push({ op: 'move', from: at, to: at, paragraph });
        if (oldTexts[origin] !== text) ops.push({ op: 'edit', at, text });
      }
      at++;
    }
  }
  return ops;
}
