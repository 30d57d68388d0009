// PATCH of named fields, with and without If-Match.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDateline, type Outcome } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let desk: Publisher;

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
});
afterAll(() => dateline.end());

const patch = (id: string, fields: object, headers: Record<string, string> = {}, who = desk) =>
  who.request('patch', `/v1/stories/${id}`).set(headers).send(fields);
const view = async (id: string): Promise<Record<string, unknown>> =>
  (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as Record<string, unknown>;

test('named fields change, the others stay, and readers get an update', async () => {
  const { story } = await desk.publish({
    uri: 'a',
    headline: 'Bridge closed',
    body: ['The bridge is closed.', 'Repairs take a week.'],
    byline: 'Jane Doe',
    topics: ['roads'],
    pinned: true,
  });
  const reader = await dateline.read();
  await reader.subscribe(`story/${story}`);
  const { etag } = (await dateline.http.get(`/v1/stories/${story}`)).headers;
  const answer = await patch(
    story,
    { headline: 'Bridge closed for a week', topics: ['roads', 'traffic'] },
    { 'if-match': String(etag) },
  ).expect(200);
  expect(answer.body).toMatchObject({ status: 'revised', story, revision: 2, change: { class: 'headline' } });
  expect(await view(story)).toMatchObject({
    revision: 2,
    headline: 'Bridge closed for a week',
    body: ['The bridge is closed.', 'Repairs take a week.'],
    byline: 'Jane Doe',
    topics: ['roads', 'traffic'],
    pinned: true,
  });
  const update = await until(() => reader.updates.at(-1));
  expect(update).toMatchObject({
    cursor: (answer.body as Outcome).update,
    story: { revision: 2, headline: 'Bridge closed for a week' },
  });
});

test('an outdated revision gets 412 with the current one, and changes nothing', async () => {
  const { story } = await desk.publish({ uri: 'b', headline: 'One', body: ['x'] });
  await patch(story, { headline: 'Two' }, { 'if-match': '"1"' }).expect(200);
  const late = await patch(story, { headline: 'Mine' }, { 'if-match': '"1"' });
  expectProblem(late, 412, 'revision_conflict');
  expect(late.body.detail).toContain('revision 2');
  expect(await view(story)).toMatchObject({ revision: 2, headline: 'Two' });
  await patch(story, { headline: 'Three' }, { 'if-match': '*' }).expect(200);
});

test('of many concurrent changes to one revision, one succeeds', async () => {
  const { story } = await desk.publish({ uri: 'race', headline: 'Start', body: ['x'] });
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => patch(story, { headline: `Desk ${at}` }, { 'if-match': '"1"' })),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200,
    ...Array.from({ length: 7 }, () => 412),
  ]);
  const won = answers.findIndex(({ status }) => status === 200);
  expect(await view(story)).toMatchObject({ revision: 2, headline: `Desk ${won}` });
});

test('PATCH may set the time back, which a published version can’t', async () => {
  const { story } = await desk.publish({
    uri: 'c',
    headline: 'Timed',
    body: ['x'],
    versionCreated: '2024-03-01T12:00:00Z',
  });
  expect(
    await desk.publish({ uri: 'c', headline: 'Timed', body: ['x'], versionCreated: '2024-03-01T11:00:00Z' }),
  ).toMatchObject({ status: 'stale', revision: 1 });
  expect((await patch(story, { versionCreated: '2024-03-01T13:00:00+02:00' }).expect(200)).body).toMatchObject({
    status: 'revised',
    revision: 2,
  });
  expect(await view(story)).toMatchObject({ versionCreated: '2024-03-01T11:00:00Z' });
});

test('a change to the same value is unchanged', async () => {
  const { story } = await desk.publish({ uri: 'd', headline: 'Same', body: ['x'] });
  expect((await patch(story, { headline: ' Same ' }).expect(200)).body).toMatchObject({
    status: 'unchanged',
    revision: 1,
    update: null,
  });
});

describe('is refused', () => {
  test.each([
    ['no field', {}, ['']],
    ['a field that stays with the story', { headline: 'x', kind: 'liveblog', uri: 'x' }, ['kind', 'uri']],
    ['an empty headline', { headline: '' }, ['headline']],
    ['a wrong deep field', { media: [{ url: 'ftp://x' }] }, ['media.0.url']],
  ])('with %s', async (_what, fields, named) => {
    const { story } = await desk.publish({ uri: 'e', headline: 'Whole', body: ['x'] });
    expect(fieldsOf(expectProblem(await patch(story, fields), 422, 'invalid_field'))).toEqual(named);
    expect(await view(story)).toMatchObject({ revision: 1 });
  });

  test('without a body', async () => {
    const { story } = await desk.publish({ uri: 'f', headline: 'Whole', body: ['x'] });
    expectProblem(await desk.request('patch', `/v1/stories/${story}`), 422, 'invalid_field');
    expectProblem(await desk.request('delete', `/v1/stories/${story}`), 422, 'invalid_field');
    expect(
      fieldsOf(
        expectProblem(await desk.request('delete', `/v1/stories/${story}`).send({ reason: ' ' }), 422, 'invalid_field'),
      ),
    ).toEqual(['reason']);
  });

  test('of an unknown story', async () => {
    expectProblem(await patch('0196a5b4-7c1e-7abc-8def-0123456789ab', { headline: 'x' }), 404, 'not_found');
    expectProblem(await patch('no-id', { headline: 'x' }), 404, 'not_found');
    expectProblem(await desk.request('delete', '/v1/stories/no-id').send({ reason: 'x' }), 404, 'not_found');
  });

  test('to another publisher, for changes and kills; the admin key may do both', async () => {
    const { story } = await desk.publish({ uri: 'g', headline: 'Ours', body: ['x'] });
    const stranger = await Publisher.named(dateline, 'stranger');
    expectProblem(await patch(story, { headline: 'Theirs' }, {}, stranger), 403, 'forbidden');
    expectProblem(await stranger.request('delete', `/v1/stories/${story}`).send({ reason: 'x' }), 403, 'forbidden');
    expect(await view(story)).toMatchObject({ revision: 1, headline: 'Ours' });
    await patch(story, { headline: 'Ours, corrected' }, {}, new Publisher(dateline)).expect(200);
    expect(await view(story)).toMatchObject({ publisher: 'desk', headline: 'Ours, corrected' });
  });
});

test('a formatting change is stored from a PATCH, though it is unchanged from a page', async () => {
  const { story } = await desk.publish({ uri: 'quotes', headline: 'Quotes', body: ['He said "yes".'] });
  expect(await desk.publish({ uri: 'quotes', headline: 'Quotes', body: ['He said “yes”.'] })).toMatchObject({
    status: 'unchanged',
  });
  const answer = await patch(story, { body: ['He said “yes”.'] }).expect(200);
  expect(answer.body).toMatchObject({ status: 'revised', revision: 2, change: { class: 'refile', silent: false } });
  expect(await view(story)).toMatchObject({ body: ['He said “yes”.'] });
});

test('a live blog’s ETag changes with its posts and not with other stories, and works in If-Match', async () => {
  const { story } = await desk.publish({ uri: 'blog', kind: 'liveblog', headline: 'Night', body: ['It begins.'] });
  const etagOf = async (): Promise<string> =>
    String((await dateline.http.get(`/v1/stories/${story}`).expect(200)).headers.etag);
  const first = await etagOf();
  await desk.publish({ uri: 'elsewhere', headline: 'Elsewhere', body: ['Something else.'] });
  expect(await etagOf()).toBe(first);
  await dateline.http.get(`/v1/stories/${story}`).set('if-none-match', first).expect(304);
  await desk.publish({ uri: 'blog-1', partOf: 'blog', headline: 'A post', body: ['A post.'] });
  const second = await etagOf();
  expect(second).not.toBe(first);
  await patch(story, { headline: 'The night' }, { 'if-match': second }).expect(200);
  await patch(story, { headline: 'A night' }, { 'if-match': second }).expect(412);
});
