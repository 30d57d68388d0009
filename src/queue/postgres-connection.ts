import { Client, type ClientConfig } from 'pg';
import { sessionOf } from '../core/postgres-session.js';

/** A query without an answer for this long has failed: its connection may be dead. A worker may wait 5 s for a job. */
const QUERY_TIMEOUT_MS = 15_000;

/**
 * A pool listens to its idle clients alone, and BullMQ holds one while it connects. Without a listener of its own, a client that
 * Postgres ends at that moment would end the process; whoever holds it gets the error by its query.
 */
class ListenedClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** BullMQ's connection to Postgres, `max` connections at most. Jobs are no truth, so they need not wait for the disk. */
export const bullmqPostgres = (url: string, max: number) => ({
  ...sessionOf(url, { synchronous_commit: 'off' }),
  schema: 'bullmq',
  migrate: true,
  max,
  query_timeout: QUERY_TIMEOUT_MS,
  Client: ListenedClient,
});
