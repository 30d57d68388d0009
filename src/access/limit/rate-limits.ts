// How much each key, and each address without one, may publish, read and connect. What is off costs nothing.
import { Redis } from 'ioredis';
import type { RateLimit, Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { RateLimiter, type RateLimitResult } from './rate-limiter.js';

/** `costly` comes on top of `read`, for those without a key. */
export type LimitedAction = 'publish' | 'read' | 'costly' | 'connect';
export type RateLimitSettings = Pick<Settings, 'rateLimitPublish' | 'rateLimitRead' | 'rateLimitCostly' | 'rateLimitConnect' | 'rateLimitWrongKeys' | 'redisUrl'>;

/** A Redis that takes longer is done without: no publisher waits for a count. */
const ANSWER_MS = 250;

const WORDS: Record<LimitedAction, string> = { publish: 'Too much is published', read: 'Too much is asked', costly: 'Too many differences, exports and revisions are asked for without a key', connect: 'Too many connect or subscribe' };

export class RateLimits {
  /** Wrong keys, by address. */
  readonly wrongKeys: RateLimiter | undefined;
  private readonly limiters: Record<LimitedAction, RateLimiter | undefined>;
  private readonly redis: Redis | undefined;

  constructor({ rateLimitPublish: publish, rateLimitRead: read, rateLimitCostly: costly, rateLimitConnect: connect, rateLimitWrongKeys: wrongKeys, redisUrl }: RateLimitSettings, log: Pick<Logger, 'warn'>) {
    const any = [publish, read, costly, connect, wrongKeys].some((limit) => limit !== null);
    this.redis = any && redisUrl !== undefined ? connectRedis(redisUrl, log) : undefined;
    const budget = (name: string, limit: RateLimit | null): RateLimiter | undefined => (limit === null ? undefined : new RateLimiter(name, limit, this.redis));
    this.wrongKeys = budget('keys', wrongKeys);
    this.limiters = { publish: budget('publish', publish), read: budget('read', read), costly: budget('costly', costly), connect: budget('connect', connect) };
  }

  /** True where so is limited. */
  isLimited(ask: LimitedAction): boolean {
    return this.limiters[ask] !== undefined;
  }

  /** Takes one for `who`; null where it is not limited. */
  async consume(ask: LimitedAction, who: string): Promise<{ budget: RateLimiter; left: RateLimitResult } | null> {
    const budget = this.limiters[ask];
    return budget === undefined ? null : { budget, left: await budget.consume(who) };
  }

  /** The same; throws `too_many` where nothing is left. */
  async consumeOrThrow(ask: LimitedAction, who: string): Promise<void> {
    const taken = await this.consume(ask, who);
    if (taken !== null && !taken.left.allowed) throw rateLimitExceeded(ask, taken.left);
  }

  close(): void {
    this.redis?.disconnect();
  }
}

/** Why nothing more is taken, and until when. */
export const rateLimitExceeded = (ask: LimitedAction, { resetMs }: RateLimitResult): DatelineError => new DatelineError('too_many', `${WORDS[ask]} in too short a time; come back in ${Math.ceil(resetMs / 1000)} s.`, { retryAfterMs: resetMs });

/** A connection of its own: it must fail at once where those of the queue and of the bus wait. */
function connectRedis(url: string, log: Pick<Logger, 'warn'>): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, connectTimeout: 5_000, commandTimeout: ANSWER_MS, socketTimeout: ANSWER_MS, retryStrategy: (times) => Math.min(times * 100, 5_000) });
  redis.on('error', (error) => log.warn({ err: error }, 'the limits lost Redis; each process counts for itself meanwhile'));
  return redis;
}
