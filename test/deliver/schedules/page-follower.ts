import { parseCursor } from '../../../src/core/log/cursor.js';
import { DatelineError } from '../../../src/core/errors.js';
import type { Update } from '../../../src/core/log/update.js';
import type { Follower } from './follower.js';
import type { GatewayNode } from './gateway-node.js';
import { StoreFailure } from './hostile-store.js';
import { Screen } from './screen.js';

const LIMIT = 3;

/** Follows one channel page by page over HTTP; without a cursor from the start of the log. */
export class PageFollower implements Follower {
  readonly screens: Screen[];
  readonly line = null;
  node: GatewayNode | null = null;
  private asking = 0;
  private asks = 0;

  constructor(
    private readonly screen: Screen,
    begin: string | null,
  ) {
    this.screens = [screen];
    if (begin !== null) screen.begin(begin);
  }

  connect(node: GatewayNode): void {
    this.node = node;
    this.asking = 0;
    this.again();
  }

  disconnect(): void {
    this.node = null;
    this.asking = 0;
  }

  again(): void {
    if (this.node === null || this.asking !== 0) return;
    const ask = (this.asking = this.asks += 1);
    const { channel, cursor } = this.screen;
    this.node.channelPages.page(channel, cursor === null ? null : parseCursor(cursor), LIMIT).then(
      ({ body }) =>
        this.answered(ask, () =>
          this.take(JSON.parse(body.toString()) as { epoch: string; updates: Update[]; next: string }),
        ),
      (error: unknown) =>
        this.answered(ask, () => {
          if (error instanceof DatelineError && error.code === 'reset') this.screen.reset(error.detail.cursor ?? '');
          else if (!(error instanceof StoreFailure)) this.screen.faults.push(String(error));
        }),
    );
  }

  toggle(): void {}
  sync(): void {}

  private answered(ask: number, act: () => void): void {
    if (ask !== this.asking) return;
    this.asking = 0;
    act();
  }

  private take({ epoch, updates, next }: { epoch: string; updates: Update[]; next: string }): void {
    this.screen.begin(`${epoch}.0`);
    for (const update of updates) this.screen.take(update);
    this.screen.sync(next);
  }
}
