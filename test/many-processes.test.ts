// Each role in its own process; they share only Postgres and Redis.
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Update } from '../src/core/log/update.js';
import { columns } from './support/columns.js';
import { ADMIN_KEY, brokenChain, seqOf, type Outcome } from './support/dateline.js';
import { EventStream } from './support/event-stream.js';
import { Fleet } from './support/fleet.js';
import type { DatelineProcess } from './support/process.js';
import { until } from './support/wait.js';

let fleet: Fleet;
let api: DatelineProcess;
let worker: DatelineProcess;
let gateway: DatelineProcess;
let both: DatelineProcess;

beforeAll(async () => {
  const second = columns.find(({ redis }) => redis);
  if (second === undefined) throw new Error('there is no second column');
  fleet = new Fleet(await second.settings());
  [api, worker, gateway, both] = await Promise.all([
    fleet.start('api'),
    fleet.start('worker'),
    fleet.start('gateway'),
    fleet.start('api,gateway'),
  ]);
});
afterAll(() => fleet.end());

const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
const version = (uri: string, number: number) => ({
  uri,
  headline: `Count of ${uri}`,
  body: [`The count of ${uri} stands at ${number}.`],
  versionCreated: new Date(Date.UTC(2024, 0, 1, 0, number)).toISOString(),
});

async function publish(
  { url }: DatelineProcess,
  story: object,
  wait?: number,
): Promise<{ status: number; body: Outcome }> {
  const answer = await fetch(`${url}/v1/stories`, {
    method: 'POST',
    headers: { ...headers, ...(wait === undefined ? {} : { prefer: `wait=${wait}` }) },
    body: JSON.stringify(story),
  });
  return { status: answer.status, body: (await answer.json()) as Outcome };
}

async function get<T>({ url }: DatelineProcess, path: string): Promise<T> {
  const answer = await fetch(url + path, { headers });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

/** Updates of `all` from a socket of this process, after `since`. */
async function follow({ url }: DatelineProcess, since: string): Promise<{ updates: Update[]; close: () => void }> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  const updates: Update[] = [];
  socket.on('update', (update: Update) => updates.push(update));
  await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  expect(await socket.timeout(10_000).emitWithAck('subscribe', { channel: 'all', since })).toMatchObject({ ok: true });
  return { updates, close: () => socket.disconnect() };
}

test('a waiting publish call to an api process is answered once a worker process has finished it', async () => {
  expect(await publish(api, version('waited', 1), 10)).toMatchObject({
    status: 201,
    body: { status: 'created', revision: 1, update: expect.stringMatching(/\.1$/) },
  });
  expect(await publish(both, version('waited', 2), 10)).toMatchObject({
    status: 200,
    body: { status: 'revised', revision: 2 },
  });
});

test('what is published to one process is read on all others: story, log, socket and stream', async () => {
  const { epoch, head } = await get<{ epoch: string; head: number }>(api, '/v1/updates');
  const since = `${epoch}.${head}`;
  const sockets = await Promise.all([follow(gateway, since), follow(both, since)]);
  const streams = await Promise.all(
    [gateway, both].map(({ url }) => EventStream.open(url, { channel: 'all', after: since })),
  );
  const { body } = await publish(api, version('everywhere', 1), 10);
  expect(await get(both, `/v1/stories/${body.story}`)).toMatchObject({ uri: 'everywhere', revision: 1 });
  await until(() => [...sockets, ...streams].every(({ updates }) => updates.length === 1), { timeout: 2_000 });
  for (const { updates } of [...sockets, ...streams])
    expect(updates[0]).toMatchObject({ cursor: body.update, story: { id: body.story, revision: 1 } });
  for (const reader of [...sockets, ...streams]) reader.close();
});

test('a process has only the routes of its roles', async () => {
  const answers = async (dateline: DatelineProcess, path: string, accept = '*/*'): Promise<number> => {
    const abort = new AbortController();
    const { status } = await fetch(dateline.url + path, { headers: { accept }, signal: abort.signal });
    abort.abort();
    return status;
  };
  expect(await Promise.all([api, worker, gateway, both].map((dateline) => answers(dateline, '/v1/stories')))).toEqual([
    200, 404, 404, 200,
  ]);
  expect(
    await Promise.all([worker, gateway, both].map((dateline) => answers(dateline, '/v1/updates', 'text/event-stream'))),
  ).toEqual([404, 200, 200]);
  expect(await Promise.all([api, worker, gateway, both].map((dateline) => answers(dateline, '/health/ready')))).toEqual(
    [200, 200, 200, 200],
  );
});

test('kill -9 of a worker in a burst loses nothing: another worker finishes the rest once, in order', async () => {
  // The head may be a second old on a process that didn't commit the update itself, so ask the one that did.
  const { update } = (await publish(api, version('before the burst', 1), 10)).body;
  const head = seqOf(update);
  const reader = await follow(gateway, update ?? '');
  const ids: string[] = [];
  const publishers = Array.from({ length: 20 }, async (_, publisher) => {
    for (let number = 1; number <= 10; number += 1) {
      const { status, body } = await publish(publisher % 2 === 0 ? api : both, version(`burst-${publisher}`, number));
      expect(status).toBe(202);
      ids.push(body.submission);
    }
  });
  await until(() => reader.updates.length > 20);
  await worker.kill9();
  await Promise.all(publishers);
  expect(reader.updates.length).toBeLessThan(200);
  const replacement = await fleet.start('worker');
  await until(() => reader.updates.length >= ids.length, {
    timeout: 20_000,
    describe: () => `${ids.length} updates; there are ${reader.updates.length}`,
  });
  expect(replacement.pid).not.toBe(worker.pid);

  const outcomes = await Promise.all(ids.map((id) => get<Outcome>(both, `/v1/submissions/${id}`)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(ids.map((_, i) => (i < 20 ? 'created' : 'revised')));
  expect(new Set(outcomes.map(({ update }) => update))).toEqual(new Set(reader.updates.map(({ cursor }) => cursor)));
  expect(brokenChain(reader.updates, head)).toEqual([]);
  expect(reader.updates.map(({ cursor }) => seqOf(cursor))).toEqual(ids.map((_, i) => head + 1 + i));
  for (const { story } of reader.updates.filter(({ story: { revision } }) => revision === 10)) {
    expect(
      reader.updates.filter((update) => update.story.id === story.id).map((update) => update.story.revision),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }
  reader.close();
});

test('each role stops on SIGTERM with code 0', async () => {
  expect(await Promise.all([api, gateway, both].map((dateline) => dateline.stop()))).toEqual([0, 0, 0]);
});
