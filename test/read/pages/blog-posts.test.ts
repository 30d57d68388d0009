// A live blog's posts on its page, without scripts: all of them by paging, each by its permanent link,
// whatever happens in between.
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { Publisher } from '../../support/publisher.js';

let dateline: TestDateline;
let desk: Publisher;

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  dateline = await TestDateline.start(await column.settings());
  desk = new Publisher(dateline);
});
afterAll(() => dateline.end());

type Shown = Pick<Document, 'querySelector' | 'querySelectorAll'>;

async function open(path: string, status = 200): Promise<Shown> {
  const answer = await dateline.http.get(path);
  expect(answer.status).toBe(status);
  return parseHTML(answer.text).document;
}

const texts = (page: Shown, selector: string): string[] =>
  [...page.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? '');
const run = (page: Shown): string[] => texts(page, '[data-part="posts"] > .post h2');
const way = (page: Shown, name: 'older' | 'newer'): string | null =>
  page.querySelector(`[data-part="${name}"] a`)?.getAttribute('href') ?? null;
const minute = (n: number): string => new Date(Date.UTC(2024, 2, 1, 9, n)).toISOString();

async function patch(id: string, fields: object): Promise<void> {
  const { body } = await dateline.http.get(`/v1/stories/${id}`);
  const answer = await desk
    .request('patch', `/v1/stories/${id}`)
    .set({ 'if-match': `"${(body as { revision: number }).revision}"`, prefer: 'wait=20' })
    .send(fields);
  expect(answer.status, answer.text).toBeLessThan(300);
}
const kill = (id: string) => desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200);

/** A live blog with `count` posts, `Post 1` the oldest. */
async function blog(uri: string, count: number): Promise<{ id: string; posts: string[] }> {
  const { story: id } = await desk.publish({
    uri,
    kind: 'liveblog',
    headline: 'The long night',
    body: ['All that happens.'],
  });
  const posts: string[] = [];
  const one = (n: number) =>
    desk.publish({
      uri: `${uri}:${n}`,
      kind: 'post',
      partOf: uri,
      headline: `Post ${n}`,
      body: [`It is ${n}. Nothing else is known.`],
      firstCreated: minute(n),
    });
  for (let n = 1; n <= count; n += 20)
    posts.push(
      ...(await Promise.all(Array.from({ length: Math.min(20, count - n + 1) }, (_, i) => one(n + i)))).map(
        ({ story }) => story,
      ),
    );
  return { id, posts };
}

const from = (first: number, last: number): string[] =>
  Array.from({ length: first - last + 1 }, (_, i) => `Post ${first - i}`);

describe('a live blog with more posts than fit on a page', () => {
  let id = '';
  let posts: string[] = [];
  const idOf = (n: number): string => posts[n - 1] ?? '';
  beforeAll(async () => {
    ({ id, posts } = await blog('paging', 230));
  });

  test('can be read to its end by the links to older posts, and back by those to newer ones: each post once, in order', async () => {
    const pages = [await open(`/stories/${id}`)];
    for (let next = way(pages[0] as Shown, 'older'); next !== null; next = way(pages.at(-1) as Shown, 'older'))
      pages.push(await open(next));
    expect(pages.map((page) => run(page).length)).toEqual([100, 100, 30]);
    expect(pages.flatMap(run)).toEqual(from(230, 1));
    expect(way(pages[0] as Shown, 'newer')).toBe(null);
    const back = await open(way(pages[2] as Shown, 'newer') ?? '');
    expect(run(back)).toEqual(from(130, 31));
    expect(run(await open(way(back, 'newer') ?? ''))).toEqual(from(230, 131));
  });

  test('shows a post at its permanent link, however old it is, with links in both directions', async () => {
    const page = await open(`/stories/${id}?post=${idOf(20)}`);
    expect(page.querySelector(`#post-${idOf(20)} h2`)?.textContent).toBe('Post 20');
    expect(run(page)).toEqual(from(25, 1));
    expect(run(await open(way(page, 'newer') ?? ''))).toEqual(from(125, 26));
    expect(page.querySelector(`#post-${idOf(20)} .permalink`)?.getAttribute('href')).toBe(
      `/stories/${id}?post=${idOf(20)}#post-${idOf(20)}`,
    );
  });

  test('skips and repeats no post if posts are killed, edited and added between two pages', async () => {
    const first = await open(`/stories/${id}`);
    // The post that the next page begins at, and one of the current page.
    for (const n of [130, 131, 200]) await kill(idOf(n));
    await patch(idOf(100), { body: ['It is 100 still. Something else is known.'] });
    await desk.publish({
      uri: 'paging:new',
      kind: 'post',
      partOf: 'paging',
      headline: 'Post 231',
      body: ['It is new.'],
      firstCreated: minute(231),
    });
    const next = await open(way(first, 'older') ?? '');
    expect(run(next)).toEqual(from(129, 30));
    expect(texts(next, `#post-${idOf(100)} .body p`)).toEqual(['It is 100 still. Something else is known.']);
    expect(run(await open(`/stories/${id}`))).toEqual(
      from(231, 129).filter((name) => !['Post 200', 'Post 131', 'Post 130'].includes(name)),
    );
  });

  test('shows an edited post in its place, with the time and a link to the change', async () => {
    const page = await open(`/stories/${id}?post=${idOf(100)}`);
    expect(page.querySelector(`#post-${idOf(100)} [data-piece="edited"]`)?.textContent).toMatch(
      /^edited .* · see what changed$/,
    );
    const diff = page.querySelector(`#post-${idOf(100)} [data-piece="edited"] a`)?.getAttribute('href') ?? '';
    expect(diff).toBe(`/stories/${idOf(100)}/diff/1..2`);
    expect(texts(await open(diff), '.body ins').join(' ')).toMatch(/Something/);
    await patch(idOf(100), { pinned: true });
    const again = await open(`/stories/${id}`);
    expect(
      again.querySelector(`[data-part="pinned"] > #post-${idOf(100)} [data-piece="edited"] a`)?.getAttribute('href'),
    ).toBe(diff);
    expect(again.querySelectorAll(`#post-${idOf(99)} [data-piece="edited"] *`)).toHaveLength(0);
  });

  test('has its pinned posts at the top of every page and nowhere else, and lists all its key events, each linked to its post', async () => {
    await patch(idOf(7), { keyEvent: true });
    await patch(idOf(150), { keyEvent: true });
    for (const path of [`/stories/${id}`, `/stories/${id}?post=${idOf(20)}`]) {
      const page = await open(path);
      expect(texts(page, '[data-part="pinned"] > .post h2')).toEqual(['Post 100']);
      expect(page.querySelectorAll(`#post-${idOf(100)}`)).toHaveLength(1);
      expect(texts(page, '.keys li a')).toEqual(['Post 150', 'Post 7']);
      expect([...page.querySelectorAll('.keys li a')].map((link) => link.getAttribute('href'))).toEqual(
        [150, 7].map((n) => `/stories/${id}?post=${idOf(n)}#post-${idOf(n)}`),
      );
    }
    await patch(idOf(100), { pinned: false });
    expect(run(await open(`/stories/${id}?post=${idOf(100)}`))).toContain('Post 100');
  });

  test('answers an invalid address with the newest posts or a clear error, never with a 500', async () => {
    expect(run(await open(`/stories/${id}?post=${idOf(130)}`))[0]).toBe('Post 231');
    expect((await dateline.http.get(`/stories/${id}?from=nothing`)).status).toBe(400);
    expect((await dateline.http.get(`/stories/${id}?from=1&from=2`)).status).toBe(400);
    expect((await dateline.http.get(`/stories/${id}/posts/${idOf(130)}`)).status).toBe(404);
    expect((await dateline.http.get(`/stories/${id}/posts/nothing`)).status).toBe(404);
  });
});

test('a live blog shows that it is live, until its coverage has ended, and then when it ended', async () => {
  const { id } = await blog('covered', 1);
  expect(texts(await open(`/stories/${id}`), '.coverage')).toEqual(['Live']);
  await patch(id, { coverageEndTime: '2024-03-01T21:30:00Z' });
  const page = await open(`/stories/${id}`);
  expect(texts(page, '.coverage')).toEqual(['Coverage ended 1 March 2024, 21:30 UTC']);
  expect(page.querySelector('.coverage time')?.getAttribute('datetime')).toBe('2024-03-01T21:30:00Z');
});

test('inline marks of a post become elements, and links are safe', async () => {
  const { id } = await blog('marked', 1);
  const { story } = await desk.publish({
    uri: 'marked:post',
    kind: 'post',
    partOf: 'marked',
    headline: 'Marked',
    body: [
      'It is **sure. It is** known: [the list](https://paper.example/list) says <b>so</b>.',
      'See https://paper.example/a.',
    ],
  });
  const post = (await open(`/stories/${id}`)).querySelector(`#post-${story}`);
  expect([...(post?.querySelectorAll('.body p') ?? [])].map((p) => p.textContent)).toEqual([
    'It is sure. It is known: the list says <b>so</b>.',
    'See https://paper.example/a.',
  ]);
  expect([...(post?.querySelectorAll('.body strong') ?? [])].map((element) => element.textContent)).toEqual([
    'sure.',
    'It is',
  ]);
  expect(
    [...(post?.querySelectorAll('.body a') ?? [])].map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
  ).toEqual([
    ['https://paper.example/list', 'noopener nofollow ugc'],
    ['https://paper.example/a', 'noopener nofollow ugc'],
  ]);
});

test('videos, audio and frames of known players are shown on the page, everything else is a link', async () => {
  const { id } = await blog('media', 1);
  const media = (type: string, url: string) => ({ type, url, caption: null, credit: null, alt: 'What is seen' });
  const { story } = await desk.publish({
    uri: 'media:post',
    kind: 'post',
    partOf: 'media',
    headline: 'Media',
    body: ['See.'],
    media: [
      media('image', 'https://paper.example/a.jpg'),
      media('video', 'https://paper.example/a.mp4'),
      media('audio', 'https://paper.example/a.mp3'),
      media('video', 'https://paper.example/watch'),
      media('embed', 'https://elsewhere.example/post/1'),
    ],
  });
  const post = (await open(`/stories/${id}`)).querySelector(`#post-${story}`);
  expect(
    [...(post?.querySelectorAll('figure') ?? [])].map(
      (figure) =>
        `${figure.firstElementChild?.localName} ${figure.querySelector('[src]')?.getAttribute('src') ?? figure.querySelector('a')?.getAttribute('href')}`,
    ),
  ).toEqual([
    'img https://paper.example/a.jpg',
    'video https://paper.example/a.mp4',
    'audio https://paper.example/a.mp3',
    'p https://paper.example/watch',
    'p https://elsewhere.example/post/1',
  ]);
  const policy = String((await dateline.http.get(`/stories/${id}`)).headers['content-security-policy']);
  expect(policy).toMatch(/frame-src https:\/\/www\.youtube-nocookie\.com /);
});
