// Processes that deliver webhooks crash, and Postgres restarts: nothing is skipped, and nothing is out of
// order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns, type World } from '../../support/columns.js';
import { ADMIN_KEY, seqOf, TestDateline, type Outcome } from '../../support/dateline.js';
import { cutConnections, rowsOf } from '../../support/outage.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { Publisher } from '../../support/publisher.js';
import { Receiver, takes } from '../../support/receiver.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', prefer: 'wait=20' };
const publish = async ({ url }: Pick<DatelineProcess, 'url'>, uri: string): Promise<number> => {
  const answer = await fetch(`${url}/v1/stories`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ uri, headline: uri, body: ['x'] }),
  });
  expect(answer.status).toBe(201);
  return seqOf(((await answer.json()) as Outcome).update);
};
const add = async ({ url }: Pick<DatelineProcess, 'url'>, to: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/webhooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ url: to, channel: 'all' }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
};
/** The first delivery of each seq. */
const firstOf = (seqs: number[]): number[] => [...new Set(seqs)];

describe.each(columns)('$name', ({ settings }) => {
  let world: World;
  let receiver: Receiver;
  const processes: DatelineProcess[] = [];

  beforeAll(async () => {
    world = await settings();
    receiver = await Receiver.open();
  });
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.remove()));
    await receiver.down();
    await world.cleanup();
  });
  const start = async (): Promise<DatelineProcess> => {
    const one = await startProcess({
      env: { ...world.env, ADMIN_KEY, LOG_LEVEL: 'fatal', ALLOW_PRIVATE_NETWORK: 'true' },
    });
    processes.push(one);
    return one;
  };
  const holder = async (id: string): Promise<string | null> =>
    (await rowsOf<{ id: string; holder: string | null }>(world, 'select id, holder from webhooks')).find(
      (row) => row.id === id,
    )?.holder ?? null;

  test('after kill -9 of the delivering process another continues: everything arrives, in order, and duplicates have the same id', async () => {
    const first = await start();
    const id = await add(first, receiver.url);
    await until(() => holder(id));
    const held = await holder(id);
    const second = await start();
    receiver.answer = (response) => void setTimeout(() => response.writeHead(204).end(), 30);
    const seqs: number[] = [];
    for (let i = 0; i < 10; i++) seqs.push(await publish(second, `before-${i}`));
    await until(() => receiver.received.length >= 3);
    await first.kill9();
    const killedAt = performance.now();
    const killedWith = receiver.received.length;
    for (let i = 0; i < 10; i++) seqs.push(await publish(second, `after-${i}`));
    await until(() => firstOf(receiver.seqs).length === 20, { timeout: 25_000 });
    expectWithin(15_000, (receiver.received[killedWith]?.at ?? 0) - killedAt);
    expect(firstOf(receiver.seqs)).toEqual(seqs);
    const twice = receiver.received.length - 20;
    expect(twice).toBeLessThanOrEqual(1);
    expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(20);
    expect(await holder(id)).not.toBe(held);

    // A process that stops releases its leases at once.
    const third = await start();
    const from = receiver.received.length;
    receiver.answer = takes;
    await second.stop();
    const seq = await publish(third, 'handed over');
    await until(() => receiver.received.length > from, { timeout: 5_000 });
    expect(receiver.seqs.slice(from)).toEqual([seq]);
  }, 90_000);

  test('two processes share the webhooks, and each update is sent once', async () => {
    const [one, other] = [await start(), await start()];
    const others = await Promise.all(Array.from({ length: 6 }, () => Receiver.open()));
    const ids = await Promise.all(others.map(({ url }, i) => add(i % 2 === 0 ? one : other, url)));
    await until(async () => (await Promise.all(ids.map(holder))).every((name) => name !== null));
    for (let i = 0; i < 5; i++) await publish(one, `shared-${i}`);
    await until(() => others.every(({ received }) => received.length >= 5));
    expect(others.map(({ received }) => received.length)).toEqual([5, 5, 5, 5, 5, 5]);
    expect(new Set(await Promise.all(ids.map(holder))).size).toBeGreaterThan(1);
    await Promise.all(others.map((to) => to.down()));
  }, 60_000);
});

describe.each(columns)('$name', ({ settings }) => {
  test('lost database connections lose no delivery', async () => {
    const dateline = await TestDateline.start(await settings(), { ALLOW_PRIVATE_NETWORK: 'true' });
    const receiver = await Receiver.open();
    try {
      await add(dateline, receiver.url);
      const seqs: number[] = [];
      for (let i = 0; i < 15; i++) {
        if (i % 5 === 2) await cutConnections(dateline.world);
        seqs.push(await until(() => publish(dateline, `cut-${i}`), { timeout: 20_000 }));
      }
      await until(() => firstOf(receiver.seqs).length === 15, { timeout: 20_000 });
      expect(firstOf(receiver.seqs)).toEqual(seqs);
    } finally {
      await receiver.down();
      await dateline.end();
    }
  }, 90_000);
});

test('without ALLOW_PRIVATE_NETWORK no webhook reaches a private address: an IP address is refused, a host name fails', async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  const dateline = await TestDateline.start(await column.settings());
  const receiver = await Receiver.open();
  try {
    const admin = new Publisher(dateline);
    const refused = await admin.request('post', '/v1/webhooks').send({ url: receiver.url, channel: 'all' });
    expect(fieldsOf(expectProblem(refused, 422, 'invalid_field'))).toEqual(['url']);
    const { body } = await admin
      .request('post', '/v1/webhooks')
      .send({ url: receiver.url.replace('127.0.0.1', 'localhost'), channel: 'all' })
      .expect(201);
    await publish(dateline, 'private');
    const { id } = body as { id: string };
    const last = await until(
      async () =>
        (
          (await admin.request('get', `/v1/webhooks/${id}`)).body as {
            last: { error: string; status: number | null } | null;
          }
        ).last,
    );
    expect(last).toMatchObject({ status: null, error: expect.stringContaining('not on the public internet') });
    expect(receiver.received).toEqual([]);
  } finally {
    await receiver.down();
    await dateline.end();
  }
});
