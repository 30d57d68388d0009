/** One measure against its baseline in the same run. `value` is theirs to beat: at most `goal`. */
export type Row = {
  measure: string;
  baseline: string;
  value: number;
  goal: number | null;
  unit?: string;
  note: string;
};

export const median = (numbers: number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
};

const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** As rows of a Markdown table. */
export function table(rows: Row[]): string {
  const lines = rows.map(({ measure, baseline, value, goal, unit, note }) => {
    const verdict = goal === null ? '–' : value <= goal ? 'kept' : '**missed**';
    return `| ${measure} | ${baseline} | ${figure(value)}${unit === undefined ? '' : ` ${unit}`} | ${goal === null ? '–' : `≤ ${goal}${unit === undefined ? '' : ` ${unit}`}`} | ${verdict} | ${note} |`;
  });
  return ['| measure | baseline (1) | measured | goal | | figures |', '|---|---|---|---|---|---|', ...lines].join('\n');
}
