// The rendered page: complete without scripts, and publishers' content is never markup.
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { CHANGE_CLASSES } from '../../../src/core/story/change.js';
import type { Stamp } from '../../../src/core/story/story.js';
import type { RevisionSummary, StoryView } from '../../../src/core/story/story-view.js';
import { messagePage, storyPage } from '../../../src/read/pages/story-page.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

const STAMP: Stamp = {
  text: 'Updated: Jan 08, 2022, 12:53 PM IST',
  kind: 'updated',
  wall: '2022-01-08T12:53',
  zone: '+05:30',
  at: '2022-01-08T07:23:00Z',
  ambiguous: false,
  from: 'label',
};

const story = (fields: Partial<StoryView> = {}): StoryView => ({
  id: ID,
  uri: 'wion:1',
  url: 'https://news.example/nato',
  kind: 'article',
  partOf: null,
  publisher: 'wion',
  revision: 1,
  change: { class: 'first', silent: false, significance: 0 },
  receivedAt: '2022-01-08T07:24:10Z',
  cursor: 'e1.7',
  headline: 'NATO members express solidarity',
  byline: 'WION Web Team',
  located: 'New Delhi, India',
  firstCreated: null,
  versionCreated: '2022-01-08T07:23:00Z',
  language: 'en',
  topics: ['world'],
  body: [
    'He met Mr. Smith at 9 a.m. on Friday. "We go on," he said.  Two spaces stay.',
    '彼は言った。「はい。」そして帰った。 終わり。',
    'One sentence',
  ],
  highlights: ['A highlight'],
  media: [{ url: null, type: 'image', caption: 'A file photo.', credit: 'Reuters', alt: null }],
  pubStatus: 'usable',
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [STAMP],
  provenance: {},
  ...fields,
});

const revision = (fields: Partial<RevisionSummary> = {}): RevisionSummary => ({
  revision: 1,
  headline: 'NATO members express solidarity',
  pubStatus: 'usable',
  versionCreated: null,
  stamps: [],
  receivedAt: '2022-01-08T07:24:10Z',
  change: { class: 'first', silent: false, significance: 0 },
  ...fields,
});

const render = (fields: Partial<StoryView> = {}, revisions = [revision()]) => {
  const page = storyPage({ story: story(fields), revisions });
  return { page, document: parseHTML(page).document };
};

const text = (document: Pick<Document, 'querySelector'>, selector: string): string =>
  document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('a story page', () => {
  it('shows headline, byline, place, time, highlights, caption and body', () => {
    const { document } = render({ edNote: 'This story is developing.', correction: 'It was two, not three.' });
    expect(text(document, 'h1')).toBe('NATO members express solidarity');
    expect(text(document, '.who')).toBe('By WION Web TeamNew Delhi, India');
    expect(text(document, '.highlights')).toContain('A highlight');
    expect(text(document, 'figcaption')).toBe('A file photo. Reuters');
    expect(text(document, '.ed-note')).toBe('This story is developing.');
    expect(text(document, '.correction')).toBe('CorrectionIt was two, not three.');
    const time = document.querySelector('[data-stamp="updated"] time');
    expect(time?.getAttribute('datetime')).toBe('2022-01-08T07:23:00Z');
    expect(time?.getAttribute('title')).toContain('Updated: Jan 08, 2022, 12:53 PM IST');
    expect(time?.textContent).toBe('8 January 2022, 12:53 UTC+05:30');
  });

  it('keeps the exact text of each paragraph in its sentence spans', () => {
    const { document } = render();
    const paragraphs = [...document.querySelectorAll('[data-part="body"] > p')];
    expect(paragraphs.map((p) => p.textContent)).toEqual(story().body);
    expect(paragraphs.map((p) => p.children.length)).toEqual([3, expect.any(Number), 1]);
    expect(paragraphs.every((p) => [...p.children].every((child) => child.className === 's'))).toBe(true);
  });

  it('explains an ambiguous stamp, and invents no time', () => {
    const { document } = render({
      versionCreated: null,
      stamps: [{ ...STAMP, zone: null, at: null, ambiguous: true }],
    });
    expect(text(document, '.doubt')).toBe(
      'The page says “Updated: Jan 08, 2022, 12:53 PM IST”; the time zone IST is ambiguous.',
    );
    expect(document.querySelector('.stamps time')?.getAttribute('datetime')).toBe('2022-01-08T12:53');
  });

  it('says if a stamp names no zone', () => {
    const { document } = render({
      versionCreated: null,
      stamps: [{ ...STAMP, text: 'Updated 12:53 PM', zone: null, at: null, ambiguous: true }],
    });
    expect(text(document, '.doubt')).toBe('The page says “Updated 12:53 PM”; it names no time zone.');
  });

  it('lists the history newest first, without jargon, with a badge on silent edits', () => {
    const { document } = render({}, [
      revision(),
      revision({ revision: 2, change: { class: 'update', silent: true, significance: 0.42 } }),
      revision({ revision: 3, change: { class: 'stamp', silent: false, significance: 0 } }),
    ]);
    const entries = [...document.querySelectorAll('[data-revisions] > li')];
    expect(entries.map((entry) => text(entry, '.class'))).toEqual([
      'Time stamp moved, text unchanged',
      'Facts changed',
      'First published',
    ]);
    expect(entries.map((entry) => entry.querySelector('.silent') !== null)).toEqual([false, true, false]);
    expect(entries[1]?.querySelector('meter')?.getAttribute('value')).toBe('42');
  });

  it('gives its script the cursor, the revisions on it and a label for every change class', () => {
    const { document } = render();
    const data: { words: Record<string, string> } = JSON.parse(
      document.querySelector('#story-data')?.textContent ?? '',
    );
    expect(data).toMatchObject({ id: ID, cursor: 'e1.7', revisions: { [ID]: 1 } });
    expect(Object.keys(data.words).sort()).toEqual([...CHANGE_CLASSES].sort());
  });

  it('needs no inline script and no inline style', () => {
    const { page, document } = render();
    expect(
      [...document.querySelectorAll('script')].map((script) => [
        script.getAttribute('type'),
        script.getAttribute('src'),
      ]),
    ).toEqual([
      ['application/ld+json', null],
      ['module', '/client/story-page.js'],
      ['application/json', null],
    ]);
    expect(page).not.toMatch(/\sstyle=|<style|\son\w+=/i);
  });
});

describe('hostile content', () => {
  const EVIL = `</script><script>alert(1)</script><!--"'><img src=x onerror=alert(1)>\u2028`;
  const evil = story({
    headline: EVIL,
    byline: EVIL,
    located: EVIL,
    body: [EVIL],
    highlights: [EVIL],
    edNote: EVIL,
    correction: EVIL,
    topics: ['a"b'],
    url: 'javascript:alert(1)',
    media: [
      { url: 'javascript:alert(1)', type: 'image', caption: EVIL, credit: EVIL, alt: EVIL },
      { url: 'https://i.example/"onerror="alert(1)', type: 'image', caption: null, credit: null, alt: EVIL },
      { url: 'data:text/html,x', type: 'embed', caption: null, credit: null, alt: null },
      { url: 'https://v.example/1', type: 'video', caption: null, credit: null, alt: null },
    ],
    stamps: [{ ...STAMP, text: EVIL }],
    publisher: EVIL,
    language: '"><script>alert(1)</script>',
  });
  const page = storyPage({
    story: evil,
    revisions: [revision({ headline: EVIL, change: { class: 'headline', silent: false, significance: 1 } })],
  });
  const { document } = parseHTML(page);

  it('stays text everywhere', () => {
    expect(document.querySelector('h1')?.textContent).toBe(EVIL);
    expect(document.querySelector('[data-part="body"] > p')?.textContent).toBe(EVIL);
    expect(document.querySelectorAll('script').length).toBe(3);
    expect(
      [...document.querySelectorAll('*')]
        .flatMap((element) => [...element.attributes])
        .filter(({ name }) => name.startsWith('on')),
    ).toEqual([]);
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<!--');
  });

  it('gets only http and https addresses into links and images', () => {
    const addresses = [...document.querySelectorAll('[href]:not([rel="icon"], .skip), [src]')].map(
      (element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '',
    );
    expect(addresses.filter((address) => !/^(https?:|\/(client|v1)\/)/.test(address))).toEqual([]);
    expect(document.querySelectorAll('img').length).toBe(1);
    expect(document.querySelector('link[rel="canonical"]')).toBe(null);
  });

  it('is unchanged in the JSON-LD', () => {
    const json = document.querySelector('script[type="application/ld+json"]')?.textContent ?? '';
    expect(json).not.toMatch(/[<>\u2028\u2029]/);
    expect(JSON.parse(json)).toMatchObject({
      '@type': 'NewsArticle',
      headline: EVIL,
      articleBody: EVIL,
      correction: { '@type': 'CorrectionComment', text: EVIL },
    });
  });
});

describe('a killed story', () => {
  it('shows that it was withdrawn, and none of its content', () => {
    const MARKER = 'marker-9f3a';
    const fields = {
      headline: MARKER,
      byline: MARKER,
      body: [MARKER],
      highlights: [MARKER],
      edNote: MARKER,
      correction: MARKER,
      media: [
        { url: `https://i.example/${MARKER}`, type: 'image' as const, caption: MARKER, credit: MARKER, alt: MARKER },
      ],
      url: `https://n.example/${MARKER}`,
      uri: MARKER,
    };
    const page = storyPage({
      story: story({ ...fields, pubStatus: 'canceled' }),
      revisions: [revision({ headline: MARKER })],
    });
    expect(page).toContain('This story was withdrawn');
    expect(page).not.toContain(MARKER);
    expect(page).not.toContain('ld+json');
  });
});

const post = (n: number, fields: Partial<StoryView> = {}): StoryView =>
  story({
    id: `01890a5d-ac96-774b-bcce-b302099a805${n}`,
    kind: 'post',
    partOf: ID,
    headline: `Post ${n}`,
    body: [`Text ${n}.`],
    ...fields,
  });

describe('a live blog', () => {
  const { document } = render({ kind: 'liveblog', posts: [post(2), post(1), post(3, { pubStatus: 'canceled' })] });

  it('shows its posts in the given order, each with its permanent link, without killed ones', () => {
    expect([...document.querySelectorAll('[data-part="posts"] > article')].map(({ id }) => id)).toEqual([
      'post-01890a5d-ac96-774b-bcce-b302099a8052',
      'post-01890a5d-ac96-774b-bcce-b302099a8051',
    ]);
  });

  it('is a LiveBlogPosting with its posts', () => {
    const data: unknown = JSON.parse(document.querySelector('script[type="application/ld+json"]')?.textContent ?? '');
    expect(data).toMatchObject({
      '@type': 'LiveBlogPosting',
      liveBlogUpdate: [{ '@type': 'BlogPosting', headline: 'Post 2', articleBody: 'Text 2.' }, { headline: 'Post 1' }],
    });
  });
});

describe('a page with a message', () => {
  it('shows it as text, and is not indexed', () => {
    const { document } = parseHTML(
      messagePage({ status: 404, title: 'No <b>such</b> story', text: 'It may have moved.' }),
    );
    expect(document.querySelector('h1')?.textContent).toBe('No <b>such</b> story');
    expect(document.querySelector('#story')?.getAttribute('data-status')).toBe('404');
    expect(document.querySelector('meta[name="robots"]')?.getAttribute('content')).toBe('noindex');
  });
});
