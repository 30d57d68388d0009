// What a socket's reader may read: by a key, which ends the socket with it, or by a token, which ends by its time and can be renewed
// on the open socket.
import { ANONYMOUS, type Reader, type ReaderAuthenticator } from '../../access/principal/reader-authenticator.js';
import type { Rights } from '../../core/log/audience.js';

export class SocketRights {
  private stop: () => void;

  /** `lost` hears when a token's time is over, `closed` when a key has ended. */
  constructor(
    private readonly readers: ReaderAuthenticator,
    private reader: Reader,
    private readonly on: { lost: () => void; closed: () => void },
  ) {
    this.stop = this.watch();
  }

  get current(): Reader {
    return this.reader;
  }

  get rights(): Rights {
    return this.reader.rights;
  }

  /** Takes another key or token in the place of the one before; answers until when it holds. Throws `unauthorized`. */
  async renew(secret: string): Promise<string | null> {
    const reader = await this.readers.authenticate(secret);
    this.stop();
    this.reader = reader;
    this.stop = this.watch();
    return reader.by === 'token' ? new Date(reader.endsAt).toISOString() : null;
  }

  close(): void {
    this.stop();
  }

  private watch(): () => void {
    return this.readers.onEnd(this.reader, () => {
      if (this.reader.by === 'key') return this.on.closed();
      // What is over allows nothing, whatever happens next.
      this.reader = ANONYMOUS;
      return this.on.lost();
    });
  }
}
