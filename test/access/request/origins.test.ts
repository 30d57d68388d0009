// CORS_ORIGINS and FRAME_ANCESTORS: which sites may read, stream, connect and frame.
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';

const FRIEND = 'https://news.example';
const STRANGER = 'https://other.example';
let dateline: TestDateline;

beforeAll(async () => {
  const column = columns.find(({ redis }) => !redis);
  if (column === undefined) throw new Error('there is no embedded column');
  dateline = await TestDateline.start(await column.settings(), {
    CORS_ORIGINS: `${FRIEND},https://live.example`,
    FRAME_ANCESTORS: `'self',${FRIEND}`,
    RATE_LIMIT_READ: '1/600',
  });
});
afterAll(() => dateline.end());

const from = (address: string, path: string, headers: Record<string, string> = {}) =>
  dateline.http.get(path).set({ 'x-forwarded-for': address, ...headers });

test('pages of the configured origins may read, stream and connect; others may not', async () => {
  const allowed = async (origin: string): Promise<unknown[]> => {
    const preflight = await dateline.http
      .options('/v1/updates')
      .set({ origin, 'access-control-request-method': 'GET' });
    const stream = await fetch(`${dateline.url}/v1/updates`, {
      method: 'HEAD',
      headers: { origin, accept: 'text/event-stream', 'x-forwarded-for': '192.0.2.20' },
    });
    const read = await from(origin === FRIEND ? '192.0.2.20' : '192.0.2.21', '/v1/updates', { origin });
    return [
      preflight.headers['access-control-allow-origin'],
      read.headers['access-control-allow-origin'],
      stream.headers.get('access-control-allow-origin'),
    ];
  };
  expect(await allowed(FRIEND)).toEqual([FRIEND, FRIEND, FRIEND]);
  expect(await allowed(STRANGER)).toEqual([undefined, undefined, null]);
  const connects = (origin: string | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = io(dateline.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...(origin === undefined ? {} : { extraHeaders: { origin } }),
      });
      const answer = (yes: boolean) => (): void => {
        socket.disconnect();
        resolve(yes);
      };
      socket.once('connect', answer(true));
      socket.once('connect_error', answer(false));
    });
  expect([
    await connects(FRIEND),
    await connects(STRANGER),
    await connects(dateline.url),
    await connects(undefined),
  ]).toEqual([true, false, true, true]);
});

test('allowed pages can read error responses with all their headers', async () => {
  const ask = () => from('192.0.2.30', '/v1/updates', { origin: FRIEND });
  await ask().expect(200);
  const { headers } = await ask().expect(429);
  expect([
    headers['access-control-allow-origin'],
    String(headers['access-control-expose-headers']).split(', '),
  ]).toEqual([FRIEND, expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after'])]);
});

test('only allowed pages may load the client scripts', async () => {
  const script = async (origin: string) =>
    (await dateline.http.get('/client/dateline.js').set({ origin }).expect(200)).headers;
  expect((await script(FRIEND))['access-control-allow-origin']).toBe(FRIEND);
  expect([(await script(STRANGER))['access-control-allow-origin'], (await script(STRANGER))['vary']]).toEqual([
    undefined,
    expect.stringMatching(/origin/i),
  ]);
});

test('the configured sites may frame reader pages; no site may frame pages with a session', async () => {
  const framing = async (path: string): Promise<unknown[]> => {
    const { headers } = await dateline.http.get(path);
    return [/frame-ancestors ([^;]*)/.exec(headers['content-security-policy'] ?? '')?.[1], headers['x-frame-options']];
  };
  expect(await framing('/stories/none')).toEqual([`'self' ${FRIEND}`, undefined]);
  for (const path of ['/console', '/%63onsole', '/ops', '/ops/queues', '/docs', '/docs/openapi.json'])
    expect([path, ...(await framing(path))]).toEqual([path, "'none'", 'DENY']);
});
