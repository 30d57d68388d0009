// The closed list of what can go wrong by somebody's doing. HTTP, jobs and sockets each translate it in one place;
// anything that is not in it is a fault of ours: 500, logged once, its text withheld.

/** Every code an outsider can meet, whether trying the same again may help, and of its problem document the title and what to do. */
export const ERRORS = {
  bad_request: { retryable: false, title: 'The request is malformed', advice: 'Correct what the detail names, and send it again.' },
  invalid_json: { retryable: false, title: 'The body is not valid JSON', advice: 'Send one JSON document in UTF-8, with its strings in double quotes.' },
  invalid_field: { retryable: false, title: 'A field is missing or wrong', advice: 'Correct each field that “errors” names; /docs says what each takes.' },
  invalid_content: { retryable: false, title: 'No story could be read from the content', advice: 'Send headline and body as JSON, or a page that holds both.' },
  bad_cursor: { retryable: false, title: 'The cursor is malformed', advice: 'Send a cursor as it was given to you, or none to begin anew.' },
  bad_channel: { retryable: false, title: 'The channel is malformed', advice: 'Name all, story/<id>, topic/<name> or publisher/<name>.' },
  reset: { retryable: false, title: 'The cursor can not be resumed from', advice: 'Load the stories anew, then go on from the cursor in this answer.' },
  unauthorized: { retryable: false, title: 'No valid key', advice: 'Send a good key or token as “Authorization: Bearer <key>”.' },
  forbidden: { retryable: false, title: 'The key lacks the right', advice: 'Use a key that has the right which the detail names; an operator makes it.' },
  not_found: { retryable: false, title: 'There is no such thing', advice: 'Check the address and the id; what is private needs a key or token that opens it.' },
  killed: { retryable: false, title: 'The story was killed', advice: 'Take down what you show of it.' },
  merged: { retryable: false, title: 'The story was merged into another', advice: 'Use the story that “into” names.' },
  revision_conflict: { retryable: false, title: 'The story has moved on', advice: 'Load the story, make the change to its latest revision, and send it with that one in If-Match.' },
  idempotency_conflict: { retryable: false, title: 'The idempotency key was used for another request', advice: 'Send another request under an Idempotency-Key of its own.' },
  too_large: { retryable: false, title: 'The body is too large', advice: 'Send less at once; the detail says how much.' },
  unsupported_type: { retryable: false, title: 'The content type is not supported', advice: 'Name the body’s type in Content-Type: one of those that the detail lists.' },
  too_many: { retryable: true, title: 'A limit is reached', advice: 'Wait as long as Retry-After says, or ask for less.' },
  unavailable: { retryable: true, title: 'Not available right now', advice: 'Send the same again in a moment, under an Idempotency-Key where it must not happen twice.' },
  not_writable: { retryable: true, title: 'Nothing can be kept right now', advice: 'Send the same again once Retry-After is over; tell the operator if it stays so.' },
  internal: { retryable: true, title: 'An unexpected fault', advice: 'Send the same again; if it fails again, tell the operator when it was.' },
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
