// Where everybody comes in, by HTTP or by socket: who is counted for what.
import type { IncomingMessage } from 'node:http';
import type { RateLimits } from '../limit/rate-limits.js';
import type { ConnectionLimiter } from '../limit/connection-limiter.js';
import type { Reader } from '../principal/reader-authenticator.js';
import type { WrongKeyLimiter } from '../limit/wrong-key-limiter.js';

/** Whom a key's holder is counted for: itself, wherever it comes from. */
export const keyClientId = ({ keyId }: { keyId: string }): string => `key ${keyId}`;

export class AdmissionControl {
  constructor(
    readonly rateLimits: RateLimits,
    readonly wrongKeyLimiter: WrongKeyLimiter,
    readonly networkOf: (request: IncomingMessage) => string,
    /** Sockets and streams that are open. */
    readonly readerConnections: ConnectionLimiter,
  ) {}

  /** Does what needs a socket's key to be good, and counts it where it is not. Throws `too_many` where too many were not. */
  guardKeyCheck<T>(request: IncomingMessage, secret: string | null, work: () => Promise<T>): Promise<T> {
    return secret === null ? work() : this.wrongKeyLimiter.guard(this.networkOf(request), secret, work);
  }

  /** A socket comes, or one that is there subscribes; null where that is not counted. Throws `too_many`. */
  consumeConnect(request: IncomingMessage, reader: Reader): Promise<void> | null {
    return this.rateLimits.isLimited('connect') ? this.rateLimits.consumeOrThrow('connect', reader.by === 'key' ? keyClientId(reader.authentication.principal) : this.networkOf(request)) : null;
  }
}
