// CSRF on every route: only our own pages can make a browser change something. Basic reads operator routes,
// and nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, readAnswer } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { askToSignIn, signedIn } from '../../support/signed-in.js';
import type { Route } from '../../support/routes.js';

const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** The unsafe methods of a route; for a read-only route, those it might get. */
const actsOf = ({ methods }: Route): string[] => {
  const acts = UNSAFE.filter((method) => methods.includes(method));
  return acts.length === 0 ? ['POST'] : acts;
};
const BASIC = `Basic ${Buffer.from(`anybody:${ADMIN_KEY}`).toString('base64')}`;

let dateline: TestDateline;
let admin: Publisher;
let cookie: string;
let story: string;
let routes: Route[];

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
  cookie = await signedIn(dateline);
  story = (await admin.publish({ uri: 'stands', headline: 'It stands', body: ['And nobody changes it.'] })).story;
  routes = dateline.routes((name) =>
    name === 'queueName' ? 'submissions' : name === 'queueStatus' ? 'completed' : story,
  );
});
afterAll(() => dateline.end());

const ask = async (method: string, path: string, headers: Record<string, string>, body?: string) =>
  readAnswer(
    await fetch(dateline.url + path, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) }),
  );
/** What a form on another page can send without a preflight. */
const FORM = { 'content-type': 'text/plain' };
const BODY = JSON.stringify({ uri: 'forged', headline: 'Forged', body: ['By another page.'] });

/** Headers of cross-site requests. Node's `fetch` sends no Origin and no Fetch Metadata by itself. */
const FROM: [string, () => Record<string, string>][] = [
  ['another site', () => ({ 'sec-fetch-site': 'cross-site', origin: 'https://stranger.example' })],
  ['another origin of this site', () => ({ 'sec-fetch-site': 'same-site', origin: dateline.url.replace(/\d+$/, '1') })],
  ['another site, which knows our origin', () => ({ 'sec-fetch-site': 'cross-site', origin: dateline.url })],
  ['a word that no browser says', () => ({ 'sec-fetch-site': 'Same-Origin, none' })],
  ['another site, in a browser without Fetch Metadata', () => ({ origin: 'https://stranger.example' })],
  ['another port, in a browser without Fetch Metadata', () => ({ origin: dateline.url.replace(/\d+$/, '1') })],
  ['another scheme, in a browser without Fetch Metadata', () => ({ origin: dateline.url.replace('http:', 'https:') })],
  ['an opaque origin, in a browser without Fetch Metadata', () => ({ origin: 'null' })],
  ['nowhere that is said', () => ({})],
];

describe('on every route, an unsafe request', () => {
  test('is tested on routes of every module, and of Bull Board', () => {
    const all = routes.map(({ path }) => path);
    for (const path of [
      '/v1/stories',
      `/v1/stories/${story}`,
      '/v1/keys',
      '/ops/sign-in',
      '/console/sign-out',
      `/ops/submissions/${story}/retry`,
      '/ops/queues/api/queues/submissions/pause',
      '/ops/queues/api/queues/submissions/clean/completed',
      '/metrics',
    ])
      expect(all).toContain(path);
    expect(routes.filter(({ methods }) => methods.some((method) => UNSAFE.includes(method))).length).toBeGreaterThan(
      45,
    );
  });

  test.each(FROM)('with a session is refused from %s, with a Basic password or without', async (_from, headers) => {
    for (const route of routes) {
      for (const method of actsOf(route)) {
        const answer = await ask(
          method,
          route.path,
          { ...FORM, cookie, ...headers(), ...(route.path.length % 2 === 0 ? {} : { authorization: BASIC }) },
          BODY,
        );
        if (route.methods.includes(method) || answer.status !== 404)
          expect(expectProblem(answer, 403, 'forbidden').detail, `${method} ${route.path}`).toMatch(/page/);
      }
    }
  });

  test.each([
    ...FROM,
    ['our own page', () => ({ 'sec-fetch-site': 'same-origin', origin: dateline.url })] as (typeof FROM)[number],
  ])('with Basic is refused from %s', async (_from, headers) => {
    for (const route of routes.filter(({ path }) => !path.endsWith('/sign-in'))) {
      for (const method of actsOf(route)) {
        const answer = await ask(method, route.path, { ...FORM, authorization: BASIC, ...headers() }, BODY);
        if (route.methods.includes(method) || answer.status !== 404)
          expect(expectProblem(answer, 401, 'unauthorized').detail, `${method} ${route.path}`).toContain(
            'Authorization: Bearer',
          );
        expect(answer.headers['www-authenticate'] ?? '').not.toMatch(/basic/i);
      }
    }
  });

  test('of another page can’t sign in with a Basic password', async () => {
    for (const [, headers] of FROM) {
      for (const path of ['/ops/sign-in', '/console/sign-in']) {
        const answer = await ask(
          'POST',
          path,
          { 'content-type': 'application/x-www-form-urlencoded', authorization: BASIC, ...headers() },
          `key=${ADMIN_KEY}`,
        );
        expect([expectProblem(answer, 403, 'forbidden').code, answer.headers['set-cookie']]).toEqual([
          'forbidden',
          undefined,
        ]);
      }
    }
  });

  test('that was refused has changed nothing', async () => {
    expect((await dateline.http.get('/v1/updates').expect(200)).body).toMatchObject({ head: 1 });
    const { entries } = (await admin.request('get', '/v1/audit').expect(200)).body as { entries: { action: string }[] };
    expect(entries.map(({ action }) => action)).toEqual(['session.began']);
    expect((await dateline.http.get(`/v1/stories/${story}`)).body).toMatchObject({
      revision: 1,
      headline: 'It stands',
    });
    await dateline.http.get('/ops').set('cookie', cookie).expect(200);
  });

  test('with a session is allowed from our own page, and with Bearer from anywhere', async () => {
    const own: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: dateline.url },
    ];
    for (const headers of own)
      expect(
        (
          await ask(
            'PATCH',
            `/v1/stories/${story}`,
            { 'content-type': 'application/json', cookie, ...headers, prefer: 'wait=20' },
            JSON.stringify({ pinned: true }),
          )
        ).status,
      ).toBe(200);
    for (const [, headers] of FROM) {
      const answer = await ask(
        'PATCH',
        `/v1/stories/${story}`,
        {
          'content-type': 'application/json',
          cookie,
          authorization: `Bearer ${ADMIN_KEY}`,
          ...headers(),
          prefer: 'wait=20',
        },
        JSON.stringify({ pinned: false }),
      );
      expect(answer.status).toBe(200);
    }
    for (const [method, path] of [
      ['PUT', '/ops/queues/api/queues/submissions/pause'],
      ['PUT', '/ops/queues/api/queues/submissions/resume'],
      ['PUT', '/ops/queues/api/queues/submissions/clean/completed'],
    ] as const) {
      expect((await ask(method, path, { cookie, 'sec-fetch-site': 'same-origin' })).status, path).toBe(200);
    }
    const { entries } = (await admin.request('get', '/v1/audit').expect(200)).body as {
      entries: { action: string; target: string; key: { name: string } }[];
    };
    expect(
      entries
        .filter(({ action }) => action === 'queue.changed')
        .map(({ target, key }) => [target, key.name])
        .toReversed(),
    ).toEqual(
      ['pause', 'resume', 'clean/completed'].map((act) => [`/ops/queues/api/queues/submissions/${act}`, 'admin']),
    );
  });

  test('is allowed where a trusted proxy sends the protocol of the browser', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-proto': 'https',
      origin: dateline.url.replace('http:', 'https:'),
      prefer: 'wait=20',
    };
    expectProblem(
      await ask(
        'PATCH',
        `/v1/stories/${story}`,
        { ...headers, cookie: `__Host-${cookie}`, origin: dateline.url },
        '{"pinned":true}',
      ),
      403,
      'forbidden',
    );
    expect(
      (await ask('PATCH', `/v1/stories/${story}`, { ...headers, cookie: `__Host-${cookie}` }, '{"pinned":true}'))
        .status,
    ).toBe(200);
    // Over HTTPS the cookie without __Host- is ignored: anybody could have planted it.
    expectProblem(
      await ask('PATCH', `/v1/stories/${story}`, { ...headers, cookie }, '{"pinned":true}'),
      401,
      'unauthorized',
    );
  });
});

describe('Basic', () => {
  test('reads /metrics, /ops and Bull Board with its API, and nothing under /v1, by any method', async () => {
    const { submission } = await admin.publish({ uri: 'read', headline: 'To be read', body: ['By operators.'] });
    for (const path of [
      '/metrics',
      '/ops',
      `/ops/submissions/${submission}`,
      '/ops/queues',
      '/ops/queues/',
      '/ops/queues/api/queues',
      '/ops/assets/ops-page.css',
    ]) {
      expect((await ask('GET', path, { authorization: BASIC })).status, path).toBe(200);
      expect((await ask('HEAD', path, { authorization: BASIC })).status, path).toBe(200);
    }
    for (const { path, methods } of routes.filter((route) => route.path.startsWith('/v1'))) {
      for (const method of methods.filter((each) => each !== 'HEAD'))
        expect(
          expectProblem(await ask(method, path, { authorization: BASIC }), 401, 'unauthorized').detail,
          `${method} ${path}`,
        ).toContain('Authorization: Bearer');
      expect((await ask('HEAD', path, { authorization: BASIC })).status, path).toBe(401);
    }
  });

  test('with a valid key on a route without Basic does not count as a wrong key', async () => {
    for (let n = 0; n < 110; n += 1) await ask('GET', '/v1/keys', { authorization: BASIC });
    expect(
      (await askToSignIn(dateline, await Publisher.named(dateline, 'operator', ['ops']).then(({ key }) => key))).status,
    ).toBe(303);
  });

  test('shows the desk without what only a session can do', async () => {
    expect((await ask('GET', '/ops', { authorization: BASIC })).text).toContain('read-only');
  });
});

test('HTTP long polling, which a form could post to, is disabled', async () => {
  expect((await ask('POST', '/socket.io/?EIO=4&transport=polling', { ...FORM, cookie }, '40')).status).toBe(400);
});
