import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import type { RevisionView } from '../../core/story/story-view.js';
import { unavailableIfThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { differenceParts, type DifferenceParts } from './diff-page.js';
import { differenceJson, type RevisionPair } from './difference-json.js';

/** Characters of both revisions. Below this, comparing in place is faster than a worker thread. */
const MAX_CHARS_IN_PLACE = 24_000;
/** The time limit removes killed content from memory, although it is never served. */
const CACHE_LIMITS = { bytes: 32 * 1024 * 1024, ms: 10 * 60_000 };
const THREAD_LIMITS = { threads: 2, maxWaiting: 50, timeoutMs: 30_000, memoryMb: 512 };

/** The compiled worker. The path is the same from src and from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/read/pages/difference-worker.js', import.meta.url));

const lengthOf = ({ body }: RevisionView): number => body.reduce((sum, paragraph) => sum + paragraph.length, 0);
const isShort = ({ before, after }: RevisionPair): boolean => lengthOf(before) + lengthOf(after) <= MAX_CHARS_IN_PLACE;

/**
 * A revision is immutable, but after a split its number may belong to another one, with another time of
 * receipt.
 */
const keyOf = ({ revision, receivedAt }: RevisionView): string => `${revision}@${receivedAt}`;

/**
 * Compares revisions: short ones in place, long ones in a worker thread, whose results are cached. Callers
 * must have read both revisions with the reader's rights, so that the cache never reveals more.
 */
export class DifferenceRenderer {
  private readonly threads = new ThreadPool(WORKER, THREAD_LIMITS);
  private readonly cache = new LRUCache<string, string | DifferenceParts, RevisionPair>({
    maxSize: CACHE_LIMITS.bytes,
    ttl: CACHE_LIMITS.ms,
    // A request in flight had the right to the story when it was evicted.
    ignoreFetchAbort: true,
    sizeCalculation: (value) =>
      2 * (typeof value === 'string' ? value.length : value.fields.length + value.body.length) + 1_000,
    fetchMethod: (key, _stale, { context }) => this.threads.run(key.startsWith('json ') ? 'json' : 'parts', context),
  });

  /** The difference as JSON. Throws `unavailable` if the queue is full, or on a timeout. */
  async json(pair: RevisionPair): Promise<string> {
    return isShort(pair) ? differenceJson(pair) : this.renderInThread<string>('json', pair);
  }

  /** The parts of the diff page. Throws as `json`. */
  async parts(pair: RevisionPair): Promise<DifferenceParts> {
    return isShort(pair) ? differenceParts(pair) : this.renderInThread<DifferenceParts>('parts', pair);
  }

  /** Removes the cached differences of a story whose content is hidden now. */
  evict(story: string): void {
    for (const key of this.cache.keys()) if (key.split(' ')[1] === story) this.cache.delete(key);
  }

  /** The number of cached differences. */
  get size(): number {
    return this.cache.size;
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async renderInThread<T extends string | DifferenceParts>(
    form: 'json' | 'parts',
    pair: RevisionPair,
  ): Promise<T> {
    const { before, after } = pair;
    try {
      const key = [form, after.story, keyOf(before), keyOf(after)].join(' ');
      return (await this.cache.forceFetch(key, { context: pair })) as T;
    } catch (error) {
      throw unavailableIfThreadTaskError(error);
    }
  }
}
