// Embeds by oEmbed: after a story is published, listed hosts are asked for the titles of its embeds. No host
// can delay or harm a story.
import { parseHTML } from 'linkedom';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OEMBED_PROVIDERS, findOembed } from '../../../src/core/format/oembed.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { LocalSite, type Page } from '../../support/local-web.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

type Shown = {
  url: string;
  provider?: string;
  title?: string | null;
  author?: string | null;
  thumbnail?: string | null;
  frame?: { width: number; height: number } | null;
};

let host: LocalSite;
let dateline: TestDateline;
let desk: Publisher;

const answer = (more: object = {}): string =>
  JSON.stringify({
    version: '1.0',
    type: 'video',
    title: 'The flood, from above',
    author_name: 'The Film Desk',
    ...more,
  });
let ids = 0;
const newVideo = (): string => `https://vimeo.com/${(ids += 1) + 1000}`;
const pathOf = (page: string): string => `/oembed?url=${encodeURIComponent(page)}&format=json`;
/** The address of a new video, with this response of its host. */
function film(page?: Page): string {
  const url = newVideo();
  if (page !== undefined) host.set(pathOf(url), page);
  return url;
}
const publish = (media: string[], more: object = {}): Promise<{ story: string }> =>
  desk.publish({
    uri: `story-${(ids += 1)}`,
    headline: 'A flood',
    body: ['See it.'],
    media: media.map((url) => ({ url, type: 'embed' })),
    ...more,
  });
const read = async (id: string): Promise<Shown[]> =>
  ((await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as { media: Shown[] }).media;
const named = (id: string, index = 0): Promise<Shown> =>
  until(async () => (await read(id)).find((shown, at) => at === index && shown.author !== undefined) ?? null, {
    timeout: 20_000,
    describe: 'an embed that is called something',
  });
/** Waits until everything published before was scanned. */
async function passed(): Promise<string> {
  const url = film(answer());
  const { story } = await publish([url]);
  await named(story);
  return url;
}

async function ask<Row extends object>(statement: string, values: unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: dateline.world.env.DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  host = await LocalSite.open();
  const column = columns.find(({ redis }) => !redis);
  if (column === undefined) throw new Error('there is no embedded column');
  const embedProviders = OEMBED_PROVIDERS.filter(({ id }) => id === 'vimeo').map((provider) => ({
    ...provider,
    endpoint: `${host.url}/oembed`,
  }));
  dateline = await TestDateline.start(await column.settings(), { ALLOW_PRIVATE_NETWORK: 'true' }, { embedProviders });
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(async () => {
  await dateline.end();
  host.close();
});
afterEach(() => void (host.visits.length = 0));

test('a story is published at once; later responses have the embed’s title, author and aspect ratio: API, lists and page, with a new ETag', async () => {
  let tell: (() => void) | undefined;
  const url = film(
    (_request, response) =>
      void (tell = () =>
        response.end(answer({ width: 360, height: 640, thumbnail_url: 'https://pictures.example/flood.jpg' }))),
  );
  const { story } = await publish([`${url}#t=10`], { topics: ['floods'] });
  await until(() => tell, { describe: 'the host is asked' });
  const before = await dateline.http.get(`/v1/stories/${story}`).expect(200);
  expect((before.body as { media: Shown[] }).media[0]).toMatchObject({
    provider: 'Vimeo',
    thumbnail: null,
    frame: { width: 640, height: 360 },
  });
  const page = await dateline.http.get(`/stories/${story}`).expect(200);
  tell?.();
  expect(await named(story)).toMatchObject({
    provider: 'Vimeo',
    title: 'The flood, from above',
    author: 'The Film Desk',
    thumbnail: 'https://pictures.example/flood.jpg',
    frame: { src: expect.stringContaining('player.vimeo.com'), width: 360, height: 640 },
  });
  await dateline.http
    .get(`/v1/stories/${story}`)
    .set('if-none-match', before.headers['etag'] as string)
    .expect(200);
  const { stories } = (await dateline.http.get('/v1/stories').query({ channel: 'topic/floods' }).expect(200)).body as {
    stories: { media: Shown[] }[];
  };
  expect(stories[0]?.media[0]).toMatchObject({ title: 'The flood, from above' });
  const later = await dateline.http
    .get(`/stories/${story}`)
    .set('if-none-match', page.headers['etag'] as string)
    .expect(200);
  const { document } = parseHTML(later.text);
  expect(document.querySelector('figure .media-link')?.textContent).toBe('The flood, from above The Film Desk');
  expect(document.querySelector('iframe')?.getAttribute('title')).toBe('The flood, from above');
  expect(later.headers['last-modified']).toBeUndefined();
});

test('a live blog’s posts have it, and an embed of many stories is fetched once', async () => {
  const url = film(answer());
  const { story: blog } = await desk.publish({ uri: 'blog', kind: 'liveblog', headline: 'The flood, live', body: [] });
  await publish([url], { kind: 'post', partOf: 'blog' });
  const { story } = await publish([url]);
  await named(story);
  const { body } = await dateline.http.get(`/v1/stories/${blog}`).expect(200);
  expect((body as { posts: { media: Shown[] }[] }).posts[0]?.media[0]).toMatchObject({
    title: 'The flood, from above',
  });
  await passed();
  expect(host.asked(pathOf(url))).toHaveLength(1);
});

test('a host’s response is plain text: no markup, no script, no private image, nothing beyond a line', async () => {
  const thumbnails = [
    'http://pictures.example/a.jpg',
    'https://127.0.0.1/a.jpg',
    'https://[::1]/a.jpg',
    'https://2130706433/a.jpg',
    'https://router.local/a.jpg',
    'https://intranet/a.jpg',
    'javascript:alert(1)',
    7,
  ];
  const title = `<script>alert("1")</script>\n\u202e ${'x'.repeat(1000)}`;
  const { story } = await publish(
    thumbnails.map((thumbnail_url) =>
      film(
        answer({
          title,
          thumbnail_url,
          html: '<script>alert("2")</script>',
          author_name: { a: 1 },
          width: '100%',
          height: -1,
        }),
      ),
    ),
  );
  for (let index = 0; index < thumbnails.length; index += 1) {
    const shown = await named(story, index);
    expect(shown).toMatchObject({ thumbnail: null, author: null, frame: { width: 640, height: 360 } });
    expect(shown).not.toHaveProperty('html');
    expect(shown.title).toHaveLength(300);
    expect(shown.title).not.toMatch(/[\u202e\n]/);
  }
  const page = (await dateline.http.get(`/stories/${story}`).expect(200)).text;
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert');
});

describe('hosts without a usable response', () => {
  const silent: [what: string, page: Page | undefined, asked: 'once' | 'again'][] = [
    ['no such page', undefined, 'once'],
    ['not JSON', '<html>', 'once'],
    ['no oEmbed', JSON.stringify({ title: 'A title', type: 'page' }), 'once'],
    ['far too much', answer({ html: 'x'.repeat(200_000) }), 'once'],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'once'],
    ['a failure of its own', { status: 503 }, 'again'],
    ['nothing at all, for long', () => undefined, 'again'],
  ];

  test('don’t harm a story or delay others; temporary errors are retried, permanent ones are not', async () => {
    const urls = silent.map(([, page]) => film(page));
    const started = performance.now();
    const { story } = await publish(urls);
    expectWithin(4_000, performance.now() - started);
    await until(() => urls.every((url) => host.asked(pathOf(url)).length > 0), {
      timeout: 20_000,
      describe: 'all are asked of',
    });
    await passed();
    expect(host.asked('/elsewhere')).toHaveLength(0);
    for (const shown of await read(story)) expect(shown).not.toHaveProperty('title');
    const rows = await ask<{ page: string; again: boolean }>(
      'select page, next_at is not null as again from embeds where page = any($1)',
      [urls],
    );
    const again = new Map(rows.map((row) => [row.page, row.again]));
    expect(silent.map(([what], index) => [what, again.get(urls[index] ?? '') === true ? 'again' : 'once'])).toEqual(
      silent.map(([what, , asked]) => [what, asked]),
    );
  });
});

test('a failing embed is tried three times, and no fourth', async () => {
  const url = film({ status: 503 });
  await publish([url]);
  for (const tries of [1, 2, 3]) {
    await until(
      async () => {
        // An embed in flight has a lease of two minutes; the pause after an attempt is shorter or longer.
        await ask(
          "update embeds set next_at = now() where page = $1 and tries < $2 and next_at not between now() + interval '31 seconds' and now() + interval '125 seconds'",
          [url, tries],
        );
        return host.asked(pathOf(url)).length >= tries;
      },
      { timeout: 20_000, describe: `try ${tries}` },
    );
  }
  await until(async () => {
    const [row] = await ask<{ next_at: Date | null }>('select next_at from embeds where page = $1', [url]);
    return row?.next_at === null;
  });
  await passed();
  expect(host.asked(pathOf(url))).toHaveLength(3);
});

test('unlisted hosts get no request, and embeds of hidden stories are not fetched until they are shown', async () => {
  const hidden = film(answer());
  const others = [
    'https://www.youtube.com/watch?v=abcdefghijk',
    'https://vimeo.com.evil.example/1234',
    'https://vimeo.com:8443/1234',
    'https://user@vimeo.com/1234',
    'https://vimeo.com/about',
    `${host.url}/1234`,
  ];
  const { story } = await publish([...others, hidden], { uri: 'draft', pubStatus: 'withheld' });
  const { story: seen } = await publish(others);
  const last = await passed();
  expect(host.visits.map(({ path }) => path)).toEqual([pathOf(last)]);
  for (const shown of await read(seen)) expect(shown).not.toHaveProperty('author');
  await desk.publish({
    uri: 'draft',
    headline: 'A flood',
    body: ['See it.'],
    media: [{ url: hidden, type: 'embed' }],
    pubStatus: 'usable',
  });
  expect(await named(story)).toMatchObject({ title: 'The flood, from above' });
});

test('an embed in flight when the process stopped is fetched by the next process at once', async () => {
  const url = film(() => undefined);
  const { story } = await publish([url]);
  await until(() => host.asked(pathOf(url)).length > 0, { describe: 'the host is asked' });
  await dateline.stop();
  host.set(pathOf(url), answer());
  await dateline.start();
  expect(await named(story)).toMatchObject({ author: 'The Film Desk' });
});

test('each provider’s pages are matched by address, and fetched from its own endpoint', () => {
  const pages: [id: string, address: string][] = [
    ['youtube', 'https://youtu.be/abcdefghijk'],
    ['youtube', 'http://m.youtube.com/watch?v=abcdefghijk#t'],
    ['vimeo', 'https://vimeo.com/1234'],
    ['dailymotion', 'https://www.dailymotion.com/video/x7abcd'],
    ['spotify', 'https://open.spotify.com/intl-de/episode/4abcDEF'],
    ['soundcloud', 'https://soundcloud.com/someone/a-track'],
    ['apple-podcasts', 'https://podcasts.apple.com/gb/podcast/a-show/id12345?i=678'],
    ['bluesky', 'https://bsky.app/profile/someone.example/post/3kxyz'],
    ['x', 'https://x.com/someone/status/12345'],
    ['tiktok', 'https://www.tiktok.com/@some.one/video/7123'],
    ['flickr', 'https://www.flickr.com/photos/someone/12345/'],
    ['reddit', 'https://www.reddit.com/r/news/comments/abc/a_title/'],
  ];
  for (const [id, address] of pages) {
    const provider = OEMBED_PROVIDERS.find((one) => one.id === id);
    const found = findOembed(address, OEMBED_PROVIDERS);
    expect(found?.provider, address).toBe(provider?.name);
    expect(found?.endpoint.startsWith(`${provider?.endpoint ?? ''}?url=https%3A%2F%2F`), address).toBe(true);
  }
  expect(new Set(pages.map(([id]) => id))).toEqual(new Set(OEMBED_PROVIDERS.map(({ id }) => id)));
  for (const address of [
    null,
    '',
    'nonsense',
    'javascript:alert(1)',
    'https://youtu.be/',
    `https://vimeo.com/${'1'.repeat(3000)}`,
  ])
    expect(findOembed(address, OEMBED_PROVIDERS)).toBeNull();
});
