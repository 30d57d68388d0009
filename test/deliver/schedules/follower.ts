import type { GatewayNode } from './gateway-node.js';
import type { Screen } from './screen.js';
import type { SlowLine } from './slow-line.js';

/** A reader of some form, with what it has on its screens. */
export type Follower = {
  readonly screens: readonly Screen[];
  readonly line: SlowLine | null;
  readonly node: GatewayNode | null;
  /** Comes, or comes back by its cursors. */
  connect(node: GatewayNode): void;
  disconnect(): void;
  /** Asks again for what was refused, or for the next page. */
  again(): void;
  /** Follows one of its channels no more, or again, where its form can. */
  toggle(which: number): void;
  /** What the node tells all of its readers now and then. */
  sync(cursor: string): void;
};
