// An ended key is refused, and its open connections close, within a second on every node. A secret can be
// rotated without a gap.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

type MadeKey = { id: string; key: string; lastUsedAt: string | null; previousUntil?: string };

describe.each(oneColumn)('$name', ({ settings }) => {
  let here: TestDateline;
  let there: TestDateline;
  let admin: Publisher;
  const make = async (more: object = {}): Promise<MadeKey> =>
    (
      await admin
        .request('post', '/v1/keys')
        .send({ name: 'Desk', scopes: ['publish'], ...more })
        .expect(201)
    ).body as MadeKey;
  const asks = (key: string, at = here) => new Publisher(at, key).request('get', '/v1/submissions/x');

  /** A socket and a stream on the other node, opened with this key. */
  async function opened(key: string): Promise<{ closed: () => boolean; told: () => unknown[]; stream: EventStream }> {
    const { socket, subscribe } = await there.read({ token: key });
    const told: unknown[] = [];
    socket.on('expired', (message: unknown) => told.push(message));
    expect(await subscribe('all')).toMatchObject({ ok: true });
    const stream = await EventStream.open(there.url, { channel: 'all' }, { authorization: `Bearer ${key}` });
    await until(() => stream.retry);
    return { closed: () => socket.disconnected && stream.ended !== null, told: () => told, stream };
  }

  beforeAll(async () => {
    const world = await settings();
    here = await TestDateline.start(world);
    there = await TestDateline.start(world, { ROLES: 'gateway' });
    admin = new Publisher(here);
  });
  afterAll(async () => {
    await there.stop();
    await here.end();
  });

  test('a revocation closes the key’s sockets and streams on another node within a second, with the reason', async () => {
    const { id, key } = await make();
    const other = await make();
    const [gone, kept] = [await opened(key), await opened(other.key)];
    const began = performance.now();
    await admin.request('delete', `/v1/keys/${id}`).expect(204);
    await until(() => gone.closed(), { timeout: 3_000 });
    expectWithin(1_000, performance.now() - began);
    expect(gone.told()).toEqual([{ code: 'unauthorized', reason: expect.any(String) }]);
    expect(gone.stream.events.at(-1)).toMatchObject({ event: 'expired', data: { code: 'unauthorized' } });
    expect(kept.closed()).toBe(false);
    await expect(there.read({ token: key })).rejects.toMatchObject({ data: { code: 'unauthorized' } });
    await expect(EventStream.open(there.url, {}, { authorization: `Bearer ${key}` })).rejects.toThrow('401');
    kept.stream.close();
  });

  test('an expired key is refused at once, and its open connections close', async () => {
    const endsAt = Date.now() + 1_500;
    const { key } = await make({ expiresAt: new Date(endsAt).toISOString() });
    const open = await opened(key);
    expect((await asks(key)).status).toBe(404);
    await until(() => Date.now() >= endsAt);
    expectProblem(await asks(key), 401, 'unauthorized');
    await until(() => open.closed(), { timeout: 3_000 });
    expectWithin(1_000, Date.now() - endsAt);
  });

  test('a rotation creates a new secret; the old one ends at once, or after the requested overlap', async () => {
    const { id, key } = await make();
    const open = await opened(key);
    const second = (await admin.request('post', `/v1/keys/${id}/rotate`).send({ overlapSeconds: 3 }).expect(201))
      .body as MadeKey;
    expect(second).toMatchObject({
      id,
      name: 'Desk',
      key: expect.not.stringMatching(key),
      previousUntil: expect.any(String),
    });
    const until1 = Date.parse(second.previousUntil ?? '');
    expect([(await asks(key)).status, (await asks(second.key)).status]).toEqual([404, 404]);
    expect(open.closed()).toBe(false);
    await until(() => Date.now() >= until1);
    expectProblem(await asks(key), 401, 'unauthorized');
    await until(() => open.closed(), { timeout: 3_000 });
    const third = (await admin.request('post', `/v1/keys/${id}/rotate`).expect(201)).body as MadeKey;
    expectProblem(await asks(second.key), 401, 'unauthorized');
    expect((await asks(third.key)).status).toBe(404);
    expectProblem(
      await admin.request('post', '/v1/keys/01a20dc7-4d4c-714b-8443-e298f1652250/rotate').send({}),
      404,
      'not_found',
    );
    expectProblem(
      await admin.request('post', `/v1/keys/${id}/rotate`).send({ overlapSeconds: -1 }),
      422,
      'invalid_field',
    );
  });

  test('the list shows when a key was last used, with a short delay', async () => {
    const { id, key, lastUsedAt } = await make();
    expect(lastUsedAt).toBeNull();
    const began = Date.now();
    await asks(key);
    const used = await until(
      async () =>
        ((await admin.request('get', '/v1/keys')).body.keys as MadeKey[]).find((listed) => listed.id === id)
          ?.lastUsedAt,
    );
    expect(Date.parse(used)).toBeGreaterThanOrEqual(began - 1_000);
  });
});
