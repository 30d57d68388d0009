// Delivery through Debian's nginx, with its default settings and with those of docs/operating.md; and from another
// origin.
import { createServer, type Server } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../src/core/log/update.js';
import { openBrowser } from '../support/browser.js';
import { brokenChain, seqOf, type TestDateline } from '../support/dateline.js';
import { startEmbedded } from '../support/embedded.js';
import { EventStream } from '../support/event-stream.js';
import { documentedSettings, startNginx, type Nginx } from '../support/nginx.js';
import { Publisher, updatesOf } from '../support/publisher.js';
import { freePort } from '../support/temporary.js';
import { until } from '../support/wait.js';

let dateline: TestDateline;
let admin: Publisher;
let plain: Nginx;
let ours: Nginx;
const cleanups: (() => unknown)[] = [];

const publish = (uri: string, text: string) => admin.publish({ uri, headline: uri, body: [text], topics: [uri] });

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
  const port = Number(new URL(dateline.url).port);
  [plain, ours] = await Promise.all([startNginx(port), startNginx(port, documentedSettings())]);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(async () => {
  await Promise.all([plain.stop(), ours.stop()]);
  await dateline.end();
});

describe.each([
  ['with default settings', () => plain],
  ['with the settings of docs/operating.md', () => ours],
])('an event stream through nginx %s', (_how, proxy) => {
  const open = async (
    query: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<EventStream> => {
    const stream = await EventStream.open(proxy().url, query, headers);
    cleanups.push(() => stream.close());
    return stream;
  };

  test('begins at once, and gets each update without buffering', async () => {
    const stream = await open({ channel: 'topic/prompt' });
    await stream.first('sync');
    const direct = await EventStream.open(dateline.url, { channel: 'topic/prompt' });
    cleanups.push(() => direct.close());
    await direct.first('sync');
    for (let at = 1; at <= 5; at += 1) {
      await publish('prompt', `The count stands at ${at}.`);
      await until(() => direct.updates.length === at);
      await until(() => stream.updates.length === at, { timeout: 1_000, describe: `update ${at} behind the proxy` });
    }
    expect(stream.updates).toEqual(direct.updates);
  });

  test('resumes after a lost connection, on several channels too, without gaps or duplicates', async () => {
    const { update: start } = await publish('cut', 'One.');
    const channels = ['all', 'topic/cut'].map((channel): [string, string] => ['channel', channel]);
    const seen: Update[] = [];
    let last = start ?? '';
    for (const number of ['two', 'three', 'four']) {
      const stream = await open(channels, { 'last-event-id': last });
      await publish('cut', `The count stands at ${number}.`);
      await until(() => stream.updates.filter(({ channel }) => channel === 'topic/cut').length > 0);
      stream.close();
      seen.push(...stream.updates);
      last = stream.lastId;
      await publish('cut', `The count stands at ${number} and a half.`);
    }
    const rest = await open(channels, { 'last-event-id': last });
    await rest.first('sync');
    seen.push(...rest.updates);
    for (const channel of ['all', 'topic/cut'])
      expect(seen.filter((update) => update.channel === channel)).toEqual(
        await updatesOf(dateline, channel, start ?? ''),
      );
  });

  test('ends when its reader disconnects: the server notices', async () => {
    const streams = async (): Promise<string | undefined> =>
      /^dateline_streams (\d+)$/m.exec((await admin.request('get', '/metrics').expect(200)).text)?.[1];
    await until(async () => (await streams()) === '0');
    const stream = await open({});
    await until(async () => (await streams()) === '1');
    stream.close();
    await until(async () => (await streams()) === '0');
  });
});

describe('with the settings of docs/operating.md', () => {
  test('a socket through nginx gets what streams get', async () => {
    const socket: Socket = io(ours.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    cleanups.push(() => socket.disconnect());
    const updates: Update[] = [];
    socket.on('update', (update: Update) => updates.push(update));
    await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('connect_error', reject));
    expect(await socket.emitWithAck('subscribe', { channel: 'topic/socket' })).toMatchObject({
      ok: true,
      mode: 'live',
    });
    for (const number of ['one', 'two', 'three']) await publish('socket', `The count stands at ${number}.`);
    await until(() => updates.length === 3);
    expect(brokenChain(updates, 0)).toEqual([]);
  });

  test('a page can be requested in every form, and errors pass through', async () => {
    const { update } = await publish('page', 'One.');
    const epoch = update?.split('.')[0];
    const ask = async (
      query: string,
    ): Promise<{ status: number; body: { updates: Update[]; next: string; code: string } }> => {
      const response = await fetch(`${ours.url}/v1/updates${query}`);
      return {
        status: response.status,
        body: (await response.json()) as { updates: Update[]; next: string; code: string },
      };
    };
    for (const query of [
      '',
      '?channel=all',
      '?channel=topic/page',
      '?channel=topic%2Fpage',
      `?after=${epoch}.0`,
      `?after=${update}`,
      `?limit=5&after=${epoch}.${seqOf(update) - 1}`,
    ]) {
      const { status, body } = await ask(query);
      expect([status, body.updates.at(-1)?.cursor, body.next]).toEqual([200, update, update]);
    }
    expect(await ask('?channel=x')).toMatchObject({ status: 400, body: { code: 'bad_channel' } });
    expect(await ask('?after=x')).toMatchObject({ status: 400, body: { code: 'bad_cursor' } });
    expect(await ask('?after=deadbeef00.12345')).toMatchObject({ status: 410, body: { code: 'reset' } });
  });

  test('a kill removes the page from the cache within about a second; until then the cache serves it', async () => {
    const { story, update } = await publish('killed', 'The marsupial stands at one.');
    const [epoch, seq] = [update?.split('.')[0], seqOf(update)];
    const read = async (): Promise<string> =>
      (await fetch(`${ours.url}/v1/updates?channel=topic/killed&after=${epoch}.${seq - 1}`)).text();
    expect(await read()).toContain('"headline":"killed"');
    await admin.request('delete', `/v1/stories/${story}`).send({ reason: 'wrong' }).expect(200);
    await until(async () => !(await read()).includes('"headline":"killed"'), { timeout: 2_500 });
  });
});

describe('a page of another origin, in a browser', () => {
  let site: Server;
  let origin: string;

  beforeAll(async () => {
    site = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Reader</title>'),
    );
    const port = await freePort();
    await new Promise<void>((resolve) => site.listen(port, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => new Promise((resolve) => site.close(resolve)));

  test('follows two channels with EventSource alone, across a restart of the node', async () => {
    const { update: start } = await publish('browser', 'One.');
    const browser = await openBrowser();
    cleanups.push(() => browser.close());
    const page = await browser.newPage();
    await page.goto(origin);
    await page.evaluate((url) => {
      const seen: string[] = [];
      const source = new EventSource(url);
      for (const name of ['update', 'sync', 'reset', 'drain']) {
        source.addEventListener(name, (event) => {
          const { channel = '', cursor = '' } = JSON.parse((event as MessageEvent<string>).data) as {
            channel?: string;
            cursor?: string;
          };
          seen.push(`${name} ${channel} ${cursor}`);
        });
      }
      Object.assign(globalThis, { seen, source });
    }, `${dateline.url}/v1/updates?channel=all&channel=topic/browser&after=${start}`);
    const seen = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    const updates = async (): Promise<string[]> => (await seen()).filter((event) => event.startsWith('update'));
    await until(async () => (await seen()).some((event) => event.startsWith('sync')));
    await publish('browser', 'The count stands at two.');
    await until(async () => (await updates()).length === 2);
    await dateline.stop();
    await until(async () => (await seen()).some((event) => event.startsWith('drain')));
    await dateline.start();
    await publish('browser', 'The count stands at three.');
    await until(async () => (await updates()).length >= 4);
    const { epoch, head } = { epoch: start?.split('.')[0], head: seqOf(start) };
    expect(await updates()).toEqual(
      [1, 2].flatMap((at) => ['all', 'topic/browser'].map((channel) => `update ${channel} ${epoch}.${head + at}`)),
    );
    expect((await seen()).some((event) => event.startsWith('reset'))).toBe(false);
  });
});
