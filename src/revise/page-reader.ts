import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { decodeContent } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { parsePage } from '../core/page/parse-page.js';
import type { ParsedPage } from '../core/story/story.js';
import type { Submission } from '../store/submission/submission.js';
import { ThreadTaskError, ThreadPool } from '../concurrency/thread-pool.js';
import type { SentPage } from './page-worker.js';

/** Up to this size, parsing inline is faster than a worker thread. */
const MAX_INLINE_BYTES = 16 * 1024;
/** After this time the thread is terminated, and the page fails with `invalid_content`. */
const PARSE_TIMEOUT_MS = 20_000;
const MAX_CACHED_PAGES = 16;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/revise/page-worker.js', import.meta.url));

/** Parses the pages of submissions: short plain text inline, HTML and large texts in worker threads. */
export class PageReader {
  private readonly threads = new ThreadPool(WORKER, {
    threads: 2,
    maxWaiting: Number.POSITIVE_INFINITY,
    timeoutMs: PARSE_TIMEOUT_MS,
    memoryMb: 512,
  });
  /** A page is read first for its URL and later for its content; the cache avoids a second parse. */
  private readonly cache = new LRUCache<string, ParsedPage>({ max: MAX_CACHED_PAGES });

  /** Parses the submission's page. Throws `invalid_content` if that takes too long or too much memory. */
  async read({ id, contentType, raw, params, receivedAt }: Submission): Promise<ParsedPage> {
    const cached = this.cache.get(id);
    if (cached !== undefined) return cached;
    const page = await this.parse({
      contentType,
      raw,
      url: params.url,
      zone: params.zone,
      language: params.language,
      now: receivedAt,
    });
    this.cache.set(id, page);
    return page;
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async parse({ raw, contentType, ...options }: SentPage): Promise<ParsedPage> {
    if (!/^text\/html\b/i.test(contentType) && raw.length <= MAX_INLINE_BYTES)
      return parsePage({ ...options, type: 'text/plain', content: decodeContent(raw, contentType) });
    try {
      return await this.threads.run<ParsedPage>('parse', { raw, contentType, ...options });
    } catch (error) {
      if (!(error instanceof ThreadTaskError)) throw error;
      throw new DatelineError(
        'invalid_content',
        error.reason === 'heavy'
          ? 'The page took too much memory to read.'
          : `The page could not be read within ${PARSE_TIMEOUT_MS / 1000} s.`,
      );
    }
  }
}
