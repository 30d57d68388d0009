// Attackers flood a server with normal users for a while: it does not crash, leak, or delay the others.
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Update } from '../../src/core/log/update.js';
import { columns, type World } from '../support/columns.js';
import { collectGarbage, INSPECTABLE } from '../support/collect.js';
import { ADMIN_KEY, brokenChain, seqOf } from '../support/dateline.js';
import { startProcess, type DatelineProcess } from '../support/process.js';
import { seeded } from '../support/seeded.js';
import { until } from '../support/wait.js';
import { ATTACKS } from './attacks.js';

/**
 * Ten seconds in `npm test`; `npm run test:fuzz` floods for FUZZ_SECONDS, by default ten minutes, from a seed
 * that is printed.
 */
const { FUZZ_SECONDS, FUZZ_SEED } = process.env;
const SECONDS = Number(FUZZ_SECONDS ?? 10);
const SEED = Number(FUZZ_SEED ?? (FUZZ_SECONDS === undefined ? 20220108 : Date.now() % 0x7fffffff));
/**
 * Growth of memory after the flood: buffers that V8 has not returned, no more in ten minutes than in ten
 * seconds.
 */
const GROWTH_MB = 150;
/** Growth of the heap from the middle of the flood to its end. After ten minutes all caches are full. */
const HELD_MB = 20;
const HEADERS = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };

let world: World;
let dateline: DatelineProcess;

beforeAll(async () => {
  const [column] = columns;
  if (column === undefined) throw new Error('there is no column');
  world = await column.settings();
  dateline = await startProcess({ env: { ...world.env, ...INSPECTABLE, ADMIN_KEY, LOG_LEVEL: 'error' } });
});
afterAll(async () => {
  await dateline.remove();
  await world.cleanup();
});

async function metrics(): Promise<Record<string, number>> {
  const answer = await fetch(`${dateline.url}/metrics`, { headers: HEADERS });
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

const megabytes = async (): Promise<number> => ((await metrics())['process_resident_memory_bytes'] ?? 0) / 2 ** 20;
/** The heap after a full garbage collection. */
async function held(): Promise<number> {
  await collectGarbage(dateline);
  return ((await metrics())['nodejs_heap_size_used_bytes'] ?? 0) / 2 ** 20;
}

/** A normal reader and a normal publisher. */
async function bystander(): Promise<{
  updates: Update[];
  waits: number[];
  publish: () => Promise<void>;
  socket: Socket;
}> {
  const socket = io(dateline.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  const updates: Update[] = [];
  const waits: number[] = [];
  socket.on('update', (update: Update) => updates.push(update));
  await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('connect_error', reject));
  expect(await socket.timeout(10_000).emitWithAck('subscribe', { channel: 'all' })).toMatchObject({ ok: true });
  let count = 0;
  const publish = async (): Promise<void> => {
    count += 1;
    const began = performance.now();
    const answer = await fetch(`${dateline.url}/v1/stories`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ uri: 'bystander', headline: 'Bystander', body: [`The count stands at ${count}.`] }),
    });
    expect(answer.status).toBe(202);
    await answer.arrayBuffer();
    const due = count;
    await until(() => updates.length >= due, { timeout: 20_000, describe: `update ${due}` });
    waits.push(performance.now() - began);
  };
  return { updates, waits, publish, socket };
}

test(
  `attackers for ${SECONDS} s, seed ${SEED}: no crash, no leak, limits answered with codes, and readers have everything`,
  { timeout: 120_000 + SECONDS * 2_000 },
  async () => {
    const below = seeded(SEED);
    const port = Number(new URL(dateline.url).port);
    const faults: string[] = [];
    const { updates, waits, publish, socket } = await bystander();
    const bursts: Record<string, number> = {};
    const burst = async (name: string): Promise<void> => {
      bursts[name] = (bursts[name] ?? 0) + 1;
      faults.push(...((await ATTACKS[name]?.(port, below)) ?? []).map((fault) => `${name}: ${fault}`));
    };
    // Each attack once before the measurement, to compile code and fill pools.
    for (const name of Object.keys(ATTACKS)) await burst(name);
    await publish();
    const quiet = async (): Promise<Record<string, number>> =>
      until(
        async () => {
          const now = await metrics();
          return now['dateline_sockets'] === 1 && now['dateline_streams'] === 0 && now['dateline_subscriptions'] === 1
            ? now
            : null;
        },
        { timeout: 30_000, describe: 'strangers to be gone' },
      );
    await quiet();
    const before = await megabytes();

    const names = Object.keys(ATTACKS);
    const flood = async (seconds: number): Promise<void> => {
      const over = performance.now() + seconds * 1_000;
      const publishing = (async () => {
        while (performance.now() < over) await publish();
      })();
      const stranger = async (): Promise<void> => {
        while (performance.now() < over) await burst(names[below(names.length)] ?? 'requests');
      };
      await Promise.all([publishing, stranger(), stranger(), stranger()]);
      await quiet();
    };
    await flood(SECONDS / 2);
    const heldHalfway = await held();
    await flood(SECONDS / 2);
    const heldAfter = await held();
    // Freed memory may be returned after a moment.
    const grown = (): Promise<number> => megabytes().then((now) => now - before);
    await until(async () => (await grown()) < GROWTH_MB, {
      timeout: 30_000,
      describe: `memory to be within ${GROWTH_MB} MB of ${before.toFixed(0)} MB`,
    });

    const sorted = waits.toSorted((a, b) => a - b);
    process.stderr.write(
      `fuzz: ${JSON.stringify(bursts)}; ${before.toFixed(0)} MB before, ${(before + (await grown())).toFixed(0)} after; held ${heldHalfway.toFixed(0)} MB halfway, ${heldAfter.toFixed(0)} at the end; publish to screen p50 ${(sorted[sorted.length >> 1] ?? 0).toFixed(0)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(0)} ms, ${waits.length} publishes\n`,
    );
    expect(heldAfter - heldHalfway).toBeLessThan(HELD_MB);
    expect([...new Set(faults)].slice(0, 20)).toEqual([]);
    expect(dateline.output()).not.toMatch(/uncaught|unhandled rejection|a request failed/i);
    expect(brokenChain(updates, 0)).toEqual([]);
    expect(updates).toHaveLength(waits.length);
    expect(seqOf(updates.at(-1)?.cursor)).toBe(waits.length);
    socket.disconnect();
  },
);
