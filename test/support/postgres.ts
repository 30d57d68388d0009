import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { migrate } from '../../src/store/database/database.js';

const TEMPLATE = 'dateline_template';

declare module 'vitest' {
  interface ProvidedContext {
    /** The embedded Postgres of the run. */
    postgresUrl: string;
    /** Debian's, as it is delivered. */
    stockPostgresUrl: string;
  }
}

export type FreshDatabase = { url: string; drop: () => Promise<void> };

type ServerKind = 'embedded' | 'stock';

/** An empty database of the caller's own, on the embedded Postgres of the run or on Debian's. */
export const freshDatabase = (kind: ServerKind = 'embedded'): Promise<FreshDatabase> => createDatabase(kind, '');

/** As `freshDatabase`, with the current tables in it and an epoch of its own. */
export async function migratedDatabase(kind: ServerKind): Promise<FreshDatabase> {
  const database = await createDatabase(kind, `TEMPLATE ${TEMPLATE}`);
  await ask(database.url, `UPDATE log_head SET epoch = '${randomBytes(5).toString('hex')}'`);
  return database;
}

async function createDatabase(kind: ServerKind, options: string): Promise<FreshDatabase> {
  const server = inject(kind === 'stock' ? 'stockPostgresUrl' : 'postgresUrl');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await ask(server, `CREATE DATABASE ${name} ${options}`);
  return { url: urlOf(server, name), drop: () => ask(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Creates the template of `migratedDatabase` on a server. Migrating each database anew took half a second. */
export async function createTemplate(server: string): Promise<void> {
  await ask(server, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(urlOf(server, TEMPLATE), createLogger('error'));
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  // The server may go down under an idle client; the query's own error is enough.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
