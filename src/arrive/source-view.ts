import type { Source } from '../store/sources.js';

const time = (date: Date | null): string | null => (date === null || !Number.isFinite(date.getTime()) ? null : date.toISOString());

/** A source as its publisher and operators see it. Intervals are in seconds. */
export const sourceView = (source: Source) => ({
  id: source.id,
  url: source.url,
  kind: source.kind,
  address: source.address,
  publisher: source.publisher,
  topics: source.topics,
  zone: source.zone,
  language: source.language,
  follow: source.follow,
  minSeconds: source.min_seconds,
  maxSeconds: source.max_seconds,
  createdAt: source.created_at.toISOString(),
  lastFetch: time(source.last_fetch),
  nextFetch: time(source.next_at),
  lastChange: time(source.last_change),
  lastError: source.last_error,
  errorStreak: source.error_streak,
  averageInterval: source.average_ms === null ? null : Math.round(source.average_ms) / 1000,
  fetches: source.fetches,
  changes: source.changes_found,
  websub: source.hub === null || source.hub_state === null ? null : { hub: source.hub, state: source.hub_state, until: time(source.hub_until) },
});
