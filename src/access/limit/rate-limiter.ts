// One rate limit: N requests per window and client, counted in memory or, across processes, in Redis.
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../../config.js';

/** `remaining`: requests left in the window. `resetMs`: milliseconds until the window ends. */
export type RateLimitResult = { allowed: boolean; remaining: number; resetMs: number };

/**
 * Clients counted per window. Further ones pass uncounted, so that a flood of addresses can't exhaust memory.
 */
const MAX_CLIENTS = 100_000;

/** Counts at most MAX_CLIENTS clients per window, and evicts none before its window ends. */
class BoundedMemoryLimiter extends RateLimiterMemory {
  private windowStart = 0;
  private newClients = 0;

  override async consume(client: string, points = 1): Promise<RateLimiterRes> {
    if (Date.now() - this.windowStart > this.msDuration) [this.windowStart, this.newClients] = [Date.now(), 0];
    if (this.newClients >= MAX_CLIENTS && (await this.get(client)) === null) {
      return new RateLimiterRes(this.points, this.msDuration, 0, true);
    }
    const result = await super.consume(client, points);
    if (result.isFirstInDuration) this.newClients += 1;
    return result;
  }
}

export class RateLimiter {
  private readonly limiter: RateLimiterMemory | RateLimiterRedis;

  /** Without a Redis that answers, each process counts for itself. */
  constructor(
    readonly name: string,
    readonly limit: RateLimit,
    redis: Redis | undefined,
  ) {
    const options = { keyPrefix: `dateline:limit:${name}`, points: limit.requests, duration: limit.seconds };
    const memory = new BoundedMemoryLimiter(options);
    if (redis === undefined) {
      this.limiter = memory;
      return;
    }
    // A client over its limit is refused from memory until its window ends, without asking Redis.
    const inMemoryBlockOnConsumed = limit.requests + 1;
    this.limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: memory,
      inMemoryBlockOnConsumed,
    });
  }

  /** Consumes one request of the client's quota. */
  async consume(client: string): Promise<RateLimitResult> {
    try {
      return resultOf(await this.limiter.consume(client), true);
    } catch (error) {
      // The library rejects with its result where the limit is exceeded.
      if (error instanceof RateLimiterRes) return resultOf(error, false);
      throw error;
    }
  }
}

const resultOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): RateLimitResult => ({
  allowed,
  remaining: remainingPoints,
  resetMs: Math.max(1, msBeforeNext),
});
