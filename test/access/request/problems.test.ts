// Problem documents say what happened, which field, and what to do. A request provokes each code of the
// closed list.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemOf } from '../../../src/access/request/problem.filter.js';
import { DatelineError, ERRORS, type ErrorCode } from '../../../src/core/errors.js';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf, type Answered } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

let dateline: TestDateline;
let admin: Publisher;
let story: string;

beforeAll(async () => {
  dateline = await startEmbedded({ RATE_LIMIT_CONNECT: '1/60' });
  admin = new Publisher(dateline);
  story = (await admin.publish({ uri: 'ferry', headline: 'Ferry returns', body: ['It is back.'] })).story;
});
afterAll(() => dateline.end());

const NOBODY = '0196a5b4-7c1e-7abc-8def-0123456789ab';
const json = { 'content-type': 'application/json' };

/**
 * A request for each code, and words of its detail. Three codes are for server failures, which no request can
 * provoke.
 */
const REQUESTS: Record<
  Exclude<ErrorCode, 'internal' | 'unavailable' | 'not_writable'>,
  { status: number; detail: RegExp; fields?: string[]; send: () => PromiseLike<Answered> }
> = {
  bad_request: {
    status: 400,
    detail: /If-Match takes a revision number/,
    send: () => admin.request('patch', `/v1/stories/${story}`).set('if-match', 'three').send({ headline: 'x' }),
  },
  invalid_json: {
    status: 400,
    detail: /JSON/,
    send: () => admin.request('post', '/v1/stories').set(json).send('{"headline":'),
  },
  invalid_field: {
    status: 422,
    detail: /headline/,
    fields: ['headline'],
    send: () => admin.send({ headline: 3, body: ['x'] }),
  },
  invalid_content: {
    status: 422,
    detail: /headline/,
    fields: ['headline'],
    send: () =>
      admin.request('post', '/v1/stories').set({ 'content-type': 'text/html', prefer: 'wait=20' }).send('<p></p>'),
  },
  bad_cursor: { status: 400, detail: /<epoch>\.<seq>/, send: () => dateline.http.get('/v1/updates?after=yesterday') },
  bad_channel: { status: 400, detail: /topic\/<name>/, send: () => dateline.http.get('/v1/updates?channel=nothing') },
  reset: { status: 410, detail: /Reload the stories/, send: () => dateline.http.get('/v1/updates?after=other.9') },
  unauthorized: { status: 401, detail: /Bearer <key>/, send: () => dateline.http.get('/v1/keys') },
  forbidden: {
    status: 403,
    detail: /scope "admin"/,
    send: async () => (await Publisher.named(dateline, 'onlooker', ['read'])).request('get', '/v1/keys'),
  },
  not_found: { status: 404, detail: /no such story/, send: () => dateline.http.get(`/v1/stories/${NOBODY}`) },
  killed: {
    status: 410,
    detail: /killed/,
    send: async () => {
      const gone = (await admin.publish({ uri: 'gone', headline: 'Gone', body: ['x'] })).story;
      await admin.request('delete', `/v1/stories/${gone}`).send({ reason: 'withdrawn' });
      return dateline.http.get(`/v1/stories/${gone}`);
    },
  },
  merged: {
    status: 410,
    detail: /merged into/,
    send: async () => {
      const twin = (await admin.publish({ uri: 'twin', headline: 'Twin', body: ['x'] })).story;
      await admin.request('post', `/v1/stories/${twin}/merge`).send({ into: story });
      return admin.request('patch', `/v1/stories/${twin}`).send({ headline: 'Another' });
    },
  },
  revision_conflict: {
    status: 412,
    detail: /revision \d+, not 99/,
    send: () => admin.request('patch', `/v1/stories/${story}`).set('if-match', '"99"').send({ headline: 'x' }),
  },
  idempotency_conflict: {
    status: 422,
    detail: /Idempotency-Key/,
    send: async () => {
      for (const headline of ['One', 'Two']) {
        const answer = await admin
          .request('post', '/v1/stories')
          .set({ ...json, 'idempotency-key': 'same' })
          .send({ headline, body: ['x'] });
        if (answer.status !== 202) return answer;
      }
      throw new Error('the key was taken twice');
    },
  },
  too_large: {
    status: 413,
    detail: /larger than the 2 MB/,
    send: () =>
      admin
        .request('post', '/v1/stories')
        .set(json)
        .send(JSON.stringify({ headline: 'x', body: ['x'.repeat(3 * 1024 * 1024)] })),
  },
  unsupported_type: {
    status: 415,
    detail: /text\/html.*Content-Type/,
    send: () => admin.request('post', '/v1/stories').set('content-type', 'text/markdown').send('# x'),
  },
  too_many: {
    status: 429,
    detail: /retry in \d+ s/,
    send: async () => {
      const stream = (): PromiseLike<Answered> =>
        dateline.http.head('/v1/updates?after=x').set('accept', 'text/event-stream');
      await stream();
      return dateline.http.get('/v1/updates?after=x').set('accept', 'text/event-stream');
    },
  },
};

describe('a problem says what happened, which field, and what to do', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('%s has its own advice, which starts with a verb', (code) => {
    const { advice, title } = ERRORS[code];
    expect(advice).toMatch(/^(?:Check|Correct|Load|Name|Send|Take|Use|Wait) .+\.$/);
    expect(Object.values(ERRORS).filter((other) => other.advice === advice || other.title === title)).toHaveLength(1);
    expect(problemOf(new DatelineError(code, 'It happened.'))).toMatchObject({
      code,
      title,
      detail: 'It happened.',
      advice,
    });
  });

  test.each(Object.entries(REQUESTS))(
    '%s, as a request gets it',
    async (code, { status, detail, fields = [], send }) => {
      const problem = expectProblem(await send(), status, code as ErrorCode);
      expect(problem.detail).toMatch(detail);
      expect(fieldsOf(problem)).toEqual(expect.arrayContaining(fields));
      expect(problem).toMatchObject({ advice: ERRORS[code as ErrorCode].advice });
    },
  );

  test('too_many has a Retry-After header', async () => {
    const answer = await REQUESTS.too_many.send();
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });
});

describe('an address on a private network', () => {
  test.each([
    ['/v1/webhooks', { url: 'http://127.0.0.1:8080/hook', channel: 'all' }],
    ['/v1/webhooks', { url: 'http://10.0.0.5/hook', channel: 'all' }],
    ['/v1/sources', { url: 'http://[::1]/feed' }],
  ])('is refused at %s, naming the setting that allows it: %o', async (path, body) => {
    const problem = expectProblem(await admin.request('post', path).send(body), 422, 'invalid_field');
    expect(problem.detail).toContain('ALLOW_PRIVATE_NETWORK=true');
    expect(problem.errors).toEqual([
      { field: 'url', reason: expect.stringContaining('ALLOW_PRIVATE_NETWORK=true') as string },
    ]);
  });

  test('that no setting allows, such as a metadata service, is refused without naming a setting', async () => {
    const open = await startEmbedded({ ALLOW_PRIVATE_NETWORK: 'true' });
    try {
      const answer = await open.http
        .post('/v1/webhooks')
        .set('authorization', `Bearer ${ADMIN_KEY}`)
        .send({ url: 'http://169.254.169.254/latest', channel: 'all' });
      expect(expectProblem(answer, 422, 'invalid_field').detail).toMatch(/never reached/);
      await open.http
        .post('/v1/webhooks')
        .set('authorization', `Bearer ${ADMIN_KEY}`)
        .send({ url: 'http://127.0.0.1:8080/hook', channel: 'all' })
        .expect(201);
    } finally {
      await open.end();
    }
  });
});
