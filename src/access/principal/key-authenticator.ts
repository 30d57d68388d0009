// Who holds the key of a request, whichever way it proves that: the one place that says what each way is good for.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { credentialsOf, type Credentials } from '../request/credentials.js';
import type { KeyRing, Principal } from '../key/key-ring.js';
import type { CsrfCheck } from '../request/csrf-check.js';
import type { Sessions } from '../session/sessions.js';

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** What Basic may read, for Prometheus and curl; nothing can be done by it. */
const BASIC_ROUTES = /^\/(metrics|ops)(\/|$)/;
const API_ROUTES = /^\/v1(\/|$)/;

/** An open page says whose it is: where somebody else signed in meanwhile, it must not act for them. */
const PAGE_KEY_HEADER = 'dateline-key';
/** A page that asks by itself, with nobody at it, does not keep its session alive. */
const IDLE_HEADER = 'dateline-idle';
/** The queue's board says no such thing, and looks all the time. */
const POLLED_ROUTES = /^\/ops\/queues\/api\//;

/** A request's credentials, and who holds them. `secret` is what ends them: a key, or a session's token. */
export type Authentication = { by: 'bearer' | 'basic' | 'session'; secret: string; principal: Principal };

export type AuthenticableRequest = Pick<FastifyRequest, 'method' | 'raw' | 'routeOptions'>;

export const isApiRoute = ({ routeOptions, raw }: AuthenticableRequest): boolean => API_ROUTES.test(routeOptions.url ?? raw.url ?? '');

/** True where Basic is good enough: for reading what operators read. */
export const allowsBasic = ({ method, routeOptions }: AuthenticableRequest): boolean => SAFE_METHODS.has(method) && BASIC_ROUTES.test(routeOptions.url ?? '');

const BASIC_NOT_ALLOWED = '"Authorization: Basic" is for reading /metrics, /ops and /ops/queues alone. Send the key as "Authorization: Bearer <key>", or sign in at /ops or /console.';
export const basicNotAllowed = (): DatelineError => new DatelineError('unauthorized', BASIC_NOT_ALLOWED);

export class KeyAuthenticator {
  private readonly results = new WeakMap<object, Promise<Authentication | null>>();

  constructor(
    private readonly keyRing: KeyRing,
    private readonly sessions: Sessions,
    private readonly csrf: CsrfCheck,
  ) {}

  /** The holder of a key or session that is good; null where none was sent, or a session that has ended. Throws `unauthorized` on a bad key. */
  authenticate(request: AuthenticableRequest): Promise<Authentication | null> {
    const known = this.results.get(request.raw);
    if (known !== undefined) return known;
    const held = this.find(request);
    this.results.set(request.raw, held);
    return held;
  }

  /** The same; null too where the key is not good. */
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

  /** The holder of a key; throws `unauthorized` where it is not good. */
  async authenticateKey(secret: string): Promise<Principal> {
    const holder = await this.keyRing.principal(secret);
    if (holder === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
    return holder;
  }

  /** Who is signed in where a socket is opened, by a page of ours; null where nobody is. A socket that comes back by itself is no use. */
  async authenticateUpgrade(upgrade: IncomingMessage): Promise<Authentication | null> {
    const credentials = credentialsOf({ headers: { cookie: upgrade.headers.cookie } }, this.csrf.protocolOf(upgrade));
    return credentials.by === 'session' && this.csrf.originOf(upgrade) === 'own' ? this.authenticateSession(credentials.token, true) : null;
  }

  /** Calls `ended`, once, within a second of the end of what was sent; answers how to stop waiting. */
  onEnd({ by, secret, principal }: Authentication, ended: () => void): () => void {
    return by === 'session' ? this.sessions.onEnd(secret, principal, ended) : this.keyRing.onEnd(secret, principal, ended);
  }

  private async find(request: AuthenticableRequest): Promise<Authentication | null> {
    const credentials = this.credentialsOf(request);
    if (credentials.by === 'nothing') return null;
    if (credentials.by === 'other') throw new DatelineError('unauthorized', 'Send the key as "Authorization: Bearer <key>".');
    if (credentials.by === 'session') return this.authenticateCookie(request, credentials.token);
    if (credentials.by === 'basic' && !allowsBasic(request)) throw basicNotAllowed();
    return { ...credentials, principal: await this.authenticateKey(credentials.secret) };
  }

  private async authenticateSession(token: string, idle: boolean): Promise<Authentication | null> {
    const holder = await this.sessions.principal(token, { idle });
    return holder === null ? null : { by: 'session', secret: token, principal: holder };
  }

  private async authenticateCookie(request: AuthenticableRequest, token: string): Promise<Authentication | null> {
    const source = this.csrf.originOf(request.raw);
    // The API's answers are for our own pages; a link from elsewhere to the operator's page is followed like any.
    if (source === 'other' && isApiRoute(request)) return null;
    if (source !== 'own' && !SAFE_METHODS.has(request.method)) return null;
    const { [PAGE_KEY_HEADER]: pageOf, [IDLE_HEADER]: idle } = request.raw.headers;
    const isPolled = SAFE_METHODS.has(request.method) && POLLED_ROUTES.test(request.routeOptions.url ?? '');
    const held = await this.authenticateSession(token, idle !== undefined || isPolled);
    return pageOf === undefined || pageOf === held?.principal.keyId ? held : null;
  }
}
