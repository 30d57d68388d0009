// The closed list of errors that clients can get. HTTP, jobs and sockets each translate it in one place. Any
// other error is a bug: it is answered as 500, logged once, and its text is withheld.

/**
 * By code: whether repeating the request may help, the problem document's title, and its advice to the
 * client.
 */
export const ERRORS = {
  bad_request: {
    retryable: false,
    title: 'The request is malformed',
    advice: 'Correct what the detail names, and send the request again.',
  },
  invalid_json: {
    retryable: false,
    title: 'The body is not valid JSON',
    advice: 'Send one JSON document in UTF-8, with its strings in double quotes.',
  },
  invalid_field: {
    retryable: false,
    title: 'A field is missing or invalid',
    advice: 'Correct each field that “errors” names; /docs describes what each field takes.',
  },
  invalid_content: {
    retryable: false,
    title: 'No story could be read from the content',
    advice: 'Send headline and body as JSON, or a page that contains both.',
  },
  bad_cursor: {
    retryable: false,
    title: 'The cursor is malformed',
    advice: 'Send a cursor exactly as you received it, or none to start from the beginning.',
  },
  bad_channel: {
    retryable: false,
    title: 'The channel is malformed',
    advice: 'Use all, story/<id>, topic/<name> or publisher/<name>.',
  },
  reset: {
    retryable: false,
    title: 'The cursor can not be resumed from',
    advice: 'Load the stories again, then continue from the cursor in this response.',
  },
  unauthorized: {
    retryable: false,
    title: 'No valid key',
    advice: 'Send a valid key or token as “Authorization: Bearer <key>”.',
  },
  forbidden: {
    retryable: false,
    title: 'The key lacks a permission',
    advice: 'Use a key with the permission that the detail names; an operator can create one.',
  },
  not_found: {
    retryable: false,
    title: 'Not found',
    advice: 'Check the address and the id; private content needs a key or token with access to it.',
  },
  killed: { retryable: false, title: 'The story was killed', advice: 'Take the story down wherever you show it.' },
  merged: { retryable: false, title: 'The story was merged into another', advice: 'Use the story that “into” names.' },
  revision_conflict: {
    retryable: false,
    title: 'The story has a newer revision',
    advice: 'Load the story, apply your change to its latest revision, and send that revision in If-Match.',
  },
  idempotency_conflict: {
    retryable: false,
    title: 'The idempotency key was used for another request',
    advice: 'Send each request with its own Idempotency-Key.',
  },
  too_large: {
    retryable: false,
    title: 'The body is too large',
    advice: 'Send a smaller body; the detail states the limit.',
  },
  unsupported_type: {
    retryable: false,
    title: 'The content type is not supported',
    advice: 'Use one of the content types that the detail lists.',
  },
  too_many: {
    retryable: true,
    title: 'A limit is reached',
    advice: 'Wait as long as Retry-After says, or request less.',
  },
  unavailable: {
    retryable: true,
    title: 'Temporarily unavailable',
    advice: 'Send the request again in a moment, with an Idempotency-Key if the request must not take effect twice.',
  },
  not_writable: {
    retryable: true,
    title: 'Nothing can be stored right now',
    advice: 'Send the request again after the time in Retry-After; tell the operator if it continues.',
  },
  internal: {
    retryable: true,
    title: 'Internal error',
    advice: 'Send the request again; if it fails again, tell the operator when it happened.',
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One invalid field: its path as the publisher wrote it (`media.0.url`), and why it is invalid. */
export type FieldError = { field: string; reason: string };

/** An error of the closed list. `message` is safe to show to the client that caused it. */
export class DatelineError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Further members of the problem document (RFC 9457, 3.2), such as `errors` or `cursor`. */
    readonly detail: {
      errors?: FieldError[];
      cursor?: string;
      reason?: string;
      retryAfterMs?: number;
      revision?: number;
      into?: string;
    } = {},
  ) {
    super(message);
    this.name = 'DatelineError';
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}
