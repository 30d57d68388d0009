// What one process of each role carries, and where the one-counter log tops out: real processes by ROLES over one
// Postgres, fsync on, and one Redis. It ends by itself, and sends only to 127.0.0.1.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { gateway } from './sizing/gateway.js';
import { logCeiling } from './sizing/log-ceiling.js';
import { ceilingTable, gatewayTable, roleTable } from './sizing/tables.js';
import { startWorld, type SizingWorld } from './sizing/world.js';
import { writing } from './sizing/writing.js';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const quick = values.quick;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const groups: { name: string; run: (world: SizingWorld) => Promise<string> }[] = [
  {
    name: 'writing',
    run: async (world) =>
      roleTable(await writing(world, quick ? { seconds: 2, most: 2_000 } : { seconds: 8, most: 8_000 }, say)),
  },
  {
    name: 'gateway',
    run: async (world) =>
      gatewayTable(
        await gateway(
          world,
          quick ? { idle: 1_000, readers: 500, seconds: 3 } : { idle: 6_000, readers: 2_000, seconds: 10 },
          say,
        ),
      ),
  },
  { name: 'log', run: async (world) => ceilingTable(await logCeiling(world, quick ? 0.3 : 1.5, say)) },
];

const begun = performance.now();
const tables: string[] = [];
for (const { name, run } of groups) {
  if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
  const world = await startWorld();
  try {
    tables.push(await run(world));
  } finally {
    await world.stop();
  }
}
process.stdout.write(
  `\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, ${Math.round((performance.now() - begun) / 1000)} s\n\n${tables.join('\n\n')}\n`,
);
