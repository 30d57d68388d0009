// A process that is suspended for longer than its lease must not write stale results over newer ones when it
// resumes.
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { columns, type World } from '../../support/columns.js';
import { ADMIN_KEY } from '../../support/dateline.js';
import { atomFeed, LocalSite } from '../../support/local-web.js';
import { rowsOf } from '../../support/outage.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { Receiver } from '../../support/receiver.js';
import { until } from '../../support/wait.js';

const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
const embedded = columns.find(({ redis }) => !redis);

let world: World;
let site: LocalSite;
let receiver: Receiver;
const processes: DatelineProcess[] = [];
const start = async (roles: string, name: string): Promise<DatelineProcess> => {
  const one = await startProcess({
    env: {
      ...world.env,
      ROLES: roles,
      ADMIN_KEY,
      LOG_LEVEL: 'fatal',
      ALLOW_PRIVATE_NETWORK: 'true',
      PUBLIC_URL: `http://${name}.example`,
    },
  });
  processes.push(one);
  return one;
};
const json = async (url: string, init: RequestInit = {}): Promise<unknown> =>
  (await fetch(url, { headers, ...init })).json();
const freeze = ({ pid }: DatelineProcess): boolean => process.kill(pid, 'SIGSTOP');
const thaw = ({ pid }: DatelineProcess): boolean => process.kill(pid, 'SIGCONT');

beforeAll(async () => {
  if (embedded === undefined) throw new Error('there is no embedded column');
  world = await embedded.settings();
  site = await LocalSite.open();
  receiver = await Receiver.open();
});
afterEach(async () => {
  for (const one of processes) thaw(one);
  await Promise.all(processes.splice(0).map((one) => one.remove()));
});
afterAll(async () => {
  site.close();
  await receiver.down();
  await world.cleanup();
});

test(
  'a stale poll is dropped: what was fetched before the suspension creates no revision and does not reset the source',
  { timeout: 60_000 },
  async () => {
    const api = await start('api,gateway', 'api');
    const frozen = await start('worker', 'frozen');
    const feed = (title: string): string => atomFeed([{ id: 'urn:stalled', title, body: `${title}, it was said.` }]);
    let held: ServerResponse | undefined;
    site.set('/feed', (_request, response) => void response.writeHead(200, { etag: '"0"' }).end(feed('Zero')));
    const { id } = (await json(`${api.url}/v1/sources`, {
      method: 'POST',
      body: JSON.stringify({ url: `${site.url}/feed`, minSeconds: 1, maxSeconds: 2 }),
    })) as { id: string };
    const revisions = async (): Promise<string[]> =>
      (
        await rowsOf<{ headline: string }>(
          world,
          "select content->>'headline' as headline from revisions order by received_at, revision",
        )
      ).map(({ headline }) => headline);
    await until(async () => (await revisions()).length === 1);
    // The suspended process receives the first response, but can't read it yet.
    site.set('/feed', (request, response) => {
      if (held === undefined && String(request.headers['user-agent']).includes('frozen')) {
        freeze(frozen);
        held = response;
        response.writeHead(200, { etag: '"1"' }).end(feed('One'));
      } else response.writeHead(200, { etag: '"2"' }).end(feed('Two'));
    });
    await until(() => held);
    await start('worker', 'wakeful');
    await until(async () => (await revisions()).includes('Two'), { timeout: 20_000 });
    const before = site.visits.length;
    thaw(frozen);
    await until(
      () =>
        site.visits.slice(before).some(({ headers: { 'user-agent': by } }) => String(by).includes('frozen')) ||
        site.visits.length > before + 6,
      { timeout: 20_000 },
    );
    const source = (await json(`${api.url}/v1/sources/${id}`)) as { errorStreak: number };
    expect(await revisions()).toEqual(['Zero', 'Two']);
    expect(source).toMatchObject({ errorStreak: 0 });
    expect(await rowsOf(world, 'select etag from sources')).toEqual([{ etag: '"2"' }]);
  },
);

test(
  'a webhook that another process took over gets no old update from the resumed one',
  { timeout: 60_000 },
  async () => {
    const api = await start('api,worker', 'writes');
    const frozen = await start('gateway', 'sends');
    const publish = async (uri: string): Promise<void> =>
      void (await json(`${api.url}/v1/stories`, {
        method: 'POST',
        headers: { ...headers, prefer: 'wait=20' },
        body: JSON.stringify({ uri, headline: uri, body: ['x'] }),
      }));
    const { id } = (await json(`${api.url}/v1/webhooks`, {
      method: 'POST',
      body: JSON.stringify({ url: receiver.url, channel: 'publisher/newsroom' }),
    })) as { id: string };
    const holder = async (): Promise<string | null | undefined> =>
      (await rowsOf<{ id: string; holder: string | null }>(world, 'select id, holder from webhooks')).find(
        (row) => row.id === id,
      )?.holder;
    const first = await until(holder);
    let answerLate: (() => void) | undefined;
    receiver.answer = (response) => {
      freeze(frozen);
      answerLate = () => void response.writeHead(204).end();
      receiver.answer = (next) => void next.writeHead(204).end();
    };
    await publish('a');
    await until(() => answerLate);
    await publish('b');
    await start('gateway', 'takes-over');
    await until(() => receiver.received.length >= 3, { timeout: 20_000 });
    expect(await holder()).not.toBe(first);
    answerLate?.();
    thaw(frozen);
    await publish('c');
    await until(() => receiver.updates.some(({ story }) => story.headline === 'c'));
    await publish('d');
    await until(() => receiver.updates.some(({ story }) => story.headline === 'd'));
    expect(receiver.updates.map(({ story }) => story.headline)).toEqual(['a', 'a', 'b', 'c', 'd']);
  },
);
