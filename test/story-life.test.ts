// The life of one story, from real input, through the public interface.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Update } from '../src/core/log/update.js';
import { columns } from './support/columns.js';
import { brokenChain, seqOf, TestDateline, type Outcome, type Reader } from './support/dateline.js';
import { FACT, SAMPLE, withFact, withStamp } from './support/sample.js';
import { until } from './support/wait.js';

const ZONE = 'Asia/Kolkata';

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  const send = async (text: string, query: Record<string, string>) =>
    (await dateline.post('text/plain', text, query)).body as Outcome;

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  describe('the sample, sent as scraped', () => {
    const query = { uri: 'wion:nato', zone: ZONE, topics: 'nato,ukraine' };
    let reader: Reader;
    let first: Outcome;
    const updates = (): Update[] => reader.updates.filter((update) => update.channel === `story/${first.story}`);

    beforeAll(async () => {
      reader = await dateline.read();
      await reader.subscribe('topic/nato');
      const answer = await dateline.post('text/plain', SAMPLE, query);
      expect(answer.status).toBe(201);
      first = answer.body as Outcome;
      expect(await reader.subscribe(`story/${first.story}`, `${first.update?.split('.')[0]}.0`)).toMatchObject({
        ok: true,
        channel: `story/${first.story}`,
      });
    });

    test('becomes a story with headline, byline, place, time, highlight, image and nine paragraphs, without boilerplate', async () => {
      const { body: story } = await dateline.http.get(`/v1/stories/${first.story}`).expect(200);
      expect(story).toMatchObject({
        id: first.story,
        uri: 'wion:nato',
        kind: 'article',
        revision: 1,
        headline:
          "NATO members express solidarity ahead of Russia talks: 'We are also consulting with other key partners'",
        byline: 'WION Web Team',
        located: 'New Delhi, India',
        versionCreated: '2022-01-08T07:23:00Z',
        firstCreated: null,
        topics: ['nato', 'ukraine'],
        stamps: [
          {
            text: 'Updated: Jan 08, 2022, 12:53 PM IST',
            kind: 'updated',
            wall: '2022-01-08T12:53',
            at: '2022-01-08T07:23:00Z',
            ambiguous: false,
            from: 'label',
          },
        ],
      });
      expect(story.highlights).toEqual([
        'On Twitter, the foreign ministers of Latvia, Estonia, Belgium and Slovakia shared that sentiment, saying that NATO could not dilute its key principles or values',
      ]);
      expect(story.media).toEqual([
        {
          url: null,
          type: 'image',
          caption:
            'This file photo is of service members of the Ukrainian armed forces walking at combat positions near the line of separation from Russian-backed rebels outside the town of Popasna in Luhansk Region, Ukraine January 6, 2022.',
          credit: 'Reuters',
          alt: null,
        },
      ]);
      expect(story.body).toHaveLength(9);
      expect(story.body[0]).toMatch(/^NATO foreign ministers met by video conference Friday/);
      expect(story.body[8]).toMatch(/plans for an invasion of Ukraine\.$/);
      const everything = story.body.join('\n');
      for (const noise of [
        'ugc_banner',
        'main img',
        'Watch:',
        'With inputs',
        'Story highlights',
        'Updated:',
        'Photograph',
      ])
        expect(everything).not.toContain(noise);
    });

    test('is sent to readers of its topic as a summary', async () => {
      const update = await until(() => reader.updates.find(({ channel }) => channel === 'topic/nato'));
      expect(update).toMatchObject({
        cursor: first.update,
        prev: 0,
        story: { id: first.story, revision: 1, pubStatus: 'usable' },
        change: { class: 'first', silent: false },
      });
      expect(update.change).not.toHaveProperty('ops');
    });

    test('sent again is unchanged and creates no update', async () => {
      const { body: before } = await dateline.http.get('/v1/updates').expect(200);
      const again = await dateline.post('text/plain', SAMPLE, query).expect(200);
      expect(again.body).toMatchObject({
        status: 'unchanged',
        story: first.story,
        revision: 1,
        update: null,
        change: null,
      });
      const { body: after } = await dateline.http.get('/v1/updates').expect(200);
      expect(after.head).toBe(before.head);
    });

    test('with only its stamp changed is a revision of class stamp', async () => {
      const outcome = await send(withStamp(SAMPLE, 'Jan 08, 2022, 02:10 PM IST'), query);
      expect(outcome).toMatchObject({
        status: 'revised',
        revision: 2,
        change: { class: 'stamp', silent: false, significance: 0, ops: [] },
      });
      const update = await until(() => updates().find(({ story }) => story.revision === 2));
      expect(update.story.versionCreated).toBe('2022-01-08T08:40:00Z');
    });

    test('with a changed sentence and a new stamp is an update whose ops have that sentence', async () => {
      const outcome = await send(withFact(withStamp(SAMPLE, 'Jan 08, 2022, 03:00 PM IST')), query);
      expect(outcome).toMatchObject({ status: 'revised', revision: 3, change: { class: 'update', silent: false } });
      const update = await until(() => updates().find(({ story }) => story.revision === 3));
      expect(update.change.base).toBe(2);
      expect(update.change.ops).toEqual([
        { op: 'edit', at: expect.any(Number), text: expect.stringContaining('Finland, Sweden and Austria') },
      ]);
    });

    test('with a changed sentence and the old stamp is a silent edit', async () => {
      const outcome = await send(withStamp(SAMPLE, 'Jan 08, 2022, 03:00 PM IST'), query);
      expect(outcome).toMatchObject({ status: 'revised', revision: 4, change: { silent: true } });
      const update = await until(() => updates().find(({ story }) => story.revision === 4));
      expect(update.change.ops).toEqual([{ op: 'edit', at: expect.any(Number), text: expect.stringContaining(FACT) }]);
    });

    test('an older version that arrives late is stale and changes nothing', async () => {
      const outcome = await send(withFact(SAMPLE), query);
      expect(outcome).toMatchObject({ status: 'stale', story: first.story, revision: 4, update: null });
    });

    test('keeps every revision, and shows the difference between any two', async () => {
      const { body: list } = await dateline.http.get(`/v1/stories/${first.story}/revisions`).expect(200);
      expect(
        list.revisions.map((revision: { revision: number; change: Update['change'] }) => [
          revision.revision,
          revision.change.class,
          revision.change.silent,
        ]),
      ).toEqual([
        [4, 'update', true],
        [3, 'update', false],
        [2, 'stamp', false],
        [1, 'first', false],
      ]);
      const { body: third } = await dateline.http.get(`/v1/stories/${first.story}/revisions/3`).expect(200);
      expect(third.body.join(' ')).toContain('Finland, Sweden and Austria');
      const { body: diff } = await dateline.http
        .get(`/v1/stories/${first.story}/diff`)
        .query({ from: 1, to: 3 })
        .expect(200);
      expect(diff).toMatchObject({ class: 'update', from: 1, to: 3 });
      expect(diff.sentences.new.filter(({ label }: { label: string }) => label !== 'unchanged')).toEqual([
        { label: 'edited', text: expect.stringContaining('Austria') },
      ]);
    });

    test('sends each update once, in order, linked by prev, on sockets, SSE and HTTP', async () => {
      await until(() => updates().length === 4);
      expect(brokenChain(updates(), 0)).toEqual([]);
      const { body: page } = await dateline.http
        .get('/v1/updates')
        .query({ channel: `story/${first.story}` })
        .expect(200);
      expect(page.updates).toEqual(updates());
      const streamed = await stream(dateline, { channel: `story/${first.story}`, after: `${page.epoch}.0` }, 4);
      expect(streamed).toEqual(updates());
    });
  });

  test('without a zone the stamp keeps its words and is marked ambiguous, with no invented time', async () => {
    const outcome = await send(SAMPLE, { uri: 'wion:no-zone' });
    const { body: story } = await dateline.http.get(`/v1/stories/${outcome.story}`).expect(200);
    expect(story.versionCreated).toBeNull();
    expect(story.firstCreated).toBeNull();
    expect(story.stamps).toEqual([
      {
        text: 'Updated: Jan 08, 2022, 12:53 PM IST',
        kind: 'updated',
        wall: '2022-01-08T12:53',
        zone: null,
        at: null,
        ambiguous: true,
        from: 'label',
      },
    ]);
    // The stamp's words alone distinguish a new stamp from a silent edit.
    expect(await send(withStamp(SAMPLE, 'Jan 08, 2022, 02:10 PM IST'), { uri: 'wion:no-zone' })).toMatchObject({
      change: { class: 'stamp', silent: false },
    });
    expect(
      await send(withFact(withStamp(SAMPLE, 'Jan 08, 2022, 02:10 PM IST')), { uri: 'wion:no-zone' }),
    ).toMatchObject({ change: { silent: true } });
  });

  test('without a uri a story is matched by its text', async () => {
    const first = await send(SAMPLE, { zone: ZONE });
    expect(first.status).toBe('created');
    expect(await send(SAMPLE, { zone: ZONE })).toMatchObject({ status: 'unchanged', story: first.story });
    expect(await send(withFact(withStamp(SAMPLE, 'Jan 08, 2022, 05:00 PM IST')), { zone: ZONE })).toMatchObject({
      status: 'revised',
      story: first.story,
    });
    const other = await send(
      'Rain stops play at Lord’s\n\nThe second day was called off at tea.\n\nPlay resumes on Saturday if the weather lets it.',
      { zone: ZONE },
    );
    expect(other.status).toBe('created');
    expect(other.story).not.toBe(first.story);
  });

  test('an HTML page is parsed, and matched by its canonical address', async () => {
    const page = (
      time: string,
      sentence: string,
    ) => `<!doctype html><html lang="en"><head><title>Bridge closed | The Paper</title>
      <link rel="canonical" href="https://paper.example/bridge?utm_source=x"><meta property="og:title" content="Bridge closed for repairs">
      <script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed for repairs","datePublished":"2024-03-01T08:00:00Z","dateModified":"${time}","author":{"name":"Jane Doe"}}</script></head>
      <body><nav>Home News Sport</nav><article><h1>Bridge closed for repairs</h1>
      <p>The old bridge over the river was closed on Friday morning after cracks were found in two of its pillars.</p>
      <p>${sentence} Drivers are asked to use the northern crossing, where delays of up to an hour were reported before noon.</p>
      <p>The council said that it would publish the engineers’ report once it was complete, and thanked residents for their patience.</p></article></body></html>`;
    const html = (text: string) => dateline.post('text/html; charset=utf-8', text);
    const first = (await html(page('2024-03-01T08:00:00Z', 'Repairs will take two weeks.')).expect(201))
      .body as Outcome;
    const { body: story } = await dateline.http.get(`/v1/stories/${first.story}`).expect(200);
    expect(story).toMatchObject({
      headline: 'Bridge closed for repairs',
      byline: 'Jane Doe',
      url: 'https://paper.example/bridge',
      firstCreated: '2024-03-01T08:00:00Z',
    });
    expect(story.body).toHaveLength(3);
    const second = (await html(page('2024-03-01T10:30:00Z', 'Repairs will take six weeks.')).expect(200))
      .body as Outcome;
    expect(second).toMatchObject({ status: 'revised', story: first.story, change: { class: 'update', silent: false } });
  });

  test('a reader who reconnects after a dropped connection or a restart gets what it missed, once, in order', async () => {
    const publish = (version: number) =>
      dateline.publish({
        uri: 'resume',
        headline: 'Count',
        body: [`The count stands at ${version}.`],
        versionCreated: new Date(Date.UTC(2024, 0, 1, 0, version)).toISOString(),
      });
    const first = await publish(1);
    const channel = `story/${first.story}`;
    const seen: Update[] = [];
    let since = first.update ?? '';
    const origin = seqOf(since);

    const come = async (expected: number, between: () => Promise<void>): Promise<void> => {
      const reader = await dateline.read();
      const answer = await reader.subscribe(channel, since);
      expect(answer.ok).toBe(true);
      await until(() => reader.updates.length >= expected, {
        describe: () => `${expected} updates; there are ${reader.updates.length}`,
      });
      expect(answer.mode).toBe(expected > 0 ? 'replayed' : 'live');
      reader.socket.disconnect();
      seen.push(...reader.updates);
      since = seen.at(-1)?.cursor ?? since;
      await between();
    };

    await come(0, async () => {
      for (const version of [2, 3, 4]) await publish(version);
    });
    await come(3, async () => {
      await publish(5);
      await dateline.stop();
      await dateline.start();
      await publish(6);
    });
    await come(2, async () => undefined);
    expect(seen.map((update) => update.story.revision)).toEqual([2, 3, 4, 5, 6]);
    expect(brokenChain(seen, origin)).toEqual([]);
  });
});

/** The first `count` updates of an event stream. */
async function stream(dateline: TestDateline, query: Record<string, string>, count: number): Promise<Update[]> {
  const abort = new AbortController();
  const response = await fetch(`${dateline.url}/v1/updates?${new URLSearchParams(query)}`, {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const updates: Update[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString('utf8');
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^event: update\ndata: (.*)$/m.exec(event.replace(/^id: (.*)\n/, ''))?.[1];
      const id = /^id: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const update = JSON.parse(data) as Update;
      expect(id).toBe(update.cursor);
      updates.push(update);
    }
    if (updates.length >= count) break;
  }
  abort.abort();
  return updates;
}
