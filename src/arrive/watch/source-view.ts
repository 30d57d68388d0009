import { formatTimestamp } from '../../core/instant.js';
import { maskUrl, maskUrlsInJson } from '../../core/text/masked-url.js';
import type { Source } from '../../store/source/sources.js';

const time = (date: Date | null): string | null =>
  date === null || !Number.isFinite(date.getTime()) ? null : formatTimestamp(date);

/**
 * A source in API responses; intervals are in seconds. Viewers other than its publisher get masked addresses.
 */
export const sourceView = (source: Source, viewer: string) => ({
  id: source.id,
  url: viewer === source.publisher ? source.url : maskUrl(source.url),
  kind: source.kind,
  address: viewer === source.publisher ? source.address : maskUrl(source.address),
  publisher: source.publisher,
  topics: source.topics,
  zone: source.zone,
  language: source.language,
  follow: source.follow,
  minSeconds: source.min_seconds,
  maxSeconds: source.max_seconds,
  createdAt: formatTimestamp(source.created_at),
  lastFetch: time(source.last_fetch),
  nextFetch: time(source.next_at),
  lastChange: time(source.last_change),
  lastError: maskUrlsInJson(source.last_error),
  errorStreak: source.error_streak,
  averageInterval: source.average_ms === null ? null : Math.round(source.average_ms) / 1000,
  fetches: source.fetches,
  changes: source.changes_found,
  websub:
    source.hub === null || source.hub_state === null
      ? null
      : { hub: maskUrl(source.hub), state: source.hub_state, until: time(source.hub_until) },
});
