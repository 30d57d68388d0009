// Updates of 4 KB to readers who asked for permessage-deflate: deflated once for all, against once for each socket.
import { median, type Row } from './rows.js';
import { Stage } from './stage.js';
import type { ServerKind, Traffic } from './server.js';

/**
 * µs of CPU a delivery over the least that 10 readers cost, bytes on the wire a delivery, and KB of memory a
 * connection afterwards.
 */
async function deflating(
  kind: ServerKind,
  { seconds, readers }: Effort,
): Promise<{ cpuUs: number; bytes: number; kb: number }> {
  return Stage.of(kind, async (stage) => {
    const traffic: Traffic = { channels: 1, count: 10 * seconds, group: 1, perSecond: 10, bytes: 4_096 };
    await stage.measure({ ...traffic, count: 10 }, 0);
    const { rss } = await stage.load(true);
    await stage.join(
      Array.from({ length: readers }, () => 'topic/c0'),
      { deflate: true },
    );
    await stage.measure({ ...traffic, count: 10 }, 10 * readers);
    const { cpuUs, seen } = await stage.measure(traffic, traffic.count * readers);
    const after = await stage.load(true);
    const deliveries = traffic.count * readers;
    return { cpuUs: cpuUs / deliveries, bytes: seen.bytes / deliveries, kb: (after.rss - rss) / 1024 / readers };
  });
}

type Effort = { rounds: number; seconds: number; readers: number };

export async function deflated(effort: Effort, say: (text: string) => void): Promise<Row[]> {
  const found: { stock: Awaited<ReturnType<typeof deflating>>; dateline: Awaited<ReturnType<typeof deflating>> }[] = [];
  for (let round = 1; round <= effort.rounds; round += 1) {
    const stock = await deflating('stock that deflates', effort);
    const dateline = await deflating('dateline', effort);
    found.push({ stock, dateline });
    say(
      `deflated, round ${round}: stock ${stock.cpuUs.toFixed(1)} µs, ${stock.kb.toFixed(0)} KB; Dateline ${dateline.cpuUs.toFixed(1)} µs, ${dateline.kb.toFixed(0)} KB`,
    );
  }
  const of = (kind: 'stock' | 'dateline', what: 'cpuUs' | 'bytes' | 'kb'): number =>
    median(found.map((round) => round[kind][what]));
  const baseline = 'stock Socket.IO, deflating for each socket';
  return [
    {
      measure: 'CPU per delivery, 4 KB deflated',
      baseline,
      value: median(found.map(({ stock, dateline }) => dateline.cpuUs / stock.cpuUs)),
      goal: 0.15,
      note: `${of('dateline', 'cpuUs').toFixed(1)} of ${of('stock', 'cpuUs').toFixed(1)} µs; ${of('dateline', 'bytes').toFixed(0)} and ${of('stock', 'bytes').toFixed(0)} bytes on the wire`,
    },
    {
      measure: 'memory per connection that deflates',
      baseline: `${of('stock', 'kb').toFixed(0)} KB: ${baseline}`,
      value: of('dateline', 'kb'),
      goal: 50,
      unit: 'KB',
      note: `after 4 KB updates to ${effort.readers} readers`,
    },
  ];
}
