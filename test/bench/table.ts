// How the benchmarks print: a name, values, and the goal beside them.

export const say = (text = ''): void => void process.stdout.write(`${text}\n`);
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** One row. The last of `cells` may be a goal: it stands where goals stand. */
export const row = (name: string, ...cells: readonly string[]): void =>
  say(`  ${name.padEnd(44)}${cells.map((cell) => cell.padStart(15)).join('')}`);
export const heading = (name: string, ...cells: readonly string[]): void => {
  say();
  row(name, ...cells);
};
