// Supervises the embedded Postgres under `<dataDir>/postgres`. Invariants:
// - One Dateline owns the folder: the holder of an advisory lock, on a connection that stays open. Only it
//   stops this Postgres or removes files.
// - The owner need not be the parent: a Postgres of a killed Dateline is taken over, and a dead one
//   restarted, by the same steps.
// - Postgres listens on one Unix socket in a folder that only its OS user and root can enter, so it needs no
//   password.
import { mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { initCluster, SUPERUSER } from './cluster.js';
import {
  binaryCacheFolders,
  EmbeddedPostgresError,
  errorCode,
  findInstalledPostgres,
  osUserFor,
  prepareRunnablePostgres,
} from './postgres-binaries.js';
import {
  isPostgresRunningIn,
  launchPostgres,
  POLL_MS,
  PORT,
  postmasterIdentity,
  readPostmaster,
  SOCKET_FILES,
  SOCKET_FOLDER,
  socketFolder,
  stopPostmaster,
  type Cluster,
  type PostgresChild,
  type Postmaster,
} from './postmaster.js';

/** A running Postgres that this process owns until `stop()`, across restarts of Postgres. */
export type EmbeddedPostgres = {
  /** The URL of the database `dateline` over the private socket; it never changes. */
  readonly url: string;
  /** The same as connection options for `pg`. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  readonly version: string;
  /** The postmaster's pid; it changes when Postgres is restarted. */
  readonly pid: number;
  /**
   * Fast shutdown; immediate shutdown after `deadlineMs`. Idempotent. Resolves once the postmaster has
   * exited.
   */
  stop(deadlineMs?: number): Promise<void>;
};

/** Another running Dateline owns the folder. */
export class FolderInUseError extends EmbeddedPostgresError {}

const DATABASE = 'dateline';
// 'DATE' and 'LINE'. Advisory locks are per database, and nothing else uses the database `postgres`.
const LOCK = { classid: 0x44415445, objid: 0x4c494e45 };
const RETRY_MS = 200;
const START_TIMEOUT_MS = 120_000; // crash recovery replays the whole WAL since the last checkpoint
const STALE_BACKENDS_MS = 15_000; // how long backends of a killed postmaster may block the folder
const STALE_LOCK_MS = 2_000; // how long a killed Dateline's lock may outlive it
const RESTARTS = { max: 5, withinMs: 60_000 };

type Options = { dataDir: string; log: Logger; onCrash?: (error: Error) => void };

/**
 * Starts Postgres in `<dataDir>/postgres`, which is created on first use, or takes over the one that a killed
 * Dateline left running. Throws FolderInUseError while another Dateline owns the folder. `onCrash` is called
 * once Postgres can't be restarted.
 */
export async function startEmbeddedPostgres({ dataDir, log, onCrash }: Options): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const home = await realpath(dataDir);
  const folder = join(home, 'postgres');
  const user = await osUserFor(folder);
  const { bin, version } = await prepareRunnablePostgres(
    await findInstalledPostgres(),
    user,
    binaryCacheFolders(home, user),
  );
  const cluster = { home, folder, user, bin, version };
  await initCluster(cluster);
  const supervisor = new PostgresSupervisor(cluster, log, onCrash ?? ((error) => log.fatal(error, 'Postgres is gone')));
  await supervisor.start();
  return supervisor;
}

/** The lock is ours, must be tried again, or belongs to the Dateline with pid `holder`. */
type LockAnswer = 'mine' | 'later' | { holder: string };

class PostgresSupervisor implements EmbeddedPostgres {
  readonly #cluster: Cluster;
  readonly #log: Logger;
  readonly #onCrash: (error: Error) => void;
  #postmaster: Postmaster | undefined;
  #child: PostgresChild | undefined;
  #lock: Client | undefined;
  #socketDir: string | undefined;
  #restarts: number[] = [];
  #ready = false;
  #addressPublished = false;
  #recovering = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(cluster: Cluster, log: Logger, onCrash: (error: Error) => void) {
    this.#cluster = cluster;
    this.#log = log;
    this.#onCrash = onCrash;
  }

  get version(): string {
    return this.#cluster.version;
  }

  get pid(): number {
    return this.#postmaster?.pid ?? 0;
  }

  get connection(): EmbeddedPostgres['connection'] {
    return { host: this.#socketDir ?? '', port: PORT, user: SUPERUSER, database: DATABASE };
  }

  get url(): string {
    return `postgresql://${SUPERUSER}@localhost:${String(PORT)}/${DATABASE}?host=${encodeURIComponent(this.#socketDir ?? '')}`;
  }

  async start(): Promise<void> {
    await this.#acquire();
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
    await this.#recovering;
    const { folder } = this.#cluster;
    const pid = this.#postmaster?.pid;
    // The lock is held until Postgres itself drops it, so that no other Dateline takes over a Postgres that
    // is stopping.
    if (pid !== undefined) await stopPostmaster(pid, () => isPostgresRunningIn(folder, pid), deadlineMs);
    await this.#lock?.end().catch(() => undefined);
    await this.#removeSocketFolder(this.#postmaster === undefined ? [] : SOCKET_FILES);
  }

  // Not recursive: the path may come from a file.
  async #removeSocketFolder(files: readonly string[]): Promise<void> {
    const folder = this.#socketDir;
    if (folder === undefined || !basename(folder).startsWith(SOCKET_FOLDER)) return;
    for (const name of files) await rm(join(folder, name), { force: true });
    await rmdir(folder).catch(() => undefined);
  }

  /**
   * Finds or starts a postmaster and takes the lock; at startup, and whenever the lock's connection is lost.
   */
  async #acquire(): Promise<void> {
    this.#ready = false;
    try {
      const begun = performance.now();
      let holderSince: number | undefined;
      for (;;) {
        const waited = performance.now() - begun;
        const { folder } = this.#cluster;
        const found = await readPostmaster(folder);
        const alive = found !== undefined && (await isPostgresRunningIn(folder, found.pid));
        if (alive && found.ready) {
          const answer = await this.#takeLock(found);
          if (answer === 'mine') return;
          holderSince = typeof answer === 'object' ? (holderSince ?? performance.now()) : undefined;
          if (typeof answer === 'object' && performance.now() - (holderSince ?? 0) > STALE_LOCK_MS) {
            throw new FolderInUseError(
              `Another Dateline (pid ${answer.holder}) is using ${this.#cluster.home}. Stop it first, or set DATA_DIR to another folder.`,
            );
          }
        } else if (!alive) {
          await this.#launch(found, waited);
        }
        if (this.#stopping !== undefined) throw new EmbeddedPostgresError('Dateline is stopping.');
        if (waited > START_TIMEOUT_MS)
          throw new EmbeddedPostgresError(
            `Postgres in ${folder} was not ready within ${String(START_TIMEOUT_MS / 1000)} s.`,
          );
        await pause(holderSince === undefined && this.#child?.ended === undefined ? POLL_MS : RETRY_MS);
      }
    } catch (error) {
      await this.#abandon(error);
      throw error;
    }
  }

  async #launch(stale: Postmaster | undefined, waited: number): Promise<void> {
    const { folder } = this.#cluster;
    if (this.#child !== undefined && this.#child.ended === undefined) return; // still starting
    const last = this.#child;
    this.#child = undefined;
    const exitedNormally =
      last?.exitedNormally === true ||
      (last?.tail.some((line) => /lock file "\S+" already exists|pre-existing shared memory block/.test(line)) ??
        false);
    // A child that was ready before is restarted; one that never became ready reports its output.
    if (
      last !== undefined &&
      last.process.pid !== this.#postmaster?.pid &&
      (!exitedNormally || waited > STALE_BACKENDS_MS)
    ) {
      throw new EmbeddedPostgresError(`Postgres did not start in ${folder}: ${[...last.tail, last.ended].join('\n')}`);
    }
    this.#socketDir = await socketFolder(this.#socketDir ?? stale?.socketDir, this.#cluster.user);
    this.#child = launchPostgres(this.#cluster, this.#socketDir, stale?.pid, (level, line) => {
      this.#log[this.#stopping === undefined ? level : 'debug'](line);
    });
  }

  async #takeLock(found: Postmaster): Promise<LockAnswer> {
    const client = new Client({
      host: found.socketDir,
      port: PORT,
      user: SUPERUSER,
      database: 'postgres',
      application_name: `dateline ${String(process.pid)}`,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined); // 'end' follows
    client.once('end', () => this.#onLockLost(client));
    let answer: LockAnswer = 'later';
    try {
      await client.connect();
      const { rows } = await client.query<{ identity: string; version: string; mine: boolean }>(
        "select pg_read_file('postmaster.pid') as identity, current_setting('server_version') as version, pg_try_advisory_lock($1, $2) as mine",
        [LOCK.classid, LOCK.objid],
      );
      // The server must confirm what our postmaster.pid says; otherwise it belongs to another folder.
      if (rows[0] !== undefined && postmasterIdentity(rows[0].identity) === found.identity) {
        this.#lock = rows[0].mine ? client : undefined;
        if (!rows[0].mine) answer = { holder: await lockHolderPid(client) };
        else if (await this.#adopt(found, rows[0].version)) answer = 'mine';
      }
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES' || (typeof code === 'string' && /^(28|3D)/.test(code))) {
        await client.end().catch(() => undefined);
        throw new EmbeddedPostgresError(
          `The Postgres that runs in ${this.#cluster.folder} can't be taken over: ${String(error)}`,
          { cause: error },
        );
      }
      this.#log.debug({ err: error }, 'Postgres is not ready');
    }
    this.#ready = answer === 'mine' && this.#lock === client; // the connection may have ended meanwhile
    if (this.#ready) return 'mine';
    this.#lock = undefined;
    await client.end().catch(() => undefined);
    return answer === 'mine' ? 'later' : answer;
  }

  // Takes a running Postgres over. Stops it for a restart if its version, or the socket that our pools use,
  // differs.
  async #adopt(found: Postmaster, version: string): Promise<boolean> {
    const { folder } = this.#cluster;
    this.#postmaster = found;
    if (!this.#addressPublished && this.#socketDir !== found.socketDir) {
      await this.#removeSocketFolder([]);
      this.#socketDir = found.socketDir;
    }
    if (version !== this.#cluster.version || this.#socketDir !== found.socketDir) {
      await stopPostmaster(found.pid, () => isPostgresRunningIn(folder, found.pid), 10_000);
      return false;
    }
    this.#addressPublished = true;
    if (found.pid !== this.#child?.process.pid)
      this.#log.info(
        { pid: found.pid },
        'Took over the Postgres that another Dateline left running; its log lines are not captured',
      );
    return true;
  }

  async #prepare(): Promise<void> {
    const known = await this.#lock?.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (known?.rowCount === 0) await this.#lock?.query(`create database ${DATABASE}`);
    for (const name of await readdir(this.#cluster.home)) {
      if (!name.startsWith('postgres.new-')) continue;
      // Left by a kill during initdb; if another process still writes to it, the next start retries.
      await rm(join(this.#cluster.home, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  #onLockLost(client: Client): void {
    if (this.#lock !== client) return;
    this.#lock = undefined;
    if (!this.#ready || this.#stopping !== undefined) return; // #acquire is running, or not wanted any more
    this.#recovering = this.#recovering.then(async () => await this.#recover());
  }

  async #recover(): Promise<void> {
    if (this.#stopping !== undefined) return;
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < RESTARTS.withinMs), now];
    this.#log.error({ pid: this.pid, child: this.#child?.ended }, 'Lost the connection to Postgres; recovering');
    try {
      if (this.#restarts.length > RESTARTS.max)
        throw new EmbeddedPostgresError(
          `Postgres in ${this.#cluster.folder} ended ${String(this.#restarts.length)} times within a minute.`,
        );
      await this.#acquire();
      this.#log.info({ pid: this.pid }, 'Postgres is back');
    } catch (error) {
      if (this.#stopping === undefined) this.#onCrash(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // After a failed start: stops our own child, unless another Dateline has taken it over.
  async #abandon(reason: unknown): Promise<void> {
    const child = this.#child;
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.end().catch(() => undefined);
    const running = child !== undefined && child.ended === undefined ? child.process : undefined;
    if (reason instanceof FolderInUseError) {
      this.#postmaster = undefined; // owned by the other Dateline
      running?.unref();
      running?.stderr?.destroy();
    } else if (running?.pid !== undefined) {
      await stopPostmaster(running.pid, async () => child?.ended === undefined, 10_000);
    }
    await this.#removeSocketFolder([]);
  }
}

async function lockHolderPid(client: Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    'select a.application_name from pg_locks l join pg_stat_activity a using (pid) where l.locktype = $1 and l.granted and l.classid = $2 and l.objid = $3',
    ['advisory', LOCK.classid, LOCK.objid],
  );
  return /^dateline (\d+)$/.exec(rows[0]?.application_name ?? '')?.[1] ?? 'unknown';
}
