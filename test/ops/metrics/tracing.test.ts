// Optional traces: one trace follows a story from the publish call to the sockets, across processes.
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oneColumn, type World } from '../../support/columns.js';
import { ADMIN_KEY } from '../../support/dateline.js';
import { startProcess, type DatelineProcess } from '../../support/process.js';
import { Receiver, takes } from '../../support/receiver.js';
import { freePort } from '../../support/temporary.js';
import { until } from '../../support/wait.js';
import { expectWithin } from '../../support/time-limit.js';

type Value = { stringValue?: string; intValue?: number | string; boolValue?: boolean };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Value }[];
};
type Export = {
  resourceSpans: { resource: { attributes: { key: string; value: Value }[] }; scopeSpans: { spans: Span[] }[] }[];
};

const WAY = ['accepted', 'queued', 'revised', 'committed', 'hinted', 'sent'];
/** Clocks have millisecond resolution. */
const TICK_NS = 3_000_000n;

let collector: Receiver;
let hook: Receiver;
let world: World;
const running: DatelineProcess[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  collector = await Receiver.open(
    (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  );
  hook = await Receiver.open(takes);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  for (const each of running.splice(0)) await each.remove();
  await collector.down();
  await hook.down();
  await world.cleanup();
});

const endpointOf = ({ url }: Receiver): string => new URL(url).origin;

async function start(settings: Record<string, string>): Promise<DatelineProcess> {
  const dateline = await startProcess({
    env: {
      ...world.env,
      ADMIN_KEY,
      ALLOW_PRIVATE_NETWORK: 'true',
      EMBED_PROVIDERS: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpointOf(collector),
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...settings,
    },
  });
  running.push(dateline);
  return dateline;
}

/** The spans that the collector received, with their process. */
const spans = (): (Span & { node: string })[] =>
  collector.received
    .flatMap(({ body }) => (JSON.parse(body) as Export).resourceSpans)
    .flatMap(({ resource, scopeSpans }) => {
      const node = resource.attributes.find(({ key }) => key === 'service.instance.id')?.value.stringValue ?? '';
      return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, node })));
    });
const fact = (span: Span | undefined, key: string): Value | undefined =>
  span?.attributes.find((attribute) => attribute.key === key)?.value;

const newTrace = (flags = '01'): { traceId: string; spanId: string; header: string } => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, header: `00-${traceId}-${spanId}-${flags}` };
};

const publish = (url: string, uri: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/stories`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
      ...headers,
    },
    body: JSON.stringify({ uri, headline: `Of ${uri}`, body: ['It goes its way.'] }),
  });

async function follow(url: string): Promise<string[]> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  sockets.push(socket);
  const heard: string[] = [];
  socket.on('update', ({ cursor }: { cursor: string }) => heard.push(cursor));
  await until(() => socket.connected);
  await socket.emitWithAck('subscribe', { channel: 'all' });
  return heard;
}

async function addWebhook(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: hook.url, channel: 'all' }),
  });
  expect(answer.status).toBe(201);
}

describe.each(oneColumn)('$name', ({ settings }) => {
  beforeEach(async () => {
    world = await settings();
  });

  test.each([
    ['one process', [['api,worker,gateway']]],
    ['a process for each role', [['api'], ['worker'], ['gateway']]],
  ])(
    'one trace goes from the publish call to sockets and webhooks: %s',
    async (_name, roles) => {
      const processes: DatelineProcess[] = [];
      for (const [role = ''] of roles) processes.push(await start({ ROLES: role }));
      const [api, gateway] = [processes[0]?.url ?? '', processes.at(-1)?.url ?? ''];
      const heard = await follow(gateway);
      await follow(gateway);
      await addWebhook(api);

      const caller = newTrace();
      const answer = await publish(api, 'a', { traceparent: caller.header });
      expect(answer.status).toBe(201);
      const { update, story, submission } = (await answer.json()) as {
        update: string;
        story: string;
        submission: string;
      };
      await until(() => heard.length === 1 && hook.received.length === 1, { timeout: 20_000 });
      const mine = (): ReturnType<typeof spans> => spans().filter(({ traceId }) => traceId === caller.traceId);
      await until(() => [...WAY, 'webhook'].every((name) => mine().some((span) => span.name === name)), {
        describe: () =>
          `the whole way among ${mine()
            .map(({ name }) => name)
            .join(', ')}`,
      });

      // No span twice; the call's span is the child of the caller's, and all others are children of the call's.
      expect(
        mine()
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...WAY, 'webhook'].sort());
      const way = WAY.map((name) => mine().find((span) => span.name === name));
      const [accepted, ...after] = way;
      expect(accepted?.parentSpanId).toBe(caller.spanId);
      expect(answer.headers.get('traceresponse')).toBe(`00-${caller.traceId}-${accepted?.spanId}-01`);
      const webhook = mine().find(({ name }) => name === 'webhook');
      for (const span of [...after, webhook]) expect(span?.parentSpanId).toBe(accepted?.spanId);
      expect(hook.received[0]?.headers['traceparent']).toBe(`00-${caller.traceId}-${webhook?.spanId}-01`);

      // Stages don't overlap.
      const starts = way.map((span) => BigInt(span?.startTimeUnixNano ?? 0));
      for (const [at, started] of starts.entries())
        if (at > 0)
          expect(started + TICK_NS >= (starts[at - 1] ?? 0n), `${WAY[at]} begins after ${WAY[at - 1]}`).toBe(true);
      for (const span of mine()) expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
      expect(new Set(mine().map(({ node }) => node)).size).toBe(roles.length);

      const sent = way.at(-1);
      expect(fact(accepted, 'dateline.submission')).toEqual({ stringValue: submission });
      expect(fact(sent, 'dateline.story')).toEqual({ stringValue: story });
      expect(fact(sent, 'dateline.cursor')).toEqual({ stringValue: update });
      // Two sockets; and the webhook, if its gateway had acquired it by then.
      expect([2, 3]).toContain(Number(fact(sent, 'dateline.followers')?.intValue));
      expect(Number(fact(webhook, 'http.response.status_code')?.intValue)).toBe(204);

      // A call without a trace begins one.
      const other = await publish(api, 'b');
      const own = other.headers.get('traceresponse')?.split('-')[1];
      expect(own).toMatch(/^[0-9a-f]{32}$/);
      await until(
        () => spans().filter(({ traceId, name }) => traceId === own && WAY.includes(name)).length === WAY.length,
      );
    },
    90_000,
  );
});

describe('a trace', () => {
  beforeEach(async () => {
    const [embedded] = oneColumn;
    if (embedded === undefined) throw new Error('there is no column');
    world = await embedded.settings();
  });

  test('is sampled: a share of calls without a trace, and every call that its caller traces', async () => {
    const { url } = await start({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
    const [yes, no] = [newTrace('01'), newTrace('00')];
    for (const [uri, headers] of Object.entries<Record<string, string>>({
      none: {},
      no: { traceparent: no.header },
      broken: { traceparent: '00-zz-zz-01' },
      yes: { traceparent: yes.header },
    }))
      expect((await publish(url, uri, headers)).status).toBe(201);
    await until(() => spans().filter(({ traceId }) => traceId === yes.traceId).length === WAY.length);
    expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(new Set([yes.traceId]));
  }, 60_000);

  test('is dropped without delay if the collector is down', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const dateline = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: nobody });
    for (let at = 0; at < 20; at += 1) expect((await publish(dateline.url, `story-${at}`)).status).toBe(201);
    await until(() => dateline.output().includes('the export of traces fails'), { timeout: 30_000 });
    const began = performance.now();
    expect(await dateline.stop()).toBe(0);
    expectWithin(12_000, performance.now() - began);
    expect(dateline.output().match(/the export of traces fails/g)).toHaveLength(1);
  }, 90_000);

  test('is not recorded by default: no OpenTelemetry module is loaded, and no response has a trace', async () => {
    const dateline = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    expect(
      (await publish(dateline.url, 'a', { traceparent: newTrace().header })).headers.get('traceresponse'),
    ).toBeNull();
    expect(collector.received).toEqual([]);
    const dist = resolve(import.meta.dirname, '../../../dist');
    for (const file of await readdir(dist, { recursive: true })) {
      if (file.endsWith('.js') && !file.startsWith('client'))
        expect(await readFile(join(dist, file), 'utf8'), file).not.toMatch(/^(import|export)\b.*@opentelemetry/m);
    }
  }, 60_000);
});
