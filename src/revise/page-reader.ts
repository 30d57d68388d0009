import { fileURLToPath } from 'node:url';
import { decodeContent } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { parsePage } from '../core/page/parse-page.js';
import type { ParsedPage } from '../core/story/story.js';
import type { Submission } from '../store/submission/submissions.js';
import { ThreadFault, ThreadPool } from '../concurrency/thread-pool.js';
import type { SentPage } from './page-worker.js';

/** Text up to this size is parsed in place, in less time than a thread would need to hear of it. */
const MAX_INLINE_BYTES = 16 * 1024;
/** The longest that one page may take; then its thread is ended, and the page failed. */
const PARSE_TIMEOUT_MS = 20_000;
const KEPT = 16;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/revise/page-worker.js', import.meta.url));

/** Parses the pages of submissions: short bare text here, HTML and whatever is large in threads. */
export class PageReader {
  private readonly threads = new ThreadPool(WORKER, { threads: 2, waiting: Number.POSITIVE_INFINITY, budgetMs: PARSE_TIMEOUT_MS, memoryMb: 512 });
  /** A page is asked for its address first and for its content later; the newest few need not be parsed twice. */
  private readonly kept = new Map<string, ParsedPage>();

  /** What the submission's page says of itself. Throws `invalid_content` where that takes too long or too much memory. */
  async read({ id, contentType, raw, params, receivedAt }: Submission): Promise<ParsedPage> {
    const kept = this.kept.get(id);
    if (kept !== undefined) return kept;
    const page = await this.parse({ contentType, raw, url: params.url, zone: params.zone, language: params.language, now: receivedAt });
    this.kept.set(id, page);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return page;
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async parse({ raw, contentType, ...of }: SentPage): Promise<ParsedPage> {
    if (!/^text\/html\b/i.test(contentType) && raw.length <= MAX_INLINE_BYTES) return parsePage({ ...of, type: 'text/plain', content: decodeContent(raw, contentType) });
    try {
      return await this.threads.run<ParsedPage>('parse', { raw, contentType, ...of });
    } catch (error) {
      if (!(error instanceof ThreadFault)) throw error;
      throw new DatelineError('invalid_content', error.reason === 'heavy' ? 'The page took too much memory to read.' : `The page could not be read within ${PARSE_TIMEOUT_MS / 1000} s.`);
    }
  }
}
