import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { cpuOf } from '../../support/cpu-time.js';

const now = '2023-12-01T00:00:00Z';
const parse = (content: string, more: { zone?: string; url?: string; language?: string } = {}) =>
  parsePage({ type: 'text/html', content, now, ...more });
const linked = (data: object) =>
  `<script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', ...data })}</script>`;

const STORY = [
  'A storm hit the coast on Monday, and many people were without power, officials said.',
  'The wind reached 100 miles an hour, the weather service said, and trees fell on roads and railways.',
  'Trains were cancelled until noon, and schools stayed closed in several counties, the government said.',
];
const page = (
  head: string,
  stamp = '',
) => `<!doctype html><html lang="en-GB"><head><title>Storm hits coast | The Paper</title><meta property="og:site_name" content="The Paper">${head}</head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Storm hits coast</h1><div class="byline">By <a rel="author" href="/jane">Jane Doe</a></div><div class="meta">${stamp}</div>
<figure><img src="/img/storm.jpg?w=300" alt="Waves"><figcaption>Waves hit the pier. Photograph: John Roe/Reuters</figcaption></figure>
<p>LONDON (Reuters) - ${STORY[0]}</p><p>${STORY[1]}</p><ul class="share"><li>Facebook</li><li>Twitter</li></ul><p>Read more: Another storm</p><p>${STORY[2]}</p><p>(With inputs from agencies)</p></article>
<aside class="related"><p>Updated: 1 Dec 2023, 10:00 GMT</p></aside><footer>Last updated: 1 Jan 2020, 10:00 GMT. © The Paper</footer></body></html>`;

describe('a page without structured data', () => {
  const read = parse(
    page(
      '<link rel="canonical" href="/2023/11/03/storm"><meta property="og:image" content="https://p.example/img/storm.jpg">',
      'Published 3 Nov 2023, 08:08 GMT<span>Updated 3 Nov 2023, 09:10 GMT</span>',
    ),
    { url: 'https://p.example/x' },
  );

  test('is parsed from its visible text', () => {
    expect(read).toMatchObject({
      headline: 'Storm hits coast',
      byline: 'Jane Doe',
      located: 'LONDON',
      language: 'en-GB',
      url: 'https://p.example/2023/11/03/storm',
      firstCreated: '2023-11-03T08:08:00Z',
      versionCreated: '2023-11-03T09:10:00Z',
    });
    expect(read.provenance).toMatchObject({
      headline: 'meta',
      byline: 'label',
      versionCreated: 'label',
      language: 'meta',
    });
  });

  test('has its paragraphs and nothing else as body', () => expect(read.body).toEqual(STORY));

  test('has one picture in several sizes once, with caption and credit', () => {
    expect(read.media).toEqual([
      {
        url: 'https://p.example/img/storm.jpg',
        type: 'image',
        caption: 'Waves hit the pier.',
        credit: 'John Roe/Reuters',
        alt: 'Waves',
      },
    ]);
  });

  test('keeps each candidate for its times with its origin, without stamps of widgets and footers', () => {
    expect(read.stamps.map(({ kind, wall, from }) => [kind, wall, from])).toEqual([
      ['published', '2023-11-03T08:08', 'label'],
      ['updated', '2023-11-03T09:10', 'label'],
      ['published', '2023-11-03', 'url'],
    ]);
  });
});

describe('contradicting times are resolved by rules', () => {
  const article = linked({
    '@graph': [
      { '@type': 'WebPage' },
      {
        '@type': ['NewsArticle'],
        headline: 'Storm hits coast &amp; more',
        author: [{ name: 'Jane Doe' }, 'John Roe'],
        datePublished: '2023-11-03T08:08:00Z',
        dateModified: '2023-11-03T08:08:00Z',
      },
    ],
  });

  test('a label with an instant beats structured data of another time', () => {
    expect(parse(page(article, 'Updated: Nov 3, 2023, 02:10 PM IST'), { zone: 'Asia/Kolkata' })).toMatchObject({
      headline: 'Storm hits coast & more',
      byline: 'Jane Doe and John Roe',
      firstCreated: '2023-11-03T08:08:00Z',
      versionCreated: '2023-11-03T08:40:00Z',
      provenance: { headline: 'json-ld', byline: 'json-ld', versionCreated: 'label', firstCreated: 'json-ld' },
    });
  });

  test('an ambiguous label is kept, and the metadata decides', () => {
    const read = parse(page(article, 'Updated: Nov 3, 2023, 02:10 PM IST'));
    expect(read).toMatchObject({ versionCreated: '2023-11-03T08:08:00Z', provenance: { versionCreated: 'json-ld' } });
    expect(read.stamps[0]).toMatchObject({ from: 'label', ambiguous: true, at: null, wall: '2023-11-03T14:10' });
  });

  test('structured data ranks before meta tags, meta tags before <time>', () => {
    const meta = '<meta property="article:modified_time" content="2023-11-03T10:00:00+01:00">';
    const time = '<time datetime="2023-11-03T07:00:00Z" itemprop="dateModified">today</time>';
    expect(parse(page(article + meta, time)).provenance.versionCreated).toBe('json-ld');
    expect(parse(page(meta, time))).toMatchObject({
      versionCreated: '2023-11-03T09:00:00Z',
      provenance: { versionCreated: 'meta' },
    });
    expect(parse(page('', time))).toMatchObject({
      versionCreated: '2023-11-03T07:00:00Z',
      provenance: { versionCreated: 'time' },
    });
  });

  test('an instant with an offset ignores the publisher’s zone; a time without one is in it', () => {
    const modified = (dateModified: string, zone?: string) =>
      parse(page(linked({ '@type': 'Article', dateModified })), zone === undefined ? {} : { zone }).versionCreated;
    expect(modified('2023-11-03T12:00:00+02:00', 'Asia/Kolkata')).toBe('2023-11-03T10:00:00Z');
    expect(modified('2023-11-03T12:00:00', 'Asia/Kolkata')).toBe('2023-11-03T06:30:00Z');
    expect(modified('2023-11-03T12:00:00')).toBeNull();
  });
});

describe('broken input gives a partial result', () => {
  test('structured data with invalid JSON is repaired or ignored', () => {
    const read = parse(
      page(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Broken\n headline",}</script><script type="application/ld+json">{nope</script><script type="application/ld+json">{"@type":"NewsArticle","__proto__":{"headline":"x"}}</script>',
      ).replaceAll('Storm hits coast', 'Broken headline'),
    );
    expect(read).toMatchObject({ headline: 'Broken headline', body: STORY, provenance: { headline: 'json-ld' } });
  });

  test('structured data with fields of wrong types is ignored', () => {
    expect(
      parse(
        page(
          linked({
            '@type': 'NewsArticle',
            headline: { a: 1 },
            author: [null, 7, []],
            datePublished: [{}],
            image: { url: 5 },
          }),
        ),
      ),
    ).toMatchObject({ headline: 'Storm hits coast', body: STORY });
  });

  test('URLs other than http and https are ignored', () => {
    expect(
      parse(
        page(
          '<link rel="canonical" href="javascript:alert(1)"><meta property="og:image" content="data:image/png;base64,xx">',
        ),
      ).url,
    ).toBeNull();
    expect(parse(page('<link rel="canonical" href="/relative">')).url).toBeNull();
  });

  test('fragments, unclosed tags and empty input', () => {
    expect(parse('<h1>Tiny title</h1><p>One sentence.<p>Two sentences.')).toMatchObject({
      headline: 'Tiny title',
      body: ['One sentence.', 'Two sentences.'],
    });
    expect(parse('')).toMatchObject({ headline: null, body: [] });
    expect(parse('<<<>>>&&&<!--')).toMatchObject({ stamps: [] });
  });

  test('a page with endless nesting keeps its text', () => {
    const read = parse(
      `${linked({ '@type': 'NewsArticle', headline: 'Deep', dateModified: '2023-11-03T08:08:00Z' })}<p>Deep</p>${'<div>'.repeat(5000)}<p>${STORY[0]}</p>`,
    );
    expect(read).toMatchObject({ headline: 'Deep', versionCreated: '2023-11-03T08:08:00Z', body: [STORY[0]] });
  });
});

test('marked highlights are not part of the body, even if the body repeats them', () => {
  const read = parse(page('').replace('<p>LONDON', `<h2>Story highlights</h2><ul><li>${STORY[1]}</li></ul><p>LONDON`));
  expect(read).toMatchObject({ highlights: [STORY[1]], body: STORY });
});

test('the publisher’s language overrides the page’s', () => {
  expect(parse(page(''), { language: 'en-IN' })).toMatchObject({
    language: 'en-IN',
    provenance: { language: 'explicit' },
  });
});

test('script and style are never text of the story', () => {
  expect(
    parse(
      page('<style>p{}</style><script>var a = "<p>x</p>"</script>').replace(
        '<p>LONDON',
        '<script>alert(1)</script><p>LONDON',
      ),
    ).body,
  ).toEqual(STORY);
});

/**
 * The CPU time of two megabytes of plain paragraphs in ms, the reference for hostile pages of that size,
 * which may take `MAX_RATIO` times as long. Non-linear parsing takes hundreds of times.
 */
let plain = 0;
const ordinary = (): number =>
  (plain ||= cpuOf(
    () => void parse('<p>A storm hit the coast on Monday, and many people were without power.</p>'.repeat(27_000)),
  ));
const MAX_RATIO = 20;

test.each([
  ['<'],
  ['<div>'],
  ['<p>word'],
  ['<script>'],
  ['<!--'],
  ['&amp;'],
  ['<b>x'],
  ['<table><tr><td>'],
  ['<a href=x>link text</a> '],
  ['<script type="application/ld+json">'],
  ['<h1>Story highlights</h1>'],
])(
  'two megabytes of %s take bounded time',
  (piece) => {
    expect(cpuOf(() => void parse(piece.repeat(Math.ceil(2_000_000 / piece.length))))).toBeLessThan(
      MAX_RATIO * ordinary(),
    );
  },
  120_000,
);

test('custom elements separate blocks, but never split a paragraph', () => {
  const read = parse(
    page('')
      .replace('<p>LONDON (Reuters) - ', '<x-card>Another story</x-card><p>LONDON (Reuters) - ')
      .replace(
        STORY[1] ?? '',
        `${STORY[1]?.slice(0, 20)}<x-link>${STORY[1]?.slice(20, 30)}</x-link>${STORY[1]?.slice(30)}`,
      ),
  );
  expect(read.body).toEqual(STORY);
});

test.each([['paywall'], ['article-meta newsletter']])(
  'paragraphs that all have the class "%s" stay paragraphs',
  (name) => {
    expect(
      parse(page('').replaceAll('<p>', `<p class="${name}">`).replace('LONDON (Reuters) - ', '')).body.filter((text) =>
        STORY.includes(text),
      ),
    ).toEqual(STORY);
  },
);
