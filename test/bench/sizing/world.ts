// One Postgres and one Redis, as many machines would share them, and processes by their roles.
import pg from 'pg';
import { pino } from 'pino';
import type { Role } from '../../../src/config.js';
import { migrate } from '../../../src/store/database/database.js';
import { startEmbeddedPostgres } from '../../../src/store/postgres/embedded-postgres.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { startRedis } from '../../support/redis.js';
import { temporaryFolder } from '../../support/temporary.js';
import { cpuWithChildren } from './cpu.js';

export const KEY = 'bench-admin-key-0123456789';

export type SizingWorld = {
  databaseUrl: string;
  redisUrl: string;
  /** A connection of the benchmark's own. */
  ask: pg.Client;
  /** CPU seconds of Postgres so far. */
  postgresCpu: () => number;
  start: (role: Role) => Promise<DatelineProcess>;
  stop: () => Promise<void>;
};

export async function startWorld(): Promise<SizingWorld> {
  const log = pino({ level: 'silent' });
  const folder = temporaryFolder('sizing');
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log });
  const redis = await startRedis({ persist: true });
  await migrate(postgres.url, log);
  const ask = new pg.Client({ connectionString: postgres.url });
  await ask.connect();
  const started: DatelineProcess[] = [];
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    ask,
    postgresCpu: () => cpuWithChildren(postgres.pid),
    start: async (role) => {
      const dateline = await startProcess({
        env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url, ROLES: role, ADMIN_KEY: KEY, LOG_LEVEL: 'error' },
      });
      started.push(dateline);
      return dateline;
    },
    stop: async () => {
      await Promise.all(started.map((dateline) => dateline.remove()));
      await ask.end();
      await postgres.stop();
      await redis.stop();
      await folder.remove();
    },
  };
}

/** How many connections Dateline has to Postgres now. */
export async function connections({ ask }: SizingWorld): Promise<number> {
  const { rows } = await ask.query<{ count: string }>(
    "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  return Number(rows[0]?.count);
}
