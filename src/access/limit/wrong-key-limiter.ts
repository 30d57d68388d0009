// So that keys can't be guessed: from an address that has sent too many wrong ones, a key that nobody has used here is looked at a few
// times a second and no more. Keys that were good here before are served as ever: behind the same address may be a newsroom.
import { DatelineError } from '../../core/errors.js';
import type { KeyRing } from '../key/key-ring.js';
import type { RateLimits } from './rate-limits.js';
import { looksLikeJwt } from '../request/credentials.js';

/** From an address that is over, one unknown key is looked at in this time. */
const CHECK_INTERVAL_MS = 250;
/** And so long may one wait for its look. */
const MAX_WAIT_MS = 1_000;
/** So many addresses are known to be over; of more, those that were first are forgotten. */
const MAX_BLOCKED = 10_000;

export class WrongKeyLimiter {
  /** Until when, in ms of the epoch, an address is over, and when its next look is. */
  private readonly blocked = new Map<string, { until: number; next: number }>();

  constructor(
    private readonly limits: Pick<RateLimits, 'wrongKeys'>,
    private readonly keyRing: Pick<KeyRing, 'principal' | 'wasValid'>,
  ) {}

  /** True while there is an address that is over. */
  get hasBlocked(): boolean {
    return this.blocked.size > 0;
  }

  /** Looks at a key that `network` has sent, where that must wait or be refused. Throws `too_many`. */
  async check(network: string, secret: string | null): Promise<void> {
    const over = this.blocked.get(network);
    if (over === undefined || secret === null || looksLikeJwt(secret)) return;
    const now = Date.now();
    if (over.until <= now) return void this.blocked.delete(network);
    if (this.keyRing.wasValid(secret)) return;
    const at = Math.max(now, over.next);
    if (at - now > MAX_WAIT_MS) throw tooManyWrongKeys(over.until - now);
    over.next = at + CHECK_INTERVAL_MS;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    if ((await this.keyRing.principal(secret)) === null) throw tooManyWrongKeys(over.until - now);
  }

  /** `network` sent a key that is not good. A token is none: it can't be guessed, and readers' tokens end all at once. */
  async recordFailure(network: string, secret: string | null): Promise<void> {
    if (secret === null || looksLikeJwt(secret) || this.limits.wrongKeys === undefined) return;
    const { remaining, resetMs } = await this.limits.wrongKeys.consume(network);
    if (remaining > 0 || this.blocked.has(network)) return;
    const [first] = this.blocked.keys();
    if (this.blocked.size >= MAX_BLOCKED && first !== undefined) this.blocked.delete(first);
    this.blocked.set(network, { until: Date.now() + resetMs, next: 0 });
  }

  /** Does what needs the key to be good; counts it where it is not. */
  async guard<T>(network: string, secret: string | null, work: () => Promise<T>): Promise<T> {
    await this.check(network, secret);
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatelineError && error.code === 'unauthorized') await this.recordFailure(network, secret);
      throw error;
    }
  }
}

const tooManyWrongKeys = (ms: number): DatelineError => new DatelineError('too_many', 'Too many wrong keys came from this address; come back later.', { retryAfterMs: ms });
