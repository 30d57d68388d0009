// Polling sources: polite requests, parsing what is there, and WebSub.
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { atomFeed, LocalSite, newsPage, type Page } from '../../support/local-web.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { WatchDesk } from '../../support/watch-desk.js';

const embedded = columns.find(({ redis }) => !redis);
const PUBLIC_URL = 'http://watcher.example';
const sites: LocalSite[] = [];
let topics = 0;
const newTopic = (): string => `w${(topics += 1)}`;
const open = async (pages: Record<string, Page> = {}): Promise<LocalSite> => {
  const site = await LocalSite.open(pages);
  sites.push(site);
  return site;
};

let desk: WatchDesk;
beforeAll(async () => {
  if (embedded === undefined) throw new Error('there is no embedded column');
  desk = new WatchDesk(
    await TestDateline.start(await embedded.settings(), { ALLOW_PRIVATE_NETWORK: 'true', PUBLIC_URL }),
  );
});
afterEach(() => {
  for (const site of sites.splice(0)) site.close();
});
afterAll(() => desk.dateline.end());

const entry = (id: string, title: string, more: object = {}) => ({ id, title, body: `${title}, it is said.`, ...more });

describe('A poll', () => {
  test('is conditional, sends a User-Agent, and is one request at a time', async () => {
    const site = await open();
    site.set('/feed', (request, response) => {
      const known =
        request.headers['if-none-match'] === '"1"' &&
        request.headers['if-modified-since'] === 'Wed, 01 Jan 2025 00:00:00 GMT';
      response
        .writeHead(known ? 304 : 200, { etag: '"1"', 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' })
        .end(known ? undefined : atomFeed([entry('urn:cond', 'Conditional')]));
    });
    const { id } = await desk.watch(`${site.url}/feed`, { minSeconds: 1, maxSeconds: 1 });
    expect(await desk.seen(id, ({ fetches }) => fetches >= 3)).toMatchObject({ errorStreak: 0, changes: 1 });
    const [first, second] = site.asked('/feed');
    expect(first?.headers).toMatchObject({
      'user-agent': `Dateline/0.1 (+${PUBLIC_URL})`,
      'accept-encoding': 'gzip, br',
    });
    expect(first?.headers['if-none-match']).toBeUndefined();
    expect(second?.headers).toMatchObject({ 'if-none-match': '"1"' });
    expect(site.mostAtOnce).toBe(1);
    expect(site.asked('/robots.txt')).toHaveLength(1);
  });

  test.each([
    [
      'Cache-Control',
      { status: 200, headers: { 'cache-control': 'max-age=600' }, body: atomFeed([entry('urn:fresh', 'Fresh')]) },
      590,
    ],
    ['Retry-After', { status: 503, headers: { 'retry-after': '900' }, body: 'later' }, 890],
  ])('waits as long as %s says', async (_what, page, seconds) => {
    const site = await open({ '/feed': page });
    const { id } = await desk.watch(`${site.url}/feed`, { minSeconds: 1, maxSeconds: 3_600 });
    const source = await desk.seen(id, ({ fetches, nextFetch }) => fetches === 1 && Date.parse(nextFetch) > Date.now());
    expect(Date.parse(source.nextFetch) - Date.now()).toBeGreaterThan(seconds * 1000 - 10_000);
    expect(site.asked('/feed')).toHaveLength(1);
  });

  test('skips what robots.txt forbids', async () => {
    const site = await open({
      '/robots.txt': 'User-agent: dateline\nDisallow: /private',
      '/private/feed': atomFeed([entry('urn:p', 'Private')]),
    });
    const { id } = await desk.watch(`${site.url}/private/feed`);
    expect(await desk.seen(id, ({ lastError }) => lastError !== null)).toMatchObject({
      lastError: { code: 'forbidden_by_robots' },
    });
    expect(site.asked('/private/feed')).toEqual([]);
  });

  test('follows a permanent redirect, and stores the new address', async () => {
    const topic = newTopic();
    const site = await open({
      '/old': { status: 301, headers: { location: '/new' } },
      '/new': { status: 302, headers: { location: '/today' } },
      '/today': atomFeed([entry('urn:moved', 'Moved')]),
    });
    const { id } = await desk.watch(`${site.url}/old`, { topics: [topic], minSeconds: 1, maxSeconds: 1 });
    await desk.story(topic, () => true);
    expect(await desk.seen(id, ({ fetches }) => fetches >= 3)).toMatchObject({
      url: `${site.url}/old`,
      address: `${site.url}/new`,
    });
    expect(site.asked('/old')).toHaveLength(1);
  });
});

describe('A poll reads', () => {
  test('the feed that a page links', async () => {
    const topic = newTopic();
    const site = await open({
      '/': newsPage({
        title: 'The Paper',
        stamp: '',
        body: ['News.'],
        head: '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments"><link rel="alternate" type="application/rss+xml" href="/rss">',
      }),
    });
    site.set(
      '/rss',
      `<rss version="2.0"><channel><title>x</title><item><guid isPermaLink="false">7</guid><title>By <![CDATA[&amp;]]> by</title><link>${site.url}/7</link><pubDate>Wed, 01 Jan 2025 10:00:00 +0100</pubDate><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description></item></channel></rss>`,
    );
    const { id } = await desk.watch(`${site.url}/`, { topics: [topic] });
    expect(await desk.story(topic, () => true)).toMatchObject({
      uri: `${site.url}/#7`,
      url: `${site.url}/7`,
      headline: 'By & by',
      body: ['One.', 'Two.'],
      firstCreated: '2025-01-01T09:00:00Z',
    });
    expect(await desk.seen(id, ({ kind }) => kind !== null)).toMatchObject({
      kind: 'feed',
      address: `${site.url}/rss`,
    });
    expect(site.asked('/comments')).toEqual([]);
  });

  test('JSON Feed, in gzip', async () => {
    const topic = newTopic();
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'x',
      language: 'de',
      items: [
        {
          id: 'urn:json:1',
          title: 'Brücke gesperrt',
          content_text: 'Die Brücke ist gesperrt.\n\nBis morgen.',
          date_published: '2025-01-01T00:00:00Z',
          authors: [{ name: 'Ute Klein' }],
        },
      ],
    };
    const site = await open({
      '/feed.json': {
        headers: { 'content-encoding': 'gzip', 'content-type': 'application/feed+json' },
        body: gzipSync(JSON.stringify(feed)),
      },
    });
    await desk.watch(`${site.url}/feed.json`, { topics: [topic] });
    expect(await desk.story(topic, () => true)).toMatchObject({
      uri: 'urn:json:1',
      headline: 'Brücke gesperrt',
      body: ['Die Brücke ist gesperrt.', 'Bis morgen.'],
      byline: 'Ute Klein',
      language: 'de',
    });
  });

  test.each([
    ['its XML declaration', 'windows-1251', 'application/xml', Buffer.from([0xcc, 0xee, 0xf1, 0xf2])],
    ['its header', 'utf-8', 'application/xml; charset=windows-1251', Buffer.from([0xcc, 0xee, 0xf1, 0xf2])],
  ])('a legacy charset, by %s', async (_what, declared, type, word) => {
    const topic = newTopic();
    const [head = '', tail = ''] = atomFeed([entry(`urn:${topic}`, 'TITLE')])
      .replace('encoding="utf-8"', `encoding="${declared}"`)
      .split('<title>TITLE');
    const site = await open({
      '/feed': {
        headers: { 'content-type': type },
        body: Buffer.concat([Buffer.from(`${head}<title>`), word, Buffer.from(tail)]),
      },
    });
    await desk.watch(`${site.url}/feed`, { topics: [topic] });
    expect((await desk.story(topic, () => true)).headline).toBe('Мост');
  });

  test('a feed’s items on their own pages, and finds an edit there that the feed does not show', async () => {
    const topic = newTopic();
    const page = (count: string): string =>
      newsPage({
        title: 'Bridge reopens',
        stamp: 'Published 1 January 2025, 10:00 UTC',
        body: [
          'The bridge over the river has reopened to traffic after three weeks of work.',
          `Repairs cost ${count} million, said the city on Wednesday.`,
        ],
      });
    const site = await open();
    site.set('/feed', atomFeed([entry('urn:follow', 'Bridge', { link: `${site.url}/bridge` })]));
    site.set('/bridge', page('four'));
    await desk.watch(`${site.url}/feed`, { topics: [topic], follow: true, minSeconds: 1, maxSeconds: 2 });
    expect(await desk.story(topic, () => true)).toMatchObject({ uri: 'urn:follow', headline: 'Bridge reopens' });
    site.set('/bridge', page('nine'));
    expect(await desk.story(topic, ({ revision }) => revision === 2)).toMatchObject({ change: { silent: true } });
    expect(site.mostAtOnce).toBe(1);
  });

  test('a news sitemap’s pages, but no other site’s', async () => {
    const topic = newTopic();
    const site = await open({
      '/a': newsPage({
        title: 'From the sitemap',
        stamp: 'Updated 1 January 2025, 10:00 UTC',
        body: ['The harbour was closed on Wednesday after a storm.', 'It will open again on Friday, said the port.'],
      }),
    });
    site.set(
      '/index.xml',
      `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>${site.url}/news.xml</loc></sitemap></sitemapindex>`,
    );
    site.set(
      '/news.xml',
      `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>${site.url}/a</loc><news:news><news:publication_date>2025-01-01</news:publication_date><news:title>A</news:title></news:news></url><url><loc>http://other.example/b</loc></url></urlset>`,
    );
    const { id } = await desk.watch(`${site.url}/index.xml`, { topics: [topic] });
    expect(await desk.story(topic, () => true)).toMatchObject({ headline: 'From the sitemap' });
    expect(await desk.seen(id, ({ kind }) => kind !== null)).toMatchObject({ kind: 'sitemap', lastError: null });
  });

  test('a page whose markup alone changed as unchanged', async () => {
    const topic = newTopic();
    let served = 0;
    const site = await open({
      '/page': (_request, response) =>
        void response.end(
          newsPage({
            title: 'Quiet page',
            stamp: '3 minutes ago',
            body: ['Nothing happened in the old town on Wednesday.', 'Nobody knows when something will.'],
            head: `<script>var token = ${(served += 1)}</script>`,
          }),
        ),
    });
    const { id } = await desk.watch(`${site.url}/page`, {
      kind: 'page',
      topics: [topic],
      minSeconds: 1,
      maxSeconds: 1,
    });
    expect(await desk.seen(id, ({ fetches }) => fetches >= 4)).toMatchObject({ changes: 1 });
    expect(await desk.stories(topic)).toMatchObject([{ revision: 1 }]);
  });
});

describe('A hub', () => {
  const TOPIC = 'urn:hub';
  type Asked = Record<string, string>;

  const hubAndFeed = async (topic: string) => {
    const asked: Asked[] = [];
    const hub = await open({
      '/hub': (_request, response, body) =>
        void (asked.push(Object.fromEntries(new URLSearchParams(body))), response.writeHead(202).end()),
    });
    const site = await open();
    const feed = (title: string): string =>
      atomFeed(
        [entry(`${TOPIC}:${topic}`, title)],
        `<link rel="hub" href="${hub.url}/hub"/><link rel="self" href="${site.url}/feed"/>`,
      );
    site.set('/feed', feed('Before'));
    const { id } = await desk.watch(`${site.url}/feed`, { topics: [topic], minSeconds: 1, maxSeconds: 600 });
    const subscription = await until(() => asked[0]);
    const callback = (subscription['hub.callback'] ?? '').replace(PUBLIC_URL, desk.dateline.url);
    const confirm = (query: Record<string, string>) => fetch(`${callback}?${new URLSearchParams(query)}`);
    const push = (signature: string) =>
      fetch(callback, {
        method: 'POST',
        headers: { 'content-type': 'application/atom+xml', 'x-hub-signature': signature },
        body: 'pushed',
      });
    return { id, site, feed, subscription, callback, confirm, push };
  };

  test('is subscribed to and verified; its signed pushes trigger polls, which are rare meanwhile', async () => {
    const topic = newTopic();
    const { id, site, feed, subscription, callback, confirm, push } = await hubAndFeed(topic);
    expect(subscription).toMatchObject({
      'hub.mode': 'subscribe',
      'hub.topic': `${site.url}/feed`,
      'hub.secret': expect.stringMatching(/^\w{32,}$/),
      'hub.callback': expect.stringMatching(/^http:\/\/watcher\.example\/v1\/websub\/\S{20,}$/),
    });
    expect(
      (
        await confirm({
          'hub.mode': 'subscribe',
          'hub.topic': 'http://else.example/',
          'hub.challenge': 'no',
          'hub.lease_seconds': '3600',
        })
      ).status,
    ).toBe(404);
    expect((await fetch(`${callback}x?hub.mode=subscribe&hub.challenge=no`)).status).toBe(404);
    const confirmed = await confirm({
      'hub.mode': 'subscribe',
      'hub.topic': `${site.url}/feed`,
      'hub.challenge': '<b>yes</b>',
      'hub.lease_seconds': '86400',
    });
    expect([confirmed.status, confirmed.headers.get('content-type'), await confirmed.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      '<b>yes</b>',
    ]);
    await desk.request('post', `/${id}/poll`).expect(202);
    const resting = await desk.seen(
      id,
      ({ websub, nextFetch }) => websub?.state === 'verified' && Date.parse(nextFetch) - Date.now() > 300_000,
    );
    expect(resting.websub?.until).toEqual(expect.any(String));
    site.set('/feed', feed('After'));
    const asked = site.asked('/feed').length;
    expect((await push('sha256=0000000000000000000000000000000000000000000000000000000000000000')).status).toBe(202);
    expect((await push('sha256=')).status).toBe(202);
    const secret = subscription['hub.secret'] ?? '';
    expect((await desk.source(id)).nextFetch).toBe(resting.nextFetch);
    expect(site.asked('/feed')).toHaveLength(asked);
    expect((await push(`sha256=${createHmac('sha256', secret).update('pushed').digest('hex')}`)).status).toBe(202);
    await desk.story(topic, ({ headline }) => headline === 'After');
  });

  test('that misses a change is no longer relied on', async () => {
    const topic = newTopic();
    const { id, site, feed, confirm } = await hubAndFeed(topic);
    await confirm({
      'hub.mode': 'subscribe',
      'hub.topic': `${site.url}/feed`,
      'hub.challenge': 'yes',
      'hub.lease_seconds': '86400',
    });
    site.set('/feed', feed('After'));
    await desk.request('post', `/${id}/poll`).expect(202);
    await desk.story(topic, ({ headline }) => headline === 'After');
    await desk.seen(id, ({ nextFetch }) => Date.parse(nextFetch) - Date.now() < 120_000);
  });
});

describe('A hub that is no longer needed', () => {
  test.each(['is deleted', 'names another hub'])(
    'gets an unsubscribe request when the source %s, and its verification is confirmed',
    async (how) => {
      const asked: Record<string, string>[] = [];
      const hub = await open({
        '/hub': (_request, response, body) =>
          void (asked.push(Object.fromEntries(new URLSearchParams(body))), response.writeHead(202).end()),
        '/other': (_request, response) => void response.writeHead(202).end(),
      });
      const site = await open();
      const feed = (path: string): string =>
        atomFeed([entry(`urn:unwanted:${how}`, `By ${path}`)], `<link rel="hub" href="${hub.url}/${path}"/>`);
      site.set('/feed', feed('hub'));
      const { id } = await desk.watch(`${site.url}/feed`, { minSeconds: 1, maxSeconds: 600 });
      const { 'hub.callback': callback = '', 'hub.topic': topic = '' } = await until(() => asked[0]);
      const confirm = async (mode: string, of = topic): Promise<[number, string]> => {
        const answer = await fetch(
          `${callback.replace(PUBLIC_URL, desk.dateline.url)}?${new URLSearchParams({ 'hub.mode': mode, 'hub.topic': of, 'hub.challenge': 'sure', 'hub.lease_seconds': '86400' })}`,
        );
        return [answer.status, await answer.text()];
      };
      expect(await confirm('subscribe')).toEqual([200, 'sure']);
      // A hub can't end a subscription that we still want.
      expect((await confirm('unsubscribe'))[0]).toBe(404);
      if (how === 'is deleted') await desk.request('delete', `/${id}`).expect(204);
      else {
        site.set('/feed', feed('other'));
        await desk.request('post', `/${id}/poll`).expect(202);
      }
      expect(await until(() => asked.find((one) => one['hub.mode'] === 'unsubscribe'))).toEqual({
        'hub.mode': 'unsubscribe',
        'hub.topic': topic,
        'hub.callback': callback,
      });
      expect((await confirm('unsubscribe', 'http://else.example/'))[0]).toBe(404);
      expect(await confirm('unsubscribe')).toEqual([200, 'sure']);
      expect((await confirm('unsubscribe'))[0]).toBe(404);
      expect((await confirm('subscribe'))[0]).toBe(404);
      expect(
        (
          await fetch(callback.replace(PUBLIC_URL, desk.dateline.url), {
            method: 'POST',
            headers: { 'content-type': 'application/atom+xml' },
            body: 'late',
          })
        ).status,
      ).toBe(410);
    },
  );
});

test('adding, changing and deleting a source is in the audit log', async () => {
  const site = await open({ '/feed': atomFeed([]) });
  const { id } = await desk.watch(`${site.url}/feed`);
  await desk.request('patch', `/${id}`).send({ maxSeconds: 60 }).expect(200);
  await desk.request('delete', `/${id}`).expect(204);
  const { text } = await new Publisher(desk.dateline).request('get', '/v1/audit').expect(200);
  const acts = (JSON.parse(text) as { entries: { action: string; target: string | null }[] }).entries.filter(
    ({ target }) => target === id,
  );
  expect(acts.map(({ action }) => action).toSorted()).toEqual(['source.added', 'source.changed', 'source.deleted']);
});

test('operators see the state of each source, and of all together', async () => {
  const site = await open({ '/feed': atomFeed([entry('urn:seen', 'Seen')]) });
  const { id } = await desk.watch(`${site.url}/feed`);
  await desk.seen(id, ({ fetches }) => fetches > 1);
  const { text } = await new Publisher(desk.dateline).request('get', '/metrics').expect(200);
  for (const name of [
    'last_fetch_seconds',
    'next_fetch_seconds',
    'last_change_seconds',
    'error_streak',
    'average_interval_seconds',
  ])
    expect(text).toMatch(
      new RegExp(`^dateline_source_${name}\\{source="${id}",publisher="newsroom"\\} -?[\\d.]+$`, 'm'),
    );
  for (const name of ['', '_failing', '_overdue_seconds', '_subscribed', '_fetches_total', '_changes_total'])
    expect(text).toMatch(new RegExp(`^dateline_sources${name} [\\d.]+$`, 'm'));
});

describe('The address /v1/sources', () => {
  test.each([
    ['no address', {}, ['url']],
    ['an address that is none', { url: 'paper' }, ['url']],
    ['another scheme', { url: 'ftp://paper.example/' }, ['url']],
    ['an unknown kind', { url: 'http://paper.example/', kind: 'blog' }, ['kind']],
    ['bounds the wrong way round', { url: 'http://paper.example/', minSeconds: 60, maxSeconds: 30 }, ['minSeconds']],
    ['an interval of nothing', { url: 'http://paper.example/', minSeconds: 0 }, ['minSeconds']],
    ['a zone that is none', { url: 'http://paper.example/', zone: 'Mars' }, ['zone']],
    ['an unknown field', { url: 'http://paper.example/', often: true }, ['often']],
  ])('refuses a source with %s', async (_what, input, fields) => {
    expect(fieldsOf(expectProblem(await desk.request('post').send(input), 422, 'invalid_field'))).toEqual(fields);
  });

  test('refuses duplicates, lists, changes, and shows each publisher its own sources', async () => {
    const site = await open({ '/feed': atomFeed([]) });
    const { id } = await desk.watch(`${site.url}/feed`);
    expect(
      fieldsOf(expectProblem(await desk.request('post').send({ url: `${site.url}/feed#top` }), 422, 'invalid_field')),
    ).toEqual(['url']);
    expect((await desk.request('get').expect(200)).body.sources).toContainEqual(expect.objectContaining({ id }));
    const topic = newTopic();
    expect(
      (
        await desk
          .request('patch', `/${id}`)
          .send({ topics: [topic], maxSeconds: 60 })
          .expect(200)
      ).body,
    ).toMatchObject({ topics: [topic], maxSeconds: 60, minSeconds: 1 });
    expectProblem(await desk.request('patch', `/${id}`).send({ minSeconds: 61 }), 422, 'invalid_field');
    expectProblem(await desk.request('patch', `/${id}`).send({}), 422, 'invalid_field');
    const rival = await Publisher.named(desk.dateline, 'rival');
    for (const [method, path] of [
      ['get', ''],
      ['patch', ''],
      ['delete', ''],
      ['post', '/poll'],
    ] as const) {
      const asking = rival.request(method, `/v1/sources/${id}${path}`);
      expectProblem(method === 'patch' ? await asking.send({ follow: true }) : await asking, 404, 'not_found');
    }
    expect((await rival.request('get', '/v1/sources').expect(200)).body.sources).toEqual([]);
    expectProblem(await desk.dateline.http.get('/v1/sources'), 401, 'unauthorized');
    expectProblem(await desk.request('get', '/nonsense'), 404, 'not_found');
  });
});
