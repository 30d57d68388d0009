// A kill removes the content from everything that Dateline serves, old updates included.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/log/update.js';
import { oneColumn } from '../../support/columns.js';
import { brokenChain, TestDateline, type Outcome, type Reader } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem, readAnswer } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

/** In every field of the story; none of it may remain. */
const MARK = /zanzibar/i;
const secret = (version: number) => ({
  uri: 'secret',
  headline: `Zanzibar ${version}`,
  body: [`Zanzibar stands at ${version}.`, 'The Zanzibar report was seen by the paper.'],
  byline: 'Zanzibar Reporter',
  located: 'Zanzibar',
  topics: ['zanzibar', 'islands'],
  media: [{ url: 'https://img.example/zanzibar.jpg', caption: 'Zanzibar', credit: 'Zanzibar', alt: 'Zanzibar' }],
  versionCreated: `2024-04-01T10:0${version}:00Z`,
});

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  let reader: Reader;
  let id: string;
  let start: string;
  let kill: Outcome;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    desk = await Publisher.named(dateline, 'desk');
    start = `${(await (await dateline.read()).welcome()).epoch}.0`;
    ({ story: id } = await desk.publish(secret(1)));
    await desk.publish({ uri: 'bystander', headline: 'Unharmed', body: ['All is well.'], topics: ['islands'] });
    await desk.publish(secret(2));
    await desk.publish(secret(3));
    reader = await dateline.read();
    await reader.subscribe(`story/${id}`);
    await reader.subscribe('topic/zanzibar');
    const answer = await desk
      .request('delete', `/v1/stories/${id}`)
      .send({ reason: 'The Zanzibar source was wrong.' })
      .expect(200);
    kill = answer.body as Outcome;
  });
  afterAll(() => dateline.end());

  test('is a change of class kill', () => {
    expect(kill).toMatchObject({ status: 'revised', story: id, revision: 4, change: { class: 'kill' } });
  });

  test('reaches open pages like a new post, on every channel of the story', async () => {
    await until(() => reader.updates.length === 2);
    for (const update of reader.updates) {
      expect(update).toMatchObject({
        cursor: kill.update,
        story: { id, revision: 4, headline: null, pubStatus: 'canceled', topics: [] },
        change: { class: 'kill' },
      });
      expect(update.change).not.toHaveProperty('ops');
    }
    expect(reader.updates.map(({ channel }) => channel).sort()).toEqual([`story/${id}`, 'topic/zanzibar']);
    expect(JSON.stringify(reader.updates.map(({ channel: _channel, ...update }) => update))).not.toMatch(MARK);
  });

  test.each(['', '/revisions', '/revisions/1', '/revisions/4', '/diff?from=1&to=3'])(
    'answers 410 at /v1/stories/<id>%s, also to its publisher',
    async (path) => {
      for (const headers of [[], [['authorization', `Bearer ${desk.key}`] satisfies [string, string]]]) {
        const answer = await readAnswer(await fetch(`${dateline.url}/v1/stories/${id}${path}`, { headers }));
        expectProblem(answer, 410, 'killed');
        expect(answer.text).not.toMatch(MARK);
        expect(answer.headers['cache-control']).toBe('no-store');
      }
    },
  );

  test('leaves a page that says only that the story was killed', async () => {
    const answer = await dateline.http.get(`/stories/${id}`);
    expect(answer.status).toBe(410);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.text).not.toMatch(MARK);
  });

  test('removes the story from every list and page', async () => {
    for (const channel of ['all', 'topic/islands', 'topic/zanzibar', 'publisher/desk']) {
      const { body } = await dateline.http.get('/v1/stories').query({ channel }).expect(200);
      const list = body.stories as { id: string }[];
      expect(list.some((story) => story.id === id)).toBe(false);
      expect(JSON.stringify(list)).not.toMatch(MARK);
      if (channel !== 'topic/zanzibar') expect(list).toHaveLength(1);
    }
  });

  /** The log keeps its positions, in order and linked by prev, without the story's content. */
  const expectEmptied = (updates: Update[]): void => {
    expect(updates.map(({ story }) => story.revision)).toEqual([1, 2, 3, 4]);
    expect(brokenChain(updates, 0)).toEqual([]);
    for (const { story, change } of updates) {
      expect(story).toMatchObject({
        headline: null,
        pubStatus: 'canceled',
        firstCreated: null,
        versionCreated: null,
        topics: [],
      });
      expect(change).not.toHaveProperty('ops');
    }
    expect(JSON.stringify(updates.map(({ channel: _channel, ...update }) => update))).not.toMatch(MARK);
  };

  const everyReplay = async (): Promise<void> => {
    expectEmptied(await updatesOf(dateline, `story/${id}`));
    expectEmptied(await updatesOf(dateline, 'topic/zanzibar'));
    const again = await dateline.read();
    expect(await again.subscribe(`story/${id}`, start)).toMatchObject({ ok: true, mode: 'replayed' });
    await until(() => again.updates.length === 4);
    expectEmptied(again.updates);
    const stream = await EventStream.open(dateline.url, { channel: `story/${id}`, after: start });
    await until(() => stream.updates.length === 4);
    expectEmptied(stream.updates);
    stream.close();
  };

  test('empties old updates on HTTP, and on sockets and SSE that replay from memory', everyReplay);

  test('empties them also where sockets and SSE replay from Postgres after a restart', async () => {
    await dateline.stop();
    await dateline.start();
    await everyReplay();
  });

  test('is not reversed by sending the story again, or by changing it', async () => {
    const again = await desk.send(secret(4), { prefer: 'wait=20' });
    const problem = expectProblem(again, 422, 'killed');
    expect(problem.detail).toContain('pubStatus');
    const text = await desk
      .request('post', '/v1/stories')
      .query({ uri: 'secret' })
      .set({ 'content-type': 'text/plain', prefer: 'wait=20' })
      .send('Zanzibar again\n\nZanzibar is in the news again, the paper said on Monday.\n\nIt was there before.');
    expectProblem(text, 422, 'killed');
    await desk.request('patch', `/v1/stories/${id}`).send({ headline: 'Zanzibar by hand' }).expect(200);
    expectProblem(await dateline.http.get(`/v1/stories/${id}`), 410, 'killed');
    expectEmptied((await updatesOf(dateline, `story/${id}`)).slice(0, 4));
    expect(await updatesOf(dateline, `story/${id}`)).toHaveLength(4);
  });

  test('can be repeated without effect', async () => {
    const twice = await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'The Zanzibar source was wrong.' });
    expect(twice.status).toBe(200);
    const other = await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'For another reason.' });
    expect(other.status).toBe(200);
    expectProblem(await dateline.http.get(`/v1/stories/${id}`), 410, 'killed');
    expect(await updatesOf(dateline, `story/${id}`)).toHaveLength(4);
  });

  test('is reversed by an explicit pubStatus only, and readers get an update', async () => {
    const back = await desk.publish({ ...secret(5), headline: 'Corrected', pubStatus: 'usable' });
    expect(back).toMatchObject({ status: 'revised', story: id });
    await dateline.http.get(`/v1/stories/${id}`).expect(200);
    const last = (await updatesOf(dateline, `story/${id}`)).at(-1);
    expect(last).toMatchObject({ cursor: back.update, story: { headline: 'Corrected', pubStatus: 'usable' } });
  });
});
