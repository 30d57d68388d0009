// The suite of one column: so many schedules, each a test of its own, on machines that go on from one to the next.
import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWords, planOf, type Plan } from './fault.js';
import { FaultWorld, type Played } from './fault-world.js';

/**
 * A few that are always the same in `npm test`; `npm run test:faults` plays SCHEDULES of them over both columns. Each has a seed of
 * its own, which is told: FAULTS_SEED=<seed> SCHEDULES=1 plays that one again.
 */
const { SCHEDULES, FAULTS_SEED, FAULTS_COLUMN } = process.env;
const FEW = 4;
const COUNT = Math.ceil(Number(SCHEDULES ?? FEW) / 2);
const SEED = Number(FAULTS_SEED ?? (SCHEDULES === undefined ? 20220108 : Date.now() % 0x7fffffff));
const EACH_MS = 240_000;
/** So soon after the last fault all is well again on a machine that has nothing else to do; as much later as its cores have others' work. */
const WELL_WITHIN_MS = 20_000;
const wellWithin = (): number => WELL_WITHIN_MS * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Declares the tests of one column. */
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
    // What broke may stay broken: the next one is played on other machines.
    const broken = world;
    world = undefined;
    await broken.stop();
    return played;
  };

  beforeAll(async () => {
    world = await FaultWorld.start(column === 'second', wellWithin);
  }, 120_000);
  afterAll(async () => {
    say(`${column}: ${total.played} schedules, ${total.submissions} submissions, ${total.updates} updates; well again after ${total.longest} ms at most`);
    await world?.stop();
  }, 60_000);

  for (let at = 0; at < COUNT; at += 1) {
    const seed = SEED + at;
    test(`schedule ${at + 1} of seed ${seed}: readers, publishers and the log keep their promises`, { timeout: EACH_MS }, async () => {
      world ??= await FaultWorld.start(column === 'second', wellWithin);
      const plan = planOf(seed, column === 'second', world.postgres.small);
      const begun = performance.now();
      const { faults, wellAfter, submissions, updates } = await play(plan, seed);
      total.played += 1;
      total.submissions += submissions;
      total.updates += updates;
      total.longest = Math.max(total.longest, Math.round(wellAfter));
      say(`${column} ${seed} (${inWords(plan)}): ${submissions} submissions, well after ${Math.round(wellAfter)} ms, ${Math.round(performance.now() - begun)} ms in all, ${faults.length} faults`);
      expect(faults, inWords(plan)).toEqual([]);
    });
  }
}
