/** What readiness asks of a node's delivery. `lagging`: for how many ms the tail has not known itself to be at the head. */
export type DeliverState = { hears: boolean; lagging: number; position: number; epoch: string };

/** What operators see of this node's delivery. */
export class DeliverCounters {
  sockets = 0;
  streams = 0;
  subscriptions = 0;
  updatesSent = 0;
  slowClosed = 0;
  resets = 0;
  /** Set where this process is a gateway. */
  state: (() => DeliverState) | undefined;
}
