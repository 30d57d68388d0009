// Fifty of a thousand readers stop reading: what the others notice, and what it costs in memory.
import { median, type Row } from './rows.js';
import { Stage } from './stage.js';
import type { Traffic } from './server.js';

const READERS = 1_000;
const STOPPED = 50;
const PER_SECOND = 10;
/** Large, so that it doesn't take long. */
const BYTES = 32_768;

/** Long enough that what the kernel keeps for a connection is full, and not yet so long that it is closed. */
const FILLING_SECONDS = 8;
const CLOSING_SECONDS = 6;

type Found = { p99: number; mb: number; closed: number };

async function reading(stopped: number, seconds: number): Promise<Found> {
  return Stage.of('dateline', async (stage) => {
    await stage.join(Array.from({ length: READERS }, () => 'topic/c0'));
    const traffic: Traffic = { channels: 1, count: PER_SECOND, group: 1, perSecond: PER_SECOND, bytes: BYTES };
    const run = (count: number, readers: number) => stage.measure({ ...traffic, count }, count * readers);
    await run(2 * PER_SECOND, READERS);
    const before = await stage.load(true);
    await stage.stopReading(stopped);
    const { seen } = await run(FILLING_SECONDS * PER_SECOND, READERS - stopped);
    const { rss } = await stage.load(true);
    if (seconds > FILLING_SECONDS) await run((seconds - FILLING_SECONDS) * PER_SECOND, READERS - stopped);
    const { slowClosed } = await stage.load();
    return { p99: seen.p99 / 1000, mb: (rss - before.rss) / 1024 / 1024, closed: slowClosed };
  });
}

export async function stopped({ rounds }: { rounds: number }, say: (text: string) => void): Promise<Row[]> {
  const found: { none: Found; fifty: Found }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const none = await reading(0, FILLING_SECONDS);
    const fifty = await reading(STOPPED, FILLING_SECONDS + CLOSING_SECONDS);
    found.push({ none, fifty });
    say(`stopped, round ${round}: p99 ${none.p99.toFixed(1)} ms; with ${STOPPED} stopped ${fifty.p99.toFixed(1)} ms, +${fifty.mb.toFixed(0)} MB, ${fifty.closed} closed`);
  }
  const of = (which: 'none' | 'fifty', what: keyof Found): number => median(found.map((round) => round[which][what]));
  return [
    {
      measure: `p99 of the others while ${STOPPED} of ${READERS} readers have stopped`,
      baseline: 'all read',
      value: median(found.map(({ none, fifty }) => fifty.p99 / none.p99)),
      goal: 1.2,
      note: `${of('fifty', 'p99').toFixed(0)} and ${of('none', 'p99').toFixed(0)} ms, 32 KB ten times a second; ${of('fifty', 'closed')} are closed in the end`,
    },
    { measure: 'memory that those who stopped hold, each', baseline: '–', value: Math.max(0, (of('fifty', 'mb') - of('none', 'mb')) / STOPPED), goal: 1.25, unit: 'MB', note: 'resident memory, less what it grows by when all read' },
  ];
}
