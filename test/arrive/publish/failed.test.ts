// A submission that is no story: it fails with a reason, keeps its body, and affects nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDateline, type Outcome } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { SAMPLE } from '../../support/sample.js';

let dateline: TestDateline;
let admin: Publisher;

const sendText = (text: string | Buffer, query: Record<string, string>, headers: Record<string, string> = {}) =>
  admin
    .request('post', '/v1/stories')
    .query(query)
    .set({ 'content-type': 'text/plain; charset=utf-8', ...headers })
    .send(text as string);

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
});
afterAll(() => dateline.end());

describe.each([
  ['white space', '   \n\n  \n', 'text/plain'],
  ['a headline alone', 'Only a headline stands here', 'text/plain'],
  ['a page without a word', '<html><body><script>var x = 1</script><img src="x.png"></body></html>', 'text/html'],
])('%s', (what, text, type) => {
  test('gets 422 with Prefer: wait, and the response names what was not found', async () => {
    const answer = await sendText(text, { uri: `waited:${what}` }, { 'content-type': type, prefer: 'wait=20' });
    const problem = expectProblem(answer, 422, 'invalid_content');
    expect(fieldsOf(problem).join()).toMatch(/^(headline|body)$/);
    expect(answer.body).toMatchObject({ status: 'failed', story: null, revision: null, update: null, change: null });
    expect(answer.headers['location']).toBe(`/v1/submissions/${(answer.body as Outcome).submission}`);
  });

  test('gets 202 without it, and the submission has the reason', async () => {
    const answer = await sendText(text, { uri: `not waited:${what}` }, { 'content-type': type });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'queued' });
    const outcome = await admin.ended(answer);
    expect(outcome).toMatchObject({
      status: 'failed',
      story: null,
      error: { code: 'invalid_content', reason: expect.stringMatching(/^No (headline|body text) was found/) },
    });
  });
});

test('its exact bytes are a download, which no browser renders', async () => {
  const bytes = Buffer.concat([Buffer.from('\ufeff  \r\n\t'), Buffer.from([0x00, 0xff, 0xfe, 0x80])]);
  const answer = await sendText(bytes, { uri: 'bytes' }, { 'content-type': 'text/html; charset=windows-1252' });
  const outcome = await admin.ended(answer);
  expect(outcome.status).toBe('failed');
  const raw = await admin
    .request('get', `/v1/submissions/${outcome.submission}/raw`)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
  expect(raw.status).toBe(200);
  expect(Buffer.compare(raw.body as Buffer, bytes)).toBe(0);
  expect(raw.headers['content-disposition']).toMatch(/^attachment\b/);
  expect(raw.headers['content-type']).toBe('application/octet-stream');
  expect(raw.headers['x-content-type-options']).toBe('nosniff');
  expect(raw.headers['x-submission-type']).toBe('text/html; charset=windows-1252');
});

test('a valid one for the same uri is applied after it; and an earlier version still stands', async () => {
  const query = { uri: 'sample', zone: 'Asia/Kolkata' };
  const before = await sendText(SAMPLE, query);
  const bad = await sendText('\n', query);
  const worse = await sendText('Nothing but this line', query);
  const after = await sendText(SAMPLE.replaceAll('Popasna', 'Pervomaisk').replace('12:53 PM', '01:53 PM'), query);
  const other = await admin.publish({ uri: 'bystander', headline: 'Unharmed', body: ['All is well.'] });
  expect(other.status).toBe('created');
  const [first, second, third, last] = [
    await admin.ended(before),
    await admin.ended(bad),
    await admin.ended(worse),
    await admin.ended(after),
  ];
  expect([first.status, second.status, third.status, last.status]).toEqual(['created', 'failed', 'failed', 'revised']);
  expect(last).toMatchObject({ story: first.story, revision: 2 });
  const { body: story } = await dateline.http.get(`/v1/stories/${first.story}`).expect(200);
  expect(story.revision).toBe(2);
});

test('a publisher can’t read another’s failed submission or its body', async () => {
  const failed = await admin.ended(await sendText(' ', { uri: 'mine' }));
  const stranger = await Publisher.named(dateline, 'stranger');
  expectProblem(await stranger.request('get', `/v1/submissions/${failed.submission}`), 404, 'not_found');
  expectProblem(await stranger.request('get', `/v1/submissions/${failed.submission}/raw`), 404, 'not_found');
});
