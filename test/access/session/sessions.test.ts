// A session lasts as long as its key, its secret and its use; on every node, and for its open connections.
import { createHash } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { safeReturnPath } from '../../../src/core/sign-in.js';
import { oneColumn, type World } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { EventStream } from '../../support/event-stream.js';
import { ask as query, rowsOf } from '../../support/outage.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { askToSignIn, signedIn } from '../../support/signed-in.js';
import { until } from '../../support/wait.js';

type MadeKey = { id: string; key: string };
type Entry = {
  action: string;
  target: string | null;
  key: { id: string | null; name: string };
  detail: Record<string, unknown>;
  address: string | null;
};

type Headers = Record<string, string>;
const OWN: Headers = { 'sec-fetch-site': 'same-origin' };
/** Headers of a cross-origin request. */
const OTHERS: Headers[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://stranger.example' },
  { origin: 'null' },
];

const make = async (dateline: TestDateline, more: object = {}): Promise<MadeKey> =>
  (
    await new Publisher(dateline)
      .request('post', '/v1/keys')
      .send({ name: 'Desk', publisher: 'desk', scopes: ['publish', 'ops'], ...more })
      .expect(201)
  ).body as MadeKey;
const desk = (dateline: TestDateline, cookie: string, headers: Headers = {}) =>
  dateline.http.get('/v1/desk').set({ cookie, ...OWN, ...headers });
const statusOf = async (dateline: TestDateline, cookie: string, headers: Headers = {}): Promise<number> =>
  (await desk(dateline, cookie, headers)).status;
const isOut = (dateline: TestDateline, cookie: string) =>
  until(async () => (await statusOf(dateline, cookie)) === 401, {
    timeout: 3_000,
    describe: 'the session to have ended',
  });
const auditOf = async (dateline: TestDateline): Promise<Entry[]> =>
  (
    (await new Publisher(dateline).request('get', '/v1/audit').query({ limit: '500' }).expect(200)).body as {
      entries: Entry[];
    }
  ).entries;

describe.each(oneColumn)('$name', ({ settings }) => {
  let world: World;
  let here: TestDateline;
  let there: TestDateline;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    world = await settings();
    here = await TestDateline.start(world);
    there = await TestDateline.start(world, { PUBLIC_URL: 'https://news.example' });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await there.stop();
    await here.end();
  });

  /**
   * A socket and a stream on the other node, opened by our own page with this session; true once both are
   * closed.
   */
  async function opened(cookie: string): Promise<() => boolean> {
    const socket = io(there.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { session: true },
      extraHeaders: { cookie, origin: there.url },
    });
    sockets.push(socket);
    await new Promise((resolve, reject) => socket.once('connect', () => resolve(null)).once('connect_error', reject));
    const stream = await EventStream.open(there.url, { channel: 'all' }, { cookie, ...OWN });
    await until(() => stream.retry);
    return () => socket.disconnected && stream.ended !== null;
  }

  test('its token is in no table, and its cookie is HttpOnly and SameSite=Strict', async () => {
    const answer = await askToSignIn(here);
    const [set = ''] = [answer.headers['set-cookie'] ?? []].flat();
    const [, token = ''] = /^dateline-session=([\w-]{43}); Path=\/; HttpOnly; SameSite=Strict$/.exec(set) ?? [];
    expect(token, set).not.toBe('');
    const [row] = await rowsOf(
      world,
      `select hash = '\\x${createHash('sha256').update(token).digest('hex')}' as hashed from sessions order by created_at desc limit 1`,
    );
    expect(row).toEqual({ hashed: true });
    const secure = await askToSignIn(here, ADMIN_KEY, 'console', { ...OWN, 'x-forwarded-proto': 'https' });
    expect([secure.headers['set-cookie']].flat()[0]).toMatch(
      /^__Host-dateline-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(await signedIn(here)).not.toBe(await signedIn(here));
  });

  test('signs in and out on every node, and its open connections close', async () => {
    const cookie = await signedIn(here, (await make(here)).key);
    const kept = await signedIn(here, (await make(here)).key);
    expect([await statusOf(here, cookie), await statusOf(there, cookie)]).toEqual([200, 200]);
    const [gone, stays] = [await opened(cookie), await opened(kept)];
    const answer = await here.http.post('/ops/sign-out').set({ cookie, ...OWN });
    expect([answer.status, answer.headers.location, [answer.headers['set-cookie']].flat()[0]]).toEqual([
      303,
      '/ops',
      expect.stringMatching(/^dateline-session=; .*Max-Age=0/),
    ]);
    expect([await statusOf(here, cookie), await statusOf(there, cookie)]).toEqual([401, 401]);
    await until(gone, { timeout: 3_000 });
    expect([stays(), await statusOf(there, kept)]).toEqual([false, 200]);
  });

  test.each([
    [
      'is revoked',
      async ({ id }: MadeKey) => void (await new Publisher(here).request('delete', `/v1/keys/${id}`).expect(204)),
    ],
    [
      'is rotated away',
      async ({ id }: MadeKey) =>
        void (await new Publisher(here).request('post', `/v1/keys/${id}/rotate`).send({}).expect(201)),
    ],
    ['expires', async ({ id }: MadeKey) => query(world, `update keys set expires_at = now() where id = '${id}'`)],
  ])('ends when its key %s, and its open connections close', async (_how, end) => {
    const made = await make(here);
    const cookie = await signedIn(here, made.key);
    const gone = await opened(cookie);
    await end(made);
    await isOut(there, cookie);
    await until(gone, { timeout: 3_000 });
    expect((await here.http.get('/ops').set({ cookie, ...OWN })).status).toBe(401);
    expect((await askToSignIn(there, made.key)).status).toBe(401);
  });

  test('survives a rotation for as long as the secret that started it', async () => {
    const made = await make(here);
    const cookie = await signedIn(here, made.key);
    await new Publisher(here).request('post', `/v1/keys/${made.id}/rotate`).send({ overlapSeconds: 3600 }).expect(201);
    expect(await statusOf(there, cookie)).toBe(200);
    await query(world, `update keys set previous_until = now() where id = '${made.id}'`);
    await isOut(there, cookie);
  });

  test('has the current scopes of its key', async () => {
    const made = await make(here);
    const cookie = await signedIn(here, made.key);
    expect((await here.http.get('/ops').set({ cookie })).status).toBe(200);
    await query(world, `update keys set scopes = '{publish}' where id = '${made.id}'`);
    const refused = await here.http.get('/ops').set({ cookie });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('lacks the scope')]);
    expect(await statusOf(here, cookie)).toBe(200);
  });

  test('ends after the idle time; a page’s automatic requests don’t count as use', async () => {
    const cookie = await signedIn(here, (await make(here)).key);
    const age = (minutes: number): Promise<unknown> =>
      query(world, `update sessions set used_at = now() - interval '${minutes} minutes'`);
    const used = async (): Promise<boolean> =>
      (await rowsOf(world, "select from sessions where used_at > now() - interval '1 minute'")).length > 0;
    await age(700);
    expect([await statusOf(there, cookie, { 'dateline-idle': '1' }), await used()]).toEqual([200, false]);
    expect((await there.http.get('/ops/queues/api/queues').set({ cookie, ...OWN })).status).toBe(200);
    expect(await used()).toBe(false);
    expect([await statusOf(there, cookie), await used()]).toEqual([200, true]);
    const gone = await opened(cookie);
    await age(721);
    expect(await statusOf(there, cookie)).toBe(401);
    await until(gone, { timeout: 3_000 });
  });

  test('has the idle time of SESSION_IDLE_MINUTES', async () => {
    const short = await TestDateline.start(world, { SESSION_IDLE_MINUTES: '10' });
    try {
      const cookie = await signedIn(short, (await make(here)).key);
      await query(world, "update sessions set used_at = now() - interval '11 minutes'");
      expect([await statusOf(short, cookie), await statusOf(here, cookie)]).toEqual([401, 200]);
    } finally {
      await short.stop();
    }
  });

  test('is in the audit log: sign-ins, failed sign-ins and sign-outs', async () => {
    const made = await make(here, { name: 'Night desk' });
    const reader = await make(here, { name: 'Reader', scopes: ['read'] });
    const before = (await auditOf(here)).length;
    const cookie = await signedIn(here, made.key, 'console');
    expect((await askToSignIn(here, 'dk_nobody-has-this')).status).toBe(401);
    expect((await askToSignIn(here, reader.key, 'console')).status).toBe(403);
    await here.http
      .post('/console/sign-out')
      .set({ cookie, ...OWN })
      .expect(204);
    const entries = (await auditOf(here)).slice(0, -before).toReversed();
    expect(
      entries.map(({ action, target, key, detail, address }) => [action, target, key.name, detail, address]),
    ).toEqual([
      ['session.began', '/console', 'Night desk', {}, '127.0.0.1'],
      ['session.refused', '/ops', 'nobody', { why: 'unknown key' }, '127.0.0.1'],
      ['session.refused', '/console', 'Reader', { why: 'scope' }, '127.0.0.1'],
      ['session.ended', '/console', 'Night desk', {}, '127.0.0.1'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('dk_nobody');
  });

  test('of another user in the same browser does not work for a page that was opened before', async () => {
    const [asha, binta] = [await make(here, { name: 'Asha' }), await make(here, { name: 'Binta' })];
    const first = await signedIn(here, asha.key);
    const second =
      (
        await here.http
          .post('/console/sign-in')
          .type('form')
          .set({ cookie: first, ...OWN })
          .send({ key: binta.key })
          .expect(204)
      ).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect([
      await statusOf(here, first),
      await statusOf(here, second),
      await statusOf(here, second, { 'dateline-key': binta.id }),
      await statusOf(here, second, { 'dateline-key': asha.id }),
    ]).toEqual([401, 200, 200, 401]);
  });
});

describe('sign-in', () => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await startEmbedded();
  });
  afterAll(() => dateline.end());

  test('by another site is refused, and so is sign-out, also without a cookie', async () => {
    for (const headers of [...OTHERS, {}]) {
      for (const door of ['ops', 'console'] as const) {
        const answer = await askToSignIn(dateline, ADMIN_KEY, door, headers);
        expectProblem(answer, 403, 'forbidden');
        expect(answer.headers['set-cookie']).toBeUndefined();
        const out = await dateline.http.post(`/${door}/sign-out`).set({ accept: 'application/json', ...headers });
        expectProblem(out, 403, 'forbidden');
        expect(out.headers['set-cookie']).toBeUndefined();
      }
    }
  });

  test('gives pages of another origin no session on the API; they can still read what is public', async () => {
    const cookie = await signedIn(dateline);
    await new Publisher(dateline)
      .request('put', '/v1/private-channels')
      .send({ channels: ['topic/members'] })
      .expect(200);
    const ask = (headers: Headers) =>
      dateline.http
        .get('/v1/updates')
        .query({ channel: 'topic/members' })
        .set({ cookie, ...headers });
    expect((await ask(OWN)).status).toBe(200);
    for (const headers of OTHERS) expect((await ask(headers)).status).toBe(401);
    const subscribes = async (origin: string, session: boolean): Promise<unknown> => {
      const socket = io(dateline.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth: session ? { session } : {},
        extraHeaders: { cookie, origin },
      });
      try {
        await new Promise((resolve, reject) =>
          socket.once('connect', () => resolve(null)).once('connect_error', reject),
        );
        return ((await socket.timeout(5_000).emitWithAck('subscribe', { channel: 'topic/members' })) as { ok: boolean })
          .ok;
      } catch (error) {
        return (error as { data?: { code: string } }).data?.code;
      } finally {
        socket.disconnect();
      }
    };
    expect([
      await subscribes(dateline.url, true),
      await subscribes(dateline.url, false),
      await subscribes('https://stranger.example', true),
      await subscribes('https://stranger.example', false),
    ]).toEqual([true, false, 'unauthorized', false]);
  });

  test('responses are not stored by shared caches', async () => {
    const cookie = await signedIn(dateline);
    for (const path of [
      '/v1/keys',
      '/v1/audit',
      '/v1/desk',
      '/v1/submissions/x',
      '/v1/sources',
      '/v1/webhooks',
      '/ops',
      '/metrics',
    ])
      expect((await dateline.http.get(path).set({ cookie, ...OWN })).headers['cache-control'], path).toContain(
        'no-store',
      );
  });

  test('redirects to our own pages only', async () => {
    const to = async (place: string): Promise<string | undefined> =>
      (await dateline.http.post('/ops/sign-in').type('form').set(OWN).send({ key: ADMIN_KEY, to: place }).expect(303))
        .headers.location;
    expect(await to('/ops/queues/queue/submissions?status=failed')).toBe('/ops/queues/queue/submissions?status=failed');
    for (const place of [
      'https://stranger.example/ops',
      '//stranger.example/ops',
      '/\\stranger.example/ops',
      '/opsy',
      '/ops/../v1/keys',
      '/ops/sign-out',
      'javascript:alert(1)',
      '',
    ])
      expect(await to(place), place).toBe('/ops');
    expect(safeReturnPath('/ops', '/ops/..//stranger.example')).toBe('/ops');
  });

  test('counts wrong keys like every transport does, and bounds the entries in the audit log', async () => {
    const before = (await auditOf(dateline)).length;
    let status = 0;
    for (let n = 0; n < 200 && status !== 429; n += 1) ({ status } = await askToSignIn(dateline, `dk_guess-${n}`));
    expect(status).toBe(429);
    const page = await askToSignIn(dateline, 'dk_guess', 'ops', { ...OWN, accept: 'text/html' });
    expect([page.status, page.text]).toEqual([429, expect.stringContaining('Too many wrong keys')]);
    // A key that was valid here before still works.
    expect((await askToSignIn(dateline)).status).toBe(303);
    const refused = (await auditOf(dateline)).slice(0, -before).filter(({ action }) => action === 'session.refused');
    expect(refused.length).toBeLessThanOrEqual(60);
    expect(refused.length).toBeGreaterThan(10);
  });

  test('refuses an unknown key with a message', async () => {
    expectProblem(await askToSignIn(dateline, ''), 422, 'invalid_field');
    const page = await askToSignIn(dateline, '<script>alert(1)</script>', 'ops', { ...OWN, accept: 'text/html' });
    expect(page.text).not.toContain('<script>alert');
  });
});
