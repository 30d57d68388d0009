// A live blog's open page in a real browser: it updates in place, and readers keep their position.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let browser: Browser;
let desk: Publisher;
const open: Page[] = [];

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings()), openBrowser()]);
  desk = new Publisher(dateline);
});
afterEach(async () => {
  for (const page of open.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await dateline?.end();
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (
    await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Asia/Kolkata',
      viewport: { width: 480, height: 600 },
      ...options,
    })
  ).newPage();
  open.push(page);
  await page.goto(dateline.url + path);
  await page.locator('#connection[data-state="live"]').waitFor({ timeout: 20_000 });
  return page;
}

type Blog = { id: string; path: string; posts: string[]; post: (headline: string, fields?: object) => Promise<string> };
let blogs = 0;

async function blog(count: number): Promise<Blog> {
  const uri = `live:${(blogs += 1)}`;
  const { story: id } = await desk.publish({
    uri,
    kind: 'liveblog',
    headline: 'Count of the votes',
    body: ['All counts as they come.'],
    language: 'en',
  });
  let made = 0;
  const post = async (headline: string, fields: object = {}): Promise<string> => {
    const body = [`${headline} was given out by the returning officer at the town hall. Nobody there had expected it.`];
    return (await desk.publish({ uri: `${uri}:${(made += 1)}`, kind: 'post', partOf: uri, headline, body, ...fields }))
      .story;
  };
  const posts: string[] = [];
  const minute = (n: number): string => new Date(Date.UTC(2024, 2, 1, 9, n)).toISOString();
  for (let n = 1; n <= count; n += 10)
    posts.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(10, count - n + 1) }, (_, i) =>
          post(`Count ${n + i}`, { firstCreated: minute(n + i) }),
        ),
      )),
    );
  return { id, path: `/stories/${id}`, posts, post };
}

async function patch(id: string, fields: object): Promise<void> {
  const { body } = await desk.request('get', `/v1/stories/${id}`);
  const answer = await desk
    .request('patch', `/v1/stories/${id}`)
    .set({ 'if-match': `"${(body as { revision: number }).revision}"`, prefer: 'wait=20' })
    .send(fields);
  expect(answer.status, answer.text).toBeLessThan(300);
}
const kill = (id: string) => desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200);
const headlines = (page: Page, list = 'posts'): Promise<string[]> =>
  page.locator(`[data-part="${list}"] > .post:not([hidden]) h2`).allInnerTexts();
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      document.activeElement?.closest('.post')?.querySelector('h2')?.textContent ??
      document.activeElement?.localName ??
      '',
  );
const inView = (page: Page, id: string): Promise<boolean> =>
  page.evaluate((post) => {
    const { top = Infinity, bottom = 0 } = document.getElementById(`post-${post}`)?.getBoundingClientRect() ?? {};
    return top < innerHeight && bottom > 0;
  }, id);

describe('an editor’s change on the open page', () => {
  test('a pin moves a post to the top and an unpin back to its place, without moving the reader or the focus', async () => {
    const {
      path,
      posts: [, , third = ''],
    } = await blog(12);
    const page = await visit(path);
    const reading = page.locator('.post').filter({ hasText: 'Count 8 was' });
    await reading.evaluate((element) => element.scrollIntoView());
    await page.locator(`#post-${third} h2 a`).evaluate((link) => link.focus({ preventScroll: true }));
    const { y } = (await reading.boundingBox()) ?? { y: Number.NaN };
    await patch(third, { pinned: true });
    await until(async () => (await headlines(page, 'pinned')).join() === 'Count 3');
    expect(await page.locator(`#post-${third}`).count()).toBe(1);
    expect((await headlines(page)).includes('Count 3')).toBe(false);
    expect(Math.abs(((await reading.boundingBox())?.y ?? Number.NaN) - y)).toBeLessThan(1);
    expect(await focused(page)).toBe('Count 3');
    await patch(third, { pinned: false });
    await until(async () => (await headlines(page)).slice(-3).join() === 'Count 3,Count 2,Count 1');
    expect(await headlines(page, 'pinned')).toEqual([]);
    expect(await focused(page)).toBe('Count 3');
  });

  test('a key event is listed at once, links to its post, and is removed when it is unset or killed', async () => {
    const {
      path,
      posts: [first = '', second = ''],
    } = await blog(12);
    const page = await visit(path);
    expect(await page.locator('.keys').isVisible()).toBe(false);
    await patch(first, { keyEvent: true });
    await patch(second, { keyEvent: true });
    await until(async () => (await page.locator('.keys li a').allInnerTexts()).join() === 'Count 2,Count 1');
    await page.getByRole('navigation', { name: 'Key events' }).getByRole('link', { name: 'Count 1' }).click();
    await until(() => inView(page, first));
    expect(await focused(page)).toBe('Count 1');
    expect(page.url()).toContain(`#post-${first}`);
    await patch(second, { keyEvent: false });
    await until(async () => (await page.locator('.keys li').count()) === 1);
    await kill(first);
    await until(async () => !(await page.locator('.keys').isVisible()));
  });

  test('an edit is applied in place, shows its time and a link to the change, and a focused link keeps the focus', async () => {
    const { path, posts } = await blog(3);
    const [id = ''] = posts;
    const page = await visit(path);
    const post = page.locator(`#post-${id}`);
    await post.evaluate((element) => element.setAttribute('data-mark', 'same element'));
    await post.locator('.permalink').focus();
    await patch(id, {
      headline: 'Count one',
      body: ['Count 1 was given out by the returning officer at the town hall. Everybody had expected it.'],
    });
    await until(async () => (await post.innerText()).includes('Everybody'));
    expect(await post.getAttribute('data-mark')).toBe('same element');
    expect(
      await post.locator('.s').evaluateAll((spans) => spans.map((span) => span.classList.contains('is-added'))),
    ).toEqual([false, true]);
    expect(await post.locator('[data-piece="edited"]').innerText()).toMatch(/^edited \d\d:\d\d · see what changed$/);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('permalink');
    await post.getByRole('link', { name: 'see what changed' }).click();
    await page.waitForURL(`**/stories/${id}/diff/1..2`);
    expect(await page.locator('ins').allInnerTexts()).toContain('Everybody');
    await page.getByRole('link', { name: 'Count of the votes' }).click();
    await page.waitForURL(`**${path}?post=${id}#post-${id}`);
  });

  test('a correction brings its note, and a kill removes the post and focuses the next one', async () => {
    const {
      path,
      posts: [first = '', second = ''],
    } = await blog(3);
    const page = await visit(path);
    await patch(second, { correction: 'It was 1,204 votes, not 1,240.' });
    await page.locator(`#post-${second} .correction`).getByText('It was 1,204 votes, not 1,240.').waitFor();
    await page.locator(`#post-${second} .permalink`).focus();
    await kill(second);
    await until(async () => (await headlines(page)).join() === 'Count 3,Count 1');
    expect(await page.content()).not.toContain('1,204');
    expect(await focused(page)).toBe('Count 1');
    expect(await page.locator(`#post-${first}`).count()).toBe(1);
  });

  test('an embargoed post appears by itself in time, and a withheld one disappears', async () => {
    const { path, post } = await blog(2);
    const page = await visit(path);
    const id = await post('Later', { embargoedUntil: new Date(Date.now() + 1_500).toISOString() });
    expect(await headlines(page)).toEqual(['Count 2', 'Count 1']);
    await until(async () => (await headlines(page)).join() === 'Later,Count 2,Count 1', { timeout: 20_000 });
    await patch(id, { pubStatus: 'withheld' });
    await until(async () => (await headlines(page)).join() === 'Count 2,Count 1');
    await patch(id, { pubStatus: 'usable' });
    await until(async () => (await headlines(page)).join() === 'Later,Count 2,Count 1');
  });

  test('the end of coverage is shown, and a new headline reaches the page and its tab', async () => {
    const { id, path } = await blog(1);
    const page = await visit(path);
    expect(await page.locator('.coverage').innerText()).toBe('Live');
    await patch(id, {
      headline: 'The votes are counted',
      coverageEndTime: new Date(Date.now() - 60_000).toISOString(),
    });
    await until(async () => (await page.locator('.coverage').innerText()).startsWith('Coverage ended'));
    await until(async () => (await page.title()) === 'The votes are counted');
    await patch(id, { coverageEndTime: null });
    await until(async () => (await page.locator('.coverage').innerText()) === 'Live');
  });
});

describe('a reader', () => {
  test('is told how many posts are new: by the button, the tab’s title and the screen reader', async () => {
    const { path, post } = await blog(12);
    const page = await visit(path);
    await page.evaluate(() => document.querySelectorAll('.post')[6]?.scrollIntoView());
    const reading = await page.locator('.post').nth(6).boundingBox();
    for (const name of ['Alpha', 'Beta', 'Gamma']) await post(name);
    await page.getByRole('button', { name: '3 new posts' }).waitFor();
    expect(await page.title()).toBe('(3) Count of the votes');
    expect((await page.locator('.post:not([hidden])').nth(6).boundingBox())?.y).toBe(reading?.y);
    await until(async () => /new post/i.test(await page.locator('#announce').innerText()));
    expect(await page.locator('#announce').getAttribute('aria-live')).toBe('polite');
    await page.getByRole('button', { name: '3 new posts' }).click();
    expect((await headlines(page)).slice(0, 3)).toEqual(['Gamma', 'Beta', 'Alpha']);
    expect(await page.title()).toBe('Count of the votes');
    expect(await focused(page)).toBe('Gamma');
  });

  test('gets older posts in place, without killed ones, and each of them is updated live', async () => {
    const { path, posts } = await blog(130);
    const page = await visit(path);
    await kill(posts[30] ?? '');
    await until(async () => (await headlines(page)).length === 99);
    await kill(posts[20] ?? '');
    await page.getByRole('link', { name: 'Older posts' }).click();
    await until(async () => (await headlines(page)).length === 128);
    expect(await page.getByRole('link', { name: 'Older posts' }).count()).toBe(0);
    expect(await headlines(page)).toEqual(
      Array.from({ length: 130 }, (_, i) => `Count ${130 - i}`).filter(
        (name) => !['Count 31', 'Count 21'].includes(name),
      ),
    );
    expect(page.url()).toBe(dateline.url + path);
    await patch(posts[4] ?? '', { headline: 'Count five' });
    await until(async () => (await headlines(page)).at(-5) === 'Count five');
    await kill(posts[3] ?? '');
    await until(async () => (await headlines(page)).length === 127);
    // The pages hold that many, and all loaded posts stay.
    await Promise.all(posts.slice(60, 90).map((id, n) => patch(id, { headline: `Again ${n}` })));
    await until(async () => (await headlines(page)).filter((headline) => headline.startsWith('Again')).length === 30);
    expect((await headlines(page)).length).toBe(127);
  });

  test('opens a permanent link to an old post, pages in both directions, and is told of new posts', async () => {
    const { path, posts, post } = await blog(130);
    const [, , , , far = ''] = posts;
    const page = await visit(`${path}#post-${far}`);
    await page.waitForURL(`**${path}?post=${far}#post-${far}`);
    await page.locator('#connection[data-state="live"]').waitFor({ timeout: 20_000 });
    await until(() => inView(page, far));
    await post('Fresh');
    await page.getByRole('button', { name: '1 new post' }).waitFor();
    expect((await headlines(page))[0]).toBe('Count 10');
    await page.getByRole('link', { name: 'Newer posts' }).click();
    await until(async () => (await headlines(page)).length === 110);
    expect(await inView(page, posts[9] ?? '')).toBe(true);
    await page.getByRole('link', { name: 'Newer posts' }).click();
    await until(async () => (await headlines(page)).length === 131);
    expect((await headlines(page))[0]).toBe('Fresh');
    expect(await page.locator('.pill').isVisible()).toBe(false);
  });

  test('moves between posts with j and k, and past the masthead with the first tab', async () => {
    const { path } = await blog(4);
    const page = await visit(path);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the posts');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('posts');
    const went: string[] = [];
    for (const key of ['j', 'j', 'j', 'k']) {
      await page.keyboard.press(key);
      went.push(await focused(page));
    }
    expect(went).toEqual(['Count 4', 'Count 3', 'Count 2', 'Count 3']);
  });

  test('gets missed updates when a cached page is restored or a machine wakes up', async () => {
    const { path, post } = await blog(2);
    const page = await visit(path);
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    await page.locator('#connection[data-state="reconnecting"]').waitFor();
    await post('Missed');
    expect(await headlines(page)).toEqual(['Count 2', 'Count 1']);
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await until(async () => (await headlines(page)).join() === 'Missed,Count 2,Count 1');
    await page.locator('#connection[data-state="live"]').waitFor();
  });

  test('sees times in their own zone, the publisher’s on hover', async () => {
    const {
      path,
      posts: [first = ''],
    } = await blog(1);
    const [kolkata, york] = await Promise.all([visit(path), visit(path, { timezoneId: 'America/New_York' })]);
    const time = (page: Page) => page.locator(`#post-${first} .permalink time`);
    expect(await time(kolkata).innerText()).toBe('1 Mar 2024, 14:31');
    expect(await time(york).innerText()).toBe('1 Mar 2024, 04:01');
    expect(await time(york).getAttribute('title')).toContain('09:01 UTC');
    expect(await time(york).getAttribute('datetime')).toBe('2024-03-01T09:01:00.000Z');
  });
});
