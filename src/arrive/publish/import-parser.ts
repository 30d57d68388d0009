import { fileURLToPath } from 'node:url';
import { DatelineError } from '../../core/errors.js';
import { unavailableIfThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { read, type ImportParseResult, type ParsedImport, type ImportBody } from './import-worker.js';

/** Below this size, parsing in place is faster than a worker thread. */
const MAX_INLINE_BYTES = 64 * 1024;
const BOUNDS = { threads: 1, maxWaiting: 20, timeoutMs: 30_000, memoryMb: 1_024 };

/** The compiled worker, also where this runs from src. */
const WORKER = fileURLToPath(new URL('../../../dist/arrive/publish/import-worker.js', import.meta.url));

/** Parses imports: short ones in place, others in a worker thread. */
export class ImportParser {
  private readonly threads = new ThreadPool(WORKER, BOUNDS);

  /**
   * Throws `invalid_content`, `invalid_field` or `invalid_json`, and `unavailable` where too many imports are
   * being parsed.
   */
  async parse(body: ImportBody): Promise<ParsedImport> {
    const isShort = body.bytes.length <= MAX_INLINE_BYTES && body.form === 'ninjs';
    const result = isShort ? read(body) : await this.parseInThread(body);
    if ('parsed' in result) return result.parsed;
    const { code, message, detail } = result.error;
    throw new DatelineError(code, message, detail);
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async parseInThread(body: ImportBody): Promise<ImportParseResult> {
    try {
      return await this.threads.run<ImportParseResult>('read', body);
    } catch (error) {
      throw unavailableIfThreadTaskError(error);
    }
  }
}
