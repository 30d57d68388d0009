// Clients get to read the error response to a refused body, whatever they send and however they send it.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY } from '../../support/dateline.js';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { expectProblem, readAnswer, type Answered } from '../../support/problem.js';
import { temporaryFolder } from '../../support/temporary.js';
import { until } from '../../support/wait.js';

const MB = 1024 * 1024;
const folder = temporaryFolder('bodies');
const large = Buffer.alloc(20 * MB, 'x');
const file = join(folder.path, 'large');
let database: FreshDatabase;
// A separate process: in the clients' own process the server would not close a connection before they have
// read.
let dateline: DatelineProcess;

beforeAll(async () => {
  writeFileSync(file, large);
  database = await freshDatabase();
  dateline = await startProcess({ env: { DATABASE_URL: database.url, ADMIN_KEY, LOG_LEVEL: 'fatal' } });
});
afterAll(async () => {
  await dateline.remove();
  await database.drop();
  await folder.remove();
});

const authorization = `Bearer ${ADMIN_KEY}`;
const url = (): string => `${dateline.url}/v1/stories`;
function inPieces(): Readable {
  return Readable.from(
    (function* pieces() {
      for (let at = 0; at < large.length; at += 64 * 1024) yield large.subarray(at, at + 64 * 1024);
    })(),
  );
}

async function byFetch(headers: Record<string, string>, body: BodyInit, more: object = {}): Promise<Answered> {
  return readAnswer(await fetch(url(), { method: 'POST', headers: { authorization, ...headers }, body, ...more }));
}
async function byUndici(body: Buffer | Readable, more: object = {}): Promise<Answered> {
  const answer = await undiciRequest(url(), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
    ...more,
  });
  return {
    status: answer.statusCode,
    text: await answer.body.text(),
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
  };
}
/** The response as curl reads it. `continued`: whether the server sent 100 Continue. */
async function byCurl(words: string[]): Promise<Answered & { continued: boolean }> {
  const { stdout } = await promisify(execFile)(
    'curl',
    ['-sS', '-i', '--http1.1', '-H', `Authorization: ${authorization}`, ...words, url()],
    { maxBuffer: 4 * MB },
  );
  const [head = '', text = ''] = stdout.split(/\r\n\r\n(?!HTTP)/);
  const last = head.slice(head.lastIndexOf('HTTP/1.1'));
  const headers = Object.fromEntries(
    [...last.matchAll(/^([\w-]+): (.*?)\r?$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  return { status: Number(last.slice(9, 12)), text, headers, continued: head.includes('100 Continue') };
}
const JSON_TYPE = ['-H', 'Content-Type: application/json'];

describe('a client reads the 413 to a body of ten times the limit', () => {
  const clients: [string, () => Promise<Answered>][] = [
    ['Node’s fetch', () => byFetch({ 'content-type': 'application/json' }, large)],
    [
      'Node’s fetch, in chunks',
      () =>
        byFetch({ 'content-type': 'application/json' }, Readable.toWeb(inPieces()) as unknown as BodyInit, {
          duplex: 'half',
        }),
    ],
    ['undici', () => byUndici(large)],
    ['undici, in chunks', () => byUndici(inPieces())],
    ['undici, on a connection that closes afterwards', () => byUndici(large, { reset: true })],
    ['curl', () => byCurl([...JSON_TYPE, '--data-binary', `@${file}`])],
    ['curl, in chunks', () => byCurl([...JSON_TYPE, '-H', 'Transfer-Encoding: chunked', '--data-binary', `@${file}`])],
    ['curl, without Expect: 100-continue', () => byCurl([...JSON_TYPE, '-H', 'Expect:', '--data-binary', `@${file}`])],
    [
      'curl, in chunks without Expect: 100-continue',
      () => byCurl([...JSON_TYPE, '-H', 'Expect:', '-H', 'Transfer-Encoding: chunked', '--data-binary', `@${file}`]),
    ],
    [
      'curl, on a connection that closes afterwards',
      () => byCurl([...JSON_TYPE, '-H', 'Expect:', '-H', 'Connection: close', '--data-binary', `@${file}`]),
    ],
  ];

  test.each(clients)(
    'by %s, ten times in a row',
    async (_name, send) => {
      for (let n = 0; n < 10; n += 1) expect(expectProblem(await send(), 413, 'too_large').detail).toContain('2 MB');
    },
    60_000,
  );

  test('other errors known before the body are read too', async () => {
    for (let n = 0; n < 5; n += 1)
      expectProblem(await byFetch({ 'content-type': 'text/markdown' }, large), 415, 'unsupported_type');
    const answer = await fetch(`${dateline.url}/v1/nothing`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: large,
    });
    expectProblem(await readAnswer(answer), 404, 'not_found');
  });

  test('Expect: 100-continue gets 413 without a body sent, or 100 Continue for an accepted body', async () => {
    const answer = await byCurl([...JSON_TYPE, '-H', 'Expect: 100-continue', '--data-binary', `@${file}`]);
    expect(answer).toMatchObject({ status: 413, continued: false });
    expect(answer.headers['connection']).toBe('close');
    expect(
      await byCurl([
        ...JSON_TYPE,
        '-H',
        'Expect: 100-continue',
        '-H',
        'Prefer: wait=20',
        '--data-binary',
        '{"headline":"Asked first","body":["x"]}',
      ]),
    ).toMatchObject({ status: 201, continued: true });
  });

  test('an endless body is cut off after 64 MB', async () => {
    const { port } = new URL(dateline.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    let [closed, sent] = [false, 0];
    socket.once('close', () => (closed = true));
    socket.write(
      `POST /v1/stories HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const piece = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MB, 'x'), Buffer.from('\r\n')]);
    while (!socket.destroyed && sent < 1024) {
      sent += 1;
      if (!socket.write(piece))
        await until(() => closed || socket.writableLength === 0, { describe: 'the socket to drain' });
    }
    expect(sent).toBeGreaterThan(60);
    expect(sent).toBeLessThan(200);
    expect(closed).toBe(true);
    expect((await fetch(`${dateline.url}/health/live`)).status).toBe(200);
  }, 60_000);
});

describe('a body without a supported type', () => {
  const text = 'x'.repeat(3_000);
  test.each([
    ['with curl’s default type', () => byCurl(['--data-binary', text])],
    ['of 20 MB with curl’s default type', () => byCurl(['--data-binary', `@${file}`])],
    ['with no type at all', () => byCurl(['-H', 'Content-Type:', '--data-binary', text])],
    [
      'with no type at all, in chunks',
      () => byCurl(['-H', 'Content-Type:', '-H', 'Transfer-Encoding: chunked', '--data-binary', text]),
    ],
    ['with no type at all, by Node’s fetch', () => byFetch({}, Buffer.from(text))],
    ['as a form', () => byFetch({}, new URLSearchParams({ headline: text }))],
  ])('%s gets 415, and the types to send', async (_how, send) => {
    const { detail } = expectProblem(await send(), 415, 'unsupported_type');
    expect(detail).toMatch(/Send application\/json, text\/html, text\/plain or application\/vnd\.iptc\.ninjs\+json/);
    expect(detail).toContain('-H "Content-Type: application/json"');
  });

  test.each(['/v1/keys', '/v1/sources', '/v1/webhooks', '/v1/imports', '/v1/stories/x/merge'])(
    'is 415 at %s too, whatever its length',
    async (path) => {
      for (const length of [1, 1_500, 3_000_000]) {
        const answer = await readAnswer(
          await fetch(`${dateline.url}${path}`, {
            method: 'POST',
            headers: { authorization },
            body: new URLSearchParams({ x: 'x'.repeat(length) }),
          }),
        );
        expect(expectProblem(answer, 415, 'unsupported_type').detail).toMatch(/Send application\//);
      }
    },
  );

  test('over the import limit gets 413 with that limit', async () => {
    const answer = await readAnswer(
      await fetch(`${dateline.url}/v1/imports`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/xml' },
        body: large,
      }),
    );
    expect(expectProblem(answer, 413, 'too_large').detail).toContain('16 MB');
  });
});
