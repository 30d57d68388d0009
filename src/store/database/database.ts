import { Kysely, Migrator, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { sessionOf } from '../../core/postgres-session.js';
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
/** What writes twice takes the transaction. */
export type Tx = Transaction<Tables>;

/** int8 comes as text; ours are counts and log positions, far below 2^53. Of the pool alone: BullMQ reads its own as it likes. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.JSON, readStoredJson);

/** Connections of one process; the reviser's concurrency must stay below it, since a waiting reviser holds one. */
export const POOL_SIZE = 12;

/** So long may a migration wait for a lock at a time, and so long does it let others pass; two minutes in all. */
const LOCK_MS = 1_000;
const LOCK_PAUSE_MS = 500;
const LOCK_TRIES = 80;
/** The lock was not to be had; or whoever held it waited for one of ours. */
const LOCK_FAULTS = new Set<unknown>(['55P03', '40P01']);

/** A pool on `url`; it heals by itself after a restart of Postgres. */
export function openDatabase(url: string, log: Logger): Database {
  const pool = new pg.Pool({ ...sessionOf(url), max: POOL_SIZE, types, connectionTimeoutMillis: 10_000, application_name: 'dateline', statement_timeout: 30_000 });
  // An administrator's restart ends idle connections; unheard, that error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a Postgres connection was lost'));
  const watch = new ConnectionWatch(url, log);
  pool.on('connect', (client) => {
    // So would that of one at work, which the pool doesn't listen to; whoever works on it gets the error by its query.
    client.on('error', () => undefined);
    watch.add(client);
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** The Postgres of DATABASE_URL is away, or refuses us. */
export class UnreachablePostgresError extends Error {}

/** Throws UnreachablePostgresError where the Postgres of `url` can't be used. */
export async function checkPostgres(url: string): Promise<void> {
  const client = new pg.Client({ ...sessionOf(url), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // connect() rejects with the same
  try {
    await client.connect();
  } catch (error) {
    // A name with several addresses has a fault for each.
    const faults: unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw new UnreachablePostgresError(`The Postgres of DATABASE_URL can not be used: ${faults.map((fault) => (fault instanceof Error ? fault.message : String(fault))).join(', ')}.`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Brings the tables of `url` up to date; processes that start together take turns under Kysely's advisory lock. An older version may
 * be serving: a lock that it does not let go soon is asked for again, so that nobody queues behind us for long.
 */
export async function migrate(url: string, log: Logger): Promise<void> {
  const pool = new pg.Pool({ ...sessionOf(url, { lock_timeout: LOCK_MS, statement_timeout: 0 }), max: 2, types, connectionTimeoutMillis: 10_000, application_name: 'dateline migration' });
  pool.on('error', (error) => log.warn({ err: error }, 'a Postgres connection was lost'));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        await migrateTables(db, log);
        break;
      } catch (error) {
        if (tries === LOCK_TRIES || !(error instanceof Error && 'code' in error && LOCK_FAULTS.has(error.code))) throw error;
        log.warn({ tries }, 'somebody holds a lock that the migration needs; it tries again');
        await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
      }
    }
    // They are stepped over where they stand, and no stored row may keep anybody from starting.
    await repairStoredRows(db, log).catch((error: unknown) => log.warn({ err: error }, 'what could not be read was not repaired; the next start tries again'));
    await backfillVisibility(db, log);
    await backfillEmbargoTimes(db);
    // Without them all is right and slower: a lock that somebody holds, or a line that is cut, must keep nobody from starting.
    await buildConcurrentIndexes(db, log).catch((error: unknown) => log.warn({ err: error }, 'an index could not be built; the next start tries again'));
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

/** True where this user of Postgres may not do that (42501). */
export const isForbidden = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42501';

/** True when Postgres answers. */
export async function ping(db: Database): Promise<boolean> {
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db);
  return rows[0]?.one === 1;
}

/**
 * True for a fault that trying again cures: serialization, deadlock, lost connections, shutdown, too many connections.
 * A statement that ran into its timeout isn't one: it may do so each time.
 */
export function isTransient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(40001|40P01|55P03|57P0\d|53\d{3}|08\w{3}|ECONN\w+|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return error instanceof Error && /connection terminated|connection error|trying to connect|connection timeout|not queryable/i.test(error.message);
}

/** True where a row could not be written since another has what must be its own (SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23505';
