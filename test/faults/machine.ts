// One Dateline process as a machine of its own: its connections to Postgres and Redis, and from its clients,
// can fail.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ADMIN_KEY } from '../support/dateline.js';
import { startProcess, type DatelineProcess } from '../support/process.js';
import { startTcpProxy, type Filter, type TcpProxy } from '../support/tcp-proxy.js';
import { freePort, temporaryFolder, type TemporaryFolder } from '../support/temporary.js';
import type { Role } from '../../src/config.js';

/** A supervisor restarts a failed start after this time. */
const AGAIN_MS = 300;
const CLOCK = pathToFileURL(resolve(import.meta.dirname, 'shifted-clock.mjs')).href;

/** The services of a machine. `hints` returns the filter of a connection that carries hints. */
export type Behind = { postgres: string; redis: number | undefined; hints: () => Filter };

export class Machine {
  private process: DatelineProcess | undefined;
  private wanted = true;
  private told = '';
  /** How it ended unexpectedly, as text. */
  readonly ends: string[] = [];

  private constructor(
    readonly name: string,
    readonly role: Role,
    private readonly port: number,
    private readonly folder: TemporaryFolder,
    private readonly env: Record<string, string>,
    /** The connections of its readers and publishers. */
    readonly front: TcpProxy,
    readonly lines: { postgres: TcpProxy; redis: TcpProxy | undefined },
  ) {}

  static async start(name: string, role: Role, behind: Behind): Promise<Machine> {
    const port = await freePort();
    const folder = temporaryFolder('machine');
    const [front, postgres, redis] = await Promise.all([
      startTcpProxy({ port, host: '127.0.0.1' }),
      // Hints use Redis if there is one.
      startTcpProxy({ path: behind.postgres }, behind.redis === undefined ? behind.hints : undefined),
      behind.redis === undefined ? undefined : startTcpProxy({ port: behind.redis, host: '127.0.0.1' }, behind.hints),
    ]);
    const clock = join(folder.path, 'clock');
    writeFileSync(clock, '0');
    const env = {
      DATABASE_URL: `postgresql://dateline@127.0.0.1:${postgres.port}/dateline`,
      ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
      DATA_DIR: folder.path,
      PORT: String(port),
      ROLES: role,
      ADMIN_KEY,
      LOG_LEVEL: 'error',
      CLOCK_FILE: clock,
      NODE_OPTIONS: `--import=${CLOCK}`,
    };
    const machine = new Machine(name, role, port, folder, env, front, { postgres, redis });
    await machine.up();
    return machine;
  }

  get url(): string {
    return `http://127.0.0.1:${this.front.port}`;
  }

  /** Its log, across all restarts. */
  get output(): string {
    return this.told + (this.process?.output() ?? '');
  }

  /** Starts it unless it runs; resolves when its process exists, not when it is ready. */
  async up(): Promise<void> {
    this.wanted = true;
    if (this.process !== undefined) return;
    const started = await startProcess({ env: this.env, expect: 'exit' });
    this.process = started;
    let ready = false;
    void this.answers().then((answers) => (ready = answers));
    void started.exited.then((ending) => {
      this.told += started.output();
      if (this.process === started) this.process = undefined;
      if (!this.wanted) return;
      // A start without Postgres reports that and exits; a running process must not exit.
      if (ready) this.ends.push(`${this.name} ended by itself (${ending}): ${started.output().slice(-2_000)}`);
      setTimeout(() => void (this.wanted && this.up()), AGAIN_MS);
    });
  }

  /** Sends this signal; the process stays down until `up`. Returns whether it ended as expected. */
  async down(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.wanted = false;
    const process = this.process;
    if (process === undefined) return;
    const ending = await process.stop(signal);
    if (signal === 'SIGTERM' && ending !== 0 && ending !== 'SIGTERM')
      this.ends.push(`${this.name} was asked to stop, and ended with ${ending}: ${process.output().slice(-2_000)}`);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.send(signal);
  }

  shiftClock(ms: number): void {
    writeFileSync(this.env['CLOCK_FILE'] ?? '', String(ms));
    this.send('SIGUSR2');
  }

  /** Null if it reports ready, else its report. */
  async unready(): Promise<string | null> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
      const said = await answer.text();
      return answer.ok ? null : said;
    } catch (error) {
      return String(error);
    }
  }

  async stop(): Promise<void> {
    this.signal('SIGCONT');
    this.release();
    await this.down('SIGKILL');
    await Promise.all([this.front.close(), this.lines.postgres.close(), this.lines.redis?.close()]);
    await this.folder.remove();
  }

  /** All connections work again, open and new ones. */
  release(): void {
    for (const line of [this.front, this.lines.postgres, this.lines.redis]) {
      line?.refuse(false);
      line?.delay(0);
      line?.release();
    }
  }

  private async answers(): Promise<boolean> {
    for (;;) {
      try {
        if ((await fetch(`http://127.0.0.1:${this.port}/health/live`)).ok) return true;
      } catch {
        // Not yet.
      }
      if (this.process === undefined) return false;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  private send(signal: NodeJS.Signals): void {
    try {
      if (this.process !== undefined) process.kill(this.process.pid, signal);
    } catch {
      // The process is gone; its next start reads the clock file.
    }
  }
}
