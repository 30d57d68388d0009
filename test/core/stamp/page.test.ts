// Stamps on a page: split over lines, run together in one line, next to text that only looks like a stamp.
import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../src/core/page/parse-page.js';
import { findStamps } from '../../../src/core/stamp/grammar.js';

const now = '2023-12-01T00:00:00Z';
const updatedOf = (content: string) =>
  parsePage({ type: 'text/plain', content, now })
    .stamps.filter(({ kind }) => kind === 'updated')
    .map(({ wall }) => wall);
const body =
  'The council approved the budget on Monday, after a debate that went on until midnight. The mayor welcomed the vote. '.repeat(
    20,
  );

describe('a stamp is found', () => {
  test.each([
    ['Council approves budget\n\nUpdated\nNov 3, 2023, 1:43 PM\n\n'],
    ['Council approves budget\nBy Jane Doe\nNov 3, 2023\nUpdated 1:43 PM\n'],
    ['Council approves budget\n3 November 2023 | Updated: 13:43\n'],
    ['Council approves budget\nLast updated on:\nFriday, 3 November 2023 13:43\n'],
    [
      'Menu News Sport Council approves budgetBy Jane DoePublished10:00, 3 NOV 2023Updated13:43, 3 NOV 2023BookmarkShare',
    ],
    ['Council approves budget Jane Doe 2 min read Last modified on Fri 3 Nov 2023 13.43 GMT Share'],
  ])('%s', (head) => {
    for (const gap of ['\n', ' ', '']) expect(updatedOf(`${head}${gap}${body}`)).toEqual(['2023-11-03T13:43']);
  });
});

describe('not a stamp of the story:', () => {
  test.each([
    'He updated his will on May 3, 2022.',
    'The guidance was last updated on 5 January 2022 by the ministry.',
    'A study, published on 3 May 2022, found no difference.',
    'The company’s rules (updated May 3, 2022) say otherwise.',
    'It had been modified on 3/5/2022 at 10:30.',
    '© 2023 The Paper. All rights reserved.',
    'Privacy Policy (Updated: 12/1/2022)',
    'Terms of Use | Last updated: May 25, 2018',
    'Cookie Policy Last modified: 25 May 2018',
    'The festival takes place on 3 November 2023 at 19:30.',
    'Das Gesetz wurde am 3. Mai 2022 geändert.',
    'Le décret a été modifié le 3 mai 2022.',
    'La norma fue actualizada el 3 de mayo de 2022.',
    'Il testo unico è stato modificato il 3 maggio 2022.',
    'De wet is gewijzigd op 3 mei 2022.',
    'Lagen ändrades den 3 maj 2022.',
    'Закон был изменен 3 мая 2022 года.',
    'App version updated: May 3, 2022',
    'Datenschutzerklärung Stand: 25.05.2018',
  ])('%s', (line) => {
    expect(updatedOf(`Council approves budget\n\n${body}\n\n${line}`)).toEqual([]);
    expect(updatedOf(`Council approves budget ${body} ${line}`)).toEqual([]);
  });
});

describe('the order of day and month', () => {
  const read = (text: string, context = {}) =>
    findStamps(text, { now: Date.parse(now), ...context }).find(({ stamp }) => stamp.kind === 'updated')?.stamp;
  test.each([
    ['another date of the page', 'Published 25/03/2022 Updated 03/04/2022', {}, '2022-04-03'],
    ['another date of the page', 'Published 03/25/2022 Updated 03/04/2022', {}, '2022-03-04'],
    ['the label’s language', 'Aktualisiert 03/04/2022', {}, '2022-04-03'],
    ['the page’s country', 'Updated 03/04/2022', { language: 'en-US' }, '2022-03-04'],
    ['the page’s language', 'Updated 03/04/2022', { language: 'fr' }, '2022-04-03'],
    ['the address', 'Updated 03/04/2022', { url: 'https://example.co.uk/a' }, '2022-04-03'],
    ['the address', 'Updated 03/04/2022', { url: 'https://example.gov/a' }, '2022-03-04'],
    ['the publisher’s zone', 'Updated 03/04/2022', { zone: 'America/Chicago' }, '2022-03-04'],
    ['the publisher’s zone', 'Updated 03/04/2022', { zone: 'Asia/Kolkata' }, '2022-04-03'],
    ['the weekday', 'Updated Sun, 03/04/2022', {}, '2022-04-03'],
    ['the weekday', 'Updated Fri 03/04/2022', {}, '2022-03-04'],
    ['what is still to come', 'Updated 11/12/2023', {}, '2023-11-12'],
    ['the zone', 'Updated 03/04/2022 10:00 PDT', {}, '2022-03-04T10:00'],
    ['the page’s own times', 'Updated 03/04/2022', { machineTimes: ['2022-03-04T09:00:00Z'] }, '2022-03-04'],
  ])('is resolved by %s: %s', (_by, text, context, wall) => {
    expect(read(text, context)).toMatchObject({ wall, ...(text.includes(':') ? {} : { ambiguous: false }) });
  });

  test('stays ambiguous without evidence', () => {
    for (const context of [
      {},
      { language: 'en' },
      { language: 'en-CA' },
      { url: 'https://example.com/a' },
      { zone: '+05:30' },
    ])
      expect(read('Updated 03/04/2022', context)).toMatchObject({ ambiguous: true });
  });
});

describe('a missing year is', () => {
  const read = (text: string, context = {}) => findStamps(text, { now: Date.parse(now), ...context })[0]?.stamp;
  test('that of a full date elsewhere on the page', () => {
    expect(read('Updated Nov 19, 9:41 AM', { machineTimes: ['2019-11-18T20:19:00-05:00'] })).toMatchObject({
      wall: '2019-11-19T09:41',
      zone: '-05:00',
    });
    expect(read('Updated Jan 2, 9:41 AM', { url: 'https://example.com/2019/12/30/storm' })?.wall).toBe(
      '2020-01-02T09:41',
    );
  });

  test('that of the copyright line, and the stamp stays ambiguous', () => {
    expect(
      parsePage({
        type: 'text/plain',
        content: 'Storm hits coast\nUpdated Nov 19, 9:41 AM\n\nA storm hit the coast on Monday.\n\n© 2019 The Paper',
        now,
      }).stamps[0],
    ).toMatchObject({ wall: '2019-11-19T09:41', ambiguous: true });
  });
});

describe('a time relative to the time of reading is approximate', () => {
  const read = (text: string, context = {}) =>
    findStamps(text, { now: Date.parse('2023-11-03T12:00:30Z'), ...context })[0]?.stamp;
  test('to the minute, in the publisher’s zone', () => {
    expect(read('Updated 2 minutes ago')).toMatchObject({
      wall: '2023-11-03T11:58',
      at: '2023-11-03T11:58:00Z',
      approximate: true,
      ambiguous: false,
    });
    expect(read('Updated 2 hours ago', { zone: 'Asia/Kolkata' })).toMatchObject({
      wall: '2023-11-03T15:30',
      zone: '+05:30',
      at: '2023-11-03T10:00:00Z',
      approximate: true,
    });
  });

  test('to the day, where the unit is a day', () => {
    expect(read('Updated 3 days ago')).toMatchObject({ wall: '2023-10-31', at: null, approximate: true });
    expect(read('Updated yesterday at 5:10pm', { zone: 'Asia/Tokyo' })).toMatchObject({
      wall: '2023-11-02T17:10',
      at: '2023-11-02T08:10:00Z',
      approximate: true,
    });
    expect(read('Updated 3 months ago')).toBeUndefined();
  });

  test('and decides nothing, because it changes with every reading', () => {
    expect(
      parsePage({ type: 'text/plain', content: `Storm hits coast\nUpdated 2 hours ago\n\n${body}`, zone: 'Z', now }),
    ).toMatchObject({ versionCreated: null, stamps: [{ approximate: true }] });
  });
});

test.each([
  '更新',
  '更新3',
  '2023年11月3日更新',
  'Updated by a b c ',
  'UPDATEDNOV',
  'vor 5 ',
  'mis à jour le mar. 3 ',
  '(updated) ',
  'Updated, 10:30 ',
  '3/4/2022 ',
  'GMT+ ',
  '©',
  '二',
  '\u0301',
  'อ',
])('a page of nothing but “%s” takes time linear in its length', (piece) => {
  const timeOf = (length: number): number => {
    const began = performance.now();
    parsePage({ type: 'text/plain', content: piece.repeat(Math.ceil(length / piece.length)), now });
    return performance.now() - began;
  };
  timeOf(50_000);
  // Twice the text takes about twice the time; the factor allows for a busy machine.
  expect(timeOf(400_000)).toBeLessThan(timeOf(200_000) * 4 + 500);
});
