// What a site lets robots do (RFC 9309), asked once an hour for each origin.
import robotsTxt from 'robots-parser';
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';

/** The name by which a robots.txt may speak of us. */
const ROBOT_NAME = 'Dateline';
const CACHE_TTL_MS = 3_600_000;
const MAX_CACHED = 2_000;
const MAX_BYTES = 512 * 1024;
const TIMEOUT_MS = 10_000;

type Rules = { allows: (url: string) => boolean; delayMs: number };

// Its types are those of a module with a default export, which it is not.
const parseRobots = robotsTxt as unknown as typeof robotsTxt.default;

const ALLOW_ALL: Rules = { allows: () => true, delayMs: 0 };

export class RobotsTxt {
  private readonly cache = new Map<string, { until: number; rules: Rules }>();

  constructor(
    private readonly outbound: OutboundClient,
    private readonly now: () => number,
  ) {}

  /** Throws `forbidden_by_robots` where the site forbids this address or can't say; the fault of the fetch where there was one that may pass. */
  async assertAllowed(url: URL, signal: AbortSignal): Promise<void> {
    const rules = this.cachedRules(url.origin) ?? (await this.fetchRules(url.origin, signal));
    if (!rules.allows(url.href)) throw new OutboundError('forbidden_by_robots');
  }

  /** The pause between requests that the site asks for, as far as it was asked, in milliseconds. */
  crawlDelayMs(address: string): number {
    return this.cachedRules(new URL(address).origin)?.delayMs ?? 0;
  }

  private cachedRules(origin: string): Rules | undefined {
    const kept = this.cache.get(origin);
    return kept !== undefined && kept.until > this.now() ? kept.rules : undefined;
  }

  private async fetchRules(origin: string, signal: AbortSignal): Promise<Rules> {
    const rules = await this.download(`${origin}/robots.txt`, signal);
    this.cache.delete(origin);
    this.cache.set(origin, { until: this.now() + CACHE_TTL_MS, rules });
    const [oldest] = this.cache.keys();
    if (this.cache.size > MAX_CACHED && oldest !== undefined) this.cache.delete(oldest);
    return rules;
  }

  private async download(address: string, signal: AbortSignal): Promise<Rules> {
    try {
      const { status, body } = await this.outbound.fetch(address, { maxBytes: MAX_BYTES, onOverflow: 'cut', totalMs: TIMEOUT_MS, signal });
      if (status >= 500) throw new OutboundError('forbidden_by_robots', `it can not be read (${status}), and so nothing else may be`);
      // RFC 9309, 2.3.1.3: a site without one forbids nothing.
      return status >= 400 || status < 200 ? ALLOW_ALL : rulesOf(address, body.toString('utf8'));
    } catch (error) {
      // One that never can be read is as none; a private address is no matter of robots.
      if (error instanceof OutboundError && !error.retryable && !['forbidden_address', 'forbidden_by_robots', 'bad_address'].includes(error.code)) return ALLOW_ALL;
      throw error;
    }
  }
}

function rulesOf(address: string, text: string): Rules {
  const robot = parseRobots(address, text);
  return { allows: (url) => robot.isAllowed(url, ROBOT_NAME) !== false, delayMs: Math.max(0, robot.getCrawlDelay(ROBOT_NAME) ?? 0) * 1000 };
}
