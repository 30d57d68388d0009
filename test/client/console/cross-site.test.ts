// A browser that is signed in, and pages of others that try to use it: another port of the same host (another origin
// of the same site), and another host (another site). Nothing happens. And the sign-in page, as a person sees it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { metricsOf } from '../../support/metrics.js';
import { ask, rowsOf } from '../../support/outage.js';
import { Publisher } from '../../support/publisher.js';
import { signInAt } from '../../support/signed-in.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let admin: Publisher;
let browser: Browser;
let context: BrowserContext;
let strangers: Server;
let story: string;

beforeAll(async () => {
  strangers = createServer(
    (_request, response) =>
      void response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>A stranger’s page</title><p>Look at this!'),
  );
  await new Promise<void>((resolve) => strangers.listen(0, '127.0.0.1', resolve));
  [dateline, browser] = await Promise.all([startEmbedded(), openBrowser()]);
  admin = new Publisher(dateline);
  story = (await admin.publish({ uri: 'stands', headline: 'It stands', body: ['And nobody changes it.'] })).story;
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());
afterAll(async () => {
  await browser?.close();
  strangers.close();
  await dateline?.end();
});

const strange = (host: string): string => `http://${host}:${(strangers.address() as AddressInfo).port}`;
const FORGED = '{"uri":"forged","headline":"Forged by a stranger","body":["It is out."],"x":"=';

type Shot = { path: string; method?: string; how: 'form' | 'fetch'; type?: string; body?: string };
/** What a page can make a browser send without being asked, by form and by script, to each room. */
const SHOTS: Shot[] = [
  ...(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'] as const).flatMap((type): Shot[] => [
    { how: 'form', path: '/v1/stories?zone=UTC', type },
    { how: 'form', path: '/v1/keys', type },
    { how: 'form', path: '/ops/nodes/none/forget', type },
    { how: 'form', path: '/ops/stories/STORY/reparse', type },
    { how: 'form', path: '/ops/queues/api/queues/submissions/add', type },
    { how: 'form', path: '/ops/sign-out', type },
    { how: 'form', path: '/console/sign-out', type },
  ]),
  ...['/v1/stories', '/ops/stories/STORY/reparse', '/ops/sign-out', '/ops/queues/api/queues/submissions/add'].map(
    (path): Shot => ({ how: 'fetch', method: 'POST', path, type: 'text/plain', body: `${FORGED}"}` }),
  ),
  ...[
    '/ops/queues/api/queues/submissions/pause',
    '/ops/queues/api/queues/pause',
    '/ops/queues/api/queues/submissions/empty',
    '/v1/private-channels',
  ].map((path): Shot => ({ how: 'fetch', method: 'PUT', path })),
  { how: 'fetch', method: 'DELETE', path: '/v1/stories/STORY', body: '{"reason":"By a stranger"}' },
];

/** A stranger's page sends all of that, each form in a frame of its own, and one of them as a page to go to. */
async function shoot(page: Page, target: string): Promise<string[]> {
  const seen: string[] = [];
  page.on(
    'response',
    (response) =>
      response.request().method() !== 'GET' &&
      seen.push(`${response.request().method()} ${new URL(response.url()).pathname} ${response.status()}`),
  );
  for (const { how, path, method = 'POST', type = '', body } of SHOTS) {
    const address = target + path.replace('STORY', story);
    await page.evaluate(
      async ({ how, address, method, type, body, forged }) => {
        if (how === 'fetch') {
          for (const mode of ['no-cors', 'cors'] as const)
            await fetch(address, {
              method,
              mode,
              credentials: 'include',
              ...(type === '' ? {} : { headers: { 'content-type': type } }),
              ...(body === undefined ? {} : { body }),
            }).catch(() => null);
          return;
        }
        const frame = Object.assign(document.createElement('iframe'), { name: `shot-${document.forms.length}` });
        const form = Object.assign(document.createElement('form'), {
          method: 'post',
          action: address,
          target: frame.name,
          enctype: type,
        });
        // Sent as text/plain it reads `name=value`, which is JSON.
        form.append(Object.assign(document.createElement('input'), { name: forged, value: '"}' }));
        document.body.append(frame, form);
        form.submit();
      },
      { how, address, method, type, body, forged: FORGED },
    );
    if (how === 'form')
      await until(() => seen.some((line) => line.startsWith(`POST ${new URL(address).pathname} `)), {
        describe: `an answer to a form at ${path}`,
      });
  }
  await page.evaluate(
    ({ address, forged }) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: address,
        enctype: 'text/plain',
      });
      form.append(Object.assign(document.createElement('input'), { name: forged, value: '"}' }));
      document.body.append(form);
      form.submit();
    },
    { address: `${target}/v1/stories`, forged: FORGED },
  );
  await page.waitForURL(`${target}/v1/stories`);
  return seen;
}

/**
 * Dateline asks no browser for a password; one that was asked before an upgrade has it still, and sends it by itself
 * from then on.
 */
async function askForPassword(page: Page, host: string): Promise<void> {
  await dateline.stop();
  const before = createServer(
    ({ headers }, response) =>
      void response
        .writeHead(headers.authorization === undefined ? 401 : 200, {
          'www-authenticate': 'Basic realm="Dateline", charset="UTF-8"',
          connection: 'close',
        })
        .end('The desk of before'),
  );
  await new Promise<void>((resolve) => before.listen(Number(port()), '127.0.0.1', resolve));
  expect((await page.goto(`http://anybody:${ADMIN_KEY}@${host}:${port()}/ops`))?.status()).toBe(200);
  await page.goto('about:blank');
  before.closeAllConnections();
  await new Promise((resolve) => before.close(resolve));
  await dateline.start();
}

/** All that the shots could have changed. */
async function state(): Promise<unknown> {
  const { body: updates } = await dateline.http.get('/v1/updates').expect(200);
  const { body: keys } = await admin.request('get', '/v1/keys').expect(200);
  const { body: audit } = await admin.request('get', '/v1/audit').expect(200);
  const submissions = await rowsOf(dateline.world, 'select count(*)::int as count from submissions');
  const sessions = await rowsOf(dateline.world, 'select count(*)::int as count from sessions');
  return {
    head: (updates as { head: number }).head,
    keys: (keys as { keys: { id: string }[] }).keys.map(({ id }) => id),
    audit: (audit as { entries: { action: string }[] }).entries.map(({ action }) => action),
    submissions,
    sessions,
    paused: (await metricsOf(dateline)).get('dateline_queue_paused'),
  };
}

const port = (): string => new URL(dateline.url).port;

describe.each([
  ['another port of the same host', '127.0.0.1', '127.0.0.1'],
  ['another port of the same host, by its name', 'localhost', 'localhost'],
  ['another site', 'localhost', '127.0.0.1'],
])('a page of %s', (_where, strangersHost, ourHost) => {
  const us = (): string => `http://${ourHost}:${port()}`;

  it('makes a browser that is signed in to a session do nothing', async () => {
    const page = await context.newPage();
    await page.goto(`${us()}/ops`);
    await signInAt(page);
    const before = await state();
    const stranger = await context.newPage();
    await stranger.goto(strange(strangersHost));
    const seen = await shoot(stranger, us());
    expect(await state()).toEqual(before);
    expect(seen.filter((line) => !/ (401|403|404|415)$/.test(line))).toEqual([]);
    // Still signed in, and can still act.
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('makes a browser that has the key as a password do nothing', async () => {
    const page = await context.newPage();
    await askForPassword(page, ourHost);
    await page.goto(`${us()}/ops`);
    await page.getByText('read-only').waitFor();
    expect((await page.goto(`${us()}/metrics`))?.status()).toBe(200);
    // The password that the browser goes on sending is in nobody's way.
    await page.goto(`${us()}/ops`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signInAt(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('read-only').waitFor();
    const before = await state();
    const stranger = await context.newPage();
    await stranger.goto(strange(strangersHost));
    // Chromium forgets a password at the first refusal: from there on it is added to each request as a browser that
    // kept it would.
    const seen = await shoot(stranger, us());
    await context.setExtraHTTPHeaders({
      authorization: `Basic ${Buffer.from(`anybody:${ADMIN_KEY}`).toString('base64')}`,
    });
    await stranger.goto(strange(strangersHost));
    seen.push(...(await shoot(stranger, us())));
    expect(await state()).toEqual(before);
    expect(seen.filter((line) => !/ (401|403|404|415)$/.test(line))).toEqual([]);
  });

  it('reads nothing by a session, on a socket or over HTTP', async () => {
    const page = await context.newPage();
    await page.goto(`${us()}/ops`);
    await signInAt(page);
    const stranger = await context.newPage();
    await stranger.goto(strange(strangersHost));
    const read = await stranger.evaluate(async (target) => {
      const asked = await Promise.all(
        ['/v1/desk', '/v1/keys', '/ops', '/metrics'].map((path) =>
          fetch(target + path, { credentials: 'include' }).then(
            (response) => response.text(),
            () => 'refused',
          ),
        ),
      );
      const framed = await new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.addEventListener('load', () =>
          resolve(frame.contentDocument === null ? 'refused' : frame.contentDocument.body.innerText),
        );
        frame.src = `${target}/ops`;
        document.body.append(frame);
      });
      return [...asked, framed];
    }, us());
    expect(read).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
  });
});

describe('the sign-in page', () => {
  it('opens a link from another site for a person who is signed in already', async () => {
    const page = await context.newPage();
    await page.goto(`${dateline.url}/ops`);
    await signInAt(page);
    const elsewhere = await context.newPage();
    await elsewhere.goto(strange('localhost'));
    await elsewhere.evaluate((address) => (location.href = address), `${dateline.url}/ops`);
    await elsewhere.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('asks for no password of the browser’s own, says why a key is refused, and leads on to where one wanted to go', async () => {
    const page = await context.newPage();
    const answer = await page.goto(`${dateline.url}/ops/queues/queue/submissions`);
    expect([answer?.status(), answer?.headers()['www-authenticate']]).toEqual([401, undefined]);
    await page.getByLabel('Key').fill('dk_nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This key is not known here').waitFor();
    const desk = await Publisher.named(dateline, 'desk', ['publish']);
    await page.getByLabel('Key').fill(desk.key);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('lacks the scope "ops"').waitFor();
    await page.getByLabel('Key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ops/queues/queue/submissions');
    await page.getByText('submissions').first().waitFor();
    expect(await context.cookies()).toMatchObject([
      { name: 'dateline-session', httpOnly: true, sameSite: 'Strict', expires: -1 },
    ]);
    expect(JSON.stringify(await context.storageState())).not.toContain(ADMIN_KEY);
  });

  it('lets the queue board’s own buttons work for a person who is signed in', async () => {
    const page = await context.newPage();
    await page.goto(`${dateline.url}/ops/queues/`);
    await page.getByLabel('Key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.getByText('submissions').first().waitFor();
    const put = (act: string): Promise<number> =>
      page.evaluate(
        async (path) => (await fetch(path, { method: 'PUT' })).status,
        `/ops/queues/api/queues/submissions/${act}`,
      );
    expect([await put('pause'), (await metricsOf(dateline)).get('dateline_queue_paused')]).toEqual([200, 1]);
    expect([await put('resume'), (await metricsOf(dateline)).get('dateline_queue_paused')]).toEqual([200, 0]);
  });

  it('is shut by signing out, for every tab, and the way back shows nothing', async () => {
    const [page, other] = [await context.newPage(), await context.newPage()];
    await page.goto(`${dateline.url}/ops`);
    await signInAt(page);
    await other.goto(`${dateline.url}/ops`);
    await other.getByRole('button', { name: 'Sign out' }).waitFor();
    const [cookie] = await context.cookies();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    expect(await context.cookies()).toEqual([]);
    await other.getByLabel('Key').waitFor({ timeout: 15_000 });
    await page.goBack();
    await page.getByLabel('Key').waitFor();
    // A copy of the cookie that somebody kept is worth nothing.
    if (cookie !== undefined) await context.addCookies([cookie]);
    await page.goto(`${dateline.url}/ops`);
    await page.getByText('You are signed out').waitFor();
  });

  it.each([
    ['its key is revoked', (id: string) => admin.request('delete', `/v1/keys/${id}`).expect(204)],
    [
      'nobody has used it for the idle time',
      () => ask(dateline.world, "update sessions set used_at = now() - interval '13 hours'"),
    ],
  ])('is shown on the desk and in the console once %s', async (_what, end) => {
    const { body } = await admin
      .request('post', '/v1/keys')
      .send({ name: 'Temp', scopes: ['publish', 'ops'] })
      .expect(201);
    const { id, key } = body as { id: string; key: string };
    const [desk, console] = [await context.newPage(), await context.newPage()];
    await desk.goto(`${dateline.url}/ops`);
    await signInAt(desk, key);
    // One session for both.
    await console.goto(`${dateline.url}/console`);
    await console.getByRole('button', { name: 'Sign out' }).waitFor();
    await console.locator('.masthead [data-state="live"]').waitFor();
    await end(id);
    await desk.getByText('You are signed out').waitFor({ timeout: 15_000 });
    await console.bringToFront();
    await console.getByText('You are signed out').waitFor({ timeout: 25_000 });
    await signInAt(console);
  });
});
