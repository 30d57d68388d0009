// The embedded Postgres with real processes: after any crash, the next start has every acknowledged row and a
// single owner.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { Client } from 'pg';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  type EmbeddedPostgres,
  FolderInUseError,
  startEmbeddedPostgres,
} from '../../../src/store/postgres/embedded-postgres.js';
import {
  findInstalledPostgres,
  type OsUser,
  prepareRunnablePostgres,
} from '../../../src/store/postgres/postgres-binaries.js';

const ROOT = process.getuid?.() === 0;
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const NOBODY = { uid: 65534, gid: 65534 };
const log = pino({ level: 'silent' });
const soon = { timeout: 20_000, interval: 20 };

let bench = ''; // parent of all folders of this file; other users may traverse it
const cleanups: (() => Promise<unknown>)[] = [];

/** A program that starts Postgres as Dateline does, prints its address, and stops it on SIGTERM. */
const PROGRAM = `
  import pino from 'pino';
  import { startEmbeddedPostgres } from './embedded-postgres.js';
  const say = (answer) => console.log(JSON.stringify(answer));
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2], log: pino({ level: 'silent' }) });
    say({ url: postgres.url, postgres: postgres.pid });
    process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
  } catch (error) {
    say({ error: error.constructor.name, message: error.message });
    process.exit(1);
  }`;

beforeAll(async () => {
  bench = await mkdtemp(join(await realpath(tmpdir()), 'dateline-test-'));
  await chmod(bench, 0o755);
  buildSync({
    stdin: { contents: PROGRAM, resolveDir: join(REPOSITORY, 'src/store/postgres'), loader: 'ts' },
    outfile: join(bench, 'app.mjs'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
  });
  await symlink(join(REPOSITORY, 'node_modules'), join(bench, 'node_modules'));
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(async () => {
  await rm(bench, { recursive: true, force: true });
});

/** Creates a data folder; a Postgres that a failed test left in it is stopped. */
async function freshFolder(parent = bench): Promise<string> {
  const folder = await mkdtemp(join(parent, 'data-'));
  cleanups.push(async () => {
    const pid = await postmasterOf(folder);
    if (pid !== undefined && nameOf(pid) === 'postgres') process.kill(pid, 'SIGQUIT');
    await vi.waitFor(async () => await rm(folder, { recursive: true, force: true }), soon);
  });
  return folder;
}

async function start(dataDir: string, onCrash?: (error: Error) => void): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log, ...(onCrash === undefined ? {} : { onCrash }) });
  cleanups.push(async () => await postgres.stop());
  return postgres;
}

const answerForm = z.union([
  z.object({ url: z.string(), postgres: z.number() }),
  z.object({ error: z.string(), message: z.string() }),
]);
type Answer = z.infer<typeof answerForm>;
type App = { pid: number; process: ChildProcess; url: string; postgres: number };

function launchApp(dataDir: string, user: OsUser): { child: ChildProcess; pid: number; answered: Promise<Answer> } {
  const child = spawn(process.execPath, [join(bench, 'app.mjs'), dataDir], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended(child);
  });
  const answered = new Promise<Answer>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(answerForm.parse(JSON.parse(line))));
    child.once('exit', () => setImmediate(reject, new Error('the program ended without an answer')));
  });
  answered.catch(() => undefined); // a test that kills the program doesn't wait for its answer
  return { child, pid: child.pid ?? 0, answered };
}

async function startApp(dataDir: string, user?: OsUser): Promise<App> {
  const { child, pid, answered } = launchApp(dataDir, user);
  const answer = await answered;
  if ('error' in answer) throw new Error(answer.message);
  return { pid, process: child, url: answer.url, postgres: answer.postgres };
}

async function ended(child: ChildProcess): Promise<void> {
  await vi.waitFor(() => expect(child.exitCode ?? child.signalCode).not.toBeNull(), soon);
}

/** The name of a process; undefined if it has ended. */
function nameOf(pid: number): string | undefined {
  const [state, name] = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split(/\s+/);
  return state?.startsWith('Z') === true ? undefined : name;
}

async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? undefined : Number(text.split('\n')[0]);
}

async function gone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(nameOf(pid)).toBeUndefined(), soon);
}

async function ask(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql, values);
    return rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const write = async (url: string, word: string): Promise<void> => {
  await ask(url, 'create table if not exists kept (word text)');
  await ask(url, 'insert into kept values ($1)', [word]);
};
const kept = async (url: string): Promise<unknown[]> =>
  (await ask(url, 'select word from kept order by word')).map((row) => row['word']);

/** The user of root's Postgres; undefined if the tests don't run as root. */
async function ownerOf(dataDir: string): Promise<OsUser> {
  const { uid, gid } = await stat(join(dataDir, 'postgres'));
  return ROOT ? { uid, gid } : undefined;
}

describe('start and stop', () => {
  test('a restart keeps every row, and a stop leaves no process and no socket', async () => {
    const dataDir = await freshFolder();
    const first = await start(dataDir);
    await write(first.url, 'one');
    await first.stop();
    await first.stop();
    expect(nameOf(first.pid)).toBeUndefined();
    await expect(stat(first.connection.host)).rejects.toThrow('ENOENT');

    const second = await start(dataDir);
    expect(await kept(second.url)).toEqual(['one']);
    expect(second.version).toMatch(/^18\./);
  });

  test('commits are durable, text is UTF-8, pages have checksums, and only its user can connect', async () => {
    const dataDir = await freshFolder();
    const { url, connection } = await start(dataDir);
    const settings = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'data_checksums',
      'server_encoding',
      'listen_addresses',
    ];
    const [row] = await ask(
      url,
      `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}, upper('é') as upper`,
    );
    expect(row).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '',
      upper: 'É',
    });
    const socketDir = await stat(connection.host);
    expect(socketDir.mode & 0o777).toBe(0o700);
    expect(socketDir.uid).toBe((await stat(join(dataDir, 'postgres'))).uid);
    const client = new Client({ ...connection });
    await client.connect();
    await client.end();
  });

  test('a data path of 300 bytes works', async () => {
    const long = join(await freshFolder(), 'a'.repeat(150), 'b'.repeat(150));
    const { url } = await start(long);
    await write(url, 'long');
    expect(await kept(url)).toEqual(['long']);
  });

  test('data of another Postgres version is refused and not changed', async () => {
    const dataDir = await freshFolder();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '15\n');
    if (ROOT) await chown(join(dataDir, 'postgres'), NOBODY.uid, NOBODY.gid);
    await expect(start(dataDir)).rejects.toThrow(/made by Postgres 15, and this Dateline brings 18/);
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
  });

  test('a folder that is not a cluster is refused and not changed', async () => {
    const dataDir = await freshFolder();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/letters'), 'mine');
    if (ROOT) await chown(join(dataDir, 'postgres'), NOBODY.uid, NOBODY.gid);
    await expect(start(dataDir)).rejects.toThrow(`could not make its data in ${join(dataDir, 'postgres')}`);
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  test('after a kill during the first start, a later start succeeds', async () => {
    const dataDir = await freshFolder();
    const { child, pid } = launchApp(dataDir, undefined);
    await vi.waitFor(
      async () => expect((await readdir(dataDir)).some((name) => name.startsWith('postgres.new-'))).toBe(true),
      { timeout: 20_000, interval: 1 },
    );
    process.kill(-pid, 'SIGKILL');
    await ended(child);
    expect(await readdir(dataDir)).not.toContain('postgres');

    await write((await start(dataDir)).url, 'one');
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });
});

describe('one owner', () => {
  test('a second Dateline is refused with folder and pid, without side effects; it starts once the first has stopped', async () => {
    const dataDir = await freshFolder();
    const first = await startApp(dataDir);
    await write(first.url, 'one');
    const refused = start(dataDir);
    await expect(refused).rejects.toBeInstanceOf(FolderInUseError);
    await expect(refused).rejects.toThrow(`Another Dateline (pid ${String(first.pid)}) is using ${dataDir}.`);
    expect(await postmasterOf(dataDir)).toBe(first.postgres);
    await write(first.url, 'two');

    first.process.kill('SIGTERM');
    const second = await start(dataDir); // while the first is stopping
    expect(await kept(second.url)).toEqual(['one', 'two']);
  });

  test('of two concurrent starts on a new folder, one succeeds and the other is refused', async () => {
    const dataDir = await freshFolder();
    const both = [launchApp(dataDir, undefined), launchApp(dataDir, undefined)];
    const answers = await Promise.all(both.map(async ({ answered }) => await answered));
    const refused = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
    expect(refused).toEqual([{ error: 'FolderInUseError', message: expect.stringContaining(dataDir) }]);
    const winner = answers.flatMap((answer) => ('url' in answer ? [answer] : []))[0];
    await write(winner?.url ?? '', 'one');
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });
});

describe('after a kill', () => {
  test('of the whole process group of Dateline, Postgres keeps running; the next start takes it over and stops it', async () => {
    const dataDir = await freshFolder();
    const app = await startApp(dataDir);
    await write(app.url, 'one');
    process.kill(-app.pid, 'SIGKILL');
    await ended(app.process);
    expect(nameOf(app.postgres)).toBe('postgres');

    const next = await start(dataDir);
    expect(next.pid).toBe(app.postgres);
    expect(await kept(next.url)).toEqual(['one']);
    await next.stop();
    await gone(app.postgres);
  });

  test('of Dateline and Postgres during writes, every acknowledged row is there', async () => {
    const dataDir = await freshFolder();
    const app = await startApp(dataDir);
    await write(app.url, '0');
    const writer = new Client({ connectionString: app.url });
    writer.on('error', () => undefined);
    await writer.connect();
    // A busy backend outlives its postmaster for a moment, and blocks the folder.
    const busy = ask(app.url, 'select count(*) from generate_series(1, 20000000)').catch(() => undefined);
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into kept values ($1)', [String(acknowledged + 1)]);
        acknowledged += 1;
      }
    })().catch(() => undefined);
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(100), soon);
    process.kill(app.postgres, 'SIGKILL');
    process.kill(app.pid, 'SIGKILL');
    const next = await start(dataDir);
    await Promise.all([writing, busy]);

    const words = await kept(next.url);
    expect(words.length).toBeGreaterThanOrEqual(acknowledged + 1);
    expect(words).toEqual(
      expect.arrayContaining(Array.from({ length: acknowledged + 1 }, (_, index) => String(index))),
    );
    expect(next.pid).not.toBe(app.postgres);
  });

  test('a pid that another program reuses is not taken for Postgres', async () => {
    const dataDir = await freshFolder();
    const app = await startApp(dataDir);
    await write(app.url, 'one');
    process.kill(app.pid, 'SIGKILL');
    process.kill(app.postgres, 'SIGKILL');
    await gone(app.postgres);
    // The other program runs as Postgres' user: Postgres itself would take its pid for another postmaster.
    const stranger = spawn('sleep', ['600'], { ...(await ownerOf(dataDir)), cwd: '/', stdio: 'ignore' });
    cleanups.push(async () => {
      stranger.kill('SIGKILL');
      await ended(stranger);
    });
    const file = join(dataDir, 'postgres/postmaster.pid');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(stranger.pid)));

    const next = await start(dataDir);
    expect(await kept(next.url)).toEqual(['one']);
    await next.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test('of Postgres alone, it is restarted at the same address', async () => {
    const dataDir = await freshFolder();
    const postgres = await start(dataDir);
    await write(postgres.url, 'one');
    const before = postgres.pid;
    process.kill(before, 'SIGKILL');
    await vi.waitFor(async () => expect(await kept(postgres.url)).toEqual(['one']), soon);
    await vi.waitFor(() => expect(postgres.pid).not.toBe(before), soon);
    await expect(start(dataDir)).rejects.toThrow(`pid ${String(process.pid)}`);
    await postgres.stop();
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  test('a terminated lock connection is replaced without a restart', async () => {
    const dataDir = await freshFolder();
    const postgres = await start(dataDir);
    const holder = "select pid from pg_stat_activity where application_name like 'dateline %'";
    const [before] = await ask(postgres.url, holder);
    await ask(postgres.url, 'select pg_terminate_backend($1)', [before?.['pid']]);
    // The lock was free for a moment: wait until another session holds it.
    await vi.waitFor(
      async () =>
        expect((await ask(postgres.url, holder)).filter(({ pid }) => pid !== before?.['pid'])).toHaveLength(1),
      soon,
    );
    const { pid } = postgres;
    await expect(start(dataDir)).rejects.toBeInstanceOf(FolderInUseError);
    expect(postgres.pid).toBe(pid);
  });

  test('repeatedly, recovery stops and onCrash is called', async () => {
    const dataDir = await freshFolder();
    const crashed = vi.fn<(error: Error) => void>();
    const postgres = await start(dataDir, crashed);
    let last = 0;
    await vi.waitFor(
      () => {
        if (postgres.pid !== last && nameOf(postgres.pid) === 'postgres') {
          last = postgres.pid;
          process.kill(last, 'SIGKILL');
        }
        expect(crashed).toHaveBeenCalledOnce();
      },
      { timeout: 60_000, interval: 20 },
    );
    expect(crashed.mock.calls[0]?.[0].message).toContain(`${join(dataDir, 'postgres')} ended 6 times within a minute`);
  });
});

describe('users', () => {
  const reachable =
    ROOT &&
    spawnSync(process.execPath, ['-e', ''], { ...NOBODY, cwd: '/' }).status === 0 &&
    spawnSync('test', ['-r', join(REPOSITORY, 'node_modules/pg/package.json')], { ...NOBODY, cwd: '/' }).status === 0;

  test.skipIf(!ROOT)(
    `root's data may be in a folder that no other user can enter${ROOT ? '' : ' (skipped: this needs to run as root)'}`,
    async () => {
      const closed = await mkdtemp(join(bench, 'closed-'));
      const dataDir = await freshFolder(closed);
      expect((await stat(closed)).mode & 0o777).toBe(0o700);
      const app = await startApp(dataDir);
      await write(app.url, 'one');
      expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
      process.kill(app.pid, 'SIGKILL');
      const next = await start(dataDir);
      expect(next.pid).toBe(app.postgres);
      await next.stop();
      expect(await kept((await start(dataDir)).url)).toEqual(['one']);
    },
  );

  test.skipIf(!reachable)(
    `an ordinary user can run it${reachable ? '' : ' (skipped: this needs root, and a checkout that others can read)'}`,
    async () => {
      const dataDir = await freshFolder();
      await chown(dataDir, NOBODY.uid, NOBODY.gid);
      const app = await startApp(dataDir, NOBODY);
      await write(app.url, 'one');
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(NOBODY.uid);
      app.process.kill('SIGTERM');
      await ended(app.process);
      await gone(app.postgres);
      expect(await kept((await startApp(dataDir, NOBODY)).url)).toEqual(['one']);
    },
  );
});

/** The package as npm installs it without running scripts: without symlinks. */
async function withoutLinks(): Promise<{ native: string; version: string }> {
  const { native, version } = await findInstalledPostgres();
  const closed = await mkdtemp(join(bench, 'package-'));
  cleanups.push(async () => await rm(closed, { recursive: true, force: true }));
  await cp(native, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
  const listed = z
    .array(z.object({ target: z.string() }))
    .parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { target } of listed) await unlink(join(closed, target)).catch(() => undefined);
  return { native: join(closed, 'native'), version };
}

describe('binaries', () => {
  test('missing symlinks are created', async () => {
    const from = await withoutLinks();
    expect(spawnSync(join(from.native, 'bin/postgres'), ['--version']).status).not.toBe(0);
    const { bin, version } = await prepareRunnablePostgres(from, undefined, []);
    expect(bin).toBe(join(from.native, 'bin'));
    expect(version).toMatch(/^18\./);
  });

  test.skipIf(!ROOT)(
    `binaries that Postgres' user can't reach are copied once${ROOT ? '' : ' (skipped: this needs to run as root)'}`,
    async () => {
      const from = await withoutLinks();
      const cache = join(await freshFolder(), 'cache');
      await chmod(dirname(cache), 0o755);
      await expect(prepareRunnablePostgres(from, NOBODY, [])).rejects.toThrow(/user with id 65534.*DATABASE_URL/);
      const [one, two] = await Promise.all([
        prepareRunnablePostgres(from, NOBODY, [cache]),
        prepareRunnablePostgres(from, NOBODY, [cache]),
      ]);
      expect(one).toEqual(two);
      expect(dirname(dirname(one.bin))).toBe(cache);
      expect(await readdir(cache)).toHaveLength(1);
      await chmod(cache, 0o777);
      await expect(prepareRunnablePostgres(from, NOBODY, [cache])).rejects.toThrow(
        `${cache} can be written by other users`,
      );
    },
  );
});
