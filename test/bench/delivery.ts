// What delivery costs, each measure against its baseline in the same run. One file a group, in delivery/.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { deflated } from './delivery/deflated.js';
import { fanOut } from './delivery/fan-out.js';
import { idle } from './delivery/idle.js';
import { publishing, storm } from './delivery/publish.js';
import { table, type Row } from './delivery/rows.js';
import { sentenceBytes } from './delivery/sentence.js';
import { stopped } from './delivery/stopped.js';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const quick = values.quick;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const groups: { name: string; run: () => Promise<Row[]> }[] = [
  { name: 'fan-out', run: () => fanOut(quick ? { rounds: 1, seconds: 1 } : { rounds: 3, seconds: 3 }, say) },
  {
    name: 'deflated',
    run: () =>
      deflated(quick ? { rounds: 1, seconds: 1, readers: 500 } : { rounds: 2, seconds: 3, readers: 1_000 }, say),
  },
  { name: 'sentence', run: sentenceBytes },
  { name: 'idle', run: () => idle(quick ? { rounds: 1, readers: 1_000 } : { rounds: 3, readers: 3_000 }, say) },
  { name: 'stopped', run: () => stopped({ rounds: quick ? 1 : 2 }, say) },
  { name: 'publish', run: () => publishing(quick ? { rounds: 1, seconds: 4 } : { rounds: 3, seconds: 10 }, say) },
  { name: 'storm', run: () => storm(say) },
];

const rows: Row[] = [];
const begun = performance.now();
for (const { name, run } of groups) {
  if (values.only === undefined || values.only.split(',').includes(name)) rows.push(...(await run()));
}
process.stdout.write(
  `\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, ${Math.round((performance.now() - begun) / 1000)} s\n\n${table(rows)}\n`,
);
