import { Gauge, type Registry } from 'prom-client';
import type { Source, Sources } from '../../store/source/sources.js';

/** Sources with metrics of their own, the oldest first; `dateline_sources…` covers all. */
const MAX_SOURCES = 1_000;

const since = (time: Date | null, now: number): number =>
  time === null ? Number.NaN : Math.max(0, now - time.getTime()) / 1_000;

const METRICS: { name: string; help: string; read: (source: Source, now: number) => number }[] = [
  {
    name: 'last_fetch_seconds',
    help: 'time since the last fetch (NaN: never)',
    read: ({ last_fetch: last }, now) => since(last, now),
  },
  {
    name: 'next_fetch_seconds',
    help: 'time until the next fetch; negative if overdue',
    read: ({ next_at: next }, now) => (next.getTime() - now) / 1_000,
  },
  {
    name: 'last_change_seconds',
    help: 'time since the last change (NaN: never)',
    read: ({ last_change: last }, now) => since(last, now),
  },
  { name: 'error_streak', help: 'consecutive failed fetches', read: ({ error_streak: streak }) => streak },
  {
    name: 'average_interval_seconds',
    help: 'average time between two fetches',
    read: ({ average_ms: average }) => (average ?? Number.NaN) / 1_000,
  },
];

/** Registers metrics of each source and of all. One scrape reads each query once. */
export function sourceMetrics(registry: Registry, sources: Pick<Sources, 'list' | 'metrics'>): void {
  let listing: Promise<Source[]> | null = null;
  const list = (): Promise<Source[]> => (listing ??= sources.list(null, MAX_SOURCES).finally(() => (listing = null)));
  for (const { name, help, read } of METRICS) {
    const gauge: Gauge = new Gauge({
      name: `dateline_source_${name}`,
      help,
      labelNames: ['source', 'publisher'],
      registers: [registry],
      collect: async () => {
        const [known, now] = [await list(), Date.now()];
        // Drops removed sources.
        gauge.reset();
        for (const source of known) gauge.set({ source: source.id, publisher: source.publisher }, read(source, now));
      },
    });
  }
  let summing: ReturnType<Sources['metrics']> | null = null;
  const sums = (): ReturnType<Sources['metrics']> => (summing ??= sources.metrics().finally(() => (summing = null)));
  const all = (
    name: string,
    help: string,
    read: (figures: Awaited<ReturnType<Sources['metrics']>>) => number,
  ): void => {
    const gauge: Gauge = new Gauge({
      name: `dateline_sources${name}`,
      help,
      registers: [registry],
      collect: async () => gauge.set(read(await sums())),
    });
  };
  all('', 'watched sources', ({ sources: count }) => count);
  all('_failing', 'sources whose last fetch failed', ({ failing }) => failing);
  all('_overdue_seconds', 'how long the most overdue source has been due', ({ overdueSeconds }) => overdueSeconds);
  all('_subscribed', 'sources with a WebSub subscription', ({ subscribed }) => subscribed);
  all('_fetches_total', 'fetches of currently watched sources', ({ fetches }) => fetches);
  all('_changes_total', 'changes of currently watched sources', ({ changes }) => changes);
}
