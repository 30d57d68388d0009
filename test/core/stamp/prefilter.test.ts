// The check before the grammar: false positives are allowed, false negatives are not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHaveLabel } from '../../../src/core/stamp/prefilter.js';
import { LABELS } from '../../../src/core/stamp/vocabulary.js';
import { cpuOf } from '../../support/cpu-time.js';

const labels = [...LABELS.values()].flat().map(({ words }) => words.join(' '));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

test('every label passes, with any text around it', () => {
  for (const label of labels) {
    const written = label.replaceAll(" ' ", "'");
    for (const text of [
      label,
      written,
      capital(written),
      written.toUpperCase(),
      `Nov 3, 2023 (${written})`,
      `${capital(written)}: 3.11.2023`,
      `India${capital(written)}: 3 Nov`,
      `TOKYO${capital(written)}8:05`,
      `7,5 % é ${written} 3.11.`,
    ]) {
      expect(mayHaveLabel(text), text).toBe(true);
    }
  }
});

test('labels among any other words pass', () => {
  fc.assert(
    fc.property(fc.constantFrom(...labels), fc.string(), fc.string({ unit: 'grapheme' }), (label, before, behind) => {
      expect(mayHaveLabel(`${before} ${capital(label)}: ${behind}`)).toBe(true);
    }),
  );
});

test('prose without a label is rejected', () => {
  for (const text of [
    'A storm hit the coast on 3 November, and 1,200 people were without power.',
    'Im Jahr 2023 waren es 4,5 Prozent.',
    'En 2023, le prix a chuté de 4 %.',
    '2023年11月3日、東京で雨が降った。',
  ])
    expect(mayHaveLabel(text), text).toBe(false);
});

test.each(['a', 'update', 'Aktual', '更', '1 ', 'ab\u0301', 'last '])(
  'five hundred thousand characters of “%s” take time linear in their number',
  (piece) => {
    const timeOf = (length: number): number =>
      cpuOf(() => void mayHaveLabel(piece.repeat(Math.ceil(length / piece.length))));
    timeOf(50_000);
    expect(timeOf(500_000)).toBeLessThan(timeOf(125_000) * 10 + 300);
  },
);
