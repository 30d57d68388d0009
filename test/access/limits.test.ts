// Who asks too much is told when to come back, and costs nobody else; whose pages may read and frame is a setting.
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { TestDateline } from '../support/dateline.js';
import { expectProblem } from '../support/problem.js';
import { Publisher } from '../support/publisher.js';

const FRIEND = 'https://news.example';
const STRANGER = 'https://other.example';
let dateline: TestDateline;

beforeAll(async () => {
  const column = columns.find(({ redis }) => !redis);
  if (column === undefined) throw new Error('there is no embedded column');
  dateline = await TestDateline.start(await column.settings(), { RATE_LIMIT_PUBLISH: '3/600', RATE_LIMIT_READ: '5/600', CORS_ORIGINS: `${FRIEND},https://live.example`, FRAME_ANCESTORS: `'self',${FRIEND}` });
});
afterAll(() => dateline.end());

const from = (address: string, path: string, headers: Record<string, string> = {}) => dateline.http.get(path).set({ 'x-forwarded-for': address, ...headers });
const statuses = async (addresses: string[], path = '/v1/updates?channel=all'): Promise<number[]> => {
  const seen: number[] = [];
  for (const address of addresses) seen.push((await from(address, path)).status);
  return seen;
};

test('a key that publishes too much is refused with a code and a time, and another key is not', async () => {
  const [one, two] = [await Publisher.named(dateline, 'one', ['publish']), await Publisher.named(dateline, 'two', ['publish'])];
  const send = (publisher: Publisher, uri: string) => publisher.request('post', '/v1/stories').send({ uri, headline: uri, body: ['It is in the news.'] });
  const first = await send(one, 'a');
  expect([first.status, first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([202, '"publish";q=3;w=600', expect.stringMatching(/^"publish";r=2;t=(600|59\d)$/)]);
  await send(one, 'b').expect(202);
  await send(one, 'c').expect(202);
  const refused = await send(one, 'd');
  expect(expectProblem(refused, 429, 'too_many').retryable).toBe(true);
  expect(refused.headers['ratelimit']).toMatch(/^"publish";r=0;t=\d+$/);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(500);
  await send(two, 'e').expect(202);
});

test('an address that reads too much is refused, an IPv6 address with its /64; others are not, and health is not counted', async () => {
  expect(await statuses(Array.from({ length: 6 }, () => '192.0.2.1'))).toEqual([200, 200, 200, 200, 200, 429]);
  expect(await statuses([...Array.from({ length: 6 }, (_, n) => `2001:db8:1:2::${n}`), '2001:db8:1:3::1'])).toEqual([200, 200, 200, 200, 200, 429, 200]);
  const refused = await from('192.0.2.1', '/v1/updates');
  expectProblem(refused, 429, 'too_many');
  expect([refused.headers['cache-control'], refused.headers['ratelimit-policy']]).toEqual(['no-store', '"read";q=5;w=600']);
  expectProblem(await from('192.0.2.1', '/v1/updates', { accept: 'text/event-stream' }), 429, 'too_many');
  expect(await statuses(Array.from({ length: 8 }, () => '192.0.2.1'), '/health/live')).toEqual(Array.from({ length: 8 }, () => 200));
});

test('an answer that caches may keep says nothing of one reader’s limit', async () => {
  const { headers } = await from('192.0.2.9', '/v1/updates').expect(200);
  expect([headers['ratelimit'], headers['ratelimit-policy']]).toEqual([undefined, undefined]);
});

test('pages of the origins that are set may read, stream and connect; those of others may not', async () => {
  const allowed = async (origin: string): Promise<unknown[]> => {
    const preflight = await dateline.http.options('/v1/updates').set({ origin, 'access-control-request-method': 'GET' });
    const stream = await fetch(`${dateline.url}/v1/updates`, { method: 'HEAD', headers: { origin, accept: 'text/event-stream', 'x-forwarded-for': '192.0.2.20' } });
    const read = await from('192.0.2.20', '/v1/updates', { origin });
    return [preflight.headers['access-control-allow-origin'], read.headers['access-control-allow-origin'], stream.headers.get('access-control-allow-origin')];
  };
  expect(await allowed(FRIEND)).toEqual([FRIEND, FRIEND, FRIEND]);
  expect(await allowed(STRANGER)).toEqual([undefined, undefined, null]);
  const connects = (origin: string | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = io(dateline.url, { transports: ['websocket'], forceNew: true, reconnection: false, ...(origin === undefined ? {} : { extraHeaders: { origin } }) });
      const answer = (yes: boolean) => (): void => {
        socket.disconnect();
        resolve(yes);
      };
      socket.once('connect', answer(true));
      socket.once('connect_error', answer(false));
    });
  expect([await connects(FRIEND), await connects(STRANGER), await connects(dateline.url), await connects(undefined)]).toEqual([true, false, true, true]);
});

test('the pages of readers may be framed by whom the setting names, the desks by nobody else', async () => {
  const ancestors = async (path: string): Promise<string | undefined> => /frame-ancestors ([^;]*)/.exec((await dateline.http.get(path)).headers['content-security-policy'] ?? '')?.[1];
  expect(await ancestors('/stories/none')).toBe(`'self' ${FRIEND}`);
  for (const path of ['/console', '/ops', '/docs']) expect(await ancestors(path)).toBe("'self'");
});
