// Withheld and embargoed stories: hidden from the public everywhere, readable by their publisher, and shown
// at their time.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDateline, type Outcome, type Reader } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
let desk: Publisher;
let start: string;
const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();

beforeAll(async () => {
  dateline = await startEmbedded();
  desk = await Publisher.named(dateline, 'desk');
  start = `${(await (await dateline.read()).welcome()).epoch}.0`;
});
afterAll(() => dateline.end());

/** Every public response as one text. The story's own addresses must answer 404. */
async function publicSurfaces(id: string): Promise<string> {
  const texts: string[] = [];
  for (const path of ['', '/revisions', '/revisions/1', '/diff?from=1&to=1'])
    expectProblem(await dateline.http.get(`/v1/stories/${id}${path}`), 404, 'not_found');
  expect((await dateline.http.get(`/stories/${id}`)).status).toBe(404);
  for (const channel of ['all', 'topic/secrets', 'publisher/desk', `story/${id}`]) {
    texts.push((await dateline.http.get('/v1/stories').query({ channel }).expect(200)).text);
    texts.push(JSON.stringify(await updatesOf(dateline, channel)));
  }
  return texts.join('\n');
}

async function listeners(): Promise<{ reader: Reader; stream: EventStream; fence: () => Promise<void> }> {
  const reader = await dateline.read();
  await reader.subscribe('all', start);
  const stream = await EventStream.open(dateline.url, { channel: 'all', after: start });
  // What readers saw earlier is not hidden retroactively.
  const fence = async (): Promise<void> => {
    const { update } = await desk.publish({ uri: `fence:${Math.random()}`, headline: 'Fence', body: ['x'] });
    await until(() => reader.updates.at(-1)?.cursor === update && stream.updates.at(-1)?.cursor === update);
  };
  return { reader, stream, fence };
}

describe.each([
  ['a withheld story', { pubStatus: 'withheld' }],
  ['an embargoed story', { embargoedUntil: '2100-01-01T00:00:00Z' }],
])('%s', (what, hidden) => {
  const mark = what.includes('withheld') ? 'Quokka' : 'Axolotl';
  let id: string;

  beforeAll(async () => {
    const answer = await desk.publish({
      uri: what,
      headline: mark,
      body: [`${mark} in the text.`],
      topics: ['secrets', mark.toLowerCase()],
      ...hidden,
    });
    expect(answer).toMatchObject({ status: 'created', revision: 1 });
    id = answer.story;
  });

  test('is hidden from the public everywhere', async () => {
    const { reader, stream, fence } = await listeners();
    await desk.publish({ uri: what, headline: `${mark} 2`, body: [`${mark} in the text, revised.`] });
    await fence();
    expect(JSON.stringify([reader.updates, stream.updates])).not.toContain(mark);
    expect(await publicSurfaces(id)).not.toContain(mark);
    stream.close();
  });

  test('is readable by its publisher and the admin key, is in no shared cache, and is hidden from other publishers', async () => {
    for (const who of [desk, new Publisher(dateline)]) {
      const answer = await who.request('get', `/v1/stories/${id}`).expect(200);
      expect(answer.body).toMatchObject({ id, headline: `${mark} 2`, revision: 2, ...hidden });
      expect(answer.headers['cache-control']).toMatch(/private|no-store/);
    }
    const stranger = await Publisher.named(dateline, `stranger-${mark}`);
    expectProblem(await stranger.request('get', `/v1/stories/${id}`), 404, 'not_found');
    const reader = await Publisher.named(dateline, 'desk', ['read']);
    expectProblem(await reader.request('get', `/v1/stories/${id}`), 404, 'not_found');
  });

  test('appears once its publisher releases it, as a new story', async () => {
    const { reader, stream, fence } = await listeners();
    const released = await desk
      .request('patch', `/v1/stories/${id}`)
      .send({ pubStatus: 'usable', embargoedUntil: null })
      .expect(200);
    await until(
      () => reader.updates.find(({ story }) => story.id === id) && stream.updates.find(({ story }) => story.id === id),
    );
    await fence();
    expect(reader.updates.filter(({ story }) => story.id === id)).toEqual([
      expect.objectContaining({
        cursor: (released.body as Outcome).update,
        story: expect.objectContaining({ headline: `${mark} 2`, revision: 3, pubStatus: 'usable' }),
      }),
    ]);
    await dateline.http.get(`/v1/stories/${id}`).expect(200);
    stream.close();
  });
});

test('a story that is withheld after it was shown is hidden everywhere, and its readers get an update', async () => {
  const { story: id } = await desk.publish({
    uri: 'taken-back',
    headline: 'Numbat',
    body: ['Numbat in the text.'],
    topics: ['secrets', 'numbat'],
  });
  const { reader, stream, fence } = await listeners();
  await until(() => reader.updates.some(({ story }) => story.headline === 'Numbat'));
  await desk.publish({ uri: 'taken-back', headline: 'Numbat', body: ['Numbat in the text.'], pubStatus: 'withheld' });
  const update = await until(() =>
    reader.updates.find(({ story }) => story.id === id && story.pubStatus === 'withheld'),
  );
  expect(update).toMatchObject({ story: { headline: null, topics: [] }, change: { class: 'status' } });
  expect(await publicSurfaces(id)).not.toContain('Numbat');
  const late = await dateline.read();
  await late.subscribe('all', start);
  await fence();
  await until(() => late.updates.length > 0 && late.updates.at(-1)?.cursor === reader.updates.at(-1)?.cursor);
  expect(JSON.stringify(late.updates)).not.toContain('Numbat');
  stream.close();
});

test('text from the time when a story was withheld stays hidden after its release, also in old updates', async () => {
  const send = (headline: string, rest: object) =>
    desk.publish({ uri: 'draft', headline, body: [`${headline} in the text.`], topics: ['drafts'], ...rest });
  const { story: id } = await send('Public one', {});
  await send('Bilby draft', { pubStatus: 'withheld' });
  await send('Public two', { pubStatus: 'usable' });
  const check = async (): Promise<void> => {
    const { body: list } = await dateline.http.get(`/v1/stories/${id}/revisions`).expect(200);
    expect(list.revisions.map(({ revision }: { revision: number }) => revision)).toEqual([3, 1]);
    expectProblem(await dateline.http.get(`/v1/stories/${id}/revisions/2`), 404, 'not_found');
    const reader = await dateline.read();
    await reader.subscribe(`story/${id}`, start);
    await until(() => reader.updates.length === 3);
    const updates = await updatesOf(dateline, `story/${id}`);
    for (const surface of [list, reader.updates, updates]) expect(JSON.stringify(surface)).not.toContain('Bilby');
    expect(updates.map(({ story }) => story.pubStatus)).toEqual(['usable', 'withheld', 'usable']);
  };
  await check();
  await dateline.stop();
  await dateline.start();
  await check();
});

test('a story appears when its embargo ends, on sockets, SSE, the API and the page', async () => {
  const { reader, stream } = await listeners();
  const kept = await desk.publish({
    uri: 'at-last',
    headline: 'Wombat at last',
    body: ['Wombat in the text.'],
    topics: ['secrets'],
    embargoedUntil: soon(1_200),
  });
  expectProblem(await dateline.http.get(`/v1/stories/${kept.story}`), 404, 'not_found');
  const shown = ({ story }: { story: { id: string } }): boolean => story.id === kept.story;
  await until(() => reader.updates.some(shown) && stream.updates.some(shown));
  expect(reader.updates.filter(shown)).toEqual([
    expect.objectContaining({
      story: expect.objectContaining({ headline: 'Wombat at last', revision: 1 }),
      change: expect.objectContaining({ class: 'first' }),
    }),
  ]);
  expect((await dateline.http.get(`/v1/stories/${kept.story}`).expect(200)).body).toMatchObject({
    headline: 'Wombat at last',
  });
  await dateline.http.get(`/stories/${kept.story}`).expect(200);
  expect(await updatesOf(dateline, `story/${kept.story}`)).toHaveLength(1);
  stream.close();
});

test('readers see the previous revision until the embargo of a new one ends', async () => {
  const send = (headline: string, rest: object = {}) =>
    desk.publish({ uri: 'phased', headline, body: ['The text is one.'], topics: ['phased'], ...rest });
  const { story: id } = await send('Before');
  await send('After', { embargoedUntil: soon(1_200) });
  expect((await dateline.http.get(`/v1/stories/${id}`).expect(200)).body).toMatchObject({
    headline: 'Before',
    revision: 1,
  });
  await until(async () => (await dateline.http.get(`/v1/stories/${id}`)).body.headline === 'After');
  const updates = await updatesOf(dateline, 'topic/phased');
  expect(updates.map(({ story }) => [story.revision, story.headline])).toEqual([
    [1, 'Before'],
    [2, 'After'],
  ]);
});
