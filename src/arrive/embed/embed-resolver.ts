// Asks embeds' hosts what they are called, long after the story is out: it waits for no host, and is none the worse for what a host does.
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import { OutboundError } from '../../access/outbound/outbound-error.js';
import { oembedOf, readOembed, type OembedProvider } from '../../core/format/oembed.js';
import type { Logger } from '../../logger.js';
import type { EmbedTurn, Embeds } from '../../store/story/embeds.js';

/** Asked of at once; each host is asked one at a time. */
const CONCURRENCY = 16;
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 100 * 1024;
/** Longer than all that are taken at once can wait for one host. */
const LEASE_MS = CONCURRENCY * TIMEOUT_MS + 40_000;
/** Updates of the log that are searched in one transaction, and how many such at a time. */
const SEARCH_BATCH = 200;
const MAX_SEARCH_BATCHES = 10;
/** After the first and the second try; there are three. */
export const RETRY_MS: readonly number[] = [30_000, 600_000];

/** These may be otherwise the next time; any other answer but 200 is the last word. */
const isRetryableStatus = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

export class EmbedResolver {
  private readonly closing = new AbortController();
  private readonly active = new Set<Promise<void>>();

  constructor(private readonly parts: { embeds: Embeds; outbound: OutboundClient; providers: readonly OembedProvider[]; retryMs: readonly number[]; log: Logger }) {}

  /** Finds what is new in the log, and begins to ask as far as there is room. */
  async run(): Promise<void> {
    const { embeds, providers } = this.parts;
    for (let count = 0; count < MAX_SEARCH_BATCHES && !this.closing.signal.aborted; count += 1) {
      const more = await embeds.search(SEARCH_BATCH, ({ type, url }) => (type === 'image' ? null : (oembedOf(url, providers)?.page ?? null)));
      if (!more) break;
    }
    if (this.closing.signal.aborted || this.active.size >= CONCURRENCY) return;
    for (const turn of await embeds.take(CONCURRENCY - this.active.size, LEASE_MS)) {
      const asked = this.resolve(turn)
        .catch((error: unknown) => this.parts.log.warn({ err: error, page: turn.page }, 'an embed could not be asked of; it is again once its lease ends'))
        .finally(() => this.active.delete(asked));
      this.active.add(asked);
    }
  }

  /** Breaks off what is under way; whoever goes on takes it up at once. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.active);
  }

  private async resolve({ page, tries }: EmbedTurn): Promise<void> {
    const { embeds, outbound, providers, retryMs, log } = this.parts;
    const at = oembedOf(page, providers);
    // Its provider was taken off the list meanwhile.
    if (at === null) return embeds.failed(page, null);
    const later = retryMs[tries - 1] ?? null;
    try {
      // A redirect could lead off the list.
      const { status, body } = await outbound.fetch(at.endpoint, { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, totalMs: TIMEOUT_MS, redirects: 0, signal: this.closing.signal });
      const found = status === 200 ? readOembed(body, at.provider) : null;
      if (found !== null) return await embeds.found(page, found);
      log.info({ page, status, tries }, 'an embed’s host told nothing of it');
      await embeds.failed(page, isRetryableStatus(status) ? later : null);
    } catch (error) {
      if (this.closing.signal.aborted) return await embeds.giveBack(page);
      if (!(error instanceof OutboundError)) throw error;
      log.info({ page, err: error, tries }, 'an embed’s host could not be asked');
      await embeds.failed(page, error.retryable ? later : null);
    }
  }
}
