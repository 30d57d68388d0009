/**
 * Serves `GET /v1/updates` as an event stream. Deliver provides it on gateways, and read's controller injects
 * it, because the two modules may not import each other.
 */
export type UpdateStreams<Request, Reply> = {
  /** Takes over the reply. Throws a DatelineError while it can still be answered as a problem. */
  serve(request: Request, reply: Reply): Promise<void>;
};

/** The injection token of `UpdateStreams`. */
export const UPDATE_STREAMS = Symbol('update streams');
