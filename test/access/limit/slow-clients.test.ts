// Stalled clients are disconnected after the timeouts, and connections per address are limited.
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, type TestDateline } from '../../support/dateline.js';
import { startEmbedded } from '../../support/embedded.js';
import { until } from '../../support/wait.js';

let dateline: TestDateline;
const lines: { socket: Socket; closed: boolean; said: string }[] = [];

function line(say = ''): (typeof lines)[number] {
  const socket = connect(Number(new URL(dateline.url).port), '127.0.0.1');
  const one = { socket, closed: false, said: '' };
  socket.on('error', () => undefined);
  socket.on('close', () => (one.closed = true));
  socket.on('data', (part) => (one.said += part.toString('latin1')));
  if (say !== '') socket.write(say);
  lines.push(one);
  return one;
}
afterEach(() => {
  for (const { socket } of lines.splice(0)) socket.destroy();
});

const HEAD = `POST /v1/stories HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/json\r\n`;
const all = (closed: boolean): boolean => lines.every((one) => one.closed === closed);

describe('a stalled client', () => {
  beforeAll(async () => {
    dateline = await startEmbedded({
      HEADERS_TIMEOUT_SECONDS: '1',
      REQUEST_TIMEOUT_SECONDS: '2',
      KEEP_ALIVE_SECONDS: '1',
    });
  });
  afterAll(() => dateline.end());

  test.each([
    ['before it says anything', ''],
    ['in the middle of its first line', 'GET /v1/stor'],
    ['in the middle of its headers', 'GET /v1/stories HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['before the body', `${HEAD}Content-Length: 100\r\n\r\n`],
    ['in the middle of the body', `${HEAD}Content-Length: 100\r\n\r\n{"headline":`],
    ['in the middle of a body in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"hea`],
    [
      'in the middle of a body that is refused',
      `POST /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc`,
    ],
    ['after its answer', 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])(
    '%s is disconnected, a hundred at a time',
    async (_where, say) => {
      for (let n = 0; n < 100; n += 1) line(say);
      await until(() => all(true), {
        timeout: 12_000,
        describe: () => `${lines.filter(({ closed }) => !closed).length} lines to be closed`,
      });
    },
    20_000,
  );

  test('quiet event streams and sockets are not disconnected', async () => {
    const reader = await dateline.read();
    expect(await reader.subscribe('all')).toMatchObject({ ok: true });
    const stream = line('GET /v1/updates HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n');
    const stalled = Array.from({ length: 3 }, () => line('GET /'));
    await until(() => stalled.every(({ closed }) => closed), { timeout: 12_000 });
    await dateline.publish({ uri: 'calm', headline: 'Calm', body: ['x'] });
    await until(() => stream.said.includes('Calm') && reader.updates.length > 0);
    expect(stream.closed).toBe(false);
  }, 20_000);
});

describe('one address', () => {
  beforeAll(async () => {
    // Without trusted proxies, loopback is limited too.
    dateline = await startEmbedded({ CONNECTIONS_PER_ADDRESS: '20', TRUST_PROXY: '192.0.2.1' });
  });
  afterAll(() => dateline.end());

  test('has at most CONNECTIONS_PER_ADDRESS connections, and a new one for each that ends', async () => {
    for (let n = 0; n < 50; n += 1) line('GET /');
    await until(() => lines.filter(({ closed }) => closed).length === 30, {
      describe: () => `30 lines to be closed, not ${lines.filter(({ closed }) => closed).length}`,
    });
    for (const { socket } of lines.splice(0)) socket.destroy();
    await until(async () => (await fetch(`${dateline.url}/health/live`)).status === 200);
  });
});
