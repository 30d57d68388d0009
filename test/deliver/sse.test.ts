// Server-Sent Events: the same updates as on sockets, resumed by the browser's own Last-Event-ID.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../support/dateline.js';
import { EventStream } from '../support/event-stream.js';
import { expectProblem, readAnswer } from '../support/problem.js';
import { Publisher, updatesOf } from '../support/publisher.js';
import { until } from '../support/wait.js';

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;
  let epoch: string;
  const streams = new Set<EventStream>();

  const publish = (uri: string, text: string) => admin.publish({ uri, headline: uri, body: [text], topics: [uri] });
  const open = async (query: Record<string, string>, headers: Record<string, string> = {}): Promise<EventStream> => {
    const stream = await EventStream.open(dateline.url, query, headers);
    streams.add(stream);
    return stream;
  };

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
    ({ epoch } = await (await dateline.read()).welcome());
  });
  afterAll(async () => {
    for (const stream of streams) stream.close();
    await dateline.end();
  });

  test('a stream says what it is, and that nobody may keep or hold it back', async () => {
    const { headers } = await open({});
    expect(headers.get('content-type')).toMatch(/^text\/event-stream\b/);
    expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('a quiet channel gives its reader an id at once, and from it nothing is missed', async () => {
    const { update: head } = await publish('other', 'x');
    const stream = await open({ channel: 'topic/quiet' });
    const sync = await stream.first('sync');
    expect(sync.id).toBe((sync.data as { cursor: string }).cursor);
    expect(seqOf(sync.id)).toBeGreaterThanOrEqual(seqOf(head));
    stream.close();
    const { update } = await publish('quiet', 'One.');
    const back = await open({ channel: 'topic/quiet' }, { 'last-event-id': sync.id ?? '' });
    await until(() => back.updates.length > 0);
    expect(back.updates.map(({ cursor }) => cursor)).toEqual([update]);
  });

  test('without a cursor a stream begins now', async () => {
    await publish('now', 'One.');
    const stream = await open({ channel: 'topic/now' });
    await stream.first('sync');
    const { update } = await publish('now', 'Two.');
    await until(() => stream.updates.length > 0);
    expect(stream.updates.map(({ cursor }) => cursor)).toEqual([update]);
  });

  test('Last-Event-ID resumes exactly, and goes before the address’s own cursor', async () => {
    for (const number of ['one', 'two', 'three', 'four', 'five']) await publish('resume', `The count stands at ${number}.`);
    const all = await updatesOf(dateline, 'topic/resume');
    for (let at = 0; at < all.length; at += 1) {
      const stream = await open({ channel: 'topic/resume', after: `${epoch}.0` }, { 'last-event-id': all[at]?.cursor ?? '' });
      const sync = await stream.first('sync');
      expect(stream.updates).toEqual(all.slice(at + 1));
      expect(seqOf(sync.id)).toBeGreaterThanOrEqual(seqOf(all.at(-1)?.cursor));
      stream.close();
    }
  });

  test('a reader who is cut off again and again, also by a restart, gets everything once', async () => {
    const { story, update } = await publish('cut', 'The count stands at 0.');
    const channel = `story/${story}`;
    let last = update ?? '';
    const seen = [];
    for (let at = 1; at <= 4; at += 1) {
      const stream = await open({ channel, after: update ?? '' }, { 'last-event-id': last });
      await publish('cut', `The count stands at ${at}.`);
      await until(() => stream.updates.some(({ story: { revision } }) => revision === 2 * at));
      stream.close();
      seen.push(...stream.updates);
      last = stream.updates.at(-1)?.cursor ?? last;
      if (at === 2) {
        await dateline.stop();
        await dateline.start();
      }
      await publish('cut', `The count stands at ${at} and a half.`);
    }
    expect(seen.map(({ story: { revision } }) => revision)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(brokenChain(seen, seqOf(update))).toEqual([]);
    expect(seen).toEqual((await updatesOf(dateline, channel, update ?? '')).slice(0, 7));
  });

  test.each([
    ['epoch', () => 'deadbeef00.1'],
    ['ahead', () => `${epoch}.999999`],
  ])('a cursor that can not be resumed from gets a reset that says why (%s), with an id to go on from', async (reason, after) => {
    const { update: head } = await publish(`lost-${reason}`, 'One.');
    const stream = await open({ channel: `topic/lost-${reason}`, after: after() });
    const reset = await stream.first('reset');
    expect(reset.data).toEqual({ channel: `topic/lost-${reason}`, reason, cursor: reset.id });
    expect(seqOf(reset.id)).toBeGreaterThanOrEqual(seqOf(head));
    const { update } = await publish(`lost-${reason}`, 'Two.');
    await until(() => stream.updates.length > 0);
    expect(stream.updates.map(({ cursor }) => cursor)).toEqual([update]);
  });

  test.each([
    ['bad_cursor', 'after=x', {}],
    ['bad_cursor', 'channel=all', { 'last-event-id': 'x' }],
    ['bad_channel', 'channel=x', {}],
    ['bad_channel', 'channel=all&channel=topic/x', {}],
    ['bad_channel', 'channel=%00', {}],
  ] as const)('is refused with %s before it begins: %s', async (code, query, headers) => {
    const answer = await readAnswer(await fetch(`${dateline.url}/v1/updates?${query}`, { headers: { accept: 'text/event-stream', ...headers } }));
    expectProblem(answer, 400, code);
  });

  test('a kill takes the content out of what is replayed, and reaches those who listen', async () => {
    const { story, update } = await publish('killed', 'The marsupial stands at one.');
    await publish('killed', 'The marsupial stands at two.');
    const listening = await open({ channel: `story/${story}` });
    await listening.first('sync');
    await admin.request('delete', `/v1/stories/${story}`).send({ reason: 'wrong' }).expect(200);
    await until(() => listening.updates.length > 0);
    expect(listening.updates).toEqual([expect.objectContaining({ story: expect.objectContaining({ headline: null, pubStatus: 'canceled' }), change: expect.objectContaining({ class: 'kill' }) })]);
    const replay = await open({ channel: `story/${story}`, after: update ?? '' });
    await until(() => replay.updates.length === 2);
    expect(JSON.stringify(replay.events)).not.toContain('marsupial');
    expect(replay.updates.every(({ story: { headline }, change }) => headline === null && change.ops === undefined)).toBe(true);
  });

  test('streams that end leave nothing behind', async () => {
    const metric = async (): Promise<string | undefined> => /^dateline_streams (\d+)$/m.exec((await admin.request('get', '/metrics').expect(200)).text)?.[1];
    for (const stream of streams) stream.close();
    await until(async () => (await metric()) === '0');
    const five = await Promise.all(Array.from({ length: 5 }, () => open({})));
    await until(async () => (await metric()) === '5');
    for (const stream of five) stream.close();
    await until(async () => (await metric()) === '0');
  });

  test('a server that stops ends its streams', async () => {
    const stream = await open({});
    await stream.first('sync');
    await dateline.stop();
    await until(() => stream.ended);
    expect(stream.ended).toBe('cleanly');
    await dateline.start();
  });
});
