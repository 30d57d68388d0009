// The token for private channels: requested when first needed, before it expires, and after the server rejects it.
// Invariants: one request to the token function at a time; a rejected token is not sent again; after `MAX_REJECTED`
// rejections in a row there is no token until a new subscription starts.
import { backoffMs, pause } from '../timing/backoff.js';
import { callAt } from '../timing/call-at.js';

/** A token or API key, or a function that returns a new one. It runs before the token expires and after a rejection. */
export type TokenSource = string | (() => string | Promise<string>);

const MAX_REJECTED = 3;
/** A token that was replaced sooner than this delays the next request. */
const MIN_LIFETIME_MS = 1_000;
/** How long before expiry a token is renewed, at most a fifth of its lifetime; jittered, so that clients spread out. */
const RENEW_AHEAD_MS = 60_000;

/** The expiry of a JWT (`exp`, RFC 7519) in epoch milliseconds; null if it has none that can be read. */
function jwtExpiry(token: string): number | null {
  try {
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null;
    return typeof exp === 'number' ? exp * 1_000 : null;
  } catch {
    return null; // an API key, or a foreign token
  }
}

export class ReaderToken {
  private token: string | null = null;
  /** How many tokens the function has returned. */
  issuedCount = 0;
  /** By this machine's clock; null if unknown, or if the clock is plainly wrong: then only the server finds out. */
  private expiresAt: number | null = null;
  private pending: Promise<string | null> | null = null;
  private rejectedInRow = 0;
  private shortLivedInRow = 0;
  private receivedAt = 0;
  private cancelRenewal = (): void => undefined;
  private readonly closer = new AbortController();
  /** Called with a token that replaces one that has not expired. */
  onRenewed: (token: string) => void = () => undefined;
  /** Called when the function fails while there is no token. */
  onFailed: (error: unknown) => void = () => undefined;

  constructor(private readonly source?: TokenSource) {
    if (typeof source === 'string') this.token = source;
  }

  /** True if another token may be available. */
  get canRenew(): boolean {
    return typeof this.source === 'function' && this.rejectedInRow < MAX_REJECTED;
  }

  /** The token to send; null if there is none (any more). Throws if the token function fails. */
  async current(): Promise<string | null> {
    const isValid = this.expiresAt === null || Date.now() < this.expiresAt;
    if (this.token !== null && isValid) return this.token;
    return this.canRenew ? this.request({ retry: false }) : null;
  }

  /** The server accepted this token. */
  accepted(token: string | null): void {
    if (token !== null && token === this.token) this.rejectedInRow = 0;
  }

  /** The server rejected this token. */
  reject(token: string | null): void {
    if (token === null || token !== this.token) return;
    this.rejectedInRow += 1;
    this.token = null;
    this.cancelRenewal();
  }

  /** A token other than `used`, requested until the function returns one; null if none is available. */
  async renew(used: string | null): Promise<string | null> {
    this.reject(used);
    if (this.token !== null && this.token !== used) return this.token;
    return this.canRenew ? this.request({ retry: true }) : null;
  }

  /** A new subscription starts: what the server rejected before may be accepted now. */
  resetRejections(): void {
    if (typeof this.source === 'function' && !this.canRenew) this.rejectedInRow = 0;
  }

  close(): void {
    this.cancelRenewal();
    this.closer.abort();
  }

  /** Shares the pending request; with `retry`, requests again after a failure. */
  private async request({ retry }: { retry: boolean }): Promise<string | null> {
    const { signal } = this.closer;
    for (let failures = 0; ; failures += 1) {
      try {
        return await (this.pending ??= this.callSource().finally(() => (this.pending = null)));
      } catch (error) {
        if (!retry || signal.aborted) throw error;
        await pause(backoffMs(failures), signal);
        signal.throwIfAborted();
      }
    }
  }

  private async callSource(): Promise<string | null> {
    const { signal } = this.closer;
    if (typeof this.source !== 'function') return null;
    this.shortLivedInRow = Date.now() - this.receivedAt < MIN_LIFETIME_MS ? this.shortLivedInRow + 1 : 0;
    if (this.shortLivedInRow > 0) await pause(backoffMs(this.shortLivedInRow - 1), signal);
    signal.throwIfAborted();
    try {
      const token = await this.source();
      signal.throwIfAborted();
      if (typeof token !== 'string' || token === '')
        throw new TypeError('The token function must return a string that is not empty.');
      this.store(token);
      return token;
    } catch (error) {
      if (this.token === null && !signal.aborted) this.onFailed(error);
      throw error;
    }
  }

  private store(token: string): void {
    this.token = token;
    this.issuedCount += 1;
    this.receivedAt = Date.now();
    const expiresAt = jwtExpiry(token);
    this.expiresAt = expiresAt !== null && expiresAt > this.receivedAt ? expiresAt : null;
    this.scheduleRenewal();
  }

  private scheduleRenewal(): void {
    this.cancelRenewal();
    if (this.expiresAt === null) return;
    const lifetime = this.expiresAt - this.receivedAt;
    const ahead = Math.min(RENEW_AHEAD_MS, lifetime / 5) * (0.5 + Math.random());
    this.cancelRenewal = callAt(this.expiresAt - ahead, () => void this.renewAhead());
  }

  private async renewAhead(): Promise<void> {
    try {
      const token = await this.request({ retry: true });
      if (token !== null) this.onRenewed(token);
    } catch (error) {
      // The only way out of the retries is `close`.
      if (!this.closer.signal.aborted) throw error;
    }
  }
}
