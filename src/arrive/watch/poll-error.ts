// Errors of a poll, besides those of any outbound fetch: the codes of a source's `lastError`.
import { OutboundError } from '../../access/outbound/outbound-error.js';

const POLL_ERRORS = {
  http_status: 'The server answered with an error status',
  empty: 'The response is empty',
  not_a_feed: 'The response is no feed, and links none',
  declares_entities: 'The XML declares entities, which are not expanded',
  not_a_sitemap: 'The response is no sitemap',
  no_story: 'The page has no headline or no text',
  too_slow: 'The response could not be parsed in time',
  too_heavy: 'Parsing the response took too much memory',
} as const;

export type PollErrorCode = keyof typeof POLL_ERRORS;

export class PollError extends Error {
  constructor(
    readonly code: PollErrorCode,
    reason?: string,
    /** `Retry-After`, in milliseconds from now. */
    readonly retryAfter?: number | undefined,
  ) {
    super(reason === undefined ? POLL_ERRORS[code] : `${POLL_ERRORS[code]}: ${reason}`);
    this.name = 'PollError';
  }
}

/** A failed poll as it is stored; `retryAfter` in milliseconds from now. */
export type PollFailure = { code: string; reason: string; retryAfter?: number | undefined };

/** A failure of the source, for its publisher; null for an error of our own. */
export function pollFailureOf(error: unknown): PollFailure | null {
  if (error instanceof PollError) return { code: error.code, reason: error.message, retryAfter: error.retryAfter };
  return error instanceof OutboundError ? { code: error.code, reason: error.message } : null;
}
