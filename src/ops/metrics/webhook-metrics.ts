import { Gauge, type Registry } from 'prom-client';
import type { Webhooks, WebhookDetails } from '../../store/webhook/webhooks.js';

const FIGURES: { name: string; help: string; read: (hook: WebhookDetails, now: number) => number }[] = [
  { name: 'lag', help: 'updates that the webhook has not got yet (10000: that many or more)', read: ({ lag }) => lag },
  { name: 'lag_seconds', help: 'age of the oldest update that the webhook has not got', read: ({ oldest }, now) => (oldest === null ? 0 : Math.max(0, now - oldest.getTime()) / 1_000) },
  { name: 'success_rate', help: 'share of the last hundred attempts or so that succeeded', read: ({ successRate }) => successRate ?? 1 },
  { name: 'dead_letters', help: 'updates that the webhook did not take within a day', read: ({ deadLetters }) => deadLetters },
  { name: 'disabled', help: '1 where Dateline has turned the webhook off', read: ({ state }) => (state === 'disabled' ? 1 : 0) },
];

/** Each webhook's figures, asked for once for all of them when they are read. */
export function webhookMetrics(registry: Registry, webhooks: Pick<Webhooks, 'list'>): void {
  let asked: Promise<WebhookDetails[]> | null = null;
  const standings = (): Promise<WebhookDetails[]> => (asked ??= webhooks.list(null).finally(() => (asked = null)));
  for (const { name, help, read } of FIGURES) {
    const gauge: Gauge = new Gauge({
      name: `dateline_webhook_${name}`,
      help,
      labelNames: ['webhook', 'publisher'],
      registers: [registry],
      collect: async () => {
        const [hooks, now] = [await standings(), Date.now()];
        // Those that were removed are gone here too.
        gauge.reset();
        for (const hook of hooks) gauge.set({ webhook: hook.id, publisher: hook.publisher }, read(hook, now));
      },
    });
  }
}
