// So much in so long, for each key or address: counted in memory, or, over several processes, in Redis.
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../../config.js';

/** What is left, and in how long it is whole again. */
export type RateLimitResult = { allowed: boolean; remaining: number; resetMs: number };

/** So many are told apart within a window; who comes beyond them is not counted, so that a flood of addresses does not fill the memory. */
const MAX_CLIENTS = 100_000;

/** Forgets nobody too early, and never counts more than it can keep. */
class BoundedMemoryLimiter extends RateLimiterMemory {
  private windowStart = 0;
  private newClients = 0;

  override async consume(who: string, points = 1): Promise<RateLimiterRes> {
    if (Date.now() - this.windowStart > this.msDuration) [this.windowStart, this.newClients] = [Date.now(), 0];
    if (this.newClients >= MAX_CLIENTS && (await this.get(who)) === null) return new RateLimiterRes(this.points, this.msDuration, 0, true);
    const taken = await super.consume(who, points);
    if (taken.isFirstInDuration) this.newClients += 1;
    return taken;
  }
}

export class RateLimiter {
  private readonly limiter: RateLimiterMemory | RateLimiterRedis;

  /** With a Redis that is away, refuses or does not answer, each process counts for itself. */
  constructor(
    readonly name: string,
    readonly limit: RateLimit,
    redis: Redis | undefined,
  ) {
    const options = { keyPrefix: `dateline:limit:${name}`, points: limit.requests, duration: limit.seconds };
    const memory = new BoundedMemoryLimiter(options);
    // Who is over is not asked about again before it ends.
    this.limiter = redis === undefined ? memory : new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: memory, inMemoryBlockOnConsumed: limit.requests + 1 });
  }

  /** Takes one. Never throws. */
  async consume(who: string): Promise<RateLimitResult> {
    try {
      return resultOf(await this.limiter.consume(who), true);
    } catch (over) {
      if (over instanceof RateLimiterRes) return resultOf(over, false);
      throw over;
    }
  }
}

const resultOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): RateLimitResult => ({ allowed, remaining: remainingPoints, resetMs: Math.max(1, msBeforeNext) });
