import { expect } from 'vitest';

/** True in `npm run test:perf`, which needs a quiet machine. */
const isPerfRun = process.env['TEST_PERF'] === '1';

/**
 * Asserts that something took less than `limitMs` of wall time, in `npm run test:perf` alone: on a busy machine it
 * would fail by chance.
 */
export function expectWithin(limitMs: number, tookMs: number): void {
  if (isPerfRun) expect(tookMs, 'milliseconds').toBeLessThan(limitMs);
}
