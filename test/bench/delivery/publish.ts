// From sending a story over HTTP until the last of many screens has it; and how many stories a second get through.
import { Agent, request } from 'node:http';
import { until } from '../../support/wait.js';
import { Child } from './child.js';
import type { Join, Seen } from './crowd.js';
import { MARK, now } from './made-updates.js';
import { BARE, EMBEDDED, KEY, SECOND, type Pipeline, type PipelineKind } from './pipelines.js';
import { median, type Row } from './rows.js';

export type PublishEffort = { rounds: number; seconds: number };

const SCREENS = 1_000;
const PER_SECOND = 20;
const WARM_UP_SECONDS = 3;
const STORIES = 10;
const WRITERS = 64;
const RUNNING_STORIES = 200;

type Figures = { p50: number; p99: number; perSecond: number };

/** Posts a version of a story; resolves once it is answered. */
function poster(port: number, stories: number): (n: number) => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: WRITERS });
  return (n) =>
    new Promise((resolve, reject) => {
      const mark = `${MARK}${String(n).padStart(8, '0')}${String(now()).padStart(16, '0')}`;
      const body = JSON.stringify({
        uri: `bench:${n % stories}`,
        headline: `${mark} a headline`,
        body: [
          `Version ${n} of a story of three sentences.`,
          'The second says what the first does not. The third ends it, as third sentences do.',
        ],
      });
      const sent = request(
        {
          port,
          host: '127.0.0.1',
          agent,
          method: 'POST',
          path: '/v1/stories',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            authorization: `Bearer ${KEY}`,
          },
        },
        (answer) => {
          answer.resume();
          answer.once('end', () =>
            answer.statusCode === 202 ? resolve() : reject(new Error(`a publish was answered ${answer.statusCode}`)),
          );
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
}

/** A steady rate, whatever the answers take. */
async function paced(post: (n: number) => Promise<void>, from: number, count: number): Promise<void> {
  const begun = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < count; n += 1) {
    sending.push(post(from + n));
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, begun + ((n + 1) * 1000) / PER_SECOND - performance.now())),
    );
  }
  await Promise.all(sending);
}

async function toScreens(pipeline: Pipeline, seconds: number): Promise<{ p50: number; p99: number }> {
  const crowd = Child.start('crowd.js');
  try {
    const join: Join = {
      port: pipeline.port,
      channels: Array.from({ length: SCREENS }, () => 'all'),
      deflate: false,
      loose: true,
    };
    await crowd.ask('join', join);
    const post = poster(pipeline.port, STORIES);
    const run = async (from: number, count: number): Promise<Seen> => {
      await crowd.ask('seen');
      const all = crowd.ask('received', { count: count * SCREENS });
      await paced(post, from, count);
      await all;
      return crowd.ask<Seen>('seen');
    };
    await run(0, PER_SECOND * WARM_UP_SECONDS);
    const { lastP50, lastP99 } = await run(10_000, PER_SECOND * seconds);
    return { p50: lastP50 / 1000, p99: lastP99 / 1000 };
  } finally {
    await crowd.stop();
  }
}

/** Stories a second from the first post until one reader has all; each writer posts as soon as it is answered. */
async function sustained(pipeline: Pipeline, seconds: number): Promise<number> {
  const crowd = Child.start('crowd.js');
  try {
    const join: Join = { port: pipeline.port, channels: ['all'], deflate: false, loose: true };
    await crowd.ask('join', join);
    const post = poster(pipeline.port, RUNNING_STORIES);
    await crowd.ask('seen');
    let sent = 0;
    const begun = performance.now();
    const writer = async (): Promise<void> => {
      while (performance.now() - begun < seconds * 1000) await post(20_000 + sent++);
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    await crowd.ask('received', { count: sent });
    return sent / ((performance.now() - begun) / 1000);
  } finally {
    await crowd.stop();
  }
}

async function measure(kind: PipelineKind, { seconds }: PublishEffort): Promise<Figures> {
  const pipeline = await kind.start();
  try {
    const latency = await toScreens(pipeline, seconds);
    return { ...latency, perSecond: await sustained(pipeline, seconds) };
  } finally {
    await pipeline.stop();
  }
}

export async function publishing(effort: PublishEffort, say: (text: string) => void): Promise<Row[]> {
  const kinds = [BARE, EMBEDDED, SECOND];
  const rounds: Figures[][] = [];
  for (let round = 1; round <= effort.rounds; round += 1) {
    const figures: Figures[] = [];
    for (const kind of kinds) {
      const found = await measure(kind, effort);
      figures.push(found);
      say(
        `publish, round ${round}: ${kind.name}: p50 ${found.p50.toFixed(1)} ms, p99 ${found.p99.toFixed(1)} ms, ${found.perSecond.toFixed(0)} a second`,
      );
    }
    rounds.push(figures);
  }
  const of = (at: number, pick: (figures: Figures) => number): number =>
    median(rounds.map((figures) => pick(figures[at] as Figures)));
  const ratio = (at: number, pick: (figures: Figures) => number): number =>
    median(rounds.map((figures) => pick(figures[at] as Figures) / pick(figures[0] as Figures)));
  return kinds.flatMap(({ name }, at): Row[] => {
    if (at === 0) return [];
    const row = (measured: string, pick: (figures: Figures) => number, goal: number, unit: string): Row => ({
      measure: `${measured}, ${name}`,
      baseline: BARE.name,
      value: ratio(at, pick),
      goal,
      note: `${of(at, pick).toFixed(1)} of ${of(0, pick).toFixed(1)} ${unit}`,
    });
    return [
      row(`publish to last of ${SCREENS} screens, ${PER_SECOND} a second, p50`, ({ p50 }) => p50, 1.5, 'ms'),
      row('the same, p99', ({ p99 }) => p99, 1.5, 'ms'),
      row(`time per story, ${WRITERS} writers as fast as they can`, ({ perSecond }) => 1 / perSecond, 2, 's'),
    ].map((one) =>
      one.measure.startsWith('time')
        ? {
            ...one,
            note: `${of(at, ({ perSecond }) => perSecond).toFixed(0)} of ${of(0, ({ perSecond }) => perSecond).toFixed(0)} stories a second`,
          }
        : one,
    );
  });
}

const RETURNING = 5_000;

/** Readers who all come back after a restart: how long until all are live, and what it asks of Postgres. */
export async function storm(say: (text: string) => void): Promise<Row[]> {
  const took = async (kind: PipelineKind): Promise<{ seconds: number; queries: number | null }> => {
    const pipeline = await kind.start();
    const crowd = Child.start('crowd.js');
    try {
      const post = poster(pipeline.port, STORIES);
      await paced(post, 0, PER_SECOND);
      const since = !pipeline.resumes ? undefined : await cursorBehind(pipeline.port, 10);
      await pipeline.restart();
      const begun = performance.now();
      const join: Join = {
        port: pipeline.port,
        channels: Array.from({ length: RETURNING }, () => 'all'),
        deflate: false,
        loose: true,
        atOnce: 500,
        ...(since === undefined ? {} : { since }),
      };
      await crowd.ask('join', join);
      const seconds = (performance.now() - begun) / 1000;
      return { seconds, queries: pipeline.resumes ? await logReads(pipeline.port) : null };
    } finally {
      await crowd.stop();
      await pipeline.stop();
    }
  };
  const bare = await took(BARE);
  const dateline = await took(SECOND);
  say(
    `storm: bare ${bare.seconds.toFixed(1)} s; Dateline ${dateline.seconds.toFixed(1)} s, ${dateline.queries} queries`,
  );
  return [
    {
      measure: `${RETURNING} readers come back at once after a restart, 10 updates behind: until all are live`,
      baseline: 'stock Socket.IO, a room, nothing replayed',
      value: dateline.seconds / bare.seconds,
      goal: 2,
      note: `${dateline.seconds.toFixed(1)} of ${bare.seconds.toFixed(1)} s`,
    },
    {
      measure:
        'the same: reads of the log since the restart, one channel (two at the start, and the look every 2 s, are among them)',
      baseline: '–',
      value: dateline.queries ?? NaN,
      goal: 5,
      note: '',
    },
  ];
}

async function cursorBehind(port: number, updates: number): Promise<string> {
  let cursor = '';
  await until(async () => {
    const page = (await (await fetch(`http://127.0.0.1:${port}/v1/updates`)).json()) as { epoch: string; head: number };
    cursor = `${page.epoch}.${page.head - updates}`;
    return page.head >= PER_SECOND;
  });
  return cursor;
}

/** Queries to Postgres for the log since the node started, for its tail and for returning readers. */
async function logReads(port: number): Promise<number> {
  const metrics = await (
    await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${KEY}` } })
  ).text();
  const reads = [...metrics.matchAll(/^dateline_log_reads_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
  if (reads.length === 0) throw new Error('the metrics name no reads of the log');
  return reads.reduce((sum, count) => sum + count, 0);
}
