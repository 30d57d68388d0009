// Searches everything that Dateline serves for a word: found nowhere before an embargo ends, everywhere
// after, and nowhere after a kill.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { ADMIN_KEY, TestDateline, type Outcome, type Reader } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { Publisher } from '../../support/publisher.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

const MARK = 'quagga';
const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
const text = (what: string) => ({
  headline: `The ${MARK} ${what}`,
  body: [
    `The ${MARK} was seen in the old town on Monday, ${what}.`,
    `Nobody knows where the ${MARK} came from, the city says.`,
    'The zoo counts its animals twice a day.',
  ],
  byline: `${MARK} writer`,
  located: MARK,
  media: [{ url: `https://img.example/${MARK}.jpg`, caption: MARK, credit: MARK, alt: MARK }],
});

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let desk: Publisher;
  let other: Publisher;
  let start: string;
  let live: Reader;
  let stream: EventStream;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    [desk, other] = [await Publisher.named(dateline, 'desk'), await Publisher.named(dateline, 'other')];
    live = await dateline.read();
    start = `${(await live.welcome()).epoch}.0`;
    await live.subscribe('all', start);
    stream = await EventStream.open(dateline.url, { channel: 'all', after: start });
  });
  afterAll(async () => {
    stream.close();
    await dateline.end();
  });

  /**
   * Every response body about these stories and their lists, by address. Headers are left out: they repeat
   * the request.
   */
  async function surfaces(ids: string[], submissions: string[] = []): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const get = async (path: string, key?: string): Promise<void> => {
      const answer = await fetch(`${dateline.url}${path}`, {
        redirect: 'manual',
        ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
      });
      found.set(path, await answer.text());
    };
    for (const id of ids) {
      for (const path of ['', '/revisions', '/revisions/1', '/revisions/2', '/diff?from=1&to=2'])
        await get(`/v1/stories/${id}${path}`);
      for (const path of ['', '/diff/1..2']) await get(`/stories/${id}${path}`);
      for (const path of ['', '?revisions=all']) await get(`/v1/stories/${id}/ninjs${path}`);
      for (const part of ids)
        for (const path of [`/posts/${part}`, `?post=${part}`]) await get(`/stories/${id}${path}`);
    }
    for (const channel of ['all', 'topic/zoo', 'publisher/desk', ...ids.map((id) => `story/${id}`)].map(
      encodeURIComponent,
    )) {
      await get(`/v1/stories?channel=${channel}&limit=100`);
      await get(`/v1/updates?channel=${channel}&after=${start}&limit=500`);
      await get(`/v1/updates?channel=${channel}&after=${start}&limit=2`);
      for (const form of ['rss', 'atom', 'json']) await get(`/v1/channels/${channel}/feed.${form}`);
    }
    await get('/sitemap-news.xml');
    await get('/');
    for (const id of submissions) for (const path of ['', '/raw']) await get(`/v1/submissions/${id}${path}`, desk.key);
    const again = await dateline.read();
    const replay = await EventStream.open(dateline.url, [
      ['channel', 'all'],
      ['channel', 'topic/zoo'],
      ['after', start],
    ]);
    for (const channel of ['all', 'topic/zoo', ...ids.map((id) => `story/${id}`)])
      await again.subscribe(channel, start);
    const { update } = await desk.publish({ uri: `fence:${Math.random()}`, headline: 'Fence', body: ['x'] });
    await until(() =>
      [again.updates, replay.updates, live.updates, stream.updates].every((updates) =>
        updates.some(({ cursor }) => cursor === update),
      ),
    );
    found.set('a socket that replays', JSON.stringify(again.updates));
    found.set('a stream that replays', JSON.stringify(replay.updates));
    replay.close();
    again.socket.disconnect();
    return found;
  }

  /** What the newsroom and its operators see with their keys. */
  async function desks(ids: string[], submissions: string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const get = async (path: string, key: string): Promise<void> =>
      void found.set(
        path,
        await (await fetch(`${dateline.url}${path}`, { headers: { authorization: `Bearer ${key}` } })).text(),
      );
    for (const path of ['/v1/desk', ...ids.flatMap((id) => [`/v1/desk/${id}`, `/v1/desk/${id}/revisions`])])
      await get(path, desk.key);
    for (const path of ['/ops', ...submissions.map((id) => `/ops/submissions/${id}`)]) await get(path, ADMIN_KEY);
    return found;
  }

  const holding = (found: Map<string, string>): string[] =>
    [...found].flatMap(([surface, said]) => (said.toLowerCase().includes(MARK) ? [surface] : []));

  test('an embargoed story is served nowhere before its time, and everywhere after, without a further call', async () => {
    const { story: blog } = await desk.publish({
      uri: 'zoo',
      kind: 'liveblog',
      headline: 'At the zoo',
      body: ['All day.'],
      topics: ['zoo'],
    });
    const { story: article } = await desk.publish({
      uri: 'zoo/article',
      headline: 'A day at the zoo',
      body: ['It is open.'],
      topics: ['zoo'],
    });
    const known = new Map<string, string>();
    const watched = [
      `/v1/stories/${blog}`,
      `/stories/${blog}`,
      `/v1/stories/${article}`,
      `/stories/${article}`,
      `/v1/channels/story%2F${blog}/feed.atom`,
      '/v1/channels/all/feed.rss',
      '/v1/stories?channel=topic/zoo',
      '/v1/updates?channel=topic/zoo',
    ];
    for (const path of watched) known.set(path, (await fetch(`${dateline.url}${path}`)).headers.get('etag') ?? '');
    const embargoedUntil = soon(4_000);
    const { story: post } = await desk.publish({
      uri: 'zoo/post',
      kind: 'post',
      partOf: blog,
      ...text('post'),
      topics: ['zoo'],
      embargoedUntil,
    });
    await desk.publish({ uri: 'zoo/article', ...text('article'), topics: ['zoo'], embargoedUntil });
    const before = await surfaces([blog, article, post]);
    expect(Date.now(), 'the machine was too slow to look before the time').toBeLessThan(Date.parse(embargoedUntil));
    expect(holding(before)).toEqual([]);
    expect(JSON.stringify([live.updates, stream.updates])).not.toContain(MARK);
    for (const path of watched.filter((one) => /stories\/|story%2F/.test(one)))
      expect(
        (await fetch(`${dateline.url}${path}`, { headers: { 'if-none-match': known.get(path) ?? '' } })).status,
        path,
      ).toBe(304);

    await until(() =>
      [live.updates, stream.updates].every(
        (updates) =>
          updates.filter(({ story }) => [post, article].includes(story.id) && story.headline?.includes(MARK)).length ===
          2,
      ),
    );
    for (const path of watched)
      expect(
        (await fetch(`${dateline.url}${path}`, { headers: { 'if-none-match': known.get(path) ?? '' } })).status,
        path,
      ).toBe(200);
    const after = holding(await surfaces([blog, article, post]));
    for (const surface of [
      `/v1/stories/${blog}`,
      `/stories/${blog}`,
      `/v1/stories/${post}`,
      `/v1/stories/${article}`,
      `/stories/${article}`,
      `/stories/${article}/diff/1..2`,
      `/v1/stories/${article}/revisions`,
      `/v1/stories/${article}/diff?from=1&to=2`,
      '/v1/stories?channel=topic%2Fzoo&limit=100',
      `/v1/updates?channel=topic%2Fzoo&after=${start}&limit=500`,
      `/v1/channels/story%2F${blog}/feed.rss`,
      `/v1/channels/story%2F${blog}/feed.json`,
      '/v1/channels/all/feed.atom',
      '/sitemap-news.xml',
      '/',
      'a socket that replays',
      'a stream that replays',
    ])
      expect(after).toContain(surface);
    for (const id of [post, article])
      await desk.request('delete', `/v1/stories/${id}`).send({ reason: 'It was wrong.' }).expect(200);
  });

  test('within two seconds a kill removes a story, the stories merged into it, and a live blog with its posts', async () => {
    const sent: Outcome[] = [];
    const publish = async (story: object): Promise<Outcome> => (
      sent.push(await desk.publish(story)),
      sent.at(-1) as Outcome
    );
    const { story: survivor } = await publish({ uri: 'k/survivor', ...text('one'), topics: ['zoo'] });
    await publish({ uri: 'k/survivor', ...text('two'), topics: ['zoo'] });
    const { story: merged } = await publish({ uri: 'k/merged', ...text('merged'), topics: ['zoo'] });
    await desk.request('post', `/v1/stories/${merged}/merge`).send({ into: survivor }).expect(200);
    const { story: blog } = await publish({ uri: 'k/blog', kind: 'liveblog', ...text('blog'), topics: ['zoo'] });
    const { story: post } = await publish({
      uri: 'k/post',
      kind: 'post',
      partOf: blog,
      ...text('post'),
      topics: ['zoo'],
    });
    await publish({ uri: 'k/post', kind: 'post', partOf: blog, ...text('post again'), topics: ['zoo'] });
    const { story: twin } = await other.publish({
      uri: 'twin',
      headline: 'A twin',
      body: text('two').body.map((line) => line.replaceAll(MARK, 'animal')),
    });
    const ids = [survivor, merged, blog, post];
    const submissions = sent.map(({ submission }) => submission);
    expect(holding(await surfaces(ids, submissions)).length).toBeGreaterThan(40);
    expect(holding(await desks(ids, submissions)).length).toBeGreaterThan(8);

    const answers: { purged: { what: string; count: number }[] }[] = [];
    for (const id of [survivor, blog])
      answers.push(
        (
          await desk
            .request('delete', `/v1/stories/${id}`)
            .send({ reason: `The ${MARK} was a horse.` })
            .expect(200)
        ).body as (typeof answers)[number],
      );
    const killed = performance.now();
    const counts = answers.map(({ purged }) => Object.fromEntries(purged.map(({ what, count }) => [what, count])));
    expect(counts[0]).toMatchObject({ stories: 2, revisions: 5, submissions: 5 });
    expect(counts[1]).toMatchObject({ stories: 2, revisions: 4, updates: 5, submissions: 4 });
    await until(
      async () =>
        holding(
          new Map([
            ['lists', await (await fetch(`${dateline.url}/v1/updates?channel=all&after=${start}&limit=500`)).text()],
          ]),
        ).length === 0,
    );
    expectWithin(2_000, performance.now() - killed);
    expect(holding(await surfaces([...ids, twin], submissions))).toEqual([]);
    expect(holding(await desks(ids, submissions))).toEqual([]);

    // A later submission for it, which is refused, is not readable either.
    const refused = await desk.send({ uri: 'k/survivor', ...text('three') }, { prefer: 'wait=20' });
    expect(refused.status).toBe(422);
    const raw = await desk.request('get', `/v1/submissions/${(refused.body as { submission: string }).submission}/raw`);
    expect([raw.status, raw.text]).toEqual([410, expect.not.stringContaining(MARK)]);
    await dateline.stop();
    await dateline.start();
    live = await dateline.read();
    await live.subscribe('all', start);
    stream.close();
    stream = await EventStream.open(dateline.url, { channel: 'all', after: start });
    expect(holding(await surfaces([...ids, twin], submissions))).toEqual([]);
  });
});
