// Where everybody comes in, by HTTP or by socket: who is counted for what.
import type { IncomingMessage } from 'node:http';
import type { Limits } from '../limit/rate-limits.js';
import type { OpenConnections } from '../limit/connection-limiter.js';
import type { Reader } from '../principal/reader-authenticator.js';
import type { WrongKeys } from '../limit/wrong-key-limiter.js';

/** Whom a key's holder is counted for: itself, wherever it comes from. */
export const holderName = ({ keyId }: { keyId: string }): string => `key ${keyId}`;

export class Admission {
  constructor(
    readonly limits: Limits,
    readonly wrongKeys: WrongKeys,
    readonly networkOf: (request: IncomingMessage) => string,
    /** Sockets and streams that are open. */
    readonly lines: OpenConnections,
  ) {}

  /** Does what needs a socket's key to be good, and counts it where it is not. Throws `too_many` where too many were not. */
  watch<T>(request: IncomingMessage, secret: string | null, work: () => Promise<T>): Promise<T> {
    return secret === null ? work() : this.wrongKeys.watch(this.networkOf(request), secret, work);
  }

  /** A socket comes, or one that is there subscribes; null where that is not counted. Throws `too_many`. */
  connect(request: IncomingMessage, reader: Reader): Promise<void> | null {
    return this.limits.has('connect') ? this.limits.spend('connect', reader.by === 'key' ? holderName(reader.held.holder) : this.networkOf(request)) : null;
  }
}
