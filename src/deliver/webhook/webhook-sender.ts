// Delivers the updates of one webhook.
// Invariants: one delivery at a time, in log order; the next one starts only after the previous was
// acknowledged or became a dead letter. Each update is read from the log just before it is sent, so a kill
// reaches every update that was not sent yet.
import type { OutboundClient } from '../../access/outbound/outbound-client.js';
import { rightsOfPublisher } from '../../access/principal/reader-authenticator.js';
import { CoalescedTask } from '../../concurrency/coalesced-task.js';
import type { Semaphore } from '../../concurrency/semaphore.js';
import { parseCursor } from '../../core/log/cursor.js';
import type { PipelineStages } from '../../core/log/pipeline-stages.js';
import type { Update } from '../../core/log/update.js';
import { decideRetry } from '../../core/webhook/retry.js';
import type { Logger } from '../../logger.js';
import type { UpdateLog } from '../../store/log/update-log.js';
import type { WebhookLease, WebhookLeases } from '../../store/webhook/webhook-leases.js';
import type { ChannelHub, Subscriber } from '../tail/channel-hub.js';
import { postUpdate, type PostResult } from './webhook-post.js';

/** The pause after an error of the store. */
const STORE_RETRY_MS = 1_000;
/** Longer waits are split, as Node's timers are limited. */
const MAX_TIMER_MS = 60 * 60 * 1_000;
/** How long a delivery in flight may take at shutdown. */
const CLOSE_TIMEOUT_MS = 2_000;

/** What all senders of a process share. */
export type WebhookSenderContext = {
  node: string;
  stages: Pick<PipelineStages, 'isTraced' | 'startSpan'>;
  leases: Pick<
    WebhookLeases,
    | 'find'
    | 'nextRequestedReplay'
    | 'recordDelivery'
    | 'recordFailure'
    | 'recordDeadLetter'
    | 'recordReplayDelivery'
    | 'recordReplayFailure'
    | 'restartAtHead'
  >;
  updateLog: Pick<UpdateLog, 'updatesAfter' | 'traceOf'>;
  hub: Pick<ChannelHub, 'subscribe' | 'unsubscribe'>;
  /** Limits concurrent queries. */
  storeSemaphore: Pick<Semaphore, 'run'>;
  /**
   * Makes an HTTP client for one webhook, so that a host that is slow for one webhook does not delay another.
   */
  outbound: () => Pick<OutboundClient, 'fetch' | 'close'>;
  /** The public URL, which CloudEvents name as their source. */
  origin: string | undefined;
  /** False once another process may have taken over the leases. */
  holdsLeases: () => boolean;
  now: () => Date;
  /** Random numbers from 0 to 1. */
  random: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
};

export class WebhookSender implements Subscriber {
  private readonly sending: CoalescedTask;
  /** The stored lease may differ from `lease`. */
  private stale = false;
  /** A replay of single updates may have been requested. */
  private mayHaveRequested = true;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly outbound: Pick<OutboundClient, 'fetch' | 'close'>;

  constructor(
    private lease: WebhookLease,
    private readonly context: WebhookSenderContext,
  ) {
    this.outbound = context.outbound();
    this.sending = new CoalescedTask(
      () => this.sendAll(),
      (error) => this.onError(error),
    );
    context.hub.subscribe(lease.channel, this);
  }

  /** The webhook's channel has a new update. */
  receive(): void {
    this.wake();
  }

  reset(): void {
    this.wake();
  }

  /**
   * Takes the lease that a renewal read. It may be older than ours, or the webhook was changed through the
   * API.
   */
  onLeaseFound(found: WebhookLease): void {
    if (found.changed !== this.lease.changed) this.stale = true;
    if (this.stale) this.wake();
  }

  /** Reads the lease again before the next delivery. */
  invalidate(): void {
    this.stale = true;
  }

  /** Sends everything that is due; during a run, requests one more. */
  wake(): void {
    this.sending.request();
  }

  /**
   * Starts no more deliveries. One in flight is aborted after a moment, and the next lease holder sends it
   * again.
   */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.context.hub.unsubscribe(this.lease.channel, this);
    const abort = setTimeout(() => void this.outbound.close(), CLOSE_TIMEOUT_MS);
    await this.sending.stop();
    clearTimeout(abort);
    await this.outbound.close();
  }

  private async sendAll(): Promise<void> {
    const { leases, node, now, updateLog } = this.context;
    clearTimeout(this.timer);
    while (this.maySend()) {
      if (this.stale) {
        this.stale = false;
        this.mayHaveRequested = true;
        const found = await this.query(() => leases.find(this.lease.id, node));
        if (found === null) return this.invalidate();
        this.setLease(found);
      }
      const { lease } = this;
      if (lease.state !== 'active') return;
      if (this.mayHaveRequested) {
        const requested = await this.query(() => leases.nextRequestedReplay(lease));
        if (requested === null) this.mayHaveRequested = false;
        else await this.sendRequested(requested.seq);
        continue;
      }
      const waitMs = (lease.retry_at?.getTime() ?? 0) - now().getTime();
      if (waitMs > 0) return this.wakeLater(waitMs);
      const page = await this.query(() =>
        updateLog.updatesAfter(lease.channel, lease.position, 1, rightsOfPublisher(lease.publisher)),
      );
      const [update] = page.updates;
      if (page.epoch !== lease.epoch || page.head < lease.position) await this.restartAtHead();
      else if (update === undefined) return;
      else await this.send(update);
    }
  }

  private onError(error: unknown): void {
    this.context.log.warn(
      { err: error, webhook: this.lease.id },
      'the state of a webhook could not be read or stored; it retries',
    );
    this.invalidate();
    this.wakeLater(STORE_RETRY_MS);
  }

  private query<T>(task: () => Promise<T>): Promise<T> {
    return this.context.storeSemaphore.run(task);
  }

  private maySend(): boolean {
    if (this.closed) return false;
    if (this.context.holdsLeases()) return true;
    this.invalidate();
    return false;
  }

  private async send(update: Update): Promise<void> {
    const { leases, node, now, random, log } = this.context;
    const { lease } = this;
    // The process may have been suspended since it read the update, and lost its leases.
    if (!this.maySend()) return;
    const result = await this.post(update);
    if (result.error === null)
      return this.applyLease(await this.query(() => leases.recordDelivery(lease, node, result)));
    // A delivery that we aborted is no failure of the receiver.
    if (this.closed) return;
    const failedAt = now();
    const [firstFailedAt, failingSince] = [lease.first_failed_at ?? failedAt, lease.failing_since ?? failedAt];
    const { status, retryAfterMs } = result;
    const failure = {
      attempts: lease.attempts + 1,
      firstFailedAt,
      failingSince,
      now: failedAt,
      status,
      retryAfterMs,
      chance: random(),
    };
    const verdict = decideRetry(failure);
    if (verdict.what === 'dead') {
      log.warn(
        { webhook: lease.id, cursor: update.cursor, why: result.error },
        'a webhook delivery failed for a day; it is a dead letter',
      );
      return this.applyLease(await this.query(() => leases.recordDeadLetter(lease, node, result, failingSince)));
    }
    const disable = verdict.what === 'disable' ? verdict.reason : null;
    if (disable !== null) log.warn({ webhook: lease.id, why: disable }, 'a webhook was disabled');
    const retryAt = verdict.what === 'retry' ? verdict.at : null;
    const change = { firstFailedAt, failingSince, retryAt, disable };
    this.applyLease(await this.query(() => leases.recordFailure(lease, node, result, change)));
  }

  /** Sends an update that a replay requested: one attempt, whose failure delays nothing. */
  private async sendRequested(seq: number): Promise<void> {
    const { leases, node, updateLog, now } = this.context;
    const { lease } = this;
    const page = await this.query(() =>
      updateLog.updatesAfter(lease.channel, seq - 1, 1, rightsOfPublisher(lease.publisher)),
    );
    const [update] = page.updates;
    const result: PostResult =
      update !== undefined && parseCursor(update.cursor).seq === seq
        ? await this.post(update)
        : {
            seq,
            at: now(),
            status: null,
            error: 'The log no longer has this update in this channel.',
            excerpt: null,
            retryAfterMs: null,
          };
    if (result.error === null)
      return this.applyLease(await this.query(() => leases.recordReplayDelivery(lease, node, result)));
    if (this.closed) return;
    const isGone = result.status === 410;
    this.applyLease(await this.query(() => leases.recordReplayFailure(lease, node, result, isGone)));
  }

  private async post(update: Update): Promise<PostResult> {
    const { stages, updateLog, now, origin } = this.context;
    const { seq } = parseCursor(update.cursor);
    const parent = stages.isTraced ? await this.query(() => updateLog.traceOf(seq)) : null;
    const attributes = { 'dateline.webhook': this.lease.id, 'dateline.cursor': update.cursor };
    const span = parent === null ? null : stages.startSpan('webhook', parent, attributes);
    const result = await postUpdate(
      this.outbound,
      this.lease,
      { seq, update },
      { at: now(), origin, trace: span?.trace },
    );
    span?.end({ 'http.response.status_code': result.status ?? 0, ...(result.error === null ? {} : { error: true }) });
    return result;
  }

  private async restartAtHead(): Promise<void> {
    const { leases, node, log } = this.context;
    const { lease } = this;
    log.warn({ webhook: lease.id, was: lease.epoch }, 'the log was reset; the webhook restarts at its head');
    this.applyLease(await this.query(() => leases.restartAtHead(lease, node)));
  }

  /** Takes the lease after a change was stored; null if the webhook was changed or taken over meanwhile. */
  private applyLease(lease: WebhookLease | null): void {
    if (lease === null) return this.invalidate();
    if (lease.changed !== this.lease.changed) this.invalidate();
    this.setLease(lease);
  }

  private setLease(lease: WebhookLease): void {
    if (lease.channel !== this.lease.channel && !this.closed) {
      this.context.hub.unsubscribe(this.lease.channel, this);
      this.context.hub.subscribe(lease.channel, this);
    }
    this.lease = lease;
  }

  private wakeLater(ms: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => this.wake(), Math.min(ms, MAX_TIMER_MS));
  }
}
