// Authenticates readers, and says what they may read: anonymous, by a key or session, or by a reader's token.
import type { IncomingMessage } from 'node:http';
import { DatelineError } from '../../core/errors.js';
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import type { Principal } from '../key/key-ring.js';
import { looksLikeJwt } from '../request/credentials.js';
import type { AuthenticableRequest, Authentication, KeyAuthenticator } from './key-authenticator.js';
import type { ReaderTokens } from './reader-tokens.js';

/** `endsAt`: when a token expires, in ms since the epoch. The rights of a key end with the key or session. */
export type Reader = { rights: ReadRights } & (
  { by: 'nothing' } | { by: 'key'; authentication: Authentication } | { by: 'token'; endsAt: number }
);

export const ANONYMOUS: Reader = { by: 'nothing', rights: NO_RIGHTS };
/** The longest delay of setTimeout. */
const MAX_TIMER_MS = 2_147_483_647;

/** A publisher may read its own private stories. */
export const rightsOfPublisher = (publisher: string): ReadRights => ({ all: false, publisher, channels: [] });

/** A key that publishes or reads may read its publisher's private stories; an admin key may read all. */
export function rightsOf({ scopes, publisher }: Principal): ReadRights {
  if (scopes.has('admin')) return { all: true, publisher: null, channels: [] };
  return scopes.has('publish') || scopes.has('read') ? rightsOfPublisher(publisher) : NO_RIGHTS;
}

const keyReader = (authentication: Authentication): Reader => ({
  by: 'key',
  authentication,
  rights: rightsOf(authentication.principal),
});

export class ReaderAuthenticator {
  constructor(
    private readonly keys: KeyAuthenticator,
    private readonly tokens: ReaderTokens,
  ) {}

  /** The reader with this key or token; anonymous for null. Throws `unauthorized` where it is invalid. */
  async authenticate(secret: string | null): Promise<Reader> {
    if (secret === null) return ANONYMOUS;
    if (looksLikeJwt(secret)) {
      const { channels, endsAt } = await this.tokens.verify(secret);
      return { by: 'token', endsAt, rights: { all: false, publisher: null, channels } };
    }
    return keyReader({ by: 'bearer', secret, principal: await this.keys.authenticateKey(secret) });
  }

  /** The reader of an HTTP request, which may have a session. Throws `unauthorized`. */
  async authenticateRequest(request: AuthenticableRequest): Promise<Reader> {
    const credentials = this.keys.credentialsOf(request);
    if (credentials.by === 'bearer' && looksLikeJwt(credentials.secret)) return this.authenticate(credentials.secret);
    const authentication = await this.keys.authenticate(request);
    return authentication === null ? ANONYMOUS : keyReader(authentication);
  }

  /**
   * The reader with the session of a WebSocket upgrade. Throws `unauthorized` without a session, or from
   * another origin.
   */
  async authenticateSession(upgrade: IncomingMessage): Promise<Reader> {
    const authentication = await this.keys.authenticateUpgrade(upgrade);
    if (authentication === null) throw new DatelineError('unauthorized', 'Nobody is signed in here.');
    return keyReader(authentication);
  }

  /** Calls `ended` once when the reader's rights end; returns a function that stops watching. */
  onEnd(reader: Reader, ended: () => void): () => void {
    if (reader.by === 'nothing') return () => undefined;
    if (reader.by === 'key') return this.keys.onEnd(reader.authentication, ended);
    const timer = setTimeout(ended, Math.min(Math.max(0, reader.endsAt - Date.now()), MAX_TIMER_MS)).unref();
    return () => clearTimeout(timer);
  }
}
