// Errors tell the truth: what happened, which field, and what to do. Each code of the closed list is met here by a request.
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

/** How each code is met, with words that its detail holds. Two come of faults that nobody can ask for by a request. */
const MET: Record<Exclude<ErrorCode, 'internal' | 'unavailable' | 'not_writable'>, { status: number; says: RegExp; fields?: string[]; ask: () => PromiseLike<Answered> }> = {
  bad_request: { status: 400, says: /If-Match takes a revision number/, ask: () => admin.request('patch', `/v1/stories/${story}`).set('if-match', 'three').send({ headline: 'x' }) },
  invalid_json: { status: 400, says: /JSON/, ask: () => admin.request('post', '/v1/stories').set(json).send('{"headline":') },
  invalid_field: { status: 422, says: /headline/, fields: ['headline'], ask: () => admin.send({ headline: 3, body: ['x'] }) },
  invalid_content: { status: 422, says: /headline/, fields: ['headline'], ask: () => admin.request('post', '/v1/stories').set({ 'content-type': 'text/html', prefer: 'wait=20' }).send('<p></p>') },
  bad_cursor: { status: 400, says: /<epoch>\.<seq>/, ask: () => dateline.http.get('/v1/updates?after=yesterday') },
  bad_channel: { status: 400, says: /topic\/<name>/, ask: () => dateline.http.get('/v1/updates?channel=nothing') },
  reset: { status: 410, says: /load the stories anew/, ask: () => dateline.http.get('/v1/updates?after=other.9') },
  unauthorized: { status: 401, says: /Bearer <key>/, ask: () => dateline.http.get('/v1/keys') },
  forbidden: { status: 403, says: /scope "admin"/, ask: async () => (await Publisher.named(dateline, 'onlooker', ['read'])).request('get', '/v1/keys') },
  not_found: { status: 404, says: /no such story/, ask: () => dateline.http.get(`/v1/stories/${NOBODY}`) },
  killed: {
    status: 410,
    says: /killed/,
    ask: async () => {
      const gone = (await admin.publish({ uri: 'gone', headline: 'Gone', body: ['x'] })).story;
      await admin.request('delete', `/v1/stories/${gone}`).send({ reason: 'withdrawn' });
      return dateline.http.get(`/v1/stories/${gone}`);
    },
  },
  merged: {
    status: 410,
    says: /merged into/,
    ask: async () => {
      const twin = (await admin.publish({ uri: 'twin', headline: 'Twin', body: ['x'] })).story;
      await admin.request('post', `/v1/stories/${twin}/merge`).send({ into: story });
      return admin.request('patch', `/v1/stories/${twin}`).send({ headline: 'Another' });
    },
  },
  revision_conflict: { status: 412, says: /revision \d+, not 99/, ask: () => admin.request('patch', `/v1/stories/${story}`).set('if-match', '"99"').send({ headline: 'x' }) },
  idempotency_conflict: {
    status: 422,
    says: /Idempotency-Key/,
    ask: async () => {
      for (const headline of ['One', 'Two']) {
        const answer = await admin.request('post', '/v1/stories').set({ ...json, 'idempotency-key': 'same' }).send({ headline, body: ['x'] });
        if (answer.status !== 202) return answer;
      }
      throw new Error('the key was taken twice');
    },
  },
  too_large: { status: 413, says: /larger than the 2 MB/, ask: () => admin.request('post', '/v1/stories').set(json).send(JSON.stringify({ headline: 'x', body: ['x'.repeat(3 * 1024 * 1024)] })) },
  unsupported_type: { status: 415, says: /text\/html.*Content-Type/, ask: () => admin.request('post', '/v1/stories').set('content-type', 'text/markdown').send('# x') },
  too_many: {
    status: 429,
    says: /retry in \d+ s/,
    ask: async () => {
      const stream = (): PromiseLike<Answered> => dateline.http.head('/v1/updates?after=x').set('accept', 'text/event-stream');
      await stream();
      return dateline.http.get('/v1/updates?after=x').set('accept', 'text/event-stream');
    },
  },
};

describe('a problem says what happened, which field, and what to do', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('%s has its own words for what to do, which begin with a verb', (code) => {
    const { advice, title } = ERRORS[code];
    expect(advice).toMatch(/^(?:Check|Correct|Load|Name|Send|Take|Use|Wait) .+\.$/);
    expect(Object.values(ERRORS).filter((other) => other.advice === advice || other.title === title)).toHaveLength(1);
    expect(problemOf(new DatelineError(code, 'It happened.'))).toMatchObject({ code, title, detail: 'It happened.', advice });
  });

  test.each(Object.entries(MET))('%s, as it is met', async (code, { status, says, fields = [], ask }) => {
    const problem = expectProblem(await ask(), status, code as ErrorCode);
    expect(problem.detail).toMatch(says);
    expect(fieldsOf(problem)).toEqual(expect.arrayContaining(fields));
    expect(problem).toMatchObject({ advice: ERRORS[code as ErrorCode].advice });
  });

  test('too_many says when to come back in the header too', async () => {
    const answer = await MET.too_many.ask();
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });
});

describe('an address on a network of one’s own', () => {
  test.each([
    ['/v1/webhooks', { url: 'http://127.0.0.1:8080/hook', channel: 'all' }],
    ['/v1/webhooks', { url: 'http://10.0.0.5/hook', channel: 'all' }],
    ['/v1/sources', { url: 'http://[::1]/feed' }],
  ])('is refused at %s with the setting that allows it for a trial: %o', async (path, body) => {
    const problem = expectProblem(await admin.request('post', path).send(body), 422, 'invalid_field');
    expect(problem.detail).toContain('ALLOW_PRIVATE_NETWORK=true');
    expect(problem.errors).toEqual([{ field: 'url', reason: expect.stringContaining('ALLOW_PRIVATE_NETWORK=true') as string }]);
  });

  test('that no setting opens, as a metadata service’s, is not promised one', async () => {
    const open = await startEmbedded({ ALLOW_PRIVATE_NETWORK: 'true' });
    try {
      const answer = await open.http.post('/v1/webhooks').set('authorization', `Bearer ${ADMIN_KEY}`).send({ url: 'http://169.254.169.254/latest', channel: 'all' });
      expect(expectProblem(answer, 422, 'invalid_field').detail).toMatch(/never reached/);
      await open.http.post('/v1/webhooks').set('authorization', `Bearer ${ADMIN_KEY}`).send({ url: 'http://127.0.0.1:8080/hook', channel: 'all' }).expect(201);
    } finally {
      await open.end();
    }
  });
});
