// What one more reader costs the server: (the CPU of 1,000 readers − that of 100) / 900, an update.
import { median, type Row } from './rows.js';
import type { ServerKind, Traffic } from './server.js';
import { Stage } from './stage.js';

export type Effort = { rounds: number; seconds: number };

const FEW = 100;
const MANY = 1_000;
const crowdOn = (channel: string, count: number): string[] => Array.from({ length: count }, () => channel);

type Case = { name: string; goal: number; bytes: number; group: number; perSecond: number };
const CASES: Case[] = [
  { name: 'CPU per further reader, small updates (400 bytes)', goal: 0.65, bytes: 400, group: 1, perSecond: 20 },
  { name: 'the same, 4 KB', goal: 0.7, bytes: 4_096, group: 1, perSecond: 20 },
  { name: 'the same, small updates in bursts of five', goal: 0.4, bytes: 400, group: 5, perSecond: 25 },
];

/** µs of CPU per further reader and update, of each case. */
async function furtherReader(kind: ServerKind, { seconds }: Effort): Promise<number[]> {
  return Stage.of(kind, async (stage) => {
    const traffics = CASES.map(({ bytes, group, perSecond }): Traffic => ({
      channels: 1,
      count: perSecond * seconds,
      group,
      perSecond,
      bytes,
    }));
    const costs = async (readers: number): Promise<number[]> => {
      const found: number[] = [];
      for (const traffic of traffics) {
        await stage.measure({ ...traffic, count: traffic.perSecond }, traffic.perSecond * readers);
        found.push((await stage.measure(traffic, traffic.count * readers)).cpuUs / traffic.count);
      }
      return found;
    };
    await stage.join(crowdOn('topic/c0', FEW));
    const few = await costs(FEW);
    await stage.join(crowdOn('topic/c0', MANY - FEW));
    const many = await costs(MANY);
    return CASES.map((_case, at) => ((many[at] ?? NaN) - (few[at] ?? NaN)) / (MANY - FEW));
  });
}

const CHANNELS = 1_000;
/** One to five readers a channel. */
const SMALL = Array.from({ length: CHANNELS }, (_none, at) => crowdOn(`topic/c${at}`, 1 + (at % 5))).flat();

/** µs of CPU per delivery, on a thousand channels of one to five readers. */
async function smallChannels(kind: ServerKind, { seconds }: Effort): Promise<number> {
  return Stage.of(kind, async (stage) => {
    await stage.join(SMALL);
    // Long enough before, that the ring is full and the code is compiled.
    const rounds = 2 * seconds;
    const traffic: Traffic = {
      channels: CHANNELS,
      count: CHANNELS * rounds,
      group: 10,
      perSecond: 2 * CHANNELS,
      bytes: 400,
    };
    await stage.measure({ ...traffic, count: CHANNELS * 8 }, SMALL.length * 8);
    return (await stage.measure(traffic, SMALL.length * rounds)).cpuUs / (SMALL.length * rounds);
  });
}

export async function fanOut(effort: Effort, say: (text: string) => void): Promise<Row[]> {
  const found: { stock: number[]; dateline: number[] }[] = [];
  for (let round = 1; round <= effort.rounds; round += 1) {
    const stock = [...(await furtherReader('stock', effort)), await smallChannels('stock', effort)];
    const dateline = [...(await furtherReader('dateline', effort)), await smallChannels('dateline', effort)];
    found.push({ stock, dateline });
    say(
      `fan-out, round ${round}: stock ${stock.map((us) => us.toFixed(1)).join(', ')} µs; Dateline ${dateline.map((us) => us.toFixed(1)).join(', ')} µs`,
    );
  }
  return [...CASES, { name: 'CPU per delivery, 1,000 channels of 1 to 5 readers', goal: 0.85 }].map(
    ({ name, goal }, at) => {
      const of = (kind: 'stock' | 'dateline'): number => median(found.map((round) => round[kind][at] ?? NaN));
      const value = median(found.map(({ stock, dateline }) => (dateline[at] ?? NaN) / (stock[at] ?? NaN)));
      return {
        measure: name,
        baseline: 'stock Socket.IO, a room',
        value,
        goal,
        note: `${of('dateline').toFixed(1)} of ${of('stock').toFixed(1)} µs`,
      };
    },
  );
}
