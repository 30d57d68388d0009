// The console in a real browser over the real server: what an editor is promised, each promise as they would see it broken.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoryView } from '../../src/core/story-view.js';
import { openBrowser } from '../support/browser.js';
import { columns } from '../support/columns.js';
import { TestDateline } from '../support/dateline.js';
import { Publisher } from '../support/publisher.js';
import { until } from '../support/wait.js';

let dateline: TestDateline;
let browser: Browser;
let asha: Publisher;
let binta: Publisher;
const open: Page[] = [];

/** Two people of one newsroom, each with a key of their own. */
async function colleague(name: string): Promise<Publisher> {
  const { body } = await new Publisher(dateline).request('post', '/v1/keys').send({ name, publisher: 'gazette', scopes: ['publish'] }).expect(201);
  return new Publisher(dateline, (body as { key: string }).key);
}

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings()), openBrowser()]);
  [asha, binta] = [await colleague('Asha'), await colleague('Binta')];
});
afterEach(async () => {
  for (const page of open.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await dateline?.end();
});

type Visit = { page: Page; faults: string[] };

async function visit(path = '/console', options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Helsinki', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  open.push(page);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  // What a browser says of an answer that is no 200 is no fault of the page's.
  page.on('console', (message) => message.type() === 'error' && !/Failed to load resource|WebSocket|ERR_/.test(message.text()) && faults.push(message.text()));
  await page.goto(dateline.url + path);
  return { page, faults };
}

async function signedIn(who: Publisher = asha, blog?: string, options?: BrowserContextOptions): Promise<Visit> {
  const visited = await visit(blog === undefined ? '/console' : `/console#${blog}`, options);
  const { page } = visited;
  await page.getByLabel('Key').fill(who.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  if (blog !== undefined) await page.locator('.masthead [data-state="live"]').waitFor();
  return visited;
}

let count = 0;
async function startBlog(headline = 'Election night'): Promise<string> {
  return (await asha.publish({ uri: `console:${(count += 1)}`, kind: 'liveblog', headline, body: ['All counts as they come.'] })).story;
}
async function addPost(blog: string, headline: string, fields: object = {}, who = asha): Promise<string> {
  return (await who.publish({ uri: `${blog}:${headline}`, kind: 'post', partOf: blog, headline, body: [`${headline} was said by the returning officer.`], ...fields })).story;
}
const blogOf = async (id: string): Promise<StoryView> => (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as StoryView;
const postsOf = async (id: string): Promise<StoryView[]> => (await blogOf(id)).posts ?? [];
/** The only post that readers see, once there is one that this holds of. */
const onlyPost = (blog: string, holds: (post: StoryView) => boolean = () => true): Promise<StoryView> =>
  until(async () => {
    const posts = await postsOf(blog);
    const [post] = posts;
    return posts.length === 1 && post !== undefined && holds(post) ? post : undefined;
  }, { describe: 'readers to see one post' });

const writer = (page: Page): Locator => page.getByRole('form', { name: 'New post' });
const card = (page: Page, headline: string): Locator => page.locator('article.card').filter({ has: page.getByRole('heading', { name: headline, exact: true }) });
const act = (scope: Locator | Page, name: string): Locator => scope.locator(`[data-act="${name}"]`);
async function write(page: Page, headline: string, text: string): Promise<Locator> {
  const form = writer(page);
  await form.getByLabel('Headline').fill(headline);
  await form.getByLabel('Text').fill(text);
  return form;
}

describe('signing in', () => {
  it('takes a key that may publish, says why another is refused, and keeps it in the tab alone', async () => {
    const { page, faults } = await visit();
    await page.getByLabel('Key').fill('dk_nobody');
    await page.keyboard.press('Enter');
    await page.getByText('This key is not known here').waitFor();
    const reader = await Publisher.named(dateline, 'somebody', ['read']);
    await page.getByLabel('Key').fill(reader.key);
    await page.keyboard.press('Enter');
    await page.getByText('can read, but not publish').waitFor();
    await page.getByLabel('Key').fill(asha.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live blogs' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(page.url()).not.toContain(asha.key);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(asha.key);
    await page.reload();
    await page.getByRole('heading', { name: 'Live blogs' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(asha.key);
    await page.reload();
    await page.getByLabel('Key').waitFor();
    expect(faults).toEqual([]);
  });

  it('shows the door, and keeps the text, where the key is ended meanwhile', async () => {
    const blog = await startBlog();
    const { body } = await new Publisher(dateline).request('post', '/v1/keys').send({ name: 'Temp', publisher: 'gazette', scopes: ['publish'] }).expect(201);
    const { id, key } = body as { id: string; key: string };
    const { page } = await signedIn(new Publisher(dateline, key), blog);
    await write(page, 'Unsent', 'Still to be sent.');
    await new Publisher(dateline).request('delete', `/v1/keys/${id}`).expect(204);
    await act(writer(page), 'draft').click();
    await page.getByText('What you wrote is kept').waitFor();
    await page.getByLabel('Key').fill(asha.key);
    await page.keyboard.press('Enter');
    await until(async () => (await writer(page).getByLabel('Text').inputValue()) === 'Still to be sent.');
  });
});

describe('live blogs', () => {
  it('are listed and started, prepared out of sight or not, ended and reopened', async () => {
    const { page, faults } = await signedIn();
    await page.getByRole('button', { name: 'Start a live blog' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start a live blog' });
    await dialog.getByLabel('Headline').fill('Storm Ylva');
    await dialog.getByLabel('Summary').fill('It comes in from the west.');
    await dialog.getByLabel('Prepare it first').check();
    await dialog.getByRole('button', { name: 'Start', exact: true }).dblclick();
    await page.getByRole('heading', { name: 'Storm Ylva' }).waitFor();
    const id = page.url().split('#')[1] ?? '';
    await dateline.http.get(`/v1/stories/${id}`).expect(404);
    await act(page, 'open-blog').click();
    await until(async () => (await dateline.http.get(`/v1/stories/${id}`)).status === 200);
    await act(page, 'end').click();
    await until(async () => (await blogOf(id)).coverageEndTime !== undefined);
    await page.getByText(/^Ended/).waitFor();
    await act(page, 'reopen').click();
    await until(async () => (await blogOf(id)).coverageEndTime === undefined);
    await page.getByRole('link', { name: 'All live blogs' }).click();
    await page.getByRole('link', { name: 'Storm Ylva' }).waitFor();
    expect(await page.getByRole('link', { name: 'Storm Ylva' }).count()).toBe(1);
    expect(faults).toEqual([]);
  });
});

describe('writing', () => {
  it('publishes at Ctrl+Enter, in paragraphs, and readers have it at once', async () => {
    const blog = await startBlog();
    const { page, faults } = await signedIn(asha, blog);
    await write(page, 'First count', 'The **first** count is in.\n\nTurnout was\nhigh.');
    await page.keyboard.press('Control+Enter');
    expect(await onlyPost(blog)).toMatchObject({ headline: 'First count', body: ['The **first** count is in.', 'Turnout was high.'], pubStatus: 'usable' });
    await card(page, 'First count').locator('strong', { hasText: 'first' }).waitFor();
    expect(await writer(page).getByLabel('Headline').inputValue()).toBe('');
    expect(faults).toEqual([]);
  });
});

describe('two editors', () => {
  it('see each other’s posts, pins and drafts as they come', async () => {
    const blog = await startBlog();
    const one = await signedIn(asha, blog);
    const two = await signedIn(binta, blog);
    await addPost(blog, 'By Asha');
    await card(two.page, 'By Asha').waitFor();
    await act(card(two.page, 'By Asha'), 'pinned').click();
    await card(one.page, 'By Asha').getByText('Pinned').waitFor();
    await act(card(one.page, 'By Asha'), 'keyEvent').click();
    await card(two.page, 'By Asha').getByText('Key event', { exact: true }).waitFor();
    expect(await onlyPost(blog, ({ keyEvent }) => keyEvent)).toMatchObject({ pinned: true, keyEvent: true });
    await act(card(two.page, 'By Asha'), 'pinned').click();
    await onlyPost(blog, ({ pinned }) => !pinned);
    // A draft is in no log: whoever comes back to the page looks again.
    await addPost(blog, 'Only an idea', { pubStatus: 'withheld' }, binta);
    await one.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await card(one.page, 'Only an idea').getByText('Draft: readers don’t see it.').waitFor();
    expect(await postsOf(blog)).toHaveLength(1);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });
});
