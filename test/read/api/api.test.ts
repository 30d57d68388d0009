// Valid and invalid HTTP requests of readers: stories, revisions, updates.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf, readAnswer } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

const NOBODY = '0196a5b4-7c1e-7abc-8def-0123456789ab';

let dateline: TestDateline;
let admin: Publisher;
let id: string;
let epoch: string;

type Page = { epoch: string; head: number; updates: Update[]; next: string };
const updates = async (query: Record<string, string | number>): Promise<Page> =>
  (await dateline.http.get('/v1/updates').query(query).expect(200)).body as Page;
const stream = async (query: string) =>
  readAnswer(await fetch(`${dateline.url}/v1/updates?${query}`, { headers: { accept: 'text/event-stream' } }));

beforeAll(async () => {
  dateline = await startEmbedded();
  admin = new Publisher(dateline);
  for (let at = 1; at <= 7; at += 1)
    await admin.publish({
      uri: `s${at}`,
      headline: `Story ${at}`,
      body: ['x'],
      topics: at % 2 === 1 ? ['odd'] : ['even'],
    });
  ({ story: id } = await admin.publish({ uri: 's1', headline: 'Story 1, again', body: ['x'] }));
  ({ epoch } = await updates({}));
});
afterAll(() => dateline.end());

describe('what does not exist is 404', () => {
  test.each([
    `/v1/stories/${NOBODY}`,
    `/v1/stories/${NOBODY}/revisions`,
    `/v1/stories/${NOBODY}/revisions/1`,
    `/v1/stories/${NOBODY}/diff?from=1&to=2`,
    '/v1/stories/7',
    '/v1/stories/7/revisions',
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/nothing',
    '/v1/stories/a/b/c',
    '/v2/stories',
    '/.env',
    '/v1/stories/..%2f',
  ])('%s', async (path) => {
    expectProblem(await readAnswer(await fetch(`${dateline.url}${path}`)), 404, 'not_found');
  });

  test.each(['0', '3', '-1', 'one', '1.5', '1e1', '99999999999999999999', '%00', 'NaN'])(
    'revision %s of a story with two',
    async (revision) => {
      expectProblem(await dateline.http.get(`/v1/stories/${id}/revisions/${revision}`), 404, 'not_found');
    },
  );

  test('a submission, also with its publisher’s key', async () => {
    expectProblem(await admin.request('get', `/v1/submissions/${NOBODY}`), 404, 'not_found');
    expectProblem(await admin.request('get', `/v1/submissions/${NOBODY}/raw`), 404, 'not_found');
  });

  test.each([
    ['put', '/v1/stories'],
    ['delete', '/v1/updates'],
    ['post', `/v1/stories/no-id/revisions`],
    ['patch', '/v1/keys'],
  ] as const)('a method that the address does not have: %s %s', async (method, path) => {
    expectProblem(await admin.request(method, path).send({}), 404, 'not_found');
  });

  test('a page, as HTML', async () => {
    const answer = await dateline.http.get(`/stories/${NOBODY}`);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.text).not.toMatch(/\sat \S+:\d+|node_modules/);
  });
});

describe('an invalid cursor, channel or limit', () => {
  const cursors = ['x', 'x.y', '7', '', 'x.-1', 'x.1.1', 'X.1', 'x.01', "x.1'--", 'x'.repeat(5000)];
  test.each(cursors)('is refused 400 by /v1/updates, as JSON and as a stream: after=%s', async (after) => {
    expectProblem(await dateline.http.get('/v1/updates').query({ after }), 400, 'bad_cursor');
    if (after !== '') expectProblem(await stream(new URLSearchParams({ after }).toString()), 400, 'bad_cursor');
  });

  test.each(cursors.slice(0, 8))('is refused 400 by /v1/stories: cursor=%s', async (cursor) => {
    if (cursor === '7') return;
    expectProblem(await dateline.http.get('/v1/stories').query({ cursor }), 400, 'bad_cursor');
  });

  test.each([
    'x',
    'topic/',
    'topic/a b',
    'story/7',
    'story/',
    'publisher/a/b',
    'all/x',
    "topic/'--",
    'topic/' + 'x'.repeat(200),
  ])('is refused 400 by every route: channel=%s', async (channel) => {
    expectProblem(await dateline.http.get('/v1/updates').query({ channel }), 400, 'bad_channel');
    expectProblem(await dateline.http.get('/v1/stories').query({ channel }), 400, 'bad_channel');
    expectProblem(await stream(new URLSearchParams({ channel }).toString()), 400, 'bad_channel');
  });

  test.each(['0', '-1', '501', '1.5', 'many', '1e999', ''])('is named in a 422: limit=%s', async (limit) => {
    expect(
      fieldsOf(expectProblem(await dateline.http.get('/v1/updates').query({ limit }), 422, 'invalid_field')),
    ).toEqual(['limit']);
    expect(
      fieldsOf(expectProblem(await dateline.http.get('/v1/stories').query({ limit }), 422, 'invalid_field')),
    ).toEqual(['limit']);
  });

  test.each([{}, { from: 1 }, { from: 0, to: 1 }, { from: 'a', to: 'b' }])(
    'is named in a 422 by a diff: %j',
    async (query) => {
      expectProblem(await dateline.http.get(`/v1/stories/${id}/diff`).query(query), 422, 'invalid_field');
    },
  );

  test('an invalid Last-Event-ID is refused as a cursor is', async () => {
    const answer = await readAnswer(
      await fetch(`${dateline.url}/v1/updates`, { headers: { accept: 'text/event-stream', 'last-event-id': 'x' } }),
    );
    expectProblem(answer, 400, 'bad_cursor');
  });
});

describe('a cursor that can not be resumed from', () => {
  test.each([
    ['epoch', () => 'deadbeef00.3'],
    ['ahead', () => `${epoch}.9`],
    ['ahead', () => `${epoch}.9999999999999999`],
  ])('gets 410 with the reason (%s) and a valid cursor', async (reason, after) => {
    const problem = expectProblem(await dateline.http.get('/v1/updates').query({ after: after() }), 410, 'reset');
    expect(problem).toMatchObject({ reason, cursor: `${epoch}.8` });
    expect(await updates({ after: problem.cursor ?? '' })).toMatchObject({ updates: [], next: problem.cursor });
  });
});

describe('the updates of a channel', () => {
  test('come in pages without gaps', async () => {
    const all = (await updates({ channel: 'all' })).updates;
    expect(all.map(({ story }) => story.headline)).toEqual([
      ...Array.from({ length: 7 }, (_, at) => `Story ${at + 1}`),
      'Story 1, again',
    ]);
    const joined: Update[] = [];
    for (let next = `${epoch}.0`; ;) {
      const page = await updates({ channel: 'all', after: next, limit: 3 });
      joined.push(...page.updates);
      if (page.next === `${epoch}.${page.head}`) break;
      ({ next } = page);
    }
    expect(joined).toEqual(all);
  });

  test('end at the head, also on a quiet channel', async () => {
    expect(await updates({ channel: 'topic/even' })).toMatchObject({ head: 8, next: `${epoch}.8` });
    expect(await updates({ channel: 'topic/unheard-of' })).toMatchObject({ updates: [], next: `${epoch}.8` });
  });

  test('have an ETag, and revalidation returns no body', async () => {
    for (const query of [{ limit: 3 }, { after: `${epoch}.6` }]) {
      const first = await dateline.http.get('/v1/updates').query(query).expect(200);
      const again = await dateline.http
        .get('/v1/updates')
        .query(query)
        .set('if-none-match', String(first.headers['etag']));
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  test('support HEAD', async () => {
    const [head, get] = [
      await dateline.http.head('/v1/updates').query({ limit: 3 }),
      await dateline.http.get('/v1/updates').query({ limit: 3 }),
    ];
    expect([head.status, head.headers['etag'], head.headers['content-length'], head.text ?? '']).toEqual([
      200,
      get.headers['etag'],
      get.headers['content-length'],
      '',
    ]);
  });

  test('belong to one channel: only streams follow several', async () => {
    expect(
      fieldsOf(
        expectProblem(await dateline.http.get('/v1/updates?channel=all&channel=topic/odd'), 422, 'invalid_field'),
      ),
    ).toEqual(['channel']);
    expect(
      fieldsOf(expectProblem(await dateline.http.get('/v1/updates?after=x.1&after=x.2'), 422, 'invalid_field')),
    ).toEqual(['after']);
  });

  test('are cached for a moment at most: a full page with a surrogate key, the last page for a second', async () => {
    const full = await dateline.http.get('/v1/updates').query({ limit: 3 }).expect(200);
    expect(full.headers['surrogate-key']).toContain(`story/${(full.body as Page).updates[0]?.story.id}`);
    expect(full.headers['cache-control']).toBe('public, max-age=0, s-maxage=1, must-revalidate');
    const tail = await dateline.http.get('/v1/updates').expect(200);
    expect(tail.headers['cache-control']).toBe('public, max-age=1');
    // Keys and caching depend on the address and on Accept, not on the reader.
    expect([full.headers['vary'], tail.headers['vary']]).toEqual(['accept', 'accept']);
  });
});

describe('a list of stories', () => {
  type List = { stories: { headline: string }[]; next: string | null };
  const list = async (query: Record<string, string | number>): Promise<List> =>
    (await dateline.http.get('/v1/stories').query(query).expect(200)).body as List;
  const headlines = ({ stories }: List): string[] => stories.map(({ headline }) => headline);

  test('has each story once, latest change first', async () => {
    expect(headlines(await list({}))).toEqual([
      'Story 1, again',
      'Story 7',
      'Story 6',
      'Story 5',
      'Story 4',
      'Story 3',
      'Story 2',
    ]);
    expect(headlines(await list({ channel: 'topic/even' }))).toEqual(['Story 6', 'Story 4', 'Story 2']);
    expect(headlines(await list({ channel: 'publisher/nobody' }))).toEqual([]);
  });

  test('comes in pages without gaps', async () => {
    const found: string[] = [];
    let page = await list({ limit: 3 });
    found.push(...headlines(page));
    while (page.next !== null) {
      page = await list({ limit: 3, cursor: page.next });
      found.push(...headlines(page));
    }
    expect(found).toEqual(headlines(await list({})));
  });
});

test('a story has an ETag that changes with its revision', async () => {
  const first = await dateline.http.get(`/v1/stories/${id}`).expect(200);
  await dateline.http.get(`/v1/stories/${id}`).set('if-none-match', String(first.headers['etag'])).expect(304);
  expect(first.headers['cache-control']).toMatch(/max-age=0|no-cache/);
});

test('every response, good or bad, is readable from any origin, and has the right content type', async () => {
  for (const path of [`/v1/stories/${id}`, '/v1/updates', `/v1/stories/${NOBODY}`, '/v1/updates?after=x']) {
    const { headers } = await dateline.http.get(path).set('origin', 'https://news.example');
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('x-powered-by');
  }
});
