// A postmaster as a process: how it is started, where it listens, what its files say of it, and how it is ended.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, lstat, mkdir, mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode, EmbeddedPostgresError, type OsUser, POSTGRES_ENV } from './postgres-binaries.js';

export const PORT = 5432; // names the socket's file only
export const SOCKET_FOLDER = 'dateline-';
export const SOCKET_FILES = [`.s.PGSQL.${String(PORT)}`, `.s.PGSQL.${String(PORT)}.lock`]; // left by a postmaster that was killed
/** How often a process or a file is looked at. */
export const POLL_MS = 20;

// What the promises stand on; given on the command line, so that no file can undo it.
const DURABILITY_SETTINGS = { listen_addresses: '', unix_socket_permissions: '0700', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
const LOGGING_SETTINGS = { logging_collector: 'off', log_destination: 'stderr', log_line_prefix: '%b|', lc_messages: 'C', cluster_name: 'dateline' };

/** What postmaster.pid says of a server. */
export type Postmaster = { pid: number; socketDir: string; ready: boolean; identity: string };
/** A postmaster that we started, its last words, and how it ended. */
export type PostgresChild = { process: ChildProcess; tail: string[]; ended: string | undefined; exitedNormally: boolean };
/** Where a cluster is, and what runs it. */
export type Cluster = { home: string; folder: string; user: OsUser; bin: string; version: string };

// Root may keep data where Postgres' user can't walk to (as under /root); its working folder it can always name.
export const dataPath = ({ folder, user }: Cluster): string => (user !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : folder);

/** Starts a postmaster over the place's folder, listening on a socket in `socketDir` only. */
export function launchPostgres(place: Cluster, socketDir: string, stalePid: number | undefined, report: (level: 'debug' | 'warn', line: string) => void): PostgresChild {
  const settings = { ...DURABILITY_SETTINGS, ...LOGGING_SETTINGS, unix_socket_directories: `"${socketDir}"` };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const launched = spawn(join(place.bin, 'postgres'), ['-D', dataPath(place), '-p', String(PORT), ...flags], {
    ...place.user,
    cwd: place.folder,
    detached: true, // its own session: Ctrl-C is for Dateline, which drains first
    stdio: ['ignore', 'ignore', 'pipe'],
    // The pid in a stale postmaster.pid may be any process by now, even our parent. We looked: it is not a Postgres of this folder.
    // Postgres lets this one pid pass, and still checks for backends that use the old shared memory.
    env: { ...POSTGRES_ENV, ...(stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) }) },
  });
  const child: PostgresChild = { process: launched, tail: [], ended: undefined, exitedNormally: false };
  launched.once('error', (error) => (child.ended ??= error.message));
  // Backends that outlive a killed postmaster hold its stderr open; one that exits by itself has its last words there.
  launched.once('exit', (code, signal) => {
    child.exitedNormally = signal !== null || code === 0; // somebody's wish, not a trouble of its own
    if (signal !== null) child.ended ??= `ended by ${signal}`;
  });
  launched.once('close', (code) => (child.ended ??= `ended with code ${String(code)}`));
  let level: 'debug' | 'warn' = 'debug';
  createInterface({ input: launched.stderr }).on('line', (line) => {
    child.tail = [...child.tail.slice(-9), line];
    const [, from, severity] = /^(?:([^|:]*)\|)?([A-Z]+): /.exec(line) ?? [];
    // DETAIL, HINT and the like, and further lines, belong to the line before. A client's ERROR is answered to that client.
    if (severity === 'ERROR') level = from === 'client backend' ? 'debug' : 'warn';
    else if (severity === 'WARNING' || severity === 'FATAL' || severity === 'PANIC') level = 'warn';
    else if (severity === 'LOG' || severity === 'INFO' || severity === 'NOTICE') level = 'debug';
    report(level, line);
  });
  return child;
}

/** A folder for the socket that only Postgres' user and root can enter: `wanted` again where that is safe, else a new one. */
export async function socketFolder(wanted: string | undefined, user: OsUser): Promise<string> {
  const owner = user?.uid ?? process.getuid?.();
  const give = async (made: string): Promise<string> => {
    if (user !== undefined) await chown(made, user.uid, user.gid);
    return made;
  };
  if (wanted !== undefined && basename(wanted).startsWith(SOCKET_FOLDER)) {
    const there = await lstat(wanted).catch(() => undefined);
    if (there?.isDirectory() === true && there.uid === owner && (there.mode & 0o077) === 0) return wanted;
    const made = there === undefined && (await mkdir(wanted, { mode: 0o700 }).then(() => true, () => false));
    if (made) return await give(wanted);
  }
  // A socket's path has 103 bytes at most on macOS, 107 on Linux.
  const parents = (user === undefined ? [tmpdir(), '/tmp'] : ['/run', '/tmp']).filter((parent) => Buffer.byteLength(parent) < 70);
  for (const parent of parents) {
    const made = await mkdtemp(join(parent, SOCKET_FOLDER)).catch(() => undefined);
    if (made !== undefined) return await give(made);
  }
  throw new EmbeddedPostgresError(`No folder for Postgres' socket could be made in ${parents.join(' or ')}.`);
}

export const postmasterIdentity = (file: string): string => file.split('\n').slice(0, 3).join('\n'); // pid, folder, time of start

/** What the folder's postmaster.pid says; undefined where there is none. */
export async function readPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readIfExists(join(folder, 'postmaster.pid'));
  const [pid, , , , socketDir, , , status] = (text ?? '').split('\n');
  if (text === undefined || !/^\d+$/.test(pid ?? '')) return undefined;
  return { pid: Number(pid), socketDir: socketDir ?? '', ready: status?.trim() === 'ready', identity: postmasterIdentity(text) };
}

/** The file's text; undefined where there is no such file. */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(`${path} can't be read: run Dateline as the user who made that folder, or as root.`, { cause: error });
  }
}

/** Whether `pid` is a live Postgres process over `folder`, and not some other process that got the number later. */
export async function isPostgresRunningIn(folder: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // gone, or another user's
  }
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return /^[^Z]\S*\s.*postgres\s*$/.test(stdout);
  }
  const status = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  const [, name, state] = /\((.*)\) (\w)/s.exec(status ?? '') ?? [];
  // Who took over the processes of a killed Dateline may not reap them: a zombie is gone for our purpose.
  if (status !== undefined && (name !== 'postgres' || state === 'Z' || state === 'X')) return false;
  const [works, ours] = await Promise.all([`/proc/${String(pid)}/cwd`, folder].map((path) => stat(path).catch(() => undefined)));
  // A container's root may not look there; asking the server settles it.
  return works === undefined || ours === undefined || (works.dev === ours.dev && works.ino === ours.ino);
}

/** Ends a postmaster: fast, then immediately after `deadlineMs`, then for good. Throws where even that fails. */
export async function stopPostmaster(pid: number, alive: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  // Fast shutdown; immediate shutdown, which kills its own backends after 5 s; and what can't be refused.
  for (const [signal, patienceMs] of [['SIGINT', deadlineMs], ['SIGQUIT', 7_000], ['SIGKILL', 3_000]] as const) {
    const begun = performance.now();
    if (await alive()) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        if (errorCode(error) !== 'ESRCH') throw error;
      }
    }
    while (await alive()) {
      if (performance.now() - begun > patienceMs) break;
      await pause(POLL_MS);
    }
    if (!(await alive())) return;
  }
  throw new EmbeddedPostgresError(`Postgres (pid ${String(pid)}) could not be stopped.`);
}
