// Hostile and broken sources: each failure is recorded on its source, and does not affect the others.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { TestDateline as Dateline } from '../../support/dateline.js';
import { columns } from '../../support/columns.js';
import { atomFeed, LocalSite, type Page } from '../../support/local-web.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { WatchDesk } from '../../support/watch-desk.js';

const embedded = columns.find(({ redis }) => !redis);
const sites: LocalSite[] = [];
const open = async (pages: Record<string, Page> = {}): Promise<LocalSite> => {
  const site = await LocalSite.open(pages);
  sites.push(site);
  return site;
};

let desk: WatchDesk;
let calm: LocalSite;
let beat = 0;

beforeAll(async () => {
  if (embedded === undefined) throw new Error('there is no embedded column');
  desk = new WatchDesk(await Dateline.start(await embedded.settings(), { ALLOW_PRIVATE_NETWORK: 'true' }));
  calm = await open({
    '/feed': (_request, response) =>
      void response.end(
        atomFeed([{ id: 'urn:calm', title: `Calm ${(beat += 1)}`, body: `All is well for the ${beat}th time.` }]),
      ),
  });
  await desk.watch(`${calm.url}/feed`, { topics: ['calm'], minSeconds: 1, maxSeconds: 1 });
});
afterAll(async () => {
  for (const site of sites) site.close();
  await desk.dateline.end();
});

const bomb = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-encoding': 'gzip' });
  const gzip = createGzip();
  gzip.on('error', () => undefined).pipe(response);
  const zeros = Buffer.alloc(1 << 20);
  const more = (): void => {
    if (!response.destroyed) gzip.write(zeros, more);
  };
  response.on('close', () => gzip.destroy());
  more();
};
const endless = (_request: IncomingMessage, response: ServerResponse): void => {
  const write = (): void => {
    while (!response.destroyed && response.write('<item/>'.repeat(10_000)));
    if (!response.destroyed) response.once('drain', write);
  };
  write();
};
const stalls = (_request: IncomingMessage, response: ServerResponse): void => void response.write('<rss>');
const drips = (_request: IncomingMessage, response: ServerResponse): void => {
  const timer = setInterval(() => response.write(' '), 500);
  response.on('close', () => clearInterval(timer));
};
const to = (location: string): Page => ({ status: 302, headers: { location } });
const entities = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "${'a'.repeat(1_000)}">${Array.from({ length: 12 }, (_, at) => `<!ENTITY ${'bcdefghijklm'[at]} "${`&${'abcdefghijkl'[at]};`.repeat(10)}">`).join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>x</title><item><guid>urn:lol</guid><title>&m;&file;</title></item></channel></rss>`;
const million = gzipSync(
  `<rss version="2.0"><channel><title>x</title>${'<item><title>N</title></item>'.repeat(160_000)}</channel></rss>`,
);

const watchPage = async (page: Page): Promise<string> => {
  const site = await open({ '/feed': page });
  return (await desk.watch(`${site.url}/feed`, { kind: 'feed', minSeconds: 60, maxSeconds: 60 })).id;
};
/** Sources that time out start first, and are checked last. */
const LINGERING: [string, Page, RegExp][] = [
  ['a body that stops in the middle', stalls, /^body_timeout$/],
  ['a slow drip', drips, /^total_timeout$/],
];
const lingering = new Map<Page, string>();

describe('A hostile source', () => {
  beforeAll(async () => {
    for (const [, page] of LINGERING) lingering.set(page, await watchPage(page));
  });

  test.each<[string, Page, RegExp]>([
    ['a decompression bomb', bomb, /^too_large$/],
    ['an endless body', endless, /^too_large$/],
    ['entities that expand into gigabytes', entities, /^declares_entities$/],
    ['a million items', { headers: { 'content-encoding': 'gzip' }, body: million }, /^too_many_items$/],
    [
      'elements within elements without end',
      `<rss version="2.0"><channel>${'<item>'.repeat(500_000)}`,
      /^(?:not_a_feed|too_slow|too_heavy|bad_items|too_many_items)$/,
    ],
    [
      'a JSON that nests without end',
      `{"version":"https://jsonfeed.org/version/1.1","items":${'['.repeat(1_000_000)}`,
      /^not_a_feed$/,
    ],
    ['redirects in a circle', to('/feed'), /^redirect_loop$/],
    ['a redirect to a metadata service', to('http://169.254.169.254/latest/meta-data/'), /^forbidden_address$/],
    ['a redirect to a file', to('file:///etc/passwd'), /^bad_address$/],
    ['another coding than was asked for', { headers: { 'content-encoding': 'compress' }, body: 'x' }, /^bad_encoding$/],
    ['an error', { status: 500, body: 'x' }, /^http_status$/],
    ['nothing', '', /^empty$/],
    ['what is no feed', '<html><body>Nothing here.</body></html>', /^not_a_feed$/],
    ...LINGERING,
  ])(
    'that answers with %s has the error recorded, and affects no other',
    { timeout: 60_000 },
    async (_what, page, code) => {
      const id = lingering.get(page) ?? (await watchPage(page));
      const source = await desk.seen(id, ({ lastError }) => lastError !== null, 45_000);
      expect(source.lastError).toEqual({
        code: expect.stringMatching(code),
        reason: expect.stringMatching(/\S/),
        at: expect.any(String),
      });
      // The other source was polled meanwhile, and still is.
      const [before] = await desk.stories('calm');
      await desk.story('calm', ({ revision }) => revision > (before?.revision ?? 0));
      await desk.request('delete', `/${id}`).expect(204);
    },
  );

  test('with items on a forbidden address is not followed', async () => {
    const site = await open({
      '/feed': atomFeed([
        { id: 'urn:inside', title: 'Inside', link: 'http://169.254.169.254/latest/meta-data/' },
        { id: 'urn:port', title: 'Port', link: 'http://127.0.0.1:22/' },
      ]),
    });
    const { id } = await desk.watch(`${site.url}/feed`, { follow: true, topics: ['inside'] });
    const source = await desk.seen(id, ({ lastError }) => lastError !== null);
    expect(source.lastError?.code).toMatch(/^(?:forbidden|bad)_address$/);
    expect(await desk.stories('inside')).toEqual([]);
  });
});

describe('Without ALLOW_PRIVATE_NETWORK', () => {
  let guarded: TestDateline;
  let watch: WatchDesk;
  beforeAll(async () => {
    guarded = await startEmbedded();
    watch = new WatchDesk(guarded);
  });
  afterAll(() => guarded.end());

  test.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://0:PORT/',
    'http://paper.example:22/',
    'http://me:secret@paper.example/',
  ])('%s is refused when it is added', async (address) => {
    const site = await open({ '*': 'inside' });
    const url = address.replace('PORT', new URL(site.url).port);
    expect(fieldsOf(expectProblem(await watch.request('post').send({ url }), 422, 'invalid_field'))).toEqual(['url']);
    expect(site.visits).toEqual([]);
  });

  test('a name that resolves to a private address fails, with the reason', async () => {
    const site = await open({ '*': 'inside' });
    const { id } = await watch.watch(`http://localhost:${new URL(site.url).port}/feed`);
    expect(await watch.seen(id, ({ lastError }) => lastError !== null)).toMatchObject({
      lastError: { code: 'forbidden_address' },
      errorStreak: expect.any(Number),
    });
    expect(site.visits).toEqual([]);
  });
});
