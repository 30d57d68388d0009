import { fileURLToPath } from 'node:url';
import { readSource } from '../../core/source/source-reading.js';
import { ThreadFault, ThreadPool } from '../../concurrency/thread-pool.js';
import { responseText } from './decode-response.js';
import { PollError } from './poll-error.js';
import type { ReadAnswer, SentAnswer } from './source-worker.js';

/** Feeds up to this size are read in place, in less time than a thread would need to hear of them. */
const IN_PLACE = 32 * 1024;
const PATIENCE_MS = 15_000;
/** What may wait for a thread; a look beyond that is made again later. */
const QUEUE = 200;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/arrive/watch/source-worker.js', import.meta.url));

/** Reads what sources answer: small feeds here, whatever is large or declares entities in threads. */
export class SourceReader {
  private readonly threads = new ThreadPool(WORKER, { threads: 2, waiting: QUEUE, budgetMs: PATIENCE_MS, memoryMb: 384 });

  /** Throws LookError where that takes too long or too much memory. */
  async read(answer: SentAnswer): Promise<ReadAnswer> {
    if (answer.kind !== 'page' && answer.body.length <= IN_PLACE) {
      const { body, ...rest } = answer;
      const { text, charset } = responseText(body, answer.contentType);
      if (!/<!ENTITY|<html/i.test(text)) return { reading: readSource({ ...rest, text }), charset };
    }
    try {
      return await this.threads.run<ReadAnswer>('read', answer);
    } catch (error) {
      if (!(error instanceof ThreadFault)) throw error;
      if (error.reason === 'heavy') throw new PollError('too_heavy');
      throw new PollError('too_slow', error.reason === 'full' ? 'too many wait to be read' : `more than ${PATIENCE_MS / 1000} s`);
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
