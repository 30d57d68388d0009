// How long to wait before looking again: short where changes came lately and often, ever longer where they didn't, never for ever.
// Pure: of the history alone. Times are in milliseconds.

export type PollHistory = {
  /** When changes were found, oldest first; the newest few are enough. */
  changes: readonly number[];
  /** When it was first looked at. */
  since: number;
  /** Looks in a row that came to nothing. */
  failures: number;
};

export type PollBounds = { min: number; max: number };

/** What the other side asks for. */
export type PollHints = {
  /** For how long its answer is fresh, as `Cache-Control` says. */
  freshFor?: number | undefined;
  /** When it wants to be asked again, as `Retry-After` says. */
  retryAfter?: number | undefined;
  /** The pause between two requests that its robots.txt asks for. */
  crawlDelay?: number | undefined;
};

/** So many changes are looked back on. */
export const MAX_CHANGES = 12;
/** Looks for each change to be expected: more find it sooner and cost more. A change is found after an eighth of its time, on average. */
const POLLS_PER_CHANGE = 4;
/** The newest gap weighs this much against all before it; in logarithms, so that a story that runs again after weeks is known for it after a few changes. */
const WEIGHT = 0.4;
/** Nobody may keep us away for longer. */
const LONGEST_WISH_MS = 86_400_000;

const clamp = (value: number, { min, max }: PollBounds): number => Math.min(Math.max(value, min), Math.max(min, max));

/**
 * The time that passes between two changes, as far as is known: the gaps between them, newer ones weighing more; and since the last,
 * where that is longer already. What has never changed is as old as our acquaintance.
 */
export function expectedChangeInterval({ changes, since }: Pick<PollHistory, 'changes' | 'since'>, now: number): number {
  const seen = changes.slice(-MAX_CHANGES);
  const [first, ...rest] = seen;
  if (first === undefined) return Math.max(0, now - since);
  let [last, gap] = [first, rest[0] === undefined ? Math.max(0, first - since) : rest[0] - first];
  for (const at of rest) {
    gap = Math.max(gap, 1) ** (1 - WEIGHT) * Math.max(at - last, 1) ** WEIGHT;
    last = at;
  }
  return Math.max(gap, now - last, 0);
}

/** How long to wait before the next look. Within the bounds, but for `Retry-After`, which is kept up to a day. */
export function pollInterval(history: PollHistory, bounds: PollBounds, now: number, { freshFor = 0, retryAfter = 0, crawlDelay = 0 }: PollHints = {}): number {
  // What has just changed is likely to change again: whatever was before, the looks after a change come at double the distance each.
  const sinceLast = now - (history.changes.at(-1) ?? history.since);
  const usual = clamp(Math.min(expectedChangeInterval(history, now) / POLLS_PER_CHANGE, sinceLast), bounds);
  // A fault is likely to pass: the first looks after it come soon, and then as rarely as it lasts.
  const afterFault = history.failures === 0 ? usual : clamp(bounds.min * 2 ** Math.min(history.failures - 1, 30), bounds);
  return Math.max(clamp(Math.max(afterFault, freshFor, crawlDelay), bounds), Math.min(retryAfter, LONGEST_WISH_MS));
}
