import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRevisions, type RevisionText } from '../../../src/core/revision/compare.js';
import type { Op } from '../../../src/core/story/change.js';
import { DatelineError } from '../../../src/core/errors.js';
import { applyOps, applyOpsToSentences } from '../../../src/core/revision/ops.js';
import { joinSentences, sentencesOf, splitSentences } from '../../../src/core/text/sentences.js';

const PIECES = [
  'He said so.',
  'She did not.',
  'Mr. A went.',
  '“Yes.”',
  '彼は言った。',
  '「はい。」',
  'Advertisement',
  '1.5%',
  '15%',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\u00a0',
  '\u00ad',
  '?',
  '!',
  '...',
  '…',
  '\ud83d',
  '\udc00',
  '\u0301',
  '\u0000',
  '__proto__',
  'constructor',
  'Correction:',
  'वह था।',
  'ﬁ',
  '',
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(' ')) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units)),
  },
);
const body = fc.array(text, { maxLength: 8 });
/** Two bodies: most have much in common, in any order, some nothing. */
const pair = fc.oneof(
  fc.tuple(body, body),
  fc
    .tuple(body, body, fc.array(fc.nat({ max: 15 }), { maxLength: 12 }))
    .map(([old, more, picks]): [string[], string[]] => {
      const all = [...old, ...more];
      return [old, picks.flatMap((at) => all.slice(at, at + 1))];
    }),
);
const stamp = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('2022-01-08T07:23:00Z', '2022-01-08'),
);
const revision = (texts: string[]): fc.Arbitrary<RevisionText> =>
  fc.record({ headline: fc.oneof(fc.constant(null), text), versionCreated: stamp, body: fc.constant(texts) });

const anything = fc.anything({ withNullPrototype: true, withTypedArray: true });
const number = fc.oneof(
  fc.integer({ min: -2, max: 9 }),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53)),
  fc.double(),
  anything,
);
const hostileOp = fc.oneof(
  fc.record(
    {
      op: fc.constantFrom('edit', 'add', 'delete', 'move', '__proto__', 'constructor', 'toString'),
      at: number,
      from: number,
      to: number,
      paragraph: number,
      text: fc.oneof(text, anything),
    },
    { requiredKeys: ['op'] },
  ),
  anything,
);

/** Runs code that may only throw a DatelineError, and returns its code. */
function codeOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof DatelineError) return error.code;
    throw error;
  }
}

describe('any two texts', () => {
  it('are compared without an error, and their ops turn one into the other, sentence by sentence', () => {
    fc.assert(
      fc.property(
        pair.chain(([old, next]) => fc.tuple(revision(old), revision(next))),
        ([previous, next]) => {
          const { ops, significance, sentences } = compareRevisions(previous, next);
          const sent = JSON.parse(JSON.stringify(ops)) as Op[];
          // Lone surrogates come back from JSON as they were sent.
          expect(applyOps(previous.body, sent)).toEqual(next.body);
          expect(
            applyOpsToSentences(sentencesOf(previous.body), ops).map((list) => list.map((sentence) => sentence.text)),
          ).toEqual(sentencesOf(next.body));
          expect(significance >= 0 && significance <= 1).toBe(true);
          for (const [side, texts] of [
            ['old', previous.body],
            ['new', next.body],
          ] as const) {
            const bare = (list: readonly string[]): string => list.join('').replaceAll(' ', '');
            expect(bare(sentences[side].map((sentence) => sentence.text))).toBe(bare(texts));
          }
          expect(ops.length).toBeLessThanOrEqual(
            2 * (sentencesOf(previous.body).flat().length + sentencesOf(next.body).flat().length),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that are equal are unchanged, without ops', () => {
    fc.assert(
      fc.property(body, (same) => {
        const {
          class: verdict,
          ops,
          sentences,
        } = compareRevisions(
          { headline: null, versionCreated: null, body: same },
          { headline: null, versionCreated: null, body: [...same] },
        );
        expect({ verdict, ops }).toEqual({ verdict: 'unchanged', ops: [] });
        expect(sentences.new.every(({ label }) => label === 'unchanged')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are restored by joining their sentences', () => {
    fc.assert(
      fc.property(text, (paragraph) => {
        expect(joinSentences(splitSentences(paragraph))).toBe(paragraph);
      }),
      { numRuns: 500 },
    );
  });
});

describe('hostile ops', () => {
  it('are applied or rejected, never modify the base, and reach no prototype', () => {
    fc.assert(
      fc.property(body, fc.oneof(fc.array(hostileOp, { maxLength: 6 }), anything), (base, ops) => {
        const before = [...base];
        expect([null, 'bad_request']).toContain(codeOf(() => applyOps(base, ops as Op[])));
        expect(base).toEqual(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Object.keys(Array.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
