// Closes Postgres connections that died without a FIN or RST: TCP may take 15 minutes to notice. A slow
// statement, or one that waits for a lock, is normal: a connection is closed only if Postgres says that its
// backend has nothing more to send.
import type { Socket } from 'node:net';
import pg from 'pg';
import { postgresSession } from '../../core/postgres-session.js';
import type { Logger } from '../../logger.js';

const CHECK_MS = 1_000;
/** A connection without an answer for this long is checked. */
const SILENT_MS = 3_000;
/** Time limit of the check itself. */
const CHECK_TIMEOUT_MS = 3_000;
/**
 * Postgres may not know the backend, as behind a pooler: closed once no statement of ours could still run.
 */
const UNKNOWN_BACKEND_MS = 35_000;

/**
 * Byte counts: `written` at the last ReadyForQuery, `read` at the last check. `since` is the time of the last
 * answer.
 */
type Watched = { client: pg.Client; pid: number; written: number; read: number; since: number };

export class ConnectionWatch {
  private readonly watched = new Map<pg.Client, Watched>();
  /** Set while any connection is watched. */
  private timer: NodeJS.Timeout | undefined;
  private checking = false;

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Watches a connection until it ends. */
  add(client: pg.Client): void {
    const stream = streamOf(client);
    const watched: Watched = {
      client,
      pid: pidOf(client),
      written: stream.bytesWritten,
      read: stream.bytesRead,
      since: this.now(),
    };
    this.watched.set(client, watched);
    // Before the driver's own listener, which may send the next query.
    client.connection.prependListener('readyForQuery', () => (watched.written = stream.bytesWritten));
    client.once('end', () => this.forget(client));
    this.timer ??= setInterval(() => void this.check(), CHECK_MS).unref();
  }

  private forget(client: pg.Client): void {
    this.watched.delete(client);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Connections with an unanswered query and no data for longer than SILENT_MS. */
  private silent(): Watched[] {
    const now = this.now();
    return [...this.watched.values()].filter((watched) => {
      const { bytesRead, bytesWritten } = streamOf(watched.client);
      if (bytesWritten === watched.written || bytesRead !== watched.read)
        [watched.read, watched.since] = [bytesRead, now];
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
        this.log.warn({ pid: watched.pid }, 'a Postgres connection is dead; it is closed');
        this.forget(watched.client);
        // The pending query fails with an error that `isTransient` recognizes.
        streamOf(watched.client).destroy(
          new Error('Connection terminated: no answer, and its backend is idle or gone'),
        );
      }
    } catch (error) {
      // Postgres is unreachable, which the connections report themselves, or slow, and then nothing is known.
      this.log.debug({ err: error }, 'silent connections could not be checked');
    } finally {
      this.checking = false;
    }
  }

  /** The states of these backends in pg_stat_activity, read on a separate connection. */
  private async statesOf(pids: number[]): Promise<Map<number, string>> {
    const client = new pg.Client({
      ...postgresSession(this.url),
      connectionTimeoutMillis: CHECK_TIMEOUT_MS,
      query_timeout: CHECK_TIMEOUT_MS,
      application_name: 'dateline watch',
    });
    client.on('error', () => undefined); // the query reports the same error
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number; state: string }>(
        'select pid, state from pg_stat_activity where pid = any($1::integer[]) and state is not null',
        [pids],
      );
      return new Map(rows.map(({ pid, state }) => [pid, state]));
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

const isDead = (state: string | undefined, silentFor: number): boolean =>
  state === undefined ? silentFor > UNKNOWN_BACKEND_MS : state !== 'active';

/** A TCP or Unix socket; with TLS, a TLSSocket around it. */
const streamOf = (client: pg.Client): Socket => client.connection.stream as Socket;

/** The backend's pid, which the driver stores for cancel requests. */
function pidOf(client: pg.Client): number {
  const { processID } = client as pg.Client & { processID?: number | null };
  return processID ?? 0;
}
