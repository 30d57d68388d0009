// Whole servers as processes of their own: Dateline in both columns, and the bare pipeline that each is held against.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../../src/store/postgres/embedded-postgres.js';
import { startProcess } from '../../support/process.js';
import { startRedis } from '../../support/redis.js';
import { freePort, temporaryFolder } from '../../support/temporary.js';
import { until } from '../../support/wait.js';

export const KEY = 'bench-admin-key-0123456789';
const ENV = { ADMIN_KEY: KEY, LOG_LEVEL: 'warn' };

/**
 * A running pipeline. `restart` ends the server and starts it anew on its port; `resumes` where readers come back by
 * a cursor.
 */
export type Pipeline = {
  port: number;
  pid: () => number;
  resumes: boolean;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};
export type PipelineKind = { name: string; start: () => Promise<Pipeline> };

const answers = async (port: number): Promise<void> => {
  await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok, {
    timeout: 30_000,
    describe: 'the pipeline',
  });
};

async function bare(): Promise<Pipeline> {
  const redis = await startRedis({ persist: true });
  const port = await freePort();
  const launch = () =>
    spawn(process.execPath, [join(import.meta.dirname, 'bare-pipeline.js'), String(port), redis.url], {
      stdio: 'inherit',
    });
  let child = launch();
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  await answers(port);
  return {
    port,
    pid: () => child.pid ?? 0,
    resumes: false,
    restart: async () => {
      await end();
      child = launch();
      await answers(port);
    },
    stop: async () => {
      await end();
      await redis.stop();
    },
  };
}

async function dateline(env: Record<string, string>, after: () => Promise<void>): Promise<Pipeline> {
  const port = await freePort();
  const folder = temporaryFolder('bench');
  const launch = () => startProcess({ env: { ...ENV, ...env, PORT: String(port), DATA_DIR: folder.path } });
  let server = await launch();
  return {
    port,
    pid: () => server.pid,
    resumes: true,
    restart: async () => {
      await server.kill9();
      server = await launch();
    },
    stop: async () => {
      await server.remove();
      await after();
      await folder.remove();
    },
  };
}

async function second(): Promise<Pipeline> {
  const redis = await startRedis({ persist: true });
  const folder = temporaryFolder('bench');
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: pino({ level: 'silent' }) });
  return dateline({ DATABASE_URL: postgres.url, REDIS_URL: redis.url }, async () => {
    await postgres.stop();
    await redis.stop();
    await folder.remove();
  });
}

export const BARE: PipelineKind = { name: 'HTTP → BullMQ on Redis → Socket.IO', start: bare };
export const EMBEDDED: PipelineKind = { name: 'embedded column', start: () => dateline({}, async () => undefined) };
export const SECOND: PipelineKind = { name: 'second column', start: second };
