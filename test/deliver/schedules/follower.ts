import type { GatewayNode } from './gateway-node.js';
import type { Screen } from './screen.js';
import type { SlowLine } from './slow-line.js';

/** A reader on some transport, with what it shows. */
export type Follower = {
  readonly screens: readonly Screen[];
  readonly line: SlowLine | null;
  readonly node: GatewayNode | null;
  /** Connects, or reconnects with its cursors. */
  connect(node: GatewayNode): void;
  disconnect(): void;
  /** Repeats refused requests, or requests the next page. */
  again(): void;
  /** Unsubscribes from one of its channels, or subscribes again, if its transport can. */
  toggle(which: number): void;
  /** The node's periodic message to its readers. */
  sync(cursor: string): void;
};
