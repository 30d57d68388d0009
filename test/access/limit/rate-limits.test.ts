// Rate limits: an exceeded limit says when to retry, and affects no other client; keys can't be guessed; an
// unavailable Redis refuses and delays nobody.
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { columns, type World } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline } from '../../support/dateline.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

type Refusal = { ok: boolean; code: string; retryable: boolean; retryAfterMs?: number };

const WRONG = (n: number): string => `dk_wrong${n}`;
const LIMITED: unknown = expect.objectContaining({
  ok: false,
  code: 'too_many',
  retryable: true,
  retryAfterMs: expect.any(Number),
});

describe.each(columns)('$name', ({ settings, redis: hasRedis }) => {
  let world: World;
  let dateline: TestDateline;
  let clients: Socket[] = [];
  let last = 0;
  /** A new client address. */
  const address = (): string => `198.51.100.${(last += 1)}`;

  const from = (who: string, path: string, headers: Record<string, string> = {}) =>
    dateline.http.get(path).set({ 'x-forwarded-for': who, ...headers });
  const statuses = async (
    addresses: string[],
    path = '/v1/updates?channel=all',
    headers: Record<string, string> = {},
  ): Promise<number[]> => {
    const seen: number[] = [];
    for (const who of addresses) seen.push((await from(who, path, headers)).status);
    return seen;
  };
  const times = (count: number, who: string): string[] => Array.from({ length: count }, () => who);
  const send = (publisher: Publisher, uri: string) =>
    publisher.request('post', '/v1/stories').send({ uri, headline: uri, body: ['It is in the news.'] });

  /** A connected Socket.IO client, or the error of the connection. */
  const connect = (who: string, token?: string): Promise<Socket | Refusal> =>
    new Promise((resolve) => {
      const socket = io(dateline.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { 'x-forwarded-for': who },
        auth: token === undefined ? {} : { token },
      });
      clients.push(socket);
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', (error) => resolve((error as Error & { data: Refusal }).data));
    });
  const connected = async (who: string, token?: string): Promise<Socket> => {
    const socket = await connect(who, token);
    if ('ok' in socket) throw new Error(`refused: ${socket.code}`);
    return socket;
  };
  const subscribe = async (socket: Socket): Promise<Refusal> =>
    (await socket.timeout(8_000).emitWithAck('subscribe', { channel: 'all' })) as Refusal;

  beforeAll(async () => void (world = await settings()));
  afterAll(() => world.cleanup());
  const start = async (env: Record<string, string>): Promise<TestDateline> =>
    TestDateline.start({ ...world, cleanup: async () => undefined }, env);
  afterEach(async () => {
    for (const socket of clients) socket.disconnect();
    clients = [];
    await dateline.end();
  });

  describe('with all limits on', () => {
    beforeEach(async () => {
      await world.redis?.flushall();
      dateline = await start({
        RATE_LIMIT_PUBLISH: '3/600',
        RATE_LIMIT_READ: '5/600',
        RATE_LIMIT_COSTLY: '2/600',
        RATE_LIMIT_CONNECT: '4/600',
        RATE_LIMIT_WRONG_KEYS: '5/600',
      });
    });

    test('a key over its publish limit is refused with code and time, and another key is not', async () => {
      const [one, two] = [
        await Publisher.named(dateline, 'one', ['publish']),
        await Publisher.named(dateline, 'two', ['publish']),
      ];
      const first = await send(one, 'a');
      expect([first.status, first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([
        202,
        '"publish";q=3;w=600',
        expect.stringMatching(/^"publish";r=2;t=(600|59\d)$/),
      ]);
      await send(one, 'b').expect(202);
      await send(one, 'c').expect(202);
      const refused = await send(one, 'd');
      expect(expectProblem(refused, 429, 'too_many').retryable).toBe(true);
      expect([refused.headers['ratelimit-policy'], refused.headers['ratelimit']]).toEqual([
        '"publish";q=3;w=600',
        expect.stringMatching(/^"publish";r=0;t=\d+$/),
      ]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(500);
      await send(two, 'e').expect(202);
    });

    test('an address over the costly limit is refused; cheap reads continue, and a key has no such limit', async () => {
      const publisher = await Publisher.named(dateline, 'one', ['publish']);
      const { story } = await publisher.publish({ uri: 'costly', headline: 'It costs', body: ['It is in the news.'] });
      const paths = [
        `/v1/stories/${story}/diff?from=1&to=1`,
        `/stories/${story}/diff/1..1`,
        `/v1/stories/${story}/ninjs`,
        `/v1/stories/${story}/revisions/1`,
        `/v1/stories/${story}/revisions`,
      ];
      for (const [at, path] of paths.entries()) {
        const who = address();
        expect(await statuses(times(3, who), path)).toEqual([200, 200, 429]);
        const refused = await from(who, paths[(at + 1) % paths.length] ?? path);
        expectProblem(refused, 429, 'too_many');
        expect(refused.headers['ratelimit-policy']).toBe('"costly";q=2;w=600');
        expect((await from(who, `/v1/stories/${story}`)).status).toBe(200);
      }
      const key = { authorization: `Bearer ${publisher.key}` };
      expect(await statuses(times(4, address()), paths[0], key)).toEqual([200, 200, 200, 200]);
    });

    test('an address over the read limit is refused, an IPv6 address with its /64; others are not, a key has its own limit, and health is not counted', async () => {
      expect(await statuses(times(6, '192.0.2.1'))).toEqual([200, 200, 200, 200, 200, 429]);
      expect(await statuses([...Array.from({ length: 6 }, (_, n) => `2001:db8:1:2::${n}`), '2001:db8:1:3::1'])).toEqual(
        [200, 200, 200, 200, 200, 429, 200],
      );
      const refused = await from('192.0.2.1', '/%761/updates');
      expectProblem(refused, 429, 'too_many');
      expect([refused.headers['cache-control'], refused.headers['ratelimit-policy']]).toEqual([
        'no-store',
        '"read";q=5;w=600',
      ]);
      expect(await statuses(times(8, '192.0.2.1'), '/health/live')).toEqual(times(8, '').map(() => 200));
      expect(await statuses(times(2, '192.0.2.1'), '/client/dateline.js')).toEqual([200, 200]);
      expect(await statuses(times(6, '192.0.2.1'), '/v1/keys', { authorization: `Bearer ${ADMIN_KEY}` })).toEqual([
        200, 200, 200, 200, 200, 429,
      ]);
      // Only a trusted proxy's X-Forwarded-For counts.
      expect(await statuses(['203.0.113.9, 192.0.2.1', '192.0.2.1, 203.0.113.9', '192.0.2.1, 10.1.2.3'])).toEqual([
        429, 200, 429,
      ]);
    });

    test('a response for shared caches has no rate limit headers; a private one has', async () => {
      const { headers } = await from('192.0.2.9', '/v1/updates').expect(200);
      expect([headers['ratelimit'], headers['ratelimit-policy']]).toEqual([undefined, undefined]);
      const own = await from('192.0.2.9', '/v1/keys', { authorization: `Bearer ${ADMIN_KEY}` }).expect(200);
      expect(own.headers['ratelimit']).toMatch(/^"read";r=4;t=\d+$/);
    });

    test('connections and subscriptions of sockets and streams share a limit and get a retry time; a key has its own limit', async () => {
      const who = address();
      const socket = await connected(who);
      expect([
        await subscribe(socket),
        await subscribe(socket),
        await subscribe(socket),
        await subscribe(socket),
      ]).toEqual([...times(3, '').map(() => expect.objectContaining({ ok: true }) as unknown), LIMITED]);
      expect(await connect(who)).toEqual(LIMITED);
      const stream = await from(who, '/v1/updates', { accept: 'text/event-stream' });
      expectProblem(stream, 429, 'too_many');
      expect([stream.headers['ratelimit-policy'], Number(stream.headers['retry-after']) > 500]).toEqual([
        '"connect";q=4;w=600',
        true,
      ]);
      const own = await fetch(`${dateline.url}/v1/updates`, {
        method: 'HEAD',
        headers: { accept: 'text/event-stream', 'x-forwarded-for': address() },
      });
      expect(own.headers.get('ratelimit')).toMatch(/^"connect";r=3;t=\d+$/);
      expect(await subscribe(await connected(who, ADMIN_KEY))).toMatchObject({ ok: true });
      expect(await subscribe(await connected(address()))).toMatchObject({ ok: true });
      // Existing subscriptions continue.
      expect(socket.connected).toBe(true);
    });

    test('an address over the wrong-key limit has unknown keys throttled; valid keys are served, and so are other addresses', async () => {
      const who = address();
      const wrong = async (n: number, of = who) => from(of, '/v1/keys', { authorization: `Bearer ${WRONG(n)}` });
      const [known, fresh] = [
        await Publisher.named(dateline, 'known', ['publish']),
        await Publisher.named(dateline, 'fresh', ['publish']),
      ];
      await send(known, 'before').expect(202);
      for (let n = 0; n < 5; n += 1) expectProblem(await wrong(n), 401, 'unauthorized');
      await until(async () => (await wrong(6)).status === 429);
      const refused = await wrong(7);
      expectProblem(refused, 429, 'too_many');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(500);
      expect(await connect(who, WRONG(8))).toEqual(LIMITED);
      const flood = Promise.all(Array.from({ length: 40 }, (_, n) => wrong(10 + n)));
      // During the flood.
      for (const uri of ['one', 'two']) await send(known, uri).set('x-forwarded-for', who).expect(202);
      expect((await flood).map(({ status }) => status)).toEqual(times(40, '').map(() => 429));
      await until(async () => (await send(fresh, 'first').set('x-forwarded-for', who)).status === 202);
      expect(await subscribe(await connected(who))).toMatchObject({ ok: true });
      expectProblem(await wrong(9, address()), 401, 'unauthorized');
    });

    test('wrong keys over sockets count too, at connect and on an open socket', async () => {
      const who = address();
      const socket = await connected(who);
      const renew = async (n: number): Promise<Refusal> =>
        (await socket.timeout(8_000).emitWithAck('token', { token: WRONG(n) })) as Refusal;
      expect([await connect(who, WRONG(1)), await connect(who, WRONG(2))]).toEqual([
        expect.objectContaining({ code: 'unauthorized' }),
        expect.objectContaining({ code: 'unauthorized' }),
      ]);
      expect((await Promise.all([3, 4, 5].map(renew))).map(({ code }) => code)).toEqual(times(3, 'unauthorized'));
      expect(await renew(6)).toEqual(LIMITED);
      expectProblem(await from(who, '/v1/keys', { authorization: `Bearer ${WRONG(7)}` }), 429, 'too_many');
    });

    test('the OpenAPI document has the 429 response of each limited call', async () => {
      const { paths } = (await dateline.http.get('/docs/openapi.json').expect(200)).body as {
        paths: Record<string, Record<string, { responses: Record<string, { headers?: object }> }>>;
      };
      const counted = Object.entries(paths).filter(
        ([path]) => path.startsWith('/v1/') && !path.startsWith('/v1/websub/'),
      );
      expect(counted.length).toBeGreaterThan(10);
      for (const [, operations] of counted)
        for (const { responses } of Object.values(operations))
          expect(Object.keys(responses['429']?.headers ?? {})).toEqual([
            'Retry-After',
            'RateLimit',
            'RateLimit-Policy',
          ]);
      expect(paths['/health/live']?.['get']?.responses['429']).toBeUndefined();
    });

    if (hasRedis)
      test('processes share their counts', async () => {
        const other = await start({ RATE_LIMIT_READ: '5/600' });
        try {
          const who = address();
          const ask = async (at: TestDateline) => (await at.http.get('/v1/updates').set('x-forwarded-for', who)).status;
          expect([
            await ask(dateline),
            await ask(other),
            await ask(dateline),
            await ask(other),
            await ask(dateline),
            await ask(other),
            await ask(dateline),
          ]).toEqual([200, 200, 200, 200, 200, 429, 429]);
        } finally {
          await other.end();
        }
      });

    test.each(hasRedis ? ['is killed', 'does not answer'] : [])(
      'a Redis that %s refuses and delays nobody; each process counts for itself',
      async (how) => {
        const who = address();
        const publisher = await Publisher.named(dateline, 'steady', ['publish']);
        await send(publisher, 'before').expect(202);
        expect(await statuses(times(4, who))).toEqual([200, 200, 200, 200]);
        if (how === 'is killed') await world.redis?.kill();
        else world.redis?.signal('SIGSTOP');
        try {
          const before = performance.now();
          await send(publisher, 'during').expect(202);
          expectWithin(2_000, performance.now() - before);
          expect(await statuses(times(6, who))).toEqual([200, 200, 200, 200, 200, 429]);
          expect(await subscribe(await connected(who))).toMatchObject({ ok: true });
        } finally {
          if (how === 'is killed') await world.redis?.restart();
          else world.redis?.signal('SIGCONT');
        }
        await until(
          async () =>
            (await from(address(), '/v1/updates')).status === 200 &&
            ((await world.redis?.client.keys('dateline:limit:read*')) ?? []).length > 0,
        );
      },
    );
  });

  test('a client that waits is served again', async () => {
    dateline = await start({ RATE_LIMIT_READ: '2/1' });
    const who = address();
    await until(async () => (await from(who, '/v1/updates')).status === 429);
    await until(async () => (await from(who, '/v1/updates')).status === 200);
  });

  test('by default, only wrong keys are counted', async () => {
    dateline = await start({});
    const who = address();
    expect(
      new Set(
        (await Promise.all(Array.from({ length: 300 }, () => from(who, '/v1/updates')))).map(({ status }) => status),
      ),
    ).toEqual(new Set([200]));
    const publisher = await Publisher.named(dateline, 'free', ['publish']);
    const answer = await send(publisher, 'free').expect(202);
    expect(answer.headers['ratelimit']).toBeUndefined();
    expect(
      (
        await Promise.all(
          Array.from({ length: 100 }, (_, n) => from(who, '/v1/keys', { authorization: `Bearer ${WRONG(n)}` })),
        )
      ).map(({ status }) => status),
    ).toEqual(times(100, '').map(() => 401));
    await until(async () => (await from(who, '/v1/keys', { authorization: `Bearer ${WRONG(100)}` })).status === 429);
  });
});
