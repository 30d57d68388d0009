// Invalid input gets a clear error, and has no other effect.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf, type Answered } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

const STORY = { uri: 'good', headline: 'Ferry returns', body: ['The ferry is back.'] };
const NOBODY = '0196a5b4-7c1e-7abc-8def-0123456789ab';
const MB = 1024 * 1024;

let dateline: TestDateline;
let admin: Publisher;

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
});
afterAll(async () => {
  // Refused requests left no trace, and publishing still works.
  expect((await admin.publish(STORY)).status).toBe('created');
  const { body } = await dateline.http.get('/v1/updates').expect(200);
  expect(body.head).toBe(1);
  await dateline.end();
});

describe('a key', () => {
  const url = '/v1/stories';
  const refused: [what: string, headers: Record<string, string>][] = [
    ['none', {}],
    ['a wrong one', { authorization: 'Bearer dk_wrong' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['one of another scheme', { authorization: `Digest ${ADMIN_KEY}` }],
    ['one without a scheme', { authorization: ADMIN_KEY }],
    ['one with words around it', { authorization: `Bearer ${ADMIN_KEY} or so` }],
    ['Basic without a password', { authorization: `Basic ${Buffer.from(ADMIN_KEY).toString('base64')}` }],
  ];

  test.each(refused)('that is %s gets 401, and how to send one', async (_what, headers) => {
    const answer = await dateline.http.post(url).set(headers).send(STORY);
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/);
  });

  test.each([
    'get /v1/submissions/x',
    'patch /v1/stories/x',
    'delete /v1/stories/x',
    'get /v1/keys',
    'post /v1/keys',
    'get /metrics',
  ])('is needed for %s', async (what) => {
    const [method, path] = what.split(' ') as ['get' | 'post' | 'patch' | 'delete', string];
    const answer = await dateline.http[method](path);
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers['www-authenticate']).toBeDefined();
  });

  test('that lacks the scope gets 403', async () => {
    const reader = await Publisher.named(dateline, 'onlooker', ['read']);
    expect(expectProblem(await reader.send(STORY), 403, 'forbidden').detail).toContain('publish');
    expectProblem(await reader.request('get', '/metrics'), 403, 'forbidden');
    expectProblem(await reader.request('get', '/v1/keys'), 403, 'forbidden');
  });

  test('that is wrong is refused on public routes too, rather than silently ignored', async () => {
    expectProblem(
      await dateline.http.get(`/v1/stories/${NOBODY}`).set('authorization', 'Bearer dk_wrong'),
      401,
      'unauthorized',
    );
  });
});

describe('a body that is not JSON', () => {
  test.each([
    ['cut short', '{"headline": "Half'],
    ['not JSON at all', 'headline=Ferry'],
    ['two values', '{} {}'],
    ['empty', ''],
    ['white space', ' \n '],
    ['with __proto__', '{"headline":"x","body":["y"],"__proto__":{"admin":true}}'],
    ['with constructor.prototype', '{"headline":"x","body":["y"],"constructor":{"prototype":{"admin":true}}}'],
    [
      'with a hidden __proto__ deeper down',
      '{"headline":"x","body":["y"],"media":[{"url":"https://x.example/","\\u005f_proto__":{}}]}',
    ],
    ['with NaN', '{"headline":NaN}'],
  ])('gets 400: %s', async (_what, body) => {
    expectProblem(await admin.send(body, { prefer: 'wait=20' }), 400, 'invalid_json');
  });

  test('gets 400 on every other route that takes one', async () => {
    expectProblem(
      await admin.request('post', '/v1/keys').set('content-type', 'application/json').send('{"name":'),
      400,
      'invalid_json',
    );
    expectProblem(
      await admin.request('patch', `/v1/stories/${NOBODY}`).set('content-type', 'application/json').send('['),
      400,
      'invalid_json',
    );
    expectProblem(
      await admin.request('delete', `/v1/stories/${NOBODY}`).set('content-type', 'application/json').send('"'),
      400,
      'invalid_json',
    );
  });

  test.each(['text/plain', 'text/html'])('an empty %s gets 400', async (type) => {
    expectProblem(await admin.request('post', '/v1/stories').set('content-type', type).send(''), 400, 'bad_request');
  });
});

describe('an invalid field is named', () => {
  const wrong: [what: string, fields: string[], story: unknown][] = [
    ['no headline, no body', ['body', 'headline'], {}],
    ['a headline of spaces', ['headline'], { ...STORY, headline: '  \n ' }],
    ['a headline of the wrong type', ['headline'], { ...STORY, headline: 7 }],
    ['a headline too long', ['headline'], { ...STORY, headline: 'x'.repeat(1001) }],
    ['a body of the wrong type', ['body'], { ...STORY, body: { text: 'x' } }],
    ['a paragraph of the wrong type', ['body'], { ...STORY, body: ['x', 7] }],
    ['a body deep down', ['body'], { ...STORY, body: [[[['x']]]] }],
    ['too many paragraphs', ['body'], { ...STORY, body: 'x '.repeat(5001).split(' ') }],
    ['an unknown field', ['subtitle'], { ...STORY, subtitle: 'x' }],
    ['two unknown fields', ['a', 'b'], { ...STORY, a: 1, b: 2 }],
    ['a zone that is none', ['zone'], { ...STORY, zone: 'Asia/Atlantis' }],
    ['an abbreviated zone', ['zone'], { ...STORY, zone: '+5' }],
    ['topics with a slash', ['topics.1'], { ...STORY, topics: ['ok', 'not/ok'] }],
    ['topics as one text', ['topics'], { ...STORY, topics: 'a,b' }],
    ['too many topics', ['topics'], { ...STORY, topics: Array.from({ length: 33 }, (_, at) => `t${at}`) }],
    ['a local time', ['versionCreated'], { ...STORY, versionCreated: '2022-01-08T12:53' }],
    ['a day that is none', ['firstCreated'], { ...STORY, firstCreated: '2022-02-30T00:00:00Z' }],
    ['media at no address', ['media.0.url'], { ...STORY, media: [{ type: 'image' }] }],
    ['media at a script', ['media.0.url'], { ...STORY, media: [{ url: 'javascript:alert(1)' }] }],
    [
      'media of an unknown type',
      ['media.1.type'],
      { ...STORY, media: [{ url: 'https://x.example/' }, { url: 'https://x.example/', type: 'hologram' }] },
    ],
    ['an address that is none', ['url'], { ...STORY, url: 'ferry' }],
    ['an empty uri', ['uri'], { ...STORY, uri: '' }],
    ['an unknown kind', ['kind'], { ...STORY, kind: 'tweet' }],
    ['a post without its live blog', ['partOf'], { ...STORY, kind: 'post' }],
    ['an unknown status', ['pubStatus'], { ...STORY, pubStatus: 'killed' }],
    ['an embargo in words', ['embargoedUntil'], { ...STORY, embargoedUntil: 'tomorrow' }],
    ['a pin that is a word', ['pinned'], { ...STORY, pinned: 'yes' }],
    ['a list in place of a story', [''], [STORY]],
    ['null in place of a story', [''], null],
    ['a text in place of a story', [''], 'x'],
  ];

  test.each(wrong)('%s: %j', async (_what, fields, story) => {
    const problem = expectProblem(await admin.send(JSON.stringify(story), { prefer: 'wait=20' }), 422, 'invalid_field');
    expect(fieldsOf(problem)).toEqual(fields);
    for (const { reason } of problem.errors ?? []) expect(reason).toMatch(/\S/);
  });

  test('of a hundred invalid fields at most twenty are named', async () => {
    const story = { ...STORY, ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, at])) };
    const answer = await admin.send(story);
    expect(expectProblem(answer, 422, 'invalid_field').errors?.length).toBeLessThanOrEqual(20);
  });

  test.each([
    ['zone', { zone: 'Mars/Olympus' }],
    ['url', { url: 'javascript:alert(1)' }],
    ['language', { language: 'English, please' }],
    ['topics.0', { topics: 'not ok' }],
    ['tpoics', { tpoics: 'nato' }],
    ['uri', { uri: '' }],
  ])('in the query of plain text: %s', async (field, query) => {
    const answer = await admin
      .request('post', '/v1/stories')
      .query(query)
      .set('content-type', 'text/plain')
      .send('A headline\n\nA body.');
    expect(fieldsOf(expectProblem(answer, 422, 'invalid_field'))).toEqual([field]);
  });

  test('a partOf that names no story fails in the reviser', async () => {
    const post = { uri: 'orphan', kind: 'post', partOf: 'no-such-blog', headline: 'x', body: ['y'] };
    const waited = expectProblem(await admin.send(post, { prefer: 'wait=20' }), 422, 'invalid_field');
    expect(fieldsOf(waited)).toEqual(['partOf']);
    const outcome = await admin.ended(await admin.send(post).expect(202));
    expect(outcome).toMatchObject({
      status: 'failed',
      story: null,
      update: null,
      error: { code: 'invalid_field', errors: [{ field: 'partOf' }] },
    });
  });
});

describe('a content type', () => {
  test.each([
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/json-patch+json',
    'text/markdown',
    'nonsense',
    '',
  ])('that Dateline does not support gets 415: %j', async (type) => {
    expectProblem(
      await answerOf(dateline, '/v1/stories', type === '' ? {} : { 'content-type': type }, ['<story/>']),
      415,
      'unsupported_type',
    );
  });

  test.each(['text/plain', 'text/html'])('of a page gets 415 where only JSON is accepted: %s', async (type) => {
    expectProblem(
      await admin.request('post', '/v1/keys').set('content-type', type).send('{"name":"x","scopes":["publish"]}'),
      415,
      'unsupported_type',
    );
    expectProblem(
      await admin.request('patch', `/v1/stories/${NOBODY}`).set('content-type', type).send('{"headline":"x"}'),
      415,
      'unsupported_type',
    );
  });
});

describe('over 2 MB', () => {
  test.each(['application/json', 'text/plain', 'text/html'])('%s gets 413', async (type) => {
    const body =
      type === 'application/json' ? JSON.stringify({ ...STORY, body: 'x'.repeat(2 * MB) }) : 'x'.repeat(2 * MB + 1);
    expectProblem(
      await answerOf(dateline, '/v1/stories', { 'content-type': type, 'content-length': String(body.length) }, [body]),
      413,
      'too_large',
    );
  });

  test.each(['application/json', 'text/plain', 'text/html'])('%s without a Content-Length gets 413', async (type) => {
    expectProblem(
      await answerOf(
        dateline,
        '/v1/stories',
        { 'content-type': type },
        Array.from({ length: 33 }, () => 'x'.repeat(MB / 16)),
      ),
      413,
      'too_large',
    );
  });

  test('just under it is accepted', async () => {
    const answer = await admin
      .request('post', '/v1/stories')
      .set({ 'content-type': 'text/plain', prefer: 'wait=0', 'idempotency-key': 'just-under' })
      .send('x'.repeat(2 * MB));
    expect(answer.status).toBe(202);
    expect((await admin.ended(answer)).status).toBe('failed');
  });
});

/** Posts the parts one by one; resolves with the response even where it comes before the last part. */
function answerOf(
  dateline: TestDateline,
  path: string,
  headers: Record<string, string>,
  parts: string[],
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${dateline.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
    });
    let answered = false;
    request.once('response', (response) => {
      answered = true;
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers as Record<string, string> }),
      );
    });
    // A refused client may find the connection closed while it sends the rest of the body.
    request.on('error', (error) => answered || reject(error));
    for (const part of parts) request.write(part);
    request.end();
  });
}
