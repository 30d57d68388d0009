import { Client } from 'pg';
import type { World } from './columns.js';

/** One statement on the world's database, past Dateline. */
export async function ask({ env }: World, statement: string, values: unknown[] = []): Promise<void> {
  await onServer(env.DATABASE_URL, statement, values);
}

/** One statement's rows, past Dateline. */
export async function rowsOf<Row extends object>({ env }: World, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Cuts every connection that anybody has to the world's Postgres and Redis, as an administrator's restart does. */
export async function cutConnections({ env, redis }: World): Promise<void> {
  for (const type of ['normal', 'pubsub']) await redis?.client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
  await onServer(
    env.DATABASE_URL,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
}

/** The world's Postgres, or its Redis where it has one, refuses everybody from now on; answers how to bring it back. */
export async function takeAway({ env, redis }: World): Promise<() => Promise<void>> {
  if (redis !== undefined) {
    await redis.kill();
    return redis.restart;
  }
  const server = new URL(env.DATABASE_URL);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  const allow = (allowed: boolean): Promise<void> =>
    onServer(server.href, `alter database ${name} allow_connections ${allowed}`);
  await allow(false);
  await onServer(server.href, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  return () => allow(true);
}

async function onServer(url: string, statement: string, values: unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
