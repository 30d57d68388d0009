// Subscribes channels on the open socket and tracks which of them the server confirmed.
import type { Socket } from 'socket.io-client';
import type { ChannelListeners } from './channel-listeners.js';

export type SubscribeRefusal = { ok: false; code: string; reason?: string; retryable: boolean; retryAfterMs?: number };
export type SubscribeAck = { ok: true; cursor: string; mode: 'live' | 'replayed' | 'reset' } | SubscribeRefusal;

/** How long the server may take to answer, here and when a socket connects. */
export const ACK_TIMEOUT_MS = 10_000;

export class SocketSubscriptions {
  /** Channels that the server confirmed on the socket that is open now. */
  readonly confirmed = new Set<string>();
  /** Attempts per channel: only the answer to the latest attempt counts. */
  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly socket: Socket,
    private readonly listeners: ChannelListeners,
    private readonly on: {
      confirmed: (channel: string) => void;
      refused: (channel: string, refusal: SubscribeRefusal) => void;
      /** The server did not answer in time. */
      timedOut: () => void;
    },
  ) {}

  /** True if every channel that has a listener is confirmed. */
  get isComplete(): boolean {
    return this.socket.connected && this.listeners.channels.every((channel) => this.confirmed.has(channel));
  }

  /** Subscribes each channel from the earliest cursor of its listeners. Does nothing while the socket is down. */
  subscribe(channels: readonly string[]): void {
    if (!this.socket.connected) return;
    for (const channel of channels) this.subscribeOne(channel);
  }

  unsubscribe(channel: string): void {
    this.confirmed.delete(channel);
    if (this.socket.connected) this.socket.emit('unsubscribe', { channel });
  }

  private subscribeOne(channel: string): void {
    const { id } = this.socket;
    const attempt = (this.attempts.get(channel) ?? 0) + 1;
    this.attempts.set(channel, attempt);
    this.confirmed.delete(channel);
    const request = { channel, since: this.listeners.earliestCursor(channel) };
    this.socket.timeout(ACK_TIMEOUT_MS).emit('subscribe', request, (timeout: Error | null, ack?: SubscribeAck) => {
      const isLatest = this.socket.id === id && this.attempts.get(channel) === attempt;
      if (!isLatest || !this.listeners.has(channel)) return;
      if (timeout !== null || ack === undefined) this.on.timedOut();
      else if (ack.ok) this.confirm(channel, ack);
      else this.on.refused(channel, ack);
    });
  }

  private confirm(channel: string, { mode, cursor }: Extract<SubscribeAck, { ok: true }>): void {
    this.confirmed.add(channel);
    for (const listener of this.listeners.of(channel)) {
      if (mode === 'reset') listener.reset(cursor, 'cursor');
      else listener.sync(cursor);
    }
    this.on.confirmed(channel);
  }
}
