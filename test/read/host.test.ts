// The Host header of a request changes nothing that a cache could give to others.
import { request } from 'node:http';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { afterEach, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline } from '../support/dateline.js';
import { startEmbedded } from '../support/embedded.js';
import { freshDatabase } from '../support/postgres.js';
import { startProcess } from '../support/process.js';
import { expectProblem, type Answered } from '../support/problem.js';

const EVIL = 'evil.example';
let dateline: TestDateline | undefined;
afterEach(async () => {
  await dateline?.end();
  dateline = undefined;
});

const running = (): TestDateline => {
  if (dateline === undefined) throw new Error('no Dateline runs');
  return dateline;
};

/** `fetch` can't send its own Host header. */
function get(path: string, headers: Record<string, string>): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(`${running().url}${path}`, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(parts).toString('utf8'),
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        }),
      );
    });
    asked.on('error', reject).end();
  });
}

/** Every public address, including those of the OpenAPI document. */
async function surfaces(): Promise<string[]> {
  const blog = (
    await running().publish({
      uri: 'blog',
      kind: 'liveblog',
      headline: 'Blog',
      body: ['x'],
      url: 'https://paper.example/blog',
      topics: ['bridge'],
    })
  ).story;
  const post = (
    await running().publish({
      uri: 'post',
      partOf: 'blog',
      headline: 'Post',
      body: ['y'],
      media: [{ url: 'https://paper.example/a.jpg', type: 'image' }],
    })
  ).story;
  await running().publish({
    uri: 'blog',
    kind: 'liveblog',
    headline: 'Blog',
    body: ['x and more'],
    topics: ['bridge'],
  });
  const { paths } = JSON.parse((await get('/docs/openapi.json', {})).text) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const described = Object.entries(paths).flatMap(([path, operations]) => ('get' in operations ? [path] : []));
  const filled = described.flatMap((path) =>
    ['rss', 'atom', 'json'].map((form) =>
      path
        .replace('{id}', blog)
        .replace('{revision}', '1')
        .replace('{channel}', 'all')
        .replace('{kind}/{name}', 'topic/bridge')
        .replace('{file}', `feed.${form}`)
        .replace('{token}', 'x'),
    ),
  );
  const more = [
    '/',
    `/stories/${blog}`,
    `/stories/${post}`,
    `/stories/${blog}/posts/${post}`,
    `/stories/${blog}/diff/1..2`,
    `/stories/${blog}/diff?from=1&to=2`,
    `/v1/stories/${blog}/diff?from=1&to=2`,
    `/v1/channels/${encodeURIComponent(`story/${blog}`)}/feed.atom`,
    '/sitemap-news.xml',
    '/console',
    '/docs',
    '/docs/openapi.json',
    '/docs/asyncapi.json',
    '/client/dateline.js',
    '/health/live',
    '/nothing',
    '/stories/nothing',
  ];
  return [...new Set([...filled, ...more])];
}

const LIES: Record<string, string>[] = [
  { host: EVIL },
  { 'x-forwarded-host': EVIL },
  { 'x-forwarded-host': EVIL, 'x-forwarded-proto': 'https', host: EVIL },
  { forwarded: `host=${EVIL}` },
];
const says = ({ text, headers }: Answered): boolean => (text + JSON.stringify(headers)).includes(EVIL);

test('without PUBLIC_URL a response that contains the host is private', async () => {
  dateline = await startEmbedded();
  const named: string[] = [];
  for (const path of await surfaces()) {
    for (const lie of LIES) {
      const answer = await get(path, lie);
      if (!says(answer)) continue;
      named.push(path);
      expect({ path, control: answer.headers['cache-control'], vary: answer.headers['vary'] }).toEqual({
        path,
        control: expect.stringMatching(/^private\b/) as string,
        vary: expect.stringMatching(/\bhost\b.*\bx-forwarded-host\b/) as string,
      });
    }
  }
  // Those whose formats require absolute addresses; no other response contains the host.
  expect(new Set(named.map((path) => path.replace(/^.*\/feed/, 'feed')))).toEqual(
    new Set(['feed.rss', 'feed.json', '/sitemap-news.xml']),
  );
  expect((await get('/v1/channels/all/feed.atom', { host: EVIL })).headers['cache-control']).toMatch(/^public\b/);
}, 60_000);

test('with PUBLIC_URL no response contains the host, and all may be cached', async () => {
  dateline = await startEmbedded({ PUBLIC_URL: 'https://news.example/live' });
  for (const path of await surfaces()) {
    for (const lie of LIES) {
      const answer = await get(path, lie);
      expect({ path, lie, says: says(answer) }).toEqual({ path, lie, says: false });
    }
  }
  const feed = await get('/v1/channels/all/feed.rss', { host: EVIL });
  expect(feed.headers['cache-control']).toMatch(/^public\b/);
  expect(feed.headers['vary']).not.toMatch(/host/);
  expect(parseRssFeed(feed.text).items?.[0]?.link).toMatch(/^https:\/\/news\.example\/live\/stories\//);
}, 60_000);

describe('several addresses in PUBLIC_URL', () => {
  const linkAt = async (path: string, headers: Record<string, string>): Promise<{ link: string; vary: string }> => {
    const { text, headers: said } = await get(path, headers);
    const link = path.endsWith('rss')
      ? parseRssFeed(text).items?.[0]?.link
      : path.endsWith('atom')
        ? parseAtomFeed(text).entries?.[0]?.links?.[0]?.href
        : path.endsWith('json')
          ? parseJsonFeed(text).items?.[0]?.url
          : /<loc>([^<]*)/.exec(text)?.[1];
    return { link: new URL(link ?? '').origin, vary: said['vary'] ?? '' };
  };

  test.each([
    '/v1/channels/all/feed.rss',
    '/v1/channels/all/feed.atom',
    '/v1/channels/all/feed.json',
    '/sitemap-news.xml',
  ])('%s uses the requested one, else the first, and varies by host', async (path) => {
    dateline = await startEmbedded({ PUBLIC_URL: 'https://news.example, https://nachrichten.example:8443' });
    await running().publish({ headline: 'One', body: ['x'] });
    for (const [headers, origin] of [
      [{ host: 'news.example' }, 'https://news.example'],
      [{ host: 'nachrichten.example:8443' }, 'https://nachrichten.example:8443'],
      [{ host: 'inner:3000', 'x-forwarded-host': 'nachrichten.example:8443' }, 'https://nachrichten.example:8443'],
      [{ host: EVIL }, 'https://news.example'],
      [{ host: EVIL, 'x-forwarded-host': `${EVIL}, nachrichten.example` }, 'https://news.example'],
    ] as const) {
      expect(await linkAt(path, headers)).toEqual({
        link: origin,
        vary: expect.stringMatching(/\bhost, x-forwarded-host\b/) as string,
      });
    }
  });
});

test('an invalid host is refused if a response would contain it', async () => {
  dateline = await startEmbedded();
  for (const host of ['a/b', 'a b', 'a@b', '"><script>', 'a?b', 'a:99999', '[::1'])
    expectProblem(await get('/v1/channels/all/feed.rss', { 'x-forwarded-host': host }), 400, 'bad_request');
  for (const host of ['news.example', 'news.example:80', '127.0.0.1:3000', '[::1]:3000'])
    expect((await get('/v1/channels/all/feed.rss', { 'x-forwarded-host': host })).status).toBe(200);
});

test.each([
  ['', true],
  ['https://news.example', false],
])('the start warns if PUBLIC_URL is missing: %j', async (set, said) => {
  const database = await freshDatabase();
  const one = await startProcess({
    env: { DATABASE_URL: database.url, ADMIN_KEY, LOG_LEVEL: 'warn', PUBLIC_URL: set },
  });
  try {
    expect(one.output().includes('PUBLIC_URL is not set')).toBe(said);
  } finally {
    await one.remove();
    await database.drop();
  }
});
