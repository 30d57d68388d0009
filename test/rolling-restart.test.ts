// Two api, two worker and three gateway processes behind one nginx restart one after the other under load:
// no reader misses or repeats anything, and readers don't reconnect all at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../src/config.js';
import { ClientFollower, PageFollower, SocketFollower, StreamFollower, type Follower } from './faults/followers.js';
import { chainFaults, logOf, readerFaults, type Log } from './faults/promises.js';
import { columns, type World } from './support/columns.js';
import { ADMIN_KEY } from './support/dateline.js';
import { startNginx, type Nginx } from './support/nginx.js';
import { startProcess, type DatelineProcess } from './support/process.js';
import { freePort } from './support/temporary.js';
import { until } from './support/wait.js';

const ROLES: readonly Role[] = ['api', 'api', 'worker', 'worker', 'gateway', 'gateway', 'gateway'];
const TOPICS = ['sport', 'weather', 'courts'];
const CHANNELS = ['all', ...TOPICS.map((topic) => `topic/${topic}`)];
const SOCKETS = 210;
const STREAMS = 30;
const PAUSE_MS = 100;

/** Routes sockets and event streams to the gateways, everything else to the api processes. */
const proxySettings = (ports: Record<'api' | 'gateway', number[]>): string => `
  map $http_upgrade $dateline_connection { default upgrade; "" ""; }
  upstream api { ${ports.api.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(' ')} }
  upstream gateway { ${ports.gateway.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(' ')} }
  server {
    listen 80;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $dateline_connection;
    proxy_next_upstream error timeout http_503;
    location / { proxy_pass http://api; }
    location /socket.io/ { proxy_pass http://gateway; }
    location @stream { proxy_pass http://gateway; }
    location = /v1/updates {
      error_page 418 = @stream;
      if ($http_accept ~* text/event-stream) { return 418; }
      proxy_pass http://api;
    }
  }`;

type Node = { role: Role; env: Record<string, string>; process: DatelineProcess };

let world: World;
let nginx: Nginx;
const nodes: Node[] = [];
const followers: Follower[] = [];
let start: string;
let accepted = 0;
let log: Log;
/** Times of reconnects in ms of the run, by restarted gateway. */
const returns: number[][] = [];
const drained: { asked: number; over: number }[] = [];

async function post(n: number): Promise<void> {
  const story = {
    uri: `story-${n % 12}`,
    headline: `Count of story ${n % 12}`,
    body: [`The count stands at ${n}.`],
    versionCreated: new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString(),
    topics: [TOPICS[n % TOPICS.length] ?? ''],
  };
  await until(
    async () => {
      const answer = await fetch(`${nginx.url}/v1/stories`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
          'idempotency-key': `post ${n}`,
        },
        body: JSON.stringify(story),
      });
      await answer.arrayBuffer();
      return answer.status === 202;
    },
    { describe: `post ${n} to be accepted` },
  );
  accepted += 1;
}

beforeAll(async () => {
  const second = columns.find(({ redis }) => redis);
  if (second === undefined) throw new Error('there is no second column');
  world = await second.settings();
  nodes.push(
    ...(await Promise.all(
      ROLES.map(async (role): Promise<Node> => {
        const env = { ...world.env, PORT: String(await freePort()), ROLES: role, ADMIN_KEY, LOG_LEVEL: 'error' };
        return { role, env, process: await startProcess({ env }) };
      }),
    )),
  );
  const portsOf = (role: Role): number[] =>
    nodes.filter((node) => node.role === role).map(({ env }) => Number(env['PORT']));
  nginx = await startNginx(0, proxySettings({ api: portsOf('api'), gateway: portsOf('gateway') }));
  const { epoch, head } = (await (await fetch(`${nginx.url}/v1/updates`)).json()) as { epoch: string; head: number };
  start = `${epoch}.${head}`;

  const channelOf = (at: number): string => CHANNELS[at % CHANNELS.length] ?? 'all';
  const sockets = Array.from(
    { length: SOCKETS },
    (_, at) => new SocketFollower(`socket ${at}`, nginx.url, [channelOf(at)], start),
  );
  const streams = Array.from(
    { length: STREAMS },
    (_, at) => new StreamFollower(`stream ${at}`, nginx.url, at % 2 === 0 ? CHANNELS : [channelOf(at)], start),
  );
  const clients = CHANNELS.map((channel) => new ClientFollower(`client on ${channel}`, nginx.url, channel, start));
  followers.push(
    ...sockets,
    ...streams,
    ...clients,
    ...CHANNELS.map((channel) => new PageFollower(`pages of ${channel}`, nginx.url, channel, start, 50)),
  );
  await until(() => sockets.every(({ connectedAt }) => connectedAt.length > 0), { timeout: 20_000 });

  const publishing = { over: false };
  const publisher = (async () => {
    for (let n = 1; !publishing.over; n += 1) {
      await post(n);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  for (const node of nodes) {
    const asked = performance.now();
    const ending = await node.process.stop('SIGTERM');
    if (ending !== 0) throw new Error(`a ${node.role} ended with ${ending}:\n${node.process.output()}`);
    const over = performance.now();
    node.process = await startProcess({ env: node.env });
    if (node.role !== 'gateway') continue;
    drained.push({ asked, over });
    returns.push(sockets.flatMap(({ connectedAt }) => connectedAt.filter((at) => at > asked && at < over + 3_000)));
  }
  publishing.over = true;
  await publisher;
  log = await until(
    async () => {
      const whole = await logOf(nginx.url, 'all', start);
      return whole.updates.length >= accepted ? whole : null;
    },
    { timeout: 20_000, describe: `${accepted} updates` },
  );
  // The head may be a second old on a node that didn't commit the update itself.
  await until(async () =>
    (
      await Promise.all(
        nodes.filter(({ role }) => role === 'api').map(({ process }) => logOf(process.url, 'all', start)),
      )
    ).every(({ head }) => head === log.head),
  );
  const due = new Map(
    await Promise.all(
      CHANNELS.map(async (channel): Promise<[string, number]> => [
        channel,
        (await logOf(nginx.url, channel, start)).updates.length,
      ]),
    ),
  );
  await until(
    () =>
      followers.every(({ given }) => given.every(({ channel, updates }) => updates.length >= (due.get(channel) ?? 0))),
    { timeout: 20_000, describe: 'every reader to be at the head' },
  );
}, 180_000);
afterAll(async () => {
  for (const follower of followers) follower.close();
  await Promise.all(nodes.map(({ process }) => process.remove()));
  await nginx.stop();
  await world.cleanup();
});

describe('a rolling restart of every process under load', () => {
  test('keeps every accepted story, each as one update', () => {
    expect(log.updates).toHaveLength(accepted);
    expect(new Set(log.updates.map(({ cursor }) => cursor)).size).toBe(accepted);
    expect(chainFaults('the log', log.updates, start)).toEqual([]);
    expect(accepted).toBeGreaterThan(100);
  });

  test('no reader on any transport misses or repeats an update', async () => {
    for (const channel of CHANNELS) {
      const whole = await logOf(nginx.url, channel, start);
      expect(
        followers.flatMap((follower) =>
          follower.given
            .filter((given) => given.channel === channel)
            .flatMap((given) => readerFaults(follower, given, whole, new Set())),
        ),
      ).toEqual([]);
    }
  });

  test('readers reconnect spread over the drain, not all at once', () => {
    for (const [at, moments] of returns.entries()) {
      const { asked = 0 } = drained[at] ?? {};
      expect(moments.length).toBeGreaterThan(SOCKETS / ROLES.length);
      const inSlots = new Map<number, number>();
      for (const moment of moments)
        inSlots.set(Math.floor((moment - asked) / 500), (inSlots.get(Math.floor((moment - asked) / 500)) ?? 0) + 1);
      // Spread evenly over five seconds, each half second has a tenth of them.
      expect(Math.max(...inSlots.values()), `gateway ${at + 1}: ${JSON.stringify([...inSlots])}`).toBeLessThan(
        moments.length * 0.35,
      );
      // The remaining readers are closed at least every 50 ms, so seventy are gone within five seconds.
      expect(inSlots.size, `gateway ${at + 1}: ${JSON.stringify([...inSlots])}`).toBeGreaterThanOrEqual(4);
    }
  });
});
