// A stopping process leaves its proxy first, and its readers then.
import { request } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN_KEY } from '../support/dateline.js';
import { freshDatabase, type FreshDatabase } from '../support/postgres.js';
import { startProcess, type DatelineProcess } from '../support/process.js';
import { until } from '../support/wait.js';

let database: FreshDatabase;
let dateline: DatelineProcess;
let socket: Socket;
/** When it was asked to stop, in ms of this process's clock, and how long it may take. */
let asked: { at: number; withinMs: number } | undefined;

async function start(env: Record<string, string>): Promise<void> {
  dateline = await startProcess({ env: { DATABASE_URL: database.url, ADMIN_KEY, LOG_LEVEL: 'error', ...env } });
  socket = io(dateline.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  socket.on('drain', ({ withinMs }: { withinMs: number }) => (asked = { at: performance.now(), withinMs }));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
}

type Readiness = { status: number; body: { status: string; checks: Record<string, { ok: boolean; why?: string }> } };
async function readiness(): Promise<Readiness> {
  const answer = await fetch(`${dateline.url}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as Readiness['body'] };
}
const notReady = async (): Promise<Readiness | null> => {
  const found = await readiness();
  return found.status === 503 ? found : null;
};

/** The response to a new socket. */
async function refused(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    const asking = request(`${dateline.url}/socket.io/?EIO=4&transport=websocket`, { headers });
    asking
      .once('response', (answer) => resolve(answer.resume().statusCode))
      .once('upgrade', () => resolve(101))
      .once('error', reject);
    asking.end();
  });
}

beforeEach(async () => {
  asked = undefined;
  database = await freshDatabase();
});
afterEach(async () => {
  socket.disconnect();
  await dateline.remove();
  await database.drop();
});

describe('a stopping process', () => {
  test('is not ready for DRAIN_NOTICE_SECONDS, but serves as before, and then asks its readers to leave', async () => {
    await start({ DRAIN_NOTICE_SECONDS: '1' });
    expect((await readiness()).status).toBe(200);
    const told = performance.now();
    const ended = dateline.stop('SIGTERM');
    expect(await until(notReady, { timeout: 900 })).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { process: { ok: false, why: 'the process is stopping' } } },
    });
    expect(asked).toBeUndefined();
    expect((await fetch(`${dateline.url}/health/live`)).status).toBe(200);
    const late = io(dateline.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => late.once('connect', resolve).once('connect_error', reject));
    late.disconnect();
    const { at } = await until(() => asked);
    expect(at - told).toBeGreaterThan(950);
    socket.disconnect();
    expect(await ended).toBe(0);
  });

  test('is not ready while its readers leave, and refuses new sockets, if there is no notice time', async () => {
    await start({});
    const ended = dateline.stop('SIGTERM');
    const { withinMs } = await until(() => asked);
    expect(withinMs).toBe(5_000);
    expect((await readiness()).status).toBe(503);
    expect(await refused()).toBe(503);
    socket.disconnect();
    expect(await ended).toBe(0);
  });
});
