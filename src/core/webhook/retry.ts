// When a delivery that failed is tried again, and when that ends. Each wait is twice the one before, up to a quarter of an
// hour: whoever was down for an hour is served again within that.

export const SECOND_MS = 1_000;
export const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const FIRST_WAIT_MS = SECOND_MS;
const LONGEST_WAIT_MS = 15 * 60 * SECOND_MS;
/** Without one success for so long, a webhook is turned off; what it has not got stays in the log. */
const HOPELESS_MS = 3 * DAY_MS;
/** And not on the word of a few attempts, where little is published. */
const HOPELESS_ATTEMPTS = 5;

/** What is known after an attempt has failed. `attempts` counts it; `chance` is from 0 to 1. */
export type DeliveryFailure = { attempts: number; firstFailedAt: Date; failingSince: Date; now: Date; status: number | null; retryAfterMs: number | null; chance: number };

/** `retry` at a time, or `dead`: the next goes, and this one is kept aside; or `disable`, and why. */
export type RetryDecision = { what: 'retry'; at: Date } | { what: 'dead' } | { what: 'disable'; reason: 'gone' | 'failing' };

/** The wait after so many failed attempts: half of it is sure, half by chance, so that those who failed together come back apart. */
export function backoffMs(attempts: number, chance: number): number {
  const whole = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 30), LONGEST_WAIT_MS);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

/** What becomes of a delivery that failed. Its last attempt is a day after the first; `Retry-After` is kept within that day. */
export function decideRetry({ attempts, firstFailedAt, failingSince, now, status, retryAfterMs, chance }: DeliveryFailure): RetryDecision {
  if (status === 410) return { what: 'disable', reason: 'gone' };
  if (attempts >= HOPELESS_ATTEMPTS && now.getTime() - failingSince.getTime() >= HOPELESS_MS) return { what: 'disable', reason: 'failing' };
  const end = firstFailedAt.getTime() + DAY_MS;
  if (now.getTime() >= end) return { what: 'dead' };
  return { what: 'retry', at: new Date(Math.min(now.getTime() + Math.max(backoffMs(attempts, chance), retryAfterMs ?? 0), end)) };
}
