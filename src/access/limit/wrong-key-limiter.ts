// Slows down key guessing. A network that sent too many wrong keys is blocked: keys that were never valid
// here are checked a few times per second at most. Keys that were valid before pass, since a newsroom may
// share the address.
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DatelineError } from '../../core/errors.js';
import type { KeyRing } from '../key/key-ring.js';
import { looksLikeJwt } from '../request/credentials.js';
import type { RateLimits } from './rate-limits.js';

/** Between two checks of unknown keys from one blocked network. */
const CHECK_INTERVAL_MS = 250;
/** How long a request may wait for its check before it is refused. */
const MAX_WAIT_MS = 1_000;
/** Blocked networks remembered. */
const MAX_BLOCKED = 10_000;

/** When the block ends, and when the next key is checked; both in ms since the epoch. */
type Block = { until: number; nextCheck: number };

export class WrongKeyLimiter {
  private readonly blocked = new LRUCache<string, Block>({ max: MAX_BLOCKED });

  constructor(
    private readonly rateLimits: Pick<RateLimits, 'wrongKeys'>,
    private readonly keyRing: Pick<KeyRing, 'principal' | 'wasValid'>,
  ) {}

  get hasBlocked(): boolean {
    return this.blocked.size > 0;
  }

  /** Delays or refuses an unknown key from a blocked network. Throws `too_many`. */
  async check(network: string, secret: string | null): Promise<void> {
    const block = this.blocked.get(network);
    if (block === undefined || secret === null || looksLikeJwt(secret)) return;
    const now = Date.now();
    if (block.until <= now) return void this.blocked.delete(network);
    if (this.keyRing.wasValid(secret)) return;
    const checkAt = Math.max(now, block.nextCheck);
    if (checkAt - now > MAX_WAIT_MS) throw tooManyWrongKeys(block.until - now);
    block.nextCheck = checkAt + CHECK_INTERVAL_MS;
    if (checkAt > now) await delay(checkAt - now);
    if ((await this.keyRing.principal(secret)) === null) throw tooManyWrongKeys(block.until - now);
  }

  /**
   * Counts a wrong key. JWTs don't count: they can't be guessed, and readers' tokens often expire all at
   * once.
   */
  async recordFailure(network: string, secret: string | null): Promise<void> {
    if (secret === null || looksLikeJwt(secret) || this.rateLimits.wrongKeys === undefined) return;
    const { remaining, resetMs } = await this.rateLimits.wrongKeys.consume(network);
    if (remaining > 0 || this.blocked.has(network)) return;
    this.blocked.set(network, { until: Date.now() + resetMs, nextCheck: 0 });
  }

  /**
   * Runs `work`, which needs a valid key, and counts a wrong one. Throws `too_many`, and what `work` throws.
   */
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

const tooManyWrongKeys = (ms: number): DatelineError =>
  new DatelineError('too_many', 'Too many wrong keys came from this address; retry later.', { retryAfterMs: ms });
