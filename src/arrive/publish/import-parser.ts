import { fileURLToPath } from 'node:url';
import { DatelineError } from '../../core/errors.js';
import { refusalOf, ThreadPool } from '../../concurrency/thread-pool.js';
import { read, type ImportParseResult, type ParsedImport, type ImportBody } from './import-worker.js';

/** Bodies up to this size are read in place, in less time than a thread would need to hear of them. */
const MAX_INLINE_BYTES = 64 * 1024;
const BOUNDS = { threads: 1, waiting: 20, budgetMs: 30_000, memoryMb: 1_024 };

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/arrive/publish/import-worker.js', import.meta.url));

/** Reads what imports hold: short bodies here, others in a thread. */
export class ImportParser {
  private readonly threads = new ThreadPool(WORKER, BOUNDS);

  /** Throws what says that the content can't be read, and `unavailable` where too many are being read. */
  async parse(sent: ImportBody): Promise<ParsedImport> {
    const reading = sent.bytes.length <= MAX_INLINE_BYTES && sent.form === 'ninjs' ? read(sent) : await this.parseInThread(sent);
    if ('read' in reading) return reading.read;
    const { code, message, detail } = reading.refused;
    throw new DatelineError(code, message, detail);
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async parseInThread(sent: ImportBody): Promise<ImportParseResult> {
    try {
      return await this.threads.run<ImportParseResult>('read', sent);
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
