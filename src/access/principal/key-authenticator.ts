// Finds the holder of a request's key, by Bearer, Basic or a session; the one place that says where each is
// allowed.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import type { KeyRing, Principal } from '../key/key-ring.js';
import { credentialsOf, type Credentials } from '../request/credentials.js';
import type { CsrfCheck } from '../request/csrf-check.js';
import type { Sessions } from '../session/sessions.js';

/** Safe methods (RFC 9110, 9.2.1) that routes here have. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Routes that Basic may read, for Prometheus and curl. */
const BASIC_ROUTES = /^\/(metrics|ops)(\/|$)/;
const API_ROUTES = /^\/v1(\/|$)/;

/**
 * The key id that an open page was loaded for: where another user signed in since, the page must not act for
 * them.
 */
const PAGE_KEY_HEADER = 'dateline-key';
/** Sent with a page's automatic requests: they don't keep the session alive. */
const IDLE_HEADER = 'dateline-idle';
/** Bull Board polls this by itself, and sends no such header. */
const POLLED_ROUTES = /^\/ops\/queues\/api\//;

/** Verified credentials. `secret` ends them: a key, or a session's token. */
export type Authentication = { by: 'bearer' | 'basic' | 'session'; secret: string; principal: Principal };

export type AuthenticableRequest = Pick<FastifyRequest, 'method' | 'raw' | 'routeOptions'>;

export const isApiRoute = ({ routeOptions, raw }: AuthenticableRequest): boolean =>
  API_ROUTES.test(routeOptions.url ?? raw.url ?? '');

/** Whether the route accepts Basic: for reading what operators read. */
export const allowsBasic = ({ method, routeOptions }: AuthenticableRequest): boolean =>
  SAFE_METHODS.has(method) && BASIC_ROUTES.test(routeOptions.url ?? '');

const BASIC_NOT_ALLOWED =
  '"Authorization: Basic" is for reading /metrics, /ops and /ops/queues only. Send the key as "Authorization: Bearer <key>", or sign in at /ops or /console.';
export const basicNotAllowed = (): DatelineError => new DatelineError('unauthorized', BASIC_NOT_ALLOWED);

export class KeyAuthenticator {
  /** One result per request: hooks, guards and handlers all ask. */
  private readonly results = new WeakMap<object, Promise<Authentication | null>>();

  constructor(
    private readonly keyRing: KeyRing,
    private readonly sessions: Sessions,
    private readonly csrf: CsrfCheck,
  ) {}

  /**
   * Verifies the request's credentials; null where it has none, or its session has ended. Throws
   * `unauthorized` on an invalid key.
   */
  authenticate(request: AuthenticableRequest): Promise<Authentication | null> {
    const known = this.results.get(request.raw);
    if (known !== undefined) return known;
    const result = this.verify(request);
    this.results.set(request.raw, result);
    return result;
  }

  /** As `authenticate`, but null where the key is invalid. */
  async principalOrNull(request: AuthenticableRequest): Promise<Principal | null> {
    try {
      return (await this.authenticate(request))?.principal ?? null;
    } catch (error) {
      if (error instanceof DatelineError && error.code === 'unauthorized') return null;
      throw error;
    }
  }

  credentialsOf(request: AuthenticableRequest): Credentials {
    return credentialsOf(request.raw, this.csrf.protocolOf(request.raw));
  }

  /** The holder of a key; throws `unauthorized` where it is invalid. */
  async authenticateKey(secret: string): Promise<Principal> {
    const principal = await this.keyRing.principal(secret);
    if (principal === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
    return principal;
  }

  /**
   * The session of a WebSocket upgrade by our own page; null where there is none. A reconnect doesn't keep
   * the session alive.
   */
  async authenticateUpgrade(upgrade: IncomingMessage): Promise<Authentication | null> {
    const credentials = credentialsOf({ headers: { cookie: upgrade.headers.cookie } }, this.csrf.protocolOf(upgrade));
    if (credentials.by !== 'session' || this.csrf.originOf(upgrade) !== 'same-origin') return null;
    return this.authenticateSession(credentials.token, true);
  }

  /**
   * Calls `ended` once, within a second of the end of the key or session; returns a function that stops
   * watching.
   */
  onEnd({ by, secret, principal }: Authentication, ended: () => void): () => void {
    return by === 'session'
      ? this.sessions.onEnd(secret, principal, ended)
      : this.keyRing.onEnd(secret, principal, ended);
  }

  private async verify(request: AuthenticableRequest): Promise<Authentication | null> {
    const credentials = this.credentialsOf(request);
    if (credentials.by === 'nothing') return null;
    if (credentials.by === 'other')
      throw new DatelineError('unauthorized', 'Send the key as "Authorization: Bearer <key>".');
    if (credentials.by === 'session') return this.authenticateCookie(request, credentials.token);
    if (credentials.by === 'basic' && !allowsBasic(request)) throw basicNotAllowed();
    return { ...credentials, principal: await this.authenticateKey(credentials.secret) };
  }

  private async authenticateSession(token: string, idle: boolean): Promise<Authentication | null> {
    const principal = await this.sessions.principal(token, { idle });
    return principal === null ? null : { by: 'session', secret: token, principal };
  }

  private async authenticateCookie(request: AuthenticableRequest, token: string): Promise<Authentication | null> {
    const origin = this.csrf.originOf(request.raw);
    // API responses are for our own pages; a link from another site to the operator's page works.
    if (origin === 'cross-origin' && isApiRoute(request)) return null;
    if (origin !== 'same-origin' && !SAFE_METHODS.has(request.method)) return null;
    const { [PAGE_KEY_HEADER]: pageKey, [IDLE_HEADER]: idle } = request.raw.headers;
    const isPolled = SAFE_METHODS.has(request.method) && POLLED_ROUTES.test(request.routeOptions.url ?? '');
    const result = await this.authenticateSession(token, idle !== undefined || isPolled);
    return pageKey === undefined || pageKey === result?.principal.keyId ? result : null;
  }
}
