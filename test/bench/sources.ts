// Watching a web that changes on a script and fails half of the time, with two workers of which one is killed, beside
// a poller of a fixed interval on the same web: npm run bench:sources [-- --seconds 60]. Some two minutes; a second
// stands for a minute.
import { parseArgs } from 'node:util';
import { createLogger } from '../../src/logger.js';
import { startEmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.js';
import { temporaryFolder } from '../support/temporary.js';
import { watchWorld, type WorldPlan } from '../support/watched-world.js';
import { heading, mean, percent, row, say } from './table.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '90' } } });
const seconds = Math.min(120, Number(values.seconds));
const folder = temporaryFolder('bench');
const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: createLogger('error') });

const plan: WorldPlan = {
  databaseUrl: postgres.url,
  groups: [
    { name: 'running', sources: 20, every: 0.19 },
    { name: 'lively', sources: 20, every: 3 },
    { name: 'quiet', sources: 60, every: 40 },
  ],
  itemsEach: 10,
  seconds,
  failingServers: 0.5,
  failing: 0.5,
  minSeconds: 1,
  maxSeconds: 15,
  killAt: 0.5,
  seed: 1,
};

const quantile = (numbers: number[], share: number): string => {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted.length === 0
    ? '–'
    : `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2)} s`;
};
const average = (numbers: number[]): string => (numbers.length === 0 ? '–' : `${mean(numbers).toFixed(2)} s`);

try {
  const figures = await watchWorld(plan);
  const { naive, delays } = figures;
  say(
    `${figures.sources} sources of ${plan.itemsEach} items each, ${figures.changes} changes in ${seconds} s; every second server fails at every second request; one worker of two killed after ${figures.killedAfter.toFixed(0)} s.`,
  );
  heading('', 'Dateline', 'fixed, 1 s', 'goal');
  row('requests', String(figures.requests), String(naive.requests));
  row(
    'changes found',
    `${figures.found} (${percent(figures.found / figures.changes)})`,
    `${naive.found} (${percent(naive.found / figures.changes)})`,
  );
  row('up for longer than one interval', String(figures.lasting), '');
  row('of those: not found', String(figures.overlooked.length), '', '0');
  row('of those that a worker was told: lost', String(figures.lost.length), '', '0');
  row('found twice', String(figures.doubled.length), '', '0');
  row('out of order in their story', String(figures.disordered.length), '', '0');
  row(
    'requests for each change found',
    (figures.requests / figures.found).toFixed(2),
    (naive.requests / naive.found).toFixed(2),
  );
  row('from up to found (ideal: 0), mean', average(delays.all), average(naive.delays));
  row(
    'the same, half / nine of ten within',
    `${quantile(delays.all, 0.5)} / ${quantile(delays.all, 0.9)}`,
    `${quantile(naive.delays, 0.5)} / ${quantile(naive.delays, 0.9)}`,
  );
  for (const [name, list] of Object.entries(delays.byGroup)) {
    const { found, requests, naiveFound, naiveRequests, naiveDelays } = figures.byGroup[name] ?? {
      found: 0,
      requests: 0,
      naiveFound: 0,
      naiveRequests: 0,
      naiveDelays: [],
    };
    row(
      `${name}: found, requests, mean delay`,
      `${found}, ${requests}, ${average(list)}`,
      `${naiveFound}, ${naiveRequests}, ${average(naiveDelays)}`,
    );
  }
  if (figures.overlooked.length + figures.lost.length + figures.doubled.length + figures.disordered.length > 0)
    process.exitCode = 1;
  for (const fault of [...figures.overlooked, ...figures.lost, ...figures.doubled, ...figures.disordered].slice(0, 10))
    say(`  fault: ${fault}`);
} finally {
  await postgres.stop();
  await folder.remove();
}
