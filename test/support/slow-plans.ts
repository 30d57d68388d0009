// The plans of Dateline's own statements that took longer than 200 ms on Debian's Postgres, and what of them is a
// fault. A busy machine makes any statement slow, and so does a lock: a plan is at fault by what it did, not by how
// long that took.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SLOW_MS = 200;
const FOLDER = 'plans';

/**
 * Debian's settings, less what its own would write elsewhere: its plans are told as JSON, one a line, with the rows
 * that they met.
 */
export const TELLS_PLANS: Record<string, string> = {
  shared_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': `${SLOW_MS}ms`,
  'auto_explain.log_analyze': 'on',
  // Reading the clock at each row would slow down what is watched.
  'auto_explain.log_timing': 'off',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_format': 'json',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: FOLDER,
  log_rotation_age: '0',
  log_rotation_size: '0',
  // Two files of tests at once, each with up to eight processes and a pool in each.
  max_connections: '300',
};

/** A node of a plan, as EXPLAIN's JSON has it. */
type Node = {
  'Node Type': string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Node[];
};
export type Told = { ms: number; by: string; text: string; plan: Node; jit: unknown };

/** More than any statement meets that keeps to its indexes, and far less than a core gets through in 200 ms. */
const MOST_ROWS = 50_000;
const MOST_PAGES = 20_000;

const rowsOf = (node: Node): number => {
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return each * (node['Actual Loops'] ?? 1) + (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0);
};

/** Why a slow plan is a fault; null where it met little, and so waited: for a lock, a disk or a core. */
export function faultOf({ plan, jit }: Pick<Told, 'plan' | 'jit'>): string | null {
  if (jit !== undefined) return 'Postgres compiled it';
  const [rows, pages] = [rowsOf(plan), (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)];
  if (rows > MOST_ROWS) return `it met ${rows} rows`;
  return pages > MOST_PAGES ? `it read ${pages} pages` : null;
}

/** What auto_explain told of Dateline's statements; those of tests and migrations are none of its work. */
export function readPlans(folder: string): Told[] {
  const plans = join(folder, 'data', FOLDER);
  if (!existsSync(plans)) return [];
  const lines = readdirSync(plans)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => readFileSync(join(plans, file), 'utf8').split('\n'));
  return lines.flatMap((line) => toldBy(line) ?? []);
}

/** The plan that one line of the log tells; null where it tells another thing. */
function toldBy(line: string): Told | null {
  if (!line.includes(' ms  plan:')) return null;
  const { application_name: by = '', message = '' } = JSON.parse(line) as {
    application_name?: string;
    message?: string;
  };
  const [, ms, plan] = /^duration: ([\d.]+) ms  plan:\n([\s\S]*)$/.exec(message) ?? [];
  if (ms === undefined || plan === undefined || !/^dateline(?: bus| watch)?$/.test(by)) return null;
  const { 'Query Text': text, Plan, JIT } = JSON.parse(plan) as { 'Query Text': string; Plan: Node; JIT?: unknown };
  return { ms: Number(ms), by, text, plan: Plan, jit: JIT };
}

/** Says which statements were slow; throws where one was by its own fault. */
export function refuseHeavyPlans(told: readonly Told[]): void {
  const faults = told.flatMap((one) => {
    const fault = faultOf(one);
    return fault === null ? [] : [`${Math.round(one.ms)} ms, ${fault}: ${one.text.replace(/\s+/g, ' ').slice(0, 500)}`];
  });
  if (faults.length > 0)
    throw new Error(`Statements were slow on Debian's Postgres by what they did:\n${faults.join('\n')}`);
}
