// The budget of a story's page: little to load, no layout shift, enough contrast, a structure for screen
// readers, and no errors in the console.
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { Publisher } from '../../support/publisher.js';
import { SAMPLE, withFact } from '../../support/sample.js';
import { until } from '../../support/wait.js';

const BUDGET = { requests: 4, script: 60 * 1024, style: 12 * 1024, page: 40 * 1024, shift: 0.01, paint: 2_500 };

let dateline: TestDateline;
let browser: Browser;
let desk: Publisher;
let paths: { blog: string; article: string; diff: string };
const posts: string[] = [];
const open: Page[] = [];

declare global {
  interface Window {
    shift?: number;
    paint?: number;
  }
}

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings()), openBrowser()]);
  desk = new Publisher(dateline);
  const { story } = await desk.publish({
    uri: 'budget',
    kind: 'liveblog',
    headline: 'A long day at the harbour',
    body: ['All that happens there.'],
    language: 'en',
    topics: ['harbour'],
  });
  for (let n = 0; n < 60; n += 10) {
    const some = await Promise.all(
      Array.from({ length: 10 }, (_, i) => n + i).map((m) =>
        desk.publish({
          uri: `budget:${m}`,
          kind: 'post',
          partOf: 'budget',
          headline: `Report ${m} of the port`,
          body: Array(3).fill(
            `The port gave out its **report ${m}**. [The list](https://port.example/${m}) is longer than the last one. Nobody there had expected that.`,
          ),
          byline: 'Asha Vermeer',
          firstCreated: new Date(Date.UTC(2024, 2, 1, 9, m)).toISOString(),
          pinned: m === 50,
          keyEvent: m % 9 === 0,
          correction: m === 58 ? 'It was the second report.' : undefined,
          media:
            m % 7 === 0
              ? [
                  {
                    url: `${dateline.url}/picture-${m}.svg`,
                    type: 'image',
                    caption: 'The harbour',
                    credit: 'Port',
                    alt: 'Ships',
                  },
                ]
              : [],
        }),
      ),
    );
    posts.push(...some.map((one) => one.story));
  }
  const article = (await dateline.post('text/plain', SAMPLE, { uri: 'budget:article', zone: 'Asia/Kolkata' })).body as {
    story: string;
  };
  await dateline.post('text/plain', withFact(SAMPLE), { uri: 'budget:article', zone: 'Asia/Kolkata' });
  paths = {
    blog: `/stories/${story}`,
    article: `/stories/${article.story}`,
    diff: `/stories/${article.story}/diff/1..2`,
  };
});
afterEach(async () => {
  for (const page of open.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await dateline?.end();
});

type Visit = { page: Page; faults: string[]; answers: { type: string; size: number }[] };

async function visit(path: string, scheme: 'light' | 'dark', width: number): Promise<Visit> {
  const page = await (
    await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Asia/Kolkata',
      colorScheme: scheme,
      viewport: { width, height: 800 },
    })
  ).newPage();
  open.push(page);
  const faults: string[] = [];
  const answers: Visit['answers'] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.route('**/picture-*.svg', (route) =>
    route.fulfill({
      contentType: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>',
    }),
  );
  page.on('response', async (response) => {
    const type = response.request().resourceType();
    if (type !== 'image') answers.push({ type, size: gzipSync(await response.body()).length });
  });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) window.shift = (window.shift ?? 0) + entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => (window.paint = list.getEntries().at(-1)?.startTime ?? 0)).observe({
      type: 'largest-contentful-paint',
      buffered: true,
    });
  });
  await page.goto(dateline.url + path, { waitUntil: 'load' });
  return { page, faults, answers };
}

/** Texts whose contrast is below WCAG AA, on the rendered page. */
const pale = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const light = ([r = 0, g = 0, b = 0]: number[]): number => {
      const linear = [r, g, b].map((value) =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    };
    const behind = (element: Element | null): number[] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const color = channels(getComputedStyle(at).backgroundColor);
        if ((color[3] ?? 1) > 0.99 && color.length >= 3) return color;
      }
      return [255, 255, 255];
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *:not(meter)')) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      );
      if (!own || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const [a, b] = [light(channels(style.color)), light(behind(element))].toSorted((x, y) => y - x);
      const size = Number.parseFloat(style.fontSize);
      const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const ratio = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
      if (ratio < needed)
        found.push(
          `${element.className || element.localName} ${ratio.toFixed(2)}: ${element.textContent?.trim().slice(0, 30)}`,
        );
    }
    return found;
  });

const pages = ['blog', 'article', 'diff'] as const;

test.each(
  pages.flatMap((name) => [
    { name, scheme: 'light' as const, width: 1280 },
    { name, scheme: 'dark' as const, width: 390 },
  ]),
)(
  'the $name page, $scheme and $width wide, stays within its budget and is accessible',
  async ({ name, scheme, width }) => {
    const { page, faults, answers } = await visit(paths[name], scheme, width);
    if (name !== 'diff') await page.locator('#connection[data-state="live"]').waitFor({ timeout: 20_000 });
    await until(() => page.evaluate(() => (window.paint ?? 0) > 0));
    const sizes = (type: string): number =>
      answers.filter((answer) => answer.type === type).reduce((sum, { size }) => sum + size, 0);
    expect(answers.length).toBeLessThanOrEqual(BUDGET.requests);
    expect(sizes('script')).toBeLessThan(BUDGET.script);
    expect(sizes('stylesheet')).toBeLessThan(BUDGET.style);
    expect(sizes('document')).toBeLessThan(BUDGET.page);
    expect(await page.evaluate(() => window.shift)).toBeLessThan(BUDGET.shift);
    expect(await page.evaluate(() => window.paint)).toBeLessThan(BUDGET.paint);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    for (const role of ['banner', 'main'] as const) expect(await page.getByRole(role).count(), role).toBe(1);
    if (name === 'blog') expect(await page.getByRole('navigation', { name: 'Key events' }).count()).toBe(1);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      'nothing stands over the edge',
    ).toBe(true);
    expect(
      await page.evaluate(() =>
        [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at),
      ),
    ).toEqual([]);
    expect(
      await page.evaluate(
        () =>
          [...document.querySelectorAll<HTMLElement>('a, button, select, iframe, img')].filter(
            (element) =>
              element.checkVisibility() &&
              element.getAttribute('alt') === null &&
              (
                element.innerText +
                (element.getAttribute('title') ?? '') +
                (element.getAttribute('aria-label') ?? '')
              ).trim() === '',
          ).length,
      ),
    ).toBe(0);
    expect(await pale(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test('nothing shifts while posts are added, changed and removed above the reader', async () => {
  const { page, faults } = await visit(paths.blog, 'light', 480);
  await page.locator('#connection[data-state="live"]').waitFor({ timeout: 20_000 });
  await page.evaluate(() => document.querySelectorAll('.posts .post')[20]?.scrollIntoView());
  const before = await page.evaluate(() => document.querySelectorAll('.posts .post')[20]?.getBoundingClientRect().top);
  const reading = await page.evaluate(() => document.querySelectorAll('.posts .post')[20]?.id);
  await desk.publish({
    uri: 'budget:new',
    kind: 'post',
    partOf: 'budget',
    headline: 'Report 60 of the port',
    body: ['It is short.'],
  });
  await page.getByRole('button', { name: '1 new post' }).waitFor();
  const above = posts[55] ?? '';
  const { body } = await desk.request('get', `/v1/stories/${above}`);
  await desk
    .request('patch', `/v1/stories/${above}`)
    .set({ 'if-match': `"${(body as { revision: number }).revision}"`, prefer: 'wait=20' })
    .send({ body: ['It is far shorter now.'] })
    .expect(200);
  await until(async () => (await page.locator(`#post-${above}`).innerText()).includes('far shorter'));
  await desk.request('delete', `/v1/stories/${posts[54]}`).send({ reason: 'It was wrong.' }).expect(200);
  await until(async () => (await page.locator(`#post-${posts[54]}`).count()) === 0);
  const now = await page.evaluate((id) => document.getElementById(id ?? '')?.getBoundingClientRect().top, reading);
  expect(Math.abs((now ?? NaN) - (before ?? NaN))).toBeLessThan(1.5);
  expect(await page.evaluate(() => window.shift)).toBeLessThan(BUDGET.shift);
  expect(faults).toEqual([]);
});
