// A story's page in a real browser: complete without scripts, updated live with them, and never running
// publishers' markup.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline, type Outcome } from '../../support/dateline.js';
import { FACT, SAMPLE, withFact, withStamp } from '../../support/sample.js';
import { until } from '../../support/wait.js';

const HEADLINE = 'NATO members express solidarity ahead of Russia talks';
const LAST_WORDS = 'plans for an invasion of Ukraine.';

declare global {
  interface Window {
    markOfTest?: string;
    hacked?: unknown;
    violations?: string[];
  }
}

let dateline: TestDateline;
let browser: Browser;
const open: Page[] = [];

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  [dateline, browser] = await Promise.all([TestDateline.start(await column.settings()), openBrowser()]);
});
afterEach(async () => {
  for (const page of open.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await dateline?.end();
});

type Opened = {
  page: Page;
  /** Console errors, faults, broken policies and dialogs. */ faults: () => Promise<string[]>;
};

async function visit(
  story: string,
  { options = {}, before }: { options?: BrowserContextOptions; before?: (page: Page) => Promise<unknown> } = {},
): Promise<Opened> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  const page = await context.newPage();
  open.push(page);
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog said ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.violations?.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await before?.(page);
  await page.goto(`${dateline.url}/stories/${story}`);
  return {
    page,
    faults: async () => [
      ...faults,
      ...((options.javaScriptEnabled ?? true) ? await page.evaluate(() => window.violations ?? []) : []),
    ],
  };
}

/** Waits until the page follows its story; from then on every update must appear without a reload. */
async function live(page: Page, story: string): Promise<void> {
  await page.evaluate(() => (window.markOfTest = 'not reloaded'));
  await until(
    async () => {
      const { text } = await dateline.http.get('/metrics').set('authorization', `Bearer ${ADMIN_KEY}`);
      return /^dateline_subscriptions [1-9]/m.test(text);
    },
    { describe: `the page of ${story} to follow it` },
  );
}

const shown = (page: Page): Promise<string> => page.locator('body').innerText();
const appears = (page: Page, text: string, timeout = 10_000): Promise<boolean> =>
  until(async () => (await shown(page)).includes(text), { timeout, describe: `the page to show ${text}` });
const mark = (page: Page): Promise<string | undefined> => page.evaluate(() => window.markOfTest);

async function publishSample(uri: string, text = SAMPLE): Promise<Outcome> {
  const answer = await dateline.post('text/plain', text, { uri, zone: 'Asia/Kolkata' });
  expect(answer.status).toBeLessThan(300);
  return answer.body as Outcome;
}

describe('the sample', () => {
  test.each([{ script: true }, { script: false }])(
    'is complete on its page (JavaScript $script), without overflow',
    async ({ script }) => {
      const { story } = await publishSample('page:whole');
      const { page, faults } = await visit(story, { options: { javaScriptEnabled: script } });
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain(HEADLINE);
      expect(await page.title()).toContain(HEADLINE);
      const text = await shown(page);
      for (const words of [
        'WION Web Team',
        'New Delhi, India',
        FACT,
        LAST_WORDS,
        'This file photo is of service members',
        'Reuters',
        'dilute its key principles',
      ])
        expect(text).toContain(words);
      for (const noise of ['ugc_banner', 'Watch:', 'With inputs']) expect(text).not.toContain(noise);
      const time = page.locator('time[datetime="2022-01-08T07:23:00Z"]').first();
      expect(await time.innerText()).toMatch(/8 January 2022/);
      expect(await faults()).toEqual([]);
    },
  );

  test('a new revision appears on the open page, without a reload', async () => {
    const { story } = await publishSample('page:changed');
    const { page, faults } = await visit(story);
    await live(page, story);
    await publishSample('page:changed', withFact(withStamp(SAMPLE, 'Jan 08, 2022, 03:00 PM IST')));
    await appears(page, 'Finland, Sweden and Austria');
    expect(await shown(page)).not.toContain(FACT);
    await until(async () => (await page.locator('time[datetime="2022-01-08T09:30:00Z"]').count()) > 0);
    expect(await shown(page)).not.toContain('Silent edit');
    expect(await mark(page)).toBe('not reloaded');
    expect(await faults()).toEqual([]);
  });

  test('a new headline appears on the open page and in its title, and the reading order stays the story’s', async () => {
    const send = (headline: string, body: string[]) =>
      dateline.publish({ uri: 'page:headline', headline, body, versionCreated: null });
    const { story } = await send('Bridge closed', ['The bridge is closed.', 'Traffic goes by the old road.']);
    const { page } = await visit(story);
    await live(page, story);
    await send('Bridge open again', [
      'The bridge was opened at noon.',
      'The bridge is closed.',
      'Traffic goes by the old road.',
    ]);
    await appears(page, 'Bridge open again');
    await until(async () => (await page.title()).includes('Bridge open again'));
    await until(async () => /opened at noon\.\s+The bridge is closed\.\s+Traffic goes/.test(await shown(page)));
    expect(await mark(page)).toBe('not reloaded');
  });

  test('a silent edit gets a badge on the open page', async () => {
    const { story } = await publishSample('page:silent');
    const { page } = await visit(story);
    await live(page, story);
    expect(await shown(page)).not.toMatch(/silent edit/i);
    await publishSample('page:silent', withFact(SAMPLE));
    await until(async () => /silent edit/i.test(await shown(page)));
    expect(await shown(page)).toContain('Finland, Sweden and Austria');
    expect(await mark(page)).toBe('not reloaded');
  });

  test('a kill empties the open page, and later visitors see nothing of it', async () => {
    const { story } = await publishSample('page:killed');
    const { page } = await visit(story);
    await live(page, story);
    await dateline.http
      .delete(`/v1/stories/${story}`)
      .set('authorization', `Bearer ${ADMIN_KEY}`)
      .send({ reason: 'Published in error' })
      .expect(200);
    await until(async () => /withdrawn/i.test(await shown(page)));
    for (const words of [HEADLINE, FACT, LAST_WORDS]) {
      expect(await page.content()).not.toContain(words);
      expect(await page.title()).not.toContain(words);
    }
    expect(await mark(page)).toBe('not reloaded');
    const again = await page.reload();
    expect([404, 410]).toContain(again?.status());
    expect(await page.content()).not.toContain(HEADLINE);
  });
});

const PICTURE = 'https://paper.example/picture.svg';
const ATTACKS = [
  '<script>window.hacked = 1; alert(1)</script>',
  '<img src=x onerror="window.hacked = 2">',
  '</script><script>window.hacked = 3</script>',
  '"><svg/onload=window.hacked=4>',
  "' onmouseover='window.hacked=5",
  '<!--<script>window.hacked = 6</script>-->',
  '<iframe srcdoc="<script>parent.hacked = 7</script>"></iframe>',
  '<a href="javascript:window.hacked=8">click</a>',
  '</p><style>body{display:none}</style>',
  '\u2028</script\u2029>{{constructor.constructor("window.hacked=9")()}}',
];

async function unharmed({ page, faults }: Opened): Promise<void> {
  for (const link of await page.locator('main a').all())
    expect((await link.getAttribute('href')) ?? '').toMatch(/^(https?:|\/|#)/);
  expect(
    await page.locator('main script, main iframe, main style, main svg, [onerror], [onload], [onmouseover]').count(),
  ).toBe(0);
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  expect(await faults()).toEqual([]);
}

describe('a publisher’s markup', () => {
  test('is shown as text, in every field, in the first revision and in live updates', async () => {
    const story = (count: number) => ({
      uri: 'page:hostile',
      headline: `${count} ${ATTACKS[0]} ${ATTACKS[2]}`,
      byline: ATTACKS[1],
      located: ATTACKS[3],
      body: ATTACKS.map((attack) => `Attack ${count}: ${attack}`),
      topics: ['security'],
      media: [
        {
          url: `${PICTURE}?"onerror="window.hacked=22`,
          type: 'image',
          caption: ATTACKS[2],
          credit: ATTACKS[1],
          alt: ATTACKS[4],
        },
      ],
      edNote: ATTACKS[6],
      correction: ATTACKS[2],
    });
    const first = await dateline.publish(story(1));
    const opened = await visit(first.story, {
      before: (fresh) =>
        fresh.route(`${PICTURE}*`, (route) =>
          route.fulfill({
            contentType: 'image/svg+xml',
            body: '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hacked=23"/>',
          }),
        ),
    });
    const { page } = opened;
    await live(page, first.story);
    for (const attack of ATTACKS.slice(0, 9)) expect(await shown(page)).toContain(attack);
    await unharmed(opened);
    await dateline.publish(story(2));
    await appears(page, 'Attack 2: <img src=x onerror="window.hacked = 2">');
    await appears(page, '2 <script>window.hacked = 1; alert(1)</script>');
    await unharmed(opened);
    expect(await mark(page)).toBe('not reloaded');
  });

  test('does not run from a page that was sent as HTML, nor from its JSON-LD', async () => {
    const words =
      'The council said on Friday that the old bridge would stay closed until its pillars had been looked at by engineers from the capital.';
    const html = `<!doctype html><html lang="en"><head><title>Bridge ${ATTACKS[0]}</title>
      <link rel="canonical" href="https://paper.example/hostile"><meta property="og:image" content="javascript:window.hacked=10">
      <script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Bridge </script><script>window.hacked=11</script>', author: { name: '<img src=x onerror=window.hacked=12>', url: 'javascript:window.hacked=13' } }).replaceAll('</', '<\\/')}</script></head>
      <body onload="window.hacked=14"><article><h1 onclick="window.hacked=15">Bridge <script>window.hacked=16</script></h1>
      ${[1, 2, 3, 4].map((n) => `<p onmouseover="window.hacked=17">${n}. ${words} <a href="javascript:window.hacked=18">More</a></p>`).join('')}
      <figure><img src="javascript:window.hacked=19" onerror="window.hacked=20" alt="x"><figcaption>&lt;script&gt;window.hacked=21&lt;/script&gt;</figcaption></figure></article></body></html>`;
    const { body } = await dateline.post('text/html', html).expect(201);
    const opened = await visit(body.story);
    await live(opened.page, body.story);
    expect(await shown(opened.page)).toContain('The council said on Friday');
    await unharmed(opened);
  });
});

describe('a lost connection', () => {
  const version = (uri: string, number: number) => ({
    uri,
    headline: 'Count',
    body: [`The count stands at ${number}.`],
    versionCreated: new Date(Date.UTC(2024, 0, 1, 0, number)).toISOString(),
  });

  test('is restored after a restart of the server, and the page shows what it missed', async () => {
    const other = await TestDateline.start({ ...dateline.world, cleanup: async () => undefined });
    const { story } = await dateline.publish(version('page:restart', 1));
    const { page } = await visit(story);
    await live(page, story);
    await dateline.stop();
    await other.publish(version('page:restart', 2));
    await other.publish(version('page:restart', 3));
    await dateline.start();
    await appears(page, 'The count stands at 3.', 20_000);
    await dateline.publish(version('page:restart', 4));
    await appears(page, 'The count stands at 4.');
    expect(await mark(page)).toBe('not reloaded');
    await until(async () => (await page.getByRole('listitem').count()) >= 4);
    await other.end();
  });

  test('falls back to server-sent events if WebSockets are blocked', async () => {
    const { story } = await dateline.publish(version('page:blocked', 1));
    const { page } = await visit(story, {
      before: async (fresh) => {
        await fresh.clock.install();
        await fresh.routeWebSocket('**/socket.io/**', (socket) => void socket.close());
        await fresh.route('**/socket.io/**', (route) => route.abort());
      },
    });
    // The page falls back after some seconds; the clock is fake.
    await until(async () => {
      await page.clock.fastForward(10_000);
      const { text } = await dateline.http.get('/metrics').set('authorization', `Bearer ${ADMIN_KEY}`);
      return /^dateline_streams [1-9]/m.test(text);
    });
    await page.evaluate(() => (window.markOfTest = 'not reloaded'));
    await dateline.publish(version('page:blocked', 2));
    await appears(page, 'The count stands at 2.');
    expect(await mark(page)).toBe('not reloaded');
  });
});

describe('a live blog’s page', () => {
  test('keeps new posts behind a button while the reader is further down, and moves nothing', async () => {
    const { story } = await dateline.publish({
      uri: 'page:blog',
      kind: 'liveblog',
      headline: 'Election night',
      body: ['Counts as they come.'],
    });
    const post = (headline: string) =>
      dateline.publish({
        uri: `page:blog:${headline}`,
        kind: 'post',
        partOf: story,
        headline,
        body: [`${headline} was given out by the returning officer at the town hall.`],
      });
    for (let n = 1; n <= 12; n += 1) await post(`Count ${n}`);
    const { page, faults } = await visit(story, { options: { viewport: { width: 480, height: 500 } } });
    await live(page, story);
    await page.evaluate(() => document.querySelectorAll('.post')[6]?.scrollIntoView({ block: 'center' }));
    const seen = page.locator('.post').filter({ hasText: 'Count 6 was' });
    const before = (await seen.boundingBox())?.y;
    await post('Alpha');
    await post('Beta');
    await page.getByRole('button', { name: '2 new posts' }).waitFor();
    expect((await seen.boundingBox())?.y).toBe(before);
    expect(await page.getByText('Beta was given out').isVisible()).toBe(false);
    await page.getByRole('button', { name: '2 new posts' }).click();
    expect(await page.getByText('Beta was given out').isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Beta');
    await post('Gamma');
    await appears(page, 'Gamma was given out');
    expect(await faults()).toEqual([]);
  });
});
