// A Postgres as operators have it: not the embedded one, but the system's, with the programs that back it up.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from './machine.js';
import { freePort, temporaryFolder } from './temporary.js';
import { until } from './wait.js';

export type PostgresServer = {
  version: string;
  /** Its own database, over its Unix socket, for who makes others there. */
  url: string;
  /** An empty database of this name. */
  create: (name: string) => Promise<string>;
  /** Runs one of its programs, as `pg_dump`; rejects where that fails. */
  run: (program: string, words: string[]) => Promise<void>;
  /** For what its programs write. */
  folder: string;
  stop: () => Promise<void>;
};

/** Postgres refuses to run as root: then somebody else runs it. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  if (!(uid > 0)) throw new Error('there is no user postgres to run Postgres as');
  return { uid, gid };
}

/**
 * Starts one on a free loopback port, in a folder of its own, with these settings besides Debian's; the caller stops
 * it.
 */
export async function startPostgresServer(settings: Record<string, string> = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === undefined) throw new Error('no Postgres with its client programs on this machine: install postgresql');
  const folder = temporaryFolder('server');
  const [user, data, port] = [owner(), join(folder.path, 'data'), await freePort()];
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) for (const path of [folder.path, data]) chownSync(path, user.uid, user.gid);
  const run = async (program: string, words: string[]): Promise<string> =>
    (await promisify(execFile)(join(bin, program), words, { cwd: folder.path, ...user })).stdout;
  await run('initdb', ['-D', data, '-U', 'dateline', '--auth=trust', '--encoding=UTF8', '--no-sync']);
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      folder.path,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'], ...user },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaints += part));
  const endWithUs = (): void => void child.kill('SIGQUIT');
  process.once('exit', endWithUs);
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await gone;
    await folder.remove();
  };
  const address = (database: string): string => `postgres://dateline@127.0.0.1:${port}/${database}`;
  const ask = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: address('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  try {
    await until(async () => child.exitCode !== null || (await ask('select 1'), true), {
      describe: () => `Postgres on port ${port}:\n${complaints}`,
    });
    if (child.exitCode !== null) throw new Error(`Postgres ended with ${child.exitCode}:\n${complaints}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgres://dateline@localhost:${port}/postgres?host=${encodeURIComponent(folder.path)}`,
    version: (await run('postgres', ['--version'])).trim(),
    create: async (name) => {
      await ask(`create database ${name}`);
      return address(name);
    },
    run: async (program, words) => void (await run(program, words)),
    folder: folder.path,
    stop,
  };
}
