import { describe, expect, test } from 'vitest';
import {
  clampInstant,
  FIRST_INSTANT,
  formatInstant,
  formatTimestamp,
  instantMs,
  LAST_INSTANT,
  normaliseInstant,
  parseInstant,
} from '../../src/core/instant.js';

const AT = Date.UTC(2022, 0, 8, 7, 23);

describe('an instant', () => {
  test.each([
    '2022-01-08T07:23:00Z',
    '2022-01-08T07:23:00.000Z',
    '2022-01-08T07:23Z',
    '2022-01-08T12:53:00+05:30',
    '2022-01-07T23:23:00-08:00',
  ])('%s is parsed', (text) => {
    expect(parseInstant(text)).toBe(AT);
    expect(normaliseInstant(text)).toBe('2022-01-08T07:23:00Z');
  });

  test.each([
    '',
    'soon',
    '2022-01-08',
    '2022-01-08T07:23:00',
    '2022-01-08 07:23:00Z',
    '2022-01-08T07:23:00+0530',
    '2022-02-30T07:23:00Z',
    '2022-13-01T07:23:00Z',
    '2022-00-08T07:23:00Z',
    '2022-01-08T24:00:00Z',
    '2022-01-08T07:23:60Z',
    '2022-01-08T07:23:00Z\n',
    'Sat, 08 Jan 2022 07:23:00 GMT',
    null,
    undefined,
  ])('%j is rejected', (text) => {
    expect(parseInstant(text)).toBeNull();
    expect(normaliseInstant(text)).toBeNull();
    expect(clampInstant(text)).toBeNull();
    expect(instantMs(text ?? '')).toBeNaN();
  });

  test.each([
    [FIRST_INSTANT, FIRST_INSTANT],
    [LAST_INSTANT, LAST_INSTANT],
    ['1899-12-31T23:59:59Z', FIRST_INSTANT],
    ['1900-01-01T00:00:00+00:01', FIRST_INSTANT],
    ['-000001-12-31T10:00:00Z', FIRST_INSTANT],
    ['2201-01-01T00:00:00Z', LAST_INSTANT],
    ['+012345-01-01T00:00:00Z', LAST_INSTANT],
  ])('%s is clamped to %s', (text, nearest) => {
    expect(clampInstant(text)).toBe(nearest);
    expect(parseInstant(text)).toBe(text === nearest ? instantMs(text) : null);
  });

  test('is formatted with a fraction only if it has one; a server timestamp always with milliseconds', () => {
    expect([formatInstant(AT), formatInstant(new Date(AT + 250))]).toEqual([
      '2022-01-08T07:23:00Z',
      '2022-01-08T07:23:00.250Z',
    ]);
    expect([formatTimestamp(AT), formatTimestamp(new Date(AT + 250))]).toEqual([
      '2022-01-08T07:23:00.000Z',
      '2022-01-08T07:23:00.250Z',
    ]);
  });
});
