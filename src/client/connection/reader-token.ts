// The token that private channels are read with: asked for when it is first needed, again before it ends, and again where the server
// takes it no longer. Invariants: one question at a time; a token that was refused is not sent again; after `MOST_REFUSED` in a row
// there is none, until somebody begins to follow something anew.
import { pause, backoffMs } from '../timing/backoff.js';

/** A token (or key), or what gives a fresh one: it is called again before the token ends, and where the server refuses it. */
export type TokenSource = string | (() => string | Promise<string>);

const MOST_REFUSED = 3;
/** A token that lasted for less than this is no reason to ask for the next at once. */
const HURRIED_MS = 1_000;
/** The next is asked for so long before a token ends, or a fifth of its time before; at random, so that a crowd doesn't renew together. */
const AHEAD_MS = 60_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/** When a JWT says that it ends, in ms of the epoch; null where it says nothing that can be read. */
export function jwtExpiry(token: string): number | null {
  try {
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number' ? claims.exp * 1_000 : null;
  } catch {
    return null; // a key, or nothing of ours
  }
}

export class ReaderToken {
  private held: string | null = null;
  /** How many were given so far. */
  issuedCount = 0;
  /** By this machine's clock; null where nobody knows, or the clock is plainly off: then the server says. */
  private endsAt: number | null = null;
  private asking: Promise<string | null> | null = null;
  private refused = 0;
  private hurried = 0;
  private gotAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly closer = new AbortController();
  /** Hears of a token that took the place of another before that ended. */
  onRenewed: (token: string) => void = () => undefined;
  /** Hears once, until it goes well again, that no token was given and none is held. */
  onFailed: (error: unknown) => void = () => undefined;

  constructor(private readonly source?: TokenSource) {
    if (typeof source === 'string') this.held = source;
  }

  /** True where another token may yet be had. */
  get canRenew(): boolean {
    return typeof this.source === 'function' && this.refused < MOST_REFUSED;
  }

  /** The token to send; null where there is none (any more). Throws where it was asked for and not given. */
  async current(): Promise<string | null> {
    if (this.held !== null && (this.endsAt === null || Date.now() < this.endsAt)) return this.held;
    return this.canRenew ? this.once(false) : null;
  }

  /** The server took this token. */
  accepted(token: string | null): void {
    if (token !== null && token === this.held) this.refused = 0;
  }

  /** The server does not take this token, or no longer. */
  reject(token: string | null): void {
    if (token === null || token !== this.held) return;
    this.refused += 1;
    this.held = null;
    clearTimeout(this.timer);
  }

  /** Another token than `used`, asked for until it is given; null where there is none to be had. */
  async renew(used: string | null): Promise<string | null> {
    this.reject(used);
    if (this.held !== null && this.held !== used) return this.held;
    return this.canRenew ? this.once(true) : null;
  }

  /** Somebody begins to follow something: what was refused before may be granted now. */
  resetRejections(): void {
    if (typeof this.source === 'function' && !this.canRenew) this.refused = 0;
  }

  close(): void {
    clearTimeout(this.timer);
    this.closer.abort();
  }

  /** One question at a time; whoever insists while somebody else only tries, tries after them. */
  private async once(insist: boolean): Promise<string | null> {
    const { signal } = this.closer;
    for (let failures = 0; ; failures += 1) {
      try {
        return await (this.asking ??= this.ask().finally(() => (this.asking = null)));
      } catch (error) {
        if (!insist || signal.aborted) throw error;
        await pause(backoffMs(failures), signal);
        signal.throwIfAborted();
      }
    }
  }

  private async ask(): Promise<string | null> {
    const { signal } = this.closer;
    if (typeof this.source !== 'function') return null;
    this.hurried = Date.now() - this.gotAt < HURRIED_MS ? this.hurried + 1 : 0;
    if (this.hurried > 0) await pause(backoffMs(this.hurried - 1), signal);
    signal.throwIfAborted();
    try {
      const token = await this.source();
      signal.throwIfAborted();
      if (typeof token !== 'string' || token === '') throw new TypeError('the token function gave no string');
      this.take(token);
      return token;
    } catch (error) {
      if (this.held === null && !signal.aborted) this.onFailed(error);
      throw error;
    }
  }

  private take(token: string): void {
    this.held = token;
    this.issuedCount += 1;
    this.gotAt = Date.now();
    const endsAt = jwtExpiry(token);
    this.endsAt = endsAt !== null && endsAt > this.gotAt ? endsAt : null;
    this.wait();
  }

  /** Until it is time for the next. */
  private wait(): void {
    clearTimeout(this.timer);
    if (this.endsAt === null) return;
    const left = this.endsAt - Date.now();
    const ms = left - Math.min(AHEAD_MS, left / 5) * (0.5 + Math.random());
    this.timer = setTimeout(() => (ms > LONGEST_TIMER_MS ? this.wait() : void this.renewAhead()), Math.min(ms, LONGEST_TIMER_MS));
  }

  private async renewAhead(): Promise<void> {
    try {
      const token = await this.once(true);
      if (token !== null) this.onRenewed(token);
    } catch (error) {
      // Only who was closed gives up asking.
      if (!this.closer.signal.aborted) throw error;
    }
  }
}
