// Sockets: requests, answers, and each update once, in order, on every node.
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../support/columns.js';
import { brokenChain, seqOf, TestDateline, type Answer, type Reader } from '../../support/dateline.js';
import { readAnswer } from '../../support/problem.js';
import { Publisher, updatesOf } from '../../support/publisher.js';
import { until } from '../../support/wait.js';

const NOBODY = '0196a5b4-7c1e-7abc-8def-0123456789ab';

const ask = async ({ socket }: Reader, event: string, ...message: unknown[]): Promise<Answer> =>
  (await socket.timeout(5_000).emitWithAck(event, ...message)) as Answer;

describe.each(columns)('$name', ({ settings }) => {
  let dateline: TestDateline;
  let admin: Publisher;
  let epoch: string;

  const publish = (uri: string, text: string, topics: string[]) =>
    admin.publish({ uri, headline: uri, body: [text], topics });
  const metric = async (name: string): Promise<number> =>
    Number(
      new RegExp(`^dateline_${name} (\\d+)$`, 'm').exec((await admin.request('get', '/metrics').expect(200)).text)?.[1],
    );
  /** Resolves when the client has everything that was sent before: an update of `all` comes last. */
  const fence = async (reader: Reader): Promise<void> => {
    await reader.subscribe('topic/fence');
    const { update } = await publish(`fence:${Math.random()}`, 'x', ['fence']);
    await until(() => reader.updates.some(({ cursor, channel }) => cursor === update && channel === 'topic/fence'));
  };

  beforeAll(async () => {
    dateline = await TestDateline.start(await settings());
    admin = new Publisher(dateline);
    const reader = await dateline.read();
    ({ epoch } = await reader.welcome());
  });
  afterAll(() => dateline.end());

  describe('a connection', () => {
    test('gets welcome with the log’s epoch and head, and the node’s name', async () => {
      const { update } = await publish('welcome', 'x', []);
      const reader = await dateline.read();
      const welcome = await reader.welcome();
      expect(welcome).toEqual({ epoch, head: expect.any(Number), node: expect.stringMatching(/\S/) });
      expect(welcome.head).toBeGreaterThanOrEqual(seqOf(update));
    });

    test.each([
      ['a wrong key', 'dk_wrong'],
      ['an empty key', ''],
      ['a number', 7],
      ['an object', { key: 'x' }],
      ['an array', []],
    ])('with %s is refused, with a reason', async (_what, token) => {
      const fault = await dateline.read({ token }).catch((error: unknown) => error);
      expect(fault).toMatchObject({ data: { ok: false, code: 'unauthorized', retryable: false } });
      expect((fault as Error).message).not.toMatch(/\bat \S+:\d+|select/i);
    });

    test('with a valid key, or none, is accepted', async () => {
      const desk = await Publisher.named(dateline, 'desk', ['read']);
      expect((await (await dateline.read({ token: desk.key })).subscribe('all')).ok).toBe(true);
      expect((await (await dateline.read({ token: null })).subscribe('all')).ok).toBe(true);
    });

    test('by polling is refused', async () => {
      const answer = await readAnswer(await fetch(`${dateline.url}/socket.io/?EIO=4&transport=polling`));
      expect(answer.status).toBe(400);
      const socket = io(dateline.url, { transports: ['polling'], forceNew: true, reconnection: false });
      await expect(
        new Promise((resolve, reject) =>
          socket.once('connect', () => resolve('connected')).once('connect_error', reject),
        ),
      ).rejects.toBeInstanceOf(Error);
      socket.disconnect();
    });
  });

  describe('a subscribe request', () => {
    test.each([
      ['without a message', [], 'bad_request'],
      ['of undefined', [undefined], 'bad_request'],
      ['of null', [null], 'bad_request'],
      ['of a number', [7], 'bad_request'],
      ['of a string', ['all'], 'bad_request'],
      ['of an array', [['all']], 'bad_request'],
      ['of an empty object', [{}], 'bad_request'],
      ['of a channel that is a number', [{ channel: 7 }], 'bad_request'],
      ['with a cursor that is a number', [{ channel: 'all', since: 7 }], 'bad_request'],
      ['with another argument', [{ channel: 'nowhere' }, 'more'], 'bad_channel'],
      ['of an invalid channel', [{ channel: 'nowhere' }], 'bad_channel'],
      ['of an empty channel', [{ channel: '' }], 'bad_channel'],
      ['of a topic with a space', [{ channel: 'topic/a b' }], 'bad_channel'],
      ['of an invalid story id', [{ channel: 'story/7' }], 'bad_channel'],
      ['with an invalid cursor', [{ channel: 'all', since: 'yesterday' }], 'bad_cursor'],
      ['with an empty cursor', [{ channel: 'all', since: '' }], 'bad_cursor'],
      ['with half a cursor', [{ channel: 'all', since: 'abc.' }], 'bad_cursor'],
    ])('%s is refused, and the socket stays open', async (_what, message, code) => {
      const reader = await dateline.read();
      expect(await ask(reader, 'subscribe', ...message)).toEqual({
        ok: false,
        code,
        retryable: false,
        reason: expect.stringMatching(/\S/),
      });
      expect(await ask(reader, 'unsubscribe', ...message.slice(0, 0))).toMatchObject({
        ok: false,
        code: 'bad_request',
      });
      expect(await reader.subscribe('all')).toMatchObject({ ok: true });
      expect(reader.socket.connected).toBe(true);
    });

    test('without an ack is harmless, whatever its content', async () => {
      const reader = await dateline.read();
      for (const message of [undefined, null, 7, [], {}, { channel: 'nowhere' }, { channel: 'topic/silent' }])
        reader.socket.emit('subscribe', message);
      reader.socket.emit('subscribe');
      reader.socket.emit('nothing that Dateline knows', { a: 1 });
      await fence(reader);
      const { update } = await publish('silent', 'x', ['silent']);
      await until(() => reader.updates.some(({ channel, cursor }) => channel === 'topic/silent' && cursor === update));
    });

    test('of a channel without updates is live', async () => {
      const reader = await dateline.read();
      for (const channel of ['all', `story/${NOBODY}`, 'topic/unheard-of', 'publisher/nobody']) {
        expect(await reader.subscribe(channel)).toEqual({
          ok: true,
          channel,
          cursor: expect.stringMatching(new RegExp(`^${epoch}\\.\\d+$`)),
          mode: 'live',
        });
      }
      expect(await reader.subscribe('topic/unheard-of', `${epoch}.0`)).toMatchObject({ ok: true, mode: 'live' });
    });

    test('from a past cursor answers "replayed", and from now "live"', async () => {
      const { update } = await publish('modes', 'One.', ['modes']);
      await publish('modes', 'Two.', ['modes']);
      const reader = await dateline.read();
      expect(await reader.subscribe('topic/modes', update)).toMatchObject({ ok: true, mode: 'replayed' });
      expect(reader.updates.map(({ story }) => story.revision)).toEqual([2]);
      expect(await (await dateline.read()).subscribe('topic/modes')).toMatchObject({ ok: true, mode: 'live' });
    });

    test('beyond a hundred channels is refused until one is unsubscribed', async () => {
      const reader = await dateline.read();
      for (let at = 0; at < 100; at += 1)
        expect(await reader.subscribe(`topic/many-${at}`)).toMatchObject({ ok: true });
      expect(await reader.subscribe('topic/one-more')).toMatchObject({ ok: false, code: 'too_many', retryable: true });
      expect(await reader.subscribe('topic/many-7')).toMatchObject({ ok: true });
      expect(await ask(reader, 'unsubscribe', { channel: 'topic/many-7' })).toEqual({
        ok: true,
        channel: 'topic/many-7',
      });
      expect(await reader.subscribe('topic/one-more')).toMatchObject({ ok: true });
    });
  });

  describe('a cursor that can not be resumed from', () => {
    test.each([
      ['epoch', () => 'deadbeef00.1'],
      ['ahead', () => `${epoch}.999999`],
    ])(
      'gets mode reset and a reset event with the reason (%s); the subscription is then live',
      async (reason, since) => {
        const { update: head } = await publish(`reset-${reason}`, 'One.', ['reset']);
        const reader = await dateline.read();
        const answer = await reader.subscribe('topic/reset', since());
        expect(answer).toMatchObject({
          ok: true,
          mode: 'reset',
          cursor: expect.stringMatching(new RegExp(`^${epoch}\\.`)),
        });
        await until(() => reader.resets.length > 0);
        expect(reader.resets).toEqual([{ channel: 'topic/reset', reason, cursor: answer.cursor }]);
        expect(seqOf(answer.cursor)).toBeGreaterThanOrEqual(seqOf(head));
        const { update } = await publish(`reset-${reason}`, 'Two.', ['reset']);
        await until(() => reader.updates.length > 0);
        expect(reader.updates.map(({ cursor }) => cursor)).toEqual([update]);
      },
    );
  });

  test('unsubscribe stops the updates of that channel only', async () => {
    const reader = await dateline.read();
    await reader.subscribe('topic/left');
    await reader.subscribe('topic/kept');
    await publish('both', 'One.', ['left', 'kept']);
    await until(() => reader.updates.length === 2);
    expect(await ask(reader, 'unsubscribe', { channel: 'topic/left' })).toEqual({ ok: true, channel: 'topic/left' });
    expect(await ask(reader, 'unsubscribe', { channel: 'topic/left' })).toMatchObject({ ok: true });
    expect(await ask(reader, 'unsubscribe', { channel: 'topic/never' })).toMatchObject({ ok: true });
    await publish('both', 'Two.', ['left', 'kept']);
    await fence(reader);
    expect(reader.updates.filter(({ channel }) => channel === 'topic/left')).toHaveLength(1);
    expect(reader.updates.filter(({ channel }) => channel === 'topic/kept')).toHaveLength(2);
  });

  test('two channels on one socket have separate `prev` chains; only the story’s channel has ops', async () => {
    const first = await publish('chains', 'The count stands at one.', ['chains']);
    const reader = await dateline.read();
    await reader.subscribe(`story/${first.story}`, first.update);
    await reader.subscribe('topic/chains', `${epoch}.0`);
    for (const [at, number] of ['two', 'three', 'four'].entries()) {
      await publish('chains', `The count stands at ${number}.`, ['chains']);
      await publish(`chains-other-${at}`, 'x', ['chains']);
    }
    await until(() => reader.updates.length === 10);
    const story = reader.updates.filter(({ channel }) => channel === `story/${first.story}`);
    const topic = reader.updates.filter(({ channel }) => channel === 'topic/chains');
    expect(brokenChain(story, seqOf(first.update))).toEqual([]);
    expect(brokenChain(topic, 0)).toEqual([]);
    expect([story.length, topic.length]).toEqual([3, 7]);
    expect(
      story.every(({ change, story: { revision } }) => change.ops !== undefined && change.base === revision - 1),
    ).toBe(true);
    expect(topic.some(({ change }) => change.ops !== undefined || change.base !== undefined)).toBe(false);
  });

  test('a second subscribe to a channel continues from its cursor, without duplicates', async () => {
    const first = await publish('again', 'One.', ['again']);
    await publish('again', 'Two.', ['again']);
    const reader = await dateline.read();
    await Promise.all([
      reader.subscribe('topic/again'),
      reader.subscribe('topic/again', first.update),
      reader.subscribe('topic/again', first.update),
    ]);
    const { update } = await publish('again', 'Three.', ['again']);
    await fence(reader);
    expect(reader.updates.filter(({ cursor }) => cursor === update)).toHaveLength(1);
  });

  describe('a replay of more than one page', () => {
    const COUNT = 620;
    let start: string;

    beforeAll(async () => {
      start = (await updatesOf(dateline, 'topic/long')).at(-1)?.cursor ?? `${epoch}.0`;
      // A new node has nothing in its ring.
      await burst('long', COUNT);
      await dateline.stop();
      await dateline.start();
    }, 120_000);

    /**
     * Publishes this many stories, eight at a time, without waiting for results; resolves when all are in the
     * log.
     */
    async function burst(topic: string, count: number): Promise<void> {
      const before = (await updatesOf(dateline, `topic/${topic}`)).length;
      let sent = 0;
      const send = async (): Promise<void> => {
        while (sent < count) {
          sent += 1;
          await admin
            .send({
              uri: `${topic}:${before + sent}`,
              headline: `${topic} ${before + sent}`,
              body: ['x'],
              topics: [topic],
            })
            .expect(202);
        }
      };
      await Promise.all(Array.from({ length: 8 }, send));
      await until(async () => (await updatesOf(dateline, `topic/${topic}`)).length === before + count, {
        timeout: 60_000,
      });
    }

    test('is complete, in order and without duplicates for many clients, while more updates are written', async () => {
      const readers: Reader[] = [];
      const writing = { done: false };
      const more = burst('long', 120).finally(() => (writing.done = true));
      while (!writing.done) {
        const reader = await dateline.read();
        readers.push(reader);
        expect(await reader.subscribe('topic/long', start)).toMatchObject({ ok: true, mode: 'replayed' });
      }
      await more;
      const all = (await updatesOf(dateline, 'topic/long')).map(({ cursor }) => cursor);
      expect(all).toHaveLength(COUNT + 120);
      for (const { updates, socket } of readers) {
        await until(() => updates.length >= all.length, {
          describe: () => `${all.length} updates; there are ${updates.length}`,
        });
        expect(brokenChain(updates, 0)).toEqual([]);
        expect(updates.map(({ cursor }) => cursor)).toEqual(all);
        socket.disconnect();
      }
    });

    test('can start at any cursor in it', async () => {
      const all = await updatesOf(dateline, 'topic/long');
      for (const at of [0, 199, 200, 201, COUNT - 1, all.length - 2]) {
        const reader = await dateline.read();
        const since = all[at]?.cursor ?? '';
        await reader.subscribe('topic/long', since);
        await until(() => reader.updates.length >= all.length - at - 1);
        expect(reader.updates).toEqual(all.slice(at + 1));
        expect(brokenChain(reader.updates, seqOf(since))).toEqual([]);
        reader.socket.disconnect();
      }
    });

    test('leaves nothing behind if its client disconnects in the middle', async () => {
      await dateline.stop();
      await dateline.start();
      await until(async () => (await metric('subscriptions')) === 0 && (await metric('sockets')) === 0);
      const readers = await Promise.all(Array.from({ length: 10 }, () => dateline.read()));
      for (const reader of readers) {
        reader.socket.once('update', () => reader.socket.disconnect());
        for (const channel of ['topic/long', 'all', 'publisher/newsroom'])
          reader.socket.emit('subscribe', { channel, since: start }, () => undefined);
      }
      await until(() => readers.every(({ socket }) => socket.disconnected));
      await until(async () => (await metric('sockets')) === 0);
      await until(async () => (await metric('subscriptions')) === 0);
      // The remaining replays end too: the next client is the only one.
      const next = await dateline.read();
      await next.subscribe('all');
      await publish('after', 'x', []);
      await until(() => next.updates.length === 1);
      expect(await metric('subscriptions')).toBe(1);
    });
  });

  test('a message of more than 16 KB closes its socket only', async () => {
    const [loud, quiet] = [await dateline.read(), await dateline.read()];
    await quiet.subscribe('topic/quiet');
    loud.socket.emit('subscribe', { channel: 'x'.repeat(20_000) });
    await until(() => loud.socket.disconnected);
    await publish('quiet', 'x', ['quiet']);
    await until(() => quiet.updates.length === 1);
  });

  test('a stopping server asks its clients to leave, and lets them', async () => {
    const reader = await dateline.read();
    const drain = new Promise<{ withinMs: number }>((resolve) => reader.socket.once('drain', resolve));
    const gone = new Promise<string>((resolve) => reader.socket.once('disconnect', resolve));
    const stopped = dateline.stop();
    expect((await drain).withinMs).toBeGreaterThan(0);
    await gone;
    await stopped;
    await dateline.start();
  });
});
