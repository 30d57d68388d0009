// One contract on both backends: at-least-once delivery, bounded delays, and no blocking of publish calls.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import type { QueueBackend } from '../../src/queue/bullmq-backend.js';
import { SubmissionQueue } from '../../src/queue/submission-queue.js';
import { CONCURRENCY } from '../../src/queue/in-flight.js';
import { bullmqPostgres } from '../../src/queue/postgres-connection.js';
import { columns, type World } from '../support/columns.js';
import { cutConnections, rowsOf, takeAway } from '../support/outage.js';
import { until } from '../support/wait.js';
import { expectWithin } from '../support/time-limit.js';

const log = createLogger('silent');
const OTHER_CONNECTIONS =
  'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe.each(columns)('$name', ({ settings }) => {
  let world: World;
  let backend: QueueBackend;
  const open: SubmissionQueue[] = [];

  beforeAll(async () => {
    world = await settings();
    const { DATABASE_URL, REDIS_URL } = world.env;
    backend = REDIS_URL === undefined ? { kind: 'postgres', url: DATABASE_URL } : { kind: 'redis', url: REDIS_URL };
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((jobs) => jobs.close()));
  });
  afterAll(() => world.cleanup());

  const start = async (): Promise<SubmissionQueue> => {
    const jobs = new SubmissionQueue(backend, log);
    open.push(jobs);
    await jobs.ready();
    return jobs;
  };

  test('a job that is added twice while it waits runs once, and may be added again later', async () => {
    const jobs = await start();
    expect([await jobs.add('twice'), await jobs.add('twice'), await jobs.add('once')]).toEqual([true, true, true]);
    expect(await jobs.count()).toBe(2);
    const done: string[] = [];
    jobs.startWorker(async (id) => void done.push(id));
    await until(async () => (await jobs.count()) === 0);
    expect(done.sort()).toEqual(['once', 'twice']);
    await jobs.add('twice');
    await until(() => done.length === 3);
    expect(done.at(-1)).toBe('twice');
  });

  test('a job is retried if its handler throws', async () => {
    const jobs = await start();
    let calls = 0;
    jobs.startWorker(async () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
    });
    await jobs.add('stubborn');
    await until(async () => calls === 3 && (await jobs.count()) === 0);
  });

  test('each job runs on one of two workers', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const done: string[] = [];
    const workers = new Set<SubmissionQueue>();
    for (const jobs of [first, second]) {
      jobs.startWorker(async (id) => {
        workers.add(jobs);
        done.push(id);
      });
    }
    const ids = Array.from({ length: 60 }, (_, i) => `shared-${i}`);
    await Promise.all(ids.map((id) => first.add(id)));
    await until(() => done.length >= ids.length);
    await until(async () => (await first.count()) === 0);
    expect(done.sort()).toEqual(ids.sort());
    expect(workers.size).toBe(2);
  });

  test(`${CONCURRENCY} jobs run at once and no more, and 2,000 in a burst never stall`, async () => {
    const jobs = await start();
    let [running, most, done, last, longest] = [0, 0, 0, performance.now(), 0];
    jobs.startWorker(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done += 1;
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    });
    const producers = Array.from({ length: 16 }, async (_, producer) => {
      for (let i = producer; i < 2_000; i += 16) expect(await jobs.add(`burst-${i}`)).toBe(true);
    });
    last = performance.now();
    await Promise.all(producers);
    await until(() => done === 2_000, { timeout: 20_000, describe: () => `2,000 jobs; ${done} are done` });
    expect(most).toBe(CONCURRENCY);
    expectWithin(6_000, longest); // a stall of BullMQ lasts 15 s or more
  });

  test('an enqueued submission is handled at once and once, and by its job if that failed', async () => {
    const jobs = await start();
    const calls = new Map<string, number>();
    jobs.startWorker(async (id) => {
      calls.set(id, (calls.get(id) ?? 0) + 1);
      if (id === 'fails' && calls.get(id) === 1) throw new Error('the first time');
    });
    jobs.enqueue('plain');
    expect(calls.get('plain')).toBe(1); // synchronously
    jobs.enqueue('fails');
    await until(() => calls.get('fails') === 2);
    await until(async () => (await jobs.count()) === 0);
    expect(Object.fromEntries(calls)).toEqual({ plain: 1, fails: 2 });
  });

  test('a job joins the call that is in progress for its submission', async () => {
    const jobs = await start();
    let begun = 0;
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    jobs.startWorker(async () => {
      begun += 1;
      await held;
    });
    jobs.enqueue('long');
    await until(async () => (await jobs.queue.getActiveCount()) === 1);
    expect(begun).toBe(1);
    finish();
    await until(async () => (await jobs.count()) === 0);
    expect(begun).toBe(1);
  });

  test('submissions enqueued while the queue is paused wait until it is resumed', async () => {
    const jobs = await start();
    const done: string[] = [];
    jobs.startWorker(async (id) => void done.push(id));
    await jobs.queue.pause();
    let n = 0;
    // Submissions may be handled until the pause is noticed.
    await until(() => {
      jobs.enqueue(`paused-${(n += 1)}`);
      return !done.includes(`paused-${n}`);
    });
    const [held, seen] = [`paused-${n}`, done.length];
    await until(async () => (await jobs.queue.getJob(held)) !== undefined);
    expect(done).toHaveLength(seen);
    await jobs.queue.resume();
    await until(() => done.includes(held));
  });

  test('a process without a worker adds a job for another process', async () => {
    const [asking, working] = [await start(), await start()];
    const done: string[] = [];
    asking.enqueue('theirs');
    working.startWorker(async (id) => void done.push(id));
    await until(() => done.includes('theirs'));
  });

  test('publish calls are delayed while a process has a backlog', async () => {
    const jobs = await start();
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    jobs.startWorker(() => held);
    await jobs.waitForCapacity();
    for (let n = 0; n < CONCURRENCY + 300; n += 1) jobs.enqueue(`many-${n}`);
    let released = false;
    const capacity = jobs.waitForCapacity().then(() => (released = true));
    await until(async () => (await jobs.count()) > 0);
    expect(released).toBe(false);
    finish();
    await capacity;
  });

  test('a worker continues within seconds after the server closed every connection', async () => {
    const jobs = await start();
    const done: string[] = [];
    jobs.startWorker(async (id) => void done.push(id));
    await jobs.add('before');
    await until(() => done.includes('before'));
    await cutConnections(world);
    await until(() => jobs.add('after'));
    await until(() => done.includes('after'), { timeout: 10_000 });
  });

  test('a worker that starts while the backend refuses connections lets the process run, and works once the backend is back', async () => {
    const jobs = await start();
    const bringBack = await takeAway(world);
    const done: string[] = [];
    jobs.startWorker(async (id) => void done.push(id));
    expect(await jobs.add('refused')).toBe(false);
    await bringBack();
    await until(() => jobs.add('accepted'), { timeout: 15_000 });
    await until(() => done.includes('accepted'), { timeout: 10_000 });
  });

  test('connections that are cut while a worker makes them end neither the process nor the worker', async () => {
    const jobs = await start();
    const done: string[] = [];
    jobs.startWorker(async (id) => void done.push(id));
    for (let cut = 0; cut < 20; cut += 1) await cutConnections(world);
    await until(() => jobs.add('after'), { timeout: 15_000 });
    await until(() => done.includes('after'), { timeout: 10_000 });
  });

  test('a worker that is closed while it connects leaves no connection', async () => {
    const jobs = new SubmissionQueue(backend, log);
    await jobs.ready();
    jobs.startWorker(async () => undefined);
    await jobs.close();
    const isLeft = async (): Promise<boolean> =>
      backend.kind === 'postgres'
        ? (await rowsOf(world, OTHER_CONNECTIONS)).length > 0
        : !/\bconnected_clients:1\b/.test((await world.redis?.client.call('info', 'clients')) as string);
    await until(async () => !(await isLeft()));
  });

  test('adding to an unreachable queue returns false within a time limit, and never throws', async () => {
    const away = new SubmissionQueue(
      backend.kind === 'postgres'
        ? { kind: 'postgres', url: 'postgres://127.0.0.1:1/none' }
        : { kind: 'redis', url: 'redis://127.0.0.1:1' },
      log,
    );
    const begun = performance.now();
    expect(await away.add('lost')).toBe(false);
    expectWithin(8_000, performance.now() - begun);
    await away.close();
  });
});

test('a client that Postgres ends while it is checked out of the queue’s pool throws nothing', () => {
  const { Client } = bullmqPostgres('postgres://localhost/none', 1);
  expect(() =>
    new Client().emit('error', new Error('terminating connection due to administrator command')),
  ).not.toThrow();
});
