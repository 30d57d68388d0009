// Every Postgres session has the same settings: those of the pool, the migration, the bus, the queue and the
// connection watch.
import { afterEach, expect, test } from 'vitest';
import { postgresSession } from '../../../src/core/postgres-session.js';
import { TestDateline } from '../../support/dateline.js';
import { freshDatabase } from '../../support/postgres.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/**
 * The name and value pairs of a StartupMessage (PostgreSQL's protocol, 55.7); none of what is no such
 * message.
 */
function startupOf(bytes: Buffer): Record<string, string> {
  if (bytes.length < 8 || bytes.readInt32BE(4) !== 196_608) return {};
  const words = bytes.toString('utf8', 8, bytes.readInt32BE(0)).split('\0');
  return Object.fromEntries(
    words.flatMap((word, at) => (at % 2 === 0 && word !== '' ? [[word, words[at + 1] ?? '']] : [])),
  );
}

test('no session uses JIT compilation, even if DATABASE_URL has options of its own', async () => {
  const database = await freshDatabase();
  cleanups.push(database.drop);
  const address = new URL(database.url);
  const folder = address.searchParams.get('host');
  const sessions: Record<string, string>[] = [];
  const proxy = await startTcpProxy({ path: `${folder}/.s.PGSQL.${address.port}` }, undefined, () => {
    let first = true;
    return (bytes) => {
      if (first) sessions.push(startupOf(bytes));
      first = false;
    };
  });
  cleanups.push(() => proxy.close());
  address.searchParams.delete('host');
  address.host = `127.0.0.1:${proxy.port}`;
  address.searchParams.set('options', '-c work_mem=8MB');
  const dateline = await TestDateline.start({
    env: { DATABASE_URL: address.href },
    redis: undefined,
    cleanup: () => Promise.resolve(),
  });
  cleanups.push(() => dateline.stop());
  await dateline.publish({ headline: 'One', body: ['x'] });
  const known = sessions.filter(({ user }) => user !== undefined);
  expect(known.length).toBe(sessions.length);
  expect(known.map((session) => session['application_name'])).toEqual(
    expect.arrayContaining(['dateline', 'dateline migration', 'dateline bus']),
  );
  // BullMQ's sessions have no application name.
  expect(known.some((session) => session['application_name'] === undefined || session['application_name'] === '')).toBe(
    true,
  );
  for (const { options } of known) expect(options).toMatch(/^-c jit=off (?:.* )?-c work_mem=8MB\b/);
});

test('other parameters of the URL are kept, and its own options win', () => {
  const { connectionString, options } = postgresSession(
    'postgres://u:p%40ss@db:5433/d?sslmode=require&options=-c%20jit%3Don',
    { lock_timeout: 5 },
  );
  expect(connectionString).toBe('postgres://u:p%40ss@db:5433/d?sslmode=require');
  expect(options).toBe('-c jit=off -c lock_timeout=5 -c jit=on');
});
