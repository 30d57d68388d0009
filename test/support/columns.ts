import { migratedDatabase } from './postgres.js';
import { startRedis, type RedisServer } from './redis.js';

/** A world that nobody else writes to. `env` is what the app's `readConfig` or a process takes. */
export type World = {
  env: { DATABASE_URL: string; REDIS_URL?: string };
  /** The second column's Redis, to flush, kill or restart. */
  redis: RedisServer | undefined;
  cleanup: () => Promise<void>;
};

export type Column = { name: string; redis: boolean; settings: () => Promise<World> };

/** Both columns of the design, for `describe.each(columns)('$name', …)`: one contract, two sets of parts. */
export const columns: readonly Column[] = [
  { name: 'embedded column (Postgres queue, LISTEN/NOTIFY)', redis: false, settings: embedded },
  { name: 'second column (Debian’s Postgres, Redis queue, Redis pub/sub)', redis: true, settings: second },
];

/**
 * One column, for promises that neither the queue nor the bus can break: pages, rights, the operator's page, and what
 * one transaction decides. On Debian's Postgres, since that one reports slow plans.
 */
export const oneColumn: readonly Column[] = [
  { name: 'one column (Debian’s Postgres for the queue and the bus too)', redis: false, settings: stock },
];

async function stock(): Promise<World> {
  const database = await migratedDatabase('stock');
  return { env: { DATABASE_URL: database.url }, redis: undefined, cleanup: () => database.drop() };
}

async function embedded(): Promise<World> {
  const database = await migratedDatabase('embedded');
  return { env: { DATABASE_URL: database.url }, redis: undefined, cleanup: () => database.drop() };
}

async function second(): Promise<World> {
  // A server each, since pub/sub knows no logical databases: worlds would hear each other's hints.
  const [database, redis] = await Promise.all([migratedDatabase('stock'), startRedis()]);
  return {
    env: { DATABASE_URL: database.url, REDIS_URL: redis.url },
    redis,
    cleanup: async () => {
      await redis.stop();
      await database.drop();
    },
  };
}
