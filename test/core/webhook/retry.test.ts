// Retries of a failing delivery, on a clock that the test controls.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, DAY_MS, decideRetry, type RetryDecision } from '../../../src/core/webhook/retry.js';

const START = new Date('2026-03-01T00:00:00Z');
const MINUTE = 60_000;

/**
 * A receiver that answers each attempt with `status` after `takesMs`: the times of the attempts, and the final
 * decision.
 */
function fail({
  chances,
  status = 500,
  retryAfter = null,
  takesMs = 0,
  failingSince = START,
}: {
  chances: number[];
  status?: number;
  retryAfter?: number | null;
  takesMs?: number;
  failingSince?: Date;
}): { tries: number[]; end: RetryDecision } {
  const tries = [0];
  const first = new Date(START.getTime() + takesMs);
  for (let attempts = 1; ; attempts++) {
    const now = new Date(START.getTime() + (tries.at(-1) ?? 0) + takesMs);
    const verdict = decideRetry({
      attempts,
      firstFailedAt: first,
      failingSince,
      now,
      status,
      retryAfterMs: retryAfter,
      chance: chances[attempts % chances.length] ?? 0,
    });
    if (verdict.what !== 'retry') return { tries, end: verdict };
    tries.push(verdict.at.getTime() - START.getTime());
    if (tries.length > 10_000) throw new Error('the retries never end');
  }
}
const gapsOf = (tries: number[]): number[] => tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('a failing delivery', () => {
  test('is retried for a day and then a dead letter; the last attempt is at the end of the day', () => {
    fc.assert(
      fc.property(chances, fc.integer({ min: 0, max: 15_000 }), (by, takesMs) => {
        const { tries, end } = fail({ chances: by, takesMs });
        expect(end).toEqual({ what: 'dead' });
        expect(tries.at(-1)).toBeGreaterThanOrEqual(DAY_MS);
        expect(tries.at(-1)).toBeLessThanOrEqual(DAY_MS + takesMs);
        expect(tries.length).toBeGreaterThan(90);
        expect(tries.length).toBeLessThan(230);
      }),
    );
  });

  test('backs off exponentially from a second to 15 minutes', () => {
    fc.assert(
      fc.property(chances, (by) => {
        const gaps = gapsOf(fail({ chances: by }).tries);
        gaps.forEach((gap, i) => {
          const whole = Math.min(1_000 * 2 ** i, 15 * MINUTE);
          expect(gap).toBeLessThanOrEqual(whole);
          if (i < gaps.length - 1) expect(gap).toBeGreaterThanOrEqual(whole / 2);
        });
      }),
    );
  });

  test('succeeds within 15 minutes of its receiver’s return, and within twice the outage', () => {
    fc.assert(
      fc.property(chances, fc.integer({ min: 1_000, max: DAY_MS }), (by, away) => {
        const served = fail({ chances: by }).tries.find((at) => at >= away) ?? Number.POSITIVE_INFINITY;
        expect(served - away).toBeLessThanOrEqual(Math.min(15 * MINUTE, 2 * away + 1_000));
      }),
    );
  });

  test('is retried at another time than others that failed with it', () => {
    const first = new Set(Array.from({ length: 100 }, (_, i) => backoffMs(8, i / 100)));
    expect(first.size).toBe(100);
  });

  test('respects Retry-After within its day', () => {
    fc.assert(
      fc.property(chances, fc.integer({ min: 0, max: 3 * DAY_MS }), (by, retryAfter) => {
        const { tries, end } = fail({ chances: by, status: 429, retryAfter });
        expect(end).toEqual({ what: 'dead' });
        const gaps = gapsOf(tries);
        for (const gap of gaps.slice(0, -1)) expect(gap).toBeGreaterThanOrEqual(retryAfter);
        expect(tries.at(-1)).toBe(DAY_MS);
      }),
    );
  });

  test('with status 410 disables its webhook at once', () => {
    expect(fail({ chances: [0.5], status: 410 })).toEqual({ tries: [0], end: { what: 'disable', reason: 'gone' } });
  });

  test('disables it after three days without success, but not after a few attempts', () => {
    const { tries, end } = fail({ chances: [0.5], failingSince: new Date(START.getTime() - 3 * DAY_MS) });
    expect(end).toEqual({ what: 'disable', reason: 'failing' });
    expect(tries).toHaveLength(5);
  });
});
