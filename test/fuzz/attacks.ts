// What attackers may send, one burst per attack; each returns the violations that it found, as text.
import { io, type Socket } from 'socket.io-client';
import type { Answer } from '../support/dateline.js';
import { frame, RawConnection, type FrameForm } from './raw-socket.js';

type Below = (n: number) => number;
/** A burst against the server on `port`; returns what no attacker may cause. */
export type Attack = (port: number, below: Below) => Promise<string[]>;

const noise = (below: Below, length: number): Buffer => Buffer.from(Array.from({ length }, () => below(256)));
const one = <T>(below: Below, list: readonly T[]): T => list[below(list.length)] as T;
const text = (below: Below, length: number): string =>
  Array.from({ length }, () => one(below, ['a', '/', '%', '{', '"', '\\', '\u0000', 'é', '😀', ' ', '.', '1'])).join(
    '',
  );

/** Connections that send nothing, half of a request, or noise. */
const connections: Attack = async (port, below) => {
  const open = Array.from({ length: 100 }, () => new RawConnection(port));
  for (const connection of open) {
    const what = below(4);
    if (what === 1) connection.say('GET /v1/updates HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    if (what === 2) connection.say(noise(below, 200));
    if (what === 3)
      connection.say(
        `POST /v1/stories HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nContent-Type: application/json\r\n\r\n{"headline":`,
      );
  }
  const asked = new RawConnection(port);
  asked.say('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await asked.hears(/HTTP\/1\.1 \d+/);
  for (const connection of open) connection.leave();
  return asked.answer.startsWith('HTTP/1.1 200')
    ? []
    : [`among a hundred connections one was answered ${asked.answer.slice(0, 100)}`];
};

const FRAMES: FrameForm[] = [
  { opcode: 3 },
  { opcode: 11 },
  { masked: false },
  { reserved: 4 },
  { reserved: 2 },
  { fin: false, opcode: 8 },
  { opcode: 0 },
  { claims: 100_000 },
  { claims: 2 ** 40 },
  { opcode: 2 },
  { opcode: 9, claims: 1_000 },
];

/** Frames that break the protocol, or are too large: each closes its own connection. */
const frames: Attack = async (port, below) => {
  const faults: string[] = [];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const connection = new RawConnection(port);
      await connection.upgrade(below(2) === 0);
      const form = one(below, FRAMES);
      const large = below(2) === 0;
      connection.say(
        frame(large ? Buffer.alloc(20_000 + below(200_000), 'x') : noise(below, below(120)), large ? {} : form),
      );
      // The server waits for a frame that claims more bytes than were sent; all others close at once.
      if (large || (form.claims ?? 0) > 16_384)
        await connection
          .ends()
          .catch((error: unknown) =>
            faults.push(`a frame of ${large ? 'many bytes' : JSON.stringify(form)}: ${String(error)}`),
          );
      connection.leave();
    }),
  );
  return faults;
};

const PACKETS = [
  '4',
  '42',
  '42[',
  '42[]',
  '42["subscribe"]',
  '42["subscribe",',
  '42["subscribe",{"channel":5}]',
  '420["subscribe",{"channel":"all"},{}]',
  '4299999999999["subscribe",{"channel":"all"}]',
  '451-["x",{"_placeholder":true,"num":0}]',
  '459999-["x"]',
  '40{"token":',
  '40',
  '41',
  '43',
  '43[]',
  '44{"a":1}',
  '5',
  '6',
  '1',
  '3',
  '2probe',
  '42["__proto__",{}]',
  '42["connect"]',
  '42["disconnect"]',
  '42["error",1]',
  '42["subscribe",null]',
  '42["subscribe",{"channel":"all","since":{}}]',
  '42["unsubscribe",{}]',
  '4/admin,',
  '40/admin,',
  '42/admin,["x"]',
  '',
  '\u0000',
];

/** Invalid Socket.IO packets in a row; the server may close the connection, and nothing else. */
const packets: Attack = async (port, below) => {
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const connection = new RawConnection(port);
      await connection.upgrade(below(3) > 0);
      for (let left = 15; left > 0 && !connection.closed; left -= 1) {
        const packet =
          below(3) === 0 ? Buffer.from(`4${below(10)}${text(below, below(60))}`) : Buffer.from(one(below, PACKETS));
        connection.say(frame(packet));
        await new Promise((resolve) => setImmediate(resolve));
      }
      connection.leave();
    }),
  );
  return [];
};

const CODES = [
  'bad_channel',
  'bad_cursor',
  'bad_request',
  'too_many',
  'not_found',
  'forbidden',
  'unauthorized',
  'unavailable',
];

/**
 * Far more subscribe requests than a socket may send, valid and invalid: each is answered, refusals with a
 * listed code.
 */
const subscriptions: Attack = async (port, below) => {
  const socket: Socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  try {
    await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('connect_error', reject));
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, at): Promise<Answer> => {
        const channel: unknown = one(below, [
          'all',
          `topic/fuzz-${at}`,
          `topic/${text(below, 20)}`,
          'story/none',
          '',
          null,
          5,
          {},
          'x'.repeat(5_000),
          `publisher/${at}`,
        ]);
        const since: unknown = one(below, [
          undefined,
          undefined,
          'abc.5',
          '0.0',
          '',
          'x'.repeat(100),
          7,
          'abcdef0123.999999999',
        ]);
        return (await socket.timeout(20_000).emitWithAck('subscribe', { channel, since })) as Answer;
      }),
    );
    return answers
      .filter(({ ok, code }) => !ok && !CODES.includes(code ?? ''))
      .map((answer) => `a subscription was answered ${JSON.stringify(answer)}`);
  } catch (error) {
    return [`three hundred subscriptions on one socket: ${String(error)}`];
  } finally {
    socket.disconnect();
  }
};

/** Sockets and streams that connect, subscribe and disconnect, and streams that nobody reads. */
const comings: Attack = async (port, below) => {
  const open = Array.from({ length: 40 }, () => new RawConnection(port));
  await Promise.all(
    open.map(async (connection, at) => {
      if (at % 2 === 0) {
        await connection.upgrade();
        connection.say(frame(Buffer.from('420["subscribe",{"channel":"all"}]')));
      } else {
        const channels = Array.from({ length: 1 + below(150) }, (_, n) => `channel=topic/${n}`).join('&');
        connection.say(
          `GET /v1/updates?${channels}&after=${one(below, ['', 'x', 'abc.1', '%', '%00'])} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nLast-Event-ID: ${one(below, ['', 'abc.1', 'x+1', '+'])}\r\n\r\n`,
        );
      }
    }),
  );
  for (const connection of open) connection.leave();
  return [];
};

const PATHS = [
  '/v1/updates',
  '/v1/stories',
  '/v1/stories/x',
  '/v1/stories/01a20dc7-4e08-7510-8b39-207b1b0cfba1/diff',
  '/v1/submissions/x',
  '/v1/channels/all/feed.rss',
  '/stories/x',
  '/v1/keys',
  '/docs/x',
  '/socket.io/',
  '/metrics',
  '/nowhere',
  '/v1/sources',
  '/v1/webhooks',
];
const TYPES = [
  'application/json',
  'text/html',
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'x'.repeat(300),
  '',
];
const PROBLEM = /^[a-z_]+$/;

/** Invalid requests of every kind: none causes a 500, and every refusal has a code. */
const requests: Attack = async (port, below) => {
  const faults: string[] = [];
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const method = one(below, ['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'HEAD']);
      const query =
        below(2) === 0
          ? ''
          : `?${encodeURIComponent(text(below, 5))}=${below(3) === 0 ? '%' : encodeURIComponent(text(below, 30))}&limit=${below(3) - 1}&channel=${encodeURIComponent(text(below, 10))}`;
      const path = one(below, PATHS) + (below(4) === 0 ? `/${encodeURIComponent(text(below, 10))}` : '') + query;
      const sends = method !== 'GET' && method !== 'HEAD';
      const body = one(below, [
        '',
        '{',
        '[]',
        'null',
        '"x"',
        `{"headline":${'['.repeat(5_000)}`,
        '{"headline":5,"body":{}}',
        '{"__proto__":{"x":1}}',
        text(below, 500),
        '<p>'.repeat(20_000),
        'x'.repeat(below(20) === 0 ? 3_000_000 : 10),
      ]);
      try {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          method,
          headers: {
            'content-type': one(below, TYPES),
            authorization: one(below, ['', 'Bearer x', 'Basic x', `Bearer ${'k'.repeat(2_000)}`]),
            'idempotency-key': 'k'.repeat(below(400)),
          },
          ...(sends ? { body } : {}),
          signal: AbortSignal.timeout(20_000),
        });
        const said = await answer.text();
        if (answer.status >= 500) faults.push(`${method} ${path} was answered ${answer.status}: ${said.slice(0, 300)}`);
        if (answer.status >= 400 && path.startsWith('/v1/') && method !== 'HEAD') {
          const { code } = JSON.parse(said) as { code?: string };
          if (code === undefined || !PROBLEM.test(code))
            faults.push(`${method} ${path} was answered ${answer.status} without a code: ${said.slice(0, 300)}`);
        }
      } catch (error) {
        // A body that is too large may be refused before it was sent completely.
        if (body.length < 1_000_000)
          faults.push(`${method} ${path}: ${String(error)} ${String((error as { cause?: Error }).cause?.message)}`);
      }
    }),
  );
  return faults;
};

/** Requests that are not valid HTTP, or exceed its limits. */
const heads: Attack = async (port, below) => {
  await Promise.all(
    Array.from({ length: 15 }, async () => {
      const connection = new RawConnection(port);
      connection.say(
        one(below, [
          `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`,
          `GET /${'y'.repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
          'GET / HTTP/9.9\r\n\r\n',
          'POST /v1/stories HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
          'POST /v1/stories HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
          'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1\r\n\r\n',
          'GET /socket.io/?EIO=9&transport=polling HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
          Buffer.concat([
            Buffer.from('GET /'),
            noise(below, 100),
            Buffer.from(' HTTP/1.1\r\nHost: x\r\n\r\n'),
          ]).toString('latin1'),
        ]),
      );
      await connection.hears(/^HTTP\/1\.1 [1-5]\d\d/);
      connection.leave();
    }),
  );
  return [];
};

export const ATTACKS: Readonly<Record<string, Attack>> = {
  connections,
  frames,
  packets,
  subscriptions,
  comings,
  requests,
  heads,
};
