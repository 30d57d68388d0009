// permessage-deflate (RFC 7692): clients that request it get large updates deflated, once for all of them;
// stock clients can read them.
import net from 'node:net';
import { deflateRawSync, constants } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser.js';
import { GatewayInMemory } from '../../support/gateway-in-memory.js';
import { insideOf, tcpOf } from '../../support/socket-internals.js';
import { seeded } from '../../support/seeded.js';
import { until } from '../../support/wait.js';

const random = seeded(11);
const text = (words: number): string =>
  Array.from(
    { length: words },
    () => ['rain', 'harbour', 'ferry', 'mayor', 'vote', 'delayed', 'northern', 'line'][random(8)],
  ).join(' ');

let server: GatewayInMemory;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  server = await GatewayInMemory.start();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await server.end();
});

/**
 * A minimal WebSocket client that sends the given offer, and records the first byte and the length of each
 * frame.
 */
async function bareClient(offer: string): Promise<{
  tcp: net.Socket;
  frames: { first: number; length: number }[];
  accepted: () => string;
  say: (payload: Buffer, first?: number) => void;
  closed: () => boolean;
  closeCode: () => number | undefined;
}> {
  const tcp = net.connect({ port: server.port, host: '127.0.0.1' });
  ends.push(() => tcp.destroy());
  const frames: { first: number; length: number }[] = [];
  let [head, rest, closed] = ['', Buffer.alloc(0), false];
  let code: number | undefined;
  tcp.on('close', () => (closed = true));
  tcp.on('error', () => undefined); // a reset closes too
  tcp.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    if (head === '') {
      const end = rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      head = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 4);
    }
    while (rest.length >= 2) {
      const short = (rest[1] ?? 0) & 127;
      const header = short < 126 ? 2 : 4;
      if (rest.length < header) return;
      const length = short < 126 ? short : rest.readUInt16BE(2);
      if (rest.length < header + length) return;
      const first = rest[0] ?? 0;
      frames.push({ first, length });
      if (first === 0x88) code = rest.readUInt16BE(header);
      rest = rest.subarray(header + length);
    }
  });
  const say = (payload: Buffer, first = 0x81): void => {
    const header =
      payload.length < 126
        ? Buffer.from([first, 0x80 | payload.length])
        : Buffer.from([first, 0xfe, payload.length >> 8, payload.length & 255]);
    tcp.write(Buffer.concat([header, Buffer.alloc(4), payload]));
  };
  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${offer}\r\n`,
  );
  await until(() => head !== '' && frames.length === 1);
  say(Buffer.from('40'));
  await until(() => frames.length === 3);
  say(Buffer.from('421["subscribe",{"channel":"all"}]'));
  await until(() => frames.length === 4);
  frames.length = 0;
  return {
    tcp,
    frames,
    accepted: () => /^sec-websocket-extensions: (.*)$/im.exec(head)?.[1] ?? '',
    say,
    closed: () => closed,
    closeCode: () => code,
  };
}

const OFFER = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';

describe('the extension is', () => {
  test('not offered to a client that does not request it', async () => {
    const [first, second] = [await bareClient(''), await bareClient('')];
    expect(first.accepted()).toBe('');
    server.publish([], text(800));
    await until(() => first.frames.length === 1 && second.frames.length === 1);
    expect([first.frames[0]?.first, second.frames[0]?.first]).toEqual([0x81, 0x81]);
  });

  test('negotiated without context takeover on both sides; large messages are deflated, small ones are not', async () => {
    const clients = [await bareClient(OFFER), await bareClient(OFFER), await bareClient(OFFER)];
    for (const { accepted } of clients) {
      expect(accepted().split(/;\s*/).toSorted()).toEqual([
        'client_no_context_takeover',
        'permessage-deflate',
        'server_no_context_takeover',
      ]);
    }
    server.publish([], text(800));
    server.publish([], 'small');
    await until(() => clients.every(({ frames }) => frames.length === 2));
    // The first client gets it uncompressed: only a second one shows that there are more.
    expect(clients.map(({ frames }) => frames[0]?.first)).toEqual([0x81, 0xc1, 0xc1]);
    expect(clients.map(({ frames }) => frames[1]?.first)).toEqual([0x81, 0x81, 0x81]);
    const [plain = 0, short = 0] = clients.map(({ frames }) => frames[0]?.length);
    expect(short).toBeLessThan(plain / 2.5);
  });

  test('not used for a client with a smaller window', async () => {
    const clients = [
      await bareClient(OFFER),
      await bareClient(OFFER),
      await bareClient('Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n'),
    ];
    expect(clients[2]?.accepted()).toContain('server_max_window_bits=10');
    server.publish([], text(800));
    await until(() => clients.every(({ frames }) => frames.length === 1));
    expect(clients.map(({ frames }) => frames[0]?.first)).toEqual([0x81, 0xc1, 0x81]);
  });
});

describe('a deflated message of a client', () => {
  test('is read, and leaves no zlib context on the connection', async () => {
    const client = await bareClient(OFFER);
    const [socket] = [...server.gateway.io.of('/').sockets.values()];
    const { deflate } = insideOf(socket);
    expect(deflate).toBeDefined();
    for (let at = 0; at < 5; at += 1) {
      const block = deflateRawSync(`42${at}["subscribe",{"channel":"topic/deflated-${at}"}]`, {
        finishFlush: constants.Z_SYNC_FLUSH,
      });
      client.say(block.subarray(0, -4), 0xc1);
      await until(() => client.frames.length === at + 1);
    }
    const before = client.frames.length;
    server.publish(['topic/deflated-4']);
    await until(() => client.frames.length === before + 2);
    expect(deflate).toMatchObject({ _inflate: null, _deflate: null });
  });

  test('may not inflate beyond the limit', async () => {
    const client = await bareClient(OFFER);
    const bomb = deflateRawSync(`42["subscribe",{"channel":"${'a'.repeat(10_000_000)}"}]`, {
      finishFlush: constants.Z_SYNC_FLUSH,
    }).subarray(0, -4);
    expect(bomb.length).toBeLessThan(16_000);
    client.say(bomb, 0xc1);
    await until(() => client.closed());
    expect(client.closeCode()).toBe(1009);
    await until(() => server.counters.sockets === 0);
  });
});

describe('stock clients read it', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test('socket.io-client in Node and in Chromium, between small updates and acks, each once and in order', async () => {
    const clients: Socket[] = [];
    const got: unknown[][] = [];
    for (const deflate of [true, true, false]) {
      const socket = io(server.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        perMessageDeflate: deflate ? { threshold: 0 } : undefined,
      } as Parameters<typeof io>[1]);
      ends.push(() => socket.disconnect());
      const updates: unknown[] = [];
      socket.on('update', (update) => updates.push(update));
      await socket.timeout(5_000).emitWithAck('subscribe', { channel: 'all' });
      clients.push(socket);
      got.push(updates);
    }
    const page = await browser.newPage();
    await page.addScriptTag({ path: 'node_modules/socket.io-client/dist/socket.io.js' });
    await page.evaluate(`new Promise((resolve, reject) => {
      window.updates = [];
      window.answers = 0;
      const socket = window.socket = io(${JSON.stringify(server.url)}, { transports: ['websocket'] });
      socket.on('connect_error', reject);
      socket.on('update', (update) => {
        window.updates.push(update);
        socket.emit('subscribe', { channel: 'topic/' + window.updates.length % 50 }, ({ ok }) => (window.answers += ok ? 1 : 0));
      });
      socket.emit('subscribe', { channel: 'all' }, resolve);
    })`);
    const answers: boolean[] = [];
    for (let at = 0; at < 120; at += 1) {
      server.publish([], at % 3 === 0 ? `${at} small` : `${at} ${text(600)} déjà vu`);
      if (at % 4 === 0)
        for (const socket of clients)
          socket.emit('unsubscribe', { channel: 'topic/none' }, ({ ok }: { ok: boolean }) => answers.push(ok));
      if (at % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const sent = server.log.updates('all');
    await until(() => got.every((updates) => updates.length === 120) && answers.length === 90);
    for (const updates of got) expect(updates).toEqual(sent);
    expect(answers.every(Boolean)).toBe(true);
    await until(
      async () =>
        (await page.evaluate('window.updates.length')) === 120 && (await page.evaluate('window.answers')) === 120,
    );
    expect(await page.evaluate('window.updates')).toEqual(sent);
    expect(tcpOf(clients[1]).bytesRead).toBeLessThan(tcpOf(clients[2]).bytesRead / 2);
  });
});
