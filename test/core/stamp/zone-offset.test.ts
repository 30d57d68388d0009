import { describe, expect, test } from 'vitest';
import { findStamps, type StampContext } from '../../../src/core/stamp/grammar.js';
import { offsetOfZoneWord } from '../../../src/core/stamp/zone-offset.js';

const now = Date.parse('2023-12-01T00:00:00Z');
const read = (text: string, context: Partial<StampContext> = {}) => findStamps(text, { now, ...context })[0]?.stamp;
const winter = (name: string) => `Updated: 8 January 2022, 12:53 ${name}`;
const summer = (name: string) => `Updated: 8 July 2022, 12:53 ${name}`;

describe('an ambiguous abbreviation is resolved by', () => {
  test('the offset of the page’s own times of the same season', () => {
    expect(read(winter('IST'), { machineTimes: ['2022-01-08T10:00:00+05:30'] })).toMatchObject({
      zone: '+05:30',
      at: '2022-01-08T07:23:00Z',
      ambiguous: false,
    });
    expect(read(winter('CST'), { machineTimes: ['2022-01-08T10:00:00-06:00'] })?.at).toBe('2022-01-08T18:53:00Z');
  });

  test('the page’s own time of the same minute, even in UTC', () => {
    expect(read(winter('IST'), { machineTimes: ['2022-01-08T07:23:45Z'] })?.at).toBe('2022-01-08T07:23:00Z');
  });

  test('two hints that agree, from language, URL and place; one alone is not enough', () => {
    for (const hint of [{ language: 'en-IN' }, { url: 'https://news.example.in/a' }, { located: 'New Delhi, India' }])
      expect(read(winter('IST'), hint)).toMatchObject({ at: null, ambiguous: true });
    expect(read(winter('IST'), { language: 'en-IN', located: 'New Delhi, India' })?.at).toBe('2022-01-08T07:23:00Z');
    expect(read(summer('BST'), { language: 'en-GB', url: 'https://example.co.uk/a' })?.at).toBe('2022-07-08T11:53:00Z');
    expect(read(summer('IST'), { url: 'https://example.ie/a', located: 'Dublin' })?.at).toBe('2022-07-08T11:53:00Z');
    expect(read(winter('CST'), { language: 'zh-CN', located: 'Beijing' })?.at).toBe('2022-01-08T04:53:00Z');
  });

  test('a place beside a publisher’s zone that can’t be meant', () => {
    expect(read(winter('IST'), { zone: 'Asia/Tokyo', located: 'New Delhi, India' })?.at).toBe('2022-01-08T07:23:00Z');
    expect(read(winter('IST'), { zone: 'Asia/Tokyo', located: 'Osaka' })).toMatchObject({ at: null, ambiguous: true });
  });

  test('the page’s vocabulary, together with its places or its date style', () => {
    expect(read('New Delhi: The board met, PTI said. Updated: Jan 8, 2022, 12:53 PM IST')?.at).toBe(
      '2022-01-08T07:23:00Z',
    );
    expect(read('AUSTIN, Texas (AP) Updated: Jan 8, 2022, 12:53 PM CST')?.at).toBe('2022-01-08T18:53:00Z');
    expect(read('Gardaí in Cork said. Updated: 8 July 2022, 12:53 IST')?.at).toBe('2022-07-08T11:53:00Z');
    expect(read('वाराणसी में गेहूं की खरीद Updated Sat, 08 Jan 2022 12:53 PM IST')?.at).toBe('2022-01-08T07:23:00Z');
    for (const alone of [
      'New Delhi, India',
      'Mumbai and Delhi in India',
      'Talks between Dublin and Delhi, PTI said, are on.',
    ])
      expect(read(`${alone} Updated: Jan 8, 2022, 12:53 PM IST`)).toMatchObject({ at: null, ambiguous: true });
  });

  test('no contradicting hints, and no country in another season', () => {
    expect(read(winter('IST'), { language: 'en-IE', located: 'New Delhi, India' })).toMatchObject({
      at: null,
      ambiguous: true,
    });
    expect(read(winter('BST'), { language: 'en-GB', url: 'https://example.co.uk/a' })).toMatchObject({
      at: null,
      ambiguous: true,
    });
  });
});

test('a clock without a zone has the offset of the page’s own times of the same season', () => {
  expect(read(winter(''), { machineTimes: ['2022-01-08T10:00:00+05:30'] })?.at).toBe('2022-01-08T07:23:00Z');
  expect(read(winter(''), { machineTimes: ['2021-06-08T10:00:00-04:00'] })).toMatchObject({
    at: null,
    ambiguous: true,
  });
  expect(read(winter(''), { machineTimes: ['2022-01-08T10:00:00Z'] })).toMatchObject({ at: null, ambiguous: true });
});

test('EST in July is the wall clock of a publisher in New York, and ambiguous because it contradicts itself', () => {
  expect(read(summer('EST'), { zone: 'America/New_York' })).toMatchObject({
    zone: '-04:00',
    at: '2022-07-08T16:53:00Z',
    ambiguous: true,
  });
  expect(read(summer('EDT'), { zone: 'America/New_York' })).toMatchObject({
    zone: '-04:00',
    at: '2022-07-08T16:53:00Z',
    ambiguous: false,
  });
  expect(read(summer('EST'), { zone: 'America/Panama' })).toMatchObject({ zone: '-05:00', ambiguous: false });
  expect(read(summer('EST'))).toMatchObject({ at: null, ambiguous: true });
});

test.each([
  ['Eastern Standard Time', '-05:00'],
  ['(UTC+3)', '+03:00'],
  ['GMT +5:30', '+05:30'],
  ['UTC-03:00', '-03:00'],
  ['GMT+0530', '+05:30'],
  ['E.S.T.', '-05:00'],
  ['Greenwich Mean Time', 'Z'],
  ['+08', '+08:00'],
  ['heure de Paris', '+01:00'],
  ['МСК', '+03:00'],
  ['Central European Time', '+01:00'],
  ['WIB', '+07:00'],
  ['NZDT', '+13:00'],
  ['ET', '-05:00'],
  ['MEZ', '+01:00'],
])('%s is %s in January', (words, offset) => {
  expect(read(winter(words))?.zone).toBe(offset);
});

test('an unknown abbreviation is no zone', () => {
  expect(offsetOfZoneWord('XYZ', { year: 2022, month: 1, day: 8, hour: 0, minute: 0 })).toBe('ambiguous');
});
