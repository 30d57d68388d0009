// So that keys can't be guessed: from an address that has sent too many wrong ones, a key that nobody has used here is looked at a few
// times a second and no more. Keys that were good here before are served as ever: behind the same address may be a newsroom.
import { DatelineError } from '../../core/errors.js';
import type { KeyRing } from '../key/key-ring.js';
import type { Limits } from './rate-limits.js';
import { looksLikeToken } from '../request/credentials.js';

/** From an address that is over, one unknown key is looked at in this time. */
const LOOK_MS = 250;
/** And so long may one wait for its look. */
const PATIENCE_MS = 1_000;
/** So many addresses are known to be over; of more, those that were first are forgotten. */
const MOST = 10_000;

export class WrongKeys {
  /** Until when, in ms of the epoch, an address is over, and when its next look is. */
  private readonly over = new Map<string, { until: number; next: number }>();

  constructor(
    private readonly limits: Pick<Limits, 'wrongKeys'>,
    private readonly keyRing: Pick<KeyRing, 'principal' | 'knows'>,
  ) {}

  /** True while there is an address that is over. */
  get busy(): boolean {
    return this.over.size > 0;
  }

  /** Looks at a key that `network` has sent, where that must wait or be refused. Throws `too_many`. */
  async check(network: string, secret: string | null): Promise<void> {
    const over = this.over.get(network);
    if (over === undefined || secret === null || looksLikeToken(secret)) return;
    const now = Date.now();
    if (over.until <= now) return void this.over.delete(network);
    if (this.keyRing.knows(secret)) return;
    const at = Math.max(now, over.next);
    if (at - now > PATIENCE_MS) throw refusal(over.until - now);
    over.next = at + LOOK_MS;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    if ((await this.keyRing.principal(secret)) === null) throw refusal(over.until - now);
  }

  /** `network` sent a key that is not good. A token is none: it can't be guessed, and readers' tokens end all at once. */
  async sent(network: string, secret: string | null): Promise<void> {
    if (secret === null || looksLikeToken(secret) || this.limits.wrongKeys === undefined) return;
    const { remaining, resetMs } = await this.limits.wrongKeys.take(network);
    if (remaining > 0 || this.over.has(network)) return;
    const [first] = this.over.keys();
    if (this.over.size >= MOST && first !== undefined) this.over.delete(first);
    this.over.set(network, { until: Date.now() + resetMs, next: 0 });
  }

  /** Does what needs the key to be good; counts it where it is not. */
  async watch<T>(network: string, secret: string | null, work: () => Promise<T>): Promise<T> {
    await this.check(network, secret);
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatelineError && error.code === 'unauthorized') await this.sent(network, secret);
      throw error;
    }
  }
}

const refusal = (ms: number): DatelineError => new DatelineError('too_many', 'Too many wrong keys came from this address; come back later.', { retryAfterMs: ms });
