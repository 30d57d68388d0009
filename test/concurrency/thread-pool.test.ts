import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DatelineError } from '../../src/core/errors.js';
import {
  unavailableIfThreadTaskError,
  ThreadTaskError,
  ThreadPool,
  type ThreadLimits,
} from '../../src/concurrency/thread-pool.js';
import { CooperativeLoop } from '../../src/concurrency/cooperative-loop.js';

const WORKER = resolve(import.meta.dirname, 'odd-worker.mjs');
const pools: ThreadPool[] = [];
const pool = (bounds: Partial<ThreadLimits> = {}): ThreadPool => {
  const made = new ThreadPool(WORKER, { threads: 1, maxWaiting: 5, timeoutMs: 20_000, memoryMb: 64, ...bounds });
  pools.push(made);
  return made;
};
const reasonOf = async (task: Promise<unknown>): Promise<unknown> =>
  task.then(
    () => 'answered',
    (error: unknown) => (error instanceof ThreadTaskError ? error.reason : error),
  );

afterEach(async () => {
  for (const made of pools.splice(0)) await made.close();
});

test('a task returns its result, or throws its own error', async () => {
  const threads = pool();
  expect(await threads.run('echo', { a: ['b'] })).toEqual({ a: ['b'] });
  await expect(threads.run('fail', null)).rejects.toThrow('it was asked to fail');
});

test('a task beyond its timeout is terminated, and the next one gets a thread', async () => {
  const threads = pool({ timeoutMs: 1_500 });
  expect(await reasonOf(threads.run('spin', null))).toBe('slow');
  let answered = await reasonOf(threads.run('echo', 1));
  // A new thread may start slowly on few cores.
  for (let tries = 0; answered === 'slow' && tries < 10; tries += 1) answered = await reasonOf(threads.run('echo', 1));
  expect(answered).toBe('answered');
});

test('a task that exceeds its memory costs only its own thread', async () => {
  const threads = pool();
  expect(await reasonOf(threads.run('hoard', null))).toBe('heavy');
  expect(await reasonOf(threads.run('echo', 1))).toBe('answered');
});

test('the queue is bounded: further tasks are refused at once, with a retry time', async () => {
  const threads = pool({ timeoutMs: 3_000 });
  const tasks = Array.from({ length: 10 }, () => reasonOf(threads.run('spin', null)));
  // One task runs and five wait until their timeout; the others are refused.
  const first = await Promise.race(tasks.toReversed());
  expect(first).toBe('full');
  const reasons = await Promise.all(tasks);
  expect(reasons.filter((reason) => reason === 'full')).toHaveLength(4);
  expect(reasons.filter((reason) => reason === 'slow')).toHaveLength(6);
  const refusal = unavailableIfThreadTaskError(new ThreadTaskError('full'));
  expect(refusal).toBeInstanceOf(DatelineError);
  expect(refusal).toMatchObject({ code: 'unavailable', detail: { retryAfterMs: 5_000 } });
});

test('a missing worker file throws at once', () => {
  expect(() => new ThreadPool('/nowhere/worker.js', { threads: 1, maxWaiting: 1, timeoutMs: 1, memoryMb: 64 })).toThrow(
    'npm run build',
  );
});

test('a cooperative loop lets other work run', async () => {
  const turns = new CooperativeLoop();
  let others = 0;
  let isDone = false;
  const look = (): void => {
    others += 1;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  const spin = (until: number): void => {
    while (performance.now() < until);
  };
  for (let step = 0; step < 20; step++) {
    spin(performance.now() + 6);
    await turns.yieldIfDue();
  }
  isDone = true;
  expect(others).toBeGreaterThanOrEqual(20);
});
