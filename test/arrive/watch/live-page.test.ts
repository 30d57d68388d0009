// A polled live blog page becomes a live blog with posts: each is created once, revised when edited, and kept
// when the page drops it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { LocalSite } from '../../support/local-web.js';
import { WatchDesk, type StoryBody } from '../../support/watch-desk.js';

const embedded = columns.find(({ redis }) => !redis);
type Said = { id: string; headline: string; body: string; at: string; modified?: string; key?: true };

let desk: WatchDesk;
let site: LocalSite;
beforeAll(async () => {
  if (embedded === undefined) throw new Error('there is no embedded column');
  desk = new WatchDesk(await TestDateline.start(await embedded.settings(), { ALLOW_PRIVATE_NETWORK: 'true' }));
  site = await LocalSite.open();
});
afterAll(async () => {
  site.close();
  await desk.dateline.end();
});

function livePage(said: Said[]): string {
  const data = {
    '@type': 'LiveBlogPosting',
    headline: 'Count of the votes',
    description: 'Every ward, as it comes in.',
    datePublished: '2025-01-08T06:00:00Z',
    dateModified: said[0]?.at,
    liveBlogUpdate: said.map(({ id, headline, body, at, modified, key }) => ({
      '@type': 'BlogPosting',
      '@id': `#${id}`,
      headline,
      articleBody: body,
      datePublished: at,
      dateModified: modified ?? at,
      keyEvent: key,
    })),
  };
  return `<!doctype html><html lang="en"><head><title>Count of the votes</title><script type="application/ld+json">${JSON.stringify(data)}</script></head><body><h1>Count of the votes</h1>${said.map(({ id, headline, body }) => `<article id="${id}"><h2>${headline}</h2><p>${body}</p></article>`).join('')}</body></html>`;
}

const post = (id: string, minute: number, more: Partial<Said> = {}): Said => ({
  id,
  headline: `Ward ${id} is counted`,
  body: `Ward ${id} has counted all of its 4,000 votes by noon.`,
  at: `2025-01-08T10:${minute}:00Z`,
  ...more,
});

test(
  'its entries are posts: new ones, edits and key events are found; moved or dropped entries change nothing',
  { timeout: 60_000 },
  async () => {
    const watched = `${site.url}/live`;
    site.set('/live', livePage([post('b', 20, { key: true }), post('a', 10)]));
    const { id } = await desk.watch(watched, { kind: 'page', topics: ['votes'], minSeconds: 1, maxSeconds: 1 });
    const blog = await desk.story('votes', ({ uri }) => uri === watched);
    expect(blog).toMatchObject({
      kind: 'liveblog',
      headline: 'Count of the votes',
      body: ['Every ward, as it comes in.'],
      revision: 1,
    });
    const named =
      (name: string) =>
      (story: StoryBody): boolean =>
        story.uri === `${watched}#${name}`;
    expect(await desk.story('votes', named('b'))).toMatchObject({
      kind: 'post',
      partOf: blog.id,
      keyEvent: true,
      firstCreated: '2025-01-08T10:20:00Z',
    });
    expect(await desk.story('votes', named('a'))).toMatchObject({ kind: 'post', partOf: blog.id, keyEvent: false });

    // A silent edit, a new entry on top, the rest in another order.
    site.set(
      '/live',
      livePage([
        post('c', 30),
        post('a', 10, { body: 'Ward a has counted all of its 9,000 votes by noon.' }),
        post('b', 20, { key: true }),
      ]),
    );
    expect(await desk.story('votes', (story) => named('a')(story) && story.revision === 2)).toMatchObject({
      change: { silent: true },
    });
    await desk.story('votes', named('c'));

    // The page drops the oldest entry, and shows one twice.
    site.set('/live', livePage([post('d', 40), post('c', 30), post('c', 30)]));
    await desk.story('votes', named('d'));
    const fetches = (await desk.source(id)).fetches;
    await desk.seen(id, (source) => source.fetches > fetches + 1);
    const stories = await desk.stories('votes');
    expect(Object.fromEntries(stories.map(({ uri, revision }) => [uri?.replace(watched, ''), revision]))).toEqual({
      '': 1,
      '#a': 2,
      '#b': 1,
      '#c': 1,
      '#d': 1,
    });
    expect(await desk.source(id)).toMatchObject({ kind: 'page', errorStreak: 0, lastError: null });

    const { text } = await desk.dateline.http.get(`/stories/${blog.id}`).expect(200);
    for (const story of stories.filter(({ id: story }) => story !== blog.id))
      expect(text).toContain(`id="post-${story.id}"`);

    // After the coverage the page is a plain story, and stays the same story.
    site.set(
      '/live',
      '<!doctype html><html lang="en"><head><title>All wards are counted</title></head><body><article><h1>All wards are counted</h1><p>The last ward was counted at noon on Wednesday.</p><p>Turnout was the highest for twenty years, said the town.</p></article></body></html>',
    );
    await desk.story('votes', (story) => story.id === blog.id && story.headline === 'All wards are counted');
    expect((await desk.stories('votes')).length).toBe(5);
  },
);
