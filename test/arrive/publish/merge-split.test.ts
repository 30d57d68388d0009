// Merging and splitting stories, as publishers, connected readers and resuming readers see it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../../support/columns.js';
import { ADMIN_KEY, brokenChain, seqOf, TestDateline, type Outcome } from '../../support/dateline.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

const story = (headline: string, ...body: string[]) => ({ headline, body });

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    desk = await Publisher.named(dateline, 'desk');
  });
  afterAll(() => dateline.end());

  const merge = (id: string, into: string, as = desk) =>
    as.request('post', `/v1/stories/${id}/merge`).send({ into, reason: 'one story under two names' });
  const split = (id: string, body: object, as = desk) => as.request('post', `/v1/stories/${id}/split`).send(body);
  const read = async (id: string): Promise<Record<string, unknown>> =>
    (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as Record<string, unknown>;
  const two = async (name: string): Promise<[Outcome, Outcome]> => [
    await desk.publish({ uri: `${name}-a`, topics: ['ports'], ...story(`${name} a`, 'Told by the night desk.') }),
    await desk.publish({ uri: `${name}-b`, ...story(`${name} b`, 'Told by the day desk.') }),
  ];

  describe('a story that is merged into another', () => {
    test('redirects from its addresses, is in no list, and keeps its history readable', async () => {
      const [gone, stays] = await two('lead');
      expect((await merge(gone.story, stays.story).expect(200)).body).toMatchObject({
        status: 'revised',
        story: gone.story,
        revision: 2,
        change: { mergedInto: stays.story },
      });
      for (const path of ['/v1/stories', '/stories']) {
        const answer = await dateline.http.get(`${path}/${gone.story}`).redirects(0);
        expect([answer.status, answer.headers['location']]).toEqual([308, `${path}/${stays.story}`]);
      }
      const { body: list } = await dateline.http
        .get('/v1/stories')
        .query({ channel: 'publisher/desk', limit: 100 })
        .expect(200);
      const ids = (list as { stories: { id: string }[] }).stories.map(({ id }) => id);
      expect(ids).toContain(stays.story);
      expect(ids).not.toContain(gone.story);
      const { body: history } = await dateline.http.get(`/v1/stories/${gone.story}/revisions`).expect(200);
      expect((history as { revisions: unknown[] }).revisions).toHaveLength(2);
      expect((await dateline.http.get(`/v1/stories/${gone.story}/revisions/1`).expect(200)).body).toMatchObject({
        headline: 'lead a',
      });
    });

    test('sends its readers an update, also on resume, in log order', async () => {
      const [gone, stays] = await two('tell');
      const reader = await dateline.read();
      await reader.subscribe(`story/${gone.story}`, gone.update);
      const { body } = await merge(gone.story, stays.story).expect(200);
      await until(() => reader.updates.length === 1);
      expect(reader.updates[0]).toMatchObject({
        cursor: (body as Outcome).update,
        prev: seqOf(gone.update),
        story: { id: gone.story, revision: 2 },
        change: { mergedInto: stays.story },
      });
      const [missed] = await updatesOf(dateline, `story/${gone.story}`, gone.update ?? undefined);
      expect(missed).toEqual(reader.updates[0]);
      for (const channel of ['all', 'publisher/desk', 'topic/ports', `story/${gone.story}`])
        expect(brokenChain(await updatesOf(dateline, channel), 0)).toEqual([]);
    });

    test('redirects later submissions, through several merges, in order of arrival', async () => {
      const [first, second] = await two('chain');
      const third = await desk.publish({ uri: 'chain-c', ...story('chain c', 'Told by the web desk.') });
      await merge(first.story, second.story).expect(200);
      await merge(second.story, third.story).expect(200);
      expect((await dateline.http.get(`/v1/stories/${first.story}`).redirects(0)).headers['location']).toBe(
        `/v1/stories/${third.story}`,
      );
      const uris = ['chain-a', 'chain-b', 'chain-c'];
      const sent: string[] = [];
      for (let number = 0; number < 12; number += 1)
        sent.push(
          ((await desk.send({ uri: uris[number % 3], ...story('chain', `Version ${number}.`) })).body as Outcome)
            .submission,
        );
      const outcomes = await until(async () => {
        const all = await Promise.all(sent.map((id) => desk.submission(id)));
        return all.every(({ status }) => status !== 'queued') ? all : null;
      });
      expect(outcomes.map(({ status, story: found, revision }) => [status, found, revision])).toEqual(
        sent.map((_, number) => ['revised', third.story, number + 2]),
      );
      expect(await read(third.story)).toMatchObject({ body: ['Version 11.'], revision: 13 });
      expect(brokenChain(await updatesOf(dateline, `story/${third.story}`), 0)).toEqual([]);
    });

    test('also redirects a version that is matched by its text', async () => {
      const lines = [
        'The lighthouse on the outer skerry will be lit again on Sunday, sixty years after its keeper left.',
        'Volunteers carried every pane of the lantern up the stairs by hand, the association said.',
        'Boats bring visitors over from the harbour at noon and at four.',
      ];
      const known = await desk.publish(story('Lighthouse lit again', ...lines));
      const survivor = await desk.publish({ uri: 'lighthouse', ...story('The lighthouse', 'What you need to know.') });
      await merge(known.story, survivor.story).expect(200);
      expect(
        await desk.publish(story('Lighthouse is lit', ...lines, 'The weather is expected to be fair.')),
      ).toMatchObject({ status: 'revised', story: survivor.story, matched: { by: 'content' } });
    });

    test('can’t be changed any more, and is merged once', async () => {
      const [gone, stays] = await two('once');
      await merge(gone.story, stays.story).expect(200);
      expect((await merge(gone.story, stays.story).expect(200)).body).toMatchObject({
        status: 'unchanged',
        story: gone.story,
        revision: 2,
      });
      expect(
        (await desk.request('patch', `/v1/stories/${gone.story}`).send({ headline: 'x' }).expect(410)).body,
      ).toMatchObject({ code: 'merged', into: stays.story });
      expect((await merge(stays.story, gone.story).expect(422)).body).toMatchObject({
        code: 'invalid_field',
        errors: [{ field: 'into' }],
      });
    });

    test('is hidden and shown with the story it was merged into, in memory and in Postgres', async () => {
      const [gone, stays] = await two('hide');
      await merge(gone.story, stays.story).expect(200);
      const reader = await dateline.read();
      await reader.subscribe(`story/${gone.story}`);
      const texts = async () =>
        (await updatesOf(dateline, `story/${gone.story}`)).map(({ story: { headline } }) => headline);
      expect(await texts()).toEqual(['hide a', 'hide a']);
      await desk.request('delete', `/v1/stories/${stays.story}`).send({ reason: 'wrong' }).expect(200);
      await until(() => reader.updates.at(-1)?.story.pubStatus === 'canceled');
      expect(await texts()).toEqual([null, null, null]);
      const late = await dateline.read();
      await late.subscribe(`story/${gone.story}`, `${(await late.welcome()).epoch}.0`);
      await until(() => late.updates.length === 3);
      expect(late.updates.map(({ story: { headline } }) => headline)).toEqual([null, null, null]);
      for (const path of [
        `/v1/stories/${gone.story}`,
        `/v1/stories/${gone.story}/revisions`,
        `/v1/stories/${gone.story}/revisions/1`,
        `/stories/${gone.story}`,
      ])
        await dateline.http.get(path).redirects(0).expect(410);
      await desk
        .request('patch', `/v1/stories/${stays.story}`)
        .send({ pubStatus: 'usable', restore: true })
        .expect(200);
      await until(() => reader.updates.at(-1)?.story.pubStatus === 'usable');
      await dateline.http.get(`/v1/stories/${gone.story}`).redirects(0).expect(308);
      expect(brokenChain(await updatesOf(dateline, `story/${gone.story}`), 0)).toEqual([]);
    });

    test('loses no submission that comes concurrently, on two nodes', async () => {
      const other = await TestDateline.start({ ...dateline.world, cleanup: async () => undefined });
      const far = new Publisher(other, desk.key);
      for (let round = 0; round < 3; round += 1) {
        const [gone, stays] = await two(`race-${round}`);
        const answers = await Promise.all([
          ...Array.from({ length: 8 }, (_, at) =>
            (at % 2 === 0 ? desk : far).publish({
              uri: `race-${round}-${at % 4 < 2 ? 'a' : 'b'}`,
              ...story('race', `Version ${at}.`),
            }),
          ),
          merge(gone.story, stays.story)
            .expect(200)
            .then(({ body }) => body as Outcome),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 'revised'));
        expect(new Set(answers.map(({ story: id, revision }) => `${id}:${revision}`)).size).toBe(answers.length);
      }
      expect(brokenChain(await updatesOf(dateline, 'all'), 0)).toEqual([]);
      await other.end();
    });

    test('must be the publisher’s own, of the same kind, and visible', async () => {
      const [own, own2] = await two('own');
      const rival = await Publisher.named(dateline, 'rival');
      const theirs = await rival.publish({ uri: 'r', ...story('r', 'Theirs.') });
      const blog = await desk.publish({ uri: 'own-blog', kind: 'liveblog', ...story('Blog', 'Live.') });
      const draft = await desk.publish({ uri: 'own-draft', pubStatus: 'withheld', ...story('Draft', 'Not yet.') });
      await merge(own.story, own2.story, rival).expect(403);
      for (const into of [
        own.story,
        theirs.story,
        blog.story,
        draft.story,
        '01a20dc7-4e08-7510-8b39-000000000000',
        'x',
      ])
        await merge(own.story, into).expect(422);
      await merge('01a20dc7-4e08-7510-8b39-000000000000', own.story).expect(404);
      await merge(own.story, own2.story, new Publisher(dateline, ADMIN_KEY)).expect(200);
    });
  });

  describe('a story that is split', () => {
    const versions = async (name: string) => {
      const outcomes: Outcome[] = [];
      for (const [headline, ...body] of [
        ['Harvest begins', 'The harvest began on Monday.'],
        ['Harvest goes on', 'The harvest began on Monday.', 'Half of it is in.'],
        ['Mayor resigns', 'The mayor resigned on Friday.'],
        ['Mayor leaves', 'The mayor resigned on Friday.', 'Her deputy takes over.'],
      ] as const) {
        outcomes.push(await desk.publish({ uri: name, topics: ['town'], ...story(headline, ...body) }));
      }
      return outcomes as [Outcome, Outcome, Outcome, Outcome];
    };

    test('returns to its earlier revision, and its later revisions become a story with their history', async () => {
      const [{ story: id }, , , last] = await versions('split');
      const reader = await dateline.read();
      await reader.subscribe(`story/${id}`, last.update);
      await reader.subscribe('all', last.update);
      const { body } = await split(id, { revision: 3, uri: 'split-off' }).expect(200);
      const { change, update } = body as Outcome & { change: { splitInto: string } };
      expect(body).toMatchObject({ status: 'revised', story: id, revision: 5 });
      expect(await read(id)).toMatchObject({
        revision: 5,
        uri: 'split',
        headline: 'Harvest goes on',
        body: ['The harvest began on Monday.', 'Half of it is in.'],
      });
      expect(await read(change.splitInto)).toMatchObject({
        revision: 2,
        uri: 'split-off',
        headline: 'Mayor leaves',
        topics: ['town'],
        publisher: 'desk',
      });
      const { body: history } = await dateline.http.get(`/v1/stories/${change.splitInto}/revisions`).expect(200);
      expect((history as { revisions: unknown[] }).revisions).toMatchObject([
        { revision: 2, headline: 'Mayor leaves' },
        { revision: 1, headline: 'Mayor resigns', change: { class: 'first', splitFrom: { story: id, revision: 3 } } },
      ]);
      expect((await dateline.http.get(`/v1/stories/${id}/revisions/4`).expect(200)).body).toMatchObject({
        headline: 'Mayor leaves',
      });

      await until(() => reader.updates.length === 3);
      expect(
        reader.updates
          .filter(({ channel }) => channel === 'all')
          .map(({ story: { id: told, revision } }) => [told, revision]),
      ).toEqual([
        [change.splitInto, 2],
        [id, 5],
      ]);
      expect(reader.updates.find(({ channel }) => channel !== 'all')).toMatchObject({
        cursor: update,
        prev: seqOf(last.update),
        change: { base: 4, splitInto: change.splitInto },
      });
      for (const channel of ['all', 'topic/town', `story/${id}`, `story/${change.splitInto}`])
        expect(brokenChain(await updatesOf(dateline, channel), 0)).toEqual([]);
    });

    test('and the new story continue, each with its own uri and its own ops', async () => {
      const [{ story: id }] = await versions('on');
      const { change } = (await split(id, { revision: 3, uri: 'on-off' }).expect(200)).body as {
        change: { splitInto: string };
      };
      expect(await desk.publish({ uri: 'on', ...story('Harvest ends', 'The harvest ended.') })).toMatchObject({
        story: id,
        revision: 6,
      });
      expect(
        await desk.publish({
          uri: 'on-off',
          ...story('Mayor leaves', 'The mayor resigned on Friday.', 'Her deputy took over.'),
        }),
      ).toMatchObject({ story: change.splitInto, revision: 3, change: { base: 2 } });
    });

    test('without a uri is matched by its text', async () => {
      const [{ story: id }] = await versions('text');
      const { change } = (await split(id, { revision: 3 }).expect(200)).body as { change: { splitInto: string } };
      expect(
        await desk.publish(story('Mayor leaves', 'The mayor resigned on Friday.', 'Her deputy takes over.')),
      ).toMatchObject({ status: 'unchanged', story: change.splitInto, matched: { by: 'content' } });
    });

    test('stays hidden, and so does the new story', async () => {
      const [{ story: id }] = await versions('hidden');
      await desk.request('patch', `/v1/stories/${id}`).send({ pubStatus: 'withheld' }).expect(200);
      const { change } = (await split(id, { revision: 3 }).expect(200)).body as { change: { splitInto: string } };
      for (const hidden of [id, change.splitInto]) await dateline.http.get(`/v1/stories/${hidden}`).expect(404);
      expect((await desk.request('get', `/v1/stories/${id}`).expect(200)).body).toMatchObject({
        pubStatus: 'withheld',
        headline: 'Harvest goes on',
      });
    });

    test('must keep its first revision, be the publisher’s own and not killed, and take no uri of another story', async () => {
      const [{ story: id }] = await versions('rules');
      for (const body of [{ revision: 1 }, { revision: 5 }, { revision: 2, uri: 'rules' }, { revision: 'x' }, {}])
        await split(id, body).expect(422);
      await split(id, { revision: 2 }, await Publisher.named(dateline, 'another')).expect(403);
      await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'wrong' }).expect(200);
      expect((await split(id, { revision: 2 }).expect(410)).body).toMatchObject({ code: 'killed' });
    });
  });
});
