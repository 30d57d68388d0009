// Importing the live blogs of a WordPress export: entries in the formats of several plugins, with edits,
// deletions, times and images.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { temporaryFolder } from '../../support/temporary.js';
import { expectWithin } from '../../support/time-limit.js';

type Post = {
  headline: string;
  body: string[];
  byline: string | null;
  firstCreated: string;
  versionCreated: string;
  keyEvent: boolean;
  pinned: boolean;
  media: { type: string; url: string; caption: string | null }[];
  revision: number;
  uri: string;
};
type Blog = Post & {
  posts: Post[];
  topics: string[];
  language: string;
  url: string;
  kind: string;
  coverageEndTime?: string;
  located: null;
};
type Imported = {
  items: number;
  created: number;
  revised: number;
  unchanged: number;
  failed: number;
  queued: number;
  stories: string[];
};

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const meta = (of: 'postmeta' | 'commentmeta', fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(
      ([key, value]) =>
        `<wp:${of}><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:${of}>`,
    )
    .join('');
const comment = (
  id: number,
  at: string,
  content: string,
  fields: Record<string, string> = {},
  { author = 'Ada Writer', approved = 'liveblog', type = 'liveblog' } = {},
): string =>
  `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>${cdata(author)}</wp:comment_author><wp:comment_date>${cdata('2024-04-01 12:00:00')}</wp:comment_date><wp:comment_date_gmt>${cdata(`2024-04-01 ${at}`)}</wp:comment_date_gmt><wp:comment_content>${cdata(content)}</wp:comment_content><wp:comment_approved>${cdata(approved)}</wp:comment_approved><wp:comment_type>${cdata(type)}</wp:comment_type>${meta('commentmeta', fields)}</wp:comment>`;
const item = (
  id: number,
  fields: Partial<
    Record<'title' | 'content' | 'type' | 'status' | 'parent' | 'at' | 'modified' | 'inside' | 'slug', string>
  > = {},
): string =>
  `<item><title>${cdata(fields.title ?? '')}</title><link>https://paper.example/${fields.slug ?? id}/</link><dc:creator>${cdata('ben')}</dc:creator><guid isPermaLink="false">https://paper.example/?p=${id}</guid><content:encoded>${cdata(fields.content ?? '')}</content:encoded><wp:post_id>${id}</wp:post_id><wp:post_date_gmt>${cdata(`2024-04-01 ${fields.at ?? '08:00:00'}`)}</wp:post_date_gmt><wp:post_modified_gmt>${cdata(`2024-04-01 ${fields.modified ?? fields.at ?? '08:00:00'}`)}</wp:post_modified_gmt><wp:status>${cdata(fields.status ?? 'publish')}</wp:status><wp:post_parent>${fields.parent ?? '0'}</wp:post_parent><wp:post_type>${cdata(fields.type ?? 'post')}</wp:post_type>${fields.inside ?? ''}</item>`;
const wxr = (...items: string[]): string => `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.5" -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Paper</title><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>${cdata('ben')}</wp:author_login><wp:author_display_name>${cdata('Ben Scribe')}</wp:author_display_name></wp:author>${items.join('\n')}</channel></rss>`;

let dateline: TestDateline;
let desk: Publisher;
const folder = temporaryFolder('wordpress');

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(async () => {
  await dateline.end();
  await folder.remove();
});

const send = (xml: string, type = 'application/xml') =>
  desk.request('post', '/v1/imports').set({ 'content-type': type, prefer: 'wait=20' }).send(xml);
const imported = async (xml: string): Promise<Imported> => (await send(xml).expect(200)).body as Imported;
const blogOf = async ({ stories: [id = ''] }: Imported): Promise<Blog> =>
  (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as Blog;

const COMMENTS = [
  comment(11, '18:00:00', 'Polls are open.\n\nA second paragraph with <b>bold</b> &amp; more.'),
  comment(12, '18:30:00', 'Turnout is 41 percent.', { liveblog_key_entry: 'true' }, { author: 'Cleo Scribe' }),
  comment(13, '18:40:00', 'Turnout is 40 percent.', { liveblog_replaces: '12' }),
  comment(14, '18:50:00', 'Turnout is 41 percent.', { liveblog_replaces: '12' }),
  comment(15, '19:00:00', 'This was wrong: secret-4711.', {}, { approved: 'trash' }),
  comment(16, '19:05:00', '', { liveblog_replaces: '15' }),
  comment(
    17,
    '19:10:00',
    '<p>See <a href="/more">this</a>.</p><figure><img src="/a.jpg" alt="A queue"><figcaption>Queues downtown</figcaption></figure>\nhttps://video.example/watch?v=1',
    { liveblog_hide_authors: '1' },
  ),
  comment(18, '19:20:00', 'A reader says hello.', {}, { type: 'comment', approved: '1' }),
].join('');
const BLOG = { title: 'Election &amp; night', content: 'Follow it here.\n\n[liveblog_key_events]', slug: 'election' };
const election = (comments = COMMENTS): string =>
  wxr(
    item(5, {
      ...BLOG,
      inside: `<category domain="category" nicename="politics">${cdata('Politics')}</category>${meta('postmeta', { liveblog: 'archive', _thumbnail_id: '9' })}${comments}`,
    }),
    item(9, {
      type: 'attachment',
      status: 'inherit',
      inside: '<wp:attachment_url>https://paper.example/hero.jpg</wp:attachment_url>',
    }),
    item(6, { title: 'A plain post', content: 'No live blog.' }),
  );

describe('an export of comments', () => {
  test('becomes a live blog with posts: paragraphs, times, authors, images, key events; edits are revisions, deleted entries are left out', async () => {
    const done = await imported(election());
    expect(done).toMatchObject({ items: 6, failed: 0, queued: 0 });
    const blog = await blogOf(done);
    expect(blog).toMatchObject({
      kind: 'liveblog',
      headline: 'Election & night',
      body: ['Follow it here.'],
      topics: ['politics'],
      language: 'en-GB',
      byline: 'Ben Scribe',
      firstCreated: '2024-04-01T08:00:00Z',
      coverageEndTime: '2024-04-01T19:10:00Z',
      media: [{ url: 'https://paper.example/hero.jpg', type: 'image' }],
    });
    expect(
      blog.posts.map(({ firstCreated, byline, keyEvent, revision }) => [firstCreated, byline, keyEvent, revision]),
    ).toEqual([
      ['2024-04-01T19:10:00Z', null, false, 1],
      ['2024-04-01T18:30:00Z', 'Cleo Scribe', true, 2],
      ['2024-04-01T18:00:00Z', 'Ada Writer', false, 1],
    ]);
    const [picture, turnout, polls] = blog.posts;
    expect(polls).toMatchObject({
      headline: 'Polls are open.',
      body: ['Polls are open.', 'A second paragraph with bold & more.'],
    });
    expect(turnout).toMatchObject({ body: ['Turnout is 41 percent.'], versionCreated: '2024-04-01T18:50:00Z' });
    expect(picture).toMatchObject({
      body: ['See this.'],
      media: [
        { type: 'image', url: 'https://paper.example/a.jpg', caption: 'Queues downtown', alt: 'A queue' },
        { type: 'embed', url: 'https://video.example/watch?v=1' },
      ],
    });
    const all = await dateline.http.get('/v1/updates?channel=all').expect(200);
    expect(all.text).not.toContain('secret-4711');
    expect(all.text).not.toContain('A plain post');
  });

  test('is not imported twice, and later edits and deletions are applied', async () => {
    const before = await dateline.http.get('/v1/updates?channel=all').expect(200);
    await imported(election());
    expect((await dateline.http.get('/v1/updates?channel=all').expect(200)).body).toEqual(before.body);
    const later =
      COMMENTS +
      comment(20, '20:00:00', 'Polls were open until eight.', { liveblog_replaces: '11' }) +
      comment(21, '20:10:00', '', { liveblog_replaces: '17' });
    const blog = await blogOf(await imported(election(later)));
    expect(blog.posts.map(({ body }) => body[0])).toEqual(['Turnout is 41 percent.', 'Polls were open until eight.']);
    expect(blog.posts[1]).toMatchObject({
      firstCreated: '2024-04-01T18:00:00Z',
      versionCreated: '2024-04-01T20:00:00Z',
      revision: 2,
    });
  });
});

test('entries stored as posts are found by their parent, and by the live blog they name', async () => {
  const parent = await blogOf(
    await imported(
      wxr(
        item(30, { title: 'Storm', type: 'liveblog' }),
        item(31, { title: 'Landfall', content: 'It is here.', type: 'liveblog', parent: '30', at: '09:00:00' }),
        item(32, { title: 'Draft', content: 'Not yet.', type: 'liveblog', parent: '30', status: 'draft' }),
      ),
    ),
  );
  expect(parent.posts.map(({ headline, body, byline }) => [headline, body, byline])).toEqual([
    ['Landfall', ['It is here.'], 'Ben Scribe'],
  ]);
  const named = await blogOf(
    await imported(
      wxr(
        item(40, { title: 'Match' }),
        item(41, {
          title: 'Goal',
          content: '<p>One nil.</p>',
          type: 'elb_entry',
          at: '10:00:00',
          inside: meta('postmeta', { _elb_liveblog: '40' }),
        }),
      ),
    ),
  );
  expect(named.posts.map(({ headline, body }) => [headline, body])).toEqual([['Goal', ['One nil.']]]);
});

test('entries stored as blocks are read with their attributes, and the text around them is the live blog’s own', async () => {
  const block = (attributes: object, inside: string): string =>
    `<!-- wp:liveblog/entry ${JSON.stringify(attributes)} -->\n<div class="liveblog-entry"><!-- wp:paragraph --><p>${inside}</p><!-- /wp:paragraph --></div>\n<!-- /wp:liveblog/entry -->`;
  const content = `<!-- wp:paragraph --><p>Before.</p><!-- /wp:paragraph --><!-- wp:liveblog/container {"newestFirst":true} --><div>${block({ updateId: 'b2', timestamp: 1711965600, modified: 1711966200, isPinned: true, coauthors: [{ display_name: 'Ada Writer' }, { display_name: 'Cleo Scribe' }] }, 'Second.')}${block({ updateId: 'b1', timestamp: 1711962000000 }, 'First.')}${block({ updateId: 'b3', status: 'draft' }, 'Never.')}</div><!-- /wp:liveblog/container -->`;
  const blog = await blogOf(await imported(wxr(item(50, { title: 'Blocks', content }))));
  expect(blog.body).toEqual(['Before.']);
  expect(
    blog.posts.map(({ body, firstCreated, versionCreated, pinned, byline }) => ({
      body,
      firstCreated,
      versionCreated,
      pinned,
      byline,
    })),
  ).toEqual([
    {
      body: ['Second.'],
      firstCreated: '2024-04-01T10:00:00Z',
      versionCreated: '2024-04-01T10:10:00Z',
      pinned: true,
      byline: 'Ada Writer, Cleo Scribe',
    },
    {
      body: ['First.'],
      firstCreated: '2024-04-01T09:00:00Z',
      versionCreated: '2024-04-01T09:00:00Z',
      pinned: false,
      byline: null,
    },
  ]);
});

describe('an invalid import', () => {
  test('is refused as a whole with the reason: other XML, no live blog, declared entities, too large', async () => {
    expectProblem(
      await send('<rss><channel><title>Feed</title></channel></rss>', 'application/rss+xml'),
      422,
      'invalid_content',
    );
    expectProblem(await send(wxr(item(60, { title: 'Plain' }))), 422, 'invalid_content');
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${election().replace('Turnout', '&b;')}`;
    expect(expectProblem(await send(bomb), 422, 'invalid_content').detail).toContain('document type');
    expectProblem(await send(`${wxr()}${' '.repeat(16 * 1024 * 1024)}`), 413, 'too_large');
    expectProblem(
      await dateline.http.post('/v1/imports').set('content-type', 'application/xml').send(wxr()),
      401,
      'unauthorized',
    );
    // Without a key it is refused before it is read: only its length is sent here, and no byte of it.
    const stranger = new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(dateline.url);
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `POST /v1/imports HTTP/1.1\r\nhost: dateline\r\ncontent-type: application/xml\r\ncontent-length: 16000000\r\n\r\n`,
        ),
      );
      socket.once('data', (data) => {
        resolve(data.toString().split('\r\n')[0] ?? '');
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(await stranger).toBe('HTTP/1.1 401 Unauthorized');
  });

  test.each([
    ['blocks that never end', '<!-- wp:liveblog/entry {"updateId":"x"} '.repeat(100_000)],
    ['blocks within blocks', '<!-- wp:liveblog/entry -->'.repeat(100_000)],
    ['shortcodes and white space', `[caption ${' '.repeat(500_000)}${'[caption]    <img '.repeat(50_000)}`],
    ['commands', `<span class="liveblog-command ">${' '.repeat(100_000)}`.repeat(10)],
  ])('is parsed in bounded time: %s', async (_what, content) => {
    const began = performance.now();
    const { status } = await send(
      wxr(item(70, { title: 'Hostile', content, inside: comment(1, '10:00:00', content) })),
    );
    expect([200, 422]).toContain(status);
    expectWithin(15_000, performance.now() - began);
  });
});

test('dateline import sends a file, and prints the outcome, its address, and errors', async () => {
  const file = join(folder.path, 'export.xml');
  await writeFile(file, wxr(item(80, { title: 'By hand', inside: comment(81, '10:00:00', 'Sent by a command.') })));
  const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((done) =>
      execFile(
        process.execPath,
        [resolve(import.meta.dirname, '../../../dist/cli.js'), 'import', ...args],
        (error, stdout, stderr) => done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      ),
    );
  const done = await run(file, '--to', dateline.url, '--key', desk.key);
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^2 items: 2 created\nhttp:\S+\/stories\/[0-9a-f-]{36}\n$/),
  });
  expect((await fetch(done.stdout.split('\n')[1] ?? '')).status).toBe(200);
  expect(await run(file, '--to', dateline.url)).toMatchObject({ code: 2, stderr: expect.stringContaining('--key') });
  expect(await run(file, '--to', dateline.url, '--key', 'wrong-key')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('401'),
  });
  expect(await run('nowhere.xml', '--key', desk.key)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nowhere.xml can not be read'),
  });
});
