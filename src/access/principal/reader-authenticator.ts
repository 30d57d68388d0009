// Who reads, and what they may: everybody, the holder of a key, or of a reader's token.
import type { IncomingMessage } from 'node:http';
import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import { DatelineError } from '../../core/errors.js';
import type { AuthenticableRequest, Authentication, KeyAuthenticator } from './key-authenticator.js';
import type { Principal } from '../key/key-ring.js';
import { looksLikeJwt } from '../request/credentials.js';
import type { ReaderTokens } from './reader-tokens.js';

/** `endsAt` is when a token ends, in ms of the epoch. What a key allows ends with the key, or with the session. */
export type Reader = { rights: Rights } & ({ by: 'nothing' } | { by: 'key'; authentication: Authentication } | { by: 'token'; endsAt: number });

export const ANONYMOUS: Reader = { by: 'nothing', rights: NO_RIGHTS };
const MAX_TIMER_MS = 2_147_483_647;

/** What a publisher may read of what is private: its own. */
export const rightsOfPublisher = (publisher: string): Rights => ({ all: false, publisher, channels: [] });

/** A key that publishes or reads has its own publisher's private stories; the admin key has all. */
export function rightsOf({ scopes, publisher }: Principal): Rights {
  if (scopes.has('admin')) return { all: true, publisher: null, channels: [] };
  return scopes.has('publish') || scopes.has('read') ? rightsOfPublisher(publisher) : NO_RIGHTS;
}

const byKey = (authentication: Authentication): Reader => ({ by: 'key', authentication, rights: rightsOf(authentication.principal) });

export class ReaderAuthenticator {
  constructor(
    private readonly keys: KeyAuthenticator,
    private readonly tokens: ReaderTokens,
  ) {}

  /** Who sent this key or token; null is nobody in particular. Throws `unauthorized` on one that is not good. */
  async authenticate(secret: string | null): Promise<Reader> {
    if (secret === null) return ANONYMOUS;
    if (looksLikeJwt(secret)) {
      const { channels, endsAt } = await this.tokens.verify(secret);
      return { by: 'token', endsAt, rights: { all: false, publisher: null, channels } };
    }
    return byKey({ by: 'bearer', secret, principal: await this.keys.authenticateKey(secret) });
  }

  /** The same of a request over HTTP, which may come with a session. */
  async authenticateRequest(request: AuthenticableRequest): Promise<Reader> {
    const credentials = this.keys.credentialsOf(request);
    if (credentials.by === 'bearer' && looksLikeJwt(credentials.secret)) return this.authenticate(credentials.secret);
    const held = await this.keys.authenticate(request);
    return held === null ? ANONYMOUS : byKey(held);
  }

  /** Whose session opens a socket. Throws `unauthorized` where there is none, or a page of another origin asks. */
  async authenticateSession(upgrade: IncomingMessage): Promise<Reader> {
    const held = await this.keys.authenticateUpgrade(upgrade);
    if (held === null) throw new DatelineError('unauthorized', 'Nobody is signed in here.');
    return byKey(held);
  }

  /** Calls `ended`, once, when what the reader may is over; answers how to stop waiting. */
  onEnd(reader: Reader, ended: () => void): () => void {
    if (reader.by === 'nothing') return () => undefined;
    if (reader.by === 'key') return this.keys.onEnd(reader.authentication, ended);
    const timer = setTimeout(ended, Math.min(Math.max(0, reader.endsAt - Date.now()), MAX_TIMER_MS)).unref();
    return () => clearTimeout(timer);
  }
}
