import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import type { RevisionView } from '../../core/story/story-view.js';
import { unavailableIfThreadTaskError, ThreadPool } from '../../concurrency/thread-pool.js';
import { differenceParts, type DifferenceParts } from './diff-page.js';
import { differenceJson, type RevisionPair } from './difference-json.js';

/** Texts of so many characters together are compared in place, in less time than a thread would need to hear of them. */
const MAX_CHARS_IN_PLACE = 24_000;
/** Bytes that are kept, and for how long: what was killed must not stay in memory, though nobody is answered with it. */
const CACHE_LIMITS = { bytes: 32 * 1024 * 1024, ms: 10 * 60_000 };
const THREAD_LIMITS = { threads: 2, maxWaiting: 50, timeoutMs: 30_000, memoryMb: 512 };

/** The compiled worker; the same file whether this runs from src or from dist. */
const WORKER = fileURLToPath(new URL('../../../dist/read/pages/difference-worker.js', import.meta.url));

const lengthOf = ({ body }: RevisionView): number => body.reduce((sum, paragraph) => sum + paragraph.length, 0);

/** A revision never changes; but after a split its number may be another's, which came at another moment. */
const nameOf = ({ revision, receivedAt }: RevisionView): string => `${revision}@${receivedAt}`;

/**
 * The differences of revisions, each made once and kept for a while. Whoever asks has read both revisions with the reader's
 * rights just before: what is kept is never served without.
 */
export class DifferenceRenderer {
  private readonly threads = new ThreadPool(WORKER, THREAD_LIMITS);
  private readonly cache = new LRUCache<string, string | DifferenceParts, RevisionPair>({
    maxSize: CACHE_LIMITS.bytes,
    ttl: CACHE_LIMITS.ms,
    // Whoever asked before it was forgotten had the right to.
    ignoreFetchAbort: true,
    sizeCalculation: (value) => 2 * (typeof value === 'string' ? value.length : value.fields.length + value.body.length) + 1_000,
    fetchMethod: (key, _stale, { context }) => this.threads.run(key.startsWith('json ') ? 'json' : 'parts', context),
  });

  /** The answer as JSON. Throws `unavailable` where too many are asked for, or it takes too long. */
  async json(pair: RevisionPair): Promise<string> {
    return lengthOf(pair.before) + lengthOf(pair.after) <= MAX_CHARS_IN_PLACE ? differenceJson(pair) : this.renderInThread<string>('json', pair);
  }

  /** What the page shows. Throws as `json`. */
  async parts(pair: RevisionPair): Promise<DifferenceParts> {
    return lengthOf(pair.before) + lengthOf(pair.after) <= MAX_CHARS_IN_PLACE ? differenceParts(pair) : this.renderInThread<DifferenceParts>('parts', pair);
  }

  /** Lets go of what was kept of a story whose content nobody may see any more. */
  evict(story: string): void {
    for (const key of this.cache.keys()) if (key.split(' ')[1] === story) this.cache.delete(key);
  }

  /** How many differences are kept. */
  get size(): number {
    return this.cache.size;
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async renderInThread<Made extends string | DifferenceParts>(form: 'json' | 'parts', pair: RevisionPair): Promise<Made> {
    const { before, after } = pair;
    try {
      return (await this.cache.forceFetch([form, after.story, nameOf(before), nameOf(after)].join(' '), { context: pair })) as Made;
    } catch (error) {
      throw unavailableIfThreadTaskError(error);
    }
  }
}
