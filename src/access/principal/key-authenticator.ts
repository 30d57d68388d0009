// Who holds the key of a request, whichever way it proves that: the one place that says what each way is good for.
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { DatelineError } from '../../core/errors.js';
import { credentialsOf, type Credentials } from '../request/credentials.js';
import type { KeyRing, Principal } from '../key/key-ring.js';
import type { RequestSource } from '../request/csrf-check.js';
import type { Sessions } from '../session/sessions.js';

export const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** What Basic may read, for Prometheus and curl; nothing can be done by it. */
const BASIC_ROUTES = /^\/(metrics|ops)(\/|$)/;
const API_ROUTES = /^\/v1(\/|$)/;

/** An open page says whose it is: where somebody else signed in meanwhile, it must not act for them. */
const PAGE_OF = 'dateline-key';
/** A page that asks by itself, with nobody at it, does not keep its session alive. */
const IDLE = 'dateline-idle';
/** The queue's board says no such thing, and looks all the time. */
const POLLED_ROUTES = /^\/ops\/queues\/api\//;

/** A request's credentials, and who holds them. `secret` is what ends them: a key, or a session's token. */
export type Held = { by: 'bearer' | 'basic' | 'session'; secret: string; holder: Principal };

export type Asking = Pick<FastifyRequest, 'method' | 'raw' | 'routeOptions'>;

export const isOfApi = ({ routeOptions, raw }: Asking): boolean => API_ROUTES.test(routeOptions.url ?? raw.url ?? '');

/** True where Basic is good enough: for reading what operators read. */
export const takesBasic = ({ method, routeOptions }: Asking): boolean => READS.has(method) && BASIC_ROUTES.test(routeOptions.url ?? '');

const NOT_BASIC = '"Authorization: Basic" is for reading /metrics, /ops and /ops/queues alone. Send the key as "Authorization: Bearer <key>", or sign in at /ops or /console.';
export const refuseBasic = (): DatelineError => new DatelineError('unauthorized', NOT_BASIC);

export class KeyHolders {
  private readonly asked = new WeakMap<object, Promise<Held | null>>();

  constructor(
    private readonly keyRing: KeyRing,
    private readonly sessions: Sessions,
    private readonly source: RequestSource,
  ) {}

  /** The holder of a key or session that is good; null where none was sent, or a session that has ended. Throws `unauthorized` on a bad key. */
  of(request: Asking): Promise<Held | null> {
    const known = this.asked.get(request.raw);
    if (known !== undefined) return known;
    const held = this.find(request);
    this.asked.set(request.raw, held);
    return held;
  }

  /** The same; null too where the key is not good. */
  async ifGood(request: Asking): Promise<Principal | null> {
    try {
      return (await this.of(request))?.holder ?? null;
    } catch (error) {
      if (error instanceof DatelineError && error.code === 'unauthorized') return null;
      throw error;
    }
  }

  credentialsOf(request: Asking): Credentials {
    return credentialsOf(request.raw, this.source.protocolOf(request.raw));
  }

  /** The holder of a key; throws `unauthorized` where it is not good. */
  async ofKey(secret: string): Promise<Principal> {
    const holder = await this.keyRing.principal(secret);
    if (holder === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
    return holder;
  }

  /** Who is signed in where a socket is opened, by a page of ours; null where nobody is. A socket that comes back by itself is no use. */
  async ofUpgrade(upgrade: IncomingMessage): Promise<Held | null> {
    const credentials = credentialsOf({ headers: { cookie: upgrade.headers.cookie } }, this.source.protocolOf(upgrade));
    return credentials.by === 'session' && this.source.of(upgrade) === 'own' ? this.ofSession(credentials.token, true) : null;
  }

  /** Calls `ended`, once, within a second of the end of what was sent; answers how to stop waiting. */
  untilEnd({ by, secret, holder }: Held, ended: () => void): () => void {
    return by === 'session' ? this.sessions.untilEnd(secret, holder, ended) : this.keyRing.untilEnd(secret, holder, ended);
  }

  private async find(request: Asking): Promise<Held | null> {
    const credentials = this.credentialsOf(request);
    if (credentials.by === 'nothing') return null;
    if (credentials.by === 'other') throw new DatelineError('unauthorized', 'Send the key as "Authorization: Bearer <key>".');
    if (credentials.by === 'session') return this.signedIn(request, credentials.token);
    if (credentials.by === 'basic' && !takesBasic(request)) throw refuseBasic();
    return { ...credentials, holder: await this.ofKey(credentials.secret) };
  }

  private async ofSession(token: string, idle: boolean): Promise<Held | null> {
    const holder = await this.sessions.principal(token, { idle });
    return holder === null ? null : { by: 'session', secret: token, holder };
  }

  private async signedIn(request: Asking, token: string): Promise<Held | null> {
    const source = this.source.of(request.raw);
    // The API's answers are for our own pages; a link from elsewhere to the operator's page is followed like any.
    if (source === 'other' && isOfApi(request)) return null;
    if (source !== 'own' && !READS.has(request.method)) return null;
    const { [PAGE_OF]: pageOf, [IDLE]: idle } = request.raw.headers;
    const isPolled = READS.has(request.method) && POLLED_ROUTES.test(request.routeOptions.url ?? '');
    const held = await this.ofSession(token, idle !== undefined || isPolled);
    return pageOf === undefined || pageOf === held?.holder.keyId ? held : null;
  }
}
