// Accepted is kept: everything is killed in the middle of a burst, and each submission that was answered 202
// is applied once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import { ADMIN_KEY, brokenChain, seqOf } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { freshDatabase } from '../../support/postgres.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { startRedis } from '../../support/redis.js';
import { temporaryFolder } from '../../support/temporary.js';
import { until } from '../../support/wait.js';

/** `crash` kills the services that Dateline depends on. */
type CrashWorld = { env: Record<string, string>; crash: () => Promise<void>; end: () => Promise<void> };

async function embedded(): Promise<CrashWorld> {
  const folder = temporaryFolder('crash');
  const postmaster = () => Number(readFileSync(join(folder.path, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    env: { DATA_DIR: folder.path },
    crash: async () => void process.kill(postmaster(), 'SIGKILL'),
    end: folder.remove,
  };
}

/**
 * The process to kill in the middle of the burst. Services that restart by themselves are not started again.
 */
const worlds: { name: string; goesOn: boolean; make: () => Promise<CrashWorld> }[] = [
  { name: 'embedded column, Dateline and its Postgres killed', goesOn: false, make: embedded },
  { name: 'embedded column, Postgres killed under a Dateline that goes on', goesOn: true, make: embedded },
  {
    name: 'second column, Dateline killed and the whole of Redis lost',
    goesOn: false,
    make: async () => {
      const [database, redis] = await Promise.all([freshDatabase(), startRedis()]);
      const end = async () => {
        await redis.stop();
        await database.drop();
      };
      return { env: { DATABASE_URL: database.url, REDIS_URL: redis.url }, crash: redis.restart, end };
    },
  },
];

const ORDERLY = 24;
const HASTY = 4;
const VERSIONS = 40;
const CRASH_AFTER = 200;

type Sent = { uri: string; version: number; submission: string | undefined };
type Outcome = { status: string; story: string; revision: number; update: string | null };

/** Sends one version without waiting for its result; without an answer there is no submission id. */
async function send(url: string, uri: string, version: number): Promise<Sent> {
  const story = {
    uri,
    headline: `Count of ${uri}`,
    body: [`The count of ${uri} stands at ${version}.`],
    versionCreated: new Date(Date.UTC(2024, 0, 1, 0, version)).toISOString(),
  };
  const headers = {
    authorization: `Bearer ${ADMIN_KEY}`,
    'content-type': 'application/json',
    'idempotency-key': `${uri} ${version}`,
  };
  try {
    const answer = await fetch(`${url}/v1/stories`, { method: 'POST', headers, body: JSON.stringify(story) });
    if (answer.status !== 202) return { uri, version, submission: undefined };
    const { submission } = (await answer.json()) as { submission: string };
    return { uri, version, submission };
  } catch {
    return { uri, version, submission: undefined };
  }
}

/**
 * Publishers with a story each, which send one version after the other, and some that send all at once. They
 * stop if there is no answer.
 */
async function burst(url: string, accepted: Sent[], unanswered: Sent[]): Promise<void> {
  const note = (sent: Sent): boolean =>
    (sent.submission === undefined ? unanswered : accepted).push(sent) > 0 && sent.submission !== undefined;
  const orderly = Array.from({ length: ORDERLY }, async (_, publisher) => {
    for (let version = 1; version <= VERSIONS; version += 1)
      if (!note(await send(url, `orderly-${publisher}`, version))) return;
  });
  const hasty = Array.from({ length: HASTY * 10 }, async (_, i) =>
    note(await send(url, `hasty-${i % HASTY}`, 1 + Math.floor(i / HASTY))),
  );
  await Promise.all([...orderly, ...hasty]);
}

const get = async <T>(url: string, path: string): Promise<T> => {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
};

/** The whole log, page by page. */
async function wholeLog(url: string): Promise<{ head: number; updates: Update[] }> {
  const updates: Update[] = [];
  for (let after = ''; ;) {
    const page = await get<{ head: number; next: string; updates: Update[] }>(url, `/v1/updates?limit=500${after}`);
    updates.push(...page.updates);
    if (page.updates.length < 500) return { head: page.head, updates };
    after = `&after=${page.next}`;
  }
}

/** Follows `all` on a socket from `since`, until the connection ends. */
function followOnSocket(url: string, since: string | undefined, updates: Update[]): { close: () => void } {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  socket.on('update', (update: Update) => updates.push(update));
  socket.on('connect', () => socket.emit('subscribe', { channel: 'all', since }));
  return { close: () => socket.disconnect() };
}

describe.each(worlds)('$name', ({ goesOn, make }) => {
  let world: CrashWorld;
  let dateline: DatelineProcess;
  const started: DatelineProcess[] = [];
  const accepted: Sent[] = [];
  const unanswered: Sent[] = [];
  const outcomes = new Map<string, Outcome>();
  const onStream: Update[] = [];
  const onSocket: Update[] = [];
  let log: { head: number; updates: Update[] };

  beforeAll(async () => {
    world = await make();
    const env = { ...world.env, ADMIN_KEY, LOG_LEVEL: 'fatal' };
    dateline = await startProcess({ env });
    started.push(dateline);
    const { url } = dateline;
    const { epoch } = await get<{ epoch: string }>(url, '/v1/updates');
    const before = await EventStream.open(url, { channel: 'all', after: `${epoch}.0` });
    const beforeOnSocket = followOnSocket(url, `${epoch}.0`, onSocket);

    const publishing = burst(url, accepted, unanswered);
    await until(() => accepted.length >= CRASH_AFTER && onSocket.length > 0 && before.updates.length > 0);
    await Promise.all([goesOn ? undefined : dateline.kill9(), world.crash()]);
    await publishing;
    beforeOnSocket.close();
    before.close();
    onStream.push(...before.updates);

    if (!goesOn) started.push((dateline = await startProcess({ env: { ...env, PORT: new URL(url).port } })));
    await until(async () => (await fetch(`${url}/health/ready`)).ok);
    const after = await EventStream.open(url, { channel: 'all' }, { 'last-event-id': onStream.at(-1)?.cursor ?? '' });
    const afterOnSocket = followOnSocket(url, onSocket.at(-1)?.cursor, onSocket);
    for (const { uri, version } of unanswered) accepted.push(await send(url, uri, version));
    const waitsFor = new Set(accepted.flatMap(({ submission }) => submission ?? []));
    await until(
      async () => {
        for (const id of waitsFor) {
          const outcome = await get<Outcome>(url, `/v1/submissions/${id}`);
          if (outcome.status === 'queued') return false;
          outcomes.set(id, outcome);
          waitsFor.delete(id);
        }
        return true;
      },
      { timeout: 20_000, describe: () => `${waitsFor.size} of ${accepted.length} submissions to be done` },
    );
    log = await wholeLog(url);
    await until(() => seqOf(onSocket.at(-1)?.cursor) === log.head && seqOf(after.updates.at(-1)?.cursor) === log.head, {
      describe: 'the readers to be at the head',
    });
    onStream.push(...after.updates);
    after.close();
    afterOnSocket.close();
  });
  afterAll(async () => {
    for (const process of started) await process.remove();
    await world.end();
  });

  test('the burst was interrupted in the middle', () => {
    expect(unanswered.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(ORDERLY * VERSIONS);
  });

  test('every accepted submission is done, none failed, and resending one without an answer does not apply it twice', () => {
    expect(accepted.filter(({ submission }) => submission === undefined)).toEqual([]);
    const ended = [...outcomes.values()].map(({ status }) => status);
    expect(ended.filter((status) => !['created', 'revised', 'unchanged', 'stale'].includes(status))).toEqual([]);
    const orderly = accepted
      .filter(({ uri }) => uri.startsWith('orderly'))
      .map(({ submission = '' }) => outcomes.get(submission)?.status);
    expect(orderly.filter((status) => status !== 'created' && status !== 'revised')).toEqual([]);
  });

  test('each story has each accepted version once, in order', async () => {
    const stories = new Map(accepted.map(({ uri, submission = '' }) => [uri, outcomes.get(submission)?.story ?? '']));
    expect(stories.size).toBe(ORDERLY + HASTY);
    for (const [uri, story] of stories) {
      const { revisions } = await get<{ revisions: { revision: number; versionCreated: string }[] }>(
        dateline.url,
        `/v1/stories/${story}/revisions`,
      );
      const versions = revisions.reverse().map(({ versionCreated }) => new Date(versionCreated).getUTCMinutes());
      expect(revisions.map(({ revision }) => revision)).toEqual(versions.map((_, i) => i + 1));
      const sent = accepted
        .filter((one) => one.uri === uri)
        .map(({ version }) => version)
        .sort((a, b) => a - b);
      const applied = accepted
        .filter((one) => one.uri === uri && /created|revised/.test(outcomes.get(one.submission ?? '')?.status ?? ''))
        .map(({ version }) => version)
        .sort((a, b) => a - b);
      expect(versions, uri).toEqual(uri.startsWith('orderly') ? sent : applied);
    }
  });

  test('the log is dense from 1 to its head and has each revision once', () => {
    expect(log.updates.map(({ cursor }) => seqOf(cursor))).toEqual(Array.from({ length: log.head }, (_, i) => i + 1));
    expect(brokenChain(log.updates, 0)).toEqual([]);
    expect(new Set(log.updates.map(({ story }) => `${story.id} ${story.revision}`)).size).toBe(log.head);
    const applied = [...outcomes.values()].flatMap(({ update }) => update ?? []);
    expect(log.updates.map(({ cursor }) => cursor).sort()).toEqual(applied.sort());
  });

  test('a disconnected reader resumes from its cursor and has every update once, in order, on a stream and on a socket', () => {
    expect(onStream).toEqual(log.updates);
    expect(onSocket).toEqual(log.updates);
  });
});
