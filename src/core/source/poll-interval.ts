// The interval until the next poll of a source: short after recent or frequent changes, longer otherwise, but
// bounded. Times are in milliseconds.

export type PollHistory = {
  /** When polls found changes, oldest first; the newest `MAX_CHANGES` are used. */
  changes: readonly number[];
  /** The first poll. */
  since: number;
  /** Failed polls in a row. */
  failures: number;
};

export type PollBounds = { min: number; max: number };

/** What the server asks for. */
export type PollHints = {
  /** The freshness lifetime of its response (`Cache-Control`). */
  freshFor?: number | undefined;
  /** Its `Retry-After`. */
  retryAfter?: number | undefined;
  /** The `Crawl-delay` of its robots.txt. */
  crawlDelay?: number | undefined;
};

/** Changes used for the estimate. */
export const MAX_CHANGES = 12;
/**
 * Polls per expected change. More polls find a change sooner: with 4, on average after an eighth of the
 * expected interval.
 */
const POLLS_PER_CHANGE = 4;
/**
 * Weight of the newest gap in the geometric average, which adapts within a few changes when a story resumes
 * after weeks.
 */
const NEWEST_WEIGHT = 0.4;
/** The longest `Retry-After` that is respected. */
const MAX_RETRY_AFTER_MS = 86_400_000;

const clamp = (value: number, { min, max }: PollBounds): number => Math.min(Math.max(value, min), Math.max(min, max));

/**
 * The expected time between two changes: the average gap, newer gaps weighing more, or the time since the
 * last change if that is longer. A source that never changed counts as changed at the first poll.
 */
export function expectedChangeInterval(
  { changes, since }: Pick<PollHistory, 'changes' | 'since'>,
  now: number,
): number {
  const recent = changes.slice(-MAX_CHANGES);
  const [first, ...rest] = recent;
  if (first === undefined) return Math.max(0, now - since);
  let [last, gap] = [first, rest[0] === undefined ? Math.max(0, first - since) : rest[0] - first];
  for (const at of rest) {
    gap = Math.max(gap, 1) ** (1 - NEWEST_WEIGHT) * Math.max(at - last, 1) ** NEWEST_WEIGHT;
    last = at;
  }
  return Math.max(gap, now - last, 0);
}

/**
 * The interval until the next poll, within the bounds, except that `Retry-After` is respected up to a day.
 */
export function pollInterval(
  history: PollHistory,
  bounds: PollBounds,
  now: number,
  { freshFor = 0, retryAfter = 0, crawlDelay = 0 }: PollHints = {},
): number {
  // A source that just changed is likely to change again: after a change, the interval starts short and
  // doubles with each poll.
  const sinceLast = now - (history.changes.at(-1) ?? history.since);
  const usual = clamp(Math.min(expectedChangeInterval(history, now) / POLLS_PER_CHANGE, sinceLast), bounds);
  // Most failures are short: retries come soon at first, then back off exponentially.
  const afterFailure =
    history.failures === 0 ? usual : clamp(bounds.min * 2 ** Math.min(history.failures - 1, 30), bounds);
  return Math.max(
    clamp(Math.max(afterFailure, freshFor, crawlDelay), bounds),
    Math.min(retryAfter, MAX_RETRY_AFTER_MS),
  );
}
