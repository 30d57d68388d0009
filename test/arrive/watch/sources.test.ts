// Watched feeds, sitemaps and pages become stories, and their changes become revisions.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/logger.js';
import { SourceSchedule } from '../../../src/queue/source-schedule.js';
import { columns } from '../../support/columns.js';
import { TestDateline } from '../../support/dateline.js';
import { atomFeed, LocalSite, newsPage } from '../../support/local-web.js';
import { expectProblem } from '../../support/problem.js';
import { until } from '../../support/wait.js';
import { WatchDesk } from '../../support/watch-desk.js';

const sites: LocalSite[] = [];
const open = async (pages: Parameters<typeof LocalSite.open>[0] = {}): Promise<LocalSite> => {
  const site = await LocalSite.open(pages);
  sites.push(site);
  return site;
};
afterEach(() => {
  for (const site of sites.splice(0)) site.close();
});

const PRIVATE = { ALLOW_PRIVATE_NETWORK: 'true' };

let topics = 0;
const newTopic = (): string => `t${(topics += 1)}`;

describe.each(columns)('$name', ({ settings }) => {
  let desk: WatchDesk;
  beforeAll(async () => {
    desk = new WatchDesk(await TestDateline.start(await settings(), PRIVATE));
  });
  afterAll(() => desk.dateline.end());

  test('a feed’s entries become stories with their own dates, and changes become revisions', async () => {
    const topic = newTopic();
    const site = await open({
      '/feed': atomFeed([
        {
          id: 'urn:b',
          title: 'Second',
          body: 'B one.\nB two.',
          updated: '2025-02-02T10:00:00Z',
          published: '2025-02-02T09:00:00Z',
        },
        { id: 'urn:a', title: 'First', body: 'A one.', updated: '2025-02-01T10:00:00Z' },
      ]),
    });
    const { id } = await desk.watch(`${site.url}/feed`, { topics: [topic] });
    const second = await desk.story(topic, ({ uri }) => uri === 'urn:b');
    expect(second).toMatchObject({
      headline: 'Second',
      body: ['B one.', 'B two.'],
      firstCreated: '2025-02-02T09:00:00Z',
      versionCreated: '2025-02-02T10:00:00Z',
      revision: 1,
      topics: [topic],
    });
    await desk.story(topic, ({ uri }) => uri === 'urn:a');
    site.set(
      '/feed',
      atomFeed([
        {
          id: 'urn:b',
          title: 'Second',
          body: 'B one.\nB two, and more.',
          updated: '2025-02-02T10:00:00Z',
          published: '2025-02-02T09:00:00Z',
        },
      ]),
    );
    const revised = await desk.story(topic, ({ uri, revision }) => uri === 'urn:b' && revision === 2);
    expect(revised).toMatchObject({ body: ['B one.', 'B two, and more.'], change: { silent: true } });
    // An item that leaves the feed is not killed.
    expect(await desk.stories(topic)).toHaveLength(2);
    expect(await desk.seen(id, ({ changes }) => changes === 3)).toMatchObject({
      kind: 'feed',
      errorStreak: 0,
      lastError: null,
      lastChange: expect.any(String),
      nextFetch: expect.any(String),
      averageInterval: expect.any(Number),
    });
  });

  test('a silent edit of a page is found, classified and stored', async () => {
    const topic = newTopic();
    const page = (body: string): string =>
      newsPage({
        title: 'Council votes on the bridge',
        stamp: 'Updated: Jan 08, 2025, 12:53 PM IST',
        body: ['The council met on Wednesday to vote on the bridge over the river.', body],
      });
    const site = await open({ '/story': page('The vote was seven to four, said the mayor.') });
    await desk.watch(`${site.url}/story`, { kind: 'page', topics: [topic], zone: 'Asia/Kolkata' });
    expect(await desk.story(topic, () => true)).toMatchObject({
      headline: 'Council votes on the bridge',
      versionCreated: '2025-01-08T07:23:00Z',
      revision: 1,
    });
    site.set('/story', page('The vote was six to five, said the mayor.'));
    expect(await desk.story(topic, ({ revision }) => revision === 2)).toMatchObject({ change: { silent: true } });
  });

  test('a schedule that the queue lost is restored from Postgres', async () => {
    const topic = newTopic();
    const site = await open({ '/feed': atomFeed([{ id: 'urn:lost', title: 'Before', body: 'Before.' }]) });
    const { id } = await desk.watch(`${site.url}/feed`, { topics: [topic], minSeconds: 1, maxSeconds: 1 });
    await desk.story(topic, ({ headline }) => headline === 'Before');
    const { DATABASE_URL, REDIS_URL } = desk.dateline.world.env;
    const schedules = new SourceSchedule(
      REDIS_URL === undefined ? { kind: 'postgres', url: DATABASE_URL } : { kind: 'redis', url: REDIS_URL },
      createLogger('silent'),
    );
    try {
      await schedules.queue.obliterate({ force: true });
      site.set('/feed', atomFeed([{ id: 'urn:lost', title: 'After', body: 'After.' }]));
      await desk.story(topic, ({ headline }) => headline === 'After');
      await until(async () => (await schedules.queue.getJobScheduler(id)) ?? null);
    } finally {
      await schedules.close();
    }
  });

  test('a deleted source is not polled again, and its stories stay', async () => {
    const topic = newTopic();
    const site = await open({ '/feed': atomFeed([{ id: 'urn:stays', title: 'Stays', body: 'Here.' }]) });
    const { id } = await desk.watch(`${site.url}/feed`, { topics: [topic], minSeconds: 1, maxSeconds: 1 });
    await desk.story(topic, () => true);
    await desk.request('delete', `/${id}`).expect(204);
    expectProblem(await desk.request('get', `/${id}`), 404, 'not_found');
    const other = await open({ '/feed': atomFeed([]) });
    const { id: clock } = await desk.watch(`${other.url}/feed`, { minSeconds: 1, maxSeconds: 1 });
    const asked = site.asked('/feed').length;
    await desk.seen(clock, ({ fetches }) => fetches >= 3);
    expect(site.asked('/feed').length).toBeLessThanOrEqual(asked + 1);
    expect(await desk.stories(topic)).toHaveLength(1);
  });
});
