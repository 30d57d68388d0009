import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The embedded Postgres of the run. */
    postgresUrl: string;
    /** Debian's, as it is delivered. */
    stockPostgresUrl: string;
  }
}

export type FreshDatabase = { url: string; drop: () => Promise<void> };

/** An empty database of the caller's own, on the embedded Postgres of the run or on Debian's. */
export async function freshDatabase(kind: 'embedded' | 'stock' = 'embedded'): Promise<FreshDatabase> {
  const server = inject(kind === 'stock' ? 'stockPostgresUrl' : 'postgresUrl');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await ask(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // The server may go down under an idle client; the query's own error is enough.
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
