// Private channels: their stories are hidden everywhere from other readers, and a token opens them until it
// expires or is renewed.
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { Receiver } from '../../support/receiver.js';
import { until } from '../../support/wait.js';

const JWT_SECRET = 'a shared secret of these tests, long enough';
const signed = (
  channels: unknown,
  ms = 60_000,
  secret = JWT_SECRET,
  more: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT({ channels, exp: Math.round((Date.now() + ms) / 1000), ...more })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let gateway: TestDateline;
  let admin: Publisher;
  let desk: Publisher;
  const members = 'topic/members-gold';
  const privately = (channels: string[]) => admin.request('put', '/v1/private-channels').send({ channels });
  const start = async (): Promise<string> => `${(await (await dateline.read()).welcome()).epoch}.0`;

  beforeAll(async () => {
    const world = await settings();
    dateline = await TestDateline.start(world, { JWT_SECRET, ALLOW_PRIVATE_NETWORK: 'true' });
    gateway = await TestDateline.start(world, { JWT_SECRET, ALLOW_PRIVATE_NETWORK: 'true', ROLES: 'gateway' });
    admin = new Publisher(dateline);
    await privately(['topic/members-*', 'publisher/acme']).expect(200);
    desk = await Publisher.named(dateline, 'desk');
  });
  afterAll(async () => {
    await gateway.stop();
    await dateline.end();
  });

  /** Every response about a story to a reader with these headers, as one text. */
  async function surfaces(id: string, headers: Record<string, string> = {}): Promise<string> {
    const paths = ['', '/revisions', '/revisions/1', '/diff?from=1&to=1', '/ninjs', '/ninjs?revisions=all'].map(
      (path) => `/v1/stories/${id}${path}`,
    );
    const channels = ['all', 'topic/politics', members, 'publisher/desk', 'publisher/acme', `story/${id}`];
    const listed = channels.flatMap((channel) => [
      `/v1/stories?channel=${channel}`,
      `/v1/updates?channel=${channel}`,
      ...['rss', 'atom', 'json'].map((form) => `/v1/channels/${encodeURIComponent(channel)}/feed.${form}`),
    ]);
    const texts: string[] = [];
    for (const path of [...paths, ...listed, `/stories/${id}`, `/stories/${id}/diff/1..1`, '/sitemap-news.xml'])
      texts.push((await dateline.http.get(path).set(headers)).text);
    return texts.join('\n');
  }

  test('a story on a private channel is hidden from other readers, and on its private channels for a token that opens them', async () => {
    const since = await start();
    const everybody = await gateway.read();
    await everybody.subscribe('all', since);
    const reader = await gateway.read({ token: await signed(['topic/members-*']) });
    expect(await reader.subscribe(members, since)).toMatchObject({ ok: true });
    const { story } = await desk.publish({
      uri: 'quokka-uri',
      headline: 'Quokka',
      body: ['Quokka in the text.'],
      topics: ['members-gold', 'politics'],
    });
    await desk.publish({ uri: 'quokka-uri', headline: 'Quokka 2', body: ['Quokka in the text, revised.'] });
    const fence = await desk.publish({ uri: 'fence', headline: 'Fence', body: ['x'] });
    await until(() => reader.updates.length === 2 && everybody.updates.some(({ cursor }) => cursor === fence.update));
    expect(reader.updates.map((update) => update.story.headline)).toEqual(['Quokka', 'Quokka 2']);
    expect(JSON.stringify(everybody.updates)).not.toMatch(/quokka/i);
    expect(everybody.updates.some((update) => update.story.id === story)).toBe(false);
    expect([brokenChain(everybody.updates, 0), brokenChain(reader.updates, 0)]).toEqual([[], []]);
    const stranger = await Publisher.named(dateline, 'stranger', ['publish', 'read']);
    const elsewhere = await signed(['topic/members-silver', 'publisher/*']);
    for (const headers of [{}, { authorization: `Bearer ${stranger.key}` }, { authorization: `Bearer ${elsewhere}` }])
      expect(await surfaces(story, headers as Record<string, string>)).not.toMatch(/quokka/i);
    expectProblem(await dateline.http.get(`/v1/stories/${story}`), 404, 'not_found');
    expectProblem(await dateline.http.get('/v1/stories').query({ channel: members }), 401, 'unauthorized');
    expectProblem(await stranger.request('get', `/v1/updates?channel=${members}`), 403, 'forbidden');
    const bearer = { authorization: `Bearer ${await signed([members])}` };
    for (const path of [
      `/v1/stories/${story}`,
      `/v1/stories/${story}/revisions/2`,
      `/v1/stories?channel=${members}`,
      `/v1/updates?channel=${members}`,
      `/v1/updates?channel=story/${story}`,
    ]) {
      const answer = await dateline.http.get(path).set(bearer).expect(200);
      expect([answer.text, answer.headers['cache-control']]).toEqual([
        expect.stringContaining('Quokka 2'),
        'private, no-store',
      ]);
    }
    for (const who of [desk, admin, await Publisher.named(dateline, 'desk', ['read'])])
      await who.request('get', `/v1/stories/${story}`).expect(200);
    const stream = await EventStream.open(gateway.url, { channel: members, after: since }, bearer);
    await until(() => stream.updates.length === 2);
    stream.close();
    expect(await (await dateline.read()).subscribe(members)).toMatchObject({
      ok: false,
      code: 'unauthorized',
      retryable: false,
    });
    // Another node notices it within a second.
    await until(async () => !(await (await gateway.read()).subscribe(members)).ok);
    await expect(EventStream.open(gateway.url, { channel: members })).rejects.toThrow('401');
  });

  test('an expired token closes its private channels on the open socket, with a message, and a renewed one opens them again', async () => {
    const reader = await gateway.read({ token: await signed([members], 2_000) });
    const told: { channel: string; code: string; cursor: string | null }[] = [];
    reader.socket.on('unsubscribed', (message: (typeof told)[number]) => told.push(message));
    for (const channel of [members, 'all']) expect(await reader.subscribe(channel)).toMatchObject({ ok: true });
    await until(() => told.length > 0);
    expect(told).toEqual([
      { channel: members, code: 'unauthorized', reason: expect.any(String), cursor: expect.any(String) },
    ]);
    await desk.publish({ uri: 'missed', headline: 'Missed', body: ['x'], topics: ['members-gold'] });
    const fence = await desk.publish({ uri: 'fence 2', headline: 'Fence', body: ['x'] });
    await until(() => reader.updates.some(({ cursor }) => cursor === fence.update));
    expect(reader.updates.map(({ channel }) => channel)).toEqual(['all']);
    expect(await reader.subscribe(members)).toMatchObject({ ok: false, code: 'unauthorized' });
    const renew = async (token: string) =>
      (await reader.socket.timeout(5_000).emitWithAck('token', { token })) as unknown;
    expect(await renew(await signed([members], 60_000, 'another secret, just as long as the one'))).toMatchObject({
      ok: false,
      code: 'unauthorized',
    });
    expect(await renew(await signed([members]))).toEqual({ ok: true, expiresAt: expect.any(String) });
    expect(await reader.subscribe(members, told[0]?.cursor)).toMatchObject({ ok: true });
    await until(() => reader.updates.some(({ channel, story }) => channel === members && story.headline === 'Missed'));
    expect(await renew(await signed(['topic/other']))).toMatchObject({ ok: true });
    await until(() => told.length === 2);
  });

  test('subscriptions by a token end with it at once, and no story channel misses an update that came meanwhile', async () => {
    const stories: string[] = [];
    for (let n = 0; n < 60; n += 1)
      stories.push(
        (await desk.publish({ uri: `held ${n}`, headline: `Held ${n}`, body: ['x'], topics: ['members-gold'] })).story,
      );
    const channels = stories.map((story) => `story/${story}`);
    const reader = await gateway.read({ token: await signed(['story/*'], 2_000) });
    const told = new Map<string, string | null>();
    reader.socket.on('unsubscribed', ({ channel, cursor }: { channel: string; cursor: string | null }) =>
      told.set(channel, cursor),
    );
    for (const channel of channels) expect(await reader.subscribe(channel)).toMatchObject({ ok: true });
    for (let n = 0; told.size < channels.length; n += 1)
      await desk.publish({ uri: 'held 59', headline: `Held for the ${n}th time`, body: ['x'] });
    const last = channels.at(-1) ?? '';
    expect(await reader.socket.timeout(5_000).emitWithAck('token', { token: await signed(['story/*']) })).toMatchObject(
      { ok: true },
    );
    await reader.subscribe(last, told.get(last));
    const fence = await desk.publish({ uri: 'held 59', headline: 'Held at last', body: ['x'] });
    await until(() => reader.updates.some(({ cursor }) => cursor === fence.update));
    expect(reader.updates.filter(({ story }) => story.pubStatus === 'withheld')).toEqual([]);
    expect(brokenChain(reader.updates.slice(1), seqOf(reader.updates[0]?.cursor))).toEqual([]);
  });

  test('subscribers of a channel that becomes private are unsubscribed within seconds on every node, and keep their public channels', async () => {
    const told: { channel: string; code: string; reason: string }[] = [];
    const reader = await gateway.read();
    reader.socket.on('unsubscribed', (message: (typeof told)[number]) => told.push(message));
    for (const channel of ['topic/late', 'all']) expect(await reader.subscribe(channel)).toMatchObject({ ok: true });
    const stream = await EventStream.open(gateway.url, { channel: 'topic/late' });
    const others = await EventStream.open(gateway.url, { channel: 'topic/politics' });
    await privately(['topic/members-*', 'publisher/acme', 'topic/late']).expect(200);
    await until(() => told.length > 0 && stream.ended);
    expect(told).toEqual([
      {
        channel: 'topic/late',
        code: 'unauthorized',
        reason: 'The channel is private now.',
        cursor: expect.any(String),
      },
    ]);
    expect(stream.events.at(-1)).toMatchObject({ event: 'expired', data: { code: 'unauthorized' } });
    const fence = await desk.publish({ uri: 'fence late', headline: 'Fence', body: ['x'], topics: ['politics'] });
    await until(
      () =>
        reader.updates.some(({ cursor }) => cursor === fence.update) &&
        others.updates.some(({ cursor }) => cursor === fence.update),
    );
    others.close();
    await privately(['topic/members-*', 'publisher/acme']).expect(200);
  });

  test('a webhook gets its publisher’s own private stories and no other publisher’s, and can’t subscribe to a channel its publisher may not read', async () => {
    const [theirs, own] = [await Receiver.open(), await Receiver.open()];
    const acme = await Publisher.named(dateline, 'acme');
    const stranger = await Publisher.named(dateline, 'stranger');
    expectProblem(
      await stranger.request('post', '/v1/webhooks').send({ url: theirs.url, channel: 'publisher/acme' }),
      403,
      'forbidden',
    );
    const { body: open } = await stranger
      .request('post', '/v1/webhooks')
      .send({ url: theirs.url, channel: 'all' })
      .expect(201);
    expectProblem(
      await stranger
        .request('patch', `/v1/webhooks/${(open as { id: string }).id}`)
        .send({ channel: 'publisher/acme' }),
      403,
      'forbidden',
    );
    await acme.request('post', '/v1/webhooks').send({ url: own.url, channel: 'publisher/acme' }).expect(201);
    await acme.publish({ uri: 'axolotl-uri', headline: 'Axolotl', body: ['Axolotl in the text.'] });
    const fence = await desk.publish({ uri: 'fence hook', headline: 'Fence', body: ['x'] });
    await until(() => own.received.length > 0 && theirs.updates.some(({ cursor }) => cursor === fence.update));
    expect(own.updates.map(({ story }) => story.headline)).toEqual(['Axolotl']);
    expect(JSON.stringify(theirs.updates)).not.toMatch(/axolotl/i);
    await Promise.all([theirs.down(), own.down()]);
  });

  test('an event stream ends with its token, with a message', async () => {
    const stream = await EventStream.open(
      gateway.url,
      { channel: members },
      { authorization: `Bearer ${await signed([members], 1_500)}` },
    );
    await until(() => stream.ended);
    expect(stream.events.at(-1)).toMatchObject({ event: 'expired', data: { code: 'unauthorized' } });
  });

  test('a public story that gets a private topic is removed from its readers with one update, and stays private', async () => {
    const since = await start();
    const { story } = await desk.publish({
      uri: 'numbat-uri',
      headline: 'Numbat',
      body: ['Numbat in the text.'],
      topics: ['politics'],
    });
    const reader = await gateway.read();
    await reader.subscribe('all', since);
    await reader.subscribe(`story/${story}`, since);
    await desk.publish({
      uri: 'numbat-uri',
      headline: 'Numbat 2',
      body: ['Numbat in the text.'],
      topics: ['members-gold'],
    });
    await desk.publish({
      uri: 'numbat-uri',
      headline: 'Numbat 3',
      body: ['Numbat in the text.'],
      topics: ['politics'],
    });
    const fence = await desk.publish({ uri: 'fence 3', headline: 'Fence', body: ['x'] });
    await until(() => reader.updates.some(({ cursor }) => cursor === fence.update));
    const seen = reader.updates.filter((update) => update.story.id === story && update.channel === 'all');
    expect(seen.map(({ story: { headline, pubStatus, uri } }) => [headline, pubStatus, uri])).toEqual([
      ['Numbat', 'usable', 'numbat-uri'],
      [null, 'withheld', null],
    ]);
    expect(JSON.stringify(reader.updates)).not.toMatch(/numbat [23]/i);
    expect(await surfaces(story)).not.toMatch(/numbat/i);
    const late = await gateway.read();
    await late.subscribe('all', since);
    await until(() => late.updates.some(({ cursor }) => cursor === fence.update));
    expect(JSON.stringify(late.updates)).not.toMatch(/numbat/i);
    await dateline.http
      .get(`/v1/stories/${story}`)
      .set('authorization', `Bearer ${await signed([members])}`)
      .expect(200);
  });

  test('the posts of a private live blog are private, and so are the stories of a channel that becomes private', async () => {
    const { story: blog } = await desk.publish({
      uri: 'blog',
      kind: 'liveblog',
      headline: 'Wombat blog',
      body: ['Live.'],
      topics: ['members-gold'],
    });
    const { story: post } = await desk.publish({
      uri: 'post',
      partOf: 'blog',
      headline: 'Wombat post',
      body: ['Wombat.'],
    });
    expect(await surfaces(post)).not.toMatch(/wombat/i);
    const bearer = `Bearer ${await signed([`story/${blog}`])}`;
    expect(
      (await dateline.http.get(`/v1/stories/${blog}`).set('authorization', bearer).expect(200)).body.posts,
    ).toHaveLength(1);
    const { story: open } = await desk.publish({
      uri: 'bilby-uri',
      headline: 'Bilby',
      body: ['Bilby.'],
      topics: ['insiders'],
    });
    const reader = await gateway.read();
    await reader.subscribe('all');
    expect((await privately(['topic/members-*', 'publisher/acme', 'topic/insiders']).expect(200)).body).toMatchObject({
      changed: 1,
    });
    await until(() => reader.resets.some(({ reason }) => reason === 'epoch'));
    expect(await surfaces(open)).not.toMatch(/bilby/i);
    expect(JSON.stringify(await updatesOf(dateline, 'all'))).not.toMatch(/bilby/i);
    expect((await privately(['topic/members-*', 'publisher/acme']).expect(200)).body).toMatchObject({ changed: 1 });
    expect(await surfaces(open)).toMatch(/bilby/i);
  });

  test.each([
    [
      'no end',
      async () =>
        new SignJWT({ channels: [members] })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(JWT_SECRET)),
    ],
    ['no channels', () => signed(undefined)],
    ['an end in the past', () => signed([members], -5_000)],
    ['another secret', () => signed([members], 60_000, 'another secret, just as long as the one')],
    [
      'no signature',
      async () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ channels: ['*'], exp: 4e9 })).toString('base64url')}.x`,
    ],
  ])('a token with %s is refused everywhere', async (_what, make) => {
    const token = await make();
    expectProblem(await dateline.http.get('/v1/stories').set('authorization', `Bearer ${token}`), 401, 'unauthorized');
    expectProblem(
      await dateline.http.post('/v1/stories').set('authorization', `Bearer ${token}`).send({}),
      401,
      'unauthorized',
    );
    await expect(gateway.read({ token })).rejects.toMatchObject({ data: { code: 'unauthorized' } });
  });
});
