import { describe, expect, test } from 'vitest';
import { CoalescedTask } from '../../src/concurrency/coalesced-task.js';

/** A task whose runs end when the test says so. */
function world() {
  const runs: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const errors: unknown[] = [];
  const start = (): Promise<void> => new Promise((resolve, reject) => runs.push({ resolve, reject }));
  const task = new CoalescedTask(start, (error) => errors.push(error));
  /** Ends the last run, and lets everything that waits for it run. */
  const end = async (error?: Error): Promise<void> => {
    if (error === undefined) runs.at(-1)?.resolve();
    else runs.at(-1)?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { task, runs, errors, end };
}

describe('a coalesced task', () => {
  test('runs once more after any number of requests during a run', async () => {
    const { task, runs, end } = world();
    for (let request = 0; request < 5; request += 1) task.request();
    expect([runs.length, task.isRunning]).toEqual([1, true]);
    await end();
    expect([runs.length, task.isRunning]).toEqual([2, true]);
    await end();
    expect([runs.length, task.isRunning]).toEqual([2, false]);
  });

  test('reports an error, and runs again on the next request, also on one during the failed run', async () => {
    const { task, runs, errors, end } = world();
    task.request();
    task.request();
    await end(new Error('first'));
    expect(runs.length).toBe(2);
    await end(new Error('second'));
    expect(errors).toMatchObject([{ message: 'first' }, { message: 'second' }]);
    task.request();
    expect(runs.length).toBe(3);
  });

  test('throws the error of its first run to the caller', async () => {
    const { task, errors, end } = world();
    const first = expect(task.runFirst()).rejects.toThrow('no database');
    await end(new Error('no database'));
    await first;
    expect([errors, task.isRunning]).toEqual([[], false]);
  });

  test('resolves runToEnd only after a run that began after the call', async () => {
    const { task, runs, end } = world();
    task.request();
    let isDone = false;
    const done = task.runToEnd().then(() => (isDone = true));
    await end();
    expect([runs.length, isDone]).toEqual([2, false]);
    await end();
    await done;
    expect(runs.length).toBe(2);
  });

  test('starts no run after stop, which waits for the current one', async () => {
    const { task, runs, end } = world();
    task.request();
    task.request();
    const stopped = task.stop();
    await end();
    await stopped;
    task.request();
    expect(runs.length).toBe(1);
  });
});
