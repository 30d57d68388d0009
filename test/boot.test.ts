// Starting and stopping Dateline as an operator does: real processes, signals, and kill -9.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventStream } from './support/event-stream.js';
import { which } from './support/machine.js';
import { freshDatabase, type FreshDatabase } from './support/postgres.js';
import { isRunning, shownKey, startProcess, type DatelineProcess, type Ending } from './support/process.js';
import { startRedis } from './support/redis.js';
import { freePort, temporaryFolder } from './support/temporary.js';
import { until } from './support/wait.js';
import { expectWithin } from './support/time-limit.js';

const repository = resolve(import.meta.dirname, '..');
/** Covers the drain, a fast shutdown of Postgres, and a busy machine. */
const STOPS_WITHIN_MS = 8_000;

const folders: { remove: () => Promise<void> }[] = [];
const folder = (): string => {
  const made = temporaryFolder('boot');
  folders.push(made);
  return made.path;
};
const started: DatelineProcess[] = [];
const start = async (settings: Parameters<typeof startProcess>[0]): Promise<DatelineProcess> => {
  const dateline = await startProcess(settings);
  started.push(dateline);
  return dateline;
};

afterAll(async () => {
  for (const dateline of started) {
    await dateline.remove();
    const { pid } = postmasterOf(dateline.dataDir) ?? {};
    if (pid !== undefined && isRunning(pid)) process.kill(pid, 'SIGINT');
  }
  for (const { remove } of folders) await remove();
});

/** The embedded Postgres of a data folder, from postmaster.pid; undefined where none runs. */
function postmasterOf(dataDir: string): { pid: number; socket: string } | undefined {
  const file = join(dataDir, 'postgres/postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , , socket] = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(pid), socket: socket ?? '' };
}

const postgresOf = (dataDir: string): { pid: number; socket: string } => {
  const found = postmasterOf(dataDir);
  if (found === undefined) throw new Error(`no Postgres runs in ${dataDir}`);
  return found;
};

async function publish(
  { url }: { url: string },
  key: string,
  uri: string,
  wait = 10,
): Promise<{ status: number; body: { submission: string; status: string; story: string } }> {
  const answer = await fetch(`${url}/v1/stories`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', prefer: `wait=${wait}` },
    body: JSON.stringify({ uri, headline: `The story of ${uri}`, body: ['It was sent once, and is kept.'] }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { submission: string; status: string; story: string },
  };
}

const headlines = async ({ url }: { url: string }): Promise<string[]> => {
  const answer = await fetch(`${url}/v1/stories?limit=100`);
  const { stories } = (await answer.json()) as { stories: { headline: string }[] };
  return stories.map(({ headline }) => headline).sort();
};

async function filesWith(word: string, under: string): Promise<string[]> {
  const files = (await readdir(under, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const file of files) if ((await readFile(file)).includes(word)) found.push(file);
  return found;
}

/** Starts a process that must fail, and waits for its end. */
async function refused(env: Record<string, string>): Promise<{ ending: Ending; output: string; dataDir: string }> {
  const dateline = await start({ env, cwd: tmpdir(), expect: 'exit' });
  const ending = await dateline.exited;
  return { ending, output: dateline.output(), dataDir: dateline.dataDir };
}

describe('With the embedded Postgres, on one data folder', () => {
  const dataDir = folder();
  let dateline: DatelineProcess;
  let key = '';

  beforeAll(async () => {
    dateline = await start({ env: { DATA_DIR: dataDir } });
    key = dateline.adminKey;
  });

  test('the first start prints its address, an admin key and three commands to try', async () => {
    const lines = dateline
      .output()
      .split('\n')
      .map((line) => line.trim());
    expect(lines.some((line) => line.startsWith('Dateline is ready at http://'))).toBe(true);
    expect(shownKey(dateline.output())).toMatch(/^\S{20,}$/);
    expect(lines.filter((line) => /^(npm run demo|curl) /.test(line))).toHaveLength(3);
  });

  test.skipIf(which('curl') === undefined)(
    'the printed commands work as printed (skipped where curl is missing)',
    async () => {
      const [post = '', listen = ''] = dateline
        .output()
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith('curl '));
      const { stdout } = await promisify(execFile)('sh', ['-c', post], { cwd: repository });
      expect(JSON.parse(stdout)).toMatchObject({ status: 'created', revision: 1 });
      const listening = spawn('sh', ['-c', `exec ${listen}`], { stdio: ['ignore', 'pipe', 'ignore'] });
      const ended = once(listening, 'exit');
      let heard = '';
      listening.stdout.setEncoding('utf8').on('data', (part: string) => (heard += part));
      await until(() => heard.includes('event: sync'));
      expect((await publish(dateline, key, 'heard')).status).toBe(201);
      await until(() => heard.includes('The story of heard'));
      listening.kill();
      await ended;
    },
  );

  test('a second Dateline on the same folder fails with an error that names the folder, and the first keeps running', async () => {
    const { ending, output } = await refused({ DATA_DIR: dataDir });
    expect(ending).toBe(1);
    expect(output).toContain(`Another Dateline (pid ${dateline.pid}) is using ${dataDir}.`);
    expect(output).not.toMatch(/\n\s+at /);
    expect((await publish(dateline, key, 'first')).status).toBe(201);
  });

  test('a PORT in use fails the start with one line, and the embedded Postgres is stopped', async () => {
    const other = folder();
    const { ending, output } = await refused({ DATA_DIR: other, PORT: new URL(dateline.url).port });
    expect(ending).toBe(1);
    expect(output).toMatch(/^Dateline can not start: .*EADDRINUSE.*Set PORT to another port\.$/m);
    expect(output).not.toMatch(/\n\s+at /);
    expect(postmasterOf(other)).toBeUndefined();
  });

  test('SIGTERM stops it and its Postgres with code 0 within the deadline, with a socket and a stream open, and answers a waiting publish', async () => {
    const postgres = postgresOf(dataDir);
    const socket = io(dateline.url, { transports: ['websocket'], reconnection: false });
    await once(socket as unknown as NodeJS.EventEmitter, 'welcome');
    const stream = await EventStream.open(dateline.url);
    const idle = connect(Number(new URL(dateline.url).port), '127.0.0.1');
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    // The lock blocks all writes of revisions, so a publish has to wait.
    const blocker = new Client({ host: postgres.socket, port: 5432, user: 'dateline', database: 'dateline' });
    blocker.on('error', () => undefined);
    await blocker.connect();
    await blocker.query('begin; lock table revisions in exclusive mode');
    const waiting = publish(dateline, key, 'waited', 30);
    await until(
      async () =>
        (await blocker.query("select 1 from pg_locks where relation = 'revisions'::regclass and not granted")).rowCount,
    );

    const begun = performance.now();
    const ended = dateline.stop('SIGTERM');
    const { status, body } = await waiting;
    expect({ status, body }).toEqual({ status: 202, body: { submission: expect.any(String), status: 'queued' } });
    await blocker.end();
    expect(await ended).toBe(0);
    expectWithin(STOPS_WITHIN_MS, performance.now() - begun);
    expect(isRunning(postgres.pid)).toBe(false);
    expect(existsSync(postgres.socket)).toBe(false);
    await until(() => stream.ended && !socket.connected);
    idle.destroy();
  });

  test('the data folder contains no admin key in clear text', async () => {
    expect(await filesWith('The story of first', dataDir)).not.toEqual([]);
    expect(await filesWith(key, dataDir)).toEqual([]);
  });

  test('the second start prints no key, keeps every story, completes pending work, and accepts the old key', async () => {
    dateline = await start({ env: { DATA_DIR: dataDir } });
    expect(shownKey(dateline.output())).toBeUndefined();
    expect(dateline.output()).not.toContain(key);
    await until(async () => (await headlines(dateline)).includes('The story of waited'));
    expect(await headlines(dateline)).toContain('The story of first');
    expect((await publish(dateline, key, 'second')).status).toBe(201);
  });

  test('after kill -9 of its process group the next start takes over the running Postgres, with all data', async () => {
    const { pid } = postgresOf(dataDir);
    expect(await dateline.kill9()).toBe('SIGKILL');
    expect(isRunning(pid)).toBe(true);
    dateline = await start({ env: { DATA_DIR: dataDir } });
    expect(postgresOf(dataDir).pid).toBe(pid);
    expect(await headlines(dateline)).toContain('The story of second');
    expect((await publish(dateline, key, 'third')).status).toBe(201);
  });

  test('after kill -9 of both Dateline and its Postgres the next start recovers all data', async () => {
    const { pid } = postgresOf(dataDir);
    process.kill(pid, 'SIGKILL');
    expect(await dateline.kill9()).toBe('SIGKILL');
    dateline = await start({ env: { DATA_DIR: dataDir } });
    expect(postgresOf(dataDir).pid).not.toBe(pid);
    expect(await headlines(dateline)).toEqual(
      expect.arrayContaining(['The story of first', 'The story of second', 'The story of third']),
    );
    expect((await publish(dateline, key, 'fourth')).status).toBe(201);
  });

  test('SIGINT (Ctrl-C) stops it and its Postgres with code 0', async () => {
    const { pid } = postgresOf(dataDir);
    const begun = performance.now();
    expect(await dateline.stop('SIGINT')).toBe(0);
    expectWithin(STOPS_WITHIN_MS, performance.now() - begun);
    expect(isRunning(pid)).toBe(false);
  });

  test('a lost admin key is replaced by one start with ADMIN_KEY, which ends the old key and stays in force without the setting', async () => {
    const replaced = await start({ env: { DATA_DIR: dataDir, ADMIN_KEY: 'the-new-admin-key' } });
    expect((await publish(replaced, key, 'lost')).status).toBe(401);
    expect((await publish(replaced, 'the-new-admin-key', 'found')).status).toBe(201);
    expect(await replaced.stop()).toBe(0);
    const again = await start({ env: { DATA_DIR: dataDir } });
    expect(again.output()).toContain('restart once with ADMIN_KEY set to a new one');
    expect((await publish(again, 'the-new-admin-key', 'kept')).status).toBe(201);
    expect(await again.stop()).toBe(0);
  });

  test('SIGTERM to `npm start` stops node and its Postgres', async () => {
    const port = await freePort();
    const npm = spawn('npm', ['start', '--ignore-scripts'], {
      cwd: repository,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATA_DIR: dataDir,
        PORT: String(port),
        LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const ended = once(npm, 'exit');
    try {
      let output = '';
      npm.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
      npm.stderr.setEncoding('utf8').on('data', (part: string) => (output += part));
      await until(() => output.includes('Dateline is ready'), {
        timeout: 20_000,
        describe: () => `npm start to be ready:\n${output}`,
      });
      const { pid } = postgresOf(dataDir);
      npm.kill('SIGTERM');
      await ended;
      await until(() => !isRunning(pid), { timeout: STOPS_WITHIN_MS });
      await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
    } finally {
      if (npm.exitCode === null && npm.signalCode === null) npm.kill('SIGKILL');
    }
  });
});

describe('With an external Postgres', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('a configured ADMIN_KEY is used and never printed, and no embedded Postgres is started', async () => {
    const dateline = await start({ env: { DATABASE_URL: database.url, ADMIN_KEY: 'given-by-the-operator' } });
    expect((await publish(dateline, 'given-by-the-operator', 'given')).status).toBe(201);
    expect((await publish(dateline, 'given-by-somebody-else', 'given')).status).toBe(401);
    expect(await dateline.stop()).toBe(0);
    expect(dateline.output()).toContain('Dateline is ready at');
    expect(dateline.output()).not.toContain('given-by-the-operator');
    expect(await readdir(dateline.dataDir)).toEqual([]);
  });

  test('a Redis that may evict keys fails the start with one line that names the required policy', async () => {
    const redis = await startRedis({ policy: 'allkeys-lru' });
    try {
      const { ending, output } = await refused({
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        LOG_LEVEL: 'silent',
      });
      expect(ending).toBe(1);
      expect(output.trim()).toBe(
        'Dateline can not start: The Redis of REDIS_URL may evict keys (maxmemory-policy is allkeys-lru). A queue needs "maxmemory-policy noeviction".',
      );
    } finally {
      await redis.stop();
    }
  });

  test('an unreachable Postgres or Redis fails the start with one line that names the setting, without its password', async () => {
    const dead = await freePort();
    const [postgres, redis] = await Promise.all([
      refused({ DATABASE_URL: `postgres://dateline:pass-word@127.0.0.1:${dead}/dateline`, LOG_LEVEL: 'silent' }),
      refused({ DATABASE_URL: database.url, REDIS_URL: `redis://:pass-word@127.0.0.1:${dead}`, LOG_LEVEL: 'silent' }),
    ]);
    expect(postgres.ending).toBe(1);
    expect(postgres.output.trim()).toMatch(
      new RegExp(`^Dateline can not start: The Postgres of DATABASE_URL .*127\\.0\\.0\\.1:${dead}.*$`),
    );
    expect(redis.ending).toBe(1);
    expect(redis.output.trim()).toMatch(
      new RegExp(`^Dateline can not start: The Redis of REDIS_URL .*127\\.0\\.0\\.1:${dead}.*$`),
    );
    expect(postgres.output + redis.output).not.toContain('pass-word');
  });
});

test('invalid settings end the start with exit code 2, each named, before anything is started', async () => {
  const nowhere = join(folder(), 'data');
  const [several, split] = await Promise.all([
    refused({
      DATA_DIR: nowhere,
      PORT: 'http',
      ROLES: 'api,editor',
      LOG_LEVEL: 'loud',
      ADMIN_KEY: 'short',
      DATABASE_URL: 'mysql://somewhere',
    }),
    refused({ DATA_DIR: nowhere, ROLES: 'api' }),
  ]);
  expect([several.ending, split.ending]).toEqual([2, 2]);
  for (const name of ['PORT', 'ROLES', 'LOG_LEVEL', 'ADMIN_KEY', 'DATABASE_URL'])
    expect(several.output).toMatch(new RegExp(`^ {2}${name} must `, 'm'));
  expect(split.output).toMatch(/^ {2}ROLES .*DATABASE_URL/m);
  expect(several.output + split.output).not.toMatch(/\n\s+at |short/);
  expect(existsSync(nowhere)).toBe(false);
});
