// Arbitrary text in every field, parameter and format of every route never causes a 5xx, and reaches readers
// of every transport. The fields come from the schemas.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NINJS, ninjsItem } from '../../../src/core/format/ninjs.js';
import { cleanText } from '../../../src/core/text/clean-text.js';
import { serverMessages } from '../../../src/core/log/wire.js';
import { oneColumn } from '../../support/columns.js';
import { ADMIN_KEY, brokenChain, seqOf, TestDateline, type Outcome, type Reader } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { brokenSurfaces, readSurfaces } from '../../support/read-surfaces.js';
import { Receiver } from '../../support/receiver.js';
import { until } from '../../support/wait.js';
import { Schemas, writeRoutes, type Place, type Schema } from '../../support/write-routes.js';

const ODD = [
  '\0',
  '\0',
  '\u0001',
  '\u000b',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009f',
  '\ud800',
  '\udfff',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200e',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u{e0041}',
  '\ufffe',
  '\u2028',
  '"',
  '\\',
  '<',
  '&',
  '%',
  "'",
  '\\u0000',
];
const wild = fc.string({
  unit: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
  minLength: 1,
  maxLength: 12,
});
const TIMES = [
  '9999-12-31T23:59:59-14:00',
  '0000-01-01T00:00:00+14:00',
  '1850-06-01T00:00:00Z',
  '2200-12-31T23:59:59-01:00',
];
/** Arbitrary text alone or within a valid value, and times outside the usual years. */
const textFor = (sample: unknown) =>
  fc.oneof(
    { weight: 2, arbitrary: wild },
    {
      weight: 3,
      arbitrary: fc.tuple(wild, fc.nat(40)).map(([text, at]) => {
        const words = String(sample);
        return words.slice(0, at) + text + words.slice(at);
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(...TIMES) },
  );

/** Valid values of fields whose schema is incomplete. */
const SAMPLES = {
  zone: 'Europe/Oslo',
  channel: 'all',
  language: 'en',
  after: 'abc.0',
  only: 'abc.0',
  secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  publisher: 'somebody',
  scopes: ['publish'],
  uri: 'any:story',
  headline: 'A headline',
  body: ['A paragraph of it.'],
  revision: 2,
};
/** Texts per place; a longer run finds more. */
const RUNS_EACH = Number(process.env['ANY_TEXT_RUNS'] ?? 1);

const escapedXml = (text: string): string =>
  Array.from(text, (unit) => (/[\w ]/.test(unit) ? unit : `&#${unit.codePointAt(0)};`)).join('');
/** Pages and exports with the text in all their places, escaped as needed. */
const DOCUMENTS: Record<string, { path: string; type: string; body: (text: string) => string }> = {
  page: {
    path: '/v1/stories',
    type: 'text/html',
    body: (text) => {
      const json = JSON.stringify(text).replaceAll('<', '\\u003c');
      return `<html lang="en"><head><title>${escapedXml(text)} Ferry</title><meta name="author" content="${escapedXml(text)}"><meta property="article:published_time" content="${escapedXml(text)}"><link rel="canonical" href="https://a.example/${escapedXml(text)}">
<script type="application/ld+json">{"@type":"NewsArticle","headline":${json},"author":{"name":${json}},"datePublished":"9999-12-31T23:59:59-14:00","image":{"@type":"ImageObject","url":"https://a.example/i.jpg","caption":${json}}}</script></head>
<body><article><h1>Ferry ${escapedXml(text)} returns</h1><p>The ferry came back on Monday ${text}, the harbour said, and ${escapedXml(text)} it sails again at noon.</p><figure><img src="https://a.example/f.jpg" alt="${escapedXml(text)}"><figcaption>${escapedXml(text)}</figcaption></figure></article></body></html>`;
    },
  },
  text: {
    path: '/v1/stories',
    type: 'text/plain',
    body: (text) =>
      `Ferry ${text} returns\n\nBy Jane ${text} Doe\n\nThe ferry came back on Monday${text}, the harbour said, and it sails again at noon from the old pier.`,
  },
  export: {
    path: '/v1/imports',
    type: 'application/xml',
    body: (text) =>
      `<?xml version="1.0"?><rss version="2.0" xmlns:wp="w" xmlns:dc="d" xmlns:content="c"><channel><language>en</language><wp:wxr_version>1.2</wp:wxr_version><item><title>Storm ${escapedXml(text)}</title><link>https://a.example/${escapedXml(text)}</link><guid>https://a.example/?p=1${escapedXml(text)}</guid><dc:creator>${escapedXml(text)}</dc:creator><content:encoded>It comes ${escapedXml(text)}.</content:encoded><wp:post_id>1</wp:post_id><wp:post_date_gmt>2024-04-01 08:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><category domain="category" nicename="${escapedXml(text)}">${escapedXml(text)}</category><wp:postmeta><wp:meta_key>liveblog</wp:meta_key><wp:meta_value>enable</wp:meta_value></wp:postmeta><wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_author>${escapedXml(text)}</wp:comment_author><wp:comment_date_gmt>2024-04-01 09:00:00</wp:comment_date_gmt><wp:comment_content>Trees ${escapedXml(text)} fall.</wp:comment_content><wp:comment_approved>liveblog</wp:comment_approved><wp:comment_type>liveblog</wp:comment_type></wp:comment></item></channel></rss>`,
  },
};

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  let schemas: Schemas;
  let places: Place[];
  let bodies: Map<string, Schema>;
  let ninjs: { schemas: Schemas; schema: Schema; places: string[][] };
  let start: string;
  let live: { reader: Reader; stream: EventStream; hook: Receiver };
  const ids: Record<string, string> = {};
  let made = 0;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings(), { ALLOW_PRIVATE_NETWORK: 'true' });
    desk = new Publisher(dateline);
    const all = await writeRoutes(dateline);
    ({ schemas, places } = all);
    bodies = new Map(
      all.routes.flatMap(({ method, path, schema }) => (schema === null ? [] : [[`${method} ${path}`, schema]])),
    );
    const schema = z.toJSONSchema(ninjsItem, { io: 'input', unrepresentable: 'any' }) as Schema;
    const own = new Schemas({ ...schema.$defs });
    ninjs = {
      schemas: own,
      schema,
      places: own.strings(schema).filter((at) => at.filter((name) => name === 'associations').length < 2),
    };
    const reader = await dateline.read();
    start = `${(await reader.welcome()).epoch}.0`;
    await reader.subscribe('all', start);
    live = {
      reader,
      stream: await EventStream.open(dateline.url, { channel: 'all', after: start }),
      hook: await Receiver.open(),
    };
    await desk.request('post', '/v1/webhooks').send({ url: live.hook.url, channel: 'all' }).expect(201);
    const idOf = async (path: string, body: object): Promise<string> =>
      ((await desk.request('post', path).send(body).expect(201)).body as { id: string }).id;
    // Nothing listens there: only our response counts here.
    ids['webhooks'] = await idOf('/v1/webhooks', { url: 'http://127.0.0.1:59999/', channel: 'publisher/nobody' });
    ids['sources'] = await idOf('/v1/sources', { url: 'http://127.0.0.1:59999/feed', minSeconds: 3600 });
    ids['keys'] = await idOf('/v1/keys', { name: 'rotated', scopes: ['read'] });
    ids['stories'] = await newStory();
    ids['desk'] = (
      await desk.publish({ uri: 'blog', kind: 'liveblog', headline: 'A blog', body: ['It is live.'] })
    ).story;
  });
  afterAll(async () => {
    live.stream.close();
    await live.hook.down();
    await dateline.end();
  });

  /** Sends it, and expects no 5xx and no internal error, also of a queued submission. */
  async function send(
    method: string,
    path: string,
    type: string,
    body: string | undefined,
  ): Promise<Record<string, unknown>> {
    const headers = {
      authorization: `Bearer ${ADMIN_KEY}`,
      prefer: 'wait=20',
      ...(body === undefined ? {} : { 'content-type': type }),
    };
    const answer = await fetch(`${dateline.url}${path}`, {
      method: method.toUpperCase(),
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    if (answer.status >= 500 || text.includes('"code":"internal"'))
      throw new Error(`${answer.status} for ${method} ${path} ${body ?? ''}: ${text}`);
    const json =
      /json/.test(answer.headers.get('content-type') ?? '') && text !== ''
        ? (JSON.parse(text) as Record<string, unknown>)
        : {};
    const { submission } = json;
    if (answer.status === 202 && typeof submission === 'string')
      await desk.ended(Object.assign({} as Awaited<ReturnType<typeof desk.send>>, { body: json }));
    return json;
  }

  const newStory = async (): Promise<string> => {
    const uri = `made:${(made += 1)}`;
    await desk.publish({ uri, headline: 'One', body: ['It stands.'] });
    return (await desk.publish({ uri, headline: 'Two', body: ['It stands, and goes on.'] })).story;
  };

  async function sendPlace({ method, path, in: where, at, type }: Place, text: string): Promise<void> {
    const kind = path.split('/')[2] ?? '';
    const id = !path.includes('{')
      ? ''
      : kind === 'stories' && method !== 'get'
        ? await newStory()
        : (ids[kind] ?? '0196a5b4-7c1e-7abc-8def-0123456789ab');
    const into = at[0] === 'reason' && path.endsWith('/merge') ? await newStory() : id;
    const name = at[0] ?? '';
    const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) =>
      where === 'path' && parameter === name
        ? encodeURIComponent(text.toWellFormed())
        : parameter === 'revision'
          ? '1'
          : id,
    );
    const query = where === 'query' ? `?${new URLSearchParams({ [name]: text }).toString()}` : '';
    const schema = bodies.get(`${method} ${path}`);
    const samples = { ...SAMPLES, into };
    const body =
      schema === undefined || method === 'get'
        ? undefined
        : where === 'body'
          ? schemas.put(schema, schemas.least(schema, samples), at, text, samples)
          : schemas.least(schema, samples);
    if (where === 'query' && method === 'post')
      return void (await send(method, filled + query, 'text/plain', DOCUMENTS['text']?.body('')));
    const answer = await send(method, filled + query, type, body === undefined ? undefined : JSON.stringify(body));
    if (kind === 'webhooks' && method === 'post' && path === '/v1/webhooks' && typeof answer['id'] === 'string')
      await send('delete', `/v1/webhooks/${answer['id']}`, type, undefined);
  }

  test('in every field of every body and every parameter, as JSON, page, text, ninjs and WordPress export: no 5xx', async () => {
    expect(places.filter(({ in: where }) => where === 'body').length).toBeGreaterThan(45);
    type Case = { what: string; run: (text: string) => Promise<unknown>; sample: unknown };
    const cases: Case[] = [
      ...places.map((place): Case => ({
        what: `${place.method} ${place.path} ${place.in} ${place.at.join('.')}`,
        run: (text) => sendPlace(place, text),
        sample: sampleOf(place.at),
      })),
      ...ninjs.places.map((at): Case => {
        const item = (text: string): unknown =>
          ninjs.schemas.put(
            ninjs.schema,
            { uri: 'any:ninjs', headlines: [{ value: 'A headline' }], bodies: [{ value: 'A paragraph.' }] },
            at,
            text,
            SAMPLES,
          );
        return {
          what: `ninjs ${at.join('.')}`,
          sample: sampleOf(at),
          run: async (text) => {
            await send('post', '/v1/stories', NINJS, JSON.stringify(item(text)));
            await send('post', '/v1/imports', NINJS, JSON.stringify([item(text)]));
          },
        };
      }),
      ...Object.entries(DOCUMENTS).map(([what, { path, type, body }]): Case => ({
        what,
        sample: '',
        run: (text) => send('post', path, type, body(text)),
      })),
    ];
    const left = [...cases];
    const work = async (): Promise<void> => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        const { what, run, sample } = one;
        await fc.assert(
          fc.asyncProperty(textFor(sample), async (text) => {
            await run(text).catch((error: unknown) => {
              throw new Error(`${what} with ${JSON.stringify(text)}`, { cause: error });
            });
          }),
          { numRuns: RUNS_EACH },
        );
      }
    };
    await Promise.all([work(), work(), work(), work(), work(), work()]);
  }, 240_000);

  test('after that every page, feed and list is served, and readers of every transport have all updates in order', async () => {
    await desk.request('put', '/v1/private-channels').send({ channels: [] }).expect(200);
    const last: Outcome = await desk.publish({ uri: 'last', headline: 'The last of all', body: ['It came through.'] });
    const at = last.update ?? '';
    const { reader, stream, hook } = live;
    await until(
      () =>
        reader.updates.some(({ cursor }) => cursor === at) &&
        stream.updates.some(({ cursor }) => cursor === at) &&
        hook.updates.some(({ cursor }) => cursor === at),
      { timeout: 60_000, describe: 'the last update on every transport' },
    );
    const pages = await updatesOf(dateline, 'all', start);
    for (const [how, updates] of Object.entries({
      socket: reader.updates,
      stream: stream.updates,
      webhook: hook.updates,
      pages,
    })) {
      expect(
        brokenChain(
          updates.filter(({ cursor }) => seqOf(cursor) <= seqOf(at)),
          0,
        ),
        how,
      ).toEqual([]);
      for (const update of updates) {
        expect(serverMessages.update.safeParse(update).error, how).toBeUndefined();
        JSON.stringify(update, (_name, value: unknown) => {
          if (typeof value === 'string') expect(cleanText(value)).toBe(value);
          return value;
        });
      }
    }
    expect(reader.resets).toEqual([]);
    const stories = [...new Set(pages.map(({ story }) => story.id))];
    const some = [...stories.slice(-12), ids['desk'] ?? ''];
    expect(await brokenSurfaces(dateline, await readSurfaces(dateline, some))).toEqual([]);
    for (const file of ['feed.rss', 'feed.atom', 'feed.json'])
      expect((await dateline.http.get(`/v1/channels/all/${file}`).expect(200)).text).not.toMatch(
        /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/u,
      );
    expect(
      ((await dateline.http.get('/v1/stories?limit=100').expect(200)).body as { stories: unknown[] }).stories.length,
    ).toBeGreaterThan(20);
  }, 120_000);
});

const sampleOf = (at: readonly string[]): unknown => {
  const name = at.findLast((part) => part !== '[]') ?? '';
  const sample = (SAMPLES as Record<string, unknown>)[name];
  if (typeof sample === 'string') return sample;
  return /url|href/i.test(name)
    ? 'https://a.example/picture.jpg'
    : /created|until|time|date|expires/i.test(name)
      ? '2024-01-01T00:00:00Z'
      : 'Some words of it';
};
