// Reader tokens signed with published keys: verification, key rotation, and failing key servers.
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Client, type Problem, type Update } from '../../../src/client/connection/client.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { LocalSite, type Page } from '../../support/local-web.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

const MEMBERS = 'topic/members';
/** Five seconds in production. */
const COOLDOWN_MS = 500;
type Key = { kid: string; alg: string; own: CryptoKey; published: JWK };

async function keyOf(kid: string, alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { kid, alg, own: privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

const signed = ({ kid, alg, own }: Key, ms = 60_000, more: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({
    channels: [MEMBERS],
    aud: 'dateline',
    iss: 'https://login.example',
    exp: Math.ceil((Date.now() + ms) / 1000),
    ...more,
  })
    .setProtectedHeader({ alg, kid })
    .sign(own);

const publishing = (...keys: Key[]): Page => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ keys: keys.map(({ published }) => published) }),
});

let dateline: TestDateline;
let site: LocalSite;
let admin: Publisher;
const clients: Client[] = [];

const start = async (): Promise<void> => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  site = await LocalSite.open();
  const env = {
    JWT_JWKS_URL: `${site.url}/jwks.json`,
    JWT_AUDIENCE: 'dateline',
    JWT_ISSUER: 'https://login.example',
    ALLOW_PRIVATE_NETWORK: 'true',
  };
  dateline = await TestDateline.start(await column.settings(), env, { jwksCooldownMs: COOLDOWN_MS });
  admin = new Publisher(dateline);
  await admin
    .request('put', '/v1/private-channels')
    .send({ channels: [MEMBERS] })
    .expect(200);
  await admin.publish({ uri: 'members', headline: 'For members', topics: ['members'], body: ['x'] });
};
const stop = async (): Promise<void> => {
  for (const client of clients.splice(0)) client.close();
  site.close();
  await dateline.end();
};
const list = (token: string) =>
  dateline.http.get(`/v1/stories?channel=${MEMBERS}`).set('authorization', `Bearer ${token}`);

describe('published keys', () => {
  beforeAll(start);
  afterAll(stop);

  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'])(
    'a token signed with a published %s key opens its channels on every transport',
    async (alg) => {
      const key = await keyOf(`kid-${alg}`, alg);
      site.set('/jwks.json', publishing(key));
      await until(async () => (await list(await signed(key))).status === 200, { timeout: 15_000 });
      const reader = await dateline.read({ token: await signed(key) });
      expect(await reader.subscribe(MEMBERS)).toMatchObject({ ok: true });
    },
    40_000,
  );

  test('a rotation needs no restart: a new key is fetched when a token names it, and a removed key is refused', async () => {
    const [old, next] = [await keyOf('old'), await keyOf('next')];
    site.set('/jwks.json', publishing(old));
    await until(async () => (await list(await signed(old))).status === 200, { timeout: 15_000 });
    const reader = await dateline.read({ token: await signed(old) });
    expect(await reader.subscribe(MEMBERS)).toMatchObject({ ok: true });
    site.set('/jwks.json', publishing(next));
    await until(async () => (await list(await signed(next))).status === 200, { timeout: 15_000 });
    expectProblem(await list(await signed(old)), 401, 'unauthorized');
    // An open connection lasts until its token expires; the next token has the new key.
    expect(await reader.socket.timeout(5_000).emitWithAck('token', { token: await signed(next) })).toMatchObject({
      ok: true,
    });
    const { update } = await admin.publish({ uri: 'rotated', headline: 'Rotated', topics: ['members'], body: ['x'] });
    await until(() => reader.updates.some(({ cursor }) => cursor === update));
  }, 40_000);

  test('dateline/client keeps reading through a rotation', async () => {
    let key = await keyOf('first');
    site.set('/jwks.json', publishing(key));
    await until(async () => (await list(await signed(key))).status === 200, { timeout: 15_000 });
    let asked = 0;
    const client = connect(dateline.url, { token: () => ((asked += 1), signed(key, 1_500)) });
    clients.push(client);
    const updates: Update[] = [];
    const problems: Problem[] = [];
    client.subscribe(MEMBERS, {
      onUpdate: (update) => updates.push(update),
      onError: (problem) => problems.push(problem),
    });
    await until(() => client.state === 'live');
    const next = await keyOf('second');
    // As usual in a rotation, both keys are published for a while.
    site.set('/jwks.json', publishing(key, next));
    key = next;
    const before = asked;
    const sent: (string | null)[] = [];
    for (let n = 0; sent.length < 10; n += 1)
      sent.push(
        (await admin.publish({ uri: `turn ${n}`, headline: `Turn ${n}`, topics: ['members'], body: ['x'] })).update,
      );
    await until(() => asked > before + 1, { timeout: 20_000 });
    await until(() => updates.length === sent.length, { timeout: 20_000 });
    expect(updates.map(({ cursor }) => cursor)).toEqual(sent);
    expect(problems).toEqual([]);
  }, 60_000);

  test('a token without kid is tried with the published keys', async () => {
    const [one, two, stranger] = [await keyOf('one'), await keyOf('two'), await keyOf('three')];
    site.set('/jwks.json', publishing(one, two));
    await until(async () => (await list(await signed(one))).status === 200, { timeout: 15_000 });
    const nameless = ({ alg, own }: Key): Promise<string> =>
      new SignJWT({
        channels: [MEMBERS],
        aud: 'dateline',
        iss: 'https://login.example',
        exp: Math.ceil(Date.now() / 1000) + 60,
      })
        .setProtectedHeader({ alg })
        .sign(own);
    for (const key of [one, two]) expect((await list(await nameless(key))).status).toBe(200);
    expectProblem(await list(await nameless(stranger)), 401, 'unauthorized');
  }, 40_000);

  test('tokens with unknown keys cause few fetches', async () => {
    const key = await keyOf('known');
    site.set('/jwks.json', publishing(key));
    await until(async () => (await list(await signed(key))).status === 200, { timeout: 15_000 });
    const before = site.asked('/jwks.json').length;
    const began = performance.now();
    for (let n = 0; n < 40; n += 1)
      expectProblem(await list(await signed(await keyOf(`stranger ${n}`))), 401, 'unauthorized');
    const windows = Math.floor((performance.now() - began) / COOLDOWN_MS) + 1;
    expect(site.asked('/jwks.json').length - before).toBeLessThanOrEqual(windows);
  });

  test.each([
    ['for another audience', (key: Key) => signed(key, 60_000, { aud: 'another' })],
    ['by another issuer', (key: Key) => signed(key, 60_000, { iss: 'https://another.example' })],
    ['that has ended', (key: Key) => signed(key, -10_000)],
    ['that ends beyond what a date can hold', (key: Key) => signed(key, 0, { exp: 1e308 })],
    ['that ends after the year 2199', (key: Key) => signed(key, 0, { exp: Date.UTC(2200, 0, 1) / 1000 })],
    [
      'signed with the published key as if it were a secret',
      async ({ published, kid }: Key) =>
        new SignJWT({ channels: ['*'], aud: 'dateline', iss: 'https://login.example', exp: 4e9 })
          .setProtectedHeader({ alg: 'HS256', kid })
          .sign(new TextEncoder().encode(JSON.stringify(published))),
    ],
  ])(
    'a token %s is refused',
    async (_what, make) => {
      const key = await keyOf(`strict ${_what}`);
      site.set('/jwks.json', publishing(key));
      await until(async () => (await list(await signed(key))).status === 200, { timeout: 15_000 });
      expectProblem(await list(await make(key)), 401, 'unauthorized');
    },
    40_000,
  );
});

describe('keys that can’t be fetched', () => {
  beforeAll(start);
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(stop);

  test.each<[string, Page]>([
    ['breaks off', (_request, response) => response.destroy()],
    ['answers 500', { status: 500, body: 'down' }],
    ['answers nonsense', 'no keys here'],
    ['answers with a list of no keys’ form', '{"keys":"none"}'],
  ])('where their server %s, a token gets 503, and requests without a token work', async (_what, page) => {
    site.set('/jwks.json', page);
    const token = await signed(await keyOf('unknown'));
    const answer = await list(token);
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    await expect(dateline.read({ token })).rejects.toMatchObject({ data: { code: 'unavailable', retryable: true } });
    const reader = await dateline.read();
    expect(await reader.subscribe('all')).toMatchObject({ ok: true });
    expect(await reader.socket.timeout(10_000).emitWithAck('token', { token })).toMatchObject({
      ok: false,
      code: 'unavailable',
      retryable: true,
    });
    const { update } = await admin.publish({ uri: `open ${_what}`, headline: 'Open', body: ['x'] });
    await until(() => reader.updates.some(({ cursor }) => cursor === update));
  });

  test.each<[string, Page]>([
    ['answers 500', { status: 500, body: 'down' }],
    ['answers nonsense', 'no keys here'],
    ['breaks off', (_request, response) => response.destroy()],
  ])(
    'where their server %s, a hundred forged tokens cause one fetch in the cooldown',
    async (_what, page) => {
      site.set('/jwks.json', page);
      const before = site.asked('/jwks.json').length;
      const began = performance.now();
      const forged = await keyOf('forged');
      for (let n = 0; n < 100; n += 1)
        expectProblem(await list(await signed({ ...forged, kid: `forged ${n}` })), 503, 'unavailable');
      const windows = Math.floor((performance.now() - began) / COOLDOWN_MS) + 1;
      expect(site.asked('/jwks.json').length - before).toBeLessThanOrEqual(windows);
    },
    60_000,
  );

  test('where their server hangs, public reading stays fast', async () => {
    const held: { end(): void }[] = [];
    site.set('/jwks.json', (_request, response) => void held.push(response));
    const token = await signed(await keyOf('unknown'));
    // A failed fetch is not repeated within the cooldown.
    await until(() => (void list(token).catch(() => undefined), held.length > 0), { timeout: 15_000 });
    const waiting = Array.from({ length: 20 }, () => list(token).then(({ status }) => status));
    const began = performance.now();
    for (let n = 0; n < 20; n += 1) await dateline.http.get('/v1/stories').expect(200);
    const reader = await dateline.read();
    expect(await reader.subscribe('all')).toMatchObject({ ok: true });
    expectWithin(3_000, performance.now() - began);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([503]));
    for (const response of held) response.end();
  }, 40_000);

  test('a client’s public channels continue meanwhile, and its private ones once the keys are fetched', async () => {
    site.set('/jwks.json', { status: 500, body: 'down' });
    const key = await keyOf('late');
    const client = connect(dateline.url, { token: () => signed(key) });
    clients.push(client);
    const seen: Record<string, string[]> = { all: [], [MEMBERS]: [] };
    const problems: Problem[] = [];
    for (const channel of ['all', MEMBERS])
      client.subscribe(channel, {
        since: (await dateline.http.get('/v1/updates?limit=1').expect(200)).body.next as string,
        onUpdate: ({ story }) => seen[channel]?.push(story.headline ?? ''),
        onError: (problem) => problems.push(problem),
      });
    await admin.publish({ uri: 'goes on', headline: 'Goes on', body: ['x'] });
    await until(() => seen['all']?.includes('Goes on'), { timeout: 15_000 });
    await admin.publish({ uri: 'waits', headline: 'Waits', topics: ['members'], body: ['x'] });
    site.set('/jwks.json', publishing(key));
    await until(() => seen[MEMBERS]?.includes('Waits'), { timeout: 20_000 });
    expect(problems).toEqual([]);
  }, 60_000);
});
