import type { ChannelKind } from '../core/log/channel.js';

/**
 * The state of this gateway, for readiness and metrics. `lagMs`: time since the tail was last known to be at
 * the head.
 */
export type DeliverState = {
  busConnected: boolean;
  lagMs: number;
  position: number;
  epoch: string;
  subscribersByKind: Record<ChannelKind, number>;
};

/** Counters of this node's delivery, for metrics. */
export class DeliverCounters {
  sockets = 0;
  streams = 0;
  subscriptions = 0;
  updatesSent = 0;
  slowClosed = 0;
  /** Sockets closed for sending too many messages. */
  greedyClosed = 0;
  /** Queries of the log: by the tail, and by replays that start before the ring. */
  readonly logReads = { tail: 0, replay: 0 };
  /** Resets sent to readers, by reason. */
  readonly resets = new Map<string, number>();
  /** Set if this process is a gateway. */
  state: (() => DeliverState) | undefined;

  countReset(reason: string): void {
    this.resets.set(reason, (this.resets.get(reason) ?? 0) + 1);
  }
}
