import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { readSource, type SourceAnswer, type SourceReading } from '../core/source-reading.js';
import { LookError } from './look-error.js';

/** Feeds up to this size are read in place, in less time than a thread would need to hear of them. */
const IN_PLACE = 32 * 1024;
const PATIENCE_MS = 15_000;
/** What may wait for a thread; a look beyond that is made again later. */
const QUEUE = 200;

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../dist/arrive/source-worker.js', import.meta.url));

/** Reads what sources answer: small feeds here, whatever is large or declares entities in threads that only run while there is some. */
export class SourceReader {
  private readonly threads = new Piscina({ filename: WORKER, name: 'read', minThreads: 0, maxThreads: 2, maxQueue: QUEUE, idleTimeout: 30_000, resourceLimits: { maxOldGenerationSizeMb: 384 } });

  constructor() {
    // Without it every answer would wait for a thread that never comes up.
    if (!existsSync(WORKER)) throw new Error(`${WORKER} is missing: run "npm run build"`);
  }

  /** Throws LookError where that takes too long or too much memory. */
  async read(answer: SourceAnswer): Promise<SourceReading> {
    if (answer.kind !== 'page' && answer.text.length <= IN_PLACE && !/<!ENTITY|<html/i.test(answer.text)) return readSource(answer);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      return (await this.threads.run(answer, { signal: patience })) as SourceReading;
    } catch (error) {
      if (patience.aborted) throw new LookError('too_slow', `more than ${PATIENCE_MS / 1000} s`);
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') throw new LookError('too_heavy');
      if (error instanceof Error && /task queue is at limit/i.test(error.message)) throw new LookError('too_slow', 'too many wait to be read');
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }
}
