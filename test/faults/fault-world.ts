// Two api, two worker and three gateway processes on one Postgres and one Redis (or Postgres alone), each on
// a faulty network. A schedule of faults runs on it, and the promises are checked from the outside.
import { inspect } from 'node:util';
import { seeded } from '../support/seeded.js';
import { seqOf } from '../support/dateline.js';
import { startRedis, type RedisServer } from '../support/redis.js';
import { until } from '../support/wait.js';
import { inWords, MACHINES, type MachineName, type Plan } from './fault.js';
import { FaultPostgres } from './fault-postgres.js';
import { ClientFollower, PageFollower, SocketFollower, StreamFollower, type Follower } from './followers.js';
import { HONEST, hintFilter } from './hint-filter.js';
import { Machine } from './machine.js';
import { chainFaults, endingFaults, endingsOf, killFaults, logOf, readerFaults, storyFaults } from './promises.js';
import { call, MANNERS, Publishers, type Ending } from './publishers.js';
import { beginFault } from './strike.js';

/** How long to wait for late events, to tell late from lost. */
const PATIENCE_MS = 60_000;

/** The result of a schedule: `faults` are broken promises, `wellAfter` is in ms after the last fault. */
export type Played = { faults: string[]; wellAfter: number; submissions: number; updates: number };

export class FaultWorld {
  /** How hints are disturbed. */
  hostility = HONEST;
  private runs = 0;

  private constructor(
    readonly postgres: FaultPostgres,
    readonly redis: RedisServer | undefined,
    readonly machines: ReadonlyMap<MachineName, Machine>,
    private readonly wellWithinMs: () => number,
  ) {}

  /** After the last fault everything must recover within `wellWithinMs`, which is called then. */
  static async start(redisToo: boolean, wellWithinMs: () => number): Promise<FaultWorld> {
    const [postgres, redis] = await Promise.all([FaultPostgres.start(), redisToo ? startRedis() : undefined]);
    const chance = seeded(1);
    const wire = { hostility: () => HONEST };
    const hints = () =>
      hintFilter(
        redis === undefined ? 'postgres' : 'redis',
        () => wire.hostility(),
        () => chance(1_000) / 1_000,
      );
    const start = async (name: MachineName): Promise<[MachineName, Machine]> => {
      const role = name.startsWith('api') ? 'api' : name.startsWith('worker') ? 'worker' : 'gateway';
      return [name, await Machine.start(name, role, { postgres: postgres.path, redis: redis?.port, hints })];
    };
    const machines = new Map(await Promise.all(MACHINES.map((name) => start(name))));
    const world = new FaultWorld(postgres, redis, machines, wellWithinMs);
    wire.hostility = () => world.hostility;
    try {
      await until(async () => (await world.unready()).length === 0, {
        timeout: 60_000,
        describe: () => `all machines to be ready:\n${world.output()}`,
      });
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.machines.values()].map((machine) => machine.stop()));
    await this.redis?.stop();
    await this.postgres.stop();
  }

  /** The logs of the machines. */
  output(): string {
    return [...this.machines.values()].map(({ name, output }) => `${name}: ${output.slice(-3_000)}`).join('\n');
  }

  /** Runs a schedule, and returns the broken promises. */
  async play(plan: Plan, seed: number): Promise<Played> {
    const below = seeded(seed + 1);
    const run = `r${(this.runs += 1)}-${seed}`;
    const topic = run;
    const apis = this.urls('api');
    const { epoch, head } = await headOf(apis[0] ?? '');
    const start = `${epoch}.${head}`;
    const followers = this.follow(topic, start, below);
    const publishers = new Publishers(apis, topic, run, below);
    const faults: string[] = [];
    try {
      const publishing = publishers.publish();
      await this.strike(plan, faults);
      const over = performance.now();
      publishers.stop();
      const late: string[] = [];
      const soon = async (
        what: string,
        condition: () => boolean | Promise<boolean>,
        describe: () => string = () => what,
      ): Promise<void> => {
        let behind = '';
        const watched = async (): Promise<boolean> => {
          const well = await condition();
          // The machine at fault is known only until it recovers.
          if (!well && behind === '' && performance.now() - over > this.wellWithinMs()) behind = describe();
          return well;
        };
        await until(watched, { timeout: PATIENCE_MS, describe }).catch((error: unknown) =>
          faults.push(inspect(error, { depth: 2 }).split('\n    at ').join(' ').slice(0, 600)),
        );
        const after = performance.now() - over;
        if (after > this.wellWithinMs())
          late.push(`${what}: ${Math.round(after)} ms after the last fault${behind === '' ? '' : ` (${behind})`}`);
      };
      const published = { done: false };
      void publishing.then(() => (published.done = true));
      await soon('every publisher is answered', () => published.done);
      const endings = new Map<string, Ending>();
      await soon('every submission is done', () => endingsOf(apis, publishers.accepted, endings));
      if (faults.length > 0) faults.push(await this.postgres.standstill());
      const goal = Math.max(head, ...[...endings.values()].map(({ update }) => (update === null ? 0 : seqOf(update))));
      await soon(
        `every reader is at ${goal}`,
        () => followers.every((follower) => isAt(follower, goal)),
        () =>
          `these readers to be at ${goal}: ${followers
            .filter((follower) => !isAt(follower, goal))
            .map(({ name, given }) => `${name} at ${given.map(({ updates }) => updates.at(-1)?.cursor).join()}`)
            .join('; ')}`,
      );
      let unready: string[] = [];
      await soon(
        'every machine is ready',
        async () => (unready = await this.unready()).length === 0,
        () => `these machines to be ready: ${unready.join('; ')}`,
      );
      const wellAfter = performance.now() - over;
      if (faults.length === 0)
        faults.push(...(await this.breaches(publishers, endings, followers, { start, goal, topic })));
      faults.push(...late, ...publishers.refusals);
      for (const { ends } of this.machines.values()) faults.push(...ends.splice(0));
      return { faults, wellAfter, submissions: endings.size, updates: goal - head };
    } finally {
      publishers.stop();
      for (const follower of followers) follower.close();
    }
  }

  private urls(role: string): string[] {
    return [...this.machines].filter(([name]) => name.startsWith(role)).map(([, { url }]) => url);
  }

  /** Machines that are not ready, with the reason. */
  private async unready(): Promise<string[]> {
    const said = await Promise.all(
      [...this.machines.values()].map(async (machine) => ({ name: machine.name, why: await machine.unready() })),
    );
    return said.flatMap(({ name, why }) => (why === null ? [] : [`${name}: ${why}`]));
  }

  /** Readers on each transport and each node that has it; they find their stories during the schedule. */
  private follow(topic: string, start: string, below: (n: number) => number): Follower[] {
    const channels = ['all', `topic/${topic}`];
    const onGateways = this.urls('gateway').flatMap((url, at): Follower[] => [
      new SocketFollower(`the socket on gateway-${at + 1}`, url, channels, start),
      new StreamFollower(`the stream on gateway-${at + 1}`, url, channels, start),
      new ClientFollower(`the client on gateway-${at + 1}`, url, `topic/${topic}`, start),
    ]);
    const onApis = this.urls('api').flatMap((url, at) =>
      channels.map((channel) => new PageFollower(`the pages of api-${at + 1}`, url, channel, start, 1 + below(20))),
    );
    return [...onGateways, ...onApis];
  }

  /** Resolves after the last fault, once everything is starting again. */
  private async strike(plan: Plan, faults: string[]): Promise<void> {
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    await Promise.all(
      plan.map(async (part) => {
        try {
          await pause(part.at);
          const end = await beginFault(part.fault, this);
          await pause(part.lasts);
          await end();
        } catch (error) {
          // A fault on something that another fault took down is skipped; what does not come back is reported
          // below.
          if (
            !/terminat|refused|closed|shutting down|ENOENT|ECONN|EPIPE|starting up|too many|not ready|connection|lock timeout|recovery/i.test(
              String(error),
            )
          )
            faults.push(`${inWords([part])} could not be played: ${String(error)}`);
        }
      }),
    );
    this.hostility = HONEST;
    for (const machine of this.machines.values()) {
      machine.signal('SIGCONT');
      machine.release();
    }
    this.redis?.signal('SIGCONT');
    await this.postgres.up();
    await Promise.all([...this.machines.values()].map((machine) => machine.up()));
  }

  private async breaches(
    publishers: Publishers,
    endings: ReadonlyMap<string, Ending>,
    followers: readonly Follower[],
    { start, goal, topic }: { start: string; goal: number; topic: string },
  ): Promise<string[]> {
    const apis = this.urls('api');
    const faults = endingFaults(publishers.accepted, endings);
    const killed = new Set([...publishers.killed.values()].map(({ story }) => story));
    for (const channel of ['all', `topic/${topic}`]) {
      // A node that didn't commit the update itself may report an older head for a second.
      const logs = await Promise.all(
        apis.map((url) =>
          until(
            async () => {
              const log = await logOf(url, channel, start);
              return log.head >= goal ? log : null;
            },
            { describe: `${url} to be at ${goal}` },
          ),
        ),
      );
      const [log] = logs;
      if (log === undefined) continue;
      if (logs.some((other) => JSON.stringify(other.updates) !== JSON.stringify(log.updates)))
        faults.push(`the nodes give different logs of ${channel}`);
      faults.push(...chainFaults(`the log of ${channel}`, log.updates, start));
      for (const follower of followers) {
        for (const given of follower.given)
          if (given.channel === channel) faults.push(...readerFaults(follower, given, log, killed));
      }
      const made = new Set([...endings.values()].flatMap(({ update }) => update ?? []));
      if (channel === 'all')
        for (const { cursor } of log.updates) if (!made.has(cursor)) faults.push(`no submission made ${cursor}`);
      const there = new Set(log.updates.map(({ cursor }) => cursor));
      for (const cursor of made) if (!there.has(cursor)) faults.push(`${cursor} is not in the log of ${channel}`);
    }
    for (const manner of MANNERS)
      faults.push(
        ...(await storyFaults(
          apis[0] ?? '',
          publishers.uriOf(manner),
          publishers.accepted,
          endings,
          start,
          manner !== 'hasty',
        )),
      );
    faults.push(...(await killFaults(apis, publishers, topic, start)));
    return faults;
  }
}

const headOf = async (url: string): Promise<{ epoch: string; head: number }> => {
  const answer = await call(url, { path: '/v1/updates?limit=500' });
  if (answer?.status !== 200) throw new Error(`the log was answered ${JSON.stringify(answer)}`);
  return answer.body as { epoch: string; head: number };
};

const isAt = ({ given }: Follower, goal: number): boolean =>
  given.every(({ updates }) => seqOf(updates.at(-1)?.cursor) >= goal);
