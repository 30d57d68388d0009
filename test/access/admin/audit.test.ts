// The audit log: every administrative action and every kill has an entry, and entries can't be changed or
// removed.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

type Entry = {
  id: string;
  at: string;
  key: { id: string; name: string };
  action: string;
  target: string | null;
  detail: Record<string, unknown>;
  address: string | null;
};

let dateline: TestDateline;
let admin: Publisher;
const page = async (query: Record<string, string> = {}): Promise<{ entries: Entry[]; next: string | null }> =>
  (await admin.request('get', '/v1/audit').query(query).expect(200)).body as { entries: Entry[]; next: string | null };

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
});
afterAll(() => dateline.end());

test('creating, rotating and revoking keys, and killing, merging and splitting stories, are logged with key, action and address', async () => {
  const { body: made } = await admin
    .request('post', '/v1/keys')
    .send({ name: 'Desk', publisher: 'desk', scopes: ['publish'] })
    .expect(201);
  const desk = new Publisher(dateline, made.key);
  const story = async (uri: string): Promise<string> =>
    (await desk.publish({ uri, headline: uri, body: [`${uri} is in the news.`] })).story;
  const [one, two, three] = [await story('one'), await story('two'), await story('three')];
  await desk.publish({ uri: 'one', headline: 'Changed', body: ['one is in the news again.'] });
  await desk.request('post', `/v1/stories/${one}/split`).send({ revision: 2 }).expect(200);
  await desk.request('post', `/v1/stories/${two}/merge`).send({ into: one }).expect(200);
  await desk.request('delete', `/v1/stories/${three}`).send({ reason: 'Wrong.' }).expect(200);
  await desk.request('patch', `/v1/stories/${one}`).send({ pubStatus: 'canceled' }).expect(200);
  await desk.publish({ uri: 'four', headline: 'Four', body: ['It says "pubStatus": "canceled" in its text.'] });
  await desk.publish({ uri: 'four', headline: 'Four', body: ['x'], pubStatus: 'canceled' });
  await admin.request('post', `/v1/keys/${made.id}/rotate`).send({}).expect(201);
  await admin.request('delete', `/v1/keys/${made.id}`).expect(204);
  const { entries } = await page();
  expect(entries.map(({ action, target, key }) => [action, target, key.name]).toReversed()).toEqual([
    ['key.made', made.id, 'admin'],
    ['story.split', one, 'Desk'],
    ['story.merged', two, 'Desk'],
    ['story.killed', three, 'Desk'],
    ['story.killed', one, 'Desk'],
    ['story.killed', 'four', 'Desk'],
    ['key.rotated', made.id, 'admin'],
    ['key.revoked', made.id, 'admin'],
  ]);
  for (const { address, at, key } of entries)
    expect([address, Number.isFinite(Date.parse(at)), key.id]).toEqual(['127.0.0.1', true, expect.any(String)]);
  expect(JSON.stringify(entries)).not.toContain(made.key);
});

test('only an admin can read the log, page by page, newest first', async () => {
  const all = (await page()).entries;
  const paged: Entry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { entries, next }: { entries: Entry[]; next: string | null } = await page({
      limit: '3',
      ...(cursor === '' ? {} : { cursor }),
    });
    paged.push(...entries);
    cursor = next;
  }
  expect(paged).toEqual(all);
  const desk = await Publisher.named(dateline, 'desk', ['publish', 'read', 'ops']);
  expectProblem(await desk.request('get', '/v1/audit'), 403, 'forbidden');
  expectProblem(await dateline.http.get('/v1/audit'), 401, 'unauthorized');
  expectProblem(await admin.request('get', '/v1/audit').query({ cursor: 'x' }), 400, 'bad_cursor');
});

test('no entry can be changed or removed, by a route or by SQL', async () => {
  for (const method of ['delete', 'post', 'patch'] as const)
    expectProblem(await admin.request(method, '/v1/audit').send({}), 404, 'not_found');
  const client = new pg.Client({ connectionString: dateline.world.env.DATABASE_URL });
  await client.connect();
  try {
    for (const statement of ["update audit_log set action = 'nothing'", 'delete from audit_log', 'truncate audit_log'])
      await expect(client.query(statement)).rejects.toThrow('new lines only');
  } finally {
    await client.end();
  }
  expect((await page()).entries.length).toBeGreaterThan(8);
});
