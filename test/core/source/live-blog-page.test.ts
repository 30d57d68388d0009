// A live blog's page is parsed into a live blog and its posts, from structured data or from markup.
import { describe, expect, test } from 'vitest';
import { readSource } from '../../../src/core/source/source-reading.js';

const BLOG = 'https://paper.example/news/live/storm';
const read = (text: string, url = BLOG, kind: 'page' | null = 'page') =>
  readSource({
    kind,
    text,
    contentType: 'text/html',
    url,
    source: BLOG,
    zone: 'Europe/London',
    now: Date.UTC(2025, 0, 8, 12),
    live: true,
  });

function found(text: string, url?: string) {
  const reading = read(text, url);
  if (reading.kind !== 'live') throw new Error(`read as ${reading.kind}`);
  const [blog, ...posts] = reading.found.items;
  return { blog, posts, note: reading.found.note };
}

const page = (data: unknown, body = '', head = ''): string =>
  `<!doctype html><html lang="en-GB"><head><title>Storm</title>${head}<script type="application/ld+json">${JSON.stringify(data)}</script></head><body><main><h1>Storm reaches the coast</h1>${body}</main></body></html>`;
const update = (more: object) => ({
  '@type': 'BlogPosting',
  headline: 'Ferries are cancelled',
  datePublished: '2025-01-08T09:30:00Z',
  articleBody: 'No ferry leaves today.',
  ...more,
});
const blogOf = (updates: unknown[], more: object = {}) => ({
  '@context': 'https://schema.org',
  '@type': 'LiveBlogPosting',
  headline: 'Storm reaches the coast',
  url: BLOG,
  description: 'What the storm does, hour by hour.',
  coverageStartTime: '2025-01-08T06:00:00+00:00',
  dateModified: '2025-01-08T11:00:00Z',
  liveBlogUpdate: updates,
  ...more,
});

describe('Structured data', () => {
  test('with anchors on further pages of the blog: the anchor is the uri', () => {
    const { blog, posts } = found(
      page(
        blogOf([
          update({
            headline: 'Later',
            url: `${BLOG}?page=with:block-2#block-2`,
            datePublished: '2025-01-08T10:00:00+01:00',
            dateModified: '2025-01-08T10:20:00Z',
            author: [{ '@type': 'Person', name: 'Ann Orr' }, { name: 'Bo Lee' }],
          }),
          update({ url: `${BLOG}?page=with:block-1#block-1` }),
        ]),
      ),
    );
    expect(blog).toMatchObject({
      uri: BLOG,
      story: {
        kind: 'liveblog',
        headline: 'Storm reaches the coast',
        body: ['What the storm does, hour by hour.'],
        firstCreated: '2025-01-08T06:00:00Z',
        versionCreated: '2025-01-08T11:00:00Z',
      },
    });
    expect(posts).toMatchObject([
      {
        uri: `${BLOG}#block-1`,
        story: {
          kind: 'post',
          partOf: BLOG,
          headline: 'Ferries are cancelled',
          body: ['No ferry leaves today.'],
          firstCreated: '2025-01-08T09:30:00Z',
        },
      },
      {
        uri: `${BLOG}#block-2`,
        story: {
          headline: 'Later',
          byline: 'Ann Orr, Bo Lee',
          firstCreated: '2025-01-08T09:00:00Z',
          versionCreated: '2025-01-08T10:20:00Z',
        },
      },
    ]);
  });

  test('in a graph, by reference, with URLs of their own, markup in the body and a key event', () => {
    const graph = {
      '@graph': [
        blogOf([{ '@id': 'https://paper.example/p/1' }, { '@id': 'https://paper.example/p/2' }]),
        update({
          '@id': 'https://paper.example/p/1',
          articleBody: '<p>One &amp; two.</p><p>Three.</p>',
          keyEvent: true,
        }),
        update({ '@id': 'https://paper.example/p/2', datePublished: '2025-01-08T08:00:00Z' }),
      ],
    };
    expect(found(page(graph)).posts).toMatchObject([
      { uri: 'https://paper.example/p/2' },
      {
        uri: 'https://paper.example/p/1',
        url: 'https://paper.example/p/1',
        story: { body: ['One & two.', 'Three.'], keyEvent: true },
      },
    ]);
  });

  test('where each entry has the blog’s own URL: identified by time and heading, whatever its text and place', () => {
    const [one, two] = [
      update({ url: BLOG }),
      update({ url: BLOG, headline: 'Trees are down', datePublished: '2025-01-08T10:00:00Z' }),
    ];
    const before = found(page(blogOf([two, one]))).posts.map(({ uri }) => uri);
    const after = found(page(blogOf([{ ...one, articleBody: 'No ferry leaves until Friday.' }, two]))).posts.map(
      ({ uri }) => uri,
    );
    expect(new Set(before).size).toBe(2);
    expect(after).toEqual(before);
  });

  test('without headings: the first sentence is the headline; entries without text are skipped with a warning', () => {
    const { posts, note } = found(
      page(
        blogOf([
          update({
            headline: undefined,
            '@id': '#a',
            articleBody: 'A pier broke in two at noon. Nobody was on it.\nIt was closed.',
          }),
          update({ headline: '', articleBody: '', '@id': '#b' }),
        ]),
      ),
    );
    expect(posts).toMatchObject([
      {
        uri: `${BLOG}#a`,
        story: {
          headline: 'A pier broke in two at noon.',
          body: ['A pier broke in two at noon. Nobody was on it.', 'It was closed.'],
        },
      },
    ]);
    expect(note).toMatchObject({ code: 'bad_items' });
  });

  test('with an entry listed twice, as pinned ones are: one post, as changed last', () => {
    const { posts } = found(
      page(
        blogOf([
          update({ '@id': '#a', dateModified: '2025-01-08T11:00:00Z', articleBody: 'New.' }),
          update({ '@id': '#b' }),
          update({ '@id': '#a', articleBody: 'Old.' }),
        ]),
      ),
    );
    expect(posts.map(({ uri, story }) => [uri, story?.body])).toEqual([
      [`${BLOG}#b`, ['No ferry leaves today.']],
      [`${BLOG}#a`, ['New.']],
    ]);
  });

  test('and a link to a site-wide feed: the live blog’s URL gives the live blog', () => {
    expect(
      read(
        page(blogOf([update({ '@id': '#a' })]), '', '<link rel="alternate" type="application/rss+xml" href="/rss">'),
        BLOG,
        null,
      ).kind,
    ).toBe('live');
  });
});

const entry = (id: string, time: string, text: string, more = ''): string =>
  `<article id="${id}" class="post ${more}"><a href="#${id}"><time datetime="2025-01-08T${time}:00Z">${time}</time></a><h3>Heading of ${id}</h3><span class="byline">By Cy Poe</span><p>${text}</p><p>See <a href="https://else.example/x#y">this</a>.</p><footer>Share</footer></article>`;
const markup = (list: string, { title = 'Storm: live updates', around = '' } = {}): string =>
  `<!doctype html><html><head><title>${title}</title></head><body><main><h1>Storm reaches the coast</h1><p>The storm came in the night, and it stays.</p>${list}</main>${around}</body></html>`;

describe('Markup alone', () => {
  test('with anchors, times and texts in a list: the posts, key events among them', () => {
    const { blog, posts } = found(
      markup(
        `<div>${entry('p3', '10:00', 'Third.', 'is-key-event')}${entry('p2', '09:00', 'Second.')}${entry('p1', '08:00', 'First.')}</div>`,
      ),
    );
    expect(blog).toMatchObject({ uri: BLOG, story: { kind: 'liveblog', headline: 'Storm reaches the coast' } });
    expect(posts.map(({ uri }) => uri)).toEqual([`${BLOG}#p1`, `${BLOG}#p2`, `${BLOG}#p3`]);
    expect(posts[2]).toMatchObject({
      story: {
        headline: 'Heading of p3',
        byline: 'Cy Poe',
        body: ['Third.', 'See this.'],
        firstCreated: '2025-01-08T10:00:00Z',
        keyEvent: true,
      },
    });
    expect(posts[0]?.story).not.toHaveProperty('keyEvent');
  });

  test('by microdata, also with one entry', () => {
    const one =
      '<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting" id="m1"><time datetime="2025-01-08T08:00:00Z">8.00</time><h2>One</h2><div itemprop="articleBody"><p>Said.</p></div></div>';
    expect(found(markup(one, { title: 'Storm' })).posts).toMatchObject([
      { uri: `${BLOG}#m1`, story: { headline: 'One', body: ['Said.'] } },
    ]);
  });

  test('is no live blog without such data, and neither are the comments under a story', () => {
    const story = 'https://paper.example/news/storm';
    const list = `${entry('p2', '09:00', 'Second.')}${entry('p1', '08:00', 'First.')}`;
    expect(read(markup(list, { title: 'Where the storm-hit live' }), story).kind).toBe('page');
    expect(
      read(
        markup('<p>It is over now, says the coast guard.</p>', { around: `<section id="comments">${list}</section>` }),
      ).kind,
    ).toBe('page');
  });
});
