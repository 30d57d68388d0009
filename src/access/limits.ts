// How much one key or one address may ask of this process. Counted in memory: no request waits for a count, and a lost Redis refuses nobody.
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../config.js';
import { DatelineError } from '../core/errors.js';

export type LimitName = 'publish' | 'read';

/** The fields of draft-ietf-httpapi-ratelimit-headers: lists of structured fields, each item named for its policy. */
export type LimitHeaders = { 'ratelimit-policy': string; ratelimit: string };

/** What is counted as one address: whoever has an IPv6 address has its whole /64. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).map((part) => part.toString(16)).join(':') : parsed.toString();
}

export class Limits {
  private readonly limiters = new Map<LimitName, RateLimiterMemory>();

  constructor(limits: Record<LimitName, RateLimit | null>) {
    for (const name of ['publish', 'read'] as const) {
      const limit = limits[name];
      if (limit !== null) this.limiters.set(name, new RateLimiterMemory({ keyPrefix: name, points: limit.requests, duration: limit.seconds }));
    }
  }

  /** Counts one request of `who`; `tell` hears what is left, also of one that is refused. Throws `too_many`. */
  async take(name: LimitName, who: string, tell: (headers: LimitHeaders, refused: boolean) => void): Promise<void> {
    const limiter = this.limiters.get(name);
    if (limiter === undefined) return;
    const headers = ({ remainingPoints, msBeforeNext }: RateLimiterRes): LimitHeaders => ({
      'ratelimit-policy': `"${name}";q=${limiter.points};w=${limiter.duration}`,
      ratelimit: `"${name}";r=${Math.max(0, remainingPoints)};t=${Math.ceil(msBeforeNext / 1000)}`,
    });
    try {
      tell(headers(await limiter.consume(who)), false);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      tell(headers(refused), true);
      throw new DatelineError('too_many', `More than ${limiter.points} requests in ${limiter.duration} s.`, { retryAfterMs: Math.max(1, refused.msBeforeNext) });
    }
  }
}
