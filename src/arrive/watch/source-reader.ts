import { fileURLToPath } from 'node:url';
import { readSource } from '../../core/source/source-reading.js';
import { ThreadFault, ThreadPool } from '../../concurrency/thread-pool.js';
import { decodeResponse } from './decode-response.js';
import { PollError } from './poll-error.js';
import type { ParsedSource, SourceResponse } from './source-worker.js';

/** Feeds up to this size are read in place, in less time than a thread would need to hear of them. */
const MAX_INLINE_BYTES = 32 * 1024;
const TIMEOUT_MS = 15_000;
/** What may wait for a thread; a look beyond that is made again later. */
const MAX_QUEUED = 200;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/arrive/watch/source-worker.js', import.meta.url));

/** Reads what sources answer: small feeds here, whatever is large or declares entities in threads. */
export class SourceReader {
  private readonly threads = new ThreadPool(WORKER, { threads: 2, waiting: MAX_QUEUED, budgetMs: TIMEOUT_MS, memoryMb: 384 });

  /** Throws LookError where that takes too long or too much memory. */
  async read(answer: SourceResponse): Promise<ParsedSource> {
    if (answer.kind !== 'page' && answer.body.length <= MAX_INLINE_BYTES) {
      const { body, ...rest } = answer;
      const { text, charset } = decodeResponse(body, answer.contentType);
      if (!/<!ENTITY|<html/i.test(text)) return { reading: readSource({ ...rest, text }), charset };
    }
    try {
      return await this.threads.run<ParsedSource>('read', answer);
    } catch (error) {
      if (!(error instanceof ThreadFault)) throw error;
      if (error.reason === 'heavy') throw new PollError('too_heavy');
      throw new PollError('too_slow', error.reason === 'full' ? 'too many wait to be read' : `more than ${TIMEOUT_MS / 1000} s`);
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
