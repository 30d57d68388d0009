import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { cpuOf } from '../../support/cpu-time.js';

const now = '2023-12-01T00:00:00Z';
const parse = (content: string, zone?: string) => parsePage({ type: 'text/plain', content, zone, now });
const sample = readFileSync(new URL('../../samples/nato-solidarity.txt', import.meta.url), 'utf8');

describe('the scraped sample', () => {
  const page = parse(sample, 'Asia/Kolkata');

  test('has headline, byline, place and instant', () => {
    expect(page).toMatchObject({
      headline:
        "NATO members express solidarity ahead of Russia talks: 'We are also consulting with other key partners'",
      byline: 'WION Web Team',
      located: 'New Delhi, India',
      firstCreated: null,
      versionCreated: '2022-01-08T07:23:00Z',
      provenance: { headline: 'label', byline: 'label', located: 'label', versionCreated: 'label' },
    });
    expect(page.stamps).toEqual([
      {
        text: 'Updated: Jan 08, 2022, 12:53 PM IST',
        kind: 'updated',
        wall: '2022-01-08T12:53',
        zone: '+05:30',
        at: '2022-01-08T07:23:00Z',
        ambiguous: false,
        from: 'label',
      },
    ]);
  });

  test('has its highlight, and the image’s caption and credit', () => {
    expect(page.highlights).toEqual([
      'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values',
    ]);
    expect(page.media).toEqual([
      {
        url: null,
        type: 'image',
        caption:
          'This file photo is of service members of the Ukrainian armed forces walking at combat positions near the line of separation from Russian-backed rebels outside the town of Popasna in Luhansk Region, Ukraine January 6, 2022.',
        credit: 'Reuters',
        alt: null,
      },
    ]);
  });

  test('has its nine paragraphs and nothing else', () => {
    expect(page.body.map((paragraph) => paragraph.slice(0, 17))).toEqual([
      'NATO foreign mini',
      'While speaking af',
      'He added, "NATO r',
      'Speaking about Ru',
      'Hee said that the',
      'On Twitter, the f',
      'During the meetin',
      'Allies continue t',
      'Meanwhile, amid a',
    ]);
    for (const paragraph of page.body) {
      expect(sample.replace(/\s+/g, ' ')).toContain(paragraph);
      expect(paragraph).toMatch(/[."]$/);
    }
  });

  test('without a zone keeps the text of the stamp, marks it ambiguous and has no instant', () => {
    const unzoned = parse(sample);
    expect(unzoned.stamps).toEqual([
      {
        text: 'Updated: Jan 08, 2022, 12:53 PM IST',
        kind: 'updated',
        wall: '2022-01-08T12:53',
        zone: null,
        at: null,
        ambiguous: true,
        from: 'label',
      },
    ]);
    expect(unzoned.versionCreated).toBeNull();
    expect(unzoned.body).toEqual(page.body);
  });
});

describe('plain text', () => {
  test('is a headline and paragraphs, separated by blank lines or line ends', () => {
    const body = ['The council approved the budget on Monday.', 'The mayor welcomed the vote. It takes effect in May.'];
    for (const gap of ['\n\n', '\n', '\r\n\r\n'])
      expect(parse(['Council approves budget', ...body].join(gap))).toMatchObject({
        headline: 'Council approves budget',
        byline: null,
        located: null,
        body,
        stamps: [],
      });
  });

  test('with hard-wrapped lines is joined', () => {
    const page = parse(
      'Budget\n\nThe council approved the budget on Monday after a debate that went on\nuntil midnight, and the mayor welcomed the vote. It takes\neffect in May.\n\nIt was close.',
    );
    expect(page.body).toEqual([
      'The council approved the budget on Monday after a debate that went on until midnight, and the mayor welcomed the vote. It takes effect in May.',
      'It was close.',
    ]);
  });

  test('that is empty gives nulls and no error', () => {
    expect(parse(' \n\u0000\n')).toMatchObject({ headline: null, body: [], stamps: [] });
  });

  test('loses NULs and lone surrogates', () => {
    expect(parse('He\u0000ad \ud800line\n\nBody text.')).toMatchObject({
      headline: 'Head \ufffdline',
      body: ['Body text.'],
    });
  });
});

describe('text copied from news sites', () => {
  test('an agency’s dateline is the place, and the rest stays in the body', () => {
    const page = parse(
      'Bank of England raises rates\n\nBy Jane Doe and John Roe\n\nLONDON, Nov 3 (Reuters) - The Bank raised rates on Thursday.\n\nThe pound fell.\n\n(Reporting by Jane Doe; Editing by John Roe)',
    );
    expect(page).toMatchObject({
      byline: 'Jane Doe and John Roe',
      located: 'LONDON',
      body: ['The Bank raised rates on Thursday.', 'The pound fell.'],
    });
  });

  test.each([
    ['LONDON (Reuters) - A storm hit the coast.', 'LONDON'],
    ['HAYWARD, Calif. (AP) — A storm hit the coast.', 'HAYWARD, Calif.'],
    ['PARIS/LONDON, Nov 3 (Reuters) - A storm hit the coast.', 'PARIS/LONDON'],
    ['NEW YORK (AP) — A storm hit the coast.', 'NEW YORK'],
    ['New Delhi: A storm hit the coast.', 'New Delhi'],
    ['Mumbai, Apr 3 (PTI) A storm hit the coast.', 'Mumbai'],
    ['GREEN BAY, Wis. -- A storm hit the coast.', 'GREEN BAY, Wis.'],
  ])('%s', (paragraph, located) => {
    expect(parse(`Storm hits coast\n\n${paragraph}`)).toMatchObject({ located, body: ['A storm hit the coast.'] });
  });

  test.each([
    'London - the city that never sleeps - was quiet.',
    'He said: nothing will change here.',
    'IBM (NYSE) said sales rose on Monday.',
    'BREAKING — The bank has closed its doors.',
  ])('no place is invented from “%s”', (paragraph) => {
    expect(parse(`Storm hits coast\n\n${paragraph}`)).toMatchObject({ located: null, body: [paragraph] });
  });

  test('share bars, related links, newsletters, placeholders and agency credits are no body; similar sentences are', () => {
    const page = parse(
      'World\n\nStorm hits coast\n\nhero_video_slot\n\nA storm hit the coast on Monday. (With inputs from PTI)\n\nShare this\nFacebook\nTwitter\n\nAlso read: Another storm\n\nAdvertisement\n\nWatch out for it: more wind is coming.\n\nSign up for our daily newsletter\n\nClick here to see more\n\n© 2023 The Paper',
    );
    expect(page).toMatchObject({
      headline: 'Storm hits coast',
      body: ['A storm hit the coast on Monday.', 'Watch out for it: more wind is coming.'],
    });
  });

  test.each([
    ['Waves hit the pier. (Photo: AP)', 'AP'],
    ['Waves hit the pier. Image: Getty', 'Getty'],
    ['Waves hit the pier. Jane Doe/Reuters', 'Jane Doe/Reuters'],
    ['Waves hit the pier. (AP Photo/Jane Doe)', 'AP Photo/Jane Doe'],
    ['Waves hit the pier. REUTERS/Jane Doe', 'REUTERS/Jane Doe'],
  ])('%s belongs to a picture', (line, credit) => {
    expect(parse(`Storm hits coast\n\n${line}\n\nA storm hit the coast.`)).toMatchObject({
      media: [{ caption: 'Waves hit the pier.', credit }],
      body: ['A storm hit the coast.'],
    });
  });

  test('a name above a stamp is the byline; roles and papers are no names', () => {
    expect(
      parse(
        'Universities strike\n\nJane Doe\nMon 20 Jan 2020 06.05 GMT\nLast modified on Mon 20 Jan 2020 06.07 GMT\n\nMembers walked out.',
      ),
    ).toMatchObject({
      byline: 'Jane Doe',
      firstCreated: '2020-01-20T06:05:00Z',
      versionCreated: '2020-01-20T06:07:00Z',
      body: ['Members walked out.'],
    });
    expect(parse('Fire\nBy Eric Bradner, CNN\n\nIt burns.').byline).toBe('Eric Bradner');
  });

  test('a date in prose is no stamp, and stays in the body', () => {
    const prose = 'The rules were last updated on 5 January 2022 to reflect the change in law.';
    expect(parse(`Rules change\n\n${prose}`)).toMatchObject({ stamps: [], body: [prose] });
  });
});

/**
 * The CPU time of two megabytes of plain paragraphs in ms, the reference for hostile pages of that size,
 * which may take `MAX_RATIO` times as long. Non-linear parsing takes hundreds of times.
 */
let plain = 0;
const ordinary = (): number =>
  (plain ||= cpuOf(
    () =>
      void parse(
        `A storm hit the coast on Monday, and many people were without power for a day.\n\n`.repeat(25_000),
        'Asia/Kolkata',
      ),
  ));
const MAX_RATIO = 20;

test.each([
  ['stamps', 'Updated: Jan 08, 2022, 12:53 PM IST\n'],
  ['one word', 'Updated '],
  ['one letter a line', 'a\n'],
  ['open brackets', '(with '],
  ['captions', 'Photo: Aa Bb\n'],
  ['headings', 'Story highlights\n'],
  ['clocks', '12:'],
  ['spaces', ' \u00a0'],
  ['places', 'NEW YORK, '],
])(
  'two megabytes of nothing but %s take bounded time',
  (_name, piece) => {
    expect(cpuOf(() => void parse(piece.repeat(Math.ceil(2_000_000 / piece.length)), 'Asia/Kolkata'))).toBeLessThan(
      MAX_RATIO * ordinary(),
    );
  },
  120_000,
);
