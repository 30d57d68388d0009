// The submissions of one story are revised in order of arrival, whatever the number of workers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../../support/dateline.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
  });
  afterAll(() => dateline.end());

  test('of thirty versions sent without waiting the last one wins, and the log has all of them in order', async () => {
    const reader = await dateline.read();
    await reader.subscribe('topic/count');
    const answers = [];
    for (let version = 1; version <= 30; version += 1) {
      answers.push(
        await admin
          .send({ uri: 'count', headline: 'Count', body: [`The count stands at ${version}.`], topics: ['count'] })
          .expect(202),
      );
    }
    const outcomes = [];
    for (const answer of answers) outcomes.push(await admin.ended(answer));
    expect(outcomes.map(({ revision }) => revision)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(outcomes.map(({ status }) => status)).toEqual(['created', ...Array.from({ length: 29 }, () => 'revised')]);
    const id = outcomes[0]?.story;
    expect((await dateline.http.get(`/v1/stories/${id}`).expect(200)).body).toMatchObject({
      revision: 30,
      body: ['The count stands at 30.'],
    });
    const updates = await updatesOf(dateline, `story/${id}`);
    expect(updates.map(({ story }) => story.revision)).toEqual(outcomes.map(({ revision }) => revision));
    expect(updates.map(({ cursor }) => cursor)).toEqual(outcomes.map(({ update }) => update));
    expect(brokenChain(updates, 0)).toEqual([]);
    await until(() => reader.updates.length === 30);
    expect(reader.updates.map(({ story }) => story.revision)).toEqual(outcomes.map(({ revision }) => revision));
  });

  test('versions that waited for a worker are revised in order of arrival too, though it works concurrently', async () => {
    const world = await settings();
    const api = await TestDateline.start(world, { ROLES: 'api,gateway' });
    const desk = new Publisher(api);
    const answers = [];
    for (let version = 1; version <= 30; version += 1) {
      for (const uri of ['backlog:a', 'backlog:b'])
        answers.push(
          await desk
            .send({ uri, headline: 'Count', body: [`The count stands at ${version}.`], topics: ['backlog'] })
            .expect(202),
        );
    }
    expect((await desk.submission(answers[0]?.body.submission)).status).toBe('queued');
    const worker = await TestDateline.start(world, { ROLES: 'worker' });
    for (const answer of answers) expect((await desk.ended(answer)).error).toBeNull();
    const updates = await updatesOf(api, 'topic/backlog');
    for (const uri of ['backlog:a', 'backlog:b']) {
      const own = updates.filter(({ story }) => story.uri === uri);
      expect(own.map(({ story }) => story.revision)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
      for (const [at, { story }] of own.entries()) {
        const { body: revision } = await api.http
          .get(`/v1/stories/${story.id}/revisions/${story.revision}`)
          .expect(200);
        expect(revision.body).toEqual([`The count stands at ${at + 1}.`]);
      }
    }
    await worker.stop();
    await api.end();
  });

  test('a PATCH keeps its order among published versions', async () => {
    const { story } = await admin.publish({ uri: 'by-turns', headline: 'One', body: ['x'] });
    const sent = await admin.send({ uri: 'by-turns', headline: 'Two', body: ['x'] }).expect(202);
    const patched = await admin.request('patch', `/v1/stories/${story}`).send({ headline: 'Three' }).expect(200);
    expect((await admin.ended(sent)).revision).toBe(2);
    expect(patched.body).toMatchObject({ status: 'revised', revision: 3 });
  });

  test('a post sent before its live blog was revised becomes part of it, and the blog’s readers get an update', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const blog = await admin
        .send({
          uri: `blog:${round}`,
          kind: 'liveblog',
          headline: `Election night ${round}`,
          body: ['Follow the count here.'],
        })
        .expect(202);
      const post = await admin
        .send({
          uri: `post:${round}`,
          kind: 'post',
          partOf: `blog:${round}`,
          headline: 'Polls closed',
          body: ['Polls have closed.'],
        })
        .expect(202);
      const [first, second] = [await admin.ended(blog), await admin.ended(post)];
      expect([first.status, second.status, second.error]).toEqual(['created', 'created', null]);
      expect(seqOf(first.update)).toBeLessThan(seqOf(second.update));
      const { body: view } = await dateline.http.get(`/v1/stories/${first.story}`).expect(200);
      expect(view.posts).toEqual([
        expect.objectContaining({ id: second.story, kind: 'post', partOf: first.story, headline: 'Polls closed' }),
      ]);
      const updates = await updatesOf(dateline, `story/${first.story}`);
      expect(updates.map(({ story }) => [story.id, story.kind])).toEqual([
        [first.story, 'liveblog'],
        [second.story, 'post'],
      ]);
      expect(updates[1]?.story.partOf).toBe(first.story);
      expect(brokenChain(updates, 0)).toEqual([]);
    }
  });

  test('a post may name its live blog by id, but not another publisher’s', async () => {
    const { story: blog } = await admin.publish({
      uri: 'blog:id',
      kind: 'liveblog',
      headline: 'Storm',
      body: ['Follow here.'],
    });
    expect(await admin.publish({ uri: 'post:id', partOf: blog, headline: 'Wind', body: ['It blows.'] })).toMatchObject({
      status: 'created',
    });
    const stranger = await Publisher.named(dateline, 'stranger');
    const failed = await stranger.ended(
      await stranger.send({ uri: 'post:id', partOf: blog, headline: 'Wind', body: ['It blows.'] }),
    );
    expect(failed).toMatchObject({ status: 'failed', error: { errors: [{ field: 'partOf' }] } });
  });

  test('one uri of two publishers is two stories', async () => {
    const [one, two] = [await Publisher.named(dateline, 'paper-one'), await Publisher.named(dateline, 'paper-two')];
    const [first, second] = [
      await one.publish({ uri: 'shared', headline: 'A', body: ['x'] }),
      await two.publish({ uri: 'shared', headline: 'B', body: ['y'] }),
    ];
    expect([first.status, second.status]).toEqual(['created', 'created']);
    expect(first.story).not.toBe(second.story);
  });
});
