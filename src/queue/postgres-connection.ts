import { Client, type ClientConfig } from 'pg';
import { postgresSession } from '../core/postgres-session.js';

/** A query without an answer for this long fails: its connection may be dead. A worker may block 5 s for a job. */
const QUERY_TIMEOUT_MS = 15_000;

/**
 * A pool listens to errors of idle clients only, and BullMQ holds one while it connects. Without its own listener, a
 * client that Postgres ends at that moment would crash the process. Its holder gets the error from the query.
 */
class ListenedClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * BullMQ's Postgres pool of up to `max` connections. Commits need not wait for the disk: the sweeps restore lost
 * jobs.
 */
export const bullmqPostgres = (url: string, max: number) => ({
  ...postgresSession(url, { synchronous_commit: 'off' }),
  schema: 'bullmq',
  migrate: true,
  max,
  query_timeout: QUERY_TIMEOUT_MS,
  Client: ListenedClient,
});
