// Fuzzing: parsing never throws, gives valid fields, pollutes no prototype, and takes linear time.
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePage, type PageInput } from '../../../src/core/page/parse-page.js';
import { readDateline } from '../../../src/core/text/dateline-place.js';
import { boilerplateKind, withoutAgencyCredit } from '../../../src/core/text/boilerplate-line.js';
import { readCredit } from '../../../src/core/text/picture-credit.js';
import { madePages } from './page-score.js';
import { expectWithin } from '../../support/time-limit.js';

const now = '2025-11-24T12:00:00Z';
const pages = madePages(resolve(import.meta.dirname, 'pages')).map(({ html }) => html);
const parse = (content: string, type: PageInput['type'] = 'text/html') =>
  parsePage({ type, content, now, url: 'https://p.example/2023/11/03/x', zone: 'Europe/London' });

const SCRAPS = [
  '<',
  '>',
  '"',
  '</div>',
  '<div>',
  '<p',
  '<!--',
  '-->',
  '<script>',
  '</script>',
  '<script type="application/ld+json">{"@type":"NewsArticle","author":',
  '<noscript>',
  '</noscript>',
  '<a href=x>',
  '</a>',
  '<table><tr><td>',
  '<br><br>',
  '<h1>',
  '<h2 class=headline itemprop=headline>',
  '<article>',
  '</article>',
  '<div class=comment hidden>',
  '<figure><figcaption>',
  '<span class=author rel=author>',
  '<meta name=author content=x>',
  '<title>',
  '<svg><title>',
  '<plaintext>',
  '<textarea>',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&#xD800;',
  '&#x110000;',
  '&amp;amp;',
  '\u0000',
  '\ud800',
  '\udfff',
  '\u202e',
  '\u00ad',
  '\ufeff',
  '\ufffd',
  'Ã¼â€œ',
  '\u0085',
  '\u2028',
  'By __proto__ and constructor',
  'LONDON (Reuters) - ',
  'Updated: 31/31/9999 99:99 IST',
  '(서울=',
  '【',
  '新华社北京',
  '__proto__',
  'constructor',
  '"__proto__":{"polluted":1},',
  'class="__proto__"',
  ' id=constructor ',
];

type Change = {
  kind: 'cut' | 'end' | 'double' | 'swap' | 'scrap' | 'unquote';
  at: number;
  size: number;
  scrap: string;
};
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('cut', 'end', 'double', 'swap', 'scrap', 'unquote'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.nat({ max: 900 }),
  scrap: fc.constantFrom(...SCRAPS),
});

function changed(page: string, { kind, at, size, scrap }: Change): string {
  const from = Math.floor(at * page.length);
  const span = page.slice(from, from + size);
  const rest = page.slice(from + size);
  const head = page.slice(0, from);
  if (kind === 'cut') return head + rest;
  if (kind === 'end') return head;
  if (kind === 'double') return head + span + span + rest;
  if (kind === 'swap') return head + rest.slice(0, size) + span + rest.slice(size);
  if (kind === 'unquote') return head + span.replaceAll('"', '') + rest;
  return head + scrap + page.slice(from);
}
const broken = fc
  .tuple(fc.constantFrom(...pages), fc.array(change, { minLength: 1, maxLength: 8 }))
  .map(([page, changes]) => changes.reduce(changed, page));
/** Bytes of one charset read as another. */
const misread = fc.constantFrom(...pages).map((page) => Buffer.from(page, 'utf8').toString('latin1'));
const scraps = fc
  .array(fc.constantFrom(...SCRAPS, 'A storm hit the coast on Monday, and many were without power, officials said. '), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));

/** Every text of a result; checks the shape of each field. */
function check(content: string, type: PageInput['type']): void {
  const read = parse(content, type);
  const { headline, byline, located, language, body, highlights, media, stamps } = read;
  const texts = [
    headline,
    byline,
    located,
    ...body,
    ...highlights,
    ...media.flatMap(({ caption, credit, alt }) => [caption, credit, alt]),
  ].filter((text) => text !== null);
  for (const text of texts) {
    expect(text.trim()).not.toBe('');
    expect(text.isWellFormed() && !text.includes('\u0000')).toBe(true);
  }
  for (const time of [read.firstCreated, read.versionCreated, ...stamps.map(({ at }) => at)])
    expect(time === null || new Date(time).toISOString().startsWith(time.slice(0, 16))).toBe(true);
  for (const { url } of media) expect(url === null || /^https?:\/\//.test(url)).toBe(true);
  expect(language === null || /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(language)).toBe(true);
  expect(Object.keys(read).sort()).toEqual(
    expect.arrayContaining([
      'body',
      'byline',
      'firstCreated',
      'headline',
      'highlights',
      'language',
      'located',
      'media',
      'provenance',
      'stamps',
      'url',
      'versionCreated',
    ]),
  );
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

describe('a randomly broken page', () => {
  it('is parsed without an error, into valid fields', () => {
    fc.assert(
      fc.property(broken, (content) => check(content, 'text/html')),
      { numRuns: 300 },
    );
  });
  it('pasted as text is parsed without an error', () => {
    fc.assert(
      fc.property(broken, (content) => check(content.replace(/<[^>]*>/g, '\n'), 'text/plain')),
      { numRuns: 150 },
    );
  });
  it('of the wrong charset, or of fragments only, is parsed without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(misread, scraps, fc.string({ unit: 'binary', maxLength: 400 })),
        fc.constantFrom<PageInput['type']>('text/html', 'text/plain'),
        (content, type) => check(content, type),
      ),
      { numRuns: 300 },
    );
  });
  it('gives the same result each time', () => {
    fc.assert(
      fc.property(broken, (content) => {
        expect(parse(content)).toEqual(parse(content));
      }),
      { numRuns: 30 },
    );
  });
});

const SENTENCE = 'A storm hit the coast on Monday, and many people were without power, officials said. ';
const repeat =
  (piece: string) =>
  (size: number): string =>
    piece.repeat(Math.ceil(size / piece.length));
const GROWING: [string, (size: number) => string][] = [
  ['paragraphs', repeat(`<p>${SENTENCE}</p>`)],
  ['elements within each other', (size) => '<div class=a>'.repeat(size / 13) + SENTENCE],
  ['inline elements without an end', repeat('<b><i>x')],
  ['links without an end', repeat(`<a href=x>${SENTENCE}`)],
  ['list items', repeat('<ul><li>a')],
  ['tables within each other', repeat('<table><tr><td>a')],
  ['headings', repeat('<h2>Storm hits coast</h2>')],
  ['bylines', repeat('<p class="byline author">By Jane Doe and John Roe for The Paper</p>')],
  [
    'comments without a mark',
    repeat(`<p>Jo Hart says: May 12, 2011 at 6:01 pm</p><p>${SENTENCE}</p><p><a href=x>Reply</a></p>`),
  ],
  ['teasers', repeat(`<div class="teaser-text"><div><a href=x>x</a></div>${SENTENCE}</div>`)],
  ['teasers within each other', repeat('<div class="teaser-text article-teaser">x')],
  ['noscripts', repeat(`<noscript><p>${SENTENCE}</p>`)],
  [
    'classes, each another',
    (size) =>
      Array.from({ length: size / 60 }, (_, at) => `<p class="c${at}-share-x">${SENTENCE.slice(0, 30)}</p>`).join(''),
  ],
  ['short lines', repeat('<div>a b</div>')],
  ['captions', repeat('<p>The storm. Foto: Jane Doe / dpa</p>')],
  ['datelines', repeat('<p>LONDON, Nov 3 (Reuters) - x</p>')],
  ['pointers', repeat('<p><strong>Lesen Sie auch:</strong> <a href=x>y</a></p>')],
  ['titles in parts', (size) => `<title>${'Storm | '.repeat(size / 8)}</title><p>${SENTENCE}</p>`],
];

describe('four times the page takes', () => {
  const timeOf = (content: string): number => {
    const began = performance.now();
    parse(content);
    return performance.now() - began;
  };
  it.each(GROWING)(
    'no more than linear time: %s',
    (_, make) => {
      // Large enough to measure. The best of a few runs counts, because of other load on the machine.
      let size = 100_000;
      while (timeOf(make(size)) < 15 && size < 1_600_000) size *= 2;
      const [small, large] = [make(size), make(4 * size)];
      let ratio = Infinity;
      for (let tries = 0; tries < 4 && ratio >= 12; tries += 1)
        ratio = Math.min(ratio, timeOf(large) / Math.min(timeOf(small), timeOf(small)));
      expect(ratio).toBeLessThan(12);
    },
    60_000,
  );
});

describe('no line of text', () => {
  const PIECES = [
    'LONDON',
    ', ',
    'Nov 3',
    ' (',
    'Reuters',
    ')',
    ' - ',
    '(',
    '[',
    ' ',
    '  ',
    'a',
    'A',
    '【',
    '北京',
    '3月3日电',
    '서울=',
    'Foto: ',
    'Photo',
    ':',
    '/',
    '|',
    '.',
    'MOSKVA',
    ' — ',
    'com',
    'read more',
    ' from ',
    '\u00a0',
    'नई दिल्ली',
    '।',
    'Jane Doe',
    ' for ',
  ];
  it('makes a parser throw, lose words or take long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 40 }).map((pieces) => pieces.join('')),
        (line) => {
          const dateline = readDateline(line);
          if (dateline !== null) expect(line.endsWith(dateline.rest)).toBe(true);
          const long = line.repeat(Math.ceil(20_000 / line.length));
          const began = performance.now();
          for (const text of [line, long]) {
            readDateline(text);
            boilerplateKind(text);
            readCredit(text);
            withoutAgencyCredit(text);
          }
          expectWithin(500, performance.now() - began);
        },
      ),
      { numRuns: 500 },
    );
  });
});
