// What an idle connection costs: resident memory, with one channel followed and nothing sent.
import { median, type Row } from './rows.js';
import type { ServerKind } from './server.js';
import { Stage } from './stage.js';

async function idling(kind: ServerKind, readers: number): Promise<number> {
  return Stage.of(kind, async (stage) => {
    await stage.join(Array.from({ length: 50 }, () => 'topic/c0'));
    const before = await stage.load(true);
    await stage.join(Array.from({ length: readers }, () => 'topic/c0'));
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // as the collector's own timers want it
    const after = await stage.load(true);
    return (after.rss - before.rss) / 1024 / readers;
  });
}

export async function idle(
  { rounds, readers }: { rounds: number; readers: number },
  say: (text: string) => void,
): Promise<Row[]> {
  const found: { stock: number; dateline: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const stock = await idling('stock', readers);
    const dateline = await idling('dateline', readers);
    found.push({ stock, dateline });
    say(`idle, round ${round}: stock ${stock.toFixed(1)} KB, Dateline ${dateline.toFixed(1)} KB`);
  }
  const of = (kind: 'stock' | 'dateline'): number => median(found.map((round) => round[kind]));
  return [
    {
      measure: 'memory per idle connection',
      baseline: 'stock Socket.IO, a room',
      value: median(found.map(({ stock, dateline }) => dateline / stock)),
      goal: 1.05,
      note: `${of('dateline').toFixed(1)} of ${of('stock').toFixed(1)} KB, ${readers} connections`,
    },
  ];
}
