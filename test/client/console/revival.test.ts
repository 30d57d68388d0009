// A killed post in the console: both ways back, in words, and neither by accident.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let browser: Browser;
let desk: Publisher;

beforeAll(async () => {
  [dateline, browser] = await Promise.all([startEmbedded(), openBrowser()]);
  const { body } = await new Publisher(dateline)
    .request('post', '/v1/keys')
    .send({ name: 'Asha', publisher: 'gazette', scopes: ['publish'] })
    .expect(201);
  desk = new Publisher(dateline, (body as { key: string }).key);
});
afterAll(async () => {
  await browser?.close();
  await dateline?.end();
});

const post = (blog: string, headline: string): Promise<string> =>
  desk
    .publish({
      uri: `${blog}:${headline}`,
      kind: 'post',
      partOf: blog,
      headline,
      body: [`${headline} was said by the returning officer.`],
    })
    .then(({ story }) => story);
const historyOf = async (id: string): Promise<string[]> =>
  (
    (await dateline.http.get(`/v1/stories/${id}/revisions`).expect(200)).body as { revisions: { headline: string }[] }
  ).revisions.map(({ headline }) => headline);
const isBack = (id: string): Promise<unknown> =>
  until(async () => (await dateline.http.get(`/v1/stories/${id}`)).status === 200);

async function openKilled(page: Page, id: string): Promise<void> {
  const killed = page.locator('details.killed');
  await killed.waitFor();
  if ((await killed.getAttribute('open')) === null) await killed.locator('summary').click();
  await page.locator(`[data-killed="${id}"] [data-act="revive"]`).click();
  await page.getByRole('dialog').waitFor();
}

test('a killed post is brought back with a new text or with its history, and nothing is chosen at first', async () => {
  const { story: blog } = await desk.publish({
    uri: 'night',
    kind: 'liveblog',
    headline: 'Election night',
    body: ['All counts as they come.'],
  });
  const [fresh, old] = [await post(blog, 'A wrong count'), await post(blog, 'A right count')];
  for (const id of [fresh, old])
    await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'A lawyer called.' }).expect(200);
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(12_000);
  await page.goto(`${dateline.url}/console#${blog}`);
  await page.getByLabel('Key').fill(desk.key);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await openKilled(page, fresh);
  const dialog = page.getByRole('dialog');
  expect(await page.locator('body').innerText()).not.toMatch(/wrong count|right count|lawyer/);
  await dialog.getByRole('button', { name: 'Bring back' }).click();
  await dialog.getByText('Choose one of the two.').waitFor();
  await dialog.getByText('With a new text').click();
  await dialog.getByLabel('Headline').fill('A new count');
  await dialog.locator('textarea').fill('It was counted again.');
  await dialog.getByRole('button', { name: 'Bring back' }).click();
  await isBack(fresh);
  expect(await historyOf(fresh)).toEqual(['A new count']);

  await dialog.waitFor({ state: 'detached' });
  await openKilled(page, old);
  await dialog.getByText('With the previous text and history').click();
  await dialog.getByRole('button', { name: 'Bring back' }).click();
  await isBack(old);
  expect(await historyOf(old)).toEqual(['A right count', 'A right count']);
  await page.locator(`#card-${old}`).waitFor();
  await page.locator('details.killed').waitFor({ state: 'hidden' });
  await page.close();
}, 60_000);
