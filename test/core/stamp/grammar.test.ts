import { describe, expect, test } from 'vitest';
import { findStamps, readStamp } from '../../../src/core/stamp/grammar.js';
import { formatOffset, offsetAt, parseOffset, offsetOfWallClock } from '../../../src/core/stamp/zone-offset.js';

const now = Date.parse('2023-12-01T00:00:00Z');
const only = (text: string, zone?: string, language?: string) => findStamps(text, { zone, language, now })[0]?.stamp;

describe('a stamp is read from visible text', () => {
  test('that runs into a place, as an instant in the publisher’s zone', () => {
    expect(findStamps('New Delhi, IndiaUpdated: Jan 08, 2022, 12:53 PM IST', { zone: 'Asia/Kolkata', now })).toEqual([
      {
        stamp: {
          text: 'Updated: Jan 08, 2022, 12:53 PM IST',
          kind: 'updated',
          wall: '2022-01-08T12:53',
          zone: '+05:30',
          at: '2022-01-08T07:23:00Z',
          ambiguous: false,
          from: 'label',
        },
        start: 16,
        end: 51,
      },
    ]);
  });

  // Real stamps with the text around them, shortened. Wall time and offset were determined manually.
  test.each([
    ['NewsByConnor Lynch08:44, 3 NOV 2023Updated08:47, 3 NOV 2023BookmarkThe signs', '2023-11-03T08:47', null],
    ['Posted: Nov 8, 2023 / 02:40 PM PST Updated: Nov 8, 2023 / 03:16 PM PST by: Joey', '2023-11-08T15:16', '-08:00'],
    ['Published 3rd Nov 2023, 08:08 GMTUpdated 3rd Nov 2023, 08:10 GMT Watch', '2023-11-03T08:10', 'Z'],
    ['Mon 20 Jan 2020 06.05 GMT Last modified on Mon 20 Jan 2020 06.07 GMT Share', '2020-01-20T06:07', 'Z'],
    ['| UPDATED: November 9, 2023 at 12:21 a.m.St. Louis Park appears', '2023-11-09T00:21', null],
    ['Updated 7:12 am PDT, Wednesday, May 6, 2020 NEW YORK (AP)', '2020-05-06T07:12', '-07:00'],
    [
      'Published Tue, Nov 19 20197:05 AM ESTUpdated Tue, Nov 19 20197:16 AM ESTKeris Lahiff',
      '2019-11-19T07:16',
      '-05:00',
    ],
    ['CNN Editor-at-largeUpdated 1909 GMT (0309 HKT) November 18, 2019 Chat', '2019-11-18T19:09', 'Z'],
    ['By Al Root Updated Nov. 19, 2019 8:21 am ET / Original Nov. 19, 2019 8:02 am ET', '2019-11-19T08:21', '-05:00'],
    ['Nov 18, 2019 @17:19 PM · Updated: Nov 18, 2019 @17:26 PM Stadia', '2019-11-18T17:26', null],
    ['Written: 2023-11-07 15:03:30 / Updated: 2023-11-07 15:30:46 Share', '2023-11-07T15:30', null],
    ['Porto Velho Atualizado 2020-03-08T18:30:30.077Z Vaquinha', '2020-03-08T18:30', 'Z'],
    ['[Stand: 09.10.2017, 01:40 Uhr]', '2017-10-09T01:40', null],
    ['Le Monde | 04.05.2015 à 13h36 • Mis à jour le 05.05.2015 à 20h13 | Par', '2015-05-05T20:13', null],
    ['ACTUALIZADO 19 de abril de 2022 6:00 PM ORDER REPRINT', '2022-04-19T18:00', null],
    ['Last Updated: January 7, 2025 Vidyard', '2025-01-07', null],
    ['Updated 9 p.m. E.T., Nov. 3, 2023', '2023-11-03T21:00', '-04:00'],
    ['02 Novembre 2023 | Aggiornato alle 16:58', '2023-11-02T16:58', null],
  ])('%s', (text, wall, zone) => {
    const stamp = findStamps(text, { now }).find(({ stamp }) => stamp.kind === 'updated')?.stamp;
    expect([stamp?.wall, stamp?.zone]).toEqual([wall, zone]);
  });

  test('prose that only mentions an update is no stamp, nor is a label without a day', () => {
    expect(only('The rules were last updated on 5 January 2022 by the ministry')).toBeUndefined();
    expect(only('Updated regularly by 20 people at 10:30')).toBeUndefined();
    expect(only('Updated: Feb 30, 2022')).toBeUndefined();
  });
});

describe('a zone comes from the words or the publisher, never from a guess', () => {
  test.each(['Asia/Kolkata', '+05:30'])('IST is Indian where the publisher is on %s', (zone) => {
    expect(only('Updated: Jan 08, 2022, 12:53 PM IST', zone)).toMatchObject({
      zone: '+05:30',
      at: '2022-01-08T07:23:00Z',
      ambiguous: false,
    });
  });

  test('IST is Irish in a Dublin summer and Israeli in a Jerusalem winter', () => {
    expect(only('Updated: Jul 08, 2022, 12:53 PM IST', 'Europe/Dublin')?.at).toBe('2022-07-08T11:53:00Z');
    expect(only('Updated: Jan 08, 2022, 12:53 PM IST', 'Asia/Jerusalem')?.at).toBe('2022-01-08T10:53:00Z');
  });

  test.each(['IST', 'CST', 'BST', 'AST'])(
    '%s with no zone known, or one that it does not fit, is ambiguous: the words are kept, no instant is',
    (name) => {
      for (const zone of [undefined, 'Asia/Tokyo']) {
        expect(only(`Updated: Jan 08, 2022, 12:53 PM ${name}`, zone)).toMatchObject({
          text: `Updated: Jan 08, 2022, 12:53 PM ${name}`,
          wall: '2022-01-08T12:53',
          zone: null,
          at: null,
          ambiguous: true,
        });
      }
    },
  );

  test('BST in November does not fit London', () => {
    expect(only('Updated: 8 Nov 2022, 12:53 BST', 'Europe/London')).toMatchObject({ at: null, ambiguous: true });
    expect(only('Updated: 8 Jul 2022, 12:53 BST', 'Europe/London')).toMatchObject({ at: '2022-07-08T11:53:00Z' });
  });

  test('an unambiguous zone in the words overrides the publisher’s', () => {
    expect(only('Updated: Jan 08, 2022, 12:53 PM GMT+5:30', 'America/New_York')?.at).toBe('2022-01-08T07:23:00Z');
    expect(only('Updated: Jan 08, 2022, 12:53 PM JST', 'America/New_York')?.at).toBe('2022-01-08T03:53:00Z');
  });

  test('a clock without a zone is the publisher’s, or ambiguous without one', () => {
    expect(only('Updated: Jan 08, 2022, 12:53 PM', 'Asia/Kolkata')).toMatchObject({
      zone: '+05:30',
      at: '2022-01-08T07:23:00Z',
    });
    expect(only('Updated: Jan 08, 2022, 12:53 PM')).toMatchObject({ zone: null, at: null, ambiguous: true });
  });

  test('EST in July is New York’s wall clock for a publisher there, and ambiguous otherwise', () => {
    expect(only('Updated July 4, 2023 3:18am EST', 'America/New_York')).toMatchObject({
      zone: '-04:00',
      at: '2023-07-04T07:18:00Z',
    });
    expect(only('Updated July 4, 2023 3:18am EST')).toMatchObject({ at: null, ambiguous: true });
  });

  test('a skipped or repeated hour has no instant, unless the words name the offset', () => {
    expect(only('Updated: March 13, 2022, 2:30 AM', 'America/New_York')).toMatchObject({ at: null, ambiguous: true });
    expect(only('Updated: November 6, 2022, 1:30 AM', 'America/New_York')).toMatchObject({ at: null, ambiguous: true });
    expect(only('Updated: November 6, 2022, 1:30 AM EDT', 'America/New_York')?.at).toBe('2022-11-06T05:30:00Z');
    expect(only('Updated: November 6, 2022, 1:30 AM EST', 'America/New_York')?.at).toBe('2022-11-06T06:30:00Z');
  });

  test('offsets are positive or negative, also with half hours', () => {
    expect(['+05:30', '-03:30', 'Z', '+14:00'].map((text) => formatOffset(parseOffset(text) ?? Number.NaN))).toEqual([
      '+05:30',
      '-03:30',
      'Z',
      '+14:00',
    ]);
    expect(['+15:00', 'IST', ''].map(parseOffset)).toEqual([null, null, null]);
    expect(offsetAt('Asia/Kathmandu', now)).toBe(345);
    expect(offsetAt('No/Where', now)).toBeNull();
    expect(offsetOfWallClock('No/Where', { year: 2022, month: 1, day: 1, hour: 0, minute: 0 })).toBe('ambiguous');
  });
});

describe('an open question about a date is reported', () => {
  test('a day without a clock has no instant and is not ambiguous', () => {
    expect(only('Updated: Jan 08, 2022', 'Asia/Kolkata')).toMatchObject({
      wall: '2022-01-08',
      zone: null,
      at: null,
      ambiguous: false,
    });
  });

  test('03/04 is resolved by the language of label or page, else ambiguous with the day first', () => {
    expect(only('Updated 03/04/2022 10:00', 'Z', 'en-US')).toMatchObject({
      wall: '2022-03-04T10:00',
      at: '2022-03-04T10:00:00Z',
    });
    expect(only('Updated 03/04/2022 10:00', 'Z', 'en-GB')).toMatchObject({
      wall: '2022-04-03T10:00',
      at: '2022-04-03T10:00:00Z',
    });
    expect(only('Actualizado 03/04/2022 10:00', 'Z')).toMatchObject({ wall: '2022-04-03T10:00', ambiguous: false });
    expect(only('Updated 03/04/2022 10:00', 'Z')).toMatchObject({
      text: 'Updated 03/04/2022 10:00',
      wall: '2022-04-03T10:00',
      at: null,
      ambiguous: true,
    });
    expect(only('Updated 03/14/2022 10:00', 'Z')).toMatchObject({ wall: '2022-03-14T10:00', ambiguous: false });
  });

  test('a missing year is that of the last such day, trusted only if recent or if the weekday agrees', () => {
    expect(only('Updated Nov 19, 9:41 AM', 'Z')).toMatchObject({
      wall: '2023-11-19T09:41',
      at: '2023-11-19T09:41:00Z',
    });
    expect(only('Updated Dec 19, 9:41 AM', 'Z')).toMatchObject({ wall: '2022-12-19T09:41', at: null, ambiguous: true });
    expect(only('Updated Mon, Dec 19, 9:41 AM', 'Z')).toMatchObject({
      wall: '2022-12-19T09:41',
      at: '2022-12-19T09:41:00Z',
    });
  });
});

test('machine-readable values are read by the same grammar', () => {
  const at = (text: string, zone?: string) => readStamp(text, 'updated', 'meta', { zone, now })?.at;
  expect(at('2022-01-08T12:53:20+05:30', 'America/New_York')).toBe('2022-01-08T07:23:20Z');
  expect(at('2022-01-08T12:53:20+0530')).toBe('2022-01-08T07:23:20Z');
  expect(at('2022-01-08T07:23:00.123456Z')).toBe('2022-01-08T07:23:00Z');
  expect(at('Sat, 08 Jan 2022 07:23:00 GMT')).toBe('2022-01-08T07:23:00Z');
  expect(at('2022-01-08 12:53', 'Asia/Kolkata')).toBe('2022-01-08T07:23:00Z');
  expect(at('1641626580')).toBe('2022-01-08T07:23:00Z');
  expect(at('yesterday, 2022-01-08 12:53')).toBeUndefined();
});
