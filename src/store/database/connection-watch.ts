// Finds the connections to Postgres that have died without a word: a firewall forgot them, or the other machine is gone. TCP may take a
// quarter of an hour to notice, and whoever waits for an answer waits as long. A statement may be slow, or wait for a lock: a
// connection is given up only where Postgres itself says that it has nothing more to say there.
import type { Socket } from 'node:net';
import pg from 'pg';
import { sessionOf } from '../../core/postgres-session.js';
import type { Logger } from '../../logger.js';

const LOOK_MS = 1_000;
/** So long may an answer take before Postgres is asked about it. */
const SILENT_MS = 3_000;
/** So long may Postgres take to say that. */
const ASK_MS = 3_000;
/** A backend that Postgres doesn't know may be behind a pooler: it is gone once no statement of ours could still run. */
const UNKNOWN_MS = 35_000;

/** `written` when it was last ready for a query, `read` at the last look, `since` when it has said nothing. */
type Watched = { client: pg.Client; pid: number; written: number; read: number; since: number };

export class ConnectionWatch {
  private readonly watched = new Map<pg.Client, Watched>();
  /** Runs while there is something to watch. */
  private timer: NodeJS.Timeout | undefined;
  private checking = false;

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Watches a connection from now until it ends. */
  add(client: pg.Client): void {
    const stream = streamOf(client);
    const watched: Watched = { client, pid: pidOf(client), written: stream.bytesWritten, read: stream.bytesRead, since: this.now() };
    this.watched.set(client, watched);
    // Before the driver's own listener, which may send what comes next.
    client.connection.prependListener('readyForQuery', () => (watched.written = stream.bytesWritten));
    client.once('end', () => this.forget(client));
    this.timer ??= setInterval(() => void this.check(), LOOK_MS).unref();
  }

  private forget(client: pg.Client): void {
    this.watched.delete(client);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Those that were asked something so long ago and have said nothing since. */
  private silent(): Watched[] {
    const now = this.now();
    return [...this.watched.values()].filter((watched) => {
      const { bytesRead, bytesWritten } = streamOf(watched.client);
      if (bytesWritten === watched.written || bytesRead !== watched.read) [watched.read, watched.since] = [bytesRead, now];
      return now - watched.since > SILENT_MS;
    });
  }

  private async check(): Promise<void> {
    const silent = this.silent();
    if (silent.length === 0 || this.checking) return;
    this.checking = true;
    try {
      const states = await this.statesOf(silent.map(({ pid }) => pid));
      const still = new Set(this.silent());
      for (const watched of silent) {
        if (!still.has(watched) || !isDead(states.get(watched.pid), this.now() - watched.since)) continue;
        this.log.warn({ pid: watched.pid }, 'a Postgres connection died in silence; it is given up');
        this.forget(watched.client);
        // Whoever waits on it gets an error that trying again cures.
        streamOf(watched.client).destroy(new Error('Connection terminated: it died in silence'));
      }
    } catch (error) {
      // Postgres is away, which its connections will tell by themselves; or slow, and nothing is known.
      this.log.debug({ err: error }, 'silent connections could not be asked about');
    } finally {
      this.checking = false;
    }
  }

  /** What these backends do, as Postgres says it on a connection of its own. */
  private async statesOf(pids: number[]): Promise<Map<number, string>> {
    const client = new pg.Client({ ...sessionOf(this.url), connectionTimeoutMillis: ASK_MS, query_timeout: ASK_MS, application_name: 'dateline watch' });
    client.on('error', () => undefined); // the question's own error is enough
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number; state: string }>('select pid, state from pg_stat_activity where pid = any($1::integer[]) and state is not null', [pids]);
      return new Map(rows.map(({ pid, state }) => [pid, state]));
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

const isDead = (state: string | undefined, silentFor: number): boolean => (state === undefined ? silentFor > UNKNOWN_MS : state !== 'active');

/** Over TCP and over a Unix socket the driver's stream is a socket; with TLS it is one around it. */
const streamOf = (client: pg.Client): Socket => client.connection.stream as Socket;

/** The backend's pid, which the driver keeps for cancelling. */
function pidOf(client: pg.Client): number {
  const { processID } = client as pg.Client & { processID?: number | null };
  return processID ?? 0;
}
