import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SentenceLabel } from '../../../src/core/revision/align.js';
import { compareBodies, compareRevisions } from '../../../src/core/revision/compare.js';
import { applyOps } from '../../../src/core/revision/ops.js';
import { splitSentences } from '../../../src/core/text/sentences.js';
import { labelsFor, Score } from './pairs/label-score.js';
import { makePair } from './pairs/made-pair.js';
import { seeded } from '../../support/seeded.js';
import { expectWithin } from '../../support/time-limit.js';

type Side = {
  headline: string;
  modified: string | null;
  body: string[];
  sentences: string[];
  labels: (SentenceLabel | null)[];
};
type RealPair = { id: string; old: Side; new: Side };
const { pairs } = JSON.parse(readFileSync(new URL('pairs/real.json', import.meta.url), 'utf8')) as {
  pairs: RealPair[];
};

describe('the sentences of two versions', () => {
  it.each(pairs.map((pair) => [pair.id, pair] as const))(
    'of a published article are labelled as a reader would: %s',
    (_, { old, new: next }) => {
      const { sentences, ops } = compareRevisions(
        { headline: old.headline, versionCreated: old.modified, body: old.body },
        { headline: next.headline, versionCreated: next.modified, body: next.body },
      );
      expect(labelsFor(old.sentences, sentences.old)).toEqual(old.labels);
      expect(labelsFor(next.sentences, sentences.new)).toEqual(next.labels);
      expect(applyOps(old.body, ops)).toEqual(next.body);
    },
  );

  it('of which one was generated from the other are labelled as generated', () => {
    const bodies = pairs.map(({ old }) => old.body.map(splitSentences));
    const sentencesOfOthers = (at: number): string[] =>
      bodies.flatMap((body, other) => (other === at ? [] : body.flat())).filter((text) => text.split(' ').length >= 6);
    const below = seeded(11);
    const score = new Score();
    for (let round = 0; round < 20; round++) {
      for (const [at, body] of bodies.entries()) {
        const made = makePair(body, sentencesOfOthers(at), below);
        const { sentences, ops } = compareBodies(made.old.body, made.new.body);
        expect(applyOps(made.old.body, ops)).toEqual(made.new.body);
        score.add(
          (['old', 'new'] as const).map((side) => ({
            wanted: made[side].labels,
            got: labelsFor(made[side].sentences, sentences[side]),
          })),
        );
      }
    }
    expect(score.macroF1).toBeGreaterThan(0.97);
    expect(score.perfect / score.pairs).toBeGreaterThan(0.9);
  });

  it('are compared in nearly linear time, however unusual they are, and so are ops applied', () => {
    const words = Array.from({ length: 40_000 }, (_, at) => `w${(at * 7919) % 40_000}.`);
    const odd: [string[], string[]][] = [
      [words, words.toReversed()],
      [words, words.map((word) => `x${word}`)],
      [words.map(() => 'Yes.'), words.slice(1).map(() => 'Yes.')],
      [['a '.repeat(1_000_000)], ['b '.repeat(1_000_000)]],
      [['. '.repeat(300_000)], ['. '.repeat(300_001)]],
    ];
    const begin = performance.now();
    for (const [old, next] of odd) expect(applyOps(old, compareBodies(old, next).ops)).toEqual(next);
    expectWithin(15_000, performance.now() - begin);
  });
});
