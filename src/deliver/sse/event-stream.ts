// One reader's stream of server-sent events (WHATWG HTML, 9.2), on the same `Subscription` as sockets. Unsent
// data and lifetime are bounded. An event's id is the cursor to resume from after it.
import type { ServerResponse } from 'node:http';
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import type { StreamPosition } from '../../core/log/cursor.js';
import { BoundedSender } from '../tail/bounded-sender.js';
import type { GatewayContext } from '../tail/gateway-context.js';
import { Subscription, type Reset, type SubscriptionSink } from '../tail/subscription.js';
import type { UpdateFrame } from '../tail/update-frame.js';

/** Proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/**
 * Streams end after some time, so that readers spread over nodes again. Browsers reconnect with their last
 * id.
 */
const MEAN_LIFETIME_MS = 30 * 60_000;
const RETRY_MS = 1_000;
/** How long the last bytes may take to arrive. */
const CLOSE_TIMEOUT_MS = 5_000;

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  vary: 'accept',
  // Turns off buffering in nginx and others.
  'x-accel-buffering': 'no',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

type StreamContext = Pick<GatewayContext, 'replayReader' | 'tail' | 'hub' | 'counters' | 'log'>;

export class EventStream implements SubscriptionSink {
  private readonly sender: BoundedSender<string | Buffer>;
  private readonly subscription: Subscription;
  private readonly endsAt = performance.now() + MEAN_LIFETIME_MS * (0.75 + Math.random() / 2);
  private heartbeat: NodeJS.Timeout | undefined;
  private closeTimer: NodeJS.Timeout | undefined;
  private syncedCursor = '';

  constructor(
    private readonly response: ServerResponse,
    readonly channels: readonly string[],
    private readonly context: StreamContext,
    readonly rights: ReadRights = NO_RIGHTS,
    /** Further response headers. */
    private readonly headers: Record<string, string> = {},
  ) {
    this.sender = new BoundedSender({
      write: (part) => response.write(part),
      unsentBytes: () => response.writableLength,
      close: () => {
        context.counters.slowClosed += 1;
        response.destroy();
      },
    });
    this.subscription = new Subscription(channels, this, context);
  }

  get isFull(): boolean {
    return this.sender.isFull;
  }

  /**
   * Streams from `since` (null: from now). `onClose` runs once, when the reader disconnects or the stream has
   * ended.
   */
  async start(since: StreamPosition | null, onClose: () => void): Promise<void> {
    const { response, context } = this;
    if (response.destroyed) return onClose();
    response.once('close', () => {
      this.stop();
      clearTimeout(this.closeTimer);
      onClose();
    });
    response.on('error', (error) => context.log.debug({ err: error }, 'a stream broke'));
    this.heartbeat = setInterval(() => this.sendHeartbeat(), HEARTBEAT_MS);
    response.writeHead(200, { ...STREAM_HEADERS, ...this.headers });
    // Spread over a second, so that a restart doesn't bring all readers back at once.
    this.sender.send(`retry: ${RETRY_MS + Math.floor(Math.random() * 1_000)}\n\n`);
    try {
      const result = await this.subscription.start(since);
      // Gives the reader of a quiet channel an id to resume from.
      if (result !== null && result.mode !== 'reset') this.sendSync();
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Ends the stream. With `withinMs` the reader is asked to reconnect at a random moment within that time.
   */
  end(withinMs?: number): void {
    if (this.closeTimer !== undefined) return;
    if (withinMs !== undefined) {
      // Browsers follow `retry`; the event is for clients that can choose another node. Not at once: a proxy
      // needs a moment to notice that this node is gone.
      const retryMs = Math.floor(withinMs * (0.25 + 0.75 * Math.random()));
      this.sender.send(`retry: ${retryMs}\nevent: drain\ndata: ${JSON.stringify({ withinMs })}\n\n`);
    }
    this.stop();
    this.response.end();
    this.closeTimer = setTimeout(() => this.response.destroy(), CLOSE_TIMEOUT_MS);
  }

  /** Ends the stream of a reader that has lost its rights, with an `expired` event. */
  expire(): void {
    const reason = 'The key or token was revoked or has expired, or the channel is private now.';
    this.sendEvent('expired', null, { code: 'unauthorized', reason });
    this.end();
  }

  send(frame: UpdateFrame, cursor?: string): void {
    this.context.counters.updatesSent += 1;
    if (cursor === undefined) return this.sender.send(frame.serverSentEvent);
    this.sender.send(frame.serverSentEventWithoutId);
    this.sender.send(`id: ${cursor}\n\n`);
  }

  drained(): Promise<void> {
    return this.sender.drained();
  }

  reset({ reason, cursor }: Reset): void {
    this.context.counters.countReset(reason);
    // Only the last event has the id: a reader that disconnects before it gets all resets again.
    const last = this.channels.at(-1);
    for (const channel of this.channels)
      this.sendEvent('reset', channel === last ? cursor : null, { channel, reason, cursor });
  }

  fail(error: unknown): void {
    this.context.log.warn({ err: error }, 'a stream could not replay; it ends, and its reader resumes from its cursor');
    this.end();
  }

  private sendHeartbeat(): void {
    if (performance.now() >= this.endsAt) return this.end();
    if (this.sender.isFull) return;
    if (!this.sendSync()) this.sender.send(':\n\n');
  }

  /**
   * Sends the subscription's cursor if it has moved and no replay is in progress. It may be ahead of this
   * node.
   */
  private sendSync(): boolean {
    const { cursor } = this.subscription;
    if (cursor === null || cursor === this.syncedCursor) return false;
    this.syncedCursor = cursor;
    this.sendEvent('sync', cursor, { cursor });
    return true;
  }

  private sendEvent(name: string, id: string | null, data: unknown): void {
    this.sender.send(`event: ${name}\ndata: ${JSON.stringify(data)}\n${id === null ? '' : `id: ${id}\n`}\n`);
  }

  /** Sends nothing more, and frees the subscription. */
  private stop(): void {
    clearInterval(this.heartbeat);
    this.subscription.close();
    this.sender.markClosed();
  }
}
