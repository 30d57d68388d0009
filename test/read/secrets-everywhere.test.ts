// Every surface of Dateline, searched for a word that only embargoed, withheld and private stories have, with
// every kind of credentials.
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { TestDateline, type Outcome, type Reader } from '../support/dateline.js';
import { EventStream } from '../support/event-stream.js';
import { Publisher } from '../support/publisher.js';
import { Receiver } from '../support/receiver.js';
import { until } from '../support/wait.js';

const JWT_SECRET = 'a shared secret of these tests, long enough';
const MARK = 'thylacine';
const MEMBERS = 'topic/members';
const FAR = '2100-01-01T00:00:00Z';
const signed = (channels: string[]): Promise<string> =>
  new SignJWT({ channels, exp: Math.ceil(Date.now() / 1000) + 600 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(JWT_SECRET));

const content = (what: string) => ({
  headline: `The ${MARK} ${what}`,
  body: [
    `The ${MARK} was seen at the river, ${what}, by a ranger.`,
    `Nobody can say where the ${MARK} went after ${what}.`,
    'The park counts its animals every spring.',
  ],
  byline: `${MARK} writer`,
  located: MARK,
  edNote: `${MARK} note`,
  url: `https://paper.example/${MARK}/${encodeURIComponent(what)}`,
  media: [{ url: `https://img.example/${MARK}.jpg`, type: 'image', caption: MARK, credit: MARK, alt: MARK }],
});

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  let other: Publisher;
  let start: string;
  let hook: Receiver;
  let live: { reader: Reader; stream: EventStream };
  const sent = new Map<string, Outcome>();
  const idOf = (name: string): string => sent.get(name)?.story ?? '';
  const submissions = (): string[] => [...sent.values()].map(({ submission }) => submission);
  const secrets = [
    'embargoed',
    'withheld',
    'private',
    'private and withheld',
    'private and embargoed',
    'private blog',
    'private post',
    'embargoed post',
    'withheld post',
    'turned private',
  ];

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings(), { JWT_SECRET, ALLOW_PRIVATE_NETWORK: 'true' });
    await new Publisher(dateline)
      .request('put', '/v1/private-channels')
      .send({ channels: [MEMBERS, 'topic/board'] })
      .expect(200);
    [desk, other] = [
      await Publisher.named(dateline, 'desk'),
      await Publisher.named(dateline, 'other', ['publish', 'read']),
    ];
    const reader = await dateline.read();
    start = `${(await reader.welcome()).epoch}.0`;
    await reader.subscribe('all', start);
    live = { reader, stream: await EventStream.open(dateline.url, { channel: 'all', after: start }) };
    hook = await Receiver.open();
    await other.request('post', '/v1/webhooks').send({ url: hook.url, channel: 'all' }).expect(201);
    const publish = async (name: string, more: object): Promise<void> =>
      void sent.set(name, await desk.publish({ uri: `${MARK}/${name}`, ...content(name), ...more }));
    sent.set(
      'open blog',
      await desk.publish({
        uri: 'park',
        kind: 'liveblog',
        headline: 'In the park',
        body: ['All day.'],
        topics: ['park'],
      }),
    );
    sent.set(
      'turned private',
      await desk.publish({
        uri: 'park/turned',
        headline: 'A walk in the park',
        body: ['It is open.'],
        topics: ['park'],
      }),
    );
    await publish('embargoed', { topics: ['park'], embargoedUntil: FAR });
    await publish('withheld', { topics: ['park'], pubStatus: 'withheld' });
    await publish('private', { topics: ['members', 'park'] });
    sent.set(
      'private, revised',
      await desk.publish({ uri: `${MARK}/private`, ...content('private again'), topics: ['members', 'park'] }),
    );
    await publish('private and withheld', { topics: ['members', 'park'], pubStatus: 'withheld' });
    await publish('private and embargoed', { topics: ['members', 'park'], embargoedUntil: FAR });
    await publish('private blog', { kind: 'liveblog', topics: ['members', 'park'] });
    await publish('private post', { partOf: idOf('private blog'), kind: 'post', keyEvent: true });
    await publish('embargoed post', { partOf: idOf('open blog'), kind: 'post', embargoedUntil: FAR, pinned: true });
    await publish('withheld post', { partOf: idOf('open blog'), kind: 'post', pubStatus: 'withheld', keyEvent: true });
    sent.set(
      'turned private, revised',
      await desk.publish({ uri: 'park/turned', ...content('turned private'), topics: ['members'] }),
    );
    // Another publisher has the same text without the word: related stories must not reveal it either.
    sent.set(
      'twin',
      await other.publish({
        uri: 'twin',
        headline: 'A twin',
        body: content('private again').body.map((line) => line.replaceAll(MARK, 'animal')),
        topics: ['park'],
      }),
    );
  });
  afterAll(async () => {
    live.stream.close();
    await hook.down();
    await dateline.end();
  });

  /** All responses to the holder of this key or token, by address; for sockets and streams their replays. */
  async function surfaces(secret?: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const get = async (path: string): Promise<void> =>
      void found.set(path, await (await fetch(`${dateline.url}${path}`, { redirect: 'manual', headers })).text());
    const ids = [...new Set([...sent.values()].map(({ story }) => story))];
    for (const id of ids) {
      for (const path of [
        '',
        '/revisions',
        '/revisions/1',
        '/revisions/2',
        '/diff?from=1&to=2',
        '/ninjs',
        '/ninjs?revisions=all',
      ])
        await get(`/v1/stories/${id}${path}`);
      for (const path of [
        '',
        '/diff/1..2',
        `/posts/${idOf('private post')}`,
        `/posts/${idOf('embargoed post')}`,
        `/posts/${idOf('withheld post')}`,
        `?post=${idOf('embargoed post')}`,
      ])
        await get(`/stories/${id}${path}`);
      for (const path of ['', '/revisions']) await get(`/v1/desk/${id}${path}`);
    }
    const channels = ['all', 'topic/park', MEMBERS, 'topic/board', 'publisher/desk', ...ids.map((id) => `story/${id}`)];
    for (const channel of channels.map(encodeURIComponent)) {
      for (const path of [
        `/v1/stories?channel=${channel}&limit=100`,
        `/v1/updates?channel=${channel}&after=${start}&limit=500`,
        `/v1/updates?channel=${channel}&limit=2`,
      ])
        await get(path);
      for (const form of ['rss', 'atom', 'json']) await get(`/v1/channels/${channel}/feed.${form}`);
    }
    for (const path of [
      '/sitemap-news.xml',
      '/v1/desk',
      '/v1/audit',
      '/v1/keys',
      '/v1/sources',
      '/v1/webhooks',
      '/ops',
      '/metrics',
      '/health/ready',
      '/docs/openapi.json',
      ...submissions().flatMap((id) => [
        `/v1/submissions/${id}`,
        `/v1/submissions/${id}/raw`,
        `/ops/submissions/${id}`,
      ]),
    ])
      await get(path);
    const reader = await dateline.read(secret === undefined ? {} : { token: secret });
    const followed: string[] = [];
    for (const channel of channels) if ((await reader.subscribe(channel, start)).ok) followed.push(channel);
    const streams = await Promise.all(
      followed.map((channel) => EventStream.open(dateline.url, { channel, after: start }, headers)),
    );
    // A stream sends `sync` once it has replayed.
    const { update } = await desk.publish({ uri: `fence ${Math.random()}`, headline: 'Fence', body: ['x'] });
    await until(
      () =>
        reader.updates.some(({ cursor }) => cursor === update) &&
        streams.every((stream) => stream.events.some(({ event }) => event === 'sync')),
    );
    for (const channel of followed)
      found.set(`socket ${channel}`, JSON.stringify(reader.updates.filter((one) => one.channel === channel)));
    for (const [at, channel] of followed.entries()) found.set(`stream ${channel}`, JSON.stringify(streams[at]?.events));
    for (const stream of streams) stream.close();
    reader.socket.disconnect();
    return found;
  }

  const holding = (found: Map<string, string>): string[] =>
    [...found].flatMap(([surface, said]) => (said.toLowerCase().includes(MARK) ? [surface] : []));
  const names = (found: string[], of: string): string[] => found.filter((surface) => surface.includes(idOf(of)));

  test('readers without rights find it nowhere: not without credentials, not with another publisher’s key, not with a token of other channels', async () => {
    const keys: [string, string | undefined][] = [
      ['nobody', undefined],
      ['another publisher', other.key],
      ['a token of other channels', await signed(['topic/board', 'topic/park', 'publisher/other', 'all'])],
      ['a key that only reads, of another publisher', (await Publisher.named(dateline, 'third', ['read'])).key],
    ];
    for (const [who, secret] of keys) expect(holding(await surfaces(secret)), who).toEqual([]);
    const fence = await desk.publish({ uri: 'fence hook', headline: 'Fence', body: ['x'] });
    await until(() =>
      [live.reader.updates, live.stream.updates, hook.updates].every((updates) =>
        updates.some(({ cursor }) => cursor === fence.update),
      ),
    );
    expect(
      holding(
        new Map([
          ['a socket', JSON.stringify(live.reader.updates)],
          ['a stream', JSON.stringify(live.stream.events)],
          ['a webhook', hook.received.map(({ body }) => body).join('\n')],
        ]),
      ),
    ).toEqual([]);
  }, 120_000);

  test('a token of its channel finds private stories, but no withheld or embargoed ones', async () => {
    const found = holding(await surfaces(await signed([MEMBERS])));
    for (const surface of [
      ...['private', 'private blog', 'private post', 'turned private'].flatMap((name) => [
        `/v1/stories/${idOf(name)}`,
        `socket story/${idOf(name)}`,
        `stream story/${idOf(name)}`,
        `/v1/updates?channel=story%2F${idOf(name)}&after=${start}&limit=500`,
      ]),
      `/v1/stories?channel=topic%2Fmembers&limit=100`,
      `/v1/updates?channel=topic%2Fmembers&after=${start}&limit=500`,
      `socket ${MEMBERS}`,
      `stream ${MEMBERS}`,
      `/v1/stories/${idOf('private')}/ninjs?revisions=all`,
    ])
      expect(found).toContain(surface);
    for (const name of [
      'embargoed',
      'withheld',
      'private and withheld',
      'private and embargoed',
      'embargoed post',
      'withheld post',
      'open blog',
    ])
      expect(names(found, name), name).toEqual([]);
    // Earlier updates of a story that became private are whole for readers with the right, on sockets and
    // streams only.
    expect(
      found.filter((surface) =>
        /channel=(?:all|topic%2Fpark)|feed\.|^\/stories\/|sitemap|submissions|v1\/desk/.test(surface),
      ),
    ).toEqual([]);
  }, 60_000);

  test('a token of one story finds only that one, and a live blog’s posts with it', async () => {
    const one = holding(await surfaces(await signed([`story/${idOf('private')}`])));
    expect(one.filter((surface) => !surface.includes(idOf('private')))).toEqual([]);
    expect(one.length).toBeGreaterThan(5);
    const blog = holding(await surfaces(await signed([`story/${idOf('private blog')}`])));
    expect(names(blog, 'private post').length).toBeGreaterThan(3);
    expect(
      blog.filter((surface) => ![idOf('private blog'), idOf('private post')].some((id) => surface.includes(id))),
    ).toEqual([]);
  }, 90_000);

  test('its publisher finds all of it; a read key of its publisher finds only private stories', async () => {
    const found = holding(await surfaces(desk.key));
    for (const name of secrets) expect(found, name).toContain(`/v1/stories/${idOf(name)}`);
    for (const name of ['private post', 'embargoed post', 'withheld post'])
      expect(
        found.some((surface) => surface.startsWith('/v1/desk/')),
        name,
      ).toBe(true);
    for (const submission of submissions().slice(2, 5)) expect(found).toContain(`/v1/submissions/${submission}/raw`);
    const reading = holding(await surfaces((await Publisher.named(dateline, 'desk', ['read'])).key));
    for (const name of ['private', 'private blog', 'private post', 'turned private'])
      expect(reading, name).toContain(`/v1/stories/${idOf(name)}`);
    for (const name of [
      'embargoed',
      'withheld',
      'private and withheld',
      'private and embargoed',
      'embargoed post',
      'withheld post',
    ])
      expect(names(reading, name), name).toEqual([]);
  }, 90_000);
});
