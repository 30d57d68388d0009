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
