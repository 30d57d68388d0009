// The postmaster process: starting it, its socket folder, its pid file, and stopping it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, lstat, mkdir, mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode, EmbeddedPostgresError, type OsUser, POSTGRES_ENV } from './postgres-binaries.js';

export const PORT = 5432; // only part of the socket's file name
export const SOCKET_FOLDER = 'dateline-';
// a killed postmaster leaves them
export const SOCKET_FILES = [`.s.PGSQL.${String(PORT)}`, `.s.PGSQL.${String(PORT)}.lock`];
/** Poll interval for processes and files. */
export const POLL_MS = 20;

// Durability depends on these. On the command line, so that no configuration file can override them.
const DURABILITY_SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
};
const LOGGING_SETTINGS = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%b|',
  lc_messages: 'C',
  cluster_name: 'dateline',
};

/** The content of postmaster.pid. */
export type Postmaster = { pid: number; socketDir: string; ready: boolean; identity: string };
/** A postmaster that we started: the last lines of its output, and how it ended. */
export type PostgresChild = {
  process: ChildProcess;
  tail: string[];
  ended: string | undefined;
  exitedNormally: boolean;
};
/** `home` is the data directory of Dateline, `folder` the cluster in it, `bin` the Postgres programs. */
export type Cluster = { home: string; folder: string; user: OsUser; bin: string; version: string };

// Postgres' OS user may not be able to traverse root's path (as under /root), but can always use its working
// directory.
export const dataPath = ({ folder, user }: Cluster): string =>
  user !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : folder;

/** Starts a postmaster in the cluster's folder; it listens only on a socket in `socketDir`. */
export function launchPostgres(
  cluster: Cluster,
  socketDir: string,
  stalePid: number | undefined,
  report: (level: 'debug' | 'warn', line: string) => void,
): PostgresChild {
  const settings = { ...DURABILITY_SETTINGS, ...LOGGING_SETTINGS, unix_socket_directories: `"${socketDir}"` };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const launched = spawn(join(cluster.bin, 'postgres'), ['-D', dataPath(cluster), '-p', String(PORT), ...flags], {
    ...cluster.user,
    cwd: cluster.folder,
    detached: true, // in its own session, so that Ctrl-C reaches only Dateline, which drains first
    stdio: ['ignore', 'ignore', 'pipe'],
    // Postgres refuses to start if the pid in a stale postmaster.pid exists. We checked that it is not a
    // Postgres of this folder; as "grandparent" Postgres ignores that pid, and still checks for backends that
    // use the old shared memory.
    env: { ...POSTGRES_ENV, ...(stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) }) },
  });
  const child: PostgresChild = { process: launched, tail: [], ended: undefined, exitedNormally: false };
  launched.once('error', (error) => (child.ended ??= error.message));
  // Backends that outlive a killed postmaster keep stderr open, so 'close' comes late; for a normal exit it
  // has the last output.
  launched.once('exit', (code, signal) => {
    child.exitedNormally = signal !== null || code === 0; // stopped by someone, not by its own fault
    if (signal !== null) child.ended ??= `ended by ${signal}`;
  });
  launched.once('close', (code) => (child.ended ??= `ended with code ${String(code)}`));
  let level: 'debug' | 'warn' = 'debug';
  createInterface({ input: launched.stderr }).on('line', (line) => {
    child.tail = [...child.tail.slice(-9), line];
    const [, from, severity] = /^(?:([^|:]*)\|)?([A-Z]+): /.exec(line) ?? [];
    // DETAIL, HINT and continuation lines get the level of the line before. A client's ERROR is reported to
    // that client.
    if (severity === 'ERROR') level = from === 'client backend' ? 'debug' : 'warn';
    else if (severity === 'WARNING' || severity === 'FATAL' || severity === 'PANIC') level = 'warn';
    else if (severity === 'LOG' || severity === 'INFO' || severity === 'NOTICE') level = 'debug';
    report(level, line);
  });
  return child;
}

/**
 * A folder for the socket that only Postgres' OS user and root can enter: `wanted` if that is safe, else a
 * new one.
 */
export async function socketFolder(wanted: string | undefined, user: OsUser): Promise<string> {
  const owner = user?.uid ?? process.getuid?.();
  const chownToPostgres = async (made: string): Promise<string> => {
    if (user !== undefined) await chown(made, user.uid, user.gid);
    return made;
  };
  if (wanted !== undefined && basename(wanted).startsWith(SOCKET_FOLDER)) {
    const existing = await lstat(wanted).catch(() => undefined);
    if (existing?.isDirectory() === true && existing.uid === owner && (existing.mode & 0o077) === 0) return wanted;
    const made =
      existing === undefined &&
      (await mkdir(wanted, { mode: 0o700 }).then(
        () => true,
        () => false,
      ));
    if (made) return await chownToPostgres(wanted);
  }
  // A socket path is limited to 103 bytes on macOS and 107 on Linux.
  const parents = (user === undefined ? [tmpdir(), '/tmp'] : ['/run', '/tmp']).filter(
    (parent) => Buffer.byteLength(parent) < 70,
  );
  for (const parent of parents) {
    const made = await mkdtemp(join(parent, SOCKET_FOLDER)).catch(() => undefined);
    if (made !== undefined) return await chownToPostgres(made);
  }
  throw new EmbeddedPostgresError(`No folder for Postgres' socket could be made in ${parents.join(' or ')}.`);
}

// pid, folder, time of start
export const postmasterIdentity = (file: string): string => file.split('\n').slice(0, 3).join('\n');

/** Reads the folder's postmaster.pid; undefined if there is none. */
export async function readPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readIfExists(join(folder, 'postmaster.pid'));
  const [pid, , , , socketDir, , , status] = (text ?? '').split('\n');
  if (text === undefined || !/^\d+$/.test(pid ?? '')) return undefined;
  return {
    pid: Number(pid),
    socketDir: socketDir ?? '',
    ready: status?.trim() === 'ready',
    identity: postmasterIdentity(text),
  };
}

/** The file's text; undefined if the file doesn't exist. */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      `${path} can't be read: run Dateline as the user who made that folder, or as root.`,
      { cause: error },
    );
  }
}

/** True if `pid` is a live Postgres process in `folder`, and not another process that reused the pid. */
export async function isPostgresRunningIn(folder: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // ended, or owned by another user
  }
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return /^[^Z]\S*\s.*postgres\s*$/.test(stdout);
  }
  const status = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  const [, name, state] = /\((.*)\) (\w)/s.exec(status ?? '') ?? [];
  // The new parent of a killed Dateline's processes may not reap them: a zombie counts as ended.
  if (status !== undefined && (name !== 'postgres' || state === 'Z' || state === 'X')) return false;
  const [processFolder, clusterFolder] = await Promise.all(
    [`/proc/${String(pid)}/cwd`, folder].map((path) => stat(path).catch(() => undefined)),
  );
  // In a container even root may not read this; connecting to the server settles it.
  return (
    processFolder === undefined ||
    clusterFolder === undefined ||
    (processFolder.dev === clusterFolder.dev && processFolder.ino === clusterFolder.ino)
  );
}

/**
 * Stops a postmaster: fast shutdown, immediate shutdown after `deadlineMs`, then SIGKILL. Throws if all fail.
 */
export async function stopPostmaster(pid: number, alive: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  // SIGINT is a fast shutdown; SIGQUIT an immediate one, which kills its own backends after 5 s.
  for (const [signal, timeoutMs] of [
    ['SIGINT', deadlineMs],
    ['SIGQUIT', 7_000],
    ['SIGKILL', 3_000],
  ] as const) {
    const startedAt = performance.now();
    if (await alive()) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        if (errorCode(error) !== 'ESRCH') throw error;
      }
    }
    while (await alive()) {
      if (performance.now() - startedAt > timeoutMs) break;
      await pause(POLL_MS);
    }
    if (!(await alive())) return;
  }
  throw new EmbeddedPostgresError(`Postgres (pid ${String(pid)}) could not be stopped.`);
}
