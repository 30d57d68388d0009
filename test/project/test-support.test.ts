import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { columns } from '../support/columns.js';
import { freshDatabase } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { inWords } from '../support/reporter.js';
import { temporaryFolder } from '../support/temporary.js';
import { until } from '../support/wait.js';

const root = resolve(import.meta.dirname, '../..');
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs a small project with the reporter; returns its exit code and last line. */
async function run(files: Record<string, string>): Promise<{ code: number; lastLine: string | undefined }> {
  const folder = temporaryFolder('run');
  const reporter = JSON.stringify(join(root, 'test/support/reporter.ts'));
  const config = `import { CountReporter } from ${reporter};\nexport default { test: { globals: true, globalSetup: ${'setup.ts' in files ? "['setup.ts']" : '[]'}, reporters: ['default', new CountReporter()] } };\n`;
  for (const [name, text] of Object.entries({ ...files, 'vitest.config.ts': config }))
    writeFileSync(join(folder.path, name), text);
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder.path];
  const ended = promisify(execFile)(process.execPath, vitest, { env: { PATH: process.env['PATH'] ?? '' } });
  const { code, stdout } = await ended.then(
    (result) => ({ code: 0, ...result }),
    (error: { code: number; stdout: string }) => error,
  );
  await folder.remove();
  expect(stdout.endsWith('\n')).toBe(true);
  return { code, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

const good = "it('is good', () => {});";

describe.concurrent('The closing line of a test run', () => {
  it.each([
    [
      'all went well',
      { 'a.test.ts': `${good} it.skip('is left out', () => {}); it.todo('is to come');` },
      0,
      '1 passed, 0 failed',
    ],
    [
      'a test failed',
      { 'a.test.ts': `${good} it('is bad', () => { throw new Error('no'); });` },
      1,
      '1 passed, 1 failed',
    ],
    [
      'a file could not be imported',
      { 'a.test.ts': good, 'b.test.ts': "import '../other/nowhere.js';" },
      1,
      '1 passed, 1 failed',
    ],
    ['a hook failed', { 'a.test.ts': `beforeAll(() => { throw new Error('no'); }); ${good}` }, 1, '0 passed, 1 failed'],
    [
      'a rejected promise was not handled',
      { 'a.test.ts': "it('is good', () => { void Promise.reject(new Error('no')); });" },
      1,
      '1 passed, 1 failed',
    ],
    [
      'a worker died',
      { 'a.test.ts': "it('dies', () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); });" },
      1,
      expect.stringMatching(/^0 passed, [1-9]\d* failed$/),
    ],
    [
      'the set-up failed',
      { 'a.test.ts': good, 'setup.ts': "export function setup() { throw new Error('no'); }" },
      1,
      '0 passed, 1 failed',
    ],
    ['there was no test', {}, 1, '0 passed, 1 failed'],
  ])('reports that %s', async (_what, files: Record<string, string>, code, lastLine) => {
    expect(await run(files)).toEqual({ code, lastLine });
  });

  it('never reports 0 failures for a failed run', () => {
    expect(inWords({ passed: 3, failed: 0, skipped: 0 }, true)).toBe('3 passed, 1 failed');
    expect(inWords({ passed: 3, failed: 0, skipped: 2 }, false)).toBe('2 skipped\n3 passed, 0 failed');
  });
});

describe('Test environments', () => {
  it('have their own Redis, which is empty after a restart unless it persists', async () => {
    const [plain, persistent] = await Promise.all([startRedis(), startRedis({ persist: true, policy: 'allkeys-lru' })]);
    cleanups.push(plain.stop, persistent.stop);
    expect(await plain.client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await persistent.client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'allkeys-lru']);
    for (const redis of [plain, persistent]) {
      await redis.client.set('kept', 'yes');
      await redis.restart();
    }
    expect(await plain.client.get('kept')).toBeNull();
    expect(await persistent.client.get('kept')).toBe('yes');
    await persistent.flushall();
    expect(await persistent.client.dbsize()).toBe(0);
  });

  it('have their own database, which does not receive notifications of others', async () => {
    const [mine, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    cleanups.push(mine.drop, other.drop);
    const [here, there] = [new Client({ connectionString: mine.url }), new Client({ connectionString: other.url })];
    await Promise.all([here.connect(), there.connect()]);
    cleanups.push(
      () => here.end(),
      () => there.end(),
    );
    const heard: (string | undefined)[] = [];
    here.on('notification', ({ payload }) => heard.push(payload));
    await here.query('LISTEN news');
    await there.query("NOTIFY news, 'there'");
    await here.query("NOTIFY news, 'here'");
    await until(() => heard.length > 0, { describe: 'a notification' });
    expect(heard).toEqual(['here']);
    const { rows } = await here.query<{ fsync: string; commit: string }>(
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
    );
    expect(rows).toEqual([{ fsync: 'on', commit: 'on' }]);
  });

  it.each(columns)('exist for the $name', async ({ redis, settings }) => {
    const world = await settings();
    cleanups.push(world.cleanup);
    expect(Object.keys(world.env)).toEqual(redis ? ['DATABASE_URL', 'REDIS_URL'] : ['DATABASE_URL']);
  });

  it('report what they waited for, and the last error', async () => {
    const never = until(() => Promise.reject(new Error('not yet')), { timeout: 50, describe: 'better days' });
    await expect(never).rejects.toMatchObject({
      message: 'waited 50 ms in vain for better days',
      cause: new Error('not yet'),
    });
  });
});
