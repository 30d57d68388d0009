// The tables of test/bench/README.md, ready to be pasted.
import type { Gateway } from './gateway.js';
import { CONNECTIONS, type Ceiling } from './log-ceiling.js';
import type { Writing } from './writing.js';

const whole = (value: number): string => value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
const fine = (value: number): string => value.toFixed(2);
const line = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const header = (...cells: string[]): string[] => [line(...cells), `|${cells.map(() => '---').join('|')}|`];
const plural = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`;

export function roleTable(found: readonly Writing[]): string {
  const lines = found.map(({ role, processes, perSecond, cpu, postgresCpu, writersCpu, connections }) =>
    line(
      `${processes} × ${role}`,
      `${whole(perSecond)} stories a second`,
      `${fine(cpu)} ms`,
      `${fine(postgresCpu)} ms`,
      `${fine(writersCpu)} ms`,
      whole(1000 / cpu),
      connections.toFixed(0),
    ),
  );
  return [
    ...header(
      'processes',
      'together',
      'CPU a story, theirs',
      'of Postgres',
      'of the benchmark',
      'stories a second that one core carries',
      'connections each',
    ),
    ...lines,
  ].join('\n');
}

export function gatewayTable(found: Gateway): string {
  return [
    ...header('one gateway', 'measured', 'comes to'),
    line(
      `an idle connection, of ${whole(found.idleReaders)}`,
      `${found.idleKilobytes.toFixed(1)} KB`,
      `${whole((1024 * 1024) / found.idleKilobytes)} connections a GB, beside ${found.emptyMegabytes.toFixed(0)} MB`,
    ),
    line(
      `a delivery, ${whole(found.readers)} readers of one channel`,
      `${found.microseconds.toFixed(1)} µs of CPU`,
      `${whole(1e6 / found.microseconds)} deliveries a second on one core; ${fine(found.share)} of a core at ${whole(found.perSecond)} a second`,
    ),
  ].join('\n');
}

/** By way of writing and size: commits a second at each number of connections, and what the best of them comes to. */
export function ceilingTable(found: readonly Ceiling[]): string {
  const ways = [...new Set(found.map(({ way, size }) => `${way}|${size}`))].map((key) =>
    found.filter(({ way, size }) => key === `${way}|${size}`),
  );
  const rows = ways.map((runs) => {
    const best = runs.reduce((most, run) => (run.updates > most.updates ? run : most));
    const at = CONNECTIONS.map((connections) => runs.find((run) => run.connections === connections)).map((run) =>
      run === undefined ? '–' : whole(run.commits),
    );
    return line(
      best.way,
      `${best.size}`,
      ...at,
      best.way.startsWith('select') ? '–' : whole(best.updates),
      `${fine(best.postgresCpu)} / ${fine(best.ownCpu)} ms`,
    );
  });
  return [
    ...header(
      'commits a second',
      'updates in each',
      ...CONNECTIONS.map((connections) => plural(connections, 'connection')),
      'updates a second at most',
      'CPU a commit there, Postgres / client',
    ),
    ...rows,
  ].join('\n');
}
