// Five thousand readers return at once, each with its own cursor, and fetch what they missed over HTTP:
// behind nginx with the settings of docs/operating.md, and directly from a node.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import { Crowd } from '../../support/crowd.js';
import { seqOf, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { documentedSettings, startNginx, type Nginx } from '../../support/nginx.js';
import { Publisher } from '../../support/publisher.js';

const READERS = Number(process.env['READERS'] ?? 5000);
const BEHIND = 2_000;
const LOG = 3_304;
/** One in so many updates is on the readers' channels: enough for pages, and few enough for a fast test. */
const EACH = 8;
const inChannel = (name: string): string => `(${name} not like 'topic/%' or n % ${EACH} = 0)`;

type Page = { epoch: string; head: number; updates: Update[]; next: string };

let dateline: TestDateline;
let proxy: Nginx;
let epoch: string;
let head: number;

/**
 * Extends the log as if the story had been revised, faster than by publishing; one revision in EACH is in its
 * topics.
 */
async function lengthen(story: string, upTo: number): Promise<void> {
  const client = new Client({ connectionString: dateline.world.env.DATABASE_URL });
  await client.connect();
  const rows = (table: string, change: string): string =>
    `insert into ${table} select (jsonb_populate_record(row, ${change})).* from ${table} row, generate_series(2, ${upTo}) n where row.story = '${story}' and row.revision = 1`;
  const channels = `select jsonb_object_agg(name, case when name like 'topic/%' then greatest(n - ${EACH}, 1) else n - 1 end) from jsonb_object_keys(row.channels) name where ${inChannel('name')}`;
  try {
    await client.query('begin');
    await client.query(rows('revisions', `jsonb_build_object('revision', n)`));
    await client.query(rows('updates', `jsonb_build_object('revision', n, 'seq', n, 'channels', (${channels}))`));
    await client.query(
      `insert into update_channels select channel, n from update_channels, generate_series(2, ${upTo}) n where ${inChannel('channel')}`,
    );
    await client.query(`update channel_heads set prev = ${upTo - 1}, seq = ${upTo}`);
    await client.query(`update stories set revision = ${upTo}, shown = ${upTo}`);
    await client.query(`update log_head set seq = ${upTo}`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Plain readers who follow `next`. Equal pages are parsed once, and compared by their bytes. */
class Readers {
  readonly pages = new Map<string, { body: Buffer; page: Page }>();
  requests = 0;

  constructor(private readonly crowd: Crowd) {}

  async comeBack(channel: string, since: string): Promise<Update[]> {
    const missed: Update[] = [];
    for (let cursor = since; ;) {
      const page = await this.ask(channel, cursor);
      const from = seqOf(cursor);
      for (const update of page.updates) if (seqOf(update.cursor) > from) missed.push(update);
      if (page.next === cursor || page.next === `${page.epoch}.${page.head}`) return missed;
      cursor = page.next;
    }
  }

  private async ask(channel: string, after: string): Promise<Page> {
    this.requests += 1;
    const { status, etag, body } = await this.crowd.get(`/v1/updates?channel=${channel}&after=${after}&limit=500`);
    if (status !== 200) throw new Error(`answered ${status}: ${body.toString()}`);
    const known = this.pages.get(etag);
    if (known?.body.equals(body) === true) return known.page;
    const page = JSON.parse(body.toString()) as Page;
    this.pages.set(etag, { body: Buffer.from(body), page });
    return page;
  }
}

/** Cursors all over the last updates, equally many at each. */
const scattered = (): number[] => Array.from({ length: READERS }, (_, at) => head - ((at * 7) % (BEHIND + 1)));

/** Counts the requests for updates that reach the server during `work`. */
async function atOrigin(work: () => Promise<void>): Promise<string[]> {
  const arrived: string[] = [];
  const port = new URL(dateline.url).port;
  const count = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (String(request.socket.localPort) === port && request.url?.startsWith('/v1/updates') === true)
      arrived.push(request.url);
  };
  subscribe('http.server.request.start', count);
  await work();
  unsubscribe('http.server.request.start', count);
  return arrived;
}

/** Counts this process's queries of the log. */
async function atPostgres(work: () => Promise<void>): Promise<string[]> {
  const asked: string[] = [];
  const query = vi.spyOn(Client.prototype, 'query');
  query.mockClear();
  await work();
  for (const [question] of query.mock.calls as unknown[][]) {
    const text = typeof question === 'string' ? question : String((question as { text?: string } | undefined)?.text);
    // Queries of private channels and new embeds run once a second, whoever reads.
    if (/log_head|update_channels|updates/.test(text) && !/embeds_mark|->'media'|"private"/.test(text))
      asked.push(text);
  }
  query.mockRestore();
  return asked;
}

/** What a reader of a topic missed since. */
const expected = (since: number): string =>
  Array.from(
    { length: Math.floor(head / EACH) - Math.floor(since / EACH) },
    (_, at) => (Math.floor(since / EACH) + at + 1) * EACH,
  ).join();

/** Runs the crowd against `url`; returns its duration in seconds, and its number of requests. */
async function storm(url: string, channels: string[]): Promise<{ seconds: number; requests: number }> {
  const crowd = await Crowd.at(url);
  const readers = new Readers(crowd);
  const cursors = scattered();
  const began = performance.now();
  const missed = await Promise.all(
    cursors.map((seq, at) => readers.comeBack(channels[at % channels.length] ?? '', `${epoch}.${seq}`)),
  );
  const seconds = (performance.now() - began) / 1_000;
  crowd.end();
  for (const [at, updates] of missed.entries()) {
    const seqs = updates.map(({ cursor }) => seqOf(cursor)).join();
    if (seqs !== expected(cursors[at] ?? 0)) throw new Error(`reader ${at}, since ${cursors[at]}, got ${seqs}`);
  }
  return { seconds, requests: readers.requests };
}

beforeAll(async () => {
  dateline = await startEmbedded();
  const { story } = await new Publisher(dateline).publish({
    uri: 'storm',
    headline: 'Storm',
    body: ['x'],
    topics: ['storm', 'gale'],
  });
  await lengthen(story, LOG);
  await dateline.stop();
  await dateline.start();
  ({ epoch, head } = await (await dateline.read()).welcome());
  expect(head).toBe(LOG);
  proxy = await startNginx(Number(new URL(dateline.url).port), documentedSettings());
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await proxy.stop();
  await dateline.end();
});

test('behind a cache, the crowd gets exactly what it missed, with a handful of requests a second to the origin', async () => {
  let took = { seconds: 0, requests: 0 };
  const arrived = await atOrigin(async () => void (took = await storm(proxy.url, ['topic/storm'])));
  expect(took.requests).toBeGreaterThanOrEqual(READERS);
  // Five pages, each once a second.
  expect(arrived.length).toBeLessThanOrEqual(5 * (1 + Math.ceil(took.seconds)));
  expect(proxy.complaints()).toBe('');
});

test('directly from a node that has just started, a crowd on two channels costs a handful of queries, and then one a second', async () => {
  await dateline.stop();
  await dateline.start();
  let took = { seconds: 0, requests: 0 };
  const asked = await atPostgres(async () => void (took = await storm(dateline.url, ['topic/storm', 'topic/gale'])));
  // This includes the tail's poll every two seconds.
  expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(5 + Math.ceil(1.5 * took.seconds));
});
