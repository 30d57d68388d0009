import type { ChannelKind } from '../core/log/channel.js';

/** What readiness asks of a node's delivery. `lagging`: for how many ms the tail has not known itself to be at the head. */
export type DeliverState = { hears: boolean; lagging: number; position: number; epoch: string; followers: Record<ChannelKind, number> };

/** What operators see of this node's delivery. */
export class DeliverCounters {
  sockets = 0;
  streams = 0;
  subscriptions = 0;
  updatesSent = 0;
  slowClosed = 0;
  /** Sockets that were closed since they asked too much. */
  greedyClosed = 0;
  /** How often this node asked Postgres for the log: to follow it, and for readers who came back from further behind than it remembers. */
  readonly logReads = { tail: 0, replay: 0 };
  /** How many readers were told to load anew, by why. */
  readonly resets = new Map<string, number>();
  /** Set where this process is a gateway. */
  state: (() => DeliverState) | undefined;

  countReset(reason: string): void {
    this.resets.set(reason, (this.resets.get(reason) ?? 0) + 1);
  }
}
