// Whatever is lost, late, doubled or broken between the log and its readers: each reader gets the log of its
// channels completely, once and in order, or a reset. Each schedule runs real parts on a clock that only the
// schedule advances.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { schedule, type Schedule } from './schedules/schedule.js';
import { ScheduleWorld } from './schedules/schedule-world.js';

/**
 * `npm test` runs a few fixed schedules; `npm run test:schedules` runs many others. A failing one is shrunk,
 * and its seed and path are printed: SCHEDULES_SEED and SCHEDULES_PATH run it again.
 */
const { SCHEDULES: count, SCHEDULES_SEED: seed, SCHEDULES_PATH: PATH } = process.env;
const RUNS = Number(count ?? 1_000);
const SEED = Number(seed ?? (count === undefined ? 20220108 : Date.now() % 0x7fffffff));

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

async function play(plan: Schedule): Promise<void> {
  const world = new ScheduleWorld(plan);
  try {
    expect(await world.play()).toEqual([]);
  } finally {
    world.end();
    vi.clearAllTimers();
  }
}

test(
  `after each of ${RUNS} schedules of seed ${SEED} every reader has the log of its channels`,
  { timeout: 60_000 + RUNS * 1_000 },
  async () => {
    await fc.assert(fc.asyncProperty(schedule, play), {
      numRuns: RUNS,
      seed: SEED,
      ...(PATH === undefined ? {} : { path: PATH }),
    });
  },
);
