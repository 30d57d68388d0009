// Feeds and the news sitemap, parsed by a browser's parser, and checked by the rules of feed validators.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../../support/browser.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

/** An element of the browser's parser: name and namespace, attributes, own text, children. */
type Element = {
  name: string;
  space: string | null;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
};

const ATOM = 'http://www.w3.org/2005/Atom';
const DC = 'http://purl.org/dc/elements/1.1/';
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';
const ODD = 'Bridge <b>opens</b> & "closes" ]]> it’s 日本語 🎉 \u0001';

const element: z.ZodType<Element> = z.lazy(() =>
  z.object({
    name: z.string(),
    space: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    text: z.string(),
    children: z.array(element),
  }),
);

let dateline: TestDateline;
let browser: Browser;
let page: Page;
let blog: string;
let post: string;

beforeAll(async () => {
  [dateline, browser] = await Promise.all([startEmbedded(), openBrowser()]);
  page = await browser.newPage();
  const desk = await Publisher.named(dateline, 'desk');
  await desk.publish({
    uri: 'odd',
    headline: ODD,
    body: [ODD, '<p onclick="x()">raw</p>'],
    byline: 'By Ada & Co',
    topics: ['日本語', 'bridge'],
    language: 'zh-Hant',
    firstCreated: '2024-04-01T08:00:00Z',
    versionCreated: '2024-04-01T08:30:00Z',
    media: [{ url: 'https://i.example/a.jpg?x=1&y="2"', type: 'image', caption: ODD }],
  });
  await desk.publish({ uri: 'plain', headline: 'Plain', body: ['Without a byline, without times.'] });
  ({ story: blog } = await desk.publish({
    uri: 'night',
    kind: 'liveblog',
    headline: 'Election night',
    body: [],
    language: 'zh-Hans-SG',
  }));
  ({ story: post } = await desk.publish({
    uri: 'night/1',
    partOf: blog,
    headline: 'Polls close',
    body: ['They closed at ten.'],
  }));
});
afterAll(async () => {
  await browser.close();
  await dateline.end();
});

/** Parses XML strictly, as a browser does; fails if it is not well-formed. */
async function parsed(path: string, type: RegExp): Promise<Element> {
  const answer = await fetch(`${dateline.url}${path}`);
  expect(answer.headers.get('content-type')).toMatch(type);
  const read = await page.evaluate(`(() => {
    const document = new DOMParser().parseFromString(${JSON.stringify(await answer.text())}, 'application/xml');
    const fault = document.querySelector('parsererror');
    if (fault !== null) return { fault: fault.textContent };
    const tell = (element) => ({
      name: element.localName, space: element.namespaceURI,
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      text: [...element.childNodes].filter((node) => node.nodeType === 3 || node.nodeType === 4).map((node) => node.data).join(''),
      children: [...element.children].map(tell),
    });
    return tell(document.documentElement);
  })()`);
  expect(read).not.toHaveProperty('fault');
  return element.parse(read);
}

const all = (parent: Element, name: string, space: string | null = parent.space): Element[] =>
  parent.children.filter((child) => child.name === name && child.space === space);
function only(parent: Element, name: string, space: string | null = parent.space): Element {
  const [first, ...more] = all(parent, name, space);
  expect([name, more.length]).toEqual([name, 0]);
  if (first === undefined) throw new Error(`<${parent.name}> has no <${name}>`);
  return first;
}
const absolute = (address: string | undefined): void => expect(address).toMatch(/^https?:\/\/[^\s<>"]+$/);
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$/;
const channels = (): string[] => ['all', 'topic/日本語', 'topic/nothing', `story/${blog}`, 'publisher/desk'];
const path = (channel: string, form: string): string => `/v1/channels/${encodeURIComponent(channel)}/feed.${form}`;

test('RSS follows RSS 2.0 and its best practices: one channel with a link to itself, ids that are no links, RFC 822 dates, creators', async () => {
  for (const channel of channels()) {
    const rss = await parsed(path(channel, 'rss'), /^application\/rss\+xml; charset=utf-8$/);
    expect([rss.name, rss.attributes['version']]).toEqual(['rss', '2.0']);
    const feed = only(rss, 'channel', null);
    for (const name of ['title', 'description']) expect(only(feed, name).text).not.toBe('');
    absolute(only(feed, 'link').text);
    expect(only(feed, 'link', ATOM).attributes).toMatchObject({
      rel: 'self',
      type: 'application/rss+xml',
      href: `${dateline.url}${path(channel, 'rss')}`,
    });
    for (const date of all(feed, 'lastBuildDate')) expect(date.text).toMatch(RFC822);
    const items = all(feed, 'item');
    expect(new Set(items.map((item) => only(item, 'guid').text)).size).toBe(items.length);
    for (const item of items) {
      expect(only(item, 'title').text).not.toBe('');
      absolute(only(item, 'link').text);
      expect(only(item, 'guid').attributes['isPermaLink']).toBe('false');
      expect(only(item, 'pubDate').text).toMatch(RFC822);
      expect(only(item, 'creator', DC).text).not.toBe('');
      // A live blog may have no text; its title is then enough.
      for (const { text } of all(item, 'description')) expect(text).not.toMatch(/<(script|iframe)|\son\w+\s*=\s*"x/);
      expect(all(item, 'author')).toEqual([]); // which must be an email address
    }
  }
});

test('Atom follows RFC 4287: required ids, times and authors, links of each kind once, text escaped once', async () => {
  for (const channel of channels()) {
    const feed = await parsed(path(channel, 'atom'), /^application\/atom\+xml; charset=utf-8$/);
    expect([feed.name, feed.space]).toEqual(['feed', ATOM]);
    expect(only(feed, 'id').text).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(only(feed, 'updated').text).toMatch(RFC3339);
    expect(only(feed, 'title').text).not.toBe('');
    const links = all(feed, 'link').map(({ attributes }) => attributes);
    expect(new Set(links.map(({ rel }) => rel))).toEqual(new Set(['alternate', 'self']));
    expect(links).toHaveLength(2);
    // RFC 4287, 2: addresses may be relative, and are without PUBLIC_URL.
    expect(links.find(({ rel }) => rel === 'self')?.['href']).toBe(path(channel, 'atom'));
    const entries = all(feed, 'entry');
    expect(new Set(entries.map((entry) => only(entry, 'id').text)).size).toBe(entries.length);
    for (const entry of entries) {
      expect(only(entry, 'id').text).toMatch(/^urn:uuid:/);
      expect(only(entry, 'updated').text).toMatch(RFC3339);
      expect(only(entry, 'published').text).toMatch(RFC3339);
      expect(only(only(entry, 'author'), 'name').text).not.toBe('');
      expect(only(entry, 'content').attributes['type']).toBe('html');
      expect(all(entry, 'link').filter(({ attributes }) => attributes['rel'] === 'alternate')).toHaveLength(1);
      for (const link of all(entry, 'link')) absolute(new URL(link.attributes['href'] ?? '', dateline.url).href);
      for (const category of all(entry, 'category')) expect(category.attributes['term']).not.toBe('');
    }
    // A feed's time is that of its newest entry.
    const newest = Math.max(0, ...entries.map((entry) => Date.parse(only(entry, 'updated').text)));
    expect(Date.parse(only(feed, 'updated').text)).toBe(newest);
  }
  const [entry] = all(await parsed(path('topic/日本語', 'atom'), /./), 'entry');
  if (entry === undefined) throw new Error('the entry is missing');
  const content = only(entry, 'content');
  expect(content.attributes['xml:lang']).toBe('zh-Hant');
  const shown = z
    .object({ text: z.string(), raw: z.number() })
    .parse(
      await page.evaluate(
        `(() => { const body = new DOMParser().parseFromString(${JSON.stringify(content.text)}, 'text/html').body; return { text: body.textContent, raw: body.querySelectorAll('[onclick], script').length }; })()`,
      ),
    );
  expect(shown.text).toContain(ODD.replace(' \u0001', ''));
  expect(shown.text).toContain('<p onclick="x()">raw</p>');
  expect(shown.raw).toBe(0);
});

const jsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  home_page_url: z.url(),
  feed_url: z.url(),
  items: z.array(
    z.strictObject({
      id: z.string().min(1),
      url: z.url(),
      title: z.string().min(1),
      content_html: z.string(),
      image: z.url().optional(),
      date_published: z.iso.datetime({ offset: true }),
      date_modified: z.iso.datetime({ offset: true }),
      authors: z.array(z.strictObject({ name: z.string().min(1) })).min(1),
      tags: z.array(z.string()).optional(),
      language: z.string().optional(),
    }),
  ),
});

test('JSON Feed follows version 1.1', async () => {
  for (const channel of channels()) {
    const answer = await fetch(`${dateline.url}${path(channel, 'json')}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/feed\+json/);
    const feed = jsonFeed.parse(await answer.json());
    expect(feed.feed_url).toBe(`${dateline.url}${path(channel, 'json')}`);
    expect(feed.items.length > 0).toBe(channel !== 'topic/nothing');
  }
});

test('the news sitemap follows its format: one news element for each address, names, listed languages, times, titles', async () => {
  const urlset = await parsed('/sitemap-news.xml', /^application\/xml; charset=utf-8$/);
  expect([urlset.name, urlset.space]).toEqual(['urlset', SITEMAP]);
  const lines = all(urlset, 'url').map((url) => {
    const news = only(url, 'news', NEWS);
    const publication = only(news, 'publication');
    expect(only(news, 'publication_date').text).toMatch(RFC3339);
    return {
      loc: only(url, 'loc').text,
      name: only(publication, 'name').text,
      language: only(publication, 'language').text,
      title: only(news, 'title').text,
    };
  });
  // Neither the post, which is part of its live blog, nor the story first published two years ago.
  expect(lines.map(({ title, language }) => [title, language])).toEqual([
    ['Election night', 'zh-cn'],
    ['Plain', 'und'],
  ]);
  expect(lines.map(({ name }) => name)).toEqual(['desk', 'desk']);
  for (const { loc } of lines) expect((await fetch(loc)).status).toBe(200);
});

describe('a second request', () => {
  test('for a list of stories returns 304 while nothing in it changed, whatever happens elsewhere', async () => {
    const desk = await Publisher.named(dateline, 'sports');
    await desk.publish({ uri: 'match', headline: 'Match', body: ['It is played.'], topics: ['match'] });
    const list = await dateline.http.get('/v1/stories?channel=topic/match').expect(200);
    await desk.publish({ uri: 'other', headline: 'Other', body: ['Elsewhere.'] });
    await dateline.http
      .get('/v1/stories?channel=topic/match')
      .set('if-none-match', list.headers['etag'] ?? '')
      .expect(304);
    await desk.publish({ uri: 'match', headline: 'Match', body: ['It is over.'], topics: ['match'] });
    await dateline.http
      .get('/v1/stories?channel=topic/match')
      .set('if-none-match', list.headers['etag'] ?? '')
      .expect(200);
  });

  test('for a page returns 304 by its time too, until the page or a post on it changes', async () => {
    const first = await until(async () => {
      const answer = await dateline.http.get(`/stories/${blog}`).expect(200);
      return answer.headers['last-modified'] === undefined ? null : answer;
    });
    const since = { 'if-modified-since': first.headers['last-modified'] ?? '' };
    await dateline.http.get(`/stories/${blog}`).set(since).expect(304);
    const desk = new Publisher(dateline);
    await desk.request('patch', `/v1/stories/${post}`).send({ headline: 'Polls have closed' }).expect(200);
    expect((await dateline.http.get(`/stories/${blog}`).set(since).expect(200)).text).toContain('Polls have closed');
  });
});
