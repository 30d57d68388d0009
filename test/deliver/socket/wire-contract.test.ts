import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribeAck, serverMessages } from '../../../src/core/log/wire.js';
import { TestDateline, type Outcome } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { SAMPLE, withFact } from '../../support/sample.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
beforeAll(async () => {
  dateline = await startEmbedded();
});
afterAll(() => dateline.end());

test('messages on sockets match the published schemas, from welcome to kill', async () => {
  const reader = await dateline.read();
  expect(serverMessages.welcome.safeParse(await reader.welcome()).error).toBeUndefined();
  for (const subscribed of [await reader.subscribe('all'), await reader.subscribe('no such channel')])
    expect(subscribeAck.safeParse(subscribed).error).toBeUndefined();
  const { story } = (await dateline.post('text/plain', SAMPLE, { uri: 'wire', zone: 'Asia/Kolkata', topics: 'a' }))
    .body as Outcome;
  await reader.subscribe(`story/${story}`);
  await dateline.post('text/plain', withFact(SAMPLE), { uri: 'wire', zone: 'Asia/Kolkata' });
  await dateline.http
    .delete(`/v1/stories/${story}`)
    .set('authorization', 'Bearer test-admin-key-0123456789')
    .send({ reason: 'test' })
    .expect(200);
  await until(() => reader.updates.length === 5, { describe: () => `5 updates; ${reader.updates.length} came` });
  expect(reader.updates.map((update) => serverMessages.update.safeParse(update).error)).toEqual(
    reader.updates.map(() => undefined),
  );
  expect(await reader.subscribe('topic/a', 'another.1')).toMatchObject({ mode: 'reset' });
  expect(serverMessages.reset.safeParse(reader.resets[0]).error).toBeUndefined();
});

test('AsyncAPI and OpenAPI documents are published, with every message and path', async () => {
  const { body: sockets } = await dateline.http.get('/docs/asyncapi.json').expect(200);
  expect(sockets.asyncapi).toBe('3.0.0');
  expect(Object.keys(sockets.channels.socket.messages).toSorted()).toEqual([
    'drain',
    'expired',
    'reset',
    'subscribe',
    'sync',
    'token',
    'unsubscribe',
    'unsubscribed',
    'update',
    'welcome',
  ]);
  const { body: http } = await dateline.http.get('/docs/openapi.json').expect(200);
  expect(http.openapi).toMatch(/^3\./);
  for (const path of [
    '/v1/stories',
    '/v1/stories/{id}',
    '/v1/stories/{id}/revisions',
    '/v1/stories/{id}/diff',
    '/v1/updates',
    '/v1/submissions/{id}',
    '/v1/keys',
    '/v1/keys/{id}/rotate',
    '/v1/audit',
    '/health/ready',
  ]) {
    expect(Object.keys(http.paths)).toContain(path);
  }
  expect(Object.keys(http.paths['/v1/stories'].post.requestBody.content).toSorted()).toEqual([
    'application/json',
    'application/vnd.iptc.ninjs+json',
    'text/html',
    'text/plain',
  ]);
});
