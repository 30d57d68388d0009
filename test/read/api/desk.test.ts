// What a publisher's users see of their live blogs: drafts, scheduled posts, and who sent what. Nobody else
// sees any of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desk, DeskPosts, DeskRevision, DeskState } from '../../../src/core/story/desk-view.js';
import type { TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { expectProblem, readAnswer } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

let dateline: TestDateline;
let asha: Publisher;
let other: Publisher;
let blog: string;
const posts: Partial<Record<DeskState, string>> = {};

beforeAll(async () => {
  dateline = await startEmbedded();
  [asha, other] = [await Publisher.named(dateline, 'gazette'), await Publisher.named(dateline, 'herald')];
  ({ story: blog } = await asha.publish({ uri: 'blog', kind: 'liveblog', headline: 'Storm', body: ['All night.'] }));
  const post = async (headline: string, fields: object = {}) =>
    (
      await asha.publish({
        uri: headline,
        kind: 'post',
        partOf: blog,
        headline,
        body: [`${headline} text.`],
        ...fields,
      })
    ).story;
  posts.live = await post('Seen');
  posts.draft = await post('Quokka', { pubStatus: 'withheld' });
  posts.scheduled = await post('Axolotl', { embargoedUntil: '2100-01-01T00:00:00Z' });
  posts.changing = await post('Before');
  await asha
    .request('patch', `/v1/stories/${posts.changing}`)
    .send({ headline: 'Numbat', embargoedUntil: '2100-01-01T00:00:00Z' })
    .expect(200);
  const killed = await post('Killed');
  await asha.request('delete', `/v1/stories/${killed}`).send({ reason: 'Wrong' }).expect(200);
});
afterAll(() => dateline.end());

const get = async <T>(path: string, as = asha): Promise<T> =>
  (await as.request('get', path).expect(200).expect('cache-control', 'private, no-store')).body as T;

describe('a publisher', () => {
  test('sees its live blogs, with their posts by state', async () => {
    const desk = await get<Desk>('/v1/desk');
    expect(desk).toMatchObject({
      publisher: 'gazette',
      name: 'gazette',
      liveblogs: [
        {
          id: blog,
          headline: 'Storm',
          state: 'live',
          by: 'gazette',
          counts: { live: 1, draft: 1, scheduled: 1, changing: 1 },
        },
      ],
    });
    expect(await get<Desk>('/v1/desk', other)).toMatchObject({ publisher: 'herald', liveblogs: [] });
  });

  test('gets each post at its latest revision, with what readers have of it and who sent it, and no killed post', async () => {
    const desk = await get<DeskPosts>(`/v1/desk/${blog}`);
    const told = desk.posts.map(({ headline, state, shown, by }) => ({ headline, state, shown, by }));
    expect(told).toEqual([
      { headline: 'Numbat', state: 'changing', shown: 1, by: 'gazette' },
      { headline: 'Axolotl', state: 'scheduled', shown: null, by: 'gazette' },
      { headline: 'Quokka', state: 'draft', shown: null, by: 'gazette' },
      { headline: 'Seen', state: 'live', shown: 1, by: 'gazette' },
    ]);
    expect(desk.hidden.map(({ headline }) => headline)).toEqual(['Numbat', 'Axolotl', 'Quokka']);
  });

  test('reaches every post once by paging, also if one is edited or killed in between', async () => {
    const seen: string[] = [];
    for (let path: string | null = `/v1/desk/${blog}?limit=1`; path !== null;) {
      const page: DeskPosts = await get<DeskPosts>(path);
      seen.push(...page.posts.map(({ headline }) => headline));
      path = page.next === null ? null : `/v1/desk/${blog}?limit=1&before=${page.next}`;
    }
    expect(seen).toEqual(['Numbat', 'Axolotl', 'Quokka', 'Seen']);
  });

  test('gets every revision of a post, also those that no reader saw', async () => {
    const { revisions } = await get<{ revisions: DeskRevision[] }>(`/v1/desk/${posts.changing ?? ''}/revisions`);
    expect(revisions.map(({ revision, headline, by }) => [revision, headline, by])).toEqual([
      [2, 'Numbat', 'gazette'],
      [1, 'Before', 'gazette'],
    ]);
  });

  test('sees a preview of a post, and nothing of it is stored', async () => {
    const { text } = await asha
      .request('post', `/v1/desk/${blog}/preview`)
      .send({ kind: 'post', partOf: blog, headline: 'Wombat <b>', body: ['Seen **so**.'] })
      .expect(200)
      .expect('content-type', /html/);
    expect(text).toContain('Wombat &lt;b&gt;');
    expect(text).toContain('Storm');
    expect((await get<DeskPosts>(`/v1/desk/${blog}`)).posts).toHaveLength(4);
  });
});

describe('other users', () => {
  test('see nothing', async () => {
    for (const path of ['/v1/desk', `/v1/desk/${blog}`, `/v1/desk/${posts.draft ?? ''}/revisions`])
      expectProblem(await readAnswer(await fetch(`${dateline.url}${path}`)), 401, 'unauthorized');
    const reader = await Publisher.named(dateline, 'reader', ['read']);
    expectProblem(await reader.request('get', '/v1/desk'), 403, 'forbidden');
    for (const path of [`/v1/desk/${blog}`, `/v1/desk/${posts.draft ?? ''}/revisions`])
      expectProblem(await other.request('get', path), 404, 'not_found');
    expectProblem(
      await other.request('post', `/v1/desk/${blog}/preview`).send({ headline: 'x', body: ['x'] }),
      404,
      'not_found',
    );
    const { text } = await dateline.http.get(`/v1/stories/${blog}`).expect(200);
    for (const secret of ['Quokka', 'Axolotl', 'Numbat', '"by"']) expect(text).not.toContain(secret);
  });

  test('get an error for an invalid story', async () => {
    for (const id of ['7', '0196a5b4-7c1e-7abc-8def-0123456789ab', posts.live ?? ''])
      expectProblem(await asha.request('get', `/v1/desk/${id}`), 404, 'not_found');
  });
});
