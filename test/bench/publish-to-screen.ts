// How long from sending a story until a reader's socket has it, at a steady rate: both columns, and the bare pipeline in the same run.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.js';
import { startProcess } from '../support/process.js';
import { startRedis } from '../support/redis.js';
import { freePort, temporaryFolder } from '../support/temporary.js';
import { until } from '../support/wait.js';

const { values } = parseArgs({ options: { rate: { type: 'string', default: '20' }, seconds: { type: 'string', default: '15' }, rounds: { type: 'string', default: '3' } } });
const rate = Math.min(Number(values.rate), 200);
const seconds = Math.min(Number(values.seconds), 120);
const rounds = Math.min(Number(values.rounds), 10);
const KEY = 'bench-admin-key-0123456789';
const WARM_UP = 60;
const STORIES = 10;

type Target = { url: string; pids: number[]; stop: () => Promise<void> };
type Setup = { name: string; start: () => Promise<Target> };
type Figures = { p50: number; p99: number; max: number; readyMs: number; restMb: number };

const setups: Setup[] = [
  { name: 'bare pipeline: HTTP → BullMQ on Redis → Socket.IO', start: bare },
  { name: 'Dateline, embedded: Postgres queue, LISTEN/NOTIFY', start: embedded },
  { name: 'Dateline, second column: Redis queue, Redis pub/sub', start: second },
];

async function bare(): Promise<Target> {
  const redis = await startRedis({ persist: true });
  const port = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-pipeline.js'), String(port), redis.url], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/health/ready`)).ok, { describe: 'the bare pipeline' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url,
    pids: child.pid === undefined ? [] : [child.pid],
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await redis.stop();
    },
  };
}

async function embedded(): Promise<Target> {
  const dateline = await startProcess({ env: { ADMIN_KEY: KEY, LOG_LEVEL: 'warn' } });
  return { url: dateline.url, pids: [dateline.pid], stop: () => dateline.remove() };
}

async function second(): Promise<Target> {
  const redis = await startRedis({ persist: true });
  const folder = temporaryFolder('bench');
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: pino({ level: 'silent' }) });
  const dateline = await startProcess({ env: { ADMIN_KEY: KEY, LOG_LEVEL: 'warn', DATABASE_URL: postgres.url, REDIS_URL: redis.url } });
  return {
    url: dateline.url,
    pids: [dateline.pid, postgres.pid],
    stop: async () => {
      await dateline.remove();
      await postgres.stop();
      await redis.stop();
      await folder.remove();
    },
  };
}

/** Proportional set size of a process and all below it, in MB: pages that processes share are counted once. */
function memory(pids: number[]): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const family = new Set(pids);
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  let kb = 0;
  for (const pid of family) kb += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  return kb / 1024;
}

const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

async function measure(setup: Setup): Promise<Figures> {
  const begun = performance.now();
  const target = await setup.start();
  const readyMs = performance.now() - begun;
  try {
    const sentAt = new Map<string, number>();
    const taken: number[] = [];
    const socket = io(target.url, { transports: ['websocket'] });
    socket.on('update', (update: { headline?: string; story?: { headline: string } }) => {
      const mark = update.story?.headline ?? update.headline ?? '';
      const sent = sentAt.get(mark);
      if (sent !== undefined) taken.push(performance.now() - sent);
    });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    if (setup.start !== bare) await socket.emitWithAck('subscribe', { channel: 'all' });
    const failures: string[] = [];
    const post = async (n: number, mark: string): Promise<void> => {
      sentAt.set(mark, performance.now());
      const answer = await fetch(`${target.url}/v1/stories`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ uri: `bench:${n % STORIES}`, headline: mark, body: [`Version ${n} of a story of three sentences.`, 'The second says what the first does not. The third ends it, as third sentences do.'] }),
      });
      await answer.arrayBuffer();
      if (!answer.ok) failures.push(`${answer.status}`);
    };
    const paced = async (count: number, name: string): Promise<void> => {
      const start = performance.now();
      const sending: Promise<void>[] = [];
      for (let n = 0; n < count; n++) {
        sending.push(post(n, `${name} ${n}`));
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, start + ((n + 1) * 1000) / rate - performance.now())));
      }
      await Promise.all(sending);
      await until(() => taken.length >= count, { timeout: 30_000, describe: () => `${count} updates; ${taken.length} came` });
    };
    await paced(WARM_UP, 'warm');
    taken.length = 0;
    const restMb = memory(target.pids);
    await paced(rate * seconds, 'story');
    socket.disconnect();
    if (failures.length > 0) throw new Error(`${failures.length} publishes failed: ${failures[0]}`);
    taken.sort((a, b) => a - b);
    return { p50: at(taken, 0.5), p99: at(taken, 0.99), max: taken.at(-1) ?? NaN, readyMs, restMb };
  } finally {
    await target.stop();
  }
}

const median = (numbers: number[]): number => at(
  numbers.toSorted((a, b) => a - b),
  0.5,
);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const results = new Map<string, Figures[]>(setups.map(({ name }) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  for (const setup of setups) {
    const figures = await measure(setup);
    results.get(setup.name)?.push(figures);
    process.stderr.write(`round ${round}: ${setup.name}: p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms\n`);
  }
}
print(`\n${rate} publishes a second for ${seconds} s, median of ${rounds} rounds; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`);
print('| pipeline | p50, ms | p99, ms | longest, ms | p50 ÷ bare | p99 ÷ bare | start to ready, ms | memory, MB |');
print('|---|---|---|---|---|---|---|---|');
const base = results.get(setups[0]?.name ?? '') ?? [];
for (const [name, rows] of results) {
  const of = (pick: (figures: Figures) => number): number => median(rows.map(pick));
  const ratio = (pick: (figures: Figures) => number): string => median(rows.map((row, index) => pick(row) / pick(base[index] ?? row))).toFixed(2);
  print(
    `| ${name} | ${of((row) => row.p50).toFixed(1)} | ${of((row) => row.p99).toFixed(1)} | ${of((row) => row.max).toFixed(1)} | ${ratio((row) => row.p50)} | ${ratio((row) => row.p99)} | ${of((row) => row.readyMs).toFixed(0)} | ${of((row) => row.restMb).toFixed(0)} |`,
  );
}
