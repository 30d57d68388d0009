import { describe, expect, it } from 'vitest';
import type { Op } from '../../../src/core/story/change.js';
import { compareBodies } from '../../../src/core/revision/compare.js';
import { DatelineError } from '../../../src/core/errors.js';
import { applyOps, applyOpsToSentences } from '../../../src/core/revision/ops.js';
import { sentencesOf } from '../../../src/core/text/sentences.js';
import { seeded } from '../../support/seeded.js';

const WORDS = [
  'Russia',
  'NATO',
  'said',
  'talks',
  'on',
  'Friday',
  '7',
  '1.5%',
  'not',
  'the',
  'border',
  'ministers',
  'met',
  'U.S.',
  'Jan.',
  '彼は',
  '言った',
  '“no”',
  '"no"',
  ' ',
  '\n',
];

function sentence(below: (n: number) => number): string {
  if (below(8) === 0) return ['Advertisement.', 'Read more.', '', '彼は言った。', '—'][below(5)] ?? '';
  const words = Array.from({ length: 1 + below(9) }, () => WORDS[below(WORDS.length)] ?? '');
  return words.join(' ') + (['.', '.', '.', '?', '。', ''][below(6)] ?? '');
}

const paragraph = (below: (n: number) => number): string =>
  Array.from({ length: below(5) }, () => sentence(below)).join(below(6) === 0 ? '' : ' ');

function revise(body: readonly string[], below: (n: number) => number): string[] {
  const next = [...body];
  for (let edits = below(6); edits > 0; edits--) {
    const at = below(next.length + 1);
    const text = next[at] ?? '';
    switch (below(9)) {
      case 0:
        next.splice(at, 0, paragraph(below));
        break;
      case 1:
        next.splice(at, 1);
        break;
      case 2:
        next.splice(below(next.length + 1), 0, ...next.splice(at, 1 + below(2)));
        break;
      case 3: {
        const middle = text.indexOf(' ', below(text.length + 1));
        if (middle > 0) next.splice(at, 1, text.slice(0, middle), text.slice(middle + 1));
        break;
      }
      case 4:
        if (at + 1 < next.length) next.splice(at, 2, `${text} ${next[at + 1] ?? ''}`);
        break;
      case 5:
        next.splice(at, 0, text);
        break;
      case 6:
        if (at < next.length) next[at] = text.replaceAll('“', '"').replace('said', 'says');
        break;
      default:
        if (at < next.length) next[at] = `${text} ${sentence(below)}`;
    }
  }
  return next;
}

const body = ['One is here. Two is here.', 'Three is here.', 'Four is here. Five is here.'];
const codeOf = (ops: unknown): string => {
  try {
    applyOps(body, ops as Op[]);
    return 'applied';
  } catch (error) {
    return error instanceof DatelineError ? error.code : String(error);
  }
};

describe('ops', () => {
  it('edit, add, delete and move sentences, in order', () => {
    expect(applyOps(body, [{ op: 'edit', at: 2, text: 'Three was here.' }])).toEqual([
      'One is here. Two is here.',
      'Three was here.',
      'Four is here. Five is here.',
    ]);
    expect(applyOps(body, [{ op: 'delete', at: 2 }])).toEqual([
      'One is here. Two is here.',
      'Four is here. Five is here.',
    ]);
    expect(applyOps(body, [{ op: 'move', from: 2, to: 0, paragraph: -1 }])).toEqual([
      'Three is here.',
      'One is here. Two is here.',
      'Four is here. Five is here.',
    ]);
  });

  it('add a paragraph between two others by a fractional number, and extend one by its number', () => {
    expect(applyOps(body, [{ op: 'add', at: 3, paragraph: 1.5, text: 'New.' }])).toEqual([
      'One is here. Two is here.',
      'Three is here.',
      'New.',
      'Four is here. Five is here.',
    ]);
    expect(applyOps(body, [{ op: 'add', at: 3, paragraph: 1, text: 'New.' }])).toEqual([
      'One is here. Two is here.',
      'Three is here. New.',
      'Four is here. Five is here.',
    ]);
  });

  it('split and merge paragraphs by moving a sentence to another paragraph number', () => {
    expect(applyOps(body, [{ op: 'move', from: 1, to: 1, paragraph: 0.5 }])).toEqual([
      'One is here.',
      'Two is here.',
      'Three is here.',
      'Four is here. Five is here.',
    ]);
    expect(applyOps(body, [{ op: 'move', from: 2, to: 2, paragraph: 0 }])).toEqual([
      'One is here. Two is here. Three is here.',
      'Four is here. Five is here.',
    ]);
  });

  it('tell the origin and the mark of each sentence, without segmenting again', () => {
    const made = applyOpsToSentences(sentencesOf(body), [
      { op: 'delete', at: 4 },
      { op: 'move', from: 2, to: 0, paragraph: -1 },
      { op: 'edit', at: 1, text: 'One was here.' },
      { op: 'add', at: 3, paragraph: 0.5, text: 'New.' },
    ]);
    expect(made).toEqual([
      [{ text: 'Three is here.', from: 2, mark: 'moved' }],
      [
        { text: 'One was here.', from: 0, mark: 'edited' },
        { text: 'Two is here.', from: 1, mark: null },
      ],
      [{ text: 'New.', from: null, mark: 'added' }],
      [{ text: 'Four is here.', from: 3, mark: null }],
    ]);
  });

  it('that are out of range or malformed are rejected without side effects', () => {
    const wrong: unknown[] = [
      [{ op: 'edit', at: 5, text: 'x' }],
      [{ op: 'edit', at: -1, text: 'x' }],
      [{ op: 'edit', at: 0.5, text: 'x' }],
      [{ op: 'edit', at: '0', text: 'x' }],
      [{ op: 'edit', at: 0 }],
      [{ op: 'edit', at: '__proto__', text: 'x' }],
      [{ op: 'edit', at: 'length', text: 'x' }],
      [{ op: '__proto__', at: 0 }],
      [{ op: 'constructor' }],
      [{ op: 'add', at: 6, paragraph: 1, text: 'x' }],
      [{ op: 'add', at: 0, text: 'x' }],
      [{ op: 'add', at: 0, paragraph: Number.NaN, text: 'x' }],
      [{ op: 'add', at: 0, paragraph: Infinity, text: 'x' }],
      [{ op: 'add', at: 0, paragraph: 0, text: 7 }],
      [{ op: 'delete', at: 5 }],
      [{ op: 'delete' }],
      [{ op: 'move', from: 0, to: 5, paragraph: 1 }],
      [{ op: 'move', from: 5, to: 0, paragraph: 1 }],
      [{ op: 'move', from: 0, to: 1 }],
      [{}],
      [null],
      ['delete'],
      [7],
      [undefined],
      null,
      'ops',
      { length: 1 },
    ];
    for (const ops of wrong) expect([ops, codeOf(ops)]).toEqual([ops, 'bad_request']);
    expect(body).toEqual(['One is here. Two is here.', 'Three is here.', 'Four is here. Five is here.']);
  });

  it('between equal texts are none', () => {
    const below = seeded(3);
    for (let round = 0; round < 100; round++) {
      const same = Array.from({ length: below(6) }, () => paragraph(below));
      expect(compareBodies(same, [...same]).ops).toEqual([]);
    }
  });

  it('for any two texts turn one into the other exactly, sentence by sentence', () => {
    const below = seeded(2);
    for (let round = 0; round < 1500; round++) {
      const old = Array.from({ length: below(7) }, () => paragraph(below));
      const next = below(10) === 0 ? Array.from({ length: below(7) }, () => paragraph(below)) : revise(old, below);
      const ops = JSON.parse(JSON.stringify(compareBodies(old, next).ops)) as Op[];
      expect(applyOps(old, ops)).toEqual(next);
      expect(applyOpsToSentences(sentencesOf(old), ops).map((list) => list.map(({ text }) => text))).toEqual(
        sentencesOf(next),
      );
    }
  });

  it('add to an empty text, and delete everything', () => {
    for (const [old, next] of [
      [[], body],
      [body, []],
      [[], ['']],
      [[''], []],
      [['', ''], ['']],
      [[], []],
    ] as [string[], string[]][]) {
      expect(applyOps(old, compareBodies(old, next).ops)).toEqual(next);
    }
  });

  it('are minimal: one for an edited sentence, one for a moved one, one for a split', () => {
    const opsFor = (next: string[]): Op[] => compareBodies(body, next).ops;
    expect(opsFor(['One is here. Two is here.', 'Three was here.', 'Four is here. Five is here.'])).toEqual([
      { op: 'edit', at: 2, text: 'Three was here.' },
    ]);
    expect(opsFor(['One is here. Two is here.', 'Four is here. Five is here.', 'Three is here.'])).toEqual([
      { op: 'move', from: 2, to: 4, paragraph: 3 },
    ]);
    expect(opsFor(['One is here. Two is here.', 'Three is here.', 'Four is here.', 'Five is here.'])).toEqual([
      { op: 'move', from: 4, to: 4, paragraph: 3 },
    ]);
    expect(
      opsFor(['One is here. Two is here.', 'Quite another thing.', 'Three is here.', 'Four is here. Five is here.']),
    ).toEqual([{ op: 'add', at: 2, paragraph: 0.5, text: 'Quite another thing.' }]);
  });
});
