import { fileURLToPath } from 'node:url';
import { readSource } from '../../core/source/source-reading.js';
import { ThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { decodeResponse } from './decode-response.js';
import { PollError } from './poll-error.js';
import type { ParsedSource, SourceResponse } from './source-worker.js';

/** Below this size, parsing in place is faster than a worker thread. */
const MAX_INLINE_BYTES = 32 * 1024;
const TIMEOUT_MS = 15_000;
/** Tasks waiting for a thread; a poll beyond that fails and is retried. */
const MAX_QUEUED = 200;

/** The compiled worker, also where this runs from src. */
const WORKER = fileURLToPath(new URL('../../../dist/arrive/watch/source-worker.js', import.meta.url));

/**
 * Parses the responses of sources: small feeds in place; pages, large feeds and XML with entities in worker
 * threads.
 */
export class SourceReader {
  private readonly threads = new ThreadPool(WORKER, {
    threads: 2,
    maxWaiting: MAX_QUEUED,
    timeoutMs: TIMEOUT_MS,
    memoryMb: 384,
  });

  /** Throws PollError where parsing takes too long or too much memory. */
  async read(response: SourceResponse): Promise<ParsedSource> {
    if (response.kind !== 'page' && response.body.length <= MAX_INLINE_BYTES) {
      const { body, ...rest } = response;
      const { text, charset } = decodeResponse(body, response.contentType);
      if (!/<!ENTITY|<html/i.test(text)) return { reading: readSource({ ...rest, text }), charset };
    }
    try {
      return await this.threads.run<ParsedSource>('read', response);
    } catch (error) {
      if (!(error instanceof ThreadTaskError)) throw error;
      if (error.reason === 'heavy') throw new PollError('too_heavy');
      throw new PollError(
        'too_slow',
        error.reason === 'full' ? 'too many responses wait to be parsed' : `more than ${TIMEOUT_MS / 1000} s`,
      );
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
