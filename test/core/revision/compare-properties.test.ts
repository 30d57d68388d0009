import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBodies, compareRevisions, type Comparison } from '../../../src/core/revision/compare.js';
import { applyOps } from '../../../src/core/revision/ops.js';
import { expectWithin } from '../../support/time-limit.js';

const LATER = '2022-01-09T07:23:00Z';
const compared = (old: string[], next: string[]): Comparison =>
  compareRevisions(
    { headline: 'Talks', versionCreated: '2022-01-08T07:23:00Z', body: old },
    { headline: 'Talks', versionCreated: LATER, body: next },
  );

const WORDS = [
  'ministers',
  'Geneva',
  'the',
  'a',
  'talks',
  'border',
  '"treaty"',
  "Iran's",
  'vote',
  'Zürich',
  'переговоры',
  'वार्ता',
  'said',
  'later',
  '1,500',
  '2.5%',
];
const sentence = fc
  .array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 12 })
  .map((words) => `They met ${words.join(' ')} again.`);
const body = fc.array(
  fc.array(sentence, { minLength: 1, maxLength: 4 }).map((sentences) => sentences.join(' ')),
  { minLength: 1, maxLength: 6 },
);

const INVISIBLE: [string, (text: string) => string][] = [
  ['white space', (text) => text.replaceAll(' ', '  ')],
  ['non-breaking spaces', (text) => text.replaceAll(' ', '\u00a0')],
  ['quote style', (text) => text.replace(/"([^"]*)"/g, '„$1“').replaceAll("'", '’')],
  ['soft hyphens', (text) => text.replaceAll('ministers', 'minis\u00adters')],
  ['zero-width characters', (text) => text.replaceAll('talks', 'ta\u200blks').replaceAll('vote', '\ufeffvote')],
  ['decomposed letters', (text) => text.normalize('NFD')],
];

describe('for any text', () => {
  it.each(INVISIBLE)('%s are no change, and ops are still exact', (_, change) => {
    fc.assert(
      fc.property(body, (old) => {
        const next = old.map(change);
        const { class: verdict, silent, significance, ops } = compared(old, next);
        expect({ verdict, silent, significance }).toEqual({ verdict: 'stamp', silent: false, significance: 0 });
        expect(applyOps(old, ops)).toEqual(next);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a decimal point', 'It grew 1.5% in May.', 'It grew 15% in May.'],
    ['a comma for a point', 'It has 1,500 members.', 'It has 1.500 members.'],
    ['a digit', 'It has 40 members.', 'It has 41 members.'],
    ['a minus', 'It was -5 degrees.', 'It was 5 degrees.'],
    ['a typographic minus', 'It was −5 degrees.', 'It was 5 degrees.'],
    ['a currency', 'It costs £50.', 'It costs €50.'],
    ['a negation', 'They have agreed to it.', 'They have not agreed to it.'],
    ['a contracted negation', 'They will agree to it.', "They won't agree to it."],
    ['a name', 'The envoy of Iran left.', 'The envoy of Iraq left.'],
    ['a unit', 'It lost 5 million euros.', 'It lost 5 billion euros.'],
  ])('%s is a change wherever it occurs', (_, from, to) => {
    fc.assert(
      fc.property(body, fc.nat(), (around, place) => {
        const at = place % (around.length + 1);
        const comparison = compared(around.toSpliced(at, 0, from), around.toSpliced(at, 0, to));
        expect(comparison.class).toBe('update');
        expect(comparison.significance).toBeGreaterThan(0.2);
      }),
      { numRuns: 60 },
    );
  });

  it('labels and ops agree: both sides keep the same number of sentences, and each op has its label', () => {
    fc.assert(
      fc.property(body, body, fc.array(fc.nat(), { maxLength: 8 }), (one, other, picks) => {
        const pool = [...one, ...other];
        const next = picks.map((pick) => pool[pick % pool.length] ?? '');
        const { ops, sentences } = compareBodies(one, next);
        const count = (side: 'old' | 'new', label: string): number =>
          sentences[side].filter((each) => each.label === label).length;
        for (const label of ['unchanged', 'moved']) expect(count('old', label)).toBe(count('new', label));
        expect(count('old', 'added') + count('new', 'deleted')).toBe(0);
        expect(ops.filter(({ op }) => op === 'add').length).toBeGreaterThanOrEqual(count('new', 'added'));
        expect(ops.filter(({ op }) => op === 'delete').length).toBeGreaterThanOrEqual(count('old', 'deleted'));
        expect(applyOps(one, ops)).toEqual(next);
      }),
      { numRuns: 300 },
    );
  });
});

describe('ops', () => {
  it('of one changed sentence take at most a tenth of a story of 4 KB', () => {
    const story = Array.from(
      { length: 12 },
      (_, at) =>
        `The ministers of state number ${at} met in Geneva on Friday to speak of the border and of trade. They will meet again in month ${at} and hope to sign a treaty then. Protests against it went on in the capital for the ${at}th day, the police said, and shops stayed shut.`,
    );
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
    expect(bytes(story)).toBeGreaterThan(3000);
    for (let at = 0; at < story.length; at++) {
      const next = story.with(at, (story[at] ?? '').replace('hope to sign', 'do not hope to sign'));
      expect(bytes(compareBodies(story, next).ops) / bytes(story)).toBeLessThanOrEqual(0.1);
    }
  });
});

describe('significance', () => {
  const of = (from: string, to: string): number =>
    compared(
      ['The talks began.', from, 'They go on.', 'No date was set.'],
      ['The talks began.', to, 'They go on.', 'No date was set.'],
    ).significance;
  const typed = of('They recieved 40 letters from the envoy.', 'They received 40 letters from the envoy.');
  const worded = of('They received 40 letters from the envoy.', 'They received 40 parcels from the envoy.');

  it('is higher for a number or a negation than for an ordinary word, and lowest for spelling', () => {
    expect(of('They received 40 letters from the envoy.', 'They received 41 letters from the envoy.')).toBeGreaterThan(
      worded,
    );
    expect(
      of('They have received letters from the envoy.', 'They have not received letters from the envoy.'),
    ).toBeGreaterThan(worded);
    expect(worded).toBeGreaterThan(typed);
    expect(typed).toBeGreaterThan(0);
  });
});

describe('hostile pairs', () => {
  const shuffled = Array.from(
    { length: 5000 },
    (_, at) => `Sentence ${(at * 2657) % 5000} of the one text speaks of matter ${at % 83}.`,
  );
  const PAIRS: [string, string[], string[]][] = [
    [
      'one sentence of 100 KB, all other words',
      [Array.from({ length: 15_000 }, (_, at) => `w${at}`).join(' ')],
      [Array.from({ length: 15_000 }, (_, at) => `w${at * 2}`).join(' ')],
    ],
    ['one sentence of 100 KB without a space', ['a'.repeat(100_000)], [`b${'a'.repeat(99_999)}`]],
    [
      '20,000 times one sentence, in one paragraph',
      [Array.from({ length: 20_000 }, () => 'He said so.').join(' ')],
      [Array.from({ length: 19_000 }, () => 'He said so.').join(' ')],
    ],
    [
      '5,000 sentences against 5,000 others alike',
      shuffled,
      shuffled.map((text) => text.replace('one text', 'other text')).toReversed(),
    ],
    [
      '5,000 sentences against 5,000 that share one word',
      shuffled,
      Array.from({ length: 5000 }, (_, at) => `Nobody of x${at} y${at * 3} z${at * 7} text.`),
    ],
    ['a note without end', ['A.'], [`Correction ${'correc'.repeat(20_000)}`]],
    [
      'sixty words of 2,000 letters that notes of correction begin with',
      ['A.'],
      Array.from({ length: 60 }, (_, at) => `x${at} ${'ошибк'.repeat(400)}`),
    ],
    ['quotes without end', ['A.'], ['"'.repeat(100_000)]],
  ];
  it.each(PAIRS)('are compared fast: %s', (_, old, next) => {
    const begin = performance.now();
    const { ops } = compared(old, next);
    expectWithin(5000, performance.now() - begin);
    expect(applyOps(old, ops)).toEqual(next);
  });
});
