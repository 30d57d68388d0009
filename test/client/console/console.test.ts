// The console in a real browser over the real server: what an editor is promised, each promise as they would see it
// broken.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mergeParagraphs } from '../../../src/client/console/editor/merge.js';
import type { StoryView } from '../../../src/core/story/story-view.js';
import { openBrowser } from '../../support/browser.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let browser: Browser;
let asha: Publisher;
let binta: Publisher;
const open: Page[] = [];

/** Two people of one newsroom, each with a key of their own. */
async function colleague(name: string): Promise<Publisher> {
  const { body } = await new Publisher(dateline)
    .request('post', '/v1/keys')
    .send({ name, publisher: 'gazette', scopes: ['publish'] })
    .expect(201);
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
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Helsinki',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  open.push(page);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  // What a browser says of an answer that is no 200 is no fault of the page's.
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket|ERR_/.test(message.text()) &&
      faults.push(message.text()),
  );
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
  return (
    await asha.publish({
      uri: `console:${(count += 1)}`,
      kind: 'liveblog',
      headline,
      body: ['All counts as they come.'],
    })
  ).story;
}
async function addPost(blog: string, headline: string, fields: object = {}, who = asha): Promise<string> {
  return (
    await who.publish({
      uri: `${blog}:${headline}`,
      kind: 'post',
      partOf: blog,
      headline,
      body: [`${headline} was said by the returning officer.`],
      ...fields,
    })
  ).story;
}
const blogOf = async (id: string): Promise<StoryView> =>
  (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as StoryView;
const postsOf = async (id: string): Promise<StoryView[]> => (await blogOf(id)).posts ?? [];
/** The only post that readers see, once there is one that this holds of. */
const onlyPost = (blog: string, holds: (post: StoryView) => boolean = () => true): Promise<StoryView> =>
  until(
    async () => {
      const posts = await postsOf(blog);
      const [post] = posts;
      return posts.length === 1 && post !== undefined && holds(post) ? post : undefined;
    },
    { describe: 'readers to see one post' },
  );

const writer = (page: Page): Locator => page.getByRole('form', { name: 'New post' });
const card = (page: Page, headline: string): Locator =>
  page.locator('article.card').filter({ has: page.getByRole('heading', { name: headline, exact: true }) });
const act = (scope: Locator | Page, name: string): Locator => scope.locator(`[data-act="${name}"]`);
async function write(page: Page, headline: string, text: string): Promise<Locator> {
  const form = writer(page);
  await form.getByLabel('Headline').fill(headline);
  await form.getByLabel('Text').fill(text);
  return form;
}

describe('signing in', () => {
  it('accepts a key that may publish, says why another is refused, and stores no key in the browser', async () => {
    const { page, faults } = await visit();
    await page.getByLabel('Key').fill('dk_nobody');
    await page.keyboard.press('Enter');
    await page.getByText('This key is not known here').waitFor();
    const reader = await Publisher.named(dateline, 'somebody', ['read']);
    await page.getByLabel('Key').fill(reader.key);
    await page.keyboard.press('Enter');
    await page.getByText('This key cannot publish').waitFor();
    await page.getByLabel('Key').fill(asha.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live blogs' }).waitFor();
    expect(await page.context().cookies()).toMatchObject([
      { name: 'dateline-session', httpOnly: true, sameSite: 'Strict', expires: -1 },
    ]);
    const kept = (): Promise<string> =>
      page.evaluate(() =>
        JSON.stringify([
          document.cookie,
          JSON.stringify(localStorage),
          JSON.stringify(sessionStorage),
          location.href,
          document.documentElement.outerHTML,
        ]),
      );
    expect(await kept()).not.toContain(asha.key);
    expect(JSON.stringify(await page.context().storageState())).not.toContain(asha.key);
    await page.reload();
    await page.getByRole('heading', { name: 'Live blogs' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await kept()).not.toContain(asha.key);
    await page.reload();
    await page.getByLabel('Key').waitFor();
    expect(faults).toEqual([]);
  });

  it('shows the sign-in and keeps the text if the key is revoked meanwhile', async () => {
    const blog = await startBlog();
    const { body } = await new Publisher(dateline)
      .request('post', '/v1/keys')
      .send({ name: 'Temp', publisher: 'gazette', scopes: ['publish'] })
      .expect(201);
    const { id, key } = body as { id: string; key: string };
    const { page } = await signedIn(new Publisher(dateline, key), blog);
    await write(page, 'Unsent', 'Still to be sent.');
    await new Publisher(dateline).request('delete', `/v1/keys/${id}`).expect(204);
    await act(writer(page), 'draft').click();
    await page.getByText('Your text is saved on this computer').waitFor();
    await page.getByLabel('Key').fill(asha.key);
    await page.keyboard.press('Enter');
    await until(async () => (await writer(page).getByLabel('Text').inputValue()) === 'Still to be sent.');
  });
});

describe('live blogs', () => {
  it('are listed and started, prepared as a draft or not, ended and reopened', async () => {
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
    expect(await onlyPost(blog)).toMatchObject({
      headline: 'First count',
      body: ['The **first** count is in.', 'Turnout was high.'],
      pubStatus: 'usable',
    });
    await card(page, 'First count').locator('strong', { hasText: 'first' }).waitFor();
    expect(await writer(page).getByLabel('Headline').inputValue()).toBe('');
    expect(faults).toEqual([]);
  });

  it('converts text pasted from Word, Google Docs and pages as clean paragraphs', async () => {
    const { page } = await signedIn(asha, await startBlog());
    const text = writer(page).getByLabel('Text');
    const paste = async (html: string, plain: string): Promise<string> => {
      await text.fill('');
      await text.evaluate(
        (area: HTMLTextAreaElement, [markup = '', words = '']) => {
          area.focus();
          const clipboardData = new DataTransfer();
          if (markup !== '') clipboardData.setData('text/html', markup);
          clipboardData.setData('text/plain', words);
          area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        },
        [html, plain],
      );
      return text.inputValue();
    };
    const word =
      '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body><!--[if gte mso 9]><xml><o:p>junk</o:p></xml><![endif]--><p class=MsoNormal>The <b style="mso-bidi-font-weight:normal">mayor</b> said<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>“Not\n today.”</p></body></html>';
    expect(await paste(word, 'x')).toBe('The **mayor** said\n\n“Not today.”');
    const docs =
      '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">See </span><a href="https://court.example/ruling"><span style="font-weight:400">the ruling</span></a></p><br><p dir="ltr"><span style="font-weight:700">Now</span><span style="font-style:italic"> here </span></p></b>';
    expect(await paste(docs, 'x')).toBe('See [the ruling](https://court.example/ruling)\n\n**Now** _here_');
    const web =
      '<div onclick="alert(1)"><h2>Title</h2><ul><li>One</li><li>Two</li></ul><script>alert(2)</script><img src=x onerror="alert(3)"><a href="javascript:alert(4)">words</a></div>';
    expect(await paste(web, 'x')).toBe('Title\n\n• One\n\n• Two\n\nwords');
    expect(await paste('', 'One line\r\n\r\n\r\nAnother\u200b line')).toBe('One line\n\nAnother line');
  });

  it('makes a picture of its line, and publishes none without description, caption and credit', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    const form = await write(
      page,
      'The square',
      'Full by nine.\n\n![A full square](https://pictures.example/square.jpg "The square at nine")\n\nAnd quiet.',
    );
    await act(form, 'preview').focus();
    await page.keyboard.press('Control+Enter');
    await form.getByText('Picture 1 lacks a credit.').waitFor();
    expect(await postsOf(blog)).toEqual([]);
    const picture = form.getByRole('group', { name: 'Picture 1' });
    expect(await picture.getByLabel('Description').inputValue()).toBe('A full square');
    await picture.getByLabel('Credit').fill('Ida Moe');
    await page.keyboard.press('Control+Enter');
    expect(await onlyPost(blog)).toMatchObject({
      body: ['Full by nine.', 'And quiet.'],
      media: [
        {
          url: 'https://pictures.example/square.jpg',
          type: 'image',
          alt: 'A full square',
          caption: 'The square at nine',
          credit: 'Ida Moe',
        },
      ],
    });
  });

  it('previews a post exactly as readers then see it', async () => {
    const blog = await startBlog();
    const { page, faults } = await signedIn(asha, blog);
    const form = await write(
      page,
      'A <b>headline</b>',
      '**Bold** and [a link](https://a.example/) & <i>no markup</i>.\n\nSecond paragraph.',
    );
    await act(form, 'preview').click();
    const frame = page.frameLocator('iframe[title="The post as readers see it"]');
    const shape = (post: Locator): Promise<string> =>
      post.evaluate((element) =>
        [element.querySelector('h2')?.textContent, element.querySelector('.body')?.innerHTML].join('|'),
      );
    const before = await shape(frame.locator('article.post').first());
    expect(before).toContain('Second paragraph.');
    expect(await frame.locator('h1').innerText()).toBe('Election night');
    expect(await frame.locator('h1').evaluate((heading) => getComputedStyle(heading).fontWeight)).toBe('700');
    expect(await postsOf(blog)).toEqual([]);
    await page.keyboard.press('Escape');
    await form.getByLabel('Text').press('Control+Enter');
    await onlyPost(blog);
    const readers = await visit(`/stories/${blog}`);
    expect(await shape(readers.page.locator('article.post').first())).toBe(before);
    expect(faults).toEqual([]);
  });

  it('keeps a text that was not sent through a reload, also a change of a post', async () => {
    const blog = await startBlog();
    await addPost(blog, 'Sent');
    const { page } = await signedIn(asha, blog);
    await write(page, 'Half written', 'The sentence that');
    await act(card(page, 'Sent'), 'edit').click();
    await page.getByRole('form', { name: 'Edit: Sent' }).getByLabel('Text').fill('Changed, not sent.');
    await page.reload();
    await until(async () => (await writer(page).getByLabel('Text').inputValue()) === 'The sentence that');
    expect(await writer(page).getByLabel('Headline').inputValue()).toBe('Half written');
    expect(await page.getByRole('form', { name: 'Edit: Sent' }).getByLabel('Text').inputValue()).toBe(
      'Changed, not sent.',
    );
    const [{ body } = { body: [] }] = await postsOf(blog);
    expect(body).toEqual(['Sent was said by the returning officer.']);
  });

  it('is one text to a tab: what a duplicated tab writes is another, and it finds the first one’s as not sent', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    await write(page, 'In the first tab', 'Half a thought');
    // A window that a page opens gets a copy of its session, as a duplicated tab does.
    const [copy] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate((address) => void window.open(address), `/console?copy#${blog}`),
    ]);
    copy.setDefaultTimeout(12_000);
    await copy.getByRole('region', { name: 'Not sent yet' }).getByText('Half a thought').waitFor();
    await write(copy, 'In the second tab', 'Another thought');
    await copy.keyboard.press('Control+Enter');
    await card(page, 'In the second tab').waitFor();
    expect(await writer(page).getByLabel('Text').inputValue()).toBe('Half a thought');
    await writer(page).getByLabel('Text').press('Control+Enter');
    await until(async () => (await postsOf(blog)).length === 2);
  });

  it('never publishes twice, whether the button is clicked twice or an answer is lost', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    const form = await write(page, 'Once', 'Only once.');
    await form.getByRole('button', { name: 'Publish', exact: true }).dblclick();
    await card(page, 'Once').waitFor();
    let lost = 0;
    await page.route('**/v1/stories', async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await write(page, 'Lost answer', 'It arrived, and nobody heard.');
    await page.keyboard.press('Control+Enter');
    await card(page, 'Lost answer').waitFor();
    await until(async () => (await writer(page).getByLabel('Headline').inputValue()) === '');
    expect(lost).toBe(2);
    expect((await postsOf(blog)).map(({ headline, revision }) => [headline, revision])).toEqual([
      ['Lost answer', 1],
      ['Once', 1],
    ]);
    // It arrived unheard, and was written anew before it was sent again: still one post, with the words of the last.
    lost = 0;
    await write(page, 'First words', 'A sentence about the harbour at night.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Not sent: no connection').waitFor();
    await act(writer(page), 'stop').click();
    await write(page, 'Quite other words', 'Seven ministers have resigned since lunch.');
    await page.keyboard.press('Control+Enter');
    await until(async () => (await writer(page).getByLabel('Headline').inputValue()) === '');
    expect((await postsOf(blog)).map(({ headline }) => headline)).toEqual(['Quite other words', 'Lost answer', 'Once']);
  });

  it('says that there is no connection, keeps the text, and sends it when there is one', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    const form = await write(page, 'From the tunnel', 'No signal here.');
    await page.context().setOffline(true);
    await form.getByRole('button', { name: 'Publish', exact: true }).click();
    await form.getByText('Not sent: no connection. Your text is saved').waitFor();
    expect(await form.getByLabel('Text').inputValue()).toBe('No signal here.');
    await act(form, 'stop').click();
    await form.getByLabel('Text').fill('No signal here, still.');
    await page.keyboard.press('Control+Enter');
    await form.getByText('Not sent: no connection').waitFor();
    await page.context().setOffline(false);
    expect(await onlyPost(blog)).toMatchObject({ body: ['No signal here, still.'] });
    await card(page, 'From the tunnel').waitFor();
  });

  it('corrects with a note alone, which readers see', async () => {
    const blog = await startBlog();
    const post = await addPost(blog, 'Turnout');
    const { page } = await signedIn(asha, blog);
    await act(card(page, 'Turnout'), 'edit').click();
    const form = page.getByRole('form', { name: 'Edit: Turnout' });
    await form.getByLabel('Text').fill('Turnout was 61 per cent.');
    await form.getByLabel('This corrects an error').check();
    await page.keyboard.press('Control+Enter');
    await form.getByText('A correction needs a note').waitFor();
    expect((await onlyPost(blog)).revision).toBe(1);
    await form.getByLabel('What was wrong, for readers').fill('An earlier version gave 71 per cent.');
    await page.keyboard.press('Control+Enter');
    expect(await onlyPost(blog, ({ revision }) => revision === 2)).toMatchObject({
      id: post,
      correction: 'An earlier version gave 71 per cent.',
      change: { class: 'correction' },
    });
    const readers = await visit(`/stories/${blog}`);
    await readers.page.getByText('An earlier version gave 71 per cent.').first().waitFor();
    await card(page, 'Turnout').getByText('Corrected', { exact: true }).waitFor();
  });
});

describe('a draft', () => {
  it('is listed, seen by no reader, and published later', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    const form = await write(page, '', 'Words that nobody outside sees.');
    await act(form, 'draft').click();
    const drafts = page.getByRole('region', { name: 'Drafts' });
    await drafts.getByText('Draft: readers don’t see it.').waitFor();
    expect(JSON.stringify(await blogOf(blog))).not.toContain('nobody outside');
    await act(drafts, 'edit').click();
    const editor = page.getByRole('form', { name: /^Edit:/ });
    await editor.getByLabel('Headline').fill('Now public');
    await act(editor, 'draft').click();
    await drafts.getByRole('heading', { name: 'Now public' }).waitFor();
    await act(drafts, 'publish-now').click();
    expect(await onlyPost(blog)).toMatchObject({ headline: 'Now public', pubStatus: 'usable' });
    await page.getByRole('region', { name: 'Published' }).getByRole('heading', { name: 'Now public' }).waitFor();
  });
});

describe('a scheduled post', () => {
  it('is set in the editor’s zone, told in words, and hidden until then', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    const form = await write(page, 'Embargoed', 'The report says so.');
    await act(form, 'schedule').click();
    await form.getByLabel('Readers see it from').fill('2020-01-01T10:00');
    await form.getByText('That time has passed').waitFor();
    await form.getByRole('button', { name: 'Schedule', exact: true }).click();
    await form.getByText('Choose a time in the future').waitFor();
    await form.getByLabel('Readers see it from').fill('2031-07-01T21:30');
    await form.getByText(/on Tuesday 1 July at 21:30, your time \(Europe\/Helsinki\), in/).waitFor();
    await form.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page
      .getByRole('region', { name: 'Scheduled' })
      .getByText(/Readers see it on Tuesday 1 July/)
      .waitFor();
    expect(await postsOf(blog)).toEqual([]);
    const { body } = await asha.request('get', `/v1/desk/${blog}`).expect(200);
    expect(body).toMatchObject({
      hidden: [{ headline: 'Embargoed', embargoedUntil: '2031-07-01T18:30:00Z', state: 'scheduled' }],
    });
    // It can be moved, and published before its time.
    await act(card(page, 'Embargoed'), 'edit').click();
    await page
      .getByRole('form', { name: 'Edit: Embargoed' })
      .getByRole('button', { name: 'Publish', exact: true })
      .click();
    expect(await onlyPost(blog)).toMatchObject({ headline: 'Embargoed', embargoedUntil: null });
  });

  it('moves to what is published by itself when its time comes', async () => {
    const blog = await startBlog();
    await addPost(blog, 'At the hour', { embargoedUntil: new Date(Date.now() + 6_000).toISOString() });
    const { page } = await signedIn(asha, blog);
    await page.getByRole('region', { name: 'Scheduled' }).getByRole('heading', { name: 'At the hour' }).waitFor();
    await page
      .getByRole('region', { name: 'Published' })
      .getByRole('heading', { name: 'At the hour' })
      .waitFor({ timeout: 25_000 });
  });
});

describe('a kill', () => {
  it('needs a reason, lists where the post was removed, and open pages remove it', async () => {
    const blog = await startBlog();
    const post = await addPost(blog, 'Wrong name');
    await addPost(blog, 'Right name');
    const readers = await visit(`/stories/${blog}`);
    await readers.page.getByText('Wrong name was said').waitFor();
    const { page } = await signedIn(asha, blog);
    await act(card(page, 'Wrong name'), 'kill').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Kill the post' }).click();
    await dialog.getByText('A kill needs a reason.').waitFor();
    await dateline.http.get(`/v1/stories/${post}`).expect(200);
    await dialog.getByLabel('Reason').fill('Names the wrong person');
    await page.keyboard.press('Enter');
    await dialog.getByText(/Open pages: notified at/).waitFor();
    await dialog.getByText('The post: its address now answers “withdrawn”.').waitFor();
    await dialog.getByText('Its history: 2 entries, with all comparisons').waitFor();
    await dateline.http.get(`/v1/stories/${post}`).expect(410);
    await readers.page.getByText('Wrong name was said').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Done' }).click();
    await card(page, 'Wrong name').waitFor({ state: 'detached' });
    expect(await card(page, 'Right name').count()).toBe(1);
  });
});

describe('a post’s history', () => {
  it('shows who changed what, and restores an old text as a new revision', async () => {
    const blog = await startBlog();
    const post = await addPost(blog, 'Count', { body: ['Four hundred votes are in. More follow.'] });
    await binta
      .request('patch', `/v1/stories/${post}`)
      .send({ body: ['Five hundred votes are in. More follow.'] })
      .expect(200);
    const { page } = await signedIn(asha, blog);
    await act(card(page, 'Count'), 'history').click();
    const entry = (revision: number): Locator => page.locator(`[data-revision="${revision}"]`);
    await entry(2).getByText('by Binta').waitFor();
    await entry(1).getByText('by Asha').waitFor();
    expect(await entry(2).locator('del').allInnerTexts()).toEqual(['Four hundred votes are in.']);
    expect(await entry(2).locator('ins').allInnerTexts()).toEqual(['Five hundred votes are in.']);
    await act(entry(1), 'restore').click();
    await page.getByText('The text of revision 1 is restored as a new revision.').waitFor();
    expect(await onlyPost(blog)).toMatchObject({ revision: 3, body: ['Four hundred votes are in. More follow.'] });
    await entry(3).getByText('by Asha').waitFor();
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
    // A draft is not in the log: the page refreshes when it gets the focus.
    await addPost(blog, 'Only an idea', { pubStatus: 'withheld' }, binta);
    await one.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await card(one.page, 'Only an idea').getByText('Draft: readers don’t see it.').waitFor();
    expect(await postsOf(blog)).toHaveLength(1);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  /** Both have the post open, and the second one's page hears nothing of the first one's change. */
  async function race(): Promise<{ blog: string; post: string; page: Page; form: Locator }> {
    const blog = await startBlog();
    const post = await addPost(blog, 'Bridge', { body: ['The bridge is open.', 'Trains run.', 'Buses run.'] });
    const { page } = await signedIn(binta, blog);
    await act(card(page, 'Bridge'), 'edit').click();
    const form = page.getByRole('form', { name: 'Edit: Bridge' });
    await page.route(`**/v1/desk/${blog}?**`, (route) => route.abort());
    await asha
      .request('patch', `/v1/stories/${post}`)
      .send({ body: ['The bridge is closed.', 'Trains run.', 'Buses run.'] })
      .expect(200);
    return { blog, post, page, form };
  }

  it('are warned of a conflict with both texts side by side, and merge them with nothing lost', async () => {
    const { blog, page, form } = await race();
    await form.getByLabel('Text').fill('The bridge is open.\n\nTrains run.\n\nBuses run late.');
    await page.keyboard.press('Control+Enter');
    const panel = page.getByRole('alertdialog', { name: 'This post was changed meanwhile' });
    await panel.getByText(/Asha changed this post at/).waitFor();
    expect(await panel.locator('.theirs mark').allInnerTexts()).toEqual(['The bridge is closed.', 'Buses run.']);
    expect(await panel.locator('.mine mark').allInnerTexts()).toEqual(['The bridge is open.', 'Buses run late.']);
    expect((await onlyPost(blog)).body).toContain('Buses run.');
    await act(panel, 'merge').click();
    expect(await form.getByLabel('Text').inputValue()).toBe('The bridge is closed.\n\nTrains run.\n\nBuses run late.');
    await page.keyboard.press('Control+Enter');
    expect(await onlyPost(blog, ({ revision }) => revision === 3)).toMatchObject({
      body: ['The bridge is closed.', 'Trains run.', 'Buses run late.'],
    });
  });

  it('merge sentences of one paragraph, and keep both paragraphs where they changed the same sentence', async () => {
    const { page, form } = await race();
    await form.getByLabel('Text').fill('The bridge is open again.\n\nTrains run.\n\nBuses run.');
    await page.keyboard.press('Control+Enter');
    await act(page, 'merge').click();
    expect(await form.getByLabel('Text').inputValue()).toBe(
      'The bridge is closed.\n\nThe bridge is open again.\n\nTrains run.\n\nBuses run.',
    );
    await form.getByText('In one place you both changed the same text').waitFor();
    const merged = (mine: string[], theirs: string[]) =>
      mergeParagraphs(['Trams run today. Ferries run today.', 'Schools are open.'], mine, theirs);
    expect(
      merged(
        ['Trams run today. Ferries are late.', 'Schools are open.'],
        ['Trams are late. Ferries run today.', 'Schools are open.'],
      ),
    ).toEqual({ body: ['Trams are late. Ferries are late.', 'Schools are open.'], both: 0 });
    expect(
      merged(
        ['Trams run today. Ferries are late.', 'Schools are open.'],
        ['Trams run today. Ferries run today.', 'Schools are shut.'],
      ),
    ).toEqual({ body: ['Trams run today. Ferries are late.', 'Schools are shut.'], both: 0 });
    expect(
      merged(['New.', 'Schools are open.'], ['Trams run today. Ferries run today.', 'Schools are open.', 'Also new.']),
    ).toEqual({ body: ['New.', 'Schools are open.', 'Also new.'], both: 0 });
  });

  it('take the other’s text and find their own among the unsent ones, or publish their own instead', async () => {
    const { blog, page, form } = await race();
    await form.getByLabel('Text').fill('My own text.');
    await page.keyboard.press('Control+Enter');
    await act(page, 'take-theirs').click();
    expect(await form.getByLabel('Text').inputValue()).toBe('The bridge is closed.\n\nTrains run.\n\nBuses run.');
    await page.unroute(`**/v1/desk/${blog}?**`);
    const aside = page.getByRole('region', { name: 'Not sent yet' });
    await aside.getByText('My own text.').waitFor();
    await act(aside, 'take-up').click();
    await until(async () => (await form.getByLabel('Text').inputValue()) === 'My own text.');
    await page.keyboard.press('Control+Enter');
    expect(await onlyPost(blog, ({ revision }) => revision === 3)).toMatchObject({ body: ['My own text.'] });
    const second = await race();
    await second.form.getByLabel('Text').fill('Mine it is.');
    await second.page.keyboard.press('Control+Enter');
    await act(second.page, 'keep-mine').click();
    expect(await onlyPost(second.blog, ({ revision }) => revision === 3)).toMatchObject({ body: ['Mine it is.'] });
  });

  it('are told while they still write, and a pin meanwhile is no conflict', async () => {
    const blog = await startBlog();
    const post = await addPost(blog, 'Ferry');
    const { page } = await signedIn(binta, blog);
    await act(card(page, 'Ferry'), 'edit').click();
    const form = page.getByRole('form', { name: 'Edit: Ferry' });
    await form.getByLabel('Text').fill('The ferry is late.');
    await asha.request('patch', `/v1/stories/${post}`).send({ pinned: true }).expect(200);
    await until(() => form.getByLabel('Pin to the top').isChecked());
    expect(await form.getByLabel('Text').inputValue()).toBe('The ferry is late.');
    await asha
      .request('patch', `/v1/stories/${post}`)
      .send({ body: ['The ferry has sunk.'] })
      .expect(200);
    await form.getByText(/Asha changed this post at .*, while you were writing/).waitFor();
    await act(form, 'see-both').click();
    await page.getByRole('alertdialog').getByText('The ferry has sunk.').waitFor();
    expect((await onlyPost(blog)).body).toEqual(['The ferry has sunk.']);
  });

  it('keep their text where the post was killed under it', async () => {
    const blog = await startBlog();
    const post = await addPost(blog, 'Doomed');
    const { page } = await signedIn(binta, blog);
    await act(card(page, 'Doomed'), 'edit').click();
    const form = page.getByRole('form', { name: 'Edit: Doomed' });
    await form.getByLabel('Text').fill('A text worth keeping.');
    await asha.request('delete', `/v1/stories/${post}`).send({ reason: 'Wrong' }).expect(200);
    await form.getByText(/This post was killed/).waitFor();
    await act(form, 'as-new').click();
    await form.getByLabel('Text').press('Control+Enter');
    expect(await onlyPost(blog)).toMatchObject({ body: ['A text worth keeping.'] });
  });
});

describe('for everybody', () => {
  it('all of it is reached and done by keyboard', async () => {
    const blog = await startBlog();
    const { page } = await signedIn(asha, blog);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const names: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const { activeElement: active } = document;
        return active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement
          ? (active.labels?.[0]?.textContent ?? '')
          : (active?.textContent ?? '');
      });
      if (names.includes(name.trim())) break;
      names.push(name.trim());
    }
    expect(names).toEqual(
      expect.arrayContaining([
        'Skip to the content',
        'Sign out',
        'End the blog',
        'Headline',
        'Text',
        'Add a picture',
        'Writer',
        'Key event',
        'Pin to the top',
        'Publish',
        'Save as draft',
        'Schedule…',
        'Preview',
        'Clear',
      ]),
    );
    await writer(page).getByLabel('Headline').focus();
    await page.keyboard.type('By keys');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Alone.');
    await page.keyboard.press('Control+Enter');
    await card(page, 'By keys').waitFor();
    await act(card(page, 'By keys'), 'pinned').focus();
    await page.keyboard.press('Enter');
    await onlyPost(blog, ({ pinned }) => pinned);
    await card(page, 'By keys').getByText('Pinned').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Unpin');
  });

  it.each(['light', 'dark'] as const)('it is labelled, legible and as wide as a phone, in %s', async (colorScheme) => {
    const blog = await startBlog('A headline of some length for a live blog on a small telephone');
    await addPost(blog, 'Averyveryverylongwordthatnobodywouldeverwriteinaheadlinebutsomebodydid', {
      media: [{ url: 'https://pictures.example/a.jpg', alt: 'A', caption: 'B', credit: 'C' }],
      correction: 'It was wrong.',
      keyEvent: true,
      pinned: true,
    });
    await addPost(blog, 'Draft', { pubStatus: 'withheld' });
    const { page } = await signedIn(asha, blog, { colorScheme, viewport: { width: 390, height: 844 } });
    await act(card(page, 'Draft'), 'edit').click();
    await act(writer(page), 'add-picture').click();
    const found = await page.evaluate(() => {
      const luminance = (color: string): number => {
        const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? [])
          .slice(0, 3)
          .map((part) =>
            Number(part) / 255 <= 0.03928 ? Number(part) / 255 / 12.92 : ((Number(part) / 255 + 0.055) / 1.055) ** 2.4,
          );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element: Element | null): string => {
        for (let at = element; at !== null; at = at.parentElement) {
          const { backgroundColor } = getComputedStyle(at);
          if (backgroundColor.startsWith('rgb(')) return backgroundColor;
        }
        return 'rgb(255, 255, 255)';
      };
      const faint = [...document.querySelectorAll('p, h1, h2, h3, button, label, a, time, .badge, legend')].flatMap(
        (element) => {
          const words = element.textContent?.trim() ?? '';
          if (words === '' || element.getClientRects().length === 0) return [];
          const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5 ? [words] : [];
        },
      );
      const unlabelled = [...document.querySelectorAll('input, textarea')].filter(
        (control) => ((control as HTMLInputElement).labels?.length ?? 0) === 0,
      ).length;
      const nameless = [...document.querySelectorAll('button, a[href]')].filter(
        (one) => (one.textContent?.trim() ?? '') === '' && !one.hasAttribute('aria-label'),
      ).length;
      return {
        faint,
        unlabelled,
        nameless,
        wider: document.documentElement.scrollWidth - innerWidth,
        headings: document.querySelectorAll('h1').length,
        mains: document.querySelectorAll('main').length,
        dark: luminance(getComputedStyle(document.documentElement).backgroundColor) < 0.2,
      };
    });
    expect(found).toEqual({
      faint: [],
      unlabelled: 0,
      nameless: 0,
      wider: 0,
      headings: 1,
      mains: 1,
      dark: colorScheme === 'dark',
    });
  });
});
