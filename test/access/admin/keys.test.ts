// Keys: who may create them, what they allow, and that each is shown once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { startProcess } from '../../support/process.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

type MadeKey = {
  id: string;
  key: string;
  name: string;
  scopes: string[];
  publisher: string;
  createdAt: string;
  expiresAt: string | null;
};

let dateline: TestDateline;
let admin: Publisher;
const make = async (input: object): Promise<MadeKey> =>
  (await admin.request('post', '/v1/keys').send(input).expect(201)).body as MadeKey;

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
});
afterAll(() => dateline.end());

test('a new key is shown once, and never listed', async () => {
  const made = await make({ name: 'The Paper', scopes: ['publish'] });
  expect(made).toEqual({
    id: expect.any(String),
    key: expect.stringMatching(/^\S{20,}$/),
    name: 'The Paper',
    scopes: ['publish'],
    publisher: 'the-paper',
    createdAt: expect.any(String),
    expiresAt: null,
    lastUsedAt: null,
  });
  const list = await admin.request('get', '/v1/keys').expect(200);
  const { key, ...listed } = made;
  expect(list.body.keys).toContainEqual(listed);
  expect(list.text).not.toContain(key);
  expect(list.text).not.toContain(ADMIN_KEY);
  expect(list.text).not.toContain('hash');
});

test('every key is different', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => make({ name: 'Twin', scopes: ['read'] })));
  expect(new Set(made.map(({ key }) => key)).size).toBe(10);
});

test.each([
  ['no name, no scope', {}, ['name', 'scopes']],
  ['an empty name', { name: ' ', scopes: ['publish'] }, ['name']],
  ['no scope in the list', { name: 'x', scopes: [] }, ['scopes']],
  ['an unknown scope', { name: 'x', scopes: ['publish', 'root'] }, ['scopes.1']],
  ['a publisher that is no channel’s name', { name: 'x', scopes: ['publish'], publisher: 'a/b' }, ['publisher']],
  ['an end in the past', { name: 'x', scopes: ['publish'], expiresAt: '2001-01-01T00:00:00Z' }, ['expiresAt']],
  ['a key of one’s own choosing', { name: 'x', scopes: ['publish'], key: 'password' }, ['key']],
])('no key is created with %s', async (_what, input, fields) => {
  expect(fieldsOf(expectProblem(await admin.request('post', '/v1/keys').send(input), 422, 'invalid_field'))).toEqual(
    fields,
  );
});

describe('a key that may only publish', () => {
  test('can publish, and can not administer', async () => {
    const desk = await Publisher.named(dateline, 'desk');
    expect(await desk.publish({ uri: 'a', headline: 'A', body: ['x'] })).toMatchObject({ status: 'created' });
    const { id } = await make({ name: 'Other', scopes: ['read'] });
    expectProblem(await desk.request('get', '/v1/keys'), 403, 'forbidden');
    expectProblem(await desk.request('post', '/v1/keys').send({ name: 'Mine', scopes: ['admin'] }), 403, 'forbidden');
    expectProblem(await desk.request('delete', `/v1/keys/${id}`), 403, 'forbidden');
    expectProblem(await desk.request('get', '/metrics'), 403, 'forbidden');
  });

  test('publishes for its own publisher only, and reads only that publisher’s submissions', async () => {
    const [desk, rival] = [await Publisher.named(dateline, 'desk'), await Publisher.named(dateline, 'rival')];
    const outcome = await desk.publish({ uri: 'own', headline: 'Own', body: ['x'] });
    expect((await dateline.http.get(`/v1/stories/${outcome.story}`).expect(200)).body).toMatchObject({
      publisher: 'desk',
    });
    expectProblem(await rival.request('get', `/v1/submissions/${outcome.submission}`), 404, 'not_found');
    expectProblem(await rival.request('get', `/v1/submissions/${outcome.submission}/raw`), 404, 'not_found');
    expect((await desk.submission(outcome.submission)).status).toBe('created');
    expect((await admin.submission(outcome.submission)).status).toBe('created');
    const second = await Publisher.named(dateline, 'desk');
    expect((await second.submission(outcome.submission)).status).toBe('created');
  });
});

describe('a key that has ended', () => {
  test('by deletion is refused shortly after, over HTTP and sockets', async () => {
    const { id, key } = await make({ name: 'Leaver', scopes: ['publish'] });
    const leaver = new Publisher(dateline, key);
    const { submission } = await leaver.publish({ uri: 'last', headline: 'Last', body: ['x'] });
    await dateline.read({ token: key });
    await admin.request('delete', `/v1/keys/${id}`).expect(204);
    const answer = await until(
      async () => {
        const asked = await leaver.request('get', `/v1/submissions/${submission}`);
        return asked.status === 401 ? asked : null;
      },
      { timeout: 3_000 },
    );
    expectProblem(answer, 401, 'unauthorized');
    await expect(dateline.read({ token: key })).rejects.toMatchObject({ data: { code: 'unauthorized' } });
    expectProblem(await admin.request('delete', `/v1/keys/${id}`), 404, 'not_found');
  });

  test('by expiry is refused', async () => {
    const { key } = await make({
      name: 'Short',
      scopes: ['publish'],
      expiresAt: new Date(Date.now() + 1_000).toISOString(),
    });
    const short = new Publisher(dateline, key);
    expect((await short.request('get', '/v1/submissions/x')).status).toBe(404);
    await until(async () => (await short.request('get', '/v1/submissions/x')).status === 401, { timeout: 5_000 });
  });
});

test('the admin key works as a Basic password for /metrics', async () => {
  const basic = Buffer.from(`anybody:${ADMIN_KEY}`).toString('base64');
  await dateline.http.get('/metrics').set('authorization', `Basic ${basic}`).expect(200);
  const refused = await dateline.http
    .get('/metrics')
    .set('authorization', `Basic ${Buffer.from('anybody:wrong').toString('base64')}`);
  expectProblem(refused, 401, 'unauthorized');
});

test('no key is logged, even at the lowest log level', async () => {
  const adminKey = 'never-to-be-logged-0123456789';
  const process = await startProcess({
    env: { ADMIN_KEY: adminKey, LOG_LEVEL: 'trace', DATABASE_URL: dateline.world.env.DATABASE_URL },
  });
  try {
    const ask = async (method: string, path: string, authorization: string, body?: object) =>
      fetch(`${process.url}${path}`, {
        method,
        headers: {
          authorization,
          ...(body === undefined ? {} : { 'content-type': 'application/json', prefer: 'wait=20' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const made = (await (
      await ask('POST', '/v1/keys', `Bearer ${adminKey}`, { name: 'Quiet', scopes: ['publish'] })
    ).json()) as MadeKey;
    await ask('POST', '/v1/stories', `Bearer ${made.key}`, { headline: 'x', body: ['y'] });
    await ask('POST', '/v1/stories', 'Bearer wrong-but-secret-too', { headline: 'x', body: ['y'] });
    await ask('GET', '/metrics', `Basic ${Buffer.from(`x:${adminKey}`).toString('base64')}`);
    await process.stop();
    expect(process.output()).not.toBe('');
    for (const secret of [adminKey, made.key, 'wrong-but-secret-too', Buffer.from(`x:${adminKey}`).toString('base64')])
      expect(process.output()).not.toContain(secret);
  } finally {
    await process.remove();
  }
});
