import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** A program that tests start; `argv0` where it tells by its name what it is. */
export type Program = { file: string; argv0: string };

const policy = '/usr/sbin/policy-rc.d';
/** What Debian's Postgres reads before it makes a cluster of its own, and where its programs are. */
const clusters = '/etc/postgresql-common/createcluster.d/dateline-tests.conf';
const servers = '/usr/lib/postgresql';

/** Where a command is, going by PATH and Debian's folders. */
export function which(command: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  return folders.map((folder) => join(folder, command)).find((file) => isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The Redis server: an installed one, else the one inside Debian's redis-tools, which has no service to start. */
export function findRedis(): Program | undefined {
  const server = which('redis-server');
  if (server !== undefined) return { file: server, argv0: 'redis-server' };
  const checker = which('redis-check-rdb');
  if (checker === undefined) return undefined;
  // One binary under several names; newer packages may split it, so it is asked.
  const told = spawnSync(checker, ['--version'], { argv0: 'redis-server', encoding: 'utf8' });
  return told.status === 0 && told.stdout.startsWith('Redis server')
    ? { file: checker, argv0: 'redis-server' }
    : undefined;
}

/** The browser that page tests drive. */
export function findChromium(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .map((name) => which(name))
    .find((file) => file !== undefined);
}

/** The proxy that delivery is tested behind. */
export const findNginx = (): string | undefined => which('nginx');

/** The folder of a Postgres with the programs that make and put back backups; the newest where there are several. */
export function findPostgres(): string | undefined {
  const versions = existsSync(servers) ? readdirSync(servers).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(servers, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((program) => isProgram(join(folder, program))),
  );
}

/** Debian's packages that this machine still lacks for the tests. */
function missingPackages(): string[] {
  return [
    findRedis() === undefined ? ['redis-tools'] : [],
    findChromium() === undefined ? ['chromium'] : [],
    findNginx() === undefined ? ['nginx'] : [],
    findPostgres() === undefined ? ['postgresql'] : [],
  ].flat();
}

/**
 * Installs what tests need and the machine lacks, where that is possible; else throws one line that says what to
 * install.
 */
export async function prepareMachine(say: (line: string) => void): Promise<void> {
  const packages = missingPackages();
  if (packages.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || which('apt-get') === undefined) {
    const command = existsSync('/etc/debian_version')
      ? `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
      : packages.join(', ').replace('redis-tools', 'redis-server');
    throw new Error(`The tests need programs that are not on this machine. Install: ${command}`);
  }
  say(`installing ${packages.join(' and ')} for the tests`);
  await withoutServices(async () => {
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    // Lists may be missing (a fresh container) or old: update only where the first try fails.
    if ((await apt(install)) !== undefined) {
      await apt(['update']);
      const failure = await apt(install);
      if (failure !== undefined) throw new Error(`apt-get could not install ${packages.join(' ')}: ${failure}`);
    }
  });
  const still = missingPackages();
  if (still.length > 0)
    throw new Error(`apt-get installed ${packages.join(' ')}, but the programs of ${still.join(' ')} are not there`);
}

/** Runs apt-get; gives what it complained of, or undefined when it went well. */
async function apt(words: string[]): Promise<string | undefined> {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0'];
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = execFile(
      'apt-get',
      [...options, ...words],
      { env, timeout: 300_000, maxBuffer: 64 << 20 },
      (error, _stdout, stderr) => {
        resolve(error === null ? undefined : stderr.trim().split('\n').slice(-3).join(' ') || error.message);
      },
    );
    child.stdin?.end();
  });
}

/**
 * Keeps packages from starting services while they are installed, and Postgres from making a cluster; a machine that
 * has its own policy keeps it.
 */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  mkdirSync(dirname(clusters), { recursive: true });
  writeFileSync(clusters, 'create_main_cluster = false\n');
  try {
    await work();
  } finally {
    rmSync(clusters, { force: true });
    if (ours) rmSync(policy, { force: true });
  }
}
