// The configured rate limits: publishing, reading, costly reads and connecting. A limit that is off costs
// nothing.
import { Redis } from 'ioredis';
import type { RateLimit, Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { RateLimiter, type RateLimitResult } from './rate-limiter.js';

/** What is limited. `costly` applies on top of `read`, to clients without a key. */
export type LimitedAction = 'publish' | 'read' | 'costly' | 'connect';
export type RateLimitSettings = Pick<
  Settings,
  'rateLimitPublish' | 'rateLimitRead' | 'rateLimitCostly' | 'rateLimitConnect' | 'rateLimitWrongKeys' | 'redisUrl'
>;

/** A slower Redis counts as unavailable, so that no publisher waits for a counter. */
const REDIS_TIMEOUT_MS = 250;

const EXCEEDED: Record<LimitedAction, string> = {
  publish: 'Too many publish requests',
  read: 'Too many read requests',
  costly: 'Too many requests for differences, exports, revisions or searches without a key',
  connect: 'Too many connections or subscriptions',
};

export class RateLimits {
  /** Wrong keys per client network. */
  readonly wrongKeys: RateLimiter | undefined;
  private readonly limiters: Record<LimitedAction, RateLimiter | undefined>;
  private readonly redis: Redis | undefined;

  constructor(settings: RateLimitSettings, log: Pick<Logger, 'warn'>) {
    const { rateLimitPublish, rateLimitRead, rateLimitCostly, rateLimitConnect, rateLimitWrongKeys, redisUrl } =
      settings;
    const limits = [rateLimitPublish, rateLimitRead, rateLimitCostly, rateLimitConnect, rateLimitWrongKeys];
    this.redis =
      redisUrl !== undefined && limits.some((limit) => limit !== null) ? connectRedis(redisUrl, log) : undefined;
    const limiter = (name: string, limit: RateLimit | null): RateLimiter | undefined =>
      limit === null ? undefined : new RateLimiter(name, limit, this.redis);
    this.wrongKeys = limiter('keys', rateLimitWrongKeys);
    this.limiters = {
      publish: limiter('publish', rateLimitPublish),
      read: limiter('read', rateLimitRead),
      costly: limiter('costly', rateLimitCostly),
      connect: limiter('connect', rateLimitConnect),
    };
  }

  /** Whether the action has a limit. */
  isLimited(action: LimitedAction): boolean {
    return this.limiters[action] !== undefined;
  }

  /** Consumes one request of the client's quota; null where the action has no limit. */
  async consume(
    action: LimitedAction,
    client: string,
  ): Promise<{ limiter: RateLimiter; result: RateLimitResult } | null> {
    const limiter = this.limiters[action];
    return limiter === undefined ? null : { limiter, result: await limiter.consume(client) };
  }

  /** As `consume`; throws `too_many` where the quota is exhausted. */
  async consumeOrThrow(action: LimitedAction, client: string): Promise<void> {
    const consumed = await this.consume(action, client);
    if (consumed !== null && !consumed.result.allowed) throw rateLimitExceeded(action, consumed.result);
  }

  close(): void {
    this.redis?.disconnect();
  }
}

/** `too_many`, with the time until the window ends. */
export const rateLimitExceeded = (action: LimitedAction, { resetMs }: RateLimitResult): DatelineError =>
  new DatelineError('too_many', `${EXCEEDED[action]}; retry in ${Math.ceil(resetMs / 1000)} s.`, {
    retryAfterMs: resetMs,
  });

/**
 * A separate connection: commands must fail at once here, where those of the queue and the bus wait for
 * Redis.
 */
function connectRedis(url: string, log: Pick<Logger, 'warn'>): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: 5_000,
    commandTimeout: REDIS_TIMEOUT_MS,
    socketTimeout: REDIS_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 100, 5_000),
  });
  redis.on('error', (error) =>
    log.warn({ err: error }, 'rate limits lost Redis; each process counts for itself until it is back'),
  );
  return redis;
}
