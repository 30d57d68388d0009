// ninjs 3: export with all revisions, and import without loss and without duplicates, into another server or
// the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidTime } from '../../../src/core/format/feed-story.js';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { ninjsFaults } from '../../support/ninjs-schema.js';
import { expectProblem, fieldsOf } from '../../support/problem.js';
import { Publisher } from '../../support/publisher.js';

const TYPE = 'application/vnd.iptc.ninjs+json';
type Item = Record<string, unknown> & {
  uri: string;
  version: string;
  headlines: { value: string }[];
  associations?: Item[];
};
type Imported = {
  items: number;
  created: number;
  revised: number;
  unchanged: number;
  stale: number;
  failed: number;
  queued: number;
  stories: string[];
  errors: { code: string }[];
};
type Story = { id: string; headline: string; body: string[]; revision: number; posts: Story[] } & Record<
  string,
  unknown
>;

let origin: TestDateline;
let target: TestDateline;
let desk: Publisher;
let away: Publisher;

beforeAll(async () => {
  [origin, target] = await Promise.all([startEmbedded(), startEmbedded()]);
  [desk, away] = await Promise.all([Publisher.named(origin, 'desk'), Publisher.named(target, 'desk')]);
});
afterAll(() => Promise.all([origin.end(), target.end()]));

const exported = async (from: Publisher, id: string, query = 'revisions=all'): Promise<Item[]> => {
  const answer = await from
    .request('get', `/v1/stories/${id}/ninjs?${query}`)
    .buffer(true)
    .expect(200)
    .expect('content-type', /^application\/vnd\.iptc\.ninjs\+json/);
  const body = JSON.parse(answer.text) as Item | Item[];
  return [body].flat();
};
const sent = (
  to: Publisher,
  body: unknown,
  headers: Record<string, string> = { prefer: 'wait=20' },
  path = '/v1/imports',
) =>
  to
    .request('post', path)
    .set({ 'content-type': TYPE, ...headers })
    .send(JSON.stringify(body));
const imported = async (to: Publisher, items: unknown): Promise<Imported> =>
  (await sent(to, items).expect(200)).body as Imported;
const story = async (of: Publisher, id: string): Promise<Story> =>
  (await of.request('get', `/v1/stories/${id}`).expect(200)).body as Story;
/**
 * What readers see of a story, without what depends on the server. A story without uri or time is imported
 * under its id or its time of creation.
 */
const seen = ({
  id,
  uri,
  firstCreated,
  cursor: _cursor,
  receivedAt: _at,
  partOf: _of,
  change: _change,
  provenance: _from,
  related: _related,
  posts,
  ...rest
}: Story): object => ({
  ...rest,
  firstCreated: firstCreated ?? uuidTime(id).toISOString(),
  uri: uri ?? `urn:uuid:${id}`,
  ...(posts === undefined ? {} : { posts: posts.map(seen) }),
});

const ODD = 'über "quotes" & <b>markup</b> 日本語 🎉';

let published = 0;
/** Publishes a new story each time, so that tests don't share one. */
async function publishRiver(): Promise<string> {
  const name = (published += 1);
  const send = (fields: object) =>
    desk.publish({
      uri: `river: über ${name}`,
      url: `https://paper.example/river/${name}`,
      headline: 'River rises',
      topics: ['flood', '日本語'],
      language: 'en-GB',
      firstCreated: '2024-04-01T08:00:00Z',
      ...fields,
    });
  const { story: id } = await send({
    body: ['It stands at 310.', ODD],
    byline: 'By Ada Writer',
    located: 'Riverton',
    versionCreated: '2024-04-01T08:00:00Z',
    media: [
      { url: 'https://i.example/ü.jpg?a=1&b=2', type: 'image', caption: ODD, credit: 'Ben', alt: 'A river' },
      { url: 'https://v.example/watch?v=1', type: 'embed' },
    ],
  });
  await send({
    body: ['It stands at 450.', ODD],
    versionCreated: '2024-04-01T09:30:00Z',
    edNote: 'More to come',
    pinned: true,
  });
  await send({
    body: ['It stands at 430.', ODD],
    versionCreated: '2024-04-01T10:30:00Z',
    correction: 'An earlier version said 450.',
    keyEvent: true,
  });
  // A PATCH that sets the time back: a history needs no rising times.
  await desk
    .request('patch', `/v1/stories/${id}`)
    .send({ headline: 'River falls', versionCreated: '2024-04-01T09:00:00Z' })
    .expect(200);
  return id;
}

async function publishNight(): Promise<string> {
  const name = `night ${(published += 1)}`;
  const { story: id } = await desk.publish({
    kind: 'liveblog',
    headline: `Election ${name}`,
    body: [`Follow ${name} here, with ${name} counts of ${name}.`],
    firstCreated: '2024-04-01T18:00:00Z',
    topics: ['vote'],
  });
  for (const n of [1, 2, 3])
    await desk.publish({
      uri: `${name}/${n}`,
      kind: 'post',
      partOf: id,
      headline: `Post ${n}`,
      body: [`**Count** ${n}.`, 'More.'],
      versionCreated: `2024-04-01T2${n}:00:00Z`,
      media: [{ url: `https://i.example/${n}.jpg`, type: 'image' }],
    });
  await desk.publish({
    uri: `${name}/1`,
    kind: 'post',
    partOf: id,
    headline: 'Post 1',
    body: ['**Count** 1, of 7 wards.', 'More.'],
    versionCreated: '2024-04-01T23:30:00Z',
    keyEvent: true,
  });
  const { story: wrong } = await desk.publish({
    uri: `${name}/4`,
    kind: 'post',
    partOf: id,
    headline: 'Wrong',
    body: ['secret-4711'],
  });
  await desk.request('delete', `/v1/stories/${wrong}`).send({ reason: 'It was wrong.' }).expect(200);
  await desk.request('patch', `/v1/stories/${id}`).send({ coverageEndTime: '2024-04-02T02:00:00Z' }).expect(200);
  return id;
}

describe('an export', () => {
  test('is a valid item per revision, oldest first, and one for the current story', async () => {
    const id = await publishRiver();
    const items = await exported(desk, id);
    expect(items.map(({ version, versionCreated }) => [version, versionCreated])).toEqual([
      ['1', '2024-04-01T08:00:00Z'],
      ['2', '2024-04-01T09:30:00Z'],
      ['3', '2024-04-01T10:30:00Z'],
      ['4', '2024-04-01T09:00:00Z'],
    ]);
    const [latest, ...more] = await exported(desk, id, '');
    expect(more).toEqual([]);
    expect(latest).toEqual(items.at(-1));
    for (const item of [...items, latest]) expect(ninjsFaults(item)).toEqual([]);
    expect(items[2]).toMatchObject({
      pubStatus: 'usable',
      headlines: [{ value: 'River rises' }],
      bodies: [{ value: `It stands at 430.\n\n${ODD}` }],
      descriptions: [{ role: 'correction', value: 'An earlier version said 450.' }],
      subjects: [{ literal: 'flood' }, { literal: '日本語' }],
      standard: { name: 'ninjs', version: '3.1' },
    });
    expect(items[0]).toMatchObject({
      by: 'By Ada Writer',
      located: 'Riverton',
      associations: [
        {
          type: 'picture',
          name: ODD,
          copyrightHolder: 'Ben',
          renditions: [{ href: 'https://i.example/%C3%BC.jpg?a=1&b=2' }],
        },
        { type: 'component' },
      ],
    });
  });

  test('of a live blog has its posts as associations, newest first, without killed ones', async () => {
    const id = await publishNight();
    const [item] = await exported(desk, id, '');
    expect(ninjsFaults(item)).toEqual([]);
    expect(item).toMatchObject({
      type: 'composite',
      profile: 'liveblog',
      eventDetails: { dates: { endDate: '2024-04-02T02:00:00Z' } },
    });
    expect(item?.associations?.map(({ rel, headlines }) => [rel, headlines[0]?.value])).toEqual([
      ['post', 'Post 3'],
      ['post', 'Post 2'],
      ['post', 'Post 1'],
    ]);
    const items = await exported(desk, id);
    for (const one of items) expect(ninjsFaults(one)).toEqual([]);
    expect(
      items.map(({ headlines, version }) => `${headlines[0]?.value.replace(/^Election.*/, 'Election')} ${version}`),
    ).toEqual(['Election 1', 'Post 1 1', 'Post 2 1', 'Post 3 1', 'Post 1 2', 'Election 2']);
    expect(JSON.stringify([item, items])).not.toContain('secret-4711');
  });

  test('of a withheld story is for its publisher only; of a killed one, for nobody', async () => {
    const { story: held } = await desk.publish({
      uri: 'held',
      headline: 'Held',
      body: ['Not yet.'],
      pubStatus: 'withheld',
    });
    expectProblem(await origin.http.get(`/v1/stories/${held}/ninjs?revisions=all`), 404, 'not_found');
    const [item] = await exported(desk, held);
    expect(item).toMatchObject({ pubStatus: 'withheld', headlines: [{ value: 'Held' }] });
    await desk.request('delete', `/v1/stories/${held}`).send({ reason: 'Wrong.' }).expect(200);
    expectProblem(await desk.request('get', `/v1/stories/${held}/ninjs?revisions=all`), 410, 'killed');
    expectProblem(await desk.request('get', `/v1/stories/${held}/ninjs?revisions=some`), 422, 'invalid_field');
  });
});

describe('an import', () => {
  test.each([
    ['an article', publishRiver, 4, 1],
    ['a live blog', publishNight, 6, 4],
  ])(
    'of %s into an empty server gives the same export and the same stories; a second import adds nothing',
    async (_what, publish, size, stories) => {
      const id = await publish();
      const items = await exported(desk, id);
      expect(items).toHaveLength(size);
      const first = await imported(away, items);
      expect(first).toMatchObject({ items: size, created: stories, revised: size - stories, failed: 0, queued: 0 });
      const [copy = ''] = first.stories;
      expect(await exported(away, copy)).toEqual(items);
      expect(seen(await story(away, copy))).toEqual(seen(await story(desk, id)));
      const before = await target.http.get('/v1/updates?channel=all').expect(200);
      expect(await imported(away, items)).toMatchObject({ items: size, created: stories, failed: 0 });
      const after = await target.http.get('/v1/updates?channel=all').expect(200);
      expect(after.body).toEqual(before.body);
    },
  );

  test('into its own server changes nothing', async () => {
    const id = await publishNight();
    const items = await exported(desk, id);
    expect(await imported(desk, items)).toMatchObject({ items: 6, created: 0, revised: 0, unchanged: 6, failed: 0 });
    expect(await exported(desk, id)).toEqual(items);
  });

  test('of a longer history adds the new revisions, and of a different history, nothing', async () => {
    const uri = 'urn:example:growing';
    const item = (version: number, text: string) => ({
      uri,
      version: String(version),
      headlines: [{ value: 'Growing' }],
      bodies: [{ value: text }],
      versionCreated: `2024-04-01T0${version}:00:00Z`,
    });
    const [one, two, three] = [item(1, 'One ward.'), item(2, 'Two wards.'), item(3, 'Three wards.')];
    expect(await imported(away, [one])).toMatchObject({ created: 1 });
    expect(await imported(away, [one, two, three])).toMatchObject({ created: 1, revised: 2 });
    expect(await imported(away, [item(2, 'Another past.')])).toMatchObject({ stale: 1, revised: 0 });
    const { body } = await target.http.get('/v1/stories').expect(200);
    expect((body as { stories: Story[] }).stories.find((found) => found['uri'] === uri)).toMatchObject({
      revision: 3,
      body: ['Three wards.'],
    });
  });

  test('of one item is a plain publish, with markup as text and pictures as media', async () => {
    const lone = {
      uri: 'urn:example:lone',
      type: 'text',
      headlines: [{ value: 'Lone' }],
      bodies: [{ contentType: 'text/html', value: '<p>One &amp; <b>two</b>.</p><script>bad()</script><p>Three.</p>' }],
      subjects: [{ name: 'Local News' }],
      associations: [
        {
          name: 'pic',
          uri: 'https://i.example/p.jpg',
          type: 'picture',
          renditions: [{ name: 'large', href: 'https://i.example/p-large.jpg' }],
        },
      ],
    };
    const answer = await sent(away, lone, { prefer: 'wait=20' }, '/v1/stories').expect(201);
    const { story: id } = answer.body as { story: string };
    expect(await story(away, id)).toMatchObject({
      headline: 'Lone',
      body: ['One & two.', 'Three.'],
      topics: ['Local-News'],
      media: [{ url: 'https://i.example/p-large.jpg', type: 'image' }],
      uri: 'urn:example:lone',
    });
    await sent(away, lone, { prefer: 'wait=20' }, '/v1/stories').expect(200);
    expect((await story(away, id)).revision).toBe(1);
  });

  test('of a live blog’s item has its posts too', async () => {
    const post = (n: number) => ({
      uri: `urn:example:match/${n}`,
      name: `Goal ${n}`,
      rel: 'post',
      profile: 'post',
      headlines: [{ value: `Goal ${n}` }],
      bodies: [{ value: 'It is in.' }],
    });
    const blog = {
      uri: 'urn:example:match',
      type: 'composite',
      profile: 'liveblog',
      headlines: [{ value: 'Match' }],
      associations: [post(2), post(1)],
    };
    const {
      stories: [id = ''],
    } = await imported(away, blog);
    expect((await story(away, id)).posts.map(({ headline }) => headline)).toEqual(['Goal 2', 'Goal 1']);
  });

  test('is stored before it is answered, and survives a restart', async () => {
    const items = Array.from({ length: 40 }, (_, n) => ({
      uri: `urn:example:kept/${n}`,
      version: '1',
      headlines: [{ value: `Kept ${n}` }],
      bodies: [{ value: 'Kept.' }],
    }));
    const answer = await sent(away, items, {}).expect(202);
    expect(answer.body).toMatchObject({ items: 40, status: 'queued' });
    await target.stop();
    await target.start();
    expect(await imported(away, items)).toMatchObject({ items: 40, created: 40, failed: 0 });
  });

  test('that is invalid is refused with the field, and needs a key', async () => {
    expect(fieldsOf(expectProblem(await sent(away, [{ headlines: [] }, 1]), 422, 'invalid_field'))).toEqual(['0.uri']);
    expectProblem(await sent(away, []), 422, 'invalid_content');
    expectProblem(await away.request('post', '/v1/imports').set('content-type', TYPE).send('{'), 400, 'invalid_json');
    expectProblem(await away.request('post', '/v1/imports').send({}), 415, 'unsupported_type');
    expectProblem(await target.http.post('/v1/imports').set('content-type', TYPE).send('[]'), 401, 'unauthorized');
    expectProblem(
      await away
        .request('post', '/v1/keys')
        .set('authorization', `Bearer ${ADMIN_KEY}`)
        .set('content-type', TYPE)
        .send('[]'),
      415,
      'unsupported_type',
    );
    expect(await imported(away, [{ uri: 'urn:example:none' }])).toMatchObject({
      failed: 1,
      errors: [{ code: 'invalid_field' }],
    });
    const reader = await Publisher.named(target, 'desk', ['ops']);
    expectProblem(await sent(reader, [{ uri: 'urn:x:y' }]), 403, 'forbidden');
  });
});
