// The list of faults, and random schedules of them, each from a seed.
import { seeded } from '../support/seeded.js';

export const MACHINES = ['api-1', 'api-2', 'worker-1', 'worker-2', 'gateway-1', 'gateway-2', 'gateway-3'] as const;
export type MachineName = (typeof MACHINES)[number];

/** How a connection fails: data is delayed until the end; data is lost; reset; refused; slow. */
const TAKEN = ['hold', 'lose', 'reset', 'refuse', 'delay'] as const;
const LOCKS = {
  counter: 'select seq from log_head for update',
  submissions: 'lock table submissions in access exclusive mode',
  stories: 'lock table stories in access exclusive mode',
  updates: 'lock table updates in share mode',
} as const;

export type Fault =
  | { kind: 'kill' | 'freeze'; machine: MachineName }
  | { kind: 'restart'; machine: MachineName }
  | { kind: 'clock'; machine: MachineName; by: number }
  | { kind: 'line'; machine: MachineName; to: 'postgres' | 'redis'; how: (typeof TAKEN)[number] }
  | { kind: 'readers cut'; machine: MachineName }
  | { kind: 'bus wedged' | 'bus hostile' | 'bus lies' }
  | { kind: 'redis flushed' | 'redis restarted' | 'redis frozen' | 'redis gone for all' }
  | { kind: 'postgres restarted'; how: 'SIGINT' | 'SIGQUIT' | 'SIGKILL' }
  | { kind: 'postgres connections cut' | 'postgres crowded out' | 'disk full' }
  | { kind: 'lock'; what: keyof typeof LOCKS };

/** A fault, with its start in the schedule and its duration, in ms. */
export type Plan = { fault: Fault; at: number; lasts: number }[];

export const lockStatement = (what: keyof typeof LOCKS): string => LOCKS[what];

const inWordsOf = (fault: Fault): string => Object.values(fault).join(' ');
export const inWords = (plan: Plan): string =>
  plan.map(({ fault, at, lasts }) => `${inWordsOf(fault)} at ${at} for ${lasts}`).join('; ');

type Choice = { weight: number; make: (below: (n: number) => number) => Fault };

const machine = (below: (n: number) => number, role = ''): MachineName => {
  const names = MACHINES.filter((name) => name.startsWith(role));
  return names[below(names.length)] ?? 'api-1';
};
const one = <T>(below: (n: number) => number, list: readonly T[]): T => list[below(list.length)] as T;
const CLOCKS = [-86_400_000, -3_600_000, -600_000, -30_000, 30_000, 600_000, 3_600_000, 86_400_000];

/** The possible faults of a backend. Connections to Redis fail only if there is a Redis. */
function choices(redis: boolean, smallDisk: boolean): Choice[] {
  const only = (condition: boolean, ...more: Choice[]): Choice[] => (condition ? more : []);
  return [
    { weight: 6, make: (below) => ({ kind: 'kill', machine: machine(below) }) },
    { weight: 2, make: (below) => ({ kind: 'restart', machine: machine(below) }) },
    { weight: 4, make: (below) => ({ kind: 'freeze', machine: machine(below) }) },
    { weight: 4, make: (below) => ({ kind: 'clock', machine: machine(below), by: one(below, CLOCKS) }) },
    { weight: 4, make: (below) => ({ kind: 'line', machine: machine(below), to: 'postgres', how: one(below, TAKEN) }) },
    {
      weight: 3,
      make: (below) => ({ kind: 'line', machine: machine(below, 'gateway'), to: 'postgres', how: one(below, TAKEN) }),
    },
    { weight: 3, make: (below) => ({ kind: 'readers cut', machine: machine(below, one(below, ['gateway', 'api'])) }) },
    { weight: 2, make: () => ({ kind: 'bus wedged' }) },
    { weight: 4, make: () => ({ kind: 'bus hostile' }) },
    { weight: 1, make: () => ({ kind: 'bus lies' }) },
    {
      weight: 3,
      make: (below) => ({ kind: 'postgres restarted', how: one(below, ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) }),
    },
    { weight: 2, make: () => ({ kind: 'postgres connections cut' }) },
    { weight: 2, make: () => ({ kind: 'postgres crowded out' }) },
    { weight: 3, make: (below) => ({ kind: 'lock', what: one(below, Object.keys(LOCKS) as (keyof typeof LOCKS)[]) }) },
    ...only(smallDisk, { weight: 2, make: () => ({ kind: 'disk full' }) }),
    ...only(
      redis,
      { weight: 4, make: (below) => ({ kind: 'line', machine: machine(below), to: 'redis', how: one(below, TAKEN) }) },
      { weight: 3, make: () => ({ kind: 'redis flushed' }) },
      { weight: 3, make: () => ({ kind: 'redis restarted' }) },
      { weight: 3, make: () => ({ kind: 'redis frozen' }) },
      { weight: 2, make: () => ({ kind: 'redis gone for all' }) },
    ),
  ];
}

/** Two to four faults within about three seconds; the same from the same seed. */
export function planOf(seed: number, redis: boolean, smallDisk: boolean): Plan {
  const below = seeded(seed);
  const list = choices(redis, smallDisk);
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  const fault = (): Fault => {
    let at = below(total);
    const choice = list.find(({ weight }) => (at -= weight) < 0);
    if (choice === undefined) throw new Error('the weights add up to less than their sum');
    return choice.make(below);
  };
  return Array.from({ length: 2 + below(3) }, () => ({
    fault: fault(),
    at: 200 + below(1_800),
    lasts: 200 + below(2_000),
  }));
}
