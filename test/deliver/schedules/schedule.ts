// The steps of a schedule, as numbers that fast-check can shrink.
import fc from 'fast-check';

const FORMS = ['socket', 'stream', 'pages'] as const;
export type FollowerPlan = {
  form: (typeof FORMS)[number];
  channels: number[];
  from: 'start' | 'head' | 'now' | 'ahead';
  node: number;
};

export type Step =
  | {
      do: 'publish';
      story: number;
      text: number;
      topics: number;
      as: 'plain' | 'withheld' | 'canceled' | 'usable' | 'embargoed';
      by: number;
    }
  | { do: 'release'; story: number; by: number }
  | { do: 'hint'; node: number; which: number; how: 'deliver' | 'double' | 'lose' }
  | { do: 'hear'; node: number }
  | { do: 'offer'; which: number }
  | { do: 'answer'; which: number; how: 'well' | 'fail' | 'all' }
  | { do: 'timing'; early: boolean }
  | { do: 'wait'; ms: number }
  | { do: 'connect' | 'disconnect' | 'again'; follower: number; node: number }
  | { do: 'read'; follower: number; count: number }
  | { do: 'toggle'; follower: number; which: number }
  | { do: 'sync'; node: number }
  | { do: 'restart'; node: number }
  | { do: 'restore'; back: number };

/**
 * `bus`: hints arrive at once, when the schedule says so, or never. `offers`: a process offers its own
 * commits to its tail.
 */
export type Schedule = {
  bus: 'prompt' | 'odd' | 'silent';
  offers: 'at once' | 'late' | 'never';
  history: number;
  followers: FollowerPlan[];
  steps: Step[];
};

const small = fc.nat({ max: 7 });
const node = fc.nat({ max: 1 });

const steps = {
  publish: fc.record({
    do: fc.constant('publish'),
    story: fc.nat({ max: 3 }),
    text: fc.nat({ max: 60 }),
    topics: fc.nat({ max: 3 }),
    as: fc.constantFrom('plain', 'plain', 'plain', 'plain', 'usable', 'withheld', 'canceled', 'embargoed'),
    by: node,
  }),
  release: fc.record({ do: fc.constant('release'), story: fc.nat({ max: 3 }), by: node }),
  hint: fc.record({ do: fc.constant('hint'), node, which: small, how: fc.constantFrom('deliver', 'double', 'lose') }),
  hear: fc.record({ do: fc.constant('hear'), node }),
  offer: fc.record({ do: fc.constant('offer'), which: small }),
  answer: fc.record({
    do: fc.constant('answer'),
    which: small,
    how: fc.constantFrom('well', 'well', 'well', 'all', 'all', 'fail'),
  }),
  timing: fc.record({ do: fc.constant('timing'), early: fc.boolean() }),
  wait: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(50, 1_100, 2_000, 2_000, 10_500, 16_000) }),
  connect: fc.record({ do: fc.constantFrom('connect', 'connect', 'disconnect', 'again'), follower: small, node }),
  read: fc.record({ do: fc.constant('read'), follower: small, count: fc.constantFrom(1, 1, 2, 5, 50) }),
  toggle: fc.record({ do: fc.constant('toggle'), follower: small, which: small }),
  sync: fc.record({ do: fc.constant('sync'), node }),
  restart: fc.record({ do: fc.constant('restart'), node }),
  restore: fc.record({ do: fc.constant('restore'), back: small }),
} satisfies Record<string, fc.Arbitrary<Step>>;

const usual = {
  publish: 10,
  release: 1,
  hint: 3,
  hear: 1,
  offer: 2,
  answer: 8,
  timing: 1,
  wait: 3,
  connect: 4,
  read: 6,
  toggle: 2,
  sync: 2,
  restart: 1,
  restore: 1,
};
/** Frequencies of steps: each mix reaches faults that the others rarely do. */
const mixes: Record<keyof typeof steps, number>[] = [
  usual,
  { ...usual, restore: 5, hear: 4, timing: 2 },
  { ...usual, restore: 4, connect: 8, read: 10 },
  { ...usual, publish: 16, read: 2, connect: 1 },
  { ...usual, connect: 10, wait: 8, answer: 4 },
  { ...usual, toggle: 6, sync: 6, connect: 6, restart: 2 },
];

const mixed = (weights: Record<keyof typeof steps, number>): fc.Arbitrary<Step> =>
  fc.oneof(
    ...Object.entries(steps).map(([name, arbitrary]) => ({
      weight: weights[name as keyof typeof steps],
      arbitrary: arbitrary as fc.Arbitrary<Step>,
    })),
  );

const follower: fc.Arbitrary<FollowerPlan> = fc.record({
  form: fc.constantFrom(...FORMS, 'stream'),
  channels: fc.uniqueArray(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }),
  from: fc.constantFrom('start', 'start', 'head', 'head', 'now', 'now', 'ahead'),
  node,
});

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  bus: fc.constantFrom('prompt', 'odd', 'silent'),
  offers: fc.constantFrom('at once', 'late', 'never'),
  history: fc.constantFrom(0, 3, 12, 20),
  followers: fc.array(follower, { minLength: 1, maxLength: 5 }),
  steps: fc.oneof(...mixes.map((weights) => fc.array(mixed(weights), { maxLength: 80, size: 'max' }))),
});
