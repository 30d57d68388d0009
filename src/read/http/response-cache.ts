import { LRUCache } from 'lru-cache';

/**
 * An encoded response body. `etag` covers every byte, except `head` in a full page of updates, which moves
 * while the page stays the same. `surrogateKey` names the stories in it, for caches that purge by key.
 */
export type EncodedResponse = { body: Buffer; etag: string; full: boolean; surrogateKey: string };

/**
 * Keeps responses for a short time. Concurrent requests for one key share one encoding; a failure is not
 * kept.
 */
export class ResponseCache {
  private readonly cache: LRUCache<string, EncodedResponse, () => Promise<EncodedResponse>>;

  /** `now` in milliseconds. */
  constructor(limits: { responses: number; bytes: number; ms: number }, now: () => number = () => performance.now()) {
    this.cache = new LRUCache({
      max: limits.responses,
      maxSize: limits.bytes,
      ttl: limits.ms,
      ttlResolution: 0,
      perf: { now },
      // A waiting request gets its response even if the entry was evicted meanwhile.
      ignoreFetchAbort: true,
      sizeCalculation: ({ body }) => body.length,
      fetchMethod: (_key, _stale, { context }) => context(),
    });
  }

  /** The response for `key`; calls `make` if there is none. */
  get(key: string, make: () => Promise<EncodedResponse>): Promise<EncodedResponse> {
    return this.cache.forceFetch(key, { context: make });
  }
}
