// robots.txt (RFC 9309), fetched once an hour per origin.
import { LRUCache } from 'lru-cache';
import robotsTxt from 'robots-parser';
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';

/** Our product token in a robots.txt. */
const ROBOT_NAME = 'Dateline';
const CACHE_TTL_MS = 3_600_000;
const MAX_CACHED = 2_000;
const MAX_BYTES = 512 * 1024;
const TIMEOUT_MS = 10_000;

type Rules = { allows: (url: string) => boolean; delayMs: number };

// The package's types wrongly declare a default export.
const parseRobots = robotsTxt as unknown as typeof robotsTxt.default;

/** Errors that also apply to the site's other addresses. */
const NEVER_ALLOWED = ['forbidden_address', 'forbidden_by_robots', 'bad_address'];

const ALLOW_ALL: Rules = { allows: () => true, delayMs: 0 };

export class RobotsTxt {
  private readonly cache: LRUCache<string, Rules>;

  /** `now`: milliseconds since the epoch. */
  constructor(
    private readonly outbound: Pick<OutboundClient, 'fetch'>,
    now: () => number,
  ) {
    this.cache = new LRUCache({ max: MAX_CACHED, ttl: CACHE_TTL_MS, perf: { now } });
  }

  /**
   * Throws `forbidden_by_robots` where the site forbids the address or answers 5xx, and retryable errors of
   * the fetch.
   */
  async assertAllowed(url: URL, signal: AbortSignal): Promise<void> {
    const rules = this.cache.get(url.origin) ?? (await this.fetchRules(url.origin, signal));
    if (!rules.allows(url.href)) throw new OutboundError('forbidden_by_robots');
  }

  /** The site's Crawl-delay in milliseconds; 0 where it has none or its robots.txt is not cached. */
  crawlDelayMs(address: string): number {
    return this.cache.get(new URL(address).origin)?.delayMs ?? 0;
  }

  private async fetchRules(origin: string, signal: AbortSignal): Promise<Rules> {
    const rules = await this.download(`${origin}/robots.txt`, signal);
    this.cache.set(origin, rules);
    return rules;
  }

  private async download(address: string, signal: AbortSignal): Promise<Rules> {
    try {
      const { status, body } = await this.outbound.fetch(address, {
        maxBytes: MAX_BYTES,
        onOverflow: 'cut',
        totalMs: TIMEOUT_MS,
        signal,
      });
      if (status >= 500)
        throw new OutboundError(
          'forbidden_by_robots',
          `it could not be fetched (${status}), which forbids the whole site`,
        );
      // RFC 9309, 2.3.1.3: without a robots.txt everything is allowed.
      return status >= 400 || status < 200 ? ALLOW_ALL : rulesOf(address, body.toString('utf8'));
    } catch (error) {
      // A robots.txt that can never be fetched counts as missing.
      if (error instanceof OutboundError && !error.retryable && !NEVER_ALLOWED.includes(error.code)) return ALLOW_ALL;
      throw error;
    }
  }
}

function rulesOf(address: string, text: string): Rules {
  const robot = parseRobots(address, text);
  return {
    allows: (url) => robot.isAllowed(url, ROBOT_NAME) !== false,
    delayMs: Math.max(0, robot.getCrawlDelay(ROBOT_NAME) ?? 0) * 1000,
  };
}
