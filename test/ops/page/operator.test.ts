// The operator page in a browser and with curl.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { oneColumn } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { metricsOf } from '../../support/metrics.js';
import { expectProblem } from '../../support/problem.js';
import { startProcess } from '../../support/process.js';
import { Publisher } from '../../support/publisher.js';
import { signInAt } from '../../support/signed-in.js';
import { until } from '../../support/wait.js';

let browser: Browser;
let dateline: TestDateline;
let admin: Publisher;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const begin = async (): Promise<void> => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
};

/** A browser that has signed in at the page that it requested. */
async function open(path = '/ops', options: { javaScriptEnabled?: boolean; key?: string } = {}): Promise<Page> {
  const { key = ADMIN_KEY, ...rest } = options;
  const context = await browser.newContext(rest);
  const page = await context.newPage();
  await page.goto(`${dateline.url}${path}`);
  await signInAt(page, key);
  expect(page.url()).toBe(`${dateline.url}${path}`);
  return page;
}

/** A post of a live blog that does not exist yet: it fails, and would succeed later. */
async function failingPost(uri = 'post-1'): Promise<string> {
  const answer = await admin.send(
    { uri, kind: 'post', partOf: 'blog', headline: 'A post before its blog', body: ['The tram <b>waits</b>.'] },
    { prefer: 'wait=20' },
  );
  expect(answer.status).toBe(422);
  return (answer.body as { submission: string }).submission;
}
const publishBlog = () =>
  admin.publish({ uri: 'blog', kind: 'liveblog', headline: 'The night of the storm', body: ['We follow it.'] });

/** As the Bull Board does. */
const setPaused = async (paused: boolean): Promise<void> => {
  await admin.request('get', '/ops/queues/').expect(200);
  await dateline.http
    .put(`/ops/queues/api/queues/submissions/${paused ? 'pause' : 'resume'}`)
    .set('authorization', `Bearer ${ADMIN_KEY}`)
    .expect(200);
};

describe('the operator page', () => {
  beforeEach(begin);
  afterEach(() => dateline.end());

  test('needs a key with the scope ops; a browser without a session gets the sign-in page, an API client a problem', async () => {
    const refused = await dateline.http.get('/ops');
    expect([refused.status, refused.headers['www-authenticate'], refused.headers['cache-control']]).toEqual([
      401,
      undefined,
      'no-store',
    ]);
    expect(refused.text).toContain('<form method="post" action="/ops/sign-in">');
    expectProblem(await dateline.http.get('/ops').set('accept', 'application/json'), 401, 'unauthorized');
    expectProblem(
      await dateline.http.get('/ops/queues/api/queues').set('accept', 'application/json, text/plain, */*'),
      401,
      'unauthorized',
    );
    const desk = await Publisher.named(dateline, 'desk', ['publish']);
    expectProblem(await desk.request('get', '/ops'), 403, 'forbidden');
    const operator = await Publisher.named(dateline, 'operator', ['ops']);
    const page = await open('/ops', { key: operator.key });
    await until(async () => (await page.locator('h1').innerText()) === 'No problems');
    expect(await page.locator('#nodes').innerText()).toContain('api, worker, gateway');
    await page.goto(`${dateline.url}/ops/queues/`);
    await page.getByText('submissions').first().waitFor();
  });

  test('lists failed submissions with their reason, and their raw content as text', async () => {
    const id = await failingPost();
    const page = await open();
    expect(await page.locator('h1').innerText()).toBe('No urgent problems');
    expect(await page.locator('#failed').innerText()).toContain('partOf names no live blog of this publisher');
    await page.locator('#failed a').first().click();
    await page.waitForURL(`**/ops/submissions/${id}`);
    expect(await page.locator('.raw').innerText()).toContain('The tram <b>waits</b>.');
    expect(await page.locator('main').innerText()).toMatch(/failed: invalid_field/);
  });

  test('retries with one click, also without scripts, and a fixed submission is published', async () => {
    const id = await failingPost();
    await publishBlog();
    const page = await open('/ops', { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.waitForURL(`**/ops/submissions/${id}`);
    const outcome = await until(async () => {
      const submission = await admin.submission(id);
      return submission.status === 'queued' ? null : submission;
    });
    expect(outcome).toMatchObject({ status: 'created', error: null });
    await dateline.http.get(`/v1/stories/${outcome.story}`).expect(200);
    expect((await admin.request('get', '/v1/audit').expect(200)).text).toContain(
      `"action":"submission.retried","target":"${id}"`,
    );
    await page.goto(`${dateline.url}/ops`);
    expect(await page.locator('h1').innerText()).toBe('No problems');
  });

  test('does not replace new text with old: a later submission of the same story wins', async () => {
    const id = await failingPost();
    await publishBlog();
    const { story } = await admin.publish({
      uri: 'post-1',
      kind: 'post',
      partOf: 'blog',
      headline: 'The post, sent again',
      body: ['The tram runs.'],
    });
    expectProblem(await admin.request('post', `/ops/submissions/${id}/retry`), 412, 'revision_conflict');
    expect((await dateline.http.get(`/v1/stories/${story}`)).body).toMatchObject({
      headline: 'The post, sent again',
      revision: 1,
    });
  });

  test('hides submissions of a killed story, and does not restore it', async () => {
    const id = await failingPost();
    await publishBlog();
    const { story } = await admin.publish({
      uri: 'post-1',
      kind: 'post',
      partOf: 'blog',
      headline: 'The post, sent again',
      body: ['The tram runs.'],
    });
    await admin.request('delete', `/v1/stories/${story}`).send({ reason: 'Legal' }).expect(200);
    const { text } = await admin.request('get', `/ops/submissions/${id}`).expect(200);
    expect(text).not.toContain('tram');
    expect(text).toContain('Withheld');
    expectProblem(await admin.request('post', `/ops/submissions/${id}/retry`), 410, 'killed');
  });

  test('parses a story’s page again', async () => {
    const text =
      'Bridge opens\n\nUpdated: Jan 08, 2022, 12:53 PM IST\n\nThe bridge over the river opened on Saturday, and cars cross it again.\n\nThe mayor cut the ribbon at noon.';
    const { body } = await dateline.post('text/plain', text, { uri: 'bridge', zone: 'Asia/Kolkata' });
    const { story, submission } = body as { story: string; submission: string };
    const page = await open(`/ops/submissions/${submission}`);
    await page.getByRole('button', { name: /again/ }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(submission));
    await until(async () => (await page.locator('.status').innerText()) === 'unchanged');
    expect((await dateline.http.get(`/v1/stories/${story}`)).body).toMatchObject({ revision: 1 });
  });

  test('refreshes itself, and warns that it is old when the node is down', async () => {
    const page = await open();
    expect(await page.locator('h1').innerText()).toBe('No problems');
    await failingPost();
    await page.locator('h1.minor').waitFor();
    await dateline.stop();
    await page.getByText(/what you see is old/).waitFor({ timeout: 20_000 });
    await dateline.start();
    await page.locator('#stale').waitFor({ state: 'hidden', timeout: 20_000 });
  });

  test('lists a source that fails, with the reason', async () => {
    await admin.request('post', '/v1/sources').send({ url: 'https://paper.invalid/feed', kind: 'feed' }).expect(201);
    const page = await open();
    await page.locator('#sources').waitFor({ timeout: 20_000 });
    await until(
      async () =>
        /https:\/\/paper\.invalid\/feed.*newsroom.*failed .*unresolvable/s.test(
          await page.locator('#sources').innerText(),
        ),
      { timeout: 20_000 },
    );
  });

  test('lists a failing webhook', async () => {
    await admin.request('post', '/v1/webhooks').send({ url: 'https://hooks.invalid/take', channel: 'all' }).expect(201);
    await publishBlog();
    const page = await open();
    await until(async () => /failing\s+1, \d+ s/.test(await page.locator('#webhooks').innerText()), {
      timeout: 20_000,
    });
  });

  test('has no words wider than a phone', async () => {
    const id = await failingPost(`urn:example:${'long-name-'.repeat(9)}`);
    const page = await open();
    await page.setViewportSize({ width: 390, height: 800 });
    for (const path of ['/ops', `/ops/submissions/${id}`]) {
      await page.goto(`${dateline.url}${path}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});

describe.each(oneColumn)('$name', ({ settings }) => {
  afterEach(() => dateline.end());

  test('the page lists what is late while the queue is paused, kills first, and has no problems after', async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
    const { story } = await admin.publish({ uri: 'old', headline: 'To be killed', body: ['It stands.'] });
    await setPaused(true);
    const sent = await until(async () => {
      // The pause takes effect within a second.
      const answer = await admin.send(
        { uri: 'waits', headline: `It waits ${performance.now()}`, body: ['For the queue.'] },
        { prefer: 'wait=1' },
      );
      return answer.status === 202 ? answer : null;
    });
    await admin.request('delete', `/v1/stories/${story}`).set('prefer', 'wait=0').send({ reason: 'Legal' }).expect(202);
    const page = await open();
    await until(async () => (await page.locator('#late tbody tr').count()) === 2, { timeout: 20_000 });
    expect(await page.locator('#late tbody tr').first().innerText()).toContain('kill');
    expect(await page.locator('.problems').innerText()).toMatch(/2 submissions are pending[\s\S]*|The queue is paused/);
    expect(await page.locator('.problems').innerText()).toContain('The queue is paused');
    expect((await metricsOf(dateline)).get('dateline_queue_paused')).toBe(1);
    await setPaused(false);
    await admin.ended(sent);
    await until(async () => (await page.locator('h1').innerText()) === 'No problems', { timeout: 20_000 });
  });

  test('a stalled worker is listed within a minute, on the page and in metrics', async () => {
    const world = await settings();
    dateline = await TestDateline.start(world, { ROLES: 'api,gateway' });
    const worker = await startProcess({ env: { ...world.env, ADMIN_KEY, ROLES: 'worker' } });
    try {
      const page = await open();
      await until(async () => (await page.locator('#nodes tbody tr').count()) === 2, { timeout: 20_000 });
      const name = (
        await page
          .locator('#nodes tr', { hasText: /worker/ })
          .locator('td')
          .first()
          .innerText()
      ).trim();
      process.kill(worker.pid, 'SIGSTOP');
      await page.getByText(`Worker ${name} is stalled`).waitFor({ timeout: 30_000 });
      expect((await metricsOf(dateline)).get(`dateline_node_silent_seconds{node="${name}"}`)).toBeGreaterThan(15);
      expect((await metricsOf(dateline)).get('dateline_workers')).toBe(0);
      process.kill(worker.pid, 'SIGCONT');
      await until(async () => (await page.locator('h1').innerText()) === 'No problems', { timeout: 20_000 });
    } finally {
      process.kill(worker.pid, 'SIGCONT');
      await worker.remove();
    }
    await until(async () => (await metricsOf(dateline)).get('dateline_workers') === 0, {
      describe: 'a worker that left in good order to be missed by nobody',
    });
  }, 90_000);
});
