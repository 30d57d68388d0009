// Hostile pages: parsing never throws, takes linear time, and can’t be used for prototype pollution.
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { parseLenientJson } from '../../../src/core/text/lenient-json.js';
import { cpuOf } from '../../support/cpu-time.js';
import { madePages } from './page-score.js';

const now = '2025-11-24T12:00:00Z';
const parse = (content: string) =>
  parsePage({ type: 'text/html', content, now, url: 'https://p.example/x', zone: 'Europe/London' });
const pages = madePages(resolve(import.meta.dirname, 'pages'));

/** A seeded generator: the same numbers on every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const SCRAPS = [
  '<',
  '>',
  '"',
  "'",
  '</div>',
  '<div>',
  '<p',
  '<!--',
  '-->',
  '<script>',
  '</script>',
  '<script type="application/ld+json">',
  '{"@type":"NewsArticle",',
  '\u0000',
  '\ud800',
  '\udfff',
  '&#x110000;',
  '&#0;',
  '&',
  '<a href=x>',
  '<table><tr><td>',
  '</p>',
  '<svg><title>',
  '<time datetime="99999999999999">',
  '<h1>',
  ']]>',
  '\\u12',
  '<title>',
  '<plaintext>',
  '<li>',
  '٣',
  'Updated: 31/31/9999 99:99 IST',
  '\u202e',
  '𝒳',
];

function mutated(html: string, random: () => number): string {
  let page = html;
  for (let changes = 1 + Math.floor(random() * 8); changes > 0; changes -= 1) {
    const at = Math.floor(random() * page.length);
    const to = at + Math.floor(random() ** 3 * 400);
    const kind = Math.floor(random() * 3);
    const scrap =
      kind === 0
        ? ''
        : kind === 1
          ? (SCRAPS[Math.floor(random() * SCRAPS.length)] ?? '')
          : page.slice(at, to).repeat(2);
    page = page.slice(0, at) + scrap + page.slice(kind === 1 ? at : to);
  }
  return page;
}

test('600 randomly broken pages are parsed without an error, into valid fields', () => {
  const source = numbers(7);
  const random = (): number => source.next().value;
  for (let round = 0; round < 600; round += 1) {
    const page = mutated(pages[round % pages.length]?.html ?? '', random);
    const read = parse(page);
    const texts = [read.headline, read.byline, read.located, ...read.body, ...read.highlights].filter(
      (text) => text !== null,
    );
    for (const text of texts) expect(text.isWellFormed() && !text.includes('\u0000')).toBe(true);
    for (const time of [read.firstCreated, read.versionCreated])
      expect(time === null || !Number.isNaN(Date.parse(time))).toBe(true);
  }
});

const SENTENCE = 'A storm hit the coast on Monday, and many people were without power, officials said. ';
const long = (piece: string, size = 5_000_000): string => piece.repeat(Math.ceil(size / piece.length));

/**
 * The CPU time of five megabytes of plain paragraphs in ms, the reference for hostile pages of that size,
 * which may take `MAX_RATIO` times as long. Non-linear parsing takes hundreds of times.
 */
let plain = 0;
const ordinary = (): number => (plain ||= cpuOf(() => void parse(long(`<p>${SENTENCE}</p>`))));
const MAX_RATIO = 20;

test.each([
  ['100,000 elements within each other', '<div>'.repeat(100_000) + SENTENCE + '</div>'.repeat(100_000)],
  ['100,000 inline elements within each other', '<b><i>'.repeat(50_000) + SENTENCE],
  ['a million attributes', `<p ${Array.from({ length: 1_000_000 }, (_, at) => `a${at}=1`).join(' ')}>${SENTENCE}</p>`],
  ['a million classes', `<p class="${'a '.repeat(1_000_000)}">${SENTENCE}</p>`],
  ['five megabytes of paragraphs', long(`<p>${SENTENCE}</p>`)],
  ['five megabytes of end tags', `${'<div>'.repeat(300)}${long('</a></p></li>')}`],
  ['five megabytes of list items', long('<ul><li>a')],
  ['five megabytes of links', long(`<a href="/x">${SENTENCE}`)],
  ['five megabytes of time elements', long('<time datetime="2023-11-03">x</time>')],
  ['five megabytes of authors', long('<span class="author">Jane Doe</span>')],
  ['five megabytes of captions', long('<p class="caption">Photo: AP</p>')],
  ['five megabytes of figures', long('<figure><img src=a><figcaption>x')],
  ['five megabytes of story parts', long('<div class="story-body"><h2><a href=x>y</a></h2>x</div>')],
  ['five megabytes of articles within each other', long(`<article class="story"><div><p>${SENTENCE}`)],
  ['five megabytes of comments', long(`<div class="comment"><p>${SENTENCE}</p></div>`)],
  ['five megabytes of footers', long('<footer><p>Last updated: 3 November 2023</p></footer>', 2_000_000)],
  [
    'five megabytes of classes, each another',
    Array.from({ length: 120_000 }, (_, at) => `<p class="c${at}-share-x">${SENTENCE.slice(0, 30)}</p>`).join(''),
  ],
  ['five megabytes of marked bodies', long(`<div itemprop="articleBody"><p>${SENTENCE}</p></div>`)],
  ['five megabytes of marked bodies within each other', long(`<div itemprop="articleBody"><p>${SENTENCE}`)],
  ['five megabytes of captions around nothing', `<div><div>${long('<p class="caption">x</p>')}</div></div>`],
  ['five megabytes of table rows', long('<table><tr><td>a<td>b<tr><td>c')],
  ['five megabytes of dateline heads', `<p>${long('LONDON, Nov 3 (Reuters ')}</p>`],
  [
    'a million things in JSON-LD',
    `<script type="application/ld+json">[${long('{"@type":"NewsArticle","headline":"x"},', 4_000_000)}]</script>`,
  ],
  ['five megabytes of stamps', long('<div>Updated: Jan 08, 2022, 12:53 PM IST</div>', 3_000_000)],
  ['five megabytes of headings', long('<h2>Read more</h2>')],
  ['five megabytes of articles', long(`<article><h1>x y z</h1><p>${SENTENCE}</p>`)],
  ['five megabytes of metas', long('<meta name="author" content="Jane Doe">')],
  ['five megabytes of broken JSON-LD', `<script type="application/ld+json">${long('{"a":"b" , ')}</script>`],
  ['five megabytes of quotes in JSON-LD', `<script type="application/ld+json">{"a":"${long('" ')}</script>`],
  ['five megabytes of slashes in JSON-LD', `<script type="application/ld+json">{${long('/')}</script>`],
  ['five megabytes of escapes', long('&amp;&lt;&notanentity;&#x41')],
  ['five megabytes of white space', `<p>a${long(' \n\t')}b</p>`],
  ['five megabytes of one word', `<p>${long('a')}</p>`],
  ['five megabytes of breaks', `<p>${long('a<br>')}</p>`],
  ['NULs and lone surrogates', `<p>${'\u0000\ud800a'.repeat(500_000)}</p>`],
])(
  '%s take bounded time',
  (_, html) => {
    expect(cpuOf(() => void parse(html))).toBeLessThan(MAX_RATIO * ordinary());
  },
  120_000,
);

describe('names such as __proto__ have no effect', () => {
  test('in structured data', () => {
    const html =
      '<script type="application/ld+json">{"@type":"NewsArticle","__proto__":{"headline":"x","polluted":1},"constructor":{"prototype":{"polluted":1}},"headline":"Tiny story of the day"}</script><p>One.</p>';
    expect(parse(html).headline).toBe('Tiny story of the day');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
  test('in attributes, classes and meta names', () => {
    expect(
      parse(
        '<meta name="__proto__" content="x"><p class="constructor" id="__proto__" toString=1>One sentence stands here.</p>',
      ).body,
    ).toEqual(['One sentence stands here.']);
  });
});

describe('JSON of real pages', () => {
  test.each([
    ['/* <![CDATA[ */ {"a":1} /* ]]> */', { a: 1 }],
    ['//<![CDATA[\n{"a":1}\n//]]>', { a: 1 }],
    ['<!-- {"a":[1,2,],} -->', { a: [1, 2] }],
    ['\ufeff{"a":"line\nbreak\ttab"}', { a: 'line\nbreak\ttab' }],
    ['{"a":"he said "no", and left","b":2}', { a: 'he said "no", and left', b: 2 }],
    ["{'a':'b'};", { a: 'b' }],
    ['{"a":{"b":[1', { a: { b: [1] } }],
    ['{a: true, b: null, "c":"\\u00e9\\/"}', { a: true, b: null, c: 'é/' }],
  ])('%s', (source, value) => expect(JSON.parse(JSON.stringify(parseLenientJson(source)[0]))).toEqual(value));
});
