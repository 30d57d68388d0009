// Restoring and erasing killed stories: the calls, their responses and their records. test/visibility checks
// which text is visible where.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../../support/columns.js';
import { TestDateline, type Outcome } from '../../support/dateline.js';
import { ask, rowsOf } from '../../support/outage.js';
import { expectProblem } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';

const FAR = '2100-01-01T00:00:00Z';

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;
  let desk: Publisher;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
    desk = await Publisher.named(dateline, 'desk');
  });
  afterAll(() => dateline.end());

  const text = (mark: string) => ({
    headline: `The ${mark}`,
    byline: `${mark} writer`,
    body: [`The ${mark} was seen in the old town on Monday.`, `Nobody knows where the ${mark} came from.`],
    edNote: `${mark} note`,
    topics: ['town'],
  });
  const kill = (id: string, reason = 'It was wrong.') =>
    desk.request('delete', `/v1/stories/${id}`).send({ reason }).expect(200);
  const view = async (id: string): Promise<Record<string, unknown>> =>
    (await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as Record<string, unknown>;
  const acts = async (target: string): Promise<{ action: string; detail: Record<string, unknown> }[]> =>
    (
      (await admin.request('get', '/v1/audit').query({ limit: '100' }).expect(200)).body as {
        entries: { action: string; target: string; detail: Record<string, unknown> }[];
      }
    ).entries
      .filter((entry) => entry.target === target)
      .toReversed();

  /** The tables that contain a word, as text or bytes. */
  async function tablesWith(word: string): Promise<string[]> {
    const tables = await rowsOf<{ name: string }>(
      dateline.world,
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    );
    const found: string[] = [];
    const hex = Buffer.from(word).toString('hex');
    for (const { name } of tables) {
      const [row] = await rowsOf<{ count: number }>(
        dateline.world,
        `select count(*)::integer as count from ${name} t where t::text ilike '%${word}%' or t::text ilike '%${hex}%'`,
      );
      if ((row?.count ?? 0) > 0) found.push(name);
    }
    return found;
  }

  test('a killed story takes no version without pubStatus, and a patch that revives it needs its own text', async () => {
    const { story: id } = await desk.publish({ uri: 'needs', ...text('quagga') });
    await kill(id);
    expect((await desk.send({ uri: 'needs', ...text('zebra') }, { prefer: 'wait=20' })).body).toMatchObject({
      code: 'killed',
      detail: expect.stringContaining('pubStatus'),
    });
    for (const [fields, missing] of [
      [{}, ['headline', 'body']],
      [{ headline: 'New' }, ['body']],
      [{ body: ['New.'] }, ['headline']],
    ] as const) {
      const answer = await desk.request('patch', `/v1/stories/${id}`).send({ pubStatus: 'usable', ...fields });
      expectProblem(answer, 422, 'invalid_field');
      expect((answer.body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(missing);
      expect((answer.body as { detail: string }).detail).toContain('restore true');
    }
    await desk
      .request('patch', `/v1/stories/${id}`)
      .send({ pubStatus: 'usable', headline: 'A zebra', body: ['It was a zebra.'] })
      .expect(200);
    expect(await view(id)).toMatchObject({
      headline: 'A zebra',
      body: ['It was a zebra.'],
      byline: null,
      edNote: null,
      correction: null,
      media: [],
      topics: ['town'],
      change: { class: 'status', silent: false },
    });
  });

  test('the reason of a kill is never shown to readers, however the story is revived', async () => {
    for (const [name, back] of [
      ['restored', { restore: true }],
      ['with a new text', { headline: 'A zebra', body: ['It was a zebra.'] }],
    ] as const) {
      const { story: id } = await desk.publish({ uri: `reason ${name}`, ...text('quagga') });
      await kill(id, 'Our lawyer says that it is libel.');
      await desk
        .request('patch', `/v1/stories/${id}`)
        .send({ pubStatus: 'usable', ...back })
        .expect(200);
      expect((await view(id))['edNote'], name).toBe(name === 'restored' ? 'quagga note' : null);
      for (const path of [
        `/v1/stories/${id}`,
        `/v1/stories/${id}/revisions`,
        `/stories/${id}`,
        `/v1/stories/${id}/ninjs?revisions=all`,
      ])
        expect((await dateline.http.get(path)).text, path).not.toContain('lawyer');
    }
  });

  test('restore brings back the content of the last kill, and is refused where there is none', async () => {
    const { story: id } = await desk.publish({ uri: 'twice', ...text('quagga') });
    await kill(id);
    await desk.publish({ uri: 'twice', ...text('zebra'), pubStatus: 'usable' });
    expectProblem(
      await desk.request('patch', `/v1/stories/${id}`).send({ headline: 'Again', restore: true }),
      422,
      'invalid_field',
    );
    expect(
      (await desk.send({ uri: 'a new one', ...text('okapi'), restore: true }, { prefer: 'wait=20' })).body,
    ).toMatchObject({ code: 'invalid_field', errors: [{ field: 'restore' }] });
    await kill(id);
    await desk.request('patch', `/v1/stories/${id}`).send({ pubStatus: 'usable', restore: true }).expect(200);
    const { revisions } = (await dateline.http.get(`/v1/stories/${id}/revisions`).expect(200)).body as {
      revisions: { revision: number; headline: string }[];
    };
    expect(revisions.map(({ revision, headline }) => [revision, headline])).toEqual([
      [5, 'The zebra'],
      [3, 'The zebra'],
    ]);
    expect((await acts(id)).map(({ action }) => action)).toEqual([
      'story.killed',
      'story.restored',
      'story.killed',
      'story.restored',
    ]);
    expect((await updatesOf(dateline, `story/${id}`)).map(({ story }) => [story.revision, story.pubStatus])).toEqual([
      [1, 'canceled'],
      [2, 'canceled'],
      [3, 'usable'],
      [4, 'canceled'],
      [5, 'usable'],
    ]);
  });

  test('topics of an embargoed edit wait for the embargo’s end, like its text', async () => {
    const { story: id } = await desk.publish({ uri: 'moves', ...text('quagga'), topics: ['old'] });
    await desk.publish({ uri: 'moves', ...text('zebra'), topics: ['new'], embargoedUntil: FAR });
    const listed = async (topic: string): Promise<string[]> =>
      (
        (
          await dateline.http
            .get('/v1/stories')
            .query({ channel: `topic/${topic}` })
            .expect(200)
        ).body as { stories: { id: string }[] }
      ).stories.map((story) => story.id);
    expect([await listed('old'), await listed('new'), await updatesOf(dateline, 'topic/new')]).toEqual([[id], [], []]);
    await desk.request('patch', `/v1/stories/${id}`).send({ embargoedUntil: null }).expect(200);
    expect([await listed('old'), await listed('new')]).toEqual([[], [id]]);
    expect((await updatesOf(dateline, 'topic/old')).at(-1)).toMatchObject({ story: { topics: ['new'] } });
  });

  test('an erased story leaves no text in any table, stays killed, can’t be restored, and takes a new text', async () => {
    const { story: id } = await desk.publish({
      uri: 'gone',
      ...text('thylacine'),
      url: 'https://paper.example/thylacine',
    });
    await desk.publish({ uri: 'gone', ...text('thylacine again') });
    const { story: merged } = await desk.publish({ uri: 'gone too', ...text('thylacine merged') });
    await desk.request('post', `/v1/stories/${merged}/merge`).send({ into: id }).expect(200);
    expectProblem(
      await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'A court said so.', erase: true }),
      403,
      'forbidden',
    );
    await kill(id, 'The thylacine was a dog.');
    expect(await tablesWith('thylacine')).not.toEqual([]);
    expect(
      (await admin.request('delete', `/v1/stories/${id}`).send({ reason: 'A court said so.', erase: true }).expect(200))
        .body as Outcome,
    ).toMatchObject({ status: 'revised', story: id });
    expect(await tablesWith('thylacine')).toEqual([]);
    expect((await dateline.http.get(`/v1/stories/${id}`)).status).toBe(410);
    expect(
      (await admin.request('delete', `/v1/stories/${id}`).send({ reason: 'Again.', erase: true }).expect(200))
        .body as Outcome,
    ).toMatchObject({ status: 'unchanged' });
    expect((await acts(id)).map(({ action, detail }) => [action, detail['reason']])).toEqual([
      ['story.killed', undefined],
      ['story.erased', 'A court said so.'],
      ['story.erased', 'Again.'],
    ]);
    const refused = await desk.request('patch', `/v1/stories/${id}`).send({ pubStatus: 'usable', restore: true });
    expectProblem(refused, 422, 'invalid_field');
    expect(refused.text).toContain('erased');
    await desk.publish({ uri: 'gone', ...text('zebra'), pubStatus: 'usable' });
    expect(await view(id)).toMatchObject({ headline: 'The zebra', uri: 'gone', url: null });
    await desk.publish({ uri: 'gone too', ...text('okapi') });
    expect(await view(id)).toMatchObject({ headline: 'The okapi' });
    await dateline.stop();
    await dateline.start();
    expect(
      (await updatesOf(dateline, `story/${id}`))
        .filter(({ story }) => story.headline !== null)
        .map(({ story }) => story.headline),
    ).toEqual(['The zebra', 'The okapi']);
  });

  test('one call erases a story that was never killed; after a revival it erases only what was killed', async () => {
    const { story: never } = await desk.publish({ uri: 'at once', ...text('bandicoot') });
    await admin.request('delete', `/v1/stories/${never}`).send({ reason: 'A court said so.', erase: true }).expect(200);
    expect([await tablesWith('bandicoot'), (await dateline.http.get(`/v1/stories/${never}`)).status]).toEqual([
      [],
      410,
    ]);
    const { story: back } = await desk.publish({ uri: 'came back', ...text('bilby') });
    await kill(back);
    await desk.publish({ uri: 'came back', ...text('zebra'), pubStatus: 'usable' });
    await admin.request('delete', `/v1/stories/${back}`).send({ reason: 'A court said so.', erase: true }).expect(200);
    expect(await tablesWith('bilby')).toEqual([]);
    expect(await view(back)).toMatchObject({ headline: 'The zebra', byline: 'zebra writer' });
    // Later content is unchanged.
    const { submission } = await desk.publish({ uri: 'came back', ...text('zebra'), edNote: 'More' });
    const sent = await fetch(`${dateline.url}/v1/submissions/${submission}/raw`, {
      headers: { authorization: `Bearer ${desk.key}` },
    });
    expect(await sent.text()).toContain('zebra');
  });

  test('an import does not revive what was killed since', async () => {
    const { story: id } = await desk.publish({ uri: 'exported', ...text('potoroo') });
    await desk.publish({ uri: 'exported', ...text('potoroo again') });
    const { text: all } = await dateline.http.get(`/v1/stories/${id}/ninjs`).query({ revisions: 'all' }).expect(200);
    // As from a newsroom with more of the history than is here.
    const items = JSON.parse(all) as { versionCreated?: string }[];
    const more = [
      ...items,
      ...items.map((item) => ({ ...item, headlines: [{ role: 'main', value: 'More of the potoroo' }] })),
    ];
    await kill(id);
    const answer = await desk
      .request('post', '/v1/imports')
      .set({ 'content-type': 'application/vnd.iptc.ninjs+json', prefer: 'wait=20' })
      .send(JSON.stringify(more));
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ revised: 0, created: 0, stale: more.length }),
    ]);
    expect((await dateline.http.get(`/v1/stories/${id}`)).status).toBe(410);
  });

  test('a page that a kill removed can’t be parsed again', async () => {
    const page = (mark: string) =>
      `<!doctype html><html><body><article><h1>The ${mark} in town</h1><p>The ${mark} was seen in the old town on Monday, the police said in the evening.</p><p>Nobody knows where the ${mark} came from, and nobody says that he lost one.</p></article></body></html>`;
    const { body } = await desk
      .request('post', '/v1/stories')
      .query({ uri: 'page' })
      .set({ 'content-type': 'text/html', prefer: 'wait=20' })
      .send(page('numbat'))
      .expect(201);
    const id = (body as Outcome).story;
    await admin.request('post', `/v1/stories/${id}/reparse`).expect(200);
    await kill(id);
    await desk.publish({ uri: 'page', ...text('zebra'), pubStatus: 'usable' });
    expectProblem(await admin.request('post', `/v1/stories/${id}/reparse`), 422, 'invalid_content');
    expect(await view(id)).toMatchObject({ headline: 'The zebra' });
  });

  test('revisions from an older version get their marks from the log', async () => {
    const { story: id } = await desk.publish({ uri: 'older', ...text('quagga') });
    await kill(id);
    await desk.publish({ uri: 'older', ...text('zebra'), pubStatus: 'usable' });
    await desk.publish({ uri: 'older', ...text('okapi'), embargoedUntil: FAR });
    await desk.publish({ uri: 'older', ...text('zebra two'), embargoedUntil: null });
    const { story: dead } = await desk.publish({ uri: 'older and dead', ...text('quagga') });
    await kill(dead);
    const { story: waits } = await desk.publish({ uri: 'older and waiting', ...text('quagga'), embargoedUntil: FAR });
    const marks = async (): Promise<object[]> =>
      rowsOf(
        dateline.world,
        `select r.story, r.revision, r.shown_at is not null as shown, r.kill, s.kill as "inForce", s.due_at is not null as due from revisions r join stories s on s.id = r.story where s.id in ('${id}', '${dead}', '${waits}') order by 1, 2`,
      );
    const before = await marks();
    expect(before.map((row) => ('shown' in row ? row.shown : null))).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
    await dateline.stop();
    await ask(dateline.world, 'update revisions set shown_at = null, kill = null');
    await ask(dateline.world, 'update stories set kill = null, due_at = null');
    await ask(dateline.world, 'update log_head set marked = false');
    await dateline.start();
    expect(await marks()).toEqual(before);
  });
});
