// Server-sent events: the same updates as on sockets, resumed by Last-Event-ID.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline } from '../../support/dateline.js';
import { EventStream } from '../../support/event-stream.js';
import { expectProblem, readAnswer } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;
  let epoch: string;
  const streams = new Set<EventStream>();

  const publish = (uri: string, text: string) => admin.publish({ uri, headline: uri, body: [text], topics: [uri] });
  const open = async (
    query: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<EventStream> => {
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

  test('a stream has the headers of an event stream, which forbid caching and buffering', async () => {
    const { headers } = await open({});
    expect(headers.get('content-type')).toMatch(/^text\/event-stream\b/);
    expect(headers.get('cache-control')).toMatch(/no-store|no-cache/);
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('a quiet channel sends an id at once, from which nothing is missed', async () => {
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

  test('Last-Event-ID resumes exactly, and overrides the cursor in the address', async () => {
    for (const number of ['one', 'two', 'three', 'four', 'five'])
      await publish('resume', `The count stands at ${number}.`);
    const all = await updatesOf(dateline, 'topic/resume');
    for (let at = 0; at < all.length; at += 1) {
      const stream = await open(
        { channel: 'topic/resume', after: `${epoch}.0` },
        { 'last-event-id': all[at]?.cursor ?? '' },
      );
      const sync = await stream.first('sync');
      expect(stream.updates).toEqual(all.slice(at + 1));
      expect(seqOf(sync.id)).toBeGreaterThanOrEqual(seqOf(all.at(-1)?.cursor));
      stream.close();
    }
  });

  test('a reader that is disconnected again and again, also by a restart, gets everything once', async () => {
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
  ])(
    'a cursor that can not be resumed from gets a reset with the reason (%s), and an id to continue from',
    async (reason, after) => {
      const { update: head } = await publish(`lost-${reason}`, 'One.');
      const stream = await open({ channel: `topic/lost-${reason}`, after: after() });
      const reset = await stream.first('reset');
      expect(reset.data).toEqual({ channel: `topic/lost-${reason}`, reason, cursor: reset.id });
      expect(seqOf(reset.id)).toBeGreaterThanOrEqual(seqOf(head));
      const { update } = await publish(`lost-${reason}`, 'Two.');
      await until(() => stream.updates.length > 0);
      expect(stream.updates.map(({ cursor }) => cursor)).toEqual([update]);
    },
  );

  test.each([
    ['bad_cursor', 'after=x', {}],
    ['bad_cursor', 'channel=all', { 'last-event-id': 'x' }],
    ['bad_channel', 'channel=x', {}],
    ['bad_channel', 'channel=all&channel=x', {}],
    ['bad_cursor', 'channel=all&after=deadbeef00.1%2B1', {}],
    ['bad_cursor', 'channel=all&channel=topic/x&after=deadbeef00.1%2B2', {}],
    ['bad_cursor', 'channel=all&channel=topic/x&after=deadbeef00.1%2B0', {}],
    [
      'bad_request',
      new URLSearchParams(Array.from({ length: 101 }, (_, at) => ['channel', `topic/t${at}`])).toString(),
      {},
    ],
    ['bad_channel', 'channel=%00', {}],
  ] as const)('is refused with %s before it begins: %s', async (code, query, headers) => {
    const answer = await readAnswer(
      await fetch(`${dateline.url}/v1/updates?${query}`, { headers: { accept: 'text/event-stream', ...headers } }),
    );
    expectProblem(answer, 400, code);
  });

  test('a kill removes content from replays, and reaches live readers', async () => {
    const { story, update } = await publish('killed', 'The marsupial stands at one.');
    await publish('killed', 'The marsupial stands at two.');
    const listening = await open({ channel: `story/${story}` });
    await listening.first('sync');
    await admin.request('delete', `/v1/stories/${story}`).send({ reason: 'wrong' }).expect(200);
    await until(() => listening.updates.length > 0);
    expect(listening.updates).toEqual([
      expect.objectContaining({
        story: expect.objectContaining({ headline: null, pubStatus: 'canceled' }),
        change: expect.objectContaining({ class: 'kill' }),
      }),
    ]);
    const replay = await open({ channel: `story/${story}`, after: update ?? '' });
    await until(() => replay.updates.length === 2);
    expect(JSON.stringify(replay.events)).not.toContain('marsupial');
    expect(
      replay.updates.every(({ story: { headline }, change }) => headline === null && change.ops === undefined),
    ).toBe(true);
  });

  test('ended streams leave nothing behind', async () => {
    const metric = async (): Promise<string | undefined> =>
      /^dateline_streams (\d+)$/m.exec((await admin.request('get', '/metrics').expect(200)).text)?.[1];
    for (const stream of streams) stream.close();
    await until(async () => (await metric()) === '0');
    const five = await Promise.all(Array.from({ length: 5 }, () => open({})));
    await until(async () => (await metric()) === '5');
    for (const stream of five) stream.close();
    await until(async () => (await metric()) === '0');
  });

  test('a stopping server ends its streams, and asks their readers to reconnect at different times', async () => {
    const ending = await Promise.all(Array.from({ length: 10 }, () => open({})));
    await Promise.all(ending.map((stream) => stream.first('sync')));
    await dateline.stop();
    await until(() => ending.every(({ ended }) => ended));
    expect(ending.map(({ ended }) => ended)).toEqual(ending.map(() => 'cleanly'));
    const drains = await Promise.all(ending.map((stream) => stream.first('drain')));
    const [withinMs = 0] = drains.map(({ data }) => (data as { withinMs: number }).withinMs);
    const retries = ending.map(({ retry = -1 }) => retry);
    expect(new Set(retries).size).toBeGreaterThan(1);
    expect(retries.every((ms) => ms >= 0 && ms <= withinMs)).toBe(true);
    await dateline.start();
  });

  describe('a stream of several channels', () => {
    const follow = (channels: string[], since?: string) =>
      open(
        channels.map((channel): [string, string] => ['channel', channel]),
        since === undefined ? {} : { 'last-event-id': since },
      );

    test('has the updates of each in log order; those of one entry in order of channel name, each with its "prev"', async () => {
      const { update: start } = await publish('several-a', 'One.');
      await publish('several-b', 'One.');
      const channels = ['topic/several-b', 'all', 'topic/several-a', 'topic/several-b'];
      const stream = await follow(channels, start ?? '');
      await publish('several-a', 'Two.');
      await publish('several-b', 'Two.');
      await until(() => stream.updates.length >= 6);
      expect(stream.updates.map(({ channel, cursor }) => `${channel} ${seqOf(cursor) - seqOf(start)}`)).toEqual([
        'all 1',
        'topic/several-b 1',
        'all 2',
        'topic/several-a 2',
        'all 3',
        'topic/several-b 3',
      ]);
      for (const channel of channels)
        expect(stream.updates.filter((update) => update.channel === channel)).toEqual(
          await updatesOf(dateline, channel, start ?? ''),
        );
    });

    test('resumes exactly from each of its ids, also between two updates of one entry', async () => {
      const { update: start } = await publish('between', 'One.');
      const channels = ['all', 'topic/between', 'publisher/admin'];
      for (const number of ['two', 'three', 'four']) await publish('between', `The count stands at ${number}.`);
      const whole = await follow(channels, start ?? '');
      await until(() => whole.updates.length >= 6);
      const events = whole.events.filter(({ event }) => event === 'update');
      const places = [start ?? '', ...events.map(({ id }) => id ?? '')];
      expect(new Set(places).size).toBe(places.length);
      for (const [at, place] of places.entries()) {
        const stream = await follow(channels, place);
        await stream.first('sync');
        expect(stream.updates).toEqual(whole.updates.slice(at));
        stream.close();
      }
    });

    test('accepts a cursor in its address with an unescaped plus', async () => {
      const { update } = await publish('plus', 'One.');
      const response = await fetch(
        `${dateline.url}/v1/updates?channel=all&channel=topic/plus&after=${epoch}.${seqOf(update) - 1}+1`,
        { headers: { accept: 'text/event-stream' } },
      );
      expect(response.status).toBe(200);
      await response.body?.cancel();
    });

    test('sends a reset for each channel if its cursor can not be resumed from, and an id only with the last', async () => {
      const stream = await follow(['topic/x', 'all'], 'deadbeef00.1+1');
      await until(() => stream.events.length >= 2);
      const [, { id } = { id: undefined }] = stream.events;
      expect(id).toMatch(new RegExp(`^${epoch}\\.\\d+$`));
      expect(stream.events).toEqual(
        ['topic/x', 'all'].map((channel, at) => ({
          event: 'reset',
          id: at === 1 ? id : undefined,
          data: { channel, reason: 'epoch', cursor: id },
        })),
      );
    });

    test('may follow a hundred', async () => {
      const stream = await follow(Array.from({ length: 100 }, (_, at) => `topic/t${at}`));
      await stream.first('sync');
      const { update } = await publish('t63', 'One.');
      await until(() => stream.updates.length > 0);
      expect(stream.updates).toMatchObject([{ channel: 'topic/t63', cursor: update }]);
    });
  });

  test('HEAD returns the headers of GET, and opens no stream', async () => {
    const answer = await fetch(`${dateline.url}/v1/updates?channel=all`, {
      method: 'HEAD',
      headers: { accept: 'Text/Event-Stream' },
    });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect(
      (
        await fetch(`${dateline.url}/v1/updates?channel=x`, {
          method: 'HEAD',
          headers: { accept: 'text/event-stream' },
        })
      ).status,
    ).toBe(400);
  });

  test('a script of another origin may send its cursor as a header', async () => {
    const preflight = await fetch(`${dateline.url}/v1/updates?channel=all`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://news.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'last-event-id',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/last-event-id/i);
  });

  test('an HTTP/1.0 client gets a plain body that ends with the connection', async () => {
    const { hostname, port } = new URL(dateline.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.write('GET /v1/updates?channel=topic/old-http HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n');
    await until(() => text.includes('event: sync'));
    await publish('old-http', 'One.');
    await until(() => text.includes('event: update'));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).not.toMatch(/transfer-encoding/i);
    expect(text).toMatch(
      /\r\n\r\nretry: \d+\n\nevent: sync\ndata: \{"cursor":"[^"]+"\}\nid: [^\n]+\n\nevent: update\n/,
    );
    socket.destroy();
  });
});
