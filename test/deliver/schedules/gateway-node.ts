import type { RingEntry } from '../../../src/core/log/ring-buffer.js';
import type { Logger } from '../../../src/logger.js';
import { DeliverCounters } from '../../../src/deliver/counters.js';
import type { GatewayContext } from '../../../src/deliver/tail/gateway-context.js';
import { ChannelHub } from '../../../src/deliver/tail/channel-hub.js';
import { ReplayReader } from '../../../src/deliver/tail/replay-reader.js';
import { openHouse } from '../../support/open-datelines.js';
import { LogTail } from '../../../src/deliver/tail/log-tail.js';
import { ChannelPages } from '../../../src/read/api/channel-pages.js';
import { StoreFailure, type HostileStore } from './hostile-store.js';

/** Small, so that a short log exceeds them. */
const SIZES = { page: 4, ring: 6 };
const PAGE = 3;

/** One run of a gateway process: real parts on a fake store. */
export class GatewayNode {
  readonly hub = new ChannelHub();
  readonly tail: LogTail;
  readonly channelPages: ChannelPages;
  readonly parts: GatewayContext;
  /** Errors without a failure of the store as their cause. */
  readonly faults: string[] = [];
  ready = false;
  private readonly committed = new Set<(seq: number) => void>();

  constructor(
    readonly number: number,
    private readonly store: HostileStore,
  ) {
    const questions = store.of(number);
    const log = this.listeningLog();
    this.tail = new LogTail(questions, this.hub, log, SIZES);
    this.channelPages = new ChannelPages({ ...questions, onCommitted: (listener) => this.listen(listener) });
    this.parts = {
      ...openHouse(),
      replayReader: new ReplayReader(questions, PAGE),
      tail: this.tail,
      hub: this.hub,
      counters: new DeliverCounters(),
      log,
      nodeName: `node ${number}`,
    };
  }

  start(): void {
    this.tail.start().then(
      () => (this.ready = true),
      (error: unknown) => this.explain(error),
    );
  }

  /** This process committed an entry. */
  commit(seq: number): void {
    for (const listener of this.committed) listener(seq);
  }

  offer(entry: RingEntry): void {
    if (this.ready) this.tail.offer(entry);
  }

  hint(seq: number): void {
    if (this.ready) this.tail.hint(seq);
  }

  kill(): void {
    this.ready = false;
    this.store.drop(this.number);
    void this.tail.close();
  }

  private listen(listener: (seq: number) => void): () => void {
    this.committed.add(listener);
    return () => this.committed.delete(listener);
  }

  private explain(error: unknown): void {
    if (!(error instanceof StoreFailure))
      this.faults.push(`node ${this.number}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  private listeningLog(): Logger {
    const hear = (said: { err?: unknown }): void => {
      if (said.err !== undefined) this.explain(said.err);
    };
    return { warn: hear, error: hear, info: hear, debug: hear } as unknown as Logger;
  }
}
