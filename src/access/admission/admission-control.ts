// Admission control for every transport: rate limits, wrong keys and open connections, and the client that
// each is counted for.
import type { IncomingMessage } from 'node:http';
import type { ConnectionLimiter } from '../limit/connection-limiter.js';
import type { RateLimits } from '../limit/rate-limits.js';
import type { WrongKeyLimiter } from '../limit/wrong-key-limiter.js';
import type { Reader } from '../principal/reader-authenticator.js';

/** The rate limit client of a key's holder: the key, from whatever address. */
export const keyClientId = ({ keyId }: { keyId: string }): string => `key ${keyId}`;

export class AdmissionControl {
  constructor(
    readonly rateLimits: RateLimits,
    readonly wrongKeyLimiter: WrongKeyLimiter,
    /** The rate limit client of a request without a key: its network. */
    readonly networkOf: (request: IncomingMessage) => string,
    /** Open sockets and event streams. */
    readonly readerConnections: ConnectionLimiter,
  ) {}

  /** Runs `work`, which needs a valid key, and counts a wrong one. Throws `too_many`. */
  guardKeyCheck<T>(request: IncomingMessage, secret: string | null, work: () => Promise<T>): Promise<T> {
    return secret === null ? work() : this.wrongKeyLimiter.guard(this.networkOf(request), secret, work);
  }

  /** Counts a new socket or subscription; null where those have no limit. Throws `too_many`. */
  consumeConnect(request: IncomingMessage, reader: Reader): Promise<void> | null {
    if (!this.rateLimits.isLimited('connect')) return null;
    const client = reader.by === 'key' ? keyClientId(reader.authentication.principal) : this.networkOf(request);
    return this.rateLimits.consumeOrThrow('connect', client);
  }
}
