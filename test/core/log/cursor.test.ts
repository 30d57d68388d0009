import { describe, expect, test } from 'vitest';
import { channelsOf, parseChannel } from '../../../src/core/log/channel.js';
import {
  formatCursor,
  formatStreamPosition,
  parseCursor,
  parseStreamPosition,
  resetReason,
} from '../../../src/core/log/cursor.js';

const ID = '0196a5b4-7c1e-7abc-8def-0123456789ab';

describe('a cursor', () => {
  test.each([
    ['f', 0],
    ['a1b2c3d4e5', 1],
    ['0123456789', 9_007_199_254_740_991],
  ])('of epoch %s and seq %i is parsed as it was formatted', (epoch, seq) => {
    expect(parseCursor(formatCursor(epoch, seq))).toEqual({ epoch, seq });
  });

  test.each([
    '',
    '.',
    'abc',
    'abc.',
    '.5',
    'abc.05',
    'abc.-1',
    'abc.1.2',
    'abc.1e3',
    'abc. 1',
    ' abc.1',
    'abc.1\n',
    'ABC.1',
    'a-b.1',
    'abc.٣',
    `${'a'.repeat(33)}.1`,
    `abc.${'9'.repeat(17)}`,
    'abc.1\u0000',
  ])('is refused as %j', (text) => {
    expect(() => parseCursor(text)).toThrow(expect.objectContaining({ code: 'bad_cursor', retryable: false }));
  });

  test('can be resumed from up to the head of its own log only', () => {
    const log = { epoch: 'abc', head: 7 };
    expect(resetReason({ epoch: 'abc', seq: 0 }, log)).toBeNull();
    expect(resetReason({ epoch: 'abc', seq: 7 }, log)).toBeNull();
    expect(resetReason({ epoch: 'abc', seq: 8 }, log)).toBe('ahead');
    expect(resetReason({ epoch: 'abd', seq: 3 }, log)).toBe('epoch');
  });
});

describe('a position in a stream of several channels', () => {
  test.each([
    ['abc.7', { epoch: 'abc', seq: 7, sentChannels: 0 }],
    ['abc.0+1', { epoch: 'abc', seq: 0, sentChannels: 1 }],
    ['abc.41+99', { epoch: 'abc', seq: 41, sentChannels: 99 }],
  ])('%s is parsed as it was formatted', (text, place) => {
    expect(parseStreamPosition(text)).toEqual(place);
    expect(formatStreamPosition(place)).toBe(text);
  });

  test.each([
    'abc.7+',
    'abc.7+0',
    'abc.7+01',
    'abc.7+100',
    'abc.7+1+1',
    'abc.7+-1',
    'abc.7 +1',
    'abc.7+1\n',
    'abc.07+1',
    '+1',
    'abc+1',
    'abc.7+1.5',
    'abc.7+١',
  ])('is refused as %j', (text) => {
    expect(() => parseStreamPosition(text)).toThrow(expect.objectContaining({ code: 'bad_cursor', retryable: false }));
  });

  test('is no valid cursor', () => {
    expect(() => parseCursor('abc.7+1')).toThrow(expect.objectContaining({ code: 'bad_cursor' }));
  });
});

describe('a channel', () => {
  test.each([
    'all',
    `story/${ID}`,
    'topic/ukraine',
    'topic/Łódź',
    'topic/a.b_c-d',
    'publisher/the-paper',
    `topic/${'x'.repeat(100)}`,
  ])('is valid: %s', (channel) => {
    expect(parseChannel(channel)).toBe(channel);
  });

  test.each([
    '',
    'ALL',
    'all ',
    'story',
    'story/',
    'story/7',
    `story/${ID.toUpperCase()}`,
    `story/${ID}/x`,
    'topic/',
    'topic/a b',
    'topic/a/b',
    'topic/.hidden',
    'topic/a\n',
    'topic/\u0000',
    `topic/${'x'.repeat(101)}`,
    'source/x',
    'publisher/*',
    '__proto__',
  ])('is refused as %j', (text) => {
    expect(() => parseChannel(text)).toThrow(expect.objectContaining({ code: 'bad_channel', retryable: false }));
  });

  test('of a post: its own, its live blog’s, its topics’ and its publisher’s, each once', () => {
    const blog = '0196a5b4-7c1e-7abc-8def-ba9876543210';
    expect(channelsOf({ id: ID, partOf: blog, publisher: 'wire', topics: ['war', 'war', 'peace'] }).sort()).toEqual(
      ['all', 'publisher/wire', `story/${ID}`, `story/${blog}`, 'topic/peace', 'topic/war'].sort(),
    );
  });
});
