// Feeds and the news sitemap: required fields, revisions as updates of the same entry, and no hidden content.
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

const FORMS = ['rss', 'atom', 'json'] as const;
type Form = (typeof FORMS)[number];
type Item = { id: string; title: string; body: string; link: string; published: string; updated: string };

let dateline: TestDateline;
let desk: Publisher;

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(() => dateline.end());

const path = (channel: string, form: Form): string => `/v1/channels/${encodeURIComponent(channel)}/feed.${form}`;
const text = async (channel: string, form: Form): Promise<string> =>
  (await fetch(`${dateline.url}${path(channel, form)}`)).text();

const present = <T>(value: T | null | undefined): T => {
  expect(value).toBeTruthy();
  return value as T;
};
const instant = (value: string | undefined): string => {
  expect(Date.parse(present(value))).not.toBeNaN();
  return new Date(present(value)).toISOString();
};

/** The items of a feed, once all required fields are there. */
const readers: Record<Form, (feed: string) => Item[]> = {
  rss: (feed) => {
    const { title, link, description, items = [] } = parseRssFeed(feed);
    for (const field of [title, link, description]) present(field);
    return items.map((item) => {
      expect(item.guid?.isPermaLink).toBe(false);
      expect(item.pubDate).toMatch(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
      return {
        id: present(item.guid?.value),
        title: present(item.title),
        body: present(item.description),
        link: present(item.link),
        published: instant(item.pubDate),
        updated: instant(item.atom?.updated),
      };
    });
  },
  atom: (feed) => {
    const { id, title, updated, links = [], entries = [] } = parseAtomFeed(feed);
    expect(present(id)).toMatch(/^urn:uuid:/);
    present(title?.value);
    instant(updated);
    expect(new Set(links.map(({ rel }) => rel))).toEqual(new Set(['alternate', 'self']));
    return entries.map((entry) => {
      present(entry.authors?.[0]?.name);
      expect(entry.updated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(entry.content?.type).toBe('html');
      return {
        id: present(entry.id),
        title: present(entry.title?.value),
        body: present(entry.content?.value),
        link: new URL(present(entry.links?.find(({ rel }) => rel === 'alternate')?.href), dateline.url).href,
        published: instant(entry.published),
        updated: instant(entry.updated),
      };
    });
  },
  json: (feed) => {
    expect((JSON.parse(feed) as { version: string }).version).toBe('https://jsonfeed.org/version/1.1');
    const { title, feed_url: own, items = [] } = parseJsonFeed(feed);
    present(title);
    present(own);
    return items.map((item) => ({
      id: present(item.id),
      title: present(item.title),
      body: present(item.content_html),
      link: present(item.url),
      published: instant(item.date_published),
      updated: instant(item.date_modified),
    }));
  },
};
const items = async (channel: string, form: Form): Promise<Item[]> => readers[form](await text(channel, form));
const entry = async (form: Form, id: string, channel = 'all'): Promise<Item | undefined> =>
  (await items(channel, form)).find((item) => item.id === `urn:uuid:${id}`);

const body = (level: number): string[] => [
  `The river stands at ${level} centimetres, the city says.`,
  'The bridges stay closed until further notice.',
];

describe.each(FORMS)('a channel as %s', (form) => {
  test('has the required fields, and a revision updates the same entry', async () => {
    const uri = `flood-${form}`;
    const { story: id } = await desk.publish({
      uri,
      headline: 'River rises',
      body: body(310),
      byline: 'By Ada Writer',
      topics: [uri],
      firstCreated: '2024-04-01T08:00:00Z',
      versionCreated: '2024-04-01T08:00:00Z',
      language: 'en-GB',
    });
    expect(await entry(form, id, `topic/${uri}`)).toMatchObject({
      title: 'River rises',
      link: `${dateline.url}/stories/${id}`,
      published: '2024-04-01T08:00:00.000Z',
      updated: '2024-04-01T08:00:00.000Z',
    });
    await desk.publish({
      uri,
      headline: 'River rises',
      body: body(450),
      topics: [uri],
      firstCreated: '2024-04-01T08:00:00Z',
      versionCreated: '2024-04-01T09:30:00Z',
    });
    const [only, ...others] = await items(`topic/${uri}`, form);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      id: `urn:uuid:${id}`,
      published: '2024-04-01T08:00:00.000Z',
      updated: '2024-04-01T09:30:00.000Z',
    });
    expect(only?.body).toContain('450');
  });

  test('moves "updated" only for significant changes: not for spelling or a pin; for a silent edit, to its time of receipt', async () => {
    const uri = `small-${form}`;
    const send = (line: string, rest: object = {}) =>
      desk.publish({
        uri,
        headline: 'Bridge opens',
        body: [line, 'The mayor cut a ribbon.'],
        versionCreated: '2024-04-01T08:00:00Z',
        ...rest,
      });
    const { story: id } = await send('The new bridge opened on Monday, with two lanes closed.');
    const before = await entry(form, id);
    await send('The new bridge opened on Monday , with two lanes closed.', { versionCreated: '2024-04-01T10:00:00Z' });
    await send('The new bridge openned on Monday, with two lanes closed.', {
      versionCreated: '2024-04-01T10:30:00Z',
      pinned: true,
    });
    const small = await entry(form, id);
    expect(small?.updated).toBe(before?.updated);
    expect(small?.body).toContain('openned');
    await send('The new bridge opened on Monday, with 14 lanes closed.', { versionCreated: '2024-04-01T10:30:00Z' });
    expect(Date.parse((await entry(form, id))?.updated ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
  });

  test('shows a correction note, and moves with it', async () => {
    const uri = `wrong-${form}`;
    const { story: id } = await desk.publish({
      uri,
      headline: 'Vote counted',
      body: ['Ada won the vote.'],
      versionCreated: '2024-04-01T08:00:00Z',
    });
    await desk.publish({
      uri,
      headline: 'Vote counted',
      body: ['Ada won the vote.'],
      versionCreated: '2024-04-01T11:00:00Z',
      correction: 'An earlier version named another winner.',
    });
    const corrected = await entry(form, id);
    expect(corrected?.updated).toBe('2024-04-01T11:00:00.000Z');
    expect(corrected?.body).toContain('named another winner');
  });

  test('of a live blog has its posts, each with its place on the page', async () => {
    const { story: blog } = await desk.publish({
      uri: `night-${form}`,
      kind: 'liveblog',
      headline: 'Election night',
      body: ['It begins.'],
    });
    expect(await items(`story/${blog}`, form)).toEqual([]);
    const { story: id } = await desk.publish({
      uri: `night-${form}/1`,
      kind: 'post',
      partOf: blog,
      headline: 'Polls close',
      body: ['They closed at ten.'],
    });
    expect(await items(`story/${blog}`, form)).toMatchObject([
      { id: `urn:uuid:${id}`, title: 'Polls close', link: `${dateline.url}/stories/${blog}#post-${id}` },
    ]);
    expect(await entry(form, id)).toBeUndefined();
    expect(await entry(form, blog)).toMatchObject({ title: 'Election night' });
    await desk.request('delete', `/v1/stories/${blog}`).send({ reason: 'It was wrong.' }).expect(200);
    expectProblem(await dateline.http.get(path(`story/${blog}`, form)), 410, 'killed');
    expect(await entry(form, blog)).toBeUndefined();
    expect(await entry(form, id, 'publisher/desk')).toBeUndefined();
  });

  test('carries any text unchanged, and is well-formed for any input', async () => {
    const uri = `odd-${form}`;
    const line = 'a < b && c ]]> d <script>alert(1)</script> \u0001\u000b\uffff "quoted" 日本語 🎉';
    const { story: id } = await desk.publish({
      uri,
      headline: line,
      body: [line],
      byline: line,
      topics: [uri, '日本語'],
    });
    const odd = await entry(form, id, 'topic/日本語');
    expect(odd?.title).toContain('a < b && c ]]> d <script>alert(1)</script>');
    const shown = parseHTML(`<main>${odd?.body}</main>`).document;
    expect(shown.querySelector('script')).toBeNull();
    expect(shown.querySelector('p:last-child')?.textContent).toContain('a < b && c ]]> d <script>alert(1)</script>');
    if (form !== 'json')
      for (const illegal of ['\u0001', '\u000b', '\uffff']) expect(await text('all', form)).not.toContain(illegal);
  });

  test('is the same on a second request, until something in it changes', async () => {
    const channel = `topic/again-${form}`;
    const send = (level: number) =>
      desk.publish({ uri: channel, headline: 'River', body: body(level), topics: [channel.slice('topic/'.length)] });
    await send(1);
    const first = await until(async () => {
      const answer = await dateline.http.get(path(channel, form)).expect(200);
      return answer.headers['last-modified'] === undefined ? null : answer;
    });
    expect(first.headers['content-type']).toMatch(
      { rss: /^application\/rss\+xml/, atom: /^application\/atom\+xml/, json: /^application\/feed\+json/ }[form],
    );
    const known = [
      { 'if-none-match': first.headers['etag'] ?? '' },
      { 'if-modified-since': first.headers['last-modified'] ?? '' },
    ];
    for (const headers of known) await dateline.http.get(path(channel, form)).set(headers).expect(304);
    await send(2);
    for (const headers of known)
      expect((await dateline.http.get(path(channel, form)).set(headers).expect(200)).text).toContain('at 2 ');
  });

  test('has the fifty stories that changed last', async () => {
    const topic = `many-${form}`;
    for (let at = 0; at < 55; at += 11)
      await Promise.all(
        Array.from({ length: 11 }, (_, more) =>
          desk.publish({
            uri: `${topic}/${at + more}`,
            headline: `Story ${at + more}`,
            body: body(at),
            topics: [topic],
          }),
        ),
      );
    await desk.publish({ uri: `${topic}/0`, headline: 'Story 0 again', body: body(99), topics: [topic] });
    const titles = (await items(`topic/${topic}`, form)).map(({ title }) => title);
    expect(titles).toHaveLength(50);
    expect(titles[0]).toBe('Story 0 again');
  });

  test('of a story alone has that story; an unknown story has none; other file names are refused', async () => {
    const { story: id } = await desk.publish({ uri: `alone-${form}`, headline: 'Alone', body: body(1) });
    expect((await items(`story/${id}`, form)).map(({ title }) => title)).toEqual(['Alone']);
    expect(
      readers[form](await (await fetch(`${dateline.url}/v1/channels/story/${id}/feed.${form}`)).text()),
    ).toHaveLength(1);
    expect(await items('topic/nobody', form)).toEqual([]);
    expectProblem(await dateline.http.get(path('story/01890a5d-ac96-774b-bcce-b302099a8057', form)), 404, 'not_found');
    expectProblem(await dateline.http.get(`/v1/channels/nonsense/feed.${form}`), 400, 'bad_channel');
    expectProblem(await dateline.http.get(`/v1/channels/all/feed.${form}x`), 404, 'not_found');
  });
});

test('a page links its feeds, which exist, and its own ETag gives 304 until it changes', async () => {
  const { story: id } = await desk.publish({ uri: 'page', headline: 'Page', body: body(1) });
  const page = await dateline.http.get(`/stories/${id}`).expect(200);
  const { document } = parseHTML(page.text);
  const links = [...document.querySelectorAll('link[rel="alternate"]')].map((link) => link.getAttribute('href') ?? '');
  expect(links).toHaveLength(3);
  for (const link of links) await dateline.http.get(link).expect(200);
  await desk.publish({ uri: 'beside the page', headline: 'Beside', body: ['Nothing of it is on that page.'] });
  await dateline.http
    .get(`/stories/${id}`)
    .set('if-none-match', page.headers['etag'] ?? '')
    .expect(304);
  await desk.publish({ uri: 'page', headline: 'Page', body: body(2) });
  await dateline.http
    .get(`/stories/${id}`)
    .set('if-none-match', page.headers['etag'] ?? '')
    .expect(200);
});

test('the news sitemap has the stories of two days, without posts, hidden and old stories', async () => {
  const [now, old] = [new Date().toISOString(), new Date(Date.now() - 3 * 86_400_000).toISOString()];
  const { story: id } = await desk.publish({
    uri: 'fresh',
    headline: 'Fresh & <new>\u0002',
    body: body(1),
    firstCreated: now,
    language: 'pt-BR',
  });
  const { story: aged } = await desk.publish({ uri: 'aged', headline: 'Aged', body: body(1), firstCreated: old });
  const { story: held } = await desk.publish({ uri: 'held', headline: 'Held', body: body(1), pubStatus: 'withheld' });
  const answer = await dateline.http.get('/sitemap-news.xml').expect(200);
  expect(answer.headers['content-type']).toMatch(/^application\/xml/);
  const { document } = parseHTML(answer.text.replace(/<\?xml[^>]*>/, ''));
  const urls = [...document.querySelectorAll('url')];
  const fresh = urls.find((url) => url.querySelector('loc')?.textContent === `${dateline.url}/stories/${id}`);
  const field = (name: string): string | null | undefined =>
    fresh?.getElementsByTagName(`news:${name}`)[0]?.textContent;
  expect(['name', 'language', 'publication_date', 'title'].map(field)).toEqual([
    'desk',
    'pt',
    now.replace('.000Z', 'Z'),
    'Fresh & <new>',
  ]);
  for (const hidden of [aged, held]) expect(answer.text).not.toContain(hidden);
  await dateline.http
    .get('/sitemap-news.xml')
    .set('if-none-match', answer.headers['etag'] ?? '')
    .expect(304);
});
