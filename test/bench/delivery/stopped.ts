// Fifty of a thousand readers stop reading: what the others notice, and what it costs in memory.
import { median, type Row } from './rows.js';
import { Stage } from './stage.js';
import type { Traffic } from './server.js';

const READERS = 1_000;
const STOPPED = 50;
const TRAFFIC: Traffic = { channels: 1, count: 0, group: 1, perSecond: 20, bytes: 400 };
/** Those who stop follow this too, so that what the kernel keeps for them is full before long. */
const MORE: Traffic = { ...TRAFFIC, first: 1, bytes: 131_072 };
const FILLING_SECONDS = 3;
/** Those who stopped are full all the while, and closed before its end. */
const SECONDS = 12;

type Found = { p99: number; mb: number; closed: number };

async function reading(stopped: number): Promise<Found> {
  return Stage.of('dateline', async (stage) => {
    await stage.join(
      Array.from({ length: STOPPED }, () => 'topic/c0 topic/c1'),
      { loose: true },
    );
    await stage.join(Array.from({ length: READERS - STOPPED }, () => 'topic/c0'));
    const run = (seconds: number, readers: number) =>
      stage.measure({ ...TRAFFIC, count: seconds * TRAFFIC.perSecond }, seconds * TRAFFIC.perSecond * readers);
    await run(3, READERS);
    const before = await stage.load(true);
    await stage.stopReading(stopped);
    if (stopped > 0) await stage.publish({ ...MORE, count: FILLING_SECONDS * MORE.perSecond });
    const { rss } = await stage.load(true);
    const { seen } = await run(SECONDS, READERS - stopped);
    const { slowClosed } = await stage.load();
    return { p99: seen.p99 / 1000, mb: (rss - before.rss) / 1024 / 1024, closed: slowClosed };
  });
}

export async function stopped({ rounds }: { rounds: number }, say: (text: string) => void): Promise<Row[]> {
  const found: { none: Found; fifty: Found }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const none = await reading(0);
    const fifty = await reading(STOPPED);
    found.push({ none, fifty });
    say(
      `stopped, round ${round}: p99 ${none.p99.toFixed(1)} ms; with ${STOPPED} stopped ${fifty.p99.toFixed(1)} ms, +${fifty.mb.toFixed(0)} MB, ${fifty.closed} closed`,
    );
  }
  const of = (which: 'none' | 'fifty', what: keyof Found): number => median(found.map((round) => round[which][what]));
  return [
    {
      measure: `p99 of the others while ${STOPPED} of ${READERS} readers have stopped`,
      baseline: 'all read',
      value: median(found.map(({ none, fifty }) => fifty.p99 / none.p99)),
      goal: 1.2,
      note: `${of('fifty', 'p99').toFixed(0)} and ${of('none', 'p99').toFixed(0)} ms, ${of('fifty', 'closed')} of those who stopped are closed in the end`,
    },
    {
      measure: 'memory that those who stopped hold, each',
      baseline: '–',
      value: Math.max(0, (of('fifty', 'mb') - of('none', 'mb')) / STOPPED),
      goal: 1.25,
      unit: 'MB',
      note: 'resident memory, less what it grows by when all read',
    },
  ];
}
