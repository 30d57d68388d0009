// A Postgres server for fault tests: it can be killed, restarted, run out of connections, locked and run out
// of disk.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createLogger } from '../../src/logger.js';
import { startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.js';
import {
  binaryCacheFolders,
  findInstalledPostgres,
  osUserFor,
  prepareRunnablePostgres,
} from '../../src/store/postgres/postgres-binaries.js';
import {
  launchPostgres,
  PORT,
  socketFolder,
  type PostgresChild,
  type Cluster,
} from '../../src/store/postgres/postmaster.js';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary.js';
import { until } from '../support/wait.js';

const MAX_CONNECTIONS = 200;
const DISK = '400m';
const NAME = 'faults';
const CUT = `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and application_name <> '${NAME}'`;
const BALLAST_STEP = Buffer.alloc(1 << 20);

export class FaultPostgres {
  private child: PostgresChild | undefined;
  private starting: Promise<void> | undefined;
  private wanted = true;
  private readonly clients = new Set<Client>();

  private constructor(
    private readonly place: Cluster,
    private readonly socketDir: string,
    private readonly disk: TemporaryFolder,
    /** True if it has a small disk of its own, which can be filled. */
    readonly small: boolean,
  ) {}

  static async start(): Promise<FaultPostgres> {
    const disk = temporaryFolder('faults-pg');
    // Root on Linux can mount a small disk for it. Elsewhere it uses the main disk, which is never filled.
    const small =
      process.platform === 'linux' &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', disk.path]).status === 0;
    const first = await startEmbeddedPostgres({ dataDir: disk.path, log: createLogger('error') });
    await first.stop();
    const folder = join(disk.path, 'postgres');
    appendFileSync(join(folder, 'postgresql.conf'), `\nmax_connections = ${MAX_CONNECTIONS}\nmax_wal_size = '64MB'\n`);
    const user = await osUserFor(folder);
    const { bin, version } = await prepareRunnablePostgres(
      await findInstalledPostgres(),
      user,
      binaryCacheFolders(disk.path, user),
    );
    const postgres = new FaultPostgres(
      { home: disk.path, folder, user, bin, version },
      await socketFolder(undefined, user),
      disk,
      small,
    );
    await postgres.up();
    return postgres;
  }

  /** Its Unix socket. */
  get path(): string {
    return join(this.socketDir, `.s.PGSQL.${PORT}`);
  }

  /** A direct connection, without the faulty network. The caller ends it, or `stop` does. */
  async client(): Promise<Client> {
    const client = new Client({
      host: this.socketDir,
      port: PORT,
      user: 'dateline',
      database: 'dateline',
      application_name: NAME,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined); // the server may stop under us
    await client.connect();
    this.clients.add(client);
    return client;
  }

  async ask<Row extends object>(statement: string): Promise<Row[]> {
    const client = await this.client();
    try {
      return (await client.query<Row>(statement)).rows;
    } finally {
      await this.let(client);
    }
  }

  /** Pending submissions and lock waits, to debug a failure. */
  async standstill(): Promise<string> {
    const client = await this.client();
    try {
      const fields = 'id, story_key, attempts, received_at';
      const undoneWith = async (more: string): Promise<object[]> =>
        (
          await client.query<object>(
            `select ${fields}${more} from submissions s where done_at is null order by arrival limit 5`,
          )
        ).rows;
      // With Redis the queue is not in Postgres.
      const undone = await undoneWith(', (select json_agg(j) from bullmq.job j where j.id = s.id::text) as job').catch(
        () => undoneWith(''),
      );
      const { rows: sessions } = await client.query<object>(
        'select pid, application_name, state, wait_event_type, wait_event, now() - xact_start as since, pg_blocking_pids(pid) as behind, left(query, 100) as query from pg_stat_activity where xact_start is not null and pid <> pg_backend_pid()',
      );
      return JSON.stringify({ undone, sessions });
    } finally {
      await this.let(client);
    }
  }

  async let(client: Client): Promise<void> {
    this.clients.delete(client);
    await client.end().catch(() => undefined);
  }

  /** Starts it unless it runs, and waits until it answers. */
  up(): Promise<void> {
    this.wanted = true;
    this.starting ??= this.bringUp().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /** SIGINT is a fast shutdown, SIGQUIT an immediate one; it stays down until `up`. */
  async down(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    this.wanted = false;
    const child = this.child;
    if (child === undefined || child.ended !== undefined) return;
    child.process.kill(signal);
    await until(() => child.process.exitCode !== null || child.process.signalCode !== null, {
      timeout: 20_000,
      describe: 'the end of Postgres',
    });
  }

  /** Opens every available connection; returns how to close them. */
  async crowdOut(): Promise<() => Promise<void>> {
    const taken: Client[] = [];
    const take = async (): Promise<void> => {
      try {
        for (;;) taken.push(await this.client());
      } catch {
        // No more are available.
      }
    };
    await take();
    await taken[0]?.query(CUT);
    await take();
    return async () => void (await Promise.all(taken.map((client) => this.let(client))));
  }

  /** Holds a lock that Dateline needs; returns how to release it. */
  async lock(statement: string): Promise<() => Promise<void>> {
    const client = await this.client();
    await client.query('begin');
    await client.query("set local lock_timeout = '5s'");
    await client.query(statement);
    return () => this.let(client);
  }

  async cutConnections(): Promise<void> {
    await this.ask(CUT);
  }

  /** Fills its disk; returns how to free it. */
  fillDisk(): () => void {
    if (!this.small) throw new Error('this disk is not to be filled');
    const ballast = join(this.disk.path, 'ballast');
    const file = openSync(ballast, 'w');
    try {
      for (let step = BALLAST_STEP; step.length > 4_096;) {
        try {
          writeSync(file, step);
        } catch {
          step = step.subarray(0, step.length / 2);
        }
      }
    } finally {
      closeSync(file);
    }
    return () => rmSync(ballast, { force: true });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.clients].map((client) => this.let(client)));
    await this.down('SIGINT');
    rmSync(this.socketDir, { recursive: true, force: true });
    if (this.small) execFileSync('umount', ['-l', this.disk.path]);
    await this.disk.remove();
  }

  private async bringUp(): Promise<void> {
    await until(
      async () => {
        if (!this.wanted) return true;
        if (this.child === undefined || this.child.process.exitCode !== null || this.child.process.signalCode !== null)
          this.launch();
        await this.ask('select 1');
        return true;
      },
      { timeout: 60_000, describe: () => `Postgres to be up: ${this.child?.tail.join('\n')}` },
    );
  }

  private launch(): void {
    this.child = launchPostgres(this.place, this.socketDir, this.child?.process.pid, () => undefined);
    const { process: launched } = this.child;
    const endWithUs = (): void => void launched.kill('SIGINT');
    process.once('exit', endWithUs);
    launched.once('exit', () => process.off('exit', endWithUs));
  }
}
