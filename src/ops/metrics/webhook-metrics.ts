import { Gauge, type Registry } from 'prom-client';
import type { Webhooks, WebhookDetails } from '../../store/webhook/webhooks.js';

const METRICS: { name: string; help: string; read: (hook: WebhookDetails, now: number) => number }[] = [
  { name: 'lag', help: 'undelivered updates (10000: that many or more)', read: ({ lag }) => lag },
  {
    name: 'lag_seconds',
    help: 'age of the oldest undelivered update',
    read: ({ oldest }, now) => (oldest === null ? 0 : Math.max(0, now - oldest.getTime()) / 1_000),
  },
  {
    name: 'success_rate',
    help: 'success rate of about the last hundred attempts',
    read: ({ successRate }) => successRate ?? 1,
  },
  {
    name: 'dead_letters',
    help: 'updates that could not be delivered within a day',
    read: ({ deadLetters }) => deadLetters,
  },
  {
    name: 'disabled',
    help: '1 if Dateline has disabled the webhook',
    read: ({ state }) => (state === 'disabled' ? 1 : 0),
  },
];

/** Registers metrics of each webhook. One scrape reads the list once. */
export function webhookMetrics(registry: Registry, webhooks: Pick<Webhooks, 'list'>): void {
  let listing: Promise<WebhookDetails[]> | null = null;
  const list = (): Promise<WebhookDetails[]> => (listing ??= webhooks.list(null).finally(() => (listing = null)));
  for (const { name, help, read } of METRICS) {
    const gauge: Gauge = new Gauge({
      name: `dateline_webhook_${name}`,
      help,
      labelNames: ['webhook', 'publisher'],
      registers: [registry],
      collect: async () => {
        const [hooks, now] = [await list(), Date.now()];
        // Drops removed webhooks.
        gauge.reset();
        for (const hook of hooks) gauge.set({ webhook: hook.id, publisher: hook.publisher }, read(hook, now));
      },
    });
  }
}
