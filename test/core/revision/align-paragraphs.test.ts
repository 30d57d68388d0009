import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignParagraphs, MAX_SENTENCES } from '../../../src/core/revision/align-paragraphs.js';
import { compareRevisions } from '../../../src/core/revision/compare.js';
import { applyOps, makeOps, applyOpsToSentences } from '../../../src/core/revision/ops.js';

const sentence = fc.constantFrom('It rained.', 'The council met.', 'Nobody came.', 'Prices rose by 4 percent.');
const bodies = fc.array(fc.array(sentence, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

describe('very long texts', () => {
  test('are aligned by paragraph, and the ops still make the new text exactly', () => {
    fc.assert(
      fc.property(bodies, bodies, (old, next) => {
        const alignment = alignParagraphs(old, next);
        expect(alignment.old).toHaveLength(old.flat().length);
        const made = applyOpsToSentences(old, makeOps(old, next, alignment)).map((sentences) =>
          sentences.map(({ text }) => text),
        );
        expect(made).toEqual(next);
        // What is paired says the same.
        alignment.from.forEach((origin, at) => origin !== null && expect(old.flat()[origin]).toBe(next.flat()[at]));
      }),
    );
  });

  test('get the same labels as shorter ones, by paragraph', () => {
    const paragraph = (at: number): string => `Count ${at} came. `.repeat(50).trim();
    const body = Array.from({ length: MAX_SENTENCES / 50 + 1 }, (_none, at) => paragraph(at));
    const edited = body.with(7, body[7]?.replace('Count 7 came.', 'Count 7000 went.') ?? '');
    const {
      class: verdict,
      ops,
      sentences,
    } = compareRevisions(
      { headline: 'h', versionCreated: null, body },
      { headline: 'h', versionCreated: null, body: edited },
    );
    expect(verdict).toBe('update');
    expect(applyOps(body, ops)).toEqual(edited);
    // The whole paragraph is said to be new, and nothing else.
    expect(sentences.new.filter(({ label }) => label !== 'unchanged')).toHaveLength(50);
  });
});
