import { Kysely, Migrator, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { postgresSession } from '../../core/postgres-session.js';
import type { Logger } from '../../logger.js';
import { ConnectionWatch } from './connection-watch.js';
import { buildConcurrentIndexes } from './concurrent-indexes.js';
import { backfillEmbargoTimes } from './embargo-backfill.js';
import { MIGRATIONS, refuseNewerSchema } from './migrations.js';
import { repairStoredRows } from './repairs.js';
import { readStoredJson } from './stored-json.js';
import type { Tables } from './tables.js';
import { backfillVisibility } from './visibility-backfill.js';

export type Database = Kysely<Tables>;
/** Methods that write more than once take the transaction as a parameter. */
export type Tx = Transaction<Tables>;

/**
 * int8 is parsed to a number: ours are counts and log positions, far below 2^53. Per pool, since BullMQ uses
 * pg's defaults.
 */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.JSON, readStoredJson);

/**
 * Connections per process. The reviser's concurrency must stay below it, since each waiting reviser holds
 * one.
 */
export const POOL_SIZE = 12;

/** A migration waits this long for a lock, then pauses so that others can proceed; two minutes in all. */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_PAUSE_MS = 500;
const MAX_LOCK_ATTEMPTS = 80;
/** SQLSTATEs: lock_not_available and deadlock_detected. */
const LOCK_ERRORS = new Set<unknown>(['55P03', '40P01']);

/** Opens a pool on `url`; it recovers from restarts of Postgres. */
export function openDatabase(url: string, log: Logger): Database {
  const pool = new pg.Pool({
    ...postgresSession(url),
    max: POOL_SIZE,
    types,
    connectionTimeoutMillis: 10_000,
    application_name: 'dateline',
    statement_timeout: 30_000,
  });
  // A restart of Postgres ends idle connections; without this listener, the error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a Postgres connection was lost'));
  const watch = new ConnectionWatch(url, log);
  pool.on('connect', (client) => {
    // Same for a connection in use, which the pool doesn't listen to; the query reports the error.
    client.on('error', () => undefined);
    watch.add(client);
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** The Postgres of DATABASE_URL is unreachable or refuses the connection. */
export class UnreachablePostgresError extends Error {}

/** Throws UnreachablePostgresError if the Postgres at `url` can't be used. */
export async function checkPostgres(url: string): Promise<void> {
  const client = new pg.Client({ ...postgresSession(url), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // connect() rejects with the same error
  try {
    await client.connect();
  } catch (error) {
    // A host name with several addresses yields one error for each.
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw new UnreachablePostgresError(
      `The Postgres of DATABASE_URL can not be used: ${errors.map((one) => (one instanceof Error ? one.message : String(one))).join(', ')}.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Migrates the database at `url`; concurrent processes take turns under Kysely's advisory lock. An older
 * version may be serving: lock waits are short and retried, so that no statement queues behind the migration
 * for long.
 */
export async function migrate(url: string, log: Logger): Promise<void> {
  const pool = new pg.Pool({
    ...postgresSession(url, { lock_timeout: LOCK_TIMEOUT_MS, statement_timeout: 0 }),
    max: 2,
    types,
    connectionTimeoutMillis: 10_000,
    application_name: 'dateline migration',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'a Postgres connection was lost'));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await migrateTables(db, log);
        break;
      } catch (error) {
        if (
          attempt === MAX_LOCK_ATTEMPTS ||
          !(error instanceof Error && 'code' in error && LOCK_ERRORS.has(error.code))
        )
          throw error;
        log.warn({ attempt }, 'another session holds a lock that the migration needs; it is retried');
        await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
      }
    }
    // Readers skip corrupt rows anyway, and no stored row may prevent a start.
    await repairStoredRows(db, log).catch((error: unknown) =>
      log.warn({ err: error }, 'corrupt rows could not be repaired; the next start retries'),
    );
    await backfillVisibility(db, log);
    await backfillEmbargoTimes(db);
    // Indexes only make queries faster: a held lock or a lost connection must not prevent a start.
    await buildConcurrentIndexes(db, log).catch((error: unknown) =>
      log.warn({ err: error }, 'an index could not be built; the next start retries'),
    );
  } finally {
    await db.destroy();
  }
}

async function migrateTables(db: Database, log: Logger): Promise<void> {
  await refuseNewerSchema(db);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
  const { error, results } = await migrator.migrateToLatest();
  for (const result of results ?? []) log.info({ migration: result.migrationName, status: result.status }, 'migration');
  if (error !== undefined) throw error;
}

/** True for insufficient_privilege (SQLSTATE 42501). */
export const isForbidden = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42501';

/** True when Postgres answers. */
export async function ping(db: Database): Promise<boolean> {
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db);
  return rows[0]?.one === 1;
}

/**
 * True for errors that a retry may fix: serialization failures, deadlocks, lost connections, shutdown, too
 * many connections. Not for a statement timeout, which may happen every time.
 */
export function isTransient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(40001|40P01|55P03|57P0\d|53\d{3}|08\w{3}|ECONN\w+|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return (
    error instanceof Error &&
    /connection terminated|connection error|trying to connect|connection timeout|not queryable/i.test(error.message)
  );
}

/** True for unique_violation (SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';
