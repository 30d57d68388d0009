// Browser sessions: a user signs in with a key and gets a random token in a cookie; only its hash is stored.
// Invariants: a session has the scopes of its key, read at each request; it ends on sign-out, with the secret
// that started it, and after the idle time.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { hashKey } from '../../store/access/keys.js';
import type { Store } from '../../store/store.js';
import { actorOf } from '../audit/audit.js';
import type { KeyRing, Principal, Scope } from '../key/key-ring.js';
import { KeyWatch } from '../key/key-watch.js';
import type { WrongKeyLimiter } from '../limit/wrong-key-limiter.js';
import type { CsrfCheck } from '../request/csrf-check.js';
import { sessionCookie, tokenOf } from '../request/session-cookie.js';
import type { FailedSignIns } from './failed-sign-ins.js';

/** The time of last use is written this many times per idle time, but at most once a minute. */
const WRITES_PER_IDLE_TIME = 10;
const MAX_WRITE_INTERVAL_MS = 60_000;

export class Sessions {
  private readonly idleMs: number;
  private readonly watch: KeyWatch;

  constructor(
    private readonly store: Store,
    private readonly keyRing: KeyRing,
    private readonly admission: {
      wrongKeyLimiter: Pick<WrongKeyLimiter, 'guard'>;
      networkOf: (request: IncomingMessage) => string;
    },
    private readonly csrf: CsrfCheck,
    private readonly failedSignIns: FailedSignIns,
    { sessionIdleMinutes }: Pick<Settings, 'sessionIdleMinutes'>,
    log: Logger,
  ) {
    this.idleMs = sessionIdleMinutes * 60_000;
    this.watch = new KeyWatch({ findLive: (hashes) => store.sessions.findLive(hashes, this.idleMs) }, log);
  }

  /**
   * Signs a browser in with a key that has the scope `needs`; returns the `Set-Cookie` value. The browser's
   * previous session ends. Throws `unauthorized`, `forbidden`, `too_many`.
   */
  async signIn(request: FastifyRequest, key: string, page: string, needs: Scope): Promise<string> {
    // Login CSRF: another site could sign its visitors in with its own key, and read what they then write.
    this.csrf.requireSameOrigin(request.raw);
    const network = this.admission.networkOf(request.raw);
    const principal = await this.admission.wrongKeyLimiter.guard(network, key, () =>
      this.principalOfKey(request, key, page),
    );
    if (!principal.scopes.has(needs)) {
      await this.failedSignIns.record(principal, request, { page, why: 'scope' });
      throw new DatelineError('forbidden', `The key lacks the scope "${needs}", which this page needs.`);
    }
    const token = randomBytes(32).toString('base64url');
    const previous = this.tokenOf(request);
    const started = await this.store.transaction(async (tx) => {
      if (previous !== null) await this.store.sessions.remove(tx, hashKey(previous));
      const session = { hash: hashKey(token), key: principal.keyId, keyHash: hashKey(key), idleMs: this.idleMs };
      if (!(await this.store.sessions.add(tx, session))) return false;
      await this.store.auditLog.add(actorOf(principal, request), { action: 'session.began', target: page }, tx);
      return true;
    });
    if (!started) throw unknownKey();
    if (previous !== null) await this.watch.poll();
    return sessionCookie(token, this.csrf.protocolOf(request.raw));
  }

  /**
   * Signs a browser out and closes the session's connections; returns the `Set-Cookie` value that clears the
   * cookie. Throws `forbidden`.
   */
  async signOut(request: FastifyRequest, page: string): Promise<string> {
    // A cross-site request lacks the cookie (SameSite), but its response could still clear it.
    this.csrf.requireSameOrigin(request.raw);
    const token = this.tokenOf(request);
    if (token !== null) {
      await this.store.transaction(async (tx) => {
        const key = await this.store.sessions.remove(tx, hashKey(token));
        if (key === null) return;
        const actor = { keyId: key.id, keyName: key.name, address: request.ip };
        await this.store.auditLog.add(actor, { action: 'session.ended', target: page }, tx);
      });
      await this.watch.poll();
    }
    return sessionCookie(null, this.csrf.protocolOf(request.raw));
  }

  /**
   * Whose session the token is; null where it has ended. `idle`: an automatic request of an open page, which
   * is no use of the session.
   */
  async principal(token: string, { idle }: { idle: boolean }): Promise<Principal | null> {
    const hash = hashKey(token);
    const [session] = await this.store.sessions.findLive([hash], this.idleMs);
    if (session === undefined) return null;
    const unwrittenMs = Date.now() - session.usedAt.getTime();
    if (!idle && unwrittenMs > Math.min(MAX_WRITE_INTERVAL_MS, this.idleMs / WRITES_PER_IDLE_TIME))
      await this.store.sessions.markUsed(hash);
    const { id, name, publisher, scopes, endsAt } = session.key;
    const principal = { keyId: id, keyName: name, publisher, scopes: new Set(scopes), endsAt };
    if (!idle) this.keyRing.recordUse(principal);
    return principal;
  }

  /** Calls `ended` once, within a second of the session's end; returns a function that stops watching. */
  onEnd(token: string, { endsAt }: Principal, ended: () => void): () => void {
    return this.watch.watch(token, endsAt, ended);
  }

  close(): void {
    this.watch.close();
  }

  private tokenOf({ raw }: FastifyRequest): string | null {
    return tokenOf(raw.headers.cookie, this.csrf.protocolOf(raw));
  }

  private async principalOfKey(request: FastifyRequest, key: string, page: string): Promise<Principal> {
    const principal = await this.keyRing.principal(key);
    if (principal !== null) return principal;
    await this.failedSignIns.record(null, request, { page, why: 'unknown key' });
    throw unknownKey();
  }
}

const unknownKey = (): DatelineError =>
  new DatelineError('unauthorized', 'This key is not known here, or it has ended.');
