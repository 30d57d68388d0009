// Retries of webhook deliveries: exponential backoff up to 15 minutes, so that a receiver gets deliveries
// within 15 minutes of its return.

const SECOND_MS = 1_000;
export const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const MIN_BACKOFF_MS = SECOND_MS;
const MAX_BACKOFF_MS = 15 * 60 * SECOND_MS;
/** A webhook without success for this long is disabled. Its position in the log stays. */
const DISABLE_AFTER_MS = 3 * DAY_MS;
/** And only after this many attempts, since few updates may be published. */
const DISABLE_AFTER_ATTEMPTS = 5;

/** A failed attempt. `attempts` includes it; `chance` is a random number from 0 to 1. */
export type DeliveryFailure = {
  attempts: number;
  firstFailedAt: Date;
  failingSince: Date;
  now: Date;
  status: number | null;
  retryAfterMs: number | null;
  chance: number;
};

/** `retry` at a time; `dead`: store it as a dead letter and continue with the next; `disable` the webhook. */
export type RetryDecision =
  { what: 'retry'; at: Date } | { what: 'dead' } | { what: 'disable'; reason: 'gone' | 'failing' };

/**
 * The wait in ms after `attempts` failures. Half of it is random, so that simultaneous failures retry at
 * different times.
 */
export function backoffMs(attempts: number, chance: number): number {
  const whole = Math.min(MIN_BACKOFF_MS * 2 ** Math.min(attempts - 1, 30), MAX_BACKOFF_MS);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

/**
 * Decides on a failed delivery. Retries end a day after the first failure; `Retry-After` is respected within
 * that day.
 */
export function decideRetry({
  attempts,
  firstFailedAt,
  failingSince,
  now,
  status,
  retryAfterMs,
  chance,
}: DeliveryFailure): RetryDecision {
  if (status === 410) return { what: 'disable', reason: 'gone' };
  if (attempts >= DISABLE_AFTER_ATTEMPTS && now.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS)
    return { what: 'disable', reason: 'failing' };
  const end = firstFailedAt.getTime() + DAY_MS;
  if (now.getTime() >= end) return { what: 'dead' };
  return {
    what: 'retry',
    at: new Date(Math.min(now.getTime() + Math.max(backoffMs(attempts, chance), retryAfterMs ?? 0), end)),
  };
}
