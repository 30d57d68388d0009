// The key or token of one socket. When a key ends, the socket is closed; when a token expires, the client can
// send a new one on the open socket.
import { formatTimestamp } from '../../core/instant.js';
import { ANONYMOUS, type Reader, type ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import type { ReadRights } from '../../core/log/audience.js';

export class SocketCredentials {
  private stopWatching: () => void;

  constructor(
    private readonly authenticator: ReaderAuthenticator,
    private reader: Reader,
    private readonly on: { tokenExpired: () => void; keyEnded: () => void },
  ) {
    this.stopWatching = this.watch();
  }

  get currentReader(): Reader {
    return this.reader;
  }

  get rights(): ReadRights {
    return this.reader.rights;
  }

  /**
   * Replaces the key or token. Returns when a token expires (RFC 3339), null for a key. Throws
   * `unauthorized`.
   */
  async renew(secret: string): Promise<string | null> {
    const reader = await this.authenticator.authenticate(secret);
    this.stopWatching();
    this.reader = reader;
    this.stopWatching = this.watch();
    return reader.by === 'token' ? formatTimestamp(reader.endsAt) : null;
  }

  close(): void {
    this.stopWatching();
  }

  private watch(): () => void {
    return this.authenticator.onEnd(this.reader, () => {
      if (this.reader.by === 'key') return this.on.keyEnded();
      // Drop the rights first: the callback must not see them.
      this.reader = ANONYMOUS;
      return this.on.tokenExpired();
    });
  }
}
