// Pairs of texts made from real sentences by a seeded generator, so that what was done to each sentence is known.
import type { SentenceLabel } from '../../../../src/core/revision/align.js';

type Line = { text: string; label: SentenceLabel };
/** `null` where a label would be a matter of taste. */
export type MadePair = {
  old: { body: string[]; sentences: string[]; labels: (SentenceLabel | null)[] };
  new: { body: string[]; sentences: string[]; labels: (SentenceLabel | null)[] };
};

const NAMES = ['Larsson', 'Okafor', 'Geneva', 'Reyes', 'Montreal', 'Tanaka', 'Osaka', 'Nairobi'];
const WORDS = ['briefly', 'apparently', 'quietly', 'formally', 'later', 'again', 'openly', 'reportedly'];

/** An edit such as a desk makes: a number, a name, a word or two in, out or changed. */
function edited(text: string, below: (n: number) => number): string {
  const words = text.split(' ');
  const at = 1 + below(Math.max(1, words.length - 2));
  const digits = words.findIndex((word) => /\d/.test(word));
  switch (below(6)) {
    case 0:
      if (digits >= 0)
        return words
          .with(
            digits,
            (words[digits] ?? '').replace(/\d/, (digit) => String((Number(digit) + 1 + below(8)) % 10)),
          )
          .join(' ');
      return words.toSpliced(at, 0, 'not').join(' ');
    case 1:
      return words.with(at, NAMES[below(NAMES.length)] ?? '').join(' ');
    case 2:
      return words.toSpliced(at, 1).join(' ');
    case 3:
      return words.toSpliced(at, 0, WORDS[below(WORDS.length)] ?? '', WORDS[below(WORDS.length)] ?? '').join(' ');
    case 4:
      return words.length > 9
        ? words.toSpliced(at, Math.min(3, words.length >> 2), WORDS[below(WORDS.length)] ?? '').join(' ')
        : words.with(at, WORDS[below(WORDS.length)] ?? '').join(' ');
    default:
      return `${text.replace(/[.!?]$/, '')}, officials said.`;
  }
}

const END = /[.!?]$/;
/** An edit never takes the full stop, without which the sentence would run into the next. */
const ended = (text: string, was: string): string => (END.test(was) && !END.test(text) ? `${text}.` : text);

/**
 * One pair. `paragraphs` are the old text's sentences by paragraph, `pool` sentences of other stories to add. Each
 * kind of change is done to sentences that nothing else touches, and a moved one passes others that stay.
 */
export function makePair(
  paragraphs: readonly (readonly string[])[],
  pool: readonly string[],
  below: (n: number) => number,
): MadePair {
  type Unit = { old: Line[]; new: Line[]; touched: boolean; free: boolean };
  const unit = (text: string): Unit => ({
    old: [{ text, label: 'unchanged' }],
    new: [{ text, label: 'unchanged' }],
    touched: false,
    free: text.split(' ').length >= 5,
  });
  const blocks = paragraphs.map((sentences) => sentences.map(unit));
  const units = blocks.flat();
  const pick = (): Unit | undefined => {
    for (let tries = 0; tries < 20; tries++) {
      const found = units[below(units.length)];
      if (found !== undefined && found.free && !found.touched) {
        found.touched = true;
        return found;
      }
    }
    return undefined;
  };
  const relabel = (target: Unit, before: Line[], after: Line[]): void => {
    target.old = before;
    target.new = after;
  };
  const order = blocks.map((block) => [...block]);
  const used = new Set(units.map(({ old: [line] }) => line?.text));
  for (let changes = 1 + below(Math.max(2, Math.min(12, units.length >> 2))); changes > 0; changes--) {
    const kind = below(12);
    if (kind >= 10) {
      // A paragraph that moves: whole, over at least two others.
      const from = below(order.length);
      const block = order[from] ?? [];
      const rest = order.toSpliced(from, 1);
      const to = below(rest.length + 1);
      const passed = rest.slice(Math.min(from, to), Math.max(from, to)).flat();
      const weight = (list: Unit[]): number =>
        list.reduce((sum, { old: [line] }) => sum + 1 + Math.min(500, line?.text.length ?? 0) / 1000, 0);
      if (
        block.some(({ touched, free }) => touched || !free) ||
        passed.some(({ touched }) => touched) ||
        weight(passed) < weight(block) * 1.5 + 1
      )
        continue;
      for (const moved of block) {
        moved.touched = true;
        const text = moved.old[0]?.text ?? '';
        relabel(moved, [{ text, label: 'moved' }], [{ text, label: 'moved' }]);
      }
      for (const stays of passed) stays.touched = true;
      order.splice(0, order.length, ...rest.toSpliced(to, 0, block));
      continue;
    }
    const target = pick();
    const text = target?.old[0]?.text;
    if (target === undefined || text === undefined) continue;
    if (kind < 5) {
      const now = ended(edited(text, below), text);
      if (now !== text) relabel(target, [{ text, label: 'edited' }], [{ text: now, label: 'edited' }]);
    } else if (kind === 5) {
      // Gone, or another sentence in its stead.
      const more = pool[below(pool.length)] ?? '';
      const isReplaced = below(2) === 0 && END.test(more) && END.test(text) && !used.has(more);
      if (isReplaced) used.add(more);
      relabel(target, [{ text, label: 'deleted' }], isReplaced ? [{ text: more, label: 'added' }] : []);
    } else if (kind < 8) {
      const more = pool[below(pool.length)] ?? '';
      if (!END.test(more) || !END.test(text) || used.has(more)) continue;
      used.add(more);
      target.new =
        below(2) === 0
          ? [...target.new, { text: more, label: 'added' }]
          : [{ text: more, label: 'added' }, ...target.new];
    } else {
      const cut = text.indexOf(', ', text.length >> 2);
      const tail = text.slice(cut + 2);
      if (cut < 0 || !END.test(text) || tail.split(' ').length < 4 || text.slice(0, cut).split(' ').length < 4)
        continue;
      const parts: Line[] = [
        { text: `${text.slice(0, cut)}.`, label: 'edited' },
        { text: tail.charAt(0).toUpperCase() + tail.slice(1), label: 'edited' },
      ];
      const whole: Line[] = [{ text, label: 'edited' }];
      if (kind === 8) relabel(target, whole, parts);
      else relabel(target, parts, whole);
    }
  }
  const side = (name: 'old' | 'new', from: Unit[][]): MadePair['old'] => {
    const lines = from.map((block) => block.flatMap((each) => each[name])).filter((block) => block.length > 0);
    return {
      body: lines.map((block) => block.map(({ text }) => text).join(' ')),
      sentences: lines.flat().map(({ text }) => text),
      labels: lines.flat().map(({ label }) => label),
    };
  };
  return { old: side('old', blocks), new: side('new', order) };
}
