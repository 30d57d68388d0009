// Cleaning of text: what is removed from any text, what from a single line, and what stays because it has a
// meaning.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanUrl } from '../../../src/core/text/clean-url.js';
import { compareRevisions } from '../../../src/core/revision/compare.js';
import { parseFeedDate } from '../../../src/core/source/feed-date.js';
import { httpUrlField, instantField } from '../../../src/core/text/schema-field.js';
import { cleanRequestBody, cleanJson } from '../../../src/core/text/clean-json.js';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { readSource } from '../../../src/core/source/source-reading.js';
import { cleanLine, cleanName, cleanText } from '../../../src/core/text/clean-text.js';

const ODD = [
  '\0',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u009f',
  '\ud800',
  '\udfff',
  '\u202e',
  '\u202d',
  '\u2066',
  '\u2069',
  '\u202c',
  '\u200e',
  '\u200f',
  '\u061c',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u{e0041}',
  '\ufffe',
  '\uffff',
  '\ufffa',
  '\u206a',
];
/** Text with many of the characters that cleaning removes. */
const anyText = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ODD) },
    { weight: 2, arbitrary: fc.constantFrom('a', 'Z', ' ', '\n', 'ש', 'م', 'क', '👩', '🏴', '1') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 40,
});

/** Characters that XML 1.0 allows (2.2), without the C1 controls. */
const XML = /^[\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function unclosed(line: string): string[] {
  const open: string[] = [];
  for (const mark of line.match(/[\u202a-\u202e\u2066-\u2069]/g) ?? []) {
    if (mark === '\u202c' || mark === '\u2069') open.pop();
    else open.push(mark);
  }
  return open;
}

describe('any text', () => {
  test('is valid UTF-8, Postgres text and XML after cleaning, which is idempotent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        expect(clean).toMatch(XML);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(/[\u202d\u202e\ufeff]/);
        for (const line of clean.split('\n')) expect(unclosed(line)).toEqual([]);
        for (const rule of [cleanLine, cleanName]) {
          expect(rule(text)).not.toMatch(/[\n\r\t\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f]/);
          expect(rule(rule(text))).toBe(rule(text));
        }
        expect(cleanName(text)).not.toMatch(/[\u200e\u200f\u061c]/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that is plain stays unchanged', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', 'ß', 'न', 'ी', '新', 'ש', '—', '“', ' ', '9', '😀') }),
        (text) => {
          expect(cleanText(text)).toBe(text);
        },
      ),
    );
  });

  test.each([
    ['a family, a flag and a heart', '👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️‍🔥'],
    ['Persian with a joiner that shapes it', 'می‌خواهم'],
    ['Hindi with a joiner', 'क्‍ष'],
    ['a Hebrew headline with a mark of direction', 'שפת C‎++ בישראל'],
  ])('keeps %s, also in a single line', (_what, text) => {
    expect(cleanLine(text)).toBe(text);
  });

  test.each([
    ['an override', 'invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['an isolate that is never closed', '\u2067abc', 'abc'],
    ['one that closes nothing', 'abc\u2069', 'abc'],
    ['words in tags', 'Vote\u{e0020}\u{e0059}\u{e0065}\u{e0073}', 'Vote'],
    ['a joiner in a Latin word', 'pay\u200dpal', 'paypal'],
    ['controls', 'A\u0000B\u001bC\u009fD', 'ABCD'],
  ])('loses %s', (_what, text, clean) => {
    expect(cleanText(text)).toBe(clean);
    expect(cleanLine(text)).toBe(clean);
  });

  test('keeps a closed isolate in a paragraph, and not in a headline', () => {
    expect(cleanText('He said \u2067שלום\u2069 twice.')).toBe('He said \u2067שלום\u2069 twice.');
    expect(cleanLine('He said \u2067שלום\u2069 twice.')).toBe('He said שלום twice.');
  });

  test('without visible characters is an empty line', () => {
    expect(['\u200d', '\u00ad\u200b', '\u3164', '\u2800', ' \u00a0'].map(cleanLine)).toEqual(['', '', '', '', '']);
  });
});

describe('JSON', () => {
  test('has clean strings and names at any depth, and no name becomes another name', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), (value) => {
        const clean: unknown = cleanJson(JSON.parse(JSON.stringify(value)));
        JSON.stringify(clean, (name, inner: unknown) => {
          expect(cleanText(name)).toBe(name);
          if (typeof inner === 'string') expect(cleanText(inner)).toBe(inner);
          return inner;
        });
      }),
      { numRuns: 300 },
    );
    expect(cleanJson(JSON.parse('{"head\\u0000line":1,"__proto__\\u0000":{"x":1}}'))).toEqual({
      'head\ufffdline': 1,
      '__proto__\ufffd': { x: 1 },
    });
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('nested 100,000 levels deep is cleaned', () => {
    expect(() => cleanJson(JSON.parse(`${'['.repeat(100_000)}"a\\u0000"${']'.repeat(100_000)}`))).not.toThrow();
  });

  test('with a control character in a URL is refused, and the error names the field', () => {
    expect(() => cleanRequestBody(JSON.parse('{"media":[{"url":"https://a.example/\\u0000"}]}'))).toThrow(
      'media.0.url must not hold control characters',
    );
  });
});

describe('a URL', () => {
  test('is parsed and serialised, or refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const address = cleanUrl(`https://a.example/${text}`);
        if (address !== null) expect(address).toMatch(/^https:\/\/a\.example\/[\x21-\x7e]*$/);
        expect(httpUrlField.safeParse(`https://a.example/${text}`).success).toBe(address !== null);
      }),
      { numRuns: 500 },
    );
    expect(cleanUrl('https://A.example/ä?q=\u202eb')).toBe('https://a.example/%C3%A4?q=%E2%80%AEb');
    for (const refused of [
      'https://a.example/\0',
      'https://a.example/a\tb',
      'https://a.example/a\nb',
      'javascript:alert(1)',
      'ftp://a.example/',
      'a.example',
    ])
      expect(cleanUrl(refused), refused).toBeNull();
  });
});

describe('a time', () => {
  test.each([
    '9999-12-31T23:59:59-14:00',
    '0000-01-01T00:00:00+14:00',
    '1899-12-31T23:59:59Z',
    '2201-01-01T00:00:00Z',
    '1900-01-01T00:00:00+00:01',
    '2200-12-31T23:59:59-00:01',
  ])('of another year in UTC is refused: %s', (time) => {
    expect(instantField.safeParse(time).error?.issues.map(({ message }) => message)).toEqual([
      'must be of the years 1900 to 2200, in UTC',
    ]);
  });

  test.each([
    ['1900-01-01T01:00:00+01:00', '1900-01-01T00:00:00Z'],
    ['2200-12-31T23:59:59.999Z', '2200-12-31T23:59:59.999Z'],
  ])('at the bounds is taken: %s', (time, utc) => {
    expect(instantField.parse(time)).toBe(utc);
  });

  test('out of bounds was not found in a feed or on a page', () => {
    expect(parseFeedDate('9999-12-31T23:59:59-14:00', undefined, 0)).toBeNull();
    expect(parseFeedDate('Mon, 01 Jan 1800 00:00:00 GMT', undefined, 0)).toBeNull();
    const page = parsePage({
      type: 'text/html',
      content:
        '<html><head><meta property="article:published_time" content="9999-12-31T23:59:59-14:00"></head><body><h1>Ferry returns to the harbour</h1><p>The ferry came back on Monday, the harbour said, and it sails at noon.</p></body></html>',
      now: Date.UTC(2300, 0),
    });
    expect(page).toMatchObject({ headline: 'Ferry returns to the harbour', firstCreated: null });
  });
});

describe('a page and a feed', () => {
  const story = `<h1>Ferry &#x202e;returns</h1><p>The ferry came back &#0;on Monday&#xd800;, the harbour said, and it sails again at noon from the old pier.</p>`;
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];

  test('have clean text only, also from escape sequences', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = JSON.stringify(text);
        const linked = `<script type="application/ld+json">{"@type":"NewsArticle","headline":${escaped},"author":{"name":${escaped}},"image":{"@type":"ImageObject","url":"https://a.example/i.jpg","caption":${escaped}}}</script>`;
        const page = parsePage({
          type: 'text/html',
          content: `<html><head>${linked.replaceAll('<\\/', '')}</head><body><article>${story}</article></body></html>`,
          url: 'https://a.example/ferry',
          now: 0,
        });
        for (const one of strings(page)) expect(cleanText(one)).toBe(one);
        for (const line of [page.headline, page.byline, ...page.media.map(({ caption }) => caption)])
          if (line !== null) expect(cleanLine(line)).toBe(line);
        const items = text
          .split('')
          .map(
            (unit) =>
              `<item><title>Ferry &#${unit.charCodeAt(0)};returns</title><link>https://a.example/&#${unit.charCodeAt(0)};</link><guid>g&#${unit.charCodeAt(0)};</guid><description>It came &#${unit.charCodeAt(0)}; back.</description></item>`,
          )
          .join('');
        const reading = readSource({
          kind: 'feed',
          text: `<rss version="2.0"><channel><title>x</title>${items}</channel></rss>`,
          contentType: 'application/rss+xml',
          url: 'https://a.example/feed',
          source: 'https://a.example/feed',
          now: 0,
        });
        for (const one of strings('found' in reading ? reading.found.items : [])) expect(cleanText(one)).toBe(one);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an invisible character', () => {
  test('is no edit by itself, in any field', () => {
    const unseen = fc.constantFrom(
      '\u200b',
      '\u00ad',
      '\u2060',
      '\ufeff',
      '\u202e',
      '\u2066',
      '\u200e',
      '\u{e0041}',
      '\0',
    );
    const plain = {
      headline: 'Ferry returns to harbour',
      versionCreated: null,
      body: ['The ferry came back on Monday. It sails at noon.', 'The pier was closed for a week.'],
      byline: 'Jane Doe',
      located: 'Oslo',
      edNote: 'Checked',
      correction: null,
      media: [
        { url: 'https://a.example/i.jpg', type: 'image' as const, caption: 'The ferry', credit: 'AP', alt: null },
      ],
    };
    fc.assert(
      fc.property(unseen, fc.nat(15), (mark, at) => {
        const put = (text: string): string => `${text.slice(0, at)}${mark}${text.slice(at)}`;
        const marked = {
          ...plain,
          headline: put(plain.headline),
          body: plain.body.map(put),
          byline: put(plain.byline),
          located: put(plain.located),
          edNote: put(plain.edNote),
          media: plain.media.map((one) => ({ ...one, caption: put(one.caption), credit: put(one.credit) })),
        };
        for (const [before, after] of [
          [plain, marked],
          [marked, plain],
        ] as const) {
          const { class: verdict, sentences } = compareRevisions(before, after);
          expect(verdict).toBe('unchanged');
          expect([...sentences.old, ...sentences.new].every(({ label }) => label === 'unchanged')).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
