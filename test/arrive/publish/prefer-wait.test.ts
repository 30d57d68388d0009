// Prefer: wait, and Idempotency-Key.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../../support/columns.js';
import { TestDateline, type Outcome } from '../../support/dateline.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { SAMPLE } from '../../support/sample.js';

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;
  const story = (uri: string, text = 'The ferry is back.') => ({
    uri,
    headline: 'Ferry returns',
    body: [text],
    topics: [uri],
  });

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
  });
  afterAll(() => dateline.end());

  describe('a publisher who does not wait', () => {
    test('gets 202 with the submission’s address, which has the outcome later', async () => {
      const answer = await admin.send(story('no-wait')).expect(202);
      expect(answer.body).toEqual({ submission: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'queued' });
      expect(answer.headers['location']).toBe(`/v1/submissions/${answer.body.submission}`);
      expect(answer.headers['preference-applied']).toBeUndefined();
      const outcome = await admin.ended(answer);
      expect(outcome).toMatchObject({
        submission: answer.body.submission,
        status: 'created',
        revision: 1,
        update: expect.stringMatching(/^\w+\.\d+$/),
        change: { class: 'first' },
        error: null,
      });
      expect(outcome).not.toHaveProperty('publisher');
      expect((await updatesOf(dateline, 'topic/no-wait')).map(({ cursor }) => cursor)).toEqual([outcome.update]);
    });

    test('may send wait=0', async () => {
      const answer = await admin.send(story('zero'), { prefer: 'wait=0' });
      expect(answer.headers['preference-applied']).toBe('wait=0');
      if (answer.status === 202) expect(answer.body).toEqual({ submission: expect.any(String), status: 'queued' });
      else expect(answer.body).toMatchObject({ status: 'created' });
    });
  });

  describe('a publisher who waits', () => {
    test('gets 201 for a new story, and 200 for a revised, an unchanged and a stale one', async () => {
      const at = (minute: number, text: string) =>
        admin.send(
          { ...story('waits', text), versionCreated: `2024-05-01T10:0${minute}:00Z` },
          { prefer: 'respond-async, wait=20' },
        );
      const created = await at(1, 'One.');
      expect(created.status).toBe(201);
      expect(created.headers['preference-applied']).toBe('wait=20');
      expect(created.body).toEqual({
        submission: expect.any(String),
        status: 'created',
        story: expect.any(String),
        revision: 1,
        update: expect.any(String),
        change: expect.objectContaining({ class: 'first' }),
      });
      const same = { story: created.body.story };
      const revised = await at(3, 'Two.');
      expect([revised.status, revised.body]).toEqual([
        200,
        expect.objectContaining({ ...same, status: 'revised', revision: 2 }),
      ]);
      const unchanged = await at(3, 'Two.');
      expect([unchanged.status, unchanged.body]).toEqual([
        200,
        expect.objectContaining({ ...same, status: 'unchanged', revision: 2, update: null, change: null }),
      ]);
      const stale = await at(2, 'Three.');
      expect([stale.status, stale.body]).toEqual([
        200,
        expect.objectContaining({ ...same, status: 'stale', revision: 2, update: null, change: null }),
      ]);
      expect(await updatesOf(dateline, 'topic/waits')).toHaveLength(2);
    });

    test.each(['wait=86400', 'wait=999999999', 'wait=31'])('waits at most half a minute: %s', async (prefer) => {
      const answer = await admin.send(story(prefer.replace('=', '-')), { prefer });
      expect(answer.status).toBe(201);
      expect(answer.headers['preference-applied']).toBe('wait=30');
    });
  });

  describe('an Idempotency-Key', () => {
    const key = (value: string) => ({ 'idempotency-key': value });

    test('that is repeated gets the same submission, applied once', async () => {
      const first = await admin.send(story('again'), key('again-1')).expect(202);
      const outcome = await admin.ended(first);
      const second = await admin.send(story('again'), key('again-1')).expect(202);
      expect(second.body).toEqual({ submission: outcome.submission, status: 'created' });
      expect(second.headers['idempotent-replayed']).toBe('true');
      const third = await admin.send(story('again'), { ...key('again-1'), prefer: 'wait=20' });
      expect(third.status).toBe(201);
      expect(third.body).toMatchObject({
        submission: outcome.submission,
        status: 'created',
        story: outcome.story,
        update: outcome.update,
      });
      expect(await updatesOf(dateline, 'topic/again')).toHaveLength(1);
    });

    test('that comes ten times concurrently is one submission, applied once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => admin.send(story('at-once'), { ...key('at-once-1'), prefer: 'wait=20' })),
      );
      expect(new Set(answers.map(({ body }) => (body as Outcome).submission)).size).toBe(1);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
      expect(await updatesOf(dateline, 'topic/at-once')).toHaveLength(1);
    });

    test.each([
      ['a changed body', () => admin.send(story('conflict', 'Another text.'), key('conflict-1'))],
      [
        'another type',
        () =>
          admin
            .request('post', '/v1/stories')
            .set({ 'content-type': 'text/plain', ...key('conflict-1') })
            .send(JSON.stringify(story('conflict'))),
      ],
    ])('with %s is refused, and the first submission stands', async (_what, again) => {
      const first = await admin.ended(await admin.send(story('conflict'), key('conflict-1')));
      expectProblem(await again(), 422, 'idempotency_conflict');
      const replay = await admin.send(story('conflict'), { ...key('conflict-1'), prefer: 'wait=20' });
      expect(replay.body).toMatchObject({ submission: first.submission });
      expect(await updatesOf(dateline, 'topic/conflict')).toHaveLength(1);
    });

    test('with the same text and other parameters is refused', async () => {
      const send = (zone: string) =>
        admin
          .request('post', '/v1/stories')
          .query({ uri: 'zoned', zone })
          .set({ 'content-type': 'text/plain', ...key('zoned-1') })
          .send(SAMPLE);
      await send('Asia/Kolkata').expect(202);
      expectProblem(await send('Asia/Dubai'), 422, 'idempotency_conflict');
    });

    test('of a kill can’t be reused for a publish', async () => {
      const { story: id } = await admin.publish(story('kill-key'));
      const kill = () => admin.request('delete', `/v1/stories/${id}`).set(key('kill-key-1')).send({ reason: 'wrong' });
      const first = await kill().expect(200);
      expect((await kill().expect(200)).body).toEqual(first.body);
      expectProblem(await admin.send(story('kill-key'), key('kill-key-1')), 422, 'idempotency_conflict');
    });

    test('is separate for each publisher', async () => {
      const [one, two] = [await Publisher.named(dateline, 'one'), await Publisher.named(dateline, 'two')];
      const mine = await one.send(story('mine'), { ...key('shared'), prefer: 'wait=20' });
      const theirs = await two.send(story('theirs', 'Something else.'), { ...key('shared'), prefer: 'wait=20' });
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect((mine.body as Outcome).submission).not.toBe((theirs.body as Outcome).submission);
    });
  });
});
