// Browsers sign in with a key and get a session: a random token in a cookie, kept as its hash. Invariants: its scopes are its key's, read
// at each request; it ends on sign-out, with the secret that began it, and when nobody has used it for the idle time.
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
import type { CsrfCheck } from '../request/csrf-check.js';
import type { WrongKeyLimiter } from '../limit/wrong-key-limiter.js';
import { FailedSignIns } from './failed-sign-ins.js';
import { sessionCookie, tokenOf } from '../request/session-cookie.js';

/** A use is written down once in this part of the idle time, or once a minute where that is sooner. */
const WRITES_PER_IDLE_TIME = 10;
const MAX_WRITE_INTERVAL_MS = 60_000;

export class Sessions {
  private readonly idleMs: number;
  private readonly watch: KeyWatch;
  private readonly failedSignIns: FailedSignIns;

  constructor(
    private readonly store: Store,
    private readonly keyRing: KeyRing,
    private readonly admission: { wrongKeyLimiter: Pick<WrongKeyLimiter, 'guard'>; networkOf: (request: IncomingMessage) => string },
    private readonly csrf: CsrfCheck,
    { sessionIdleMinutes }: Pick<Settings, 'sessionIdleMinutes'>,
    log: Logger,
  ) {
    this.idleMs = sessionIdleMinutes * 60_000;
    this.watch = new KeyWatch({ live: (hashes) => store.sessions.live(hashes, this.idleMs) }, log);
    this.failedSignIns = new FailedSignIns(store.auditLog);
  }

  /**
   * Signs a browser in with a key that has the scope which the page needs; answers the `Set-Cookie`. The session that the browser had
   * before ends. Throws `unauthorized`, `forbidden`, `too_many`.
   */
  async signIn(request: FastifyRequest, key: string, page: string, needs: Scope): Promise<string> {
    // Else another site could sign its visitors in with a key of its own, and read what they then write.
    this.csrf.requireSameOrigin(request.raw);
    const holder = await this.admission.wrongKeyLimiter.guard(this.admission.networkOf(request.raw), key, () => this.holderOfKey(request, key, page));
    if (!holder.scopes.has(needs)) {
      await this.failedSignIns.record(holder, request, { page, why: 'scope' });
      throw new DatelineError('forbidden', `The key lacks the scope "${needs}", which this page needs.`);
    }
    const token = randomBytes(32).toString('base64url');
    const before = this.tokenOf(request);
    const begun = await this.store.transaction(async (tx) => {
      if (before !== null) await this.store.sessions.remove(tx, hashKey(before));
      if (!(await this.store.sessions.add(tx, { hash: hashKey(token), key: holder.keyId, keyHash: hashKey(key), idleMs: this.idleMs }))) return false;
      await this.store.auditLog.add(actorOf(holder, request), { action: 'session.began', target: page }, tx);
      return true;
    });
    if (!begun) throw unknownKey();
    if (before !== null) await this.watch.poll();
    return sessionCookie(token, this.csrf.protocolOf(request.raw));
  }

  /** Signs a browser out; answers the `Set-Cookie` that takes its cookie back. What is open with the session is closed. Throws `forbidden`. */
  async signOut(request: FastifyRequest, page: string): Promise<string> {
    // A request of another site comes without the cookie; its answer must not take the cookie either.
    this.csrf.requireSameOrigin(request.raw);
    const token = this.tokenOf(request);
    if (token !== null) {
      await this.store.transaction(async (tx) => {
        const key = await this.store.sessions.remove(tx, hashKey(token));
        if (key !== null) await this.store.auditLog.add({ keyId: key.id, keyName: key.name, address: request.ip }, { action: 'session.ended', target: page }, tx);
      });
      await this.watch.poll();
    }
    return sessionCookie(null, this.csrf.protocolOf(request.raw));
  }

  /** Who is signed in by this token; null where the session has ended. `idle`: a page asks by itself, so nobody has used it. */
  async principal(token: string, { idle }: { idle: boolean }): Promise<Principal | null> {
    const hash = hashKey(token);
    const [found] = await this.store.sessions.live([hash], this.idleMs);
    if (found === undefined) return null;
    if (!idle && Date.now() - found.usedAt.getTime() > Math.min(MAX_WRITE_INTERVAL_MS, this.idleMs / WRITES_PER_IDLE_TIME)) await this.store.sessions.used(hash);
    const { id, name, publisher, scopes, endsAt } = found.key;
    const holder = { keyId: id, keyName: name, publisher, scopes: new Set(scopes), endsAt };
    if (!idle) this.keyRing.recordUse(holder);
    return holder;
  }

  /** Calls `ended` within a second of the session's end; answers how to stop watching. */
  onEnd(token: string, { endsAt }: Principal, ended: () => void): () => void {
    return this.watch.watch(token, endsAt, ended);
  }

  close(): void {
    this.watch.close();
  }

  private tokenOf({ raw }: FastifyRequest): string | null {
    return tokenOf(raw.headers.cookie, this.csrf.protocolOf(raw));
  }

  private async holderOfKey(request: FastifyRequest, key: string, page: string): Promise<Principal> {
    const holder = await this.keyRing.principal(key);
    if (holder !== null) return holder;
    await this.failedSignIns.record(null, request, { page, why: 'unknown key' });
    throw unknownKey();
  }
}

const unknownKey = (): DatelineError => new DatelineError('unauthorized', 'This key is not known here, or it has ended.');
