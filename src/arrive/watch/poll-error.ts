// What can go wrong with a look at a source, beside what can go wrong with any fetch: the codes of `lastError`.
import { OutboundError } from '../../access/outbound/outbound-error.js';

export const POLL_ERRORS = {
  http_status: 'The server answered with an error',
  empty: 'The answer is empty',
  not_a_feed: 'What is there is no feed, and names none',
  declares_entities: 'What is there declares entities of its own, which are not read',
  not_a_sitemap: 'What is there is no sitemap',
  no_story: 'No headline or no text was found on the page',
  too_slow: 'The answer could not be read in time',
  too_heavy: 'The answer took too much memory to read',
} as const;

export type PollErrorCode = keyof typeof POLL_ERRORS;

export class PollError extends Error {
  constructor(
    readonly code: PollErrorCode,
    reason?: string,
    /** When the server wants to be asked again, in milliseconds from now. */
    readonly retryAfter?: number | undefined,
  ) {
    super(reason === undefined ? POLL_ERRORS[code] : `${POLL_ERRORS[code]}: ${reason}`);
    this.name = 'LookError';
  }
}

/** A fault of the source's, as it is shown; null for one of ours. */
export function pollFailureOf(error: unknown): { code: string; reason: string; retryAfter?: number | undefined } | null {
  if (error instanceof PollError) return { code: error.code, reason: error.message, retryAfter: error.retryAfter };
  return error instanceof OutboundError ? { code: error.code, reason: error.message } : null;
}
