import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneColumn } from '../support/columns.js';
import { ADMIN_KEY, TestDateline, type Outcome } from '../support/dateline.js';
import { ask } from '../support/outage.js';
import { startProcess } from '../support/process.js';
import { Publisher } from '../support/publisher.js';
import { SAMPLE } from '../support/sample.js';
import { until } from '../support/wait.js';

/** An article page as a newspaper's site serves it. */
const page = ({
  canonical,
  paragraphs,
}: {
  canonical?: string;
  paragraphs: readonly string[];
}): string => `<!doctype html><html lang="en"><head><title>Harbour bridge reopens after repairs</title>
${canonical === undefined ? '' : `<link rel="canonical" href="${canonical}">`}</head><body><article><h1>Harbour bridge reopens after repairs</h1>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}</article></body></html>`;
const BRIDGE = [
  'The harbour bridge reopened to traffic on Monday after eleven months of repairs that cost the city 40 million crowns.',
  'Engineers replaced both of the main bearings and more than nine hundred metres of cable, the roads office said.',
  'Lorries heavier than thirty tonnes must still take the ring road until the spring, when the last tests are due.',
];

describe.each(oneColumn)('$name', ({ settings }) => {
  let dateline: TestDateline;
  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
  });
  afterAll(() => dateline.end());

  test('ten concurrent submissions of a text without uri or url make one story', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => dateline.post('text/plain', SAMPLE)));
    const outcomes = answers.map((answer) => answer.body as Outcome);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      'created',
      ...Array.from({ length: 9 }, () => 'unchanged'),
    ]);
    expect(new Set(outcomes.map(({ story }) => story)).size).toBe(1);
  });

  test('a text is recognized after a hundred others, and not mistaken for another one on the same event', async () => {
    const report = (town: string) =>
      `Flood warning in ${town}\n\nThe river at ${town} rose by ${town.length} metres overnight, the mayor of ${town} said on Monday.\n\nSchools in ${town} stay closed until the water falls.`;
    const first = (await dateline.post('text/plain', report('Ambleford')).expect(201)).body as Outcome;
    for (let at = 0; at < 100; at += 20) {
      const others = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          dateline.post(
            'text/plain',
            `Notice ${at + index} of the council\n\nMatter ${at + index} was heard, item by item ${at * 7 + index}, and put off to session ${at + index + 3}.`,
          ),
        ),
      );
      for (const other of others) expect(other.status).toBe(201);
    }
    const again = (
      await dateline.post('text/plain', report('Ambleford').replace('until the water falls', 'until Thursday'))
    ).body as Outcome;
    expect(again).toMatchObject({ status: 'revised', story: first.story, revision: 2 });
    const elsewhere = (await dateline.post('text/plain', report('Little Wexcombe')).expect(201)).body as Outcome;
    expect(elsewhere.story).not.toBe(first.story);
  });

  test('equivalent URLs sent concurrently to two processes make one story', async () => {
    const other = await startProcess({ env: { ...dateline.world.env, ADMIN_KEY, LOG_LEVEL: 'fatal' } });
    const send = async (to: string, body: object): Promise<Outcome> =>
      (await (
        await fetch(`${to}/v1/stories`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', prefer: 'wait=20' },
          body: JSON.stringify(body),
        })
      ).json()) as Outcome;
    for (let round = 0; round < 8; round += 1) {
      const path = `paper.example/news/2024/twin-story-${round}`;
      const twins = [
        `https://www.${path}`,
        `https://m.${path}?utm_source=x`,
        `https://amp.${path}`,
        `https://${path}/amp/`,
        `https://www-paper-example.cdn.ampproject.org/c/s/www.${path}`,
        `http://${path}?print=1`,
      ];
      const answers = await Promise.all(
        twins.map((url, at) =>
          send(at % 2 === 0 ? dateline.url : other.url, {
            url,
            headline: `Twin story ${round}`,
            body: [`As told ${round} times.`],
          }),
        ),
      );
      expect(new Set(answers.map(({ story }) => story)).size).toBe(1);
      expect(answers.map(({ status }) => status).sort()).toEqual(['created', ...twins.slice(1).map(() => 'unchanged')]);
    }
    await other.remove();
  });

  test('a story keyed by its original URL in an older version is found by any equivalent URL, concurrently and from two nodes', async () => {
    const other = await TestDateline.start({ ...dateline.world, cleanup: async () => undefined });
    const body = ['It stood here before.'];
    for (let round = 0; round < 4; round += 1) {
      const old = `https://www.paper.example/old/story-${round}`;
      const { story } = await dateline.publish({ url: old, headline: 'Keyed long ago', body });
      await ask(dateline.world, 'update stories set key = $1 where id = $2', [`url:newsroom:${old}`, story]);
      // The old URL first: only it determines the old key.
      const again = [await dateline.publish({ url: `${old}?utm_source=x`, headline: 'Keyed long ago', body })];
      await ask(dateline.world, 'update stories set key = $1 where id = $2', [`url:newsroom:${old}`, story]);
      again.push(
        ...(await Promise.all(
          [dateline, other, dateline, other].map((node) =>
            node.publish({ url: old, headline: 'Keyed long ago', body }),
          ),
        )),
      );
      again.push(
        await other.publish({ url: `https://m.paper.example/old/story-${round}`, headline: 'Keyed long ago', body }),
      );
      expect(again.map(({ story: found, status }) => [found, status])).toEqual(again.map(() => [story, 'unchanged']));
    }
    await other.end();
  });

  test('a page belongs to the story of its canonical URL, unless that URL is implausible', async () => {
    const canonical = 'https://paper.example/2024/harbour-bridge-reopens';
    const send = async (url: string, html: string) => (await dateline.post('text/html', html, { url })).body as Outcome;
    const first = await send('https://news.paper.example/x?id=77', page({ paragraphs: BRIDGE }));
    const twin = await send('https://m.paper.example/s/77-short', page({ canonical, paragraphs: BRIDGE }));
    expect(twin).toMatchObject({ status: 'created' });
    expect(twin.story).not.toBe(first.story);
    const { body: shown } = await dateline.http.get(`/v1/stories/${twin.story}`).expect(200);
    expect(shown.url).toBe(canonical);
    expect(
      await dateline.publish({ url: `${canonical}/amp`, headline: shown.headline, body: shown.body }),
    ).toMatchObject({ story: twin.story, matched: { by: 'url' } });
    // Two pages whose canonical URL is the home page or another site stay two stories.
    const sloppy = await Promise.all(
      ['https://paper.example/', 'https://else.example/a-b-c'].flatMap((wrong, at) =>
        ['one', 'two'].map((name) =>
          send(
            `https://paper.example/sloppy/${at}-page-${name}`,
            page({ canonical: wrong, paragraphs: [...BRIDGE, `Page ${name} of ${at}.`] }),
          ),
        ),
      ),
    );
    expect(sloppy.map(({ status }) => status)).toEqual(sloppy.map(() => 'created'));
    expect(new Set(sloppy.map(({ story }) => story)).size).toBe(4);
  });

  test('a submission reports how it matched its story, with a similarity score for a match by text', async () => {
    const desk = await Publisher.named(dateline, 'matching');
    const outcome = async (answer: Outcome) =>
      [answer, await desk.submission(answer.submission)].map((found) => (found as { matched?: unknown }).matched);
    const story = { headline: 'Ferry strike ends', body: BRIDGE.map((text) => text.replaceAll('bridge', 'ferry')) };
    expect(await outcome(await desk.publish({ ...story, uri: 'f1' }))).toEqual([undefined, undefined]);
    expect(await outcome(await desk.publish({ ...story, uri: 'f1' }))).toEqual([{ by: 'uri' }, { by: 'uri' }]);
    await desk.publish({ ...story, url: 'https://ferry.example/a-b' });
    expect(await outcome(await desk.publish({ ...story, url: 'https://m.ferry.example/a-b' }))).toEqual([
      { by: 'url' },
      { by: 'url' },
    ]);
    const made = await desk.publish(story);
    expect(made.status).toBe('created');
    const again = await desk.publish({
      ...story,
      headline: 'Ferries sail again',
      body: story.body.with(2, 'Captains said that the timetable would be back to normal by Thursday at the latest.'),
    });
    expect(again).toMatchObject({
      status: 'revised',
      story: made.story,
      matched: { by: 'content', score: expect.any(Number) },
    });
    const [{ score }] = (await outcome(again)) as [{ score: number }];
    expect(score).toBeGreaterThanOrEqual(0.5);
    expect(score).toBeLessThan(1);
  });

  test('concurrent patches and versions matched by text of one story are all applied', async () => {
    const desk = await Publisher.named(dateline, 'crossing');
    const text = (number: number) => ({
      headline: 'Tram line to the port',
      body: [...BRIDGE.map((line) => line.replaceAll('bridge', 'tram')), `Counted ${number} times.`],
    });
    const { story } = await desk.publish(text(0));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        at % 2 === 0
          ? desk.publish(text(at + 1))
          : desk
              .request('patch', `/v1/stories/${story}`)
              .send({ edNote: `Note ${at}` })
              .then((answer) => answer.body as Outcome),
      ),
    );
    expect(answers.map(({ status, story: found }) => [status, found])).toEqual(answers.map(() => ['revised', story]));
    expect(answers.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(answers.map((_, at) => at + 2));
  });

  describe('the same text by several publishers', () => {
    const WIRE = {
      headline: 'Storm closes northern ports',
      body: [
        'A winter storm closed four ports on the northern coast on Tuesday and left about 12,000 homes without power, officials said.',
        'Winds of up to 140 kilometres an hour tore the roof off a fish market in the town of Sandhamn and sank two empty trawlers.',
        'Nobody was reported hurt, but police asked people to stay indoors until the warning is lifted on Wednesday morning.',
        'The ferry company said that all of its crossings were cancelled for the day, and that tickets would be refunded in full.',
      ],
    };
    type Related = { related: { id: string; publisher: string; headline: string; score: number }[] };
    const related = async (id: string): Promise<Related['related']> =>
      ((await dateline.http.get(`/v1/stories/${id}`).expect(200)).body as Related).related;
    const linked = (id: string, others: string[]) =>
      until(
        async () =>
          (await related(id))
            .map((other) => other.id)
            .sort()
            .join() === [...others].sort().join(),
        { describe: () => `${id} to be linked to ${others.join()}` },
      );

    test('is linked and not merged; hidden stories are in no list, and leave it at once', async () => {
      const [north, south, east] = await Promise.all(
        ['north', 'south', 'east'].map((name) => Publisher.named(dateline, name)),
      );
      if (north === undefined || south === undefined || east === undefined) throw new Error('three were named');
      const own = await north.publish({ ...WIRE, uri: 'w1' });
      const theirs = await south.publish({
        uri: 'w7',
        headline: 'Thousands without power in the north',
        body: WIRE.body.slice(0, 3),
      });
      const unlike = await east.publish({
        uri: 'w3',
        headline: 'Storm: what we know',
        body: [
          'A storm has reached the northern coast, and several ports are closed.',
          'This page tells what is known so far, and what to do if the power fails at home.',
          'Keep warm, charge telephones while there is current, and look after neighbours who live alone.',
        ],
      });
      const withheld = await east.publish({ ...WIRE, uri: 'w4', pubStatus: 'withheld' });
      await linked(own.story, [theirs.story]);
      await linked(theirs.story, [own.story]);
      expect(theirs.story).not.toBe(own.story);
      expect(await related(unlike.story)).toEqual([]);
      expect((await related(own.story))[0]).toMatchObject({
        publisher: 'south',
        headline: 'Thousands without power in the north',
      });

      const before = await dateline.http.get(`/v1/stories/${own.story}`);
      const page = await dateline.http.get(`/stories/${own.story}`).expect(200);
      expect(page.text).toContain(`Also published by <a href="/stories/${theirs.story}"`);
      await east.request('patch', `/v1/stories/${withheld.story}`).send({ pubStatus: 'usable' }).expect(200);
      await linked(own.story, [theirs.story, withheld.story]);
      const after = await dateline.http.get(`/v1/stories/${own.story}`);
      expect(after.headers['etag']).not.toBe(before.headers['etag']);
      await dateline.http
        .get(`/v1/stories/${own.story}`)
        .set('if-none-match', String(before.headers['etag']))
        .expect(200);

      await south
        .request('patch', `/v1/stories/${theirs.story}`)
        .send({ headline: 'Not before midnight', embargoedUntil: '2199-01-01T00:00:00Z' })
        .expect(200);
      expect((await related(own.story)).map(({ headline }) => headline)).not.toContain('Not before midnight');
      await south.request('delete', `/v1/stories/${theirs.story}`).send({ reason: 'wrong' }).expect(200);
      await east.request('patch', `/v1/stories/${withheld.story}`).send({ pubStatus: 'withheld' }).expect(200);
      expect(await related(own.story)).toEqual([]);
      expect((await dateline.http.get(`/stories/${own.story}`)).text).not.toContain('Also published by');
    });

    test('is unlinked once its text changes, and is found after a crash between the revision and the search', async () => {
      const [west, far] = await Promise.all(['west', 'far'].map((name) => Publisher.named(dateline, name)));
      if (west === undefined || far === undefined) throw new Error('two were named');
      const text = {
        headline: 'Copper mine to reopen',
        body: [
          'The copper mine above Hallvik will reopen next year, its owner said, after prices rose to their highest level in a decade.',
          'About 300 people are to be hired by the autumn, most of them from the valley, where every fourth job was lost in 2015.',
          'Environmental groups said that they would ask a court to stop the plan because of the river below the old shafts.',
        ],
      };
      const one = await west.publish({ ...text, uri: 'c1' });
      // The state after a crash: the lease has expired and nothing is recorded.
      await linked(one.story, []);
      const two = await far.publish({ ...text, uri: 'c1' });
      await linked(one.story, [two.story]);
      await ask(dateline.world, 'delete from story_links');
      await ask(
        dateline.world,
        "insert into links_due (story, revision, since) values ($1, 1, now() - interval '1 minute')",
        [one.story],
      );
      await linked(two.story, [one.story]);
      await far.publish({
        uri: 'c1',
        headline: 'Another matter',
        body: BRIDGE.map((line) => line.replaceAll('bridge', 'tunnel')),
      });
      await linked(one.story, []);
    });
  });
});
