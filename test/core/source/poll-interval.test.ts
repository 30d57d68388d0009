// The poll interval for any history of changes and failures.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedChangeInterval, pollInterval, type PollBounds } from '../../../src/core/source/poll-interval.js';

const NOW = Date.UTC(2026, 0, 1);
const BOUNDS: PollBounds = { min: 15_000, max: 86_400_000 };

/** A history that ends now: the age of each change, and of the first poll. */
const history = fc.array(fc.integer({ min: 0, max: 30 * 86_400_000 }), { maxLength: 20 }).chain((ages) =>
  fc.integer({ min: Math.max(0, ...ages), max: 60 * 86_400_000 }).map((age) => ({
    changes: ages.map((ago) => NOW - ago).sort((one, other) => one - other),
    since: NOW - age,
    failures: 0,
  })),
);
const bounds = fc
  .tuple(fc.integer({ min: 1_000, max: 600_000 }), fc.integer({ min: 600_000, max: 7 * 86_400_000 }))
  .map(([min, max]) => ({ min, max }));

describe('An interval', () => {
  test('is within its bounds for any history, hints and failures', () => {
    fc.assert(
      fc.property(history, bounds, fc.nat(50), fc.nat(10 * 86_400_000), (past, within, failures, freshFor) => {
        const interval = pollInterval({ ...past, failures }, within, NOW, { freshFor, crawlDelay: freshFor / 2 });
        expect(interval).toBeGreaterThanOrEqual(within.min);
        expect(interval).toBeLessThanOrEqual(within.max);
      }),
    );
  });

  test('never shrinks while nothing changes', () => {
    fc.assert(
      fc.property(history, fc.nat(86_400_000), fc.nat(86_400_000), (past, sooner, more) => {
        expect(pollInterval(past, BOUNDS, NOW + sooner + more)).toBeGreaterThanOrEqual(
          pollInterval(past, BOUNDS, NOW + sooner),
        );
      }),
    );
  });

  test('never grows because of a change', () => {
    fc.assert(
      fc.property(history, (past) => {
        fc.pre(past.changes.length > 0);
        expect(pollInterval({ ...past, changes: [...past.changes, NOW] }, BOUNDS, NOW)).toBeLessThanOrEqual(
          pollInterval(past, BOUNDS, NOW),
        );
      }),
    );
  });

  test('scales with the pace of the history', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 2, max: 50 }), (given, pace) => {
        // Two changes of one millisecond are taken to be one apart, at whatever pace.
        const past = { ...given, changes: [...new Set(given.changes)] };
        const slower = {
          changes: past.changes.map((at) => NOW - (NOW - at) * pace),
          since: NOW - (NOW - past.since) * pace,
        };
        expect(expectedChangeInterval(slower, NOW)).toBeCloseTo(expectedChangeInterval(past, NOW) * pace, -3);
      }),
    );
  });

  test('is seconds for a running story, and a day for an old one', () => {
    const running = Array.from({ length: 10 }, (_, at) => NOW - (10 - at) * 60_000);
    expect(pollInterval({ changes: running, since: running[0] ?? 0, failures: 0 }, BOUNDS, NOW)).toBe(15_000);
    expect(
      pollInterval({ changes: running.map((at) => at - 30 * 86_400_000), since: 0, failures: 0 }, BOUNDS, NOW),
    ).toBe(86_400_000);
  });

  test('shrinks within a few changes once an old story resumes', () => {
    let changes = [NOW - 10 * 86_400_000, NOW - 9 * 86_400_000];
    let found = 0;
    for (let at = NOW; pollInterval({ changes, since: 0, failures: 0 }, BOUNDS, at) > 60_000; at += 60_000) {
      changes = [...changes, at];
      found += 1;
    }
    expect(found).toBeLessThanOrEqual(8);
    // And not only while it is fresh: the pace itself is learnt.
    let learnt = [NOW - 10 * 86_400_000, NOW - 9 * 86_400_000];
    for (let at = 0; at < 12; at++) learnt = [...learnt, NOW + at * 60_000];
    expect(expectedChangeInterval({ changes: learnt, since: 0 }, NOW + 11 * 60_000)).toBeLessThan(180_000);
    expect(
      pollInterval({ changes: learnt, since: 0, failures: 0 }, BOUNDS, NOW + 11 * 60_000 + 50_000),
    ).toBeLessThanOrEqual(60_000);
  });

  test('after a failure is short at first, and then grows with its duration', () => {
    const past = { changes: [NOW - 86_400_000], since: NOW - 7 * 86_400_000 };
    const after = (failures: number): number => pollInterval({ ...past, failures }, BOUNDS, NOW);
    expect([1, 2, 3, 4].map(after)).toEqual([15_000, 30_000, 60_000, 120_000]);
    expect(after(40)).toBe(86_400_000);
  });

  test('respects Retry-After beyond its bounds, up to a day', () => {
    const past = { changes: [], since: NOW, failures: 1 };
    expect(pollInterval(past, { min: 1_000, max: 10_000 }, NOW, { retryAfter: 120_000 })).toBe(120_000);
    expect(pollInterval(past, { min: 1_000, max: 10_000 }, NOW, { retryAfter: 365 * 86_400_000 })).toBe(86_400_000);
  });
});
