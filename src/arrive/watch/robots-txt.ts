// What a site lets robots do (RFC 9309), asked once an hour for each origin.
import robotsTxt from 'robots-parser';
import type { Outbound } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';

/** The name by which a robots.txt may speak of us. */
const NAME = 'Dateline';
const KEPT_MS = 3_600_000;
const MAX_KEPT = 2_000;
const MAX_BYTES = 512 * 1024;
const TOTAL_MS = 10_000;

type Rules = { allows: (url: string) => boolean; delayMs: number };

// Its types are those of a module with a default export, which it is not.
const parseRobots = robotsTxt as unknown as typeof robotsTxt.default;

const FREE: Rules = { allows: () => true, delayMs: 0 };

export class Robots {
  private readonly kept = new Map<string, { until: number; rules: Rules }>();

  constructor(
    private readonly outbound: Outbound,
    private readonly now: () => number,
  ) {}

  /** Throws `forbidden_by_robots` where the site forbids this address or can't say; the fault of the fetch where there was one that may pass. */
  async check(url: URL, signal: AbortSignal): Promise<void> {
    const rules = this.knownOf(url.origin) ?? (await this.ask(url.origin, signal));
    if (!rules.allows(url.href)) throw new OutboundError('forbidden_by_robots');
  }

  /** The pause between requests that the site asks for, as far as it was asked, in milliseconds. */
  delayOf(address: string): number {
    return this.knownOf(new URL(address).origin)?.delayMs ?? 0;
  }

  private knownOf(origin: string): Rules | undefined {
    const kept = this.kept.get(origin);
    return kept !== undefined && kept.until > this.now() ? kept.rules : undefined;
  }

  private async ask(origin: string, signal: AbortSignal): Promise<Rules> {
    const rules = await this.read(`${origin}/robots.txt`, signal);
    this.kept.delete(origin);
    this.kept.set(origin, { until: this.now() + KEPT_MS, rules });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return rules;
  }

  private async read(address: string, signal: AbortSignal): Promise<Rules> {
    try {
      const { status, body } = await this.outbound.fetch(address, { maxBytes: MAX_BYTES, beyond: 'cut', totalMs: TOTAL_MS, signal });
      if (status >= 500) throw new OutboundError('forbidden_by_robots', `it can not be read (${status}), and so nothing else may be`);
      // RFC 9309, 2.3.1.3: a site without one forbids nothing.
      return status >= 400 || status < 200 ? FREE : rulesOf(address, body.toString('utf8'));
    } catch (error) {
      // One that never can be read is as none; a private address is no matter of robots.
      if (error instanceof OutboundError && !error.retryable && !['forbidden_address', 'forbidden_by_robots', 'bad_address'].includes(error.code)) return FREE;
      throw error;
    }
  }
}

function rulesOf(address: string, text: string): Rules {
  const robot = parseRobots(address, text);
  return { allows: (url) => robot.isAllowed(url, NAME) !== false, delayMs: Math.max(0, robot.getCrawlDelay(NAME) ?? 0) * 1000 };
}
