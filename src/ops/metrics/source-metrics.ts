import { Gauge, type Registry } from 'prom-client';
import type { Source, Sources } from '../../store/source/sources.js';

/** So many sources are told one by one, those that were made first; `dateline_sources…` counts all. */
const MAX_SOURCES = 1_000;

const since = (time: Date | null, now: number): number => (time === null ? Number.NaN : Math.max(0, now - time.getTime()) / 1_000);

const FIGURES: { name: string; help: string; read: (source: Source, now: number) => number }[] = [
  { name: 'last_fetch_seconds', help: 'for how long the source was not asked (NaN: never yet)', read: ({ last_fetch: last }, now) => since(last, now) },
  { name: 'next_fetch_seconds', help: 'in how long the source is asked next; below 0 it is late', read: ({ next_at: next }, now) => (next.getTime() - now) / 1_000 },
  { name: 'last_change_seconds', help: 'for how long nothing changed at the source (NaN: never yet)', read: ({ last_change: last }, now) => since(last, now) },
  { name: 'error_streak', help: 'looks at the source in a row that came to nothing', read: ({ error_streak: streak }) => streak },
  { name: 'average_interval_seconds', help: 'time between two looks at the source, on average', read: ({ average_ms: average }) => (average ?? Number.NaN) / 1_000 },
];

/** How the sources do, each and together, asked for when it is read. */
export function sourceMetrics(registry: Registry, sources: Pick<Sources, 'list' | 'metrics'>): void {
  let asked: Promise<Source[]> | null = null;
  const list = (): Promise<Source[]> => (asked ??= sources.list(null, MAX_SOURCES).finally(() => (asked = null)));
  for (const { name, help, read } of FIGURES) {
    const gauge: Gauge = new Gauge({
      name: `dateline_source_${name}`,
      help,
      labelNames: ['source', 'publisher'],
      registers: [registry],
      collect: async () => {
        const [known, now] = [await list(), Date.now()];
        // Those that were removed are gone here too.
        gauge.reset();
        for (const source of known) gauge.set({ source: source.id, publisher: source.publisher }, read(source, now));
      },
    });
  }
  let summing: ReturnType<Sources['metrics']> | null = null;
  const sums = (): ReturnType<Sources['metrics']> => (summing ??= sources.metrics().finally(() => (summing = null)));
  const all = (name: string, help: string, read: (figures: Awaited<ReturnType<Sources['metrics']>>) => number): void => {
    const gauge: Gauge = new Gauge({ name: `dateline_sources${name}`, help, registers: [registry], collect: async () => gauge.set(read(await sums())) });
  };
  all('', 'sources that are watched', ({ sources: count }) => count);
  all('_failing', 'sources whose last look came to nothing', ({ failing }) => failing);
  all('_overdue_seconds', 'for how long the latest of them has been due', ({ overdueSeconds }) => overdueSeconds);
  all('_subscribed', 'sources whose hub pushes', ({ subscribed }) => subscribed);
  all('_fetches_total', 'looks at sources that are watched now', ({ fetches }) => fetches);
  all('_changes_total', 'changes found at sources that are watched now', ({ changes }) => changes);
}
