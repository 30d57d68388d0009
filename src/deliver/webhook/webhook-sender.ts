// Sends for one webhook. Invariants: one delivery at a time, in the log's order, and the next only once the one before it was
// acknowledged or kept aside; what is sent is read from the log at that moment, so a kill reaches whatever has not gone yet.
import { OutboundClient } from '../../access/outbound/outbound-client.js';
import { rightsOfPublisher } from '../../access/principal/reader-authenticator.js';
import { parseCursor } from '../../core/log/cursor.js';
import type { Stages } from '../../core/log/pipeline-stages.js';
import type { Update } from '../../core/log/update.js';
import { afterFailure } from '../../core/webhook/retry.js';
import type { Logger } from '../../logger.js';
import type { UpdateLog } from '../../store/log/update-log.js';
import type { WebhookLease, WebhookLeases } from '../../store/webhook/webhook-leases.js';
import type { Semaphore } from '../../concurrency/semaphore.js';
import type { Hub, Member } from '../tail/channel-hub.js';
import { postUpdate, type Posted } from './webhook-post.js';

/** After a fault of the store's. */
const PAUSE_MS = 1_000;
/** A timer can't be set for much longer than this; it is set again. */
const LONGEST_TIMER_MS = 60 * 60 * 1_000;
/** What is under way when the process stops may end within this time. */
const GRACE_MS = 2_000;

/** What all runners of a process share. */
export type Runners = {
  node: string;
  stages: Pick<Stages, 'traced' | 'begin'>;
  lines: Pick<WebhookLeases, 'find' | 'nextRequestedReplay' | 'recordDelivery' | 'recordFailure' | 'recordDeadLetter' | 'recordReplayDelivery' | 'recordReplayFailure' | 'restartAtHead'>;
  updateLog: Pick<UpdateLog, 'updatesAfter' | 'traceOf'>;
  hub: Pick<Hub, 'join' | 'leave'>;
  /** Bounds how many ask the store at once. */
  gate: Pick<Semaphore, 'pass'>;
  /** A way out for one webhook alone: a host that is slow to one of its webhooks is not slow to another. */
  outbound: () => Pick<OutboundClient, 'fetch' | 'close'>;
  origin: string | undefined;
  /** False once this process may have lost its hold on the webhooks. */
  holds: () => boolean;
  now: () => Date;
  chance: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
};

export class WebhookRunner implements Member {
  private running: Promise<void> | null = null;
  private again = false;
  /** The store may know better than `line`. */
  private stale = false;
  /** Updates may have been asked for one by one. */
  private asks = true;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly outbound: Pick<OutboundClient, 'fetch' | 'close'>;

  constructor(
    private line: WebhookLease,
    private readonly shared: Runners,
  ) {
    this.outbound = shared.outbound();
    shared.hub.join(line.channel, this);
  }

  /** Its channel has something new; the log says what. */
  take(): void {
    this.wake();
  }

  reset(): void {
    this.wake();
  }

  /** What a look at the store found; older than what is known here, or changed by hand. */
  refresh(found: WebhookLease): void {
    if (found.changed !== this.line.changed) this.stale = true;
    if (this.stale) this.wake();
  }

  /** The store is asked before anything more is sent. */
  doubt(): void {
    this.stale = true;
  }

  /** Sends what there is to send; asked for while it does, it looks once more. */
  wake(): void {
    if (this.closed) return;
    if (this.running !== null) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.run()
      .catch((error: unknown) => {
        this.shared.log.warn({ err: error, webhook: this.line.id }, 'a webhook waits: what it stands at could not be read or kept');
        this.stale = true;
        this.later(PAUSE_MS);
      })
      .finally(() => {
        this.running = null;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Begins nothing more; what is under way is broken off after a moment, and sent again by whoever comes next. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.shared.hub.leave(this.line.channel, this);
    const grace = setTimeout(() => void this.outbound.close(), GRACE_MS);
    await this.running;
    clearTimeout(grace);
    await this.outbound.close();
  }

  private async run(): Promise<void> {
    const { lines, node, gate } = this.shared;
    while (this.may()) {
      if (this.stale) {
        this.stale = false;
        this.asks = true;
        const found = await gate.pass(() => lines.find(this.line.id, node));
        if (found === null) return this.lose();
        this.standAt(found);
      }
      const { line } = this;
      if (line.state !== 'active') return;
      if (this.asks) {
        const asked = await gate.pass(() => lines.nextRequestedReplay(line));
        if (asked === null) this.asks = false;
        else await this.sendAsked(asked.seq);
        continue;
      }
      const wait = (line.retry_at?.getTime() ?? 0) - this.shared.now().getTime();
      if (wait > 0) return this.later(wait);
      const page = await gate.pass(() => this.shared.updateLog.updatesAfter(line.channel, line.position, 1, rightsOfPublisher(line.publisher)));
      const [update] = page.updates;
      if (page.epoch !== line.epoch || page.head < line.position) await this.startOver();
      else if (update === undefined) return;
      else await this.send(update);
    }
  }

  private may(): boolean {
    if (this.closed) return false;
    if (this.shared.holds()) return true;
    this.lose();
    return false;
  }

  /** Somebody else may send for it now; it is looked at anew before anything is sent from here. */
  private lose(): void {
    this.stale = true;
  }

  private async send(update: Update): Promise<void> {
    const { lines, node, gate, now, chance, log } = this.shared;
    const { line } = this;
    // The process may have been stopped since the update was read.
    if (!this.may()) return;
    const posted = await this.post(update);
    if (posted.error === null) return this.settled(await gate.pass(() => lines.recordDelivery(line, node, posted)));
    // What we broke off ourselves says nothing of the receiver.
    if (this.closed) return;
    const failedAt = now();
    const [firstFailedAt, failingSince] = [line.first_failed_at ?? failedAt, line.failing_since ?? failedAt];
    const verdict = afterFailure({ attempts: line.attempts + 1, firstFailedAt, failingSince, now: failedAt, status: posted.status, retryAfterMs: posted.retryAfterMs, chance: chance() });
    if (verdict.what === 'dead') {
      log.warn({ webhook: line.id, cursor: update.cursor, why: posted.error }, 'a webhook’s delivery failed for a day: it is a dead letter');
      return this.settled(await gate.pass(() => lines.recordDeadLetter(line, node, posted, failingSince)));
    }
    const disable = verdict.what === 'disable' ? verdict.reason : null;
    if (disable !== null) log.warn({ webhook: line.id, why: disable }, 'a webhook was turned off');
    const retryAt = verdict.what === 'retry' ? verdict.at : null;
    this.settled(await gate.pass(() => lines.recordFailure(line, node, posted, { firstFailedAt, failingSince, retryAt, disable })));
  }

  /** One that was asked for by itself: one attempt, and its failure holds up nothing. */
  private async sendAsked(seq: number): Promise<void> {
    const { lines, node, gate, updateLog, now } = this.shared;
    const { line } = this;
    const { updates } = await gate.pass(() => updateLog.updatesAfter(line.channel, seq - 1, 1, rightsOfPublisher(line.publisher)));
    const [update] = updates;
    const there = update !== undefined && parseCursor(update.cursor).seq === seq;
    const posted = there ? await this.post(update) : { seq, at: now(), status: null, error: 'The log has no such update in this channel any more.', excerpt: null, retryAfterMs: null };
    if (posted.error === null) return this.settled(await gate.pass(() => lines.recordReplayDelivery(line, node, posted)));
    if (!this.closed) this.settled(await gate.pass(() => lines.recordReplayFailure(line, node, posted, posted.status === 410)));
  }

  private async post(update: Update): Promise<Posted> {
    const { stages, gate, updateLog } = this.shared;
    const { seq } = parseCursor(update.cursor);
    const parent = stages.traced ? await gate.pass(() => updateLog.traceOf(seq)) : null;
    const span = parent === null ? null : stages.begin('webhook', parent, { 'dateline.webhook': this.line.id, 'dateline.cursor': update.cursor });
    const posted = await postUpdate(this.outbound, this.line, { seq, update }, { at: this.shared.now(), origin: this.shared.origin, trace: span?.trace });
    span?.end({ 'http.response.status_code': posted.status ?? 0, ...(posted.error === null ? {} : { error: true }) });
    return posted;
  }

  private async startOver(): Promise<void> {
    const { lines, node, gate, log } = this.shared;
    const { line } = this;
    log.warn({ webhook: line.id, was: line.epoch }, 'the log was reset: a webhook goes on from its head');
    this.settled(await gate.pass(() => lines.restartAtHead(line, node)));
  }

  /** Where it stands after what was done; null: it was changed or taken meanwhile. */
  private settled(line: WebhookLease | null): void {
    if (line === null) {
      this.stale = true;
      return;
    }
    if (line.changed !== this.line.changed) this.stale = true;
    this.standAt(line);
  }

  private standAt(line: WebhookLease): void {
    if (line.channel !== this.line.channel && !this.closed) {
      this.shared.hub.leave(this.line.channel, this);
      this.shared.hub.join(line.channel, this);
    }
    this.line = line;
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => this.wake(), Math.min(ms, LONGEST_TIMER_MS));
  }
}
