// The time limit of a request.

/** A signal that aborts after `ms`, or together with `signal`. */
export const timeoutSignal = (ms: number, signal?: AbortSignal): AbortSignal =>
  signal === undefined ? AbortSignal.timeout(ms) : AbortSignal.any([signal, AbortSignal.timeout(ms)]);
