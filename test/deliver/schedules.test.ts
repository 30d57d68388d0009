// Whatever is lost, late, doubled or broken between the log and its readers: each gets the log of its channels whole, once and in
// order, or is told to begin again. Each schedule is played on real parts, on a clock that only the schedule moves.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { schedule, type Schedule } from './schedules/schedule.js';
import { ScheduleWorld } from './schedules/schedule-world.js';

/**
 * Few and always the same in `npm test`; `npm run test:schedules` plays many others. One that fails is shrunk and told with its seed
 * and path: SCHEDULES_SEED and SCHEDULES_PATH play it again.
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

test(`after each of ${RUNS} schedules of seed ${SEED} every reader has the log of its channels`, { timeout: 60_000 + RUNS * 1_000 }, async () => {
  await fc.assert(fc.asyncProperty(schedule, play), { numRuns: RUNS, seed: SEED, ...(PATH === undefined ? {} : { path: PATH }) });
});
