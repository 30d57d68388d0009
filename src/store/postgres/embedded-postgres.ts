// The life of the embedded Postgres under `<dataDir>/postgres`. It holds:
// - One Dateline owns the folder: who holds the advisory lock, on a connection kept for life. Nobody else stops this Postgres or removes a file.
// - The owner need not be the parent: a Postgres left by a killed Dateline is taken over, and one that died is started again, by the same steps.
// - Postgres listens on one Unix socket in a folder that only its user and root can enter. That folder is why no password is needed.
// - A cluster appears under its name only when it is complete.
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { binaryCacheFolders, errorCode, EmbeddedPostgresError, findInstalledPostgres, osUserFor, POSTGRES_ENV, prepareRunnablePostgres } from './postgres-binaries.js';
import {
  type PostgresChild, dataPath, stopPostmaster, postmasterIdentity, launchPostgres, type Cluster, POLL_MS, PORT, type Postmaster, readPostmaster, readIfExists, isPostgresRunningIn, SOCKET_FILES, SOCKET_FOLDER, socketFolder,
} from './postmaster.js';

/** A running Postgres that is ours until `stop()`, across restarts of its own. */
export type EmbeddedPostgres = {
  /** The address of the database `dateline`, over the private socket; the same for life. */
  readonly url: string;
  /** The same as fields, for `pg`. */
  readonly connection: { readonly host: string; readonly port: number; readonly user: string; readonly database: string };
  readonly version: string;
  /** The postmaster's pid; another one after Postgres had to be started again. */
  readonly pid: number;
  /** Fast shutdown, immediate shutdown after the deadline. Can be called twice. Resolves when the postmaster has exited. */
  stop(deadlineMs?: number): Promise<void>;
};

/** Another live Dateline owns the folder. */
export class FolderInUseError extends EmbeddedPostgresError {}

const USER = 'dateline';
const DATABASE = 'dateline';
const LOCK = { classid: 0x44415445, objid: 0x4c494e45 }; // 'DATE', 'LINE'; advisory locks are per database, and nothing else uses `postgres`
const RETRY_MS = 200;
const START_MS = 120_000; // crash recovery reads the whole WAL since the last checkpoint
const STALE_BACKENDS_MS = 15_000; // how long backends of a killed postmaster may keep the folder
const STALE_LOCK_MS = 2_000; // how long a killed Dateline's lock may outlive it
const RESTARTS = { most: 5, withinMs: 60_000 };

// What an operator may change later in postgresql.conf, where it is written once.
const TUNABLE_SETTINGS = { max_connections: '100', shared_buffers: '64MB', max_wal_size: '512MB', max_parallel_workers_per_gather: '0', io_method: 'sync', timezone: 'UTC' };

type Options = { dataDir: string; log: Logger; onCrash?: (error: Error) => void };

/**
 * Starts Postgres over `<dataDir>/postgres`, made on first use, or takes over the one that a killed Dateline left running there.
 * Throws FolderInUseError while another Dateline owns the folder. `onCrash` is told when Postgres is gone for good.
 */
export async function startEmbeddedPostgres({ dataDir, log, onCrash }: Options): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const home = await realpath(dataDir);
  const folder = join(home, 'postgres');
  const user = await osUserFor(folder);
  const { bin, version } = await prepareRunnablePostgres(await findInstalledPostgres(), user, binaryCacheFolders(home, user));
  const place = { home, folder, user, bin, version };
  await initCluster(place);
  const keeper = new PostgresSupervisor(place, log, onCrash ?? ((error) => log.fatal(error, 'Postgres is gone')));
  await keeper.start();
  return keeper;
}

async function initCluster(place: Cluster): Promise<void> {
  const { home, folder, user, bin, version } = place;
  const made = async (): Promise<string | undefined> => await readIfExists(join(folder, 'PG_VERSION'));
  const before = await made();
  const major = version.split('.')[0] ?? version;
  if (before !== undefined && before.trim() !== major) {
    throw new EmbeddedPostgresError(`${folder} was made by Postgres ${before.trim()}, and this Dateline brings ${major}: dump it with the old version and restore it.`);
  }
  if (before !== undefined) return;
  const half = await mkdtemp(`${folder}.new-`);
  try {
    if (user !== undefined) await chown(half, user.uid, user.gid);
    const provider = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums'];
    const access = [`--username=${USER}`, '--auth-local=trust', '--auth-host=reject', '--no-instructions'];
    const settings = Object.entries(TUNABLE_SETTINGS).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const options = { ...user, cwd: half, env: POSTGRES_ENV };
    await promisify(execFile)(join(bin, 'initdb'), ['-D', dataPath({ ...place, folder: half }), ...provider, ...access, ...settings], options);
    await rename(half, folder);
    const parent = await open(home);
    await parent.sync();
    await parent.close();
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Two first starts at once: whoever renames last finds a complete cluster there, and goes on to ask for the lock.
    if ((await made()) !== undefined) return;
    const why = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() || error.message : String(error);
    throw new EmbeddedPostgresError(`Postgres could not make its data in ${folder}: ${why}`, { cause: error });
  }
}

class PostgresSupervisor implements EmbeddedPostgres {
  readonly #place: Cluster;
  readonly #log: Logger;
  readonly #onCrash: (error: Error) => void;
  #postmaster: Postmaster | undefined;
  #child: PostgresChild | undefined;
  #lock: Client | undefined;
  #socketDir: string | undefined;
  #restarts: number[] = [];
  #up = false;
  #settled = false; // the address has been given out
  #healing = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(place: Cluster, log: Logger, onCrash: (error: Error) => void) {
    this.#place = place;
    this.#log = log;
    this.#onCrash = onCrash;
  }

  get version(): string {
    return this.#place.version;
  }

  get pid(): number {
    return this.#postmaster?.pid ?? 0;
  }

  get connection(): EmbeddedPostgres['connection'] {
    return { host: this.#socketDir ?? '', port: PORT, user: USER, database: DATABASE };
  }

  get url(): string {
    return `postgresql://${USER}@localhost:${String(PORT)}/${DATABASE}?host=${encodeURIComponent(this.#socketDir ?? '')}`;
  }

  async start(): Promise<void> {
    await this.#bringUp();
    try {
      await this.#prepare();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(deadlineMs = 10_000): Promise<void> {
    this.#stopping ??= this.#shutDown(deadlineMs);
    return this.#stopping;
  }

  async #shutDown(deadlineMs: number): Promise<void> {
    await this.#healing;
    const { folder } = this.#place;
    const pid = this.#postmaster?.pid;
    // The lock is kept until Postgres itself drops it, so that no other Dateline can take over what is ending.
    if (pid !== undefined) await stopPostmaster(pid, () => isPostgresRunningIn(folder, pid), deadlineMs);
    await this.#lock?.end().catch(() => undefined);
    await this.#leaveSocketFolder(this.#postmaster === undefined ? [] : SOCKET_FILES);
  }

  // Not recursively: the path may come from a file.
  async #leaveSocketFolder(files: readonly string[]): Promise<void> {
    const folder = this.#socketDir;
    if (folder === undefined || !basename(folder).startsWith(SOCKET_FOLDER)) return;
    for (const name of files) await rm(join(folder, name), { force: true });
    await rmdir(folder).catch(() => undefined);
  }

  /** Finds or starts a postmaster, takes the lock; called at the start, and whenever the lock's connection is lost. */
  async #bringUp(): Promise<void> {
    this.#up = false;
    try {
      const begun = performance.now();
      let holderSince: number | undefined;
      for (;;) {
        const waited = performance.now() - begun;
        const { folder } = this.#place;
        const found = await readPostmaster(folder);
        const alive = found !== undefined && (await isPostgresRunningIn(folder, found.pid));
        if (alive && found.ready) {
          const answer = await this.#takeLock(found);
          if (answer === 'mine') return;
          holderSince = typeof answer === 'object' ? (holderSince ?? performance.now()) : undefined;
          if (typeof answer === 'object' && performance.now() - (holderSince ?? 0) > STALE_LOCK_MS) {
            throw new FolderInUseError(`Another Dateline (pid ${answer.holder}) is using ${this.#place.home}. Stop it first, or set DATA_DIR to another folder.`);
          }
        } else if (!alive) {
          await this.#launch(found, waited);
        }
        if (this.#stopping !== undefined) throw new EmbeddedPostgresError('Dateline is stopping.');
        if (waited > START_MS) throw new EmbeddedPostgresError(`Postgres in ${folder} was not ready within ${String(START_MS / 1000)} s.`);
        await pause(holderSince === undefined && this.#child?.ended === undefined ? POLL_MS : RETRY_MS);
      }
    } catch (error) {
      await this.#letGo(error);
      throw error;
    }
  }

  async #launch(stale: Postmaster | undefined, waited: number): Promise<void> {
    const { folder } = this.#place;
    if (this.#child !== undefined && this.#child.ended === undefined) return; // on its way
    const last = this.#child;
    this.#child = undefined;
    const passing = last?.exitedNormally === true || (last?.tail.some((line) => /lock file "\S+" already exists|pre-existing shared memory block/.test(line)) ?? false);
    // A child that had come up and is gone is what healing is for; one that never did says why.
    if (last !== undefined && last.process.pid !== this.#postmaster?.pid && (!passing || waited > STALE_BACKENDS_MS)) {
      throw new EmbeddedPostgresError(`Postgres did not start in ${folder}: ${[...last.tail, last.ended].join('\n')}`);
    }
    this.#socketDir = await socketFolder(this.#socketDir ?? stale?.socketDir, this.#place.user);
    this.#child = launchPostgres(this.#place, this.#socketDir, stale?.pid, (level, line) => {
      this.#log[this.#stopping === undefined ? level : 'debug'](line);
    });
  }

  async #takeLock(found: Postmaster): Promise<'mine' | 'later' | { holder: string }> {
    const client = new Client({
      host: found.socketDir,
      port: PORT,
      user: USER,
      database: 'postgres',
      application_name: `dateline ${String(process.pid)}`,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined); // 'end' follows
    client.once('end', () => this.#lost(client));
    let answer: 'mine' | 'later' | { holder: string } = 'later';
    try {
      await client.connect();
      const { rows } = await client.query<{ identity: string; version: string; mine: boolean }>(
        "select pg_read_file('postmaster.pid') as identity, current_setting('server_version') as version, pg_try_advisory_lock($1, $2) as mine",
        [LOCK.classid, LOCK.objid],
      );
      // The file says which server listens there; the server must say the same of its own folder, else it is another's.
      if (rows[0] !== undefined && postmasterIdentity(rows[0].identity) === found.identity) {
        this.#lock = rows[0].mine ? client : undefined;
        if (!rows[0].mine) answer = { holder: await lockHolderPid(client) };
        else if (await this.#fits(found, rows[0].version)) answer = 'mine';
      }
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES' || (typeof code === 'string' && /^(28|3D)/.test(code))) {
        await client.end().catch(() => undefined);
        throw new EmbeddedPostgresError(`The Postgres that runs in ${this.#place.folder} can't be taken over: ${String(error)}`, { cause: error });
      }
      this.#log.debug({ err: error }, 'Postgres is not ready');
    }
    this.#up = answer === 'mine' && this.#lock === client; // the connection may have ended meanwhile
    if (this.#up) return 'mine';
    this.#lock = undefined;
    await client.end().catch(() => undefined);
    return answer === 'mine' ? 'later' : answer;
  }

  // One left by an older Dateline, or on another socket than the one that our pools know, is stopped, to be started afresh.
  async #fits(found: Postmaster, version: string): Promise<boolean> {
    const { folder } = this.#place;
    this.#postmaster = found;
    if (!this.#settled && this.#socketDir !== found.socketDir) {
      await this.#leaveSocketFolder([]);
      this.#socketDir = found.socketDir;
    }
    if (version !== this.#place.version || this.#socketDir !== found.socketDir) {
      await stopPostmaster(found.pid, () => isPostgresRunningIn(folder, found.pid), 10_000);
      return false;
    }
    this.#settled = true;
    if (found.pid !== this.#child?.process.pid) this.#log.info({ pid: found.pid }, 'Took over the Postgres that another Dateline left running; its own log lines are not seen');
    return true;
  }

  async #prepare(): Promise<void> {
    const known = await this.#lock?.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (known?.rowCount === 0) await this.#lock?.query(`create database ${DATABASE}`);
    for (const name of await readdir(this.#place.home)) {
      if (!name.startsWith('postgres.new-')) continue;
      // Left by a kill in the middle of initdb; should one still write there, the next start tries again.
      await rm(join(this.#place.home, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  #lost(client: Client): void {
    if (this.#lock !== client) return;
    this.#lock = undefined;
    if (!this.#up || this.#stopping !== undefined) return; // whoever is bringing it up goes on
    this.#healing = this.#healing.then(async () => await this.#heal());
  }

  async #heal(): Promise<void> {
    if (this.#stopping !== undefined) return;
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < RESTARTS.withinMs), now];
    this.#log.error({ pid: this.pid, child: this.#child?.ended }, 'Lost the connection to Postgres; bringing it back');
    try {
      if (this.#restarts.length > RESTARTS.most) throw new EmbeddedPostgresError(`Postgres in ${this.#place.folder} ended ${String(this.#restarts.length)} times within a minute.`);
      await this.#bringUp();
      this.#log.info({ pid: this.pid }, 'Postgres is back');
    } catch (error) {
      if (this.#stopping === undefined) this.#onCrash(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // After a failed start: our own child goes too, unless another Dateline has taken it over.
  async #letGo(reason: unknown): Promise<void> {
    const child = this.#child;
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.end().catch(() => undefined);
    const running = child !== undefined && child.ended === undefined ? child.process : undefined;
    if (reason instanceof FolderInUseError) {
      this.#postmaster = undefined; // not ours to stop
      running?.unref();
      running?.stderr?.destroy();
    } else if (running?.pid !== undefined) {
      await stopPostmaster(running.pid, async () => child?.ended === undefined, 10_000);
    }
    await this.#leaveSocketFolder([]);
  }
}

async function lockHolderPid(client: Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    'select a.application_name from pg_locks l join pg_stat_activity a using (pid) where l.locktype = $1 and l.granted and l.classid = $2 and l.objid = $3',
    ['advisory', LOCK.classid, LOCK.objid],
  );
  return /^dateline (\d+)$/.exec(rows[0]?.application_name ?? '')?.[1] ?? 'unknown';
}
