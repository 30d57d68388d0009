// One and two api processes that accept while no worker is there, and then one and two workers that do what was
// accepted: so each role is alone with Postgres, as on machines of its own, but for the writers.
import { until } from '../../support/wait.js';
import { cpuOf, ownCpu } from './cpu.js';
import { connections, type SizingWorld } from './world.js';
import { flood, poster } from './writers.js';

/**
 * A second of work: stories, and the CPU seconds of the processes of the role, of Postgres and of the writers for a
 * thousand of them.
 */
export type Writing = {
  role: string;
  processes: number;
  perSecond: number;
  cpu: number;
  postgresCpu: number;
  writersCpu: number;
  connections: number;
};

const WRITERS = 64;
/** What waits for workers; few stories make it a backlog of many versions of each. */
const BACKLOGS = [
  { name: 'each another story', stories: 1_000_000 },
  { name: 'versions of 200 stories', stories: 200 },
];

export type WritingEffort = { seconds: number; most: number };

type Clock = () => { processes: number; postgres: number; own: number };
const clockOf =
  (world: SizingWorld, pids: readonly number[]): Clock =>
  () => ({ processes: pids.reduce((sum, pid) => sum + cpuOf(pid), 0), postgres: world.postgresCpu(), own: ownCpu() });

const figures = (
  role: string,
  processes: number,
  stories: number,
  seconds: number,
  before: ReturnType<Clock>,
  after: ReturnType<Clock>,
  open: number,
): Writing => ({
  role,
  processes,
  perSecond: stories / seconds,
  cpu: ((after.processes - before.processes) / stories) * 1000,
  postgresCpu: ((after.postgres - before.postgres) / stories) * 1000,
  writersCpu: ((after.own - before.own) / stories) * 1000,
  connections: open / processes,
});

async function accepting(
  world: SizingWorld,
  processes: number,
  stories: number,
  { seconds, most, from }: WritingEffort & { from: number },
): Promise<{ found: Writing; sent: number }> {
  const nodes = await Promise.all(Array.from({ length: processes }, () => world.start('api')));
  try {
    const post = poster(
      nodes.map(({ url }) => url),
      WRITERS,
      stories,
    );
    const warm = await flood(post, { writers: WRITERS, seconds: 1.5, most: most / 4, from });
    const clock = clockOf(
      world,
      nodes.map(({ pid }) => pid),
    );
    const [before, begun] = [clock(), performance.now()];
    const sent = await flood(post, { writers: WRITERS, seconds, most, from: from + warm });
    const found = figures(
      'api',
      processes,
      sent,
      (performance.now() - begun) / 1000,
      before,
      clock(),
      await connections(world),
    );
    return { found, sent: warm + sent };
  } finally {
    await Promise.all(nodes.map((node) => node.remove()));
  }
}

async function undone({ ask }: SizingWorld): Promise<number> {
  const { rows } = await ask.query<{ count: string }>('select count(*) from submissions where done_at is null');
  return Number(rows[0]?.count);
}

/** From the first commit to the last; CPU from when the first were seen, as starting is no part of it. */
async function draining(world: SizingWorld, processes: number, backlog: string): Promise<Writing> {
  const stories = await undone(world);
  const since = (await world.ask.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now;
  const nodes = await Promise.all(Array.from({ length: processes }, () => world.start('worker')));
  try {
    const clock = clockOf(
      world,
      nodes.map(({ pid }) => pid),
    );
    const left = await until(
      async () => {
        const now = await undone(world);
        return now < stories ? now : null;
      },
      { describe: 'the workers to begin' },
    );
    const before = clock();
    let open = 0;
    await until(
      async () => {
        open = Math.max(open, await connections(world));
        return (await undone(world)) === 0;
      },
      { timeout: 90_000, describe: 'the workers to be done' },
    );
    const after = clock();
    const { rows } = await world.ask.query<{ seconds: number }>(
      'select extract(epoch from max(done_at) - min(done_at))::float8 as seconds from submissions where done_at >= $1',
      [since],
    );
    return {
      ...figures(`worker, ${backlog}`, processes, left, 1, before, after, open),
      perSecond: stories / (rows[0]?.seconds ?? NaN),
    };
  } finally {
    await Promise.all(nodes.map((node) => node.remove()));
  }
}

/** Of api processes the first backlog alone: what they accept makes no difference to them. */
export async function writing(
  world: SizingWorld,
  effort: WritingEffort,
  say: (text: string) => void,
): Promise<Writing[]> {
  const api: Writing[] = [];
  const worker: Writing[] = [];
  let from = 0;
  for (const { name, stories } of BACKLOGS) {
    for (const processes of [1, 2]) {
      const { found, sent } = await accepting(world, processes, stories, { ...effort, from });
      from += sent;
      if (api.length < 2) api.push(found);
      const drained = await draining(world, processes, name);
      worker.push(drained);
      for (const { role, perSecond, cpu } of [found, drained])
        say(`${processes} ${role}: ${perSecond.toFixed(0)} a second, ${cpu.toFixed(2)} ms of CPU each`);
    }
  }
  return [...api, ...worker];
}
