// The closed list of what can go wrong by somebody's doing. HTTP, jobs and sockets each translate it in one place;
// anything that is not in it is a fault of ours: 500, logged once, its text withheld.

/** Every code an outsider can meet, whether trying the same again may help, and the title in its problem document. */
export const ERRORS = {
  bad_request: { retryable: false, title: 'The request is malformed' },
  invalid_json: { retryable: false, title: 'The body is not valid JSON' },
  invalid_field: { retryable: false, title: 'A field is missing or wrong' },
  invalid_content: { retryable: false, title: 'No story could be read from the content' },
  bad_cursor: { retryable: false, title: 'The cursor is malformed' },
  bad_channel: { retryable: false, title: 'The channel is malformed' },
  reset: { retryable: false, title: 'The cursor can not be resumed from' },
  unauthorized: { retryable: false, title: 'No valid key' },
  forbidden: { retryable: false, title: 'The key lacks the right' },
  not_found: { retryable: false, title: 'There is no such thing' },
  killed: { retryable: false, title: 'The story was killed' },
  merged: { retryable: false, title: 'The story was merged into another' },
  revision_conflict: { retryable: false, title: 'The story has moved on' },
  idempotency_conflict: { retryable: false, title: 'The idempotency key was used for another request' },
  too_large: { retryable: false, title: 'The body is too large' },
  unsupported_type: { retryable: false, title: 'The content type is not supported' },
  too_many: { retryable: true, title: 'A limit is reached' },
  unavailable: { retryable: true, title: 'Not available right now' },
  internal: { retryable: true, title: 'An unexpected fault' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One wrong field: its path as the publisher wrote it (`media.0.url`), and why. */
export type FieldError = { field: string; reason: string };

/** An error of the closed list; `message` is safe to show to whoever caused it. */
export class DatelineError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Further members of the problem document (RFC 9457, 3.2), as `errors` or `cursor`. */
    readonly detail: { errors?: FieldError[]; cursor?: string; reason?: string; retryAfterMs?: number; revision?: number; into?: string } = {},
  ) {
    super(message);
    this.name = 'DatelineError';
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}
