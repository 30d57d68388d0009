// The custom elements on a page of another origin, in a real browser: one script tag, a strict policy, no cookies.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client, type StoryView } from '../../../src/client/connection/client.js';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { ADMIN_KEY, seqOf, TestDateline } from '../../support/dateline.js';
import { until } from '../../support/wait.js';

const BUDGET = 60 * 1024;
const JWT_SECRET = 'a shared secret of these tests, long enough';

let dateline: TestDateline;
let browser: Browser;
let paper: Server;
let html = '';
const open: Page[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings(), { JWT_SECRET }), openBrowser()]);
  paper = createServer((_request, response) => {
    const { url } = dateline;
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src ${url}; connect-src ${url} ${url.replace('http', 'ws')}; img-src ${url}; require-trusted-types-for 'script'`,
    );
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
  });
  await new Promise<void>((done) => paper.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const page of open.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  paper?.close();
  await dateline?.end();
});

type Opened = { page: Page; faults: string[] };

async function visit(element: string, before?: (page: Page) => Promise<unknown>): Promise<Opened> {
  html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Paper</title><script type="module" src="${dateline.url}/client/dateline.js"></script><body>${element}</body></html>`;
  const page = await (
    await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', viewport: { width: 480, height: 500 } })
  ).newPage();
  open.push(page);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/favicon|ERR_CONNECTION|WebSocket|ERR_FAILED|ERR_INCOMPLETE|ERR_NETWORK/.test(message.text()) &&
      faults.push(message.text()),
  );
  await before?.(page);
  const address = paper.address();
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  return { page, faults };
}

const isLive = (page: Page, name: string): Promise<unknown> =>
  page.locator(`${name}[data-state="live"]`).waitFor({ timeout: 20_000 });
const headlines = (page: Page): Promise<string[]> => page.locator('[part~="headline"]').allInnerTexts();
const showing = (page: Page, wanted: string[], timeout = 10_000): Promise<unknown> =>
  until(async () => (await headlines(page)).join('|') === wanted.join('|'), {
    timeout,
    describe: `the page to show ${wanted.join(', ')}`,
  });

let count = 0;
async function blog(
  posts: string[],
): Promise<{ id: string; post: (headline: string, fields?: object) => Promise<string> }> {
  const uri = `embed:${(count += 1)}`;
  const { story: id } = await dateline.publish({
    uri,
    kind: 'liveblog',
    headline: 'Election night',
    body: ['All counts as they come.'],
  });
  const post = async (headline: string, fields: object = {}): Promise<string> => {
    const body = {
      uri: `${uri}:${headline}`,
      kind: 'post',
      partOf: id,
      headline,
      body: [`${headline} was said to be so by the returning officer.`],
      ...fields,
    };
    return (await dateline.publish(body)).story;
  };
  for (const headline of posts) await post(headline);
  return { id, post };
}

const patch = (id: string, fields: object) =>
  dateline.http
    .patch(`/v1/stories/${id}`)
    .set({ authorization: `Bearer ${ADMIN_KEY}`, prefer: 'wait=20', 'if-match': '*' })
    .send(fields);
async function change(id: string, fields: object): Promise<void> {
  const { body } = await dateline.http.get(`/v1/stories/${id}`).expect(200);
  const answer = await patch(id, fields).set('if-match', `"${(body as StoryView).revision}"`);
  expect(answer.status, answer.text).toBeLessThan(300);
}
const kill = (id: string) =>
  dateline.http
    .delete(`/v1/stories/${id}`)
    .set('authorization', `Bearer ${ADMIN_KEY}`)
    .send({ reason: 'Wrong' })
    .expect(200);

describe('a live blog on another’s page', () => {
  it('shows posts, edits, pins and kills as they happen, and nothing of the page’s policy stands against it', async () => {
    const { id, post } = await blog(['First count', 'Second count']);
    const { page, faults } = await visit(
      `<dateline-liveblog src="${dateline.url}/stories/${id}"><p>Loading…</p></dateline-liveblog>`,
    );
    await isLive(page, 'dateline-liveblog');
    await showing(page, ['Second count', 'First count']);
    expect(await page.locator('[part~="title"]').innerText()).toBe('Election night');
    expect(await page.getByText('Loading…').isVisible()).toBe(false);
    const third = await post('Third <img src=x onerror=alert(1)>', {
      keyEvent: true,
      media: [{ url: 'https://paper.example/a.png', type: 'embed' }],
    });
    await showing(page, ['Third <img src=x onerror=alert(1)>', 'Second count', 'First count']);
    expect(await page.locator('[part~="key"]').count()).toBe(1);
    const first = await page.locator('[part~="post"]').last().getAttribute('data-id');
    await change(first ?? '', {
      body: ['The first count was wrong by four hundred votes.'],
      versionCreated: '2026-11-24T12:53:00Z',
    });
    await page.getByText('wrong by four hundred').waitFor();
    expect(await page.locator('[part="edited"]').innerText()).toMatch(/^edited \d\d:\d\d$/);
    await change(first ?? '', { pinned: true });
    await showing(page, ['First count', 'Third <img src=x onerror=alert(1)>', 'Second count']);
    await kill(third);
    await showing(page, ['First count', 'Second count']);
    expect(faults).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('keeps new posts behind a button while one reads further down, and moves nothing', async () => {
    const { id, post } = await blog(Array.from({ length: 12 }, (_, i) => `Count ${i}`));
    const { page } = await visit(`<dateline-liveblog src="${dateline.url}/stories/${id}"></dateline-liveblog>`);
    await isLive(page, 'dateline-liveblog');
    await page.evaluate(() => scrollTo(0, 600));
    const seen = page.locator('[part~="post"]').nth(6);
    const before = (await seen.boundingBox())?.y;
    for (const name of ['A', 'B', 'C']) await post(name);
    await page.getByRole('button', { name: '3 new posts' }).waitFor();
    expect((await seen.boundingBox())?.y).toBe(before);
    expect(await headlines(page)).not.toContain('A');
    await until(async () => /new post.*C/.test(await page.locator('[role="status"]').innerText()));
    await page.getByRole('button', { name: '3 new posts' }).click();
    expect((await headlines(page)).slice(0, 3)).toEqual(['C', 'B', 'A']);
    expect(await page.locator('[part="pill"]').isVisible()).toBe(false);
    expect(
      await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.querySelector('h3')?.textContent),
    ).toBe('C');
  });

  it('shows what it missed while the server was down', async () => {
    const other = await TestDateline.start({ ...dateline.world, cleanup: async () => undefined });
    const { id } = await blog(['Before']);
    const { page } = await visit(`<dateline-liveblog src="${dateline.url}/stories/${id}"></dateline-liveblog>`);
    await isLive(page, 'dateline-liveblog');
    await dateline.stop();
    await other.publish({
      uri: 'embed:meanwhile',
      kind: 'post',
      partOf: id,
      headline: 'Meanwhile',
      body: ['It went on.'],
    });
    await dateline.start();
    await showing(page, ['Meanwhile', 'Before'], 25_000);
    await other.end();
  });

  it('comes by server-sent events where sockets can not get through', async () => {
    const { id, post } = await blog(['One']);
    const { page } = await visit(
      `<dateline-liveblog src="${dateline.url}/stories/${id}"></dateline-liveblog>`,
      async (fresh) => {
        await fresh.routeWebSocket('**/socket.io/**', (socket) => void socket.close());
      },
    );
    await isLive(page, 'dateline-liveblog');
    await post('Two');
    await showing(page, ['Two', 'One']);
  });
});

describe('a feed on another’s page', () => {
  it('shows the headlines of its channel, new ones, edited ones, and none that was withdrawn', async () => {
    const publish = async (name: string, headline: string) =>
      (
        await dateline.publish({
          uri: `feed:${name}`,
          headline,
          topics: ['floods'],
          body: [`${name} is what it is about, at length.`],
        })
      ).story;
    const first = await publish('one', 'River rises');
    const { page, faults } = await visit(
      `<dateline-feed src="${dateline.url}" channel="topic/floods" lang="de"></dateline-feed>`,
    );
    await isLive(page, 'dateline-feed');
    await showing(page, ['River rises']);
    await publish('two', 'Bridge closed');
    await showing(page, ['Bridge closed', 'River rises']);
    await publish('one', 'River falls');
    await showing(page, ['Bridge closed', 'River falls']);
    expect(await page.locator('[part="edited"]').innerText()).toMatch(/^bearbeitet/);
    await kill(first);
    await showing(page, ['Bridge closed']);
    expect(faults).toEqual([]);
  });
});

describe('an element with a token', () => {
  const signed = (ms = 60_000): Promise<string> =>
    new SignJWT({ channels: ['topic/members'], exp: Math.ceil((Date.now() + ms) / 1000) })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET));
  const publish = (headline: string) =>
    dateline.publish({
      uri: `members:${headline}`,
      headline,
      topics: ['members'],
      body: [`${headline} is for members.`],
    });

  it('reads a private channel, by a property or an attribute, and a script renews it', async () => {
    await dateline.http
      .put('/v1/private-channels')
      .set('authorization', `Bearer ${ADMIN_KEY}`)
      .send({ channels: ['topic/members'] })
      .expect(200);
    await publish('For members');
    const feed = (token: string): string =>
      `<dateline-feed src="${dateline.url}" channel="topic/members"${token}></dateline-feed>`;
    const { page, faults } = await visit(feed(` token="${await signed()}"`));
    await showing(page, ['For members']);
    const other = await visit(feed(''));
    await other.page.locator('dateline-feed[data-state="offline"]').waitFor({ state: 'attached', timeout: 20_000 });
    expect(await headlines(other.page)).toEqual([]);
    let asked = 0;
    await other.page.exposeFunction('freshToken', async () => ((asked += 1), signed(1_500)));
    await other.page.evaluate(() =>
      Object.assign(document.querySelector('dateline-feed') ?? {}, {
        token: Reflect.get(globalThis, 'freshToken') as unknown,
      }),
    );
    await showing(other.page, ['For members']);
    await until(() => asked > 2, { timeout: 20_000 });
    await publish('And more for members');
    await showing(other.page, ['And more for members', 'For members'], 15_000);
    await showing(page, ['And more for members', 'For members']);
    expect(faults).toEqual([]);
  });
});

describe('the client in Node', () => {
  it('gives every update of several channels over one line, once and in order, through a restart, and keeps its place', async () => {
    const kept = new Map<string, string>();
    const storage = {
      get: (key: string) => kept.get(key),
      set: (key: string, cursor: string) => void kept.set(key, cursor),
    };
    const client = connect(dateline.url, { storage });
    clients.push(client);
    const seen: Record<string, number[]> = { 'topic/a': [], all: [] };
    for (const channel of ['topic/a', 'all'])
      client.subscribe(channel, { onUpdate: ({ cursor }) => seen[channel]?.push(seqOf(cursor)) });
    await until(() => client.state === 'live');
    const publish = (n: number) =>
      dateline.publish({
        uri: `node:${n}`,
        headline: `Node ${n}`,
        topics: n % 2 === 0 ? ['a'] : ['b'],
        body: [`Text number ${n} of this test.`],
      });
    for (let n = 0; n < 4; n += 1) await publish(n);
    await until(() => seen['all']?.length === 4);
    await dateline.stop();
    await dateline.start();
    for (let n = 4; n < 8; n += 1) await publish(n);
    await until(() => seen['all']?.length === 8 && seen['topic/a']?.length === 4, { timeout: 20_000 });
    expect(seen['all']).toEqual([...(seen['all'] ?? [])].toSorted((a, b) => a - b));
    client.close();
    await publish(8);
    const again: number[] = [];
    const later = connect(dateline.url, { storage });
    clients.push(later);
    later.subscribe('topic/a', { onUpdate: ({ cursor }) => again.push(seqOf(cursor)) });
    await until(() => again.length === 1);
  });

  it('keeps a story whole, its posts with it', async () => {
    const { id, post } = await blog(['Alpha']);
    const client = connect(dateline.url);
    clients.push(client);
    const views: (StoryView | null)[] = [];
    client.story(id, { onChange: (view) => views.push(view) });
    await until(() => client.state === 'live' && views.length > 0);
    await change(id, { body: ['All counts as they come.', 'The last is due at four.'] });
    await until(() => views.at(-1)?.body.length === 2);
    const beta = await post('Beta');
    await until(() => views.at(-1)?.posts?.length === 2);
    await kill(beta);
    await until(() => views.at(-1)?.posts?.length === 1);
    await kill(id);
    await until(() => views.at(-1) === null);
  });

  it('says what the server refuses', async () => {
    const client = connect(dateline.url);
    clients.push(client);
    const problems: string[] = [];
    client.subscribe('nonsense', { onUpdate: () => undefined, onError: ({ code }) => problems.push(code) });
    await until(() => problems.includes('bad_channel'));
  });
});

describe('the scripts', () => {
  it.each(['story-page.js', 'dateline.js'])('%s is under 60 KB compressed', (name) => {
    const file = readFileSync(resolve(import.meta.dirname, '../../../dist/client', name));
    expect(gzipSync(file).length).toBeLessThan(BUDGET);
  });
});
