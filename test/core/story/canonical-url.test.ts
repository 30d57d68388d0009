import { describe, expect, it } from 'vitest';
import { canonicalUrl, urlKey, storyUrl } from '../../../src/core/story/canonical-url.js';
import { expectWithin } from '../../support/time-limit.js';

describe('a canonical URL', () => {
  it.each([
    ['HTTPS://Example.COM:443/a/b/?utm_source=x&fbclid=1&b=2&a=1#top', 'https://example.com/a/b?a=1&b=2'],
    ['http://example.com:80', 'http://example.com/'],
    ['http://example.com:8080/x/', 'http://example.com:8080/x'],
    ['https://user:secret@example.com/%7Eme/%c3%a9?gclid=3', 'https://example.com/~me/%C3%A9'],
    ['https://example.com/story?id=7&UTM_Medium=mail&id=3', 'https://example.com/story?id=3&id=7'],
    ['https://münchen.example./a//', 'https://xn--mnchen-3ya.example/a'],
  ])('%s is %s', (url, canonical) => {
    expect(canonicalUrl(url)).toBe(canonical);
    expect(canonicalUrl(canonical)).toBe(canonical);
  });

  it('exists only for http and https', () => {
    for (const url of [
      '',
      'story',
      'mailto:a@example.com',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.com/a',
    ])
      expect(canonicalUrl(url)).toBeNull();
  });
});

describe('the variants of a page', () => {
  it.each([
    // AMP, by path, file name, parameter, host and cache
    [
      'https://paper.example/world/harbour-bridge-reopens',
      'https://paper.example/world/harbour-bridge-reopens/amp',
      'https://paper.example/world/harbour-bridge-reopens/amp/',
      'https://paper.example/amp/world/harbour-bridge-reopens',
      'https://paper.example/world/amp/harbour-bridge-reopens',
      'https://paper.example/world/harbour-bridge-reopens?amp',
      'https://paper.example/world/harbour-bridge-reopens?amp=1',
      'https://paper.example/world/harbour-bridge-reopens?outputType=amp',
      'https://amp.paper.example/world/harbour-bridge-reopens',
      'https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example/world/harbour-bridge-reopens?usqp=mq331AQ',
      'https://cdn.ampproject.org/v/s/paper.example/world/harbour-bridge-reopens/amp?amp_js_v=0.1',
      'https://www.google.co.uk/amp/s/amp.paper.example/world/harbour-bridge-reopens',
    ],
    [
      'https://paper.example/2024/03/storm.html',
      'https://paper.example/2024/03/storm.amp.html',
      'https://m.paper.example/2024/03/storm.html',
      'https://www.paper.example/2024/03/storm.html',
      'http://mobile.paper.example/2024/03/storm.html?utm_source=x',
      'https://www.m.paper.example/2024/03/storm.html#top',
    ],
    // print views
    [
      'https://paper.example/news/12345',
      'https://paper.example/news/12345/print',
      'https://paper.example/print/news/12345',
      'https://paper.example/news/12345?print=1',
      'https://paper.example/news/12345?view=print',
      'https://paper.example/news/12345?page=1',
      'https://paper.example/news/12345/index.html',
      'http://www.paper.example/news/12345/',
    ],
    [
      'https://paper.example/live/2024/mar/04/vote-count',
      'https://paper.example/live/2024/mar/04/vote-count?page=with:block-65e5c1f08f08',
    ],
    ['https://paper.example/?p=77', 'https://paper.example/?p=77&amp=1', 'https://www.paper.example/index.php?p=77'],
    ['https://blog.co.uk/a-b', 'https://m.blog.co.uk/a-b'],
  ])('of %s share one key', (...variants) => {
    expect(new Set(variants.map((url) => urlKey(url)))).toEqual(new Set([urlKey(variants[0])]));
    expect(urlKey(urlKey(variants[0]) ?? '')).toBe(urlKey(variants[0]));
  });

  it.each([
    ['https://paper.example/amp-prices-rise', 'https://paper.example/prices-rise'],
    ['https://paper.example/music/guitar-amp', 'https://paper.example/music/guitar'],
    ['https://paper.example/tag/amp', 'https://paper.example/tag'],
    ['https://paper.example/print', 'https://paper.example/'],
    ['https://paper.example/print-edition/a-b', 'https://paper.example/a-b'],
    ['https://paper.example/story-1?page=2', 'https://paper.example/story-1'],
    ['https://paper.example/story-1?page=2', 'https://paper.example/story-1?page=3'],
    ['https://paper.example/story?amp=45', 'https://paper.example/story?amp=46'],
    ['https://paper.example/story?view=map', 'https://paper.example/story'],
    ['https://paper.example/story?id=7&print=1', 'https://paper.example/story?id=8&print=1'],
    ['https://m.com/a-b', 'https://com/a-b'],
    ['https://m.co.uk/a-b', 'https://co.uk/a-b'],
    ['https://sport.paper.example/a-b', 'https://paper.example/a-b'],
    ['https://metro.example/a-b', 'https://etro.example/a-b'],
    ['https://paper.example/Ab-c', 'https://paper.example/ab-c'],
    ['https://www.google.com/amp/not-a-site/a-b', 'https://not-a-site/a-b'],
    ['https://paper.example/c/s/other.example/a-b', 'https://other.example/a-b'],
    ['https://127.0.0.1/a-b', 'https://0.0.1/a-b'],
  ])('do not include other pages: %s is not %s', (one, other) => {
    expect(urlKey(one)).not.toBe(urlKey(other));
  });

  it('on a site that is only mobile keep their differences', () => {
    expect(
      new Set(['https://m.paper.example/a-b', 'https://m.paper.example/a-c', 'https://m.paper.example/'].map(urlKey))
        .size,
    ).toBe(3);
  });

  it('exist only for http and https', () => {
    for (const url of ['', 'story', 'javascript:alert(1)', 'ftp://example.com/a/amp']) expect(urlKey(url)).toBeNull();
  });

  it('are computed in time linear in the URL', () => {
    const long = `https://paper.example/${'amp/'.repeat(20_000)}a-b?${'amp=1&'.repeat(5_000)}`;
    const begun = performance.now();
    expect(urlKey(long)).toMatch(/^https:\/\/paper\.example\//);
    urlKey(`https://${'m.'.repeat(100)}paper.example/${'-'.repeat(100_000)}`);
    expectWithin(1_000, performance.now() - begun);
  });
});

describe('the canonical URL that a page states', () => {
  it.each([
    // from a twin, and from another address of the same article
    ['https://m.paper.example/a-b/amp', 'https://www.paper.example/a-b', 'https://www.paper.example/a-b'],
    [
      'https://paper.example/a/12345?from=front',
      'https://paper.example/a/storm-hits-coast-12345',
      'https://paper.example/a/storm-hits-coast-12345',
    ],
    [
      'https://paper-example.cdn.ampproject.org/c/s/paper.example/a-b',
      'https://paper.example/2024/a-b',
      'https://paper.example/2024/a-b',
    ],
    ['https://paper.example/weather', 'https://paper.example/forecast', 'https://paper.example/forecast'],
    // from none
    [null, 'https://paper.example/a-b?utm_source=x', 'https://paper.example/a-b'],
  ])('is used: %s, %s', (fetched, named, address) => {
    expect(storyUrl(fetched, named)).toBe(address);
  });

  it.each([
    // the home page, a section, another site, another page of the text, no address at all
    ['https://paper.example/world/a-b', 'https://paper.example/', 'https://paper.example/world/a-b'],
    ['https://paper.example/world/a-b', 'https://paper.example/index.html', 'https://paper.example/world/a-b'],
    ['https://paper.example/?p=77', 'https://paper.example/', 'https://paper.example/?p=77'],
    ['https://paper.example/world/a-b', 'https://paper.example/world', 'https://paper.example/world/a-b'],
    ['https://paper.example/world/a-b', 'https://paper.example/news/today', 'https://paper.example/world/a-b'],
    ['https://paper.example/world/a-b', 'https://other.example/world/a-b', 'https://paper.example/world/a-b'],
    ['https://paper.example/world/a-b', 'https://sport.paper.example/a-b', 'https://paper.example/world/a-b'],
    [
      'https://paper.example/world/a-b?page=2',
      'https://paper.example/world/a-b',
      'https://paper.example/world/a-b?page=2',
    ],
    ['https://paper.example/world/a-b', 'javascript:void(0)', 'https://paper.example/world/a-b'],
    ['https://paper.example/world/a-b', null, 'https://paper.example/world/a-b'],
    [null, 'https://paper.example/', null],
    [null, null, null],
  ])('is ignored: %s, %s', (fetched, named, address) => {
    expect(storyUrl(fetched, named)).toBe(address);
  });
});
