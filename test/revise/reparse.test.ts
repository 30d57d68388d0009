import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, TestDateline, type Outcome } from '../support/dateline.js';
import { startEmbedded } from '../support/embedded.js';
import { Publisher } from '../support/publisher.js';
import { SAMPLE } from '../support/sample.js';

describe('reparsing a story’s page', () => {
  let dateline: TestDateline;
  let story: string;
  const reparse = (id: string, key = ADMIN_KEY) =>
    dateline.http.post(`/v1/stories/${id}/reparse`).set('authorization', `Bearer ${key}`);

  beforeAll(async () => {
    dateline = await startEmbedded();
    story = ((await dateline.post('text/plain', SAMPLE, { uri: 'again', zone: 'Asia/Kolkata' })).body as Outcome).story;
  });
  afterAll(() => dateline.end());

  test('with the same parser changes nothing', async () => {
    const { body } = await reparse(story).expect(200);
    expect(body).toMatchObject({ status: 'unchanged', story, revision: 1 });
  });

  test('with a better parser makes a revision marked as reparsed, never a silent edit; patched fields stay', async () => {
    await dateline.http
      .patch(`/v1/stories/${story}`)
      .set('authorization', `Bearer ${ADMIN_KEY}`)
      .send({ headline: 'Set by hand' })
      .expect(200);
    // As a poorer parser would have parsed it: the credit line is part of the body.
    const client = new Client({ connectionString: dateline.world.env.DATABASE_URL });
    await client.connect();
    await client.query(
      `update revisions set content = jsonb_set(content::jsonb, '{body}', content::jsonb->'body' || '["(With inputs from agencies)"]')::json where revision = 2`,
    );
    await client.end();
    const { body } = await reparse(story).expect(200);
    expect(body).toMatchObject({ status: 'revised', story, revision: 3, change: { silent: false, reparsed: true } });
    const { body: now } = await dateline.http.get(`/v1/stories/${story}`).expect(200);
    expect(now).toMatchObject({ headline: 'Set by hand', revision: 3, versionCreated: '2022-01-08T07:23:00Z' });
    expect(now.body).toHaveLength(9);
    const { body: history } = await dateline.http.get(`/v1/stories/${story}/revisions`).expect(200);
    expect(history.revisions).toHaveLength(3);
  });

  test('needs the admin scope, a story, and a page to parse', async () => {
    const desk = await Publisher.named(dateline, 'desk');
    await reparse(story, desk.key).expect(403);
    await reparse('01a20dc7-4e08-7510-8b39-000000000000').expect(404);
    const json = await dateline.publish({ uri: 'json', headline: 'No page', body: ['Came as JSON.'] });
    const { body } = await reparse(json.story).expect(422);
    expect(body).toMatchObject({ code: 'invalid_content' });
  });
});
