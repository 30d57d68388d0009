import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { decodeContent } from '../core/draft.js';
import { DatelineError } from '../core/errors.js';
import { parsePage, type PageInput } from '../core/page.js';
import type { ParsedPage } from '../core/story.js';
import type { Submission } from '../store/submissions.js';

/** Text up to this size is parsed in place, in less time than a thread would need to hear of it. */
const IN_PLACE = 64 * 1024;
/** The longest that one page may take; then its thread is ended, and the page failed. */
const PATIENCE_MS = 20_000;
const KEPT = 16;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/revise/page-worker.js', import.meta.url));

/** Parses the pages of submissions: bare text here, HTML and whatever is large in threads that only run while there is some. */
export class PageReader {
  private readonly threads = new Piscina({ filename: WORKER, name: 'parse', minThreads: 0, maxThreads: 2, idleTimeout: 30_000, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  /** A page is asked for its address first and for its content later; the newest few need not be parsed twice. */
  private readonly kept = new Map<string, ParsedPage>();

  constructor() {
    // Without it every page would wait for a thread that never comes up.
    if (!existsSync(WORKER)) throw new Error(`${WORKER} is missing: run "npm run build"`);
  }

  /** What the submission's page says of itself. Throws `invalid_content` where that takes too long or too much memory. */
  async read({ id, contentType, raw, params, receivedAt }: Submission): Promise<ParsedPage> {
    const kept = this.kept.get(id);
    if (kept !== undefined) return kept;
    const type = /^text\/html\b/i.test(contentType) ? 'text/html' : 'text/plain';
    const content = decodeContent(raw, contentType);
    const page = await this.parse({ type, content, url: params.url, zone: params.zone, language: params.language, now: receivedAt });
    this.kept.set(id, page);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return page;
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }

  private async parse(input: PageInput): Promise<ParsedPage> {
    if (input.type === 'text/plain' && input.content.length <= IN_PLACE) return parsePage(input);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      return (await this.threads.run(input, { signal: patience })) as ParsedPage;
    } catch (error) {
      if (patience.aborted) throw new DatelineError('invalid_content', `The page could not be read within ${PATIENCE_MS / 1000} s.`);
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') throw new DatelineError('invalid_content', 'The page took too much memory to read.');
      throw error;
    }
  }
}
