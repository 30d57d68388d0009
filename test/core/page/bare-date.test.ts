// Publication dates of pages without a label or common markup, and dates of other things.
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';

type Page = {
  head?: string;
  top?: string;
  over?: string;
  under?: string;
  body?: string;
  end?: string;
  after?: string;
  foot?: string;
  language?: string;
};

const now = '2024-03-01T12:00:00Z';
const STORY =
  'A storm hit the coast on Monday, and many people were without power, officials said on Tuesday morning. ';
const BODY = `<div class="article-body"><p>${STORY.repeat(2)}</p><p>${STORY.repeat(3)}</p><p>${STORY.repeat(2)}</p></div>`;
const html = ({
  head = '',
  top = '',
  over = '',
  under = '',
  body = BODY,
  end = '',
  after = '',
  foot = '<footer>© 2024 The Paper</footer>',
  language = 'en',
}: Page): string =>
  `<!doctype html><html lang="${language}"><head><title>Storm hits the coast</title>${head}</head><body><header class="site-header"><nav><a href="/">Home</a></nav></header>${top}<main><article>${over}<h1>Storm hits the coast</h1>${under}${body}${end}</article>${after}</main>${foot}</body></html>`;
const published = (page: Page) =>
  parsePage({ type: 'text/html', content: html(page), now }).stamps.filter(({ kind }) => kind === 'published');
const dayOf = (page: Page): string | null =>
  published(page)
    .find(({ approximate }) => approximate !== true)
    ?.wall.slice(0, 10) ?? null;
const DAY = '2024-02-17';

describe('a meta tag', () => {
  test.each([
    '2024-02-17 11:20:00+0300',
    'Sat, 17 Feb 2024 11:20:00 +0300',
    '20240217T112000Z',
    '2024-02-17T11:20:00+03:00[Europe/Moscow]',
    '02/17/2024 11:20 AM',
    '17.02.2024 11:20',
    '2024-02-17T11:20:00.000+0000',
    '1708161600',
    '1708161600000',
    '1708161600.123',
    '2024-2-17 9:5',
    'Sat Feb 17 2024 11:20:00 GMT+0300 (MSK)',
    '2024-02-17 11:20:00 UTC',
    '2024/02/17 11:20:00',
    '2024-02-17T11:20:00.0000000',
    '17/02/2024',
    '20240217',
    '202402171120',
    '2024-02-17T11:20:00+03',
    'Sat, 02/17/2024 - 11:20',
    '2024-02-17T11:20:00 America/New_York',
    '2024-02-17T11:20:00EST',
    '2024-02-17T11.20.00Z',
    '17 février 2024',
    '17-Feb-2024 11:20:00',
    'Feb 17 2024 11:20AM',
    '2024-02-17T11:20:00ZZ',
  ])('may say the day as %s', (value) => {
    expect(dayOf({ head: `<meta property="article:published_time" content="${value}">` })).toBe(DAY);
  });

  test.each([
    'article:publicationdate',
    'article.created',
    'created',
    'dateposted',
    'date_published',
    'dc:created',
    'DC.Date.Publication',
    'shareaholic:article_published_time',
    'article:published_date',
    'pub_date',
    'citation_online_date',
    'mrf:published',
    'publishedDate',
    'date.created',
    'published_at',
    'first_published',
    'analytics-s-publishDate',
    'brightspot.contentPublished',
    'nrk:publicationdate',
    'pubtime',
    'publish_time',
    'content-date',
    'firstPublishedDate',
    'dcterms.dateSubmitted',
  ])('may be named %s', (name) => {
    expect(dayOf({ head: `<meta name="${name}" content="2024-02-17T11:20:00+03:00">` })).toBe(DAY);
  });

  test('may have several names', () => {
    expect(dayOf({ head: '<meta name="pdate2" itemprop="datePublished" content="2024-02-17">' })).toBe(DAY);
  });

  test.each([
    'release_date',
    'video:release_date',
    'og:release_date',
    'event:start_time',
    'article:expiration_time',
    'dcterms.valid',
    'build-date',
    'user:created_at',
    'generated-at',
    'copyright-date',
  ])('named %s says nothing', (name) => {
    expect(dayOf({ head: `<meta name="${name}" content="2024-02-17T11:20:00+03:00">` })).toBeNull();
  });
});

describe('structured data', () => {
  test.each([
    '{"@type":"VideoObject","name":"Storm hits the coast","uploadDate":"2024-02-17T10:00:00Z"}',
    '{"headline":"Storm hits the coast","datePublished":"2024-02-17T10:00:00Z"}',
    '{"@type":"PodcastEpisode","name":"Storm hits the coast","datePublished":"2024-02-17"}',
    '{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;datePublished&quot;:&quot;2024-02-17T10:00:00Z&quot;}',
    '[{"@type":["Article","NewsArticle"],"datePublished":["2024-02-17T10:00:00Z"]}]',
  ])('%s', (source) => {
    expect(dayOf({ head: `<script type="application/ld+json">${source}</script>` })).toBe(DAY);
  });

  test('of an event is no date of the page', () => {
    expect(
      dayOf({
        head: '<script type="application/ld+json">{"@type":"Event","name":"x","startDate":"2024-02-17"}</script>',
      }),
    ).toBeNull();
  });
});

describe('the page’s scripts are used where nothing else has a date', () => {
  test.each([
    'dataLayer=[{"pageType":"article","publishedAt":"2024-02-17 11:20:00"}]',
    "var tags={article_publish_date:'2024-02-17',x:1}",
    '{"props":{"article":{"datePublished":"2024-02-17T10:00:00Z"}}}',
    '"{\\"published_at\\":\\"2024-02-17\\"}"',
    'x={"publishDate":1708161600}',
  ])('%s', (source) => {
    expect(dayOf({ foot: `<script>${source}</script>` })).toBe(DAY);
  });

  test('but not if they name several days, or the date of something else', () => {
    for (const source of [
      'x={"datePublished":"2024-02-17","list":[{"datePublished":"2024-02-10"}]}',
      'x={"buildDate":"2024-02-17"}',
      'x={"unpublishDate":"2024-02-17"}',
    ])
      expect(dayOf({ foot: `<script>${source}</script>` })).toBeNull();
    expect(
      dayOf({
        head: '<meta property="article:published_time" content="2024-02-17">',
        foot: '<script>x={"datePublished":"2024-02-10"}</script>',
      }),
    ).toBe(DAY);
  });
});

describe('an attribute', () => {
  test.each([
    '<span class="date" data-date="2024-02-17T10:00:00Z">2 weeks ago</span>',
    '<span data-publish-date="2024-02-17T10:00Z">x</span>',
    '<span class="timeago" data-time="1708161600">..</span>',
    '<abbr data-utime="1708161600" title="x">..</abbr>',
    '<span class="date" title="Saturday, 17 February 2024 11:20">2 weeks ago</span>',
    '<span property="dc:date dc:created" content="2024-02-17T10:00:00+00:00">x</span>',
  ])('%s', (under) => {
    expect(dayOf({ under })).toBe(DAY);
  });

  test('of a calendar’s cells doesn’t count', () => {
    expect(
      dayOf({ after: '<table><tr><td data-date="2024-02-17">17</td><td data-date="2024-02-18">18</td></tr></table>' }),
    ).toBeNull();
  });
});

describe('a line under the heading', () => {
  test.each<[string, string]>([
    ['en', '<p class="byline">By Jane Doe 17 February 2024</p>'],
    ['en', '<p class="byline">By <a>Jane Doe</a> on February 17, 2024 in <a>News</a></p>'],
    ['en', '<div class="meta">Jane Doe | 17 February 2024 | 5 min read | 12 comments</div>'],
    ['en', '<div>News, 17.02.2024</div>'],
    ['en', '<div class="info">17.02.2024 11:20 1234 0</div>'],
    ['en', '<div class="date"><span>17</span><span>Feb</span><span>2024</span></div>'],
    ['en', '<aside class="article-info"><span class="date">17 February 2024</span></aside>'],
    ['de', '<div>Artikel vom 17.02.2024</div>'],
    ['de', '<div class="entry-meta">Von Max Muster am 17. Februar 2024</div>'],
    ['de', '<div>Berlin, den 17. Februar 2024</div>'],
    ['fr', '<div class="meta">Le 17 février 2024 par Jeanne Martin</div>'],
    ['ru', '<div class="meta">17 февраля 2024 в 11:20, просмотров: 1234</div>'],
    ['ru', '<div class="meta">11:20 / 17.02.2024 Общество</div>'],
    ['zh', '<div class="meta">2024-02-17 11:20 来源：本报</div>'],
    ['zh', '<div class="meta">来源：本报 2024年02月17日 11:20</div>'],
    ['es', '<div class="meta">Por: Redacción / febrero 17, 2024</div>'],
    ['hr', '<div class="meta">17. veljače 2024.</div>'],
    ['lt', '<div class="meta">2024 m. vasario 17 d. 11:20</div>'],
    ['ko', '<div><span>Kim | </span>2024-02-17 16:52:59</div>'],
    ['hy', '<div class="meta">17 փետրվարի, 2024 11:20</div>'],
    ['sq', '<div class="meta">17 Shkurt 2024, 11:20</div>'],
    ['th', '<div class="meta">17 ก.พ. 2567 - 11:20 น.</div>'],
  ])('in %s: %s', (language, under) => {
    expect(dayOf({ language, under })).toBe(DAY);
  });

  test.each([
    '<p class="deck">What we know about the 17 February 2024 vote</p>',
    '<h2>The vote of 17 February 2024</h2>',
    '<p>Born 17 February 1954</p>',
    '<div>17 February 2024 – 20 February 2024</div>',
    '<div>17.02.2024 - 20.02.2024</div>',
    '<div>17 December 2024</div>',
    '<p>Photo: Joe Doe, 17.02.2024</p>',
    '<div>Deadline: 17.02.2024</div>',
  ])('that doesn’t count: %s', (under) => {
    expect(dayOf({ under })).toBeNull();
  });
});

describe('elsewhere', () => {
  test.each<[string, Page]>([
    ['over the heading, in the story’s header', { over: '<time>17 February 2024</time>' }],
    ['right behind the story', { end: '<p>17 February 2024</p>' }],
    [
      'in a part named for it behind the story',
      { end: '<footer class="entry-footer">Posted on <a>17 February 2024</a> by <a>Jane</a></footer>' },
    ],
    [
      'in the dateline',
      {
        body: `<div class="article-body"><p>LONDON, Feb 17, 2024 (AP) — ${STORY.repeat(2)}</p><p>${STORY.repeat(3)}</p></div>`,
      },
    ],
    [
      'far over the heading, named for it',
      { over: `<div class="date">17 February 2024</div>${'<div><a href="#">x</a></div>'.repeat(100)}` },
    ],
    [
      'under the heading, though today’s date is above it',
      { top: '<div class="top-date">Friday, 1 March 2024</div>', under: '<div>17 February 2024</div>' },
    ],
    [
      'under the heading, though a list stands over it',
      {
        over: '<ul><li><a href="/1">Mayor resigns</a> 16.02.2024</li><li><a href="/2">Rain comes</a> 15.02.2024</li></ul>',
        under: '<p>17.02.2024</p>',
      },
    ],
    [
      'in the metadata, though today’s is over the heading',
      {
        top: '<div>Friday, 1 March 2024</div>',
        head: '<meta property="article:published_time" content="2024-02-17T10:00:00Z">',
      },
    ],
    [
      'before a correction',
      {
        under: '<div>17 February 2024</div>',
        end: '<p>Correction, 18 February 2024: an earlier version misstated the name.</p>',
      },
    ],
  ])('%s', (_where, page) => {
    expect(dayOf(page)).toBe(DAY);
  });

  test.each<[string, Page]>([
    ['today', { top: '<div>Friday, 1 March 2024</div>' }],
    ['today, in a part named a date', { top: '<div class="date">01.03.2024</div>' }],
    [
      'cards of other stories',
      {
        after:
          '<div class="grid"><div><a href="/1">Mayor resigns</a><span>16.02.2024</span></div><div><a href="/2">Rain comes</a><span>15.02.2024</span></div></div>',
      },
    ],
    [
      'one card',
      {
        after: '<div class="grid"><div><a href="/1">Mayor resigns</a><span class="date">16.02.2024</span></div></div>',
      },
    ],
    [
      'comments without a name',
      { after: '<div><h3>Comments</h3><div><b>Joe</b> 16.02.2024 10:20<p>So sad to hear this all</p></div></div>' },
    ],
    [
      'a teaser’s <time>',
      {
        after:
          '<div class="grid"><article><h3><a href="/1">Mayor resigns</a></h3><time datetime="2024-02-16T10:00Z">16 Feb</time></article></div>',
      },
    ],
    ['an event', { end: '<p>When: 17 February 2024</p>' }],
    ['an offer', { end: '<p>Offer ends 17 February 2024</p>' }],
    ['a list of events', { after: '<div class="events"><h3>Events</h3><p>17 February 2024 Concert</p></div>' }],
    ['weather', { top: '<div class="weather">17.02.2024 Sunny 12°</div>' }],
    ['an edition', { top: '<div class="issue">No. 12, 17 February 2024</div>' }],
    ['terms', { foot: '<footer><p>Terms of use, effective 17 February 2024</p></footer>' }],
    ['a copyright', { foot: '<div>© 17.02.2024 The Paper</div>' }],
    ['a biography', { after: '<div class="author-bio">Jane Doe joined on 17 February 2014</div>' }],
    [
      'a day amid the story',
      {
        body: `<div class="article-body"><p>${STORY.repeat(2)}</p><p>17 February 2024</p><p>${STORY.repeat(3)}</p></div>`,
      },
    ],
    [
      'a caption',
      { body: `<figure><img src="a.jpg"><figcaption>The harbour, 17 February 2024</figcaption></figure>${BODY}` },
    ],
    [
      'a quoted post',
      {
        body: `<div class="article-body"><p>${STORY.repeat(2)}</p><blockquote class="twitter-tweet"><p>Storm!</p>— Joe (@joe) <a href="x">February 10, 2024</a></blockquote><p>${STORY.repeat(3)}</p></div>`,
      },
    ],
  ])('%s is no publication', (_what, page) => {
    expect(dayOf(page)).toBeNull();
  });
});

test('a guessed day has no instant', () => {
  expect(parsePage({ type: 'text/html', content: html({ under: '<div>News, 17.02.2024</div>' }), now })).toMatchObject({
    firstCreated: null,
    versionCreated: null,
  });
});

test.each([
  '<script>{"datePublished":"2024-02-17',
  '<script>x={"published_at" : "20',
  '<div class="date">17.02.2024 ',
  '<div>1 ',
  '<span class="date" title="2024 1 ',
  '<meta name="apublishdate" content="1 ',
])('a page of nothing but %s takes time linear in its length', (piece) => {
  const timeOf = (length: number): number => {
    const began = performance.now();
    parsePage({ type: 'text/html', content: piece.repeat(Math.ceil(length / piece.length)), now });
    return performance.now() - began;
  };
  timeOf(50_000);
  expect(timeOf(800_000)).toBeLessThan(timeOf(200_000) * 8 + 500);
});
