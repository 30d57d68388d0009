// Who reads, and what they may: everybody, the holder of a key, or of a reader's token.
import { NO_RIGHTS, type Rights } from '../core/audience.js';
import { DatelineError } from '../core/errors.js';
import type { KeyRing, Principal } from './key-ring.js';
import { looksLikeToken, type ReaderTokens } from './reader-tokens.js';
import { keyOfHeader } from './scope.guard.js';

/** `endsAt` is when a token ends, in ms of the epoch. What a key allows ends with the key. */
export type Reader = { rights: Rights } & ({ by: 'nothing' } | { by: 'key'; key: string; holder: Principal } | { by: 'token'; endsAt: number });

export const ANYBODY: Reader = { by: 'nothing', rights: NO_RIGHTS };
const LONGEST_TIMER_MS = 2_147_483_647;

/** What a publisher may read of what is private: its own. */
export const rightsOfPublisher = (publisher: string): Rights => ({ all: false, publisher, channels: [] });

/** A key that publishes or reads has its own publisher's private stories; the admin key has all. */
export function rightsOf({ scopes, publisher }: Principal): Rights {
  if (scopes.has('admin')) return { all: true, publisher: null, channels: [] };
  return scopes.has('publish') || scopes.has('read') ? rightsOfPublisher(publisher) : NO_RIGHTS;
}

export class Readers {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly tokens: ReaderTokens,
  ) {}

  /** Who sent this key or token; null is nobody in particular. Throws `unauthorized` on one that is not good. */
  async of(secret: string | null): Promise<Reader> {
    if (secret === null) return ANYBODY;
    if (looksLikeToken(secret)) {
      const { channels, endsAt } = await this.tokens.read(secret);
      return { by: 'token', endsAt, rights: { all: false, publisher: null, channels } };
    }
    const holder = await this.keyRing.principal(secret);
    if (holder === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
    return { by: 'key', key: secret, holder, rights: rightsOf(holder) };
  }

  /** The same of an Authorization header. */
  async ofHeader(header: string | undefined): Promise<Reader> {
    const secret = keyOfHeader(header);
    if (secret === null && header !== undefined && header !== '') throw new DatelineError('unauthorized', 'Send the key or token as "Authorization: Bearer <key>".');
    return this.of(secret);
  }

  /** Calls `ended`, once, when what the reader may is over; answers how to stop waiting. */
  untilEnd(reader: Reader, ended: () => void): () => void {
    if (reader.by === 'nothing') return () => undefined;
    if (reader.by === 'key') return this.keyRing.untilEnd(reader.key, reader.holder, ended);
    const timer = setTimeout(ended, Math.min(Math.max(0, reader.endsAt - Date.now()), LONGEST_TIMER_MS)).unref();
    return () => clearTimeout(timer);
  }
}
