import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceedsJsonValueCount } from '../../../src/core/text/json-value-count.js';

/** Commas, colons and opening brackets outside strings, counted in the parsed value. */
function weigh(value: unknown): number {
  if (Array.isArray(value))
    return 1 + Math.max(0, value.length - 1) + value.reduce<number>((sum, one) => sum + weigh(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  return (
    1 + members.length + Math.max(0, members.length - 1) + members.reduce<number>((sum, one) => sum + weigh(one), 0)
  );
}

test('the count depends on the structure, not on the strings', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4, stringUnit: 'binary' }), fc.constantFrom(undefined, 2), (text, indent) => {
      const value: unknown = JSON.parse(text);
      const bytes = Buffer.from(JSON.stringify(value, null, indent));
      const weight = weigh(value);
      expect(exceedsJsonValueCount(bytes, weight)).toBe(false);
      if (weight > 0) expect(exceedsJsonValueCount(bytes, weight - 1)).toBe(true);
    }),
  );
});

test('quotes, backslashes and brackets in strings don’t count', () => {
  const text = JSON.stringify({ a: '\\"{[,:', 'b"': '\\\\', '{': 'x\\' });
  expect([exceedsJsonValueCount(Buffer.from(text), 6), exceedsJsonValueCount(Buffer.from(text), 5)]).toEqual([
    false,
    true,
  ]);
  expect(exceedsJsonValueCount(Buffer.from('['.repeat(100)), 99)).toBe(true);
});
