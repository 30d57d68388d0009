// The sentence-level difference: making ops from an alignment, and applying them. Invariant: ops made for two bodies turn
// the sentences of the one into exactly those of the other, so that the next ops find the sentences that they count on.
// Runs in browsers as well: no zod, no segmenting where the caller has sentences.
import type { Alignment } from './align.js';
import type { Op } from './change.js';
import { DatelineError } from './errors.js';
import { joinSentences, sentencesOf } from './sentences.js';

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

function applyOne(list: Placed[], op: Op | null | undefined, index: number): void {
  switch (op?.op) {
    case 'edit': {
      const at = place(op.at, list.length, index, 'at');
      const was = list[at];
      if (was !== undefined) list[at] = { ...was, text: textOf(op.text, index), mark: was.mark === 'added' ? 'added' : 'edited' };
      return;
    }
    case 'add': {
      const at = place(op.at, list.length + 1, index, 'at');
      list.splice(at, 0, { text: textOf(op.text, index), from: null, mark: 'added', paragraph: paragraphOf(op.paragraph, index) });
      return;
    }
    case 'delete':
      list.splice(place(op.at, list.length, index, 'at'), 1);
      return;
    case 'move': {
      const from = place(op.from, list.length, index, 'from');
      const to = place(op.to, list.length, index, 'to');
      const paragraph = paragraphOf(op.paragraph, index);
      const [taken] = list.splice(from, 1);
      if (taken !== undefined) list.splice(to, 0, { ...taken, paragraph, mark: from === to ? taken.mark : (taken.mark ?? 'moved') });
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
  ops.forEach((op, index) => applyOne(list, op, index));
  const made: MarkedSentence[][] = [];
  list.forEach(({ text, from, mark, paragraph }, at) => {
    const current = made.at(-1);
    if (current !== undefined && list[at - 1]?.paragraph === paragraph) current.push({ text, from, mark });
    else made.push([{ text, from, mark }]);
  });
  return made;
}

/** The new body that ops make of a base, one string a paragraph. Throws `bad_request` as `applyOpsToSentences` does. */
export const applyOps = (body: readonly string[], ops: readonly Op[]): string[] =>
  applyOpsToSentences(sentencesOf(body), ops).map((sentences) => joinSentences(sentences.map(({ text }) => text)));

/**
 * The numbers of the new paragraphs: each keeps that of the old paragraph which most of its unmoved sentences come from,
 * an old number goes to the one new paragraph with most of them, and the rest get numbers in between.
 */
function paragraphNumbers(oldParagraph: readonly number[], next: readonly (readonly string[])[], { from, still }: Alignment): number[] {
  const claims = new Map<number, { paragraph: number; sentences: number }>();
  let at = 0;
  next.forEach((sentences, paragraph) => {
    const counts = new Map<number, number>();
    for (const end = at + sentences.length; at < end; at++) {
      const origin = still[at] === true ? oldParagraph[from[at] ?? -1] : undefined;
      if (origin !== undefined) counts.set(origin, (counts.get(origin) ?? 0) + 1);
    }
    const [origin, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [-1, 0]);
    if (count > (claims.get(origin)?.sentences ?? 0)) claims.set(origin, { paragraph, sentences: count });
  });
  const numbers: (number | undefined)[] = next.map(() => undefined);
  for (const [origin, { paragraph }] of claims) numbers[paragraph] = origin;

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
  const { from, still } = alignment;
  const oldTexts = old.flat();
  const oldParagraph = old.flatMap((sentences, paragraph) => sentences.map(() => paragraph));
  const numbers = paragraphNumbers(oldParagraph, next, alignment);
  const target = next.flatMap((sentences, paragraph) => sentences.map((text) => ({ text, paragraph: numbers[paragraph] ?? 0 })));
  const ops: Op[] = [];

  const kept = new Set(from);
  for (let at = oldTexts.length - 1; at >= 0; at--) if (!kept.has(at)) ops.push({ op: 'delete', at });

  // Each sentence that moved is put right behind the one that precedes it in the new order; the others hold still.
  const order = [...oldTexts.keys()].filter((at) => kept.has(at));
  let previous: number | null = null;
  from.forEach((origin, at) => {
    if (origin === null) return;
    if (still[at] !== true) {
      const start = order.indexOf(origin);
      order.splice(start, 1);
      const to = previous === null ? 0 : order.indexOf(previous) + 1;
      order.splice(to, 0, origin);
      ops.push({ op: 'move', from: start, to, paragraph: target[at]?.paragraph ?? 0 });
    }
    previous = origin;
  });

  target.forEach(({ text, paragraph }, at) => {
    const origin = from[at] ?? null;
    if (origin === null) {
      ops.push({ op: 'add', at, paragraph, text });
      return;
    }
    if (still[at] === true && oldParagraph[origin] !== paragraph) ops.push({ op: 'move', from: at, to: at, paragraph });
    if (oldTexts[origin] !== text) ops.push({ op: 'edit', at, text });
  });
  return ops;
}
