// Fetches the titles of embeds from their hosts (oEmbed), after the story is published: no story waits for a
// host.
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import { findOembed, parseOembed, type OembedProvider } from '../../core/format/oembed.js';
import type { Logger } from '../../logger.js';
import type { EmbedTask, Embeds } from '../../store/story/embeds.js';

/** Concurrent requests; each host gets one at a time. */
const CONCURRENCY = 16;
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 100 * 1024;
/** Longer than CONCURRENCY requests to one host take. */
const LEASE_MS = CONCURRENCY * TIMEOUT_MS + 40_000;
/** Log updates scanned per transaction, and transactions per run. */
const SEARCH_BATCH = 200;
const MAX_SEARCH_BATCHES = 10;
/** Pauses after the first and the second attempt; there are three. */
export const RETRY_MS: readonly number[] = [30_000, 600_000];

/** Statuses worth a retry. Any other but 200 is final. */
const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

type EmbedResolverDeps = {
  embeds: Embeds;
  outbound: OutboundClient;
  providers: readonly OembedProvider[];
  retryMs: readonly number[];
  log: Logger;
};

export class EmbedResolver {
  private readonly closing = new AbortController();
  private readonly active = new Set<Promise<void>>();

  constructor(private readonly deps: EmbedResolverDeps) {}

  /** Finds new embeds in the log, and starts requests up to CONCURRENCY. */
  async run(): Promise<void> {
    const { embeds, providers } = this.deps;
    for (let count = 0; count < MAX_SEARCH_BATCHES && !this.closing.signal.aborted; count += 1) {
      const more = await embeds.discover(SEARCH_BATCH, ({ type, url }) =>
        type === 'image' ? null : (findOembed(url, providers)?.page ?? null),
      );
      if (!more) break;
    }
    if (this.closing.signal.aborted || this.active.size >= CONCURRENCY) return;
    for (const lease of await embeds.lease(CONCURRENCY - this.active.size, LEASE_MS)) {
      const resolution = this.resolve(lease)
        .catch((error: unknown) =>
          this.deps.log.warn(
            { err: error, page: lease.page },
            'an embed could not be resolved; it is retried once its lease ends',
          ),
        )
        .finally(() => this.active.delete(resolution));
      this.active.add(resolution);
    }
  }

  /** Aborts active requests and releases their leases, so that another worker can retry at once. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.active);
  }

  private async resolve({ page, tries }: EmbedTask): Promise<void> {
    const { embeds, outbound, providers, retryMs, log } = this.deps;
    const target = findOembed(page, providers);
    // The settings no longer list its provider.
    if (target === null) return embeds.recordFailure(page, null);
    const retryIn = retryMs[tries - 1] ?? null;
    try {
      const { status, body } = await outbound.fetch(target.endpoint, {
        headers: { accept: 'application/json' },
        maxBytes: MAX_BYTES,
        totalMs: TIMEOUT_MS,
        // A redirect could lead to a host that is no listed provider.
        redirects: 0,
        signal: this.closing.signal,
      });
      const found = status === 200 ? parseOembed(body, target.provider) : null;
      if (found !== null) return await embeds.recordFound(page, found);
      log.info({ page, status, tries }, 'an embed’s host returned no usable oEmbed');
      await embeds.recordFailure(page, isRetryableStatus(status) ? retryIn : null);
    } catch (error) {
      if (this.closing.signal.aborted) return await embeds.releaseLease(page);
      if (!(error instanceof OutboundError)) throw error;
      log.info({ page, err: error, tries }, 'a request to an embed’s host failed');
      await embeds.recordFailure(page, error.retryable ? retryIn : null);
    }
  }
}
