// The test suite of one backend: many schedules, one test each, on the same machines.
import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWords, planOf, type Plan } from './fault.js';
import { FaultWorld, type Played } from './fault-world.js';

/**
 * `npm test` runs a few fixed schedules; `npm run test:faults` runs SCHEDULES of them over both backends.
 * Each prints its own seed: FAULTS_SEED=<seed> SCHEDULES=1 runs that one again.
 */
const { SCHEDULES, FAULTS_SEED, FAULTS_COLUMN } = process.env;
const FEW = 4;
const COUNT = Math.ceil(Number(SCHEDULES ?? FEW) / 2);
const SEED = Number(FAULTS_SEED ?? (SCHEDULES === undefined ? 20220108 : Date.now() % 0x7fffffff));
const EACH_MS = 240_000;
/** Recovery time after the last fault on an idle machine; longer on a busy one. */
const WELL_WITHIN_MS = 20_000;
const wellWithin = (): number => WELL_WITHIN_MS * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Declares the tests of one backend. */
export function faultSchedules(column: 'embedded' | 'second'): void {
  if (FAULTS_COLUMN !== undefined && FAULTS_COLUMN !== column) {
    test.skip('another column was asked for');
    return;
  }
  let world: FaultWorld | undefined;
  const total = { played: 0, submissions: 0, updates: 0, longest: 0 };

  const play = async (plan: Plan, seed: number): Promise<Played> => {
    const redis = column === 'second';
    world ??= await FaultWorld.start(redis, wellWithin);
    const played = await world.play(plan, seed);
    if (played.faults.length === 0) return played;
    say(world.output());
    // A broken machine may stay broken, so the next schedule gets new ones.
    const broken = world;
    world = undefined;
    await broken.stop();
    return played;
  };

  beforeAll(async () => {
    world = await FaultWorld.start(column === 'second', wellWithin);
  }, 120_000);
  afterAll(async () => {
    say(
      `${column}: ${total.played} schedules, ${total.submissions} submissions, ${total.updates} updates; well again after ${total.longest} ms at most`,
    );
    await world?.stop();
  }, 60_000);

  for (let at = 0; at < COUNT; at += 1) {
    const seed = SEED + at;
    test(
      `schedule ${at + 1} of seed ${seed}: readers, publishers and the log keep their promises`,
      { timeout: EACH_MS },
      async () => {
        world ??= await FaultWorld.start(column === 'second', wellWithin);
        const plan = planOf(seed, column === 'second', world.postgres.small);
        const begun = performance.now();
        const { faults, wellAfter, submissions, updates } = await play(plan, seed);
        total.played += 1;
        total.submissions += submissions;
        total.updates += updates;
        total.longest = Math.max(total.longest, Math.round(wellAfter));
        say(
          `${column} ${seed} (${inWords(plan)}): ${submissions} submissions, well after ${Math.round(wellAfter)} ms, ${Math.round(performance.now() - begun)} ms in all, ${faults.length} faults`,
        );
        expect(faults, inWords(plan)).toEqual([]);
      },
    );
  }
}
