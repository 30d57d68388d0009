import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSpace } from '../../../src/core/text/fold-space.js';

const SPACES = [' ', '\t', '\n', '\u00a0', '\u2003', '\u3000', '\ufeff', 'a', 'é', '.'];

test('every run of white space becomes one space, and none stays at the ends', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SPACES)), (pieces) => {
      const text = pieces.join('');
      expect(foldSpace(text)).toBe(
        text
          .split(/\s/)
          .filter((word) => word !== '')
          .join(' '),
      );
    }),
  );
});

test('runs of any length are folded', () => {
  for (const length of [999, 1000, 1001, 2001, 5_000_000])
    expect(foldSpace(`a${' \n\t'.repeat(length / 3)}b`)).toBe('a b');
});
