// One reader's stream of Server-Sent Events (WHATWG HTML, 9.2), on the same subscription as sockets: bounded in what waits for the
// reader and in how long it lasts. An event's id is where to resume from once the event was read.
import type { ServerResponse } from 'node:http';
import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import type { Place } from '../../core/log/cursor.js';
import type { Frame } from '../tail/update-frame.js';
import type { Node } from '../tail/gateway-context.js';
import { Outbox } from '../tail/bounded-sender.js';
import { Subscription, type Reset, type Sink } from '../tail/subscription.js';

/** Proxies end a connection that is silent for a minute. */
const BEAT_MS = 15_000;
/** Streams end by themselves, so that no balance of readers over nodes lasts for ever; browsers come back by their last id. */
const LIFETIME_MS = 30 * 60_000;
const RETRY_MS = 1_000;
/** What was sent before the end may take so long to arrive. */
const LAST_BYTES_MS = 5_000;

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  vary: 'accept',
  // nginx and others that know it hold nothing back.
  'x-accel-buffering': 'no',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

type StreamNode = Pick<Node, 'pages' | 'tail' | 'hub' | 'counters' | 'log'>;

export class EventStream implements Sink {
  private readonly outbox: Outbox<string | Buffer>;
  private readonly subscription: Subscription;
  private readonly endsAt = performance.now() + LIFETIME_MS * (0.75 + Math.random() / 2);
  private beats: NodeJS.Timeout | undefined;
  private lastBytes: NodeJS.Timeout | undefined;
  private synced = '';

  constructor(
    private readonly response: ServerResponse,
    readonly channels: readonly string[],
    private readonly node: StreamNode,
    readonly rights: Rights = NO_RIGHTS,
    /** What this one's answer says besides. */
    private readonly headers: Record<string, string> = {},
  ) {
    this.outbox = new Outbox({
      write: (part) => response.write(part),
      unsent: () => response.writableLength,
      close: () => {
        node.counters.slowClosed += 1;
        response.destroy();
      },
    });
    this.subscription = new Subscription(channels, this, node);
  }

  get full(): boolean {
    return this.outbox.full;
  }

  /** Streams from `since` (null: from now) until the reader goes, `leave` is called, or its time is up. `gone` hears of the end, once. */
  async run(since: Place | null, gone: () => void): Promise<void> {
    const { response, node } = this;
    if (response.destroyed) return gone();
    response.once('close', () => {
      this.stop();
      clearTimeout(this.lastBytes);
      gone();
    });
    response.on('error', (error) => node.log.debug({ err: error }, 'a stream broke'));
    this.beats = setInterval(() => this.beat(), BEAT_MS);
    response.writeHead(200, { ...STREAM_HEADERS, ...this.headers });
    // Spread over a second: a restart must not bring everybody back at once.
    this.outbox.send(`retry: ${RETRY_MS + Math.floor(Math.random() * 1_000)}\n\n`);
    try {
      const joined = await this.subscription.join(since);
      // So that a reader of a quiet channel has an id to come back with.
      if (joined !== null && joined.mode !== 'reset') this.sync();
    } catch (error) {
      this.failed(error);
    }
  }

  /** Ends the stream. With `withinMs` the reader is asked to come back at a random moment within that time. */
  leave(withinMs?: number): void {
    if (this.lastBytes !== undefined) return;
    // A browser takes up `retry` by itself; the event is for those who have a choice of nodes.
    // Not at once: a proxy may take a moment to see that this node is gone.
    if (withinMs !== undefined) this.outbox.send(`retry: ${Math.floor(withinMs * (0.25 + 0.75 * Math.random()))}\nevent: drain\ndata: ${JSON.stringify({ withinMs })}\n\n`);
    this.stop();
    this.response.end();
    this.lastBytes = setTimeout(() => this.response.destroy(), LAST_BYTES_MS);
  }

  /** Ends the stream of whoever may read no longer, and says so. */
  expire(): void {
    this.event('expired', null, { code: 'unauthorized', reason: 'The key or token was revoked or has expired, or the channel is private now.' });
    this.leave();
  }

  send(frame: Frame, cursor?: string): void {
    this.node.counters.updatesSent += 1;
    if (cursor === undefined) return this.outbox.send(frame.sse);
    this.outbox.send(frame.sseBody);
    this.outbox.send(`id: ${cursor}\n\n`);
  }

  drained(): Promise<void> {
    return this.outbox.drained();
  }

  reset({ reason, cursor }: Reset): void {
    this.node.counters.countReset(reason);
    // The id comes with the last: who is cut off before it has not heard of all, and must be told again.
    const last = this.channels.at(-1);
    for (const channel of this.channels) this.event('reset', channel === last ? cursor : null, { channel, reason, cursor });
  }

  failed(error: unknown): void {
    this.node.log.warn({ err: error }, 'a stream could not replay; its reader comes back by its cursor');
    this.leave();
  }

  private beat(): void {
    if (performance.now() >= this.endsAt) return this.leave();
    if (this.outbox.full) return;
    if (!this.sync()) this.outbox.send(':\n\n');
  }

  /** Tells how far the reader is, where that has moved and it doesn't replay: its own place, which may be beyond the node's. */
  private sync(): boolean {
    const { cursor } = this.subscription;
    if (cursor === null || cursor === this.synced) return false;
    this.synced = cursor;
    this.event('sync', cursor, { cursor });
    return true;
  }

  private event(name: string, id: string | null, data: unknown): void {
    this.outbox.send(`event: ${name}\ndata: ${JSON.stringify(data)}\n${id === null ? '' : `id: ${id}\n`}\n`);
  }

  /** Nothing is sent from here on, and nothing is kept. */
  private stop(): void {
    clearInterval(this.beats);
    this.subscription.close();
    this.outbox.closed();
  }
}
