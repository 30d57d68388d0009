// The webhooks that this gateway delivers. It follows the log anyway, so a new update wakes them without a query.
// One process holds the lease of a webhook; if it stops renewing, another one takes over when the lease expires.
import { performance } from 'node:perf_hooks';
import { CoalescedTask } from '../../concurrency/coalesced-task.js';
import { Semaphore } from '../../concurrency/semaphore.js';
import type { WebhookLeases } from '../../store/webhook/webhook-leases.js';
import { WebhookSender, type WebhookSenderContext } from './webhook-sender.js';

const RENEW_MS = 1_000;
const LEASE_MS = 6_000;
const MAX_WEBHOOKS = 5_000;
/** Workers and readers use the same connection pool. */
const MAX_QUERIES = { running: 3, waiting: MAX_WEBHOOKS * 2 };

export type WebhookSendersSettings = Omit<WebhookSenderContext, 'storeSemaphore' | 'holdsLeases' | 'leases'> & {
  leases: WebhookSenderContext['leases'] & Pick<WebhookLeases, 'acquire' | 'release'>;
};

export class WebhookSenders {
  private readonly senders = new Map<string, WebhookSender>();
  private readonly context: WebhookSenderContext;
  private leasedUntil = 0;
  private readonly renewals: CoalescedTask;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly settings: WebhookSendersSettings) {
    this.context = {
      ...settings,
      storeSemaphore: new Semaphore(MAX_QUERIES.running, MAX_QUERIES.waiting),
      holdsLeases: () => performance.now() < this.leasedUntil,
    };
    this.renewals = new CoalescedTask(
      () => this.renewAndSchedule(),
      (error) =>
        this.settings.log.warn(
          { err: error },
          'the webhook leases could not be renewed; the next attempt is in a second',
        ),
    );
  }

  /** Acquires and renews leases now, and every second from then on. */
  renew(): void {
    this.renewals.request();
  }

  /**
   * Call when a webhook was changed through the API: senders read their lease again before the next delivery.
   */
  changed(): void {
    for (const sender of this.senders.values()) sender.invalidate();
    this.renew();
  }

  /** Ends all senders, and releases the leases to the other processes. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.renewals.stop();
    await Promise.all([...this.senders.values()].map((sender) => sender.close()));
    const { leases, node, log } = this.settings;
    await leases
      .release(node)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'the webhook leases were not released; other processes wait until they expire'),
      );
  }

  private async renewAndSchedule(): Promise<void> {
    clearTimeout(this.timer);
    try {
      await this.renewLeases();
    } finally {
      if (!this.closed) this.timer = setTimeout(() => this.renew(), RENEW_MS);
    }
  }

  private async renewLeases(): Promise<void> {
    const { leases, node } = this.settings;
    const requestedAt = performance.now();
    const held = await leases.acquire(node, LEASE_MS, MAX_WEBHOOKS);
    this.leasedUntil = requestedAt + LEASE_MS;
    const ids = new Set(held.map(({ id }) => id));
    for (const [id, sender] of this.senders) {
      if (ids.has(id)) continue;
      this.senders.delete(id);
      // Not awaited: its delivery in flight may take a while.
      void sender.close();
    }
    for (const lease of held) {
      const sender = this.senders.get(lease.id);
      if (sender === undefined) this.startSender(new WebhookSender(lease, this.context), lease.id);
      else sender.onLeaseFound(lease);
    }
  }

  private startSender(sender: WebhookSender, id: string): void {
    this.senders.set(id, sender);
    sender.wake();
  }
}
