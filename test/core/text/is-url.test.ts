import { expect, test } from 'vitest';
import { isUrl } from '../../../src/core/text/is-url.js';

test('a URL stays one however often it is checked, also with a Latin-1 host', () => {
  const urls = ['https://münchen.example/', 'https://a.example/ü', 'https://例え.example/', 'http://[::1]:8080/'];
  const refused = Array.from({ length: 50_000 }, () => urls.filter((url) => !isUrl(url))).flat();
  expect(refused).toEqual([]);
});

test.each(['', 'story', 'https://', 'http://[::1', 'https://a b.example'])('"%s" is none', (text) => {
  expect(isUrl(text)).toBe(false);
});

test('a relative reference is one with a base alone', () => {
  expect([isUrl('/a'), isUrl('/a', 'https://b.example')]).toEqual([false, true]);
});
