// No response reveals that a story exists which the reader may not read: it equals the response for an
// unknown story.
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { Publisher } from '../../support/publisher.js';

const JWT_SECRET = 'x'.repeat(32);
const NOBODY = '0196a5b4-7c1e-7abc-8def-0123456789ab';

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let token: string;
  let stranger: Publisher;
  /** Stories that an anonymous reader may not read, by reason. */
  const hidden: Record<string, string> = {};
  let open: string;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings(), { JWT_SECRET, ALLOW_PRIVATE_NETWORK: 'true' });
    const admin = new Publisher(dateline);
    const owner = await Publisher.named(dateline, 'owner');
    stranger = await Publisher.named(dateline, 'stranger');
    token = await new SignJWT({ channels: ['topic/other'], exp: Math.ceil(Date.now() / 1000) + 600 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET));
    await admin
      .request('put', '/v1/private-channels')
      .send({ channels: ['topic/members'] })
      .expect(200);
    hidden['private'] = (
      await owner.publish({ uri: 'private', headline: 'Private', body: ['x'], topics: ['members'] })
    ).story;
    await owner.publish({ uri: 'private', headline: 'Private', body: ['x and y'], topics: ['members'] });
    hidden['private live blog'] = (
      await owner.publish({ uri: 'blog', kind: 'liveblog', headline: 'Blog', body: ['x'], topics: ['members'] })
    ).story;
    hidden['post of a private live blog'] = (
      await owner.publish({ uri: 'post', partOf: 'blog', headline: 'Post', body: ['x'] })
    ).story;
    hidden['draft'] = (
      await owner.publish({ uri: 'draft', headline: 'Draft', body: ['x'], pubStatus: 'withheld' })
    ).story;
    hidden['embargoed'] = (
      await owner.publish({
        uri: 'embargoed',
        headline: 'Embargoed',
        body: ['x'],
        embargoedUntil: '2099-01-01T00:00:00Z',
      })
    ).story;
    open = (await owner.publish({ uri: 'open', headline: 'Open', body: ['x'] })).story;
  });
  afterAll(() => dateline.end());

  type Ask = {
    method?: 'get' | 'patch' | 'delete' | 'post';
    path: (id: string) => string;
    body?: (id: string) => object;
    headers?: Record<string, string>;
  };
  const reads: Ask[] = [
    ...['', '/revisions', '/revisions/1', '/diff?from=1&to=2', '/ninjs', '/ninjs?revisions=all'].map((end) => ({
      path: (id: string) => `/v1/stories/${id}${end}`,
    })),
    { path: (id) => `/v1/stories?channel=story/${id}` },
    { path: (id) => `/v1/updates?channel=story/${id}` },
    { path: (id) => `/v1/updates?channel=story/${id}`, headers: { accept: 'text/event-stream' } },
    { path: (id) => `/v1/updates?channel=all&channel=story/${id}`, headers: { accept: 'text/event-stream' } },
    ...['rss', 'atom', 'json'].map((form) => ({ path: (id: string) => `/v1/channels/story%2F${id}/feed.${form}` })),
    ...['', '/diff/1..2', `/posts/${NOBODY}`].map((end) => ({ path: (id: string) => `/stories/${id}${end}` })),
    { path: (id) => `/stories/${NOBODY}/posts/${id}` },
    { path: (id) => `/oembed?url=${encodeURIComponent(`${dateline.url}/stories/${id}`)}` },
  ];
  const acts: Ask[] = [
    { path: (id) => `/v1/desk/${id}` },
    { path: (id) => `/v1/desk/${id}/revisions` },
    { method: 'post', path: (id) => `/v1/desk/${id}/preview`, body: () => ({ headline: 'x', body: ['x'] }) },
    { method: 'patch', path: (id) => `/v1/stories/${id}`, body: () => ({ headline: 'x' }) },
    { method: 'delete', path: (id) => `/v1/stories/${id}`, body: () => ({ reason: 'x' }) },
    { method: 'post', path: (id) => `/v1/stories/${id}/merge`, body: () => ({ into: open }) },
    { method: 'post', path: (id) => `/v1/stories/${id}/split`, body: () => ({ revision: 2 }) },
    {
      method: 'post',
      path: () => '/v1/webhooks',
      body: (id) => ({ url: 'http://127.0.0.1:8080/hook', channel: `story/${id}` }),
    },
  ];

  /** A response without the story id, and without headers that every response has. */
  async function answered(
    { method = 'get', path, body, headers = {} }: Ask,
    id: string,
    key: string | null,
  ): Promise<unknown> {
    const sent = dateline.http[method](path(id)).set({
      ...headers,
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    });
    const { status, text, headers: said } = await (body === undefined ? sent : sent.send(body(id)));
    const { date: _date, ...others } = said as Record<string, string>;
    return JSON.parse(
      JSON.stringify({
        status,
        text,
        others: { ...others, ratelimit: others['ratelimit']?.replace(/;.*/, '') },
      }).replaceAll(id, '<id>'),
    );
  }

  test.each(['private', 'private live blog', 'post of a private live blog', 'draft', 'embargoed'])(
    'a story that is %s: to an anonymous reader, a token for other channels and another publisher',
    async (why) => {
      const id = hidden[why] ?? '';
      for (const key of [null, token, stranger.key]) {
        for (const ask of [...reads, ...(key === stranger.key ? acts : [])]) {
          const what = `${ask.method ?? 'get'} ${ask.path('<id>')}`;
          expect({ what, answer: await answered(ask, id, key) }).toEqual({
            what,
            answer: await answered(ask, NOBODY, key),
          });
        }
      }
    },
    60_000,
  );

  test('on a socket: the same error, and no update', async () => {
    for (const auth of [{}, { token }, { token: stranger.key }]) {
      const reader = await dateline.read(auth);
      const absent = await reader.subscribe(`story/${NOBODY}`);
      expect(absent).toMatchObject({ ok: false, code: 'not_found' });
      for (const [why, id] of Object.entries(hidden))
        expect({ why, answer: await reader.subscribe(`story/${id}`) }).toEqual({ why, answer: absent });
      for (const id of [NOBODY, ...Object.values(hidden)])
        expect(await reader.socket.timeout(10_000).emitWithAck('unsubscribe', { channel: `story/${id}` })).toEqual({
          ok: true,
          channel: `story/${id}`,
        });
    }
  });

  test('while authorized readers can subscribe to it, and everybody to public stories', async () => {
    expect(await (await dateline.read()).subscribe(`story/${open}`)).toMatchObject({ ok: true });
    const members = await new SignJWT({ channels: ['topic/members'], exp: Math.ceil(Date.now() / 1000) + 600 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(JWT_SECRET));
    expect(await (await dateline.read({ token: members })).subscribe(`story/${hidden['private']}`)).toMatchObject({
      ok: true,
    });
    const { key } = await Publisher.named(dateline, 'owner');
    const own = await dateline.read({ token: key });
    for (const id of Object.values(hidden)) expect(await own.subscribe(`story/${id}`)).toMatchObject({ ok: true });
  });
});
