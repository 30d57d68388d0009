// Queries for returning readers grow with gateways and channels, not with readers. They are counted on the
// wire between each gateway and its Postgres, for few readers and for many.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SocketFollower } from './faults/followers.js';
import { chainFaults, logOf, type Log } from './faults/promises.js';
import { columns, type World } from './support/columns.js';
import { startCountedPostgres, type CountedPostgres } from './support/counted-postgres.js';
import { ADMIN_KEY } from './support/dateline.js';
import { startProcess, type DatelineProcess } from './support/process.js';
import { until } from './support/wait.js';

/** Text that identifies each query in the SQL on the wire. */
const QUESTIONS = { replay: 'unnest($1::text[]) name', tail: 'left join submissions m on m.id = r.submission' };
const CHANNELS = ['topic/sport', 'topic/weather', 'topic/courts', 'topic/city'];
const GATEWAYS = 3;
const [FEW, MANY] = [100, 1_000];
const WRITERS = 32;
/** More updates than a gateway's ring holds, and how many readers miss besides. */
const MEANWHILE = 4_500;
const EACH = 80;
/** Maximum time from a process's first read of the log until it is known to be ready. */
const START_MS = 4_000;

type Gateway = { env: Record<string, string>; postgres: CountedPostgres; process: DatelineProcess };

let world: World;
let writer: DatelineProcess;
const gateways: Gateway[] = [];

async function publish(from: number, count: number, topicOf: (n: number) => string): Promise<void> {
  let next = from;
  const write = async (): Promise<void> => {
    while (next < from + count) {
      const n = next;
      next += 1;
      const story = { uri: `story-${n}`, headline: `Story ${n}`, body: [`This is story ${n}.`], topics: [topicOf(n)] };
      const answer = await fetch(`${writer.url}/v1/stories`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(story),
      });
      await answer.arrayBuffer();
      if (answer.status !== 202) throw new Error(`a story was answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

async function head(of: DatelineProcess, atLeast: number): Promise<string> {
  return until(
    async () => {
      const { epoch, head: seq } = (await (await fetch(`${of.url}/v1/updates`)).json()) as {
        epoch: string;
        head: number;
      };
      return seq >= atLeast ? `${epoch}.${seq}` : null;
    },
    { timeout: 30_000, describe: `${atLeast} updates` },
  );
}

const sum = (name: keyof typeof QUESTIONS): number =>
  gateways.reduce((all, { postgres }) => all + (postgres.asked()[name] ?? 0), 0);

/** Connects readers at once, spread over gateways and channels; returns their queries and the duration. */
async function comeBack(readers: number, since: string): Promise<{ replay: number; ms: number }> {
  const due = new Map(
    await Promise.all(
      CHANNELS.map(async (channel): Promise<[string, Log]> => [channel, await logOf(writer.url, channel, since)]),
    ),
  );
  const before = sum('replay');
  const began = performance.now();
  const followers = Array.from({ length: readers }, (_, at) => {
    const gateway = gateways[at % GATEWAYS];
    return new SocketFollower(
      `reader ${at}`,
      gateway?.process.url ?? '',
      [CHANNELS[Math.floor(at / GATEWAYS) % CHANNELS.length] ?? ''],
      since,
    );
  });
  try {
    const givens = followers.flatMap(({ given }) => given);
    await until(
      () => givens.every(({ channel, updates }) => updates.length >= (due.get(channel)?.updates.length ?? 0)),
      { timeout: 30_000, describe: 'every reader to have what it missed' },
    );
    const found = { replay: sum('replay') - before, ms: performance.now() - began };
    for (const { channel, updates, resets } of givens) {
      expect(updates.map(({ cursor }) => cursor)).toEqual(due.get(channel)?.updates.map(({ cursor }) => cursor));
      expect(resets).toEqual([]);
      expect(chainFaults(channel, updates, since)).toEqual([]);
    }
    return found;
  } finally {
    for (const follower of followers) follower.close();
  }
}

/** The gateways' own metrics. */
async function counted(): Promise<number[]> {
  return Promise.all(
    gateways.map(async ({ process }) => {
      const text = await (
        await fetch(`${process.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })
      ).text();
      return Number(/^dateline_log_reads_total\{for="replay"\} (\d+)$/m.exec(text)?.[1]);
    }),
  );
}

/** Cursors far beyond the ring, and shortly before the head. */
let far: string;
let near: string;

beforeAll(async () => {
  const second = columns.find(({ redis }) => redis);
  if (second === undefined) throw new Error('there is no second column');
  world = await second.settings();
  const common = { ...world.env, ADMIN_KEY, LOG_LEVEL: 'error' };
  writer = await startProcess({ env: { ...common, ROLES: 'api,worker' } });
  for (let at = 0; at < GATEWAYS; at += 1) {
    const postgres = await startCountedPostgres(world.env.DATABASE_URL, QUESTIONS);
    const env = { ...common, ROLES: 'gateway', DATABASE_URL: postgres.url };
    gateways.push({ env, postgres, process: await startProcess({ env }) });
  }
  far = await head(writer, 0);
  const channelOf = (n: number): string => CHANNELS[n % CHANNELS.length]?.slice('topic/'.length) ?? '';
  await publish(0, EACH, channelOf);
  await publish(EACH, MEANWHILE, () => 'else');
  near = await head(writer, EACH + MEANWHILE);
  await publish(EACH + MEANWHILE, EACH, channelOf);
  await head(writer, EACH + MEANWHILE + EACH);
}, 120_000);
afterAll(async () => {
  await Promise.all([writer, ...gateways.map(({ process }) => process)].map((one) => one.remove()));
  await Promise.all(gateways.map(({ postgres }) => postgres.close()));
  await world.cleanup();
});

describe(`readers who return at once to ${GATEWAYS} gateways on ${CHANNELS.length} channels`, () => {
  test.each([FEW, MANY])(
    'from before the ring: %i readers share one query for each gateway and channel, or a few',
    async (readers) => {
      const { replay } = await comeBack(readers, far);
      expect(replay).toBeGreaterThanOrEqual(GATEWAYS * CHANNELS.length);
      // Readers who arrive while a query is running share the next one.
      expect(replay).toBeLessThanOrEqual(4 * GATEWAYS * CHANNELS.length);
    },
  );

  test('the gateways’ metrics count the same queries as the wire', async () => {
    expect(await counted()).toEqual(gateways.map(({ postgres }) => postgres.asked()['replay']));
  });

  test.each([FEW, MANY])(
    'after a kill of every gateway: %i readers cause no queries, and each gateway fills its ring once',
    async (readers) => {
      const before = { replay: sum('replay'), tail: sum('tail') };
      await Promise.all(
        gateways.map(async (gateway) => {
          await gateway.process.kill9();
          gateway.process = await startProcess({ env: gateway.env });
        }),
      );
      const { ms } = await comeBack(readers, near);
      expect(sum('replay') - before.replay).toBe(0);
      // Four pages and the end of the log, and one query every two seconds in any case.
      expect(sum('tail') - before.tail).toBeLessThanOrEqual(GATEWAYS * (6 + Math.ceil((ms + START_MS) / 2_000)));
    },
  );
});
