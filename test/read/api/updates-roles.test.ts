// GET /v1/updates on processes with one role: api nodes serve pages, gateways serve event streams.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem } from '../../support/problem.js';

const STREAM = { accept: 'text/event-stream' };

describe('GET /v1/updates', () => {
  let api: TestDateline;
  let gateway: TestDateline;
  let worker: TestDateline;

  beforeAll(async () => {
    const [column] = columns;
    if (column === undefined) throw new Error('there is no backend');
    api = await TestDateline.start(await column.settings(), { ROLES: 'api' });
    const shared = { ...api.world, cleanup: async () => undefined };
    gateway = await TestDateline.start(shared, { ROLES: 'gateway' });
    worker = await TestDateline.start(shared, { ROLES: 'worker' });
  });
  afterAll(async () => {
    for (const node of [worker, gateway, api]) await node.end();
  });

  test('is a page on an api node, whatever the client accepts', async () => {
    const { body } = await api.http
      .get('/v1/updates')
      .set(STREAM)
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(body).toMatchObject({ head: 0, updates: [] });
  });

  test('is a stream on a gateway, which has no pages', async () => {
    const stream = await EventStream.open(gateway.url, {});
    await stream.first('sync');
    stream.close();
    expectProblem(await gateway.http.get('/v1/updates'), 404, 'not_found');
  });

  test('does not exist on a worker', async () => {
    expectProblem(await worker.http.get('/v1/updates'), 404, 'not_found');
    expectProblem(await worker.http.get('/v1/updates').set(STREAM), 404, 'not_found');
  });
});
