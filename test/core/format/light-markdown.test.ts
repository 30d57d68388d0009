import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  plainBody,
  plainText,
  parseSpans,
  parseSentenceSpans,
  type TextSpan,
} from '../../../src/core/format/light-markdown.js';
import { splitSentences } from '../../../src/core/text/sentences.js';
import { expectWithin } from '../../support/time-limit.js';

const bold = (text: string): TextSpan => ({ text, bold: true });
const emphasis = (text: string): TextSpan => ({ text, emphasis: true });
const link = (text: string, href = text): TextSpan => ({ text, href });
const plain = (text: string): TextSpan => ({ text });

describe('a post’s paragraph', () => {
  it.each<[string, string, TextSpan[]]>([
    ['bold', 'The vote is **over** now.', [plain('The vote is '), bold('over'), plain(' now.')]],
    ['emphasis with asterisks', '*Live:* the count', [emphasis('Live:'), plain(' the count')]],
    ['emphasis with underscores', 'Aboard the _Aurora_.', [plain('Aboard the '), emphasis('Aurora'), plain('.')]],
    ['both at once', '***Breaking***', [{ text: 'Breaking', bold: true, emphasis: true }]],
    [
      'one inside the other',
      '**The _Aurora_ sank**',
      [bold('The '), { text: 'Aurora', bold: true, emphasis: true }, bold(' sank')],
    ],
    [
      'a link',
      'Read [the ruling](https://court.example/a_b_c?x=1*2*3).',
      [plain('Read '), link('the ruling', 'https://court.example/a_b_c?x=1*2*3'), plain('.')],
    ],
    [
      'a link with brackets in its address',
      '[Mercury](https://wiki.example/Mercury_(planet)) rose',
      [link('Mercury', 'https://wiki.example/Mercury_(planet)'), plain(' rose')],
    ],
    [
      'a marked link',
      '**[Full list](https://a.example/)**',
      [{ text: 'Full list', bold: true, href: 'https://a.example/' }],
    ],
    [
      'marks in a link',
      '[see **all** of it](https://a.example/)',
      [
        link('see ', 'https://a.example/'),
        { text: 'all', bold: true, href: 'https://a.example/' },
        link(' of it', 'https://a.example/'),
      ],
    ],
    [
      'a bare address less the full stop',
      'More at https://a.example/x_y_z.',
      [plain('More at '), link('https://a.example/x_y_z'), plain('.')],
    ],
    [
      'a bare address in brackets',
      '(https://a.example/Mercury_(planet))',
      [plain('('), link('https://a.example/Mercury_(planet)'), plain(')')],
    ],
    [
      'a bare URL in bold',
      '**https://a.example/**',
      [{ text: 'https://a.example/', bold: true, href: 'https://a.example/' }],
    ],
    ['marks around quotes', 'He said *"never"* twice', [plain('He said '), emphasis('"never"'), plain(' twice')]],
    ['a mark in a script without spaces', '这是**重点**内容', [plain('这是'), bold('重点'), plain('内容')]],
    ['a mark before a particle', '**서울**에서 열렸다', [bold('서울'), plain('에서 열렸다')]],
    ['a mark over several sentences', '**It is over. All of it.**', [bold('It is over. All of it.')]],
  ])('shows %s', (_, paragraph, spans) => {
    expect(parseSpans(paragraph)).toEqual(spans);
  });

  it.each([
    ['snake case', 'Set max_open_files and min_open_files.'],
    ['a sum', '5*3*2 is 30, and 2*(3+4)*5 is 70.'],
    ['spaced asterisks', 'a * b * c'],
    ['spaced underscores', 'a _ b _ c'],
    ['a price with a footnote', 'From $5* a day, or $30* a week.'],
    ['a footnote', '*Excluding tax.'],
    ['two footnotes', '**Excluding tax. *Excluding fuel.'],
    ['footnotes after percent signs', 'Up 5%* in May and 6%** in June'],
    ['a swear word', 'What the f**k is this s**t, f*** them'],
    ['a dunder name', 'Call __init__ first'],
    ['a line to fill in', 'Name: ____ Date: ____'],
    ['a line of stars', '***** five stars *****'],
    ['an unclosed mark', '**The vote is over'],
    ['a mark that closes nothing', 'The vote is over**'],
    ['an empty mark', 'a **** b'],
    ['a script as a link', '[click](javascript:alert(1))'],
    ['data as a link', '[click](data:text/html,x)'],
    ['a link to nowhere', '[click](https://)'],
    ['a link within the site', '[click](/admin)'],
    ['a link with no words', '[ ](https://)'],
    ['brackets', 'He said [sic] that (it) was [not](so)'],
    ['another scheme', 'ftp://a.example and mailto:a@b.example'],
    ['an address inside a word', 'xhttps://a.example'],
    ['a scheme alone', 'It begins with https:// always'],
  ])('leaves %s unchanged', (_, paragraph) => {
    expect(parseSpans(paragraph)).toEqual([{ text: paragraph }]);
    expect(plainText(paragraph)).toBe(paragraph);
  });

  it('has only http and https links, for any input', () => {
    const bits = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '*',
      '**',
      '_',
      ' ',
      'a',
      'https://',
      'HTTPS://a.example',
      'javascript:',
      'data:',
      'x',
      '\u202e',
      '🔥',
      '\ud800',
      '重',
    );
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 40 }).map((list) => list.join('')),
        (paragraph) => {
          for (const { href } of parseSpans(paragraph))
            if (href !== undefined) expect(new URL(href).protocol).toMatch(/^https?:$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('loses no character: the joined spans equal plainText, which lacks only markup', () => {
    const bits = fc.oneof(
      fc.string({ maxLength: 5, unit: 'binary' }),
      fc.constantFrom('*', '**', '***', '_', '__', ' ', '[a](https://a.example)', 'https://a.example/_x_', '. ', 'ab'),
    );
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 30 }).map((list) => list.join('')),
        (paragraph) => {
          const spans = parseSpans(paragraph);
          expect(spans.map(({ text }) => text).join('')).toBe(plainText(paragraph));
          expect(spans.every(({ text }) => text !== '')).toBe(true);
          const bare = (text: string): string => text.replaceAll(/[*_[\]()]|https:\/\/a\.example/g, '');
          expect(bare(plainText(paragraph))).toBe(bare(paragraph));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is unchanged without markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replaceAll(/[*_[]|https?:\/\//gi, '')),
        (paragraph) => {
          expect(parseSpans(paragraph)).toEqual(paragraph === '' ? [] : [{ text: paragraph }]);
        },
      ),
    );
  });

  it('has the same spans by sentence as in whole', () => {
    const merged = (spans: TextSpan[]): string =>
      spans.map(({ text, ...look }) => Array.from(text, (letter) => JSON.stringify([letter, look])).join('')).join('');
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom('**', '*', 'It is over. ', 'Really? ', 'word ', '[a b. C d](https://a.example) ', '_x_ '),
            { maxLength: 20 },
          )
          .map((list) => list.join('').trim()),
        (paragraph) => {
          const sentences = splitSentences(paragraph);
          const spans = parseSentenceSpans(sentences);
          expect(spans).toHaveLength(sentences.length);
          const spaceless = (list: TextSpan[]): string =>
            merged(list.flatMap((span) => [{ ...span, text: span.text.replaceAll(' ', '') }]));
          expect(spaceless(spans.flat())).toBe(spaceless(parseSpans(paragraph)));
        },
      ),
      { numRuns: 1000 },
    );
    expect(parseSentenceSpans(['**It is over.', 'All of it.** Or not.'])).toEqual([
      [bold('It is over.')],
      [bold('All of it.'), plain(' Or not.')],
    ]);
  });

  it.each([
    '*a ',
    '*a*',
    '**a',
    '_',
    '*',
    '[',
    '[a](https://',
    '[a](https://x(',
    'https://',
    'https://%',
    '*a_b ',
    'a** b_ *c',
    '![',
    'https://%[',
    '(https://a.example/(',
    '重*',
  ])('is parsed in linear time: %s', (bit) => {
    const paragraph = bit.repeat(200_000 / bit.length);
    const started = performance.now();
    plainText(paragraph);
    // On a busy machine linear takes a second or two; the square of this length takes minutes.
    expectWithin(12_000, performance.now() - started);
  });

  it('has markup in posts only', () => {
    const body = ['It is **over**.'];
    expect(plainBody({ kind: 'post', body })).toEqual(['It is over.']);
    expect(plainBody({ kind: 'article', body })).toEqual(body);
  });
});
