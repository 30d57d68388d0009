// How much each key, and each address without one, may publish, read and connect. What is off costs nothing.
import { Redis } from 'ioredis';
import type { RateLimit, Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { RateLimiter, type Left } from './rate-limiter.js';

/** `costly` comes on top of `read`, for those without a key. */
export type LimitedAction = 'publish' | 'read' | 'costly' | 'connect';
export type LimitSettings = Pick<Settings, 'rateLimitPublish' | 'rateLimitRead' | 'rateLimitCostly' | 'rateLimitConnect' | 'rateLimitWrongKeys' | 'redisUrl'>;

/** A Redis that takes longer is done without: no publisher waits for a count. */
const ANSWER_MS = 250;

const WORDS: Record<LimitedAction, string> = { publish: 'Too much is published', read: 'Too much is asked', costly: 'Too many differences, exports and revisions are asked for without a key', connect: 'Too many connect or subscribe' };

export class Limits {
  /** Wrong keys, by address. */
  readonly wrongKeys: RateLimiter | undefined;
  private readonly budgets: Record<LimitedAction, RateLimiter | undefined>;
  private readonly redis: Redis | undefined;

  constructor({ rateLimitPublish: publish, rateLimitRead: read, rateLimitCostly: costly, rateLimitConnect: connect, rateLimitWrongKeys: wrongKeys, redisUrl }: LimitSettings, log: Pick<Logger, 'warn'>) {
    const any = [publish, read, costly, connect, wrongKeys].some((limit) => limit !== null);
    this.redis = any && redisUrl !== undefined ? counterRedis(redisUrl, log) : undefined;
    const budget = (name: string, limit: RateLimit | null): RateLimiter | undefined => (limit === null ? undefined : new RateLimiter(name, limit, this.redis));
    this.wrongKeys = budget('keys', wrongKeys);
    this.budgets = { publish: budget('publish', publish), read: budget('read', read), costly: budget('costly', costly), connect: budget('connect', connect) };
  }

  /** True where so is limited. */
  has(ask: LimitedAction): boolean {
    return this.budgets[ask] !== undefined;
  }

  /** Takes one for `who`; null where it is not limited. */
  async take(ask: LimitedAction, who: string): Promise<{ budget: RateLimiter; left: Left } | null> {
    const budget = this.budgets[ask];
    return budget === undefined ? null : { budget, left: await budget.take(who) };
  }

  /** The same; throws `too_many` where nothing is left. */
  async spend(ask: LimitedAction, who: string): Promise<void> {
    const taken = await this.take(ask, who);
    if (taken !== null && !taken.left.allowed) throw tooMany(ask, taken.left);
  }

  close(): void {
    this.redis?.disconnect();
  }
}

/** Why nothing more is taken, and until when. */
export const tooMany = (ask: LimitedAction, { resetMs }: Left): DatelineError => new DatelineError('too_many', `${WORDS[ask]} in too short a time; come back in ${Math.ceil(resetMs / 1000)} s.`, { retryAfterMs: resetMs });

/** A connection of its own: it must fail at once where those of the queue and of the bus wait. */
function counterRedis(url: string, log: Pick<Logger, 'warn'>): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, connectTimeout: 5_000, commandTimeout: ANSWER_MS, socketTimeout: ANSWER_MS, retryStrategy: (times) => Math.min(times * 100, 5_000) });
  redis.on('error', (error) => log.warn({ err: error }, 'the limits lost Redis; each process counts for itself meanwhile'));
  return redis;
}
