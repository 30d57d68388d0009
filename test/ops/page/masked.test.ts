// Secrets in the URL of a source or a webhook appear nowhere: not in the audit log, on operator pages, in
// metrics, logs, errors or traces.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskUrl, maskUrlsInText } from '../../../src/core/text/masked-url.js';
import { createLogger } from '../../../src/logger.js';
import { ADMIN_KEY } from '../../support/dateline.js';
import { LocalSite } from '../../support/local-web.js';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { until } from '../../support/wait.js';

const SECRET = 'sEcReT0123456789marked';
let database: FreshDatabase;
let dateline: DatelineProcess;
let site: LocalSite;
/** What the trace collector received. */
let traces = '';
const collector = createServer((request: IncomingMessage, response) => {
  request.on('data', (part: Buffer) => (traces += part.toString('latin1')));
  request.on('end', () => response.end());
});

const call = async (
  path: string,
  { key = ADMIN_KEY, method = 'GET', body }: { key?: string; method?: string; body?: unknown } = {},
): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${dateline.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
};

beforeAll(async () => {
  await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
  database = await freshDatabase();
  // Every request fails with an error that repeats the URL.
  site = await LocalSite.open({
    '*': (request, response) => response.writeHead(500).end(`no: http://${request.headers.host}${request.url}`),
  });
  dateline = await startProcess({
    env: {
      DATABASE_URL: database.url,
      ADMIN_KEY,
      LOG_LEVEL: 'trace',
      ALLOW_PRIVATE_NETWORK: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
});
afterAll(async () => {
  await dateline.remove();
  site.close();
  collector.close();
  await database.drop();
});

test('on all surfaces, while the receiver fails', async () => {
  const { key } = JSON.parse(
    (await call('/v1/keys', { method: 'POST', body: { name: 'desk', publisher: 'desk', scopes: ['publish'] } })).text,
  ) as { key: string };
  const made = async (path: string, body: object): Promise<string> =>
    (JSON.parse((await call(path, { method: 'POST', key, body })).text) as { id: string }).id;
  const sources = [
    await made('/v1/sources', { url: `${site.url}/feed?key=${SECRET}&x=1`, minSeconds: 1 }),
    await made('/v1/sources', { url: `${site.url}/map.xml?${SECRET}`, kind: 'sitemap', minSeconds: 1 }),
    await made('/v1/sources', { url: `http://127.0.0.1:30001/${SECRET}/feed`, minSeconds: 1 }),
  ];
  const hooks = [
    await made('/v1/webhooks', { url: `${site.url}/hook?token=${SECRET}`, channel: 'all' }),
    await made('/v1/webhooks', { url: `${site.url}/services/T0/${SECRET}`, channel: 'all' }),
  ];
  await call('/v1/stories', { method: 'POST', key, body: { uri: 'a', headline: 'A', body: ['x'] } });
  const kept = async (
    path: string,
  ): Promise<{ lastError?: { reason: string } | null; last?: { error: string; excerpt: string } | null }> =>
    JSON.parse((await call(path, { key })).text);
  for (const id of sources)
    await until(async () => (await kept(`/v1/sources/${id}`)).lastError, {
      timeout: 20_000,
      describe: 'a look to fail',
    });
  for (const id of hooks)
    await until(async () => (await kept(`/v1/webhooks/${id}`)).last?.error, {
      timeout: 20_000,
      describe: 'a delivery to fail',
    });
  await call(`/v1/webhooks/${hooks[0]}`, { method: 'PATCH', key, body: { url: `${site.url}/hook?token=${SECRET}2` } });
  await call(`/v1/sources/${sources[1]}`, { method: 'DELETE', key });
  await call(`/v1/webhooks/${hooks[1]}`, { method: 'DELETE', key });
  await until(() => traces.length > 0, { timeout: 20_000, describe: 'traces to come' });

  const surfaces = [
    '/v1/audit',
    '/ops',
    '/metrics',
    '/ops/queues',
    '/ops/queues/api/queues',
    '/v1/keys',
    '/v1/sources',
    `/v1/sources/${sources[0]}`,
    '/v1/webhooks',
    `/v1/webhooks/${hooks[0]}`,
    '/v1/stories',
    '/v1/updates',
    '/docs/openapi.json',
    '/health/ready',
  ];
  for (const path of surfaces) {
    const { status, text } = await call(path);
    expect({ path, status, told: text.includes(SECRET) }).toEqual({ path, status: 200, told: false });
  }
  // The publisher reads its own URL whole, but no text that repeats it.
  const own = await kept(`/v1/webhooks/${hooks[0]}`);
  expect(JSON.stringify(own.last)).not.toContain(SECRET);
  expect(JSON.stringify(own)).toContain(SECRET);
  expect(JSON.stringify((await kept(`/v1/sources/${sources[0]}`)).lastError)).not.toContain(SECRET);
  const { text: audit } = await call('/v1/audit');
  expect(audit).toContain('/feed?key=***&x=***');
  expect((await call('/ops')).text).toContain('/hook?token=***');
  expect(dateline.output()).toContain('"level":20');
  expect(dateline.output().includes(SECRET)).toBe(false);
  expect(traces.includes(SECRET)).toBe(false);
}, 60_000);

test('an older audit log entry is masked too', async () => {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "insert into audit_log (key_id, key_name, action, target, detail) values (null, 'old', 'source.added', null, $1)",
    [
      JSON.stringify({
        url: `https://paper.example/feed?key=${SECRET}`,
        deep: [{ url: `https://u:${SECRET}@paper.example/` }],
      }),
    ],
  );
  await client.end();
  const { text } = await call('/v1/audit');
  expect(text).toContain('https://paper.example/feed?key=***');
  expect(text).not.toContain(SECRET);
});

describe('a URL is masked', () => {
  test.each([
    ['https://u:p@host.example:8443/a/b?x=1&y=two#f', 'https://***@host.example:8443/a/b?x=***&y=***'],
    [
      'https://host.example/a-long-headline-of-many-words-2024?id',
      'https://host.example/a-long-headline-of-many-words-2024?id',
    ],
    [`https://host.example/services/T1/${SECRET}`, 'https://host.example/services/T1/***'],
    [`https://host.example/?${SECRET}`, 'https://host.example/?***'],
    ['postgres://dateline:p%40ss@db:5432/d', 'postgres://***@db:5432/d'],
    [
      'https://host.example/stories/01a20dc7-4e08-7510-8b39-207b1b0cfba1',
      'https://host.example/stories/01a20dc7-4e08-7510-8b39-207b1b0cfba1',
    ],
    ['https://user@evil@host.example/', 'https://***@host.example/'],
    ['not an address', 'not an address'],
  ])('%s', (address, shown) => {
    expect(maskUrl(address)).toBe(shown);
    expect(maskUrlsInText(`It failed at “${address}”, twice.`)).toBe(`It failed at “${shown}”, twice.`);
  });

  test('anywhere in a log line', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    log.warn(
      {
        err: new Error(`connect failed: https://u:${SECRET}@h.example/?k=${SECRET}`),
        page: `https://h.example/?k=${SECRET}`,
      },
      `at redis://:${SECRET}@cache/0`,
    );
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain(SECRET);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      page: 'https://h.example/?k=***',
      msg: 'at redis://***@cache/0',
    });
  });
});
