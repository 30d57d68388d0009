// One subscription to a channel: delivers its updates to the caller, and gets the pages that fill gaps.
import type { Update } from '../../core/log/update.js';
import { backoffMs, pause } from '../timing/backoff.js';
import type { Api, Problem } from './api.js';
import type { ChannelListener } from './channel-listeners.js';
import { ChannelReader, type ChannelStep } from './channel-reader.js';
import type { Connection } from './connection.js';
import type { ConnectionState } from './connection-state.js';

/** Stores cursors between visits, for example in `localStorage` or a file. */
export type CursorStorage = {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, cursor: string): void | Promise<void>;
};

export type SubscribeOptions = {
  /** The cursor to resume from. Without one: the cursor in `storage`, else now. */
  since?: string | null | undefined;
  /** Called with each update of the channel: once, in order, with no gaps. */
  onUpdate: (update: Update) => void;
  /** Updates before `cursor` cannot be delivered: load your data again. Updates continue from `cursor`. */
  onReset?: (reset: { cursor: string; reason: string }) => void;
  onState?: (state: ConnectionState) => void;
  /** The channel is unknown or needs a token that opens it, or the storage or the token function failed. */
  onError?: (problem: Problem) => void;
};

/** Calls the caller's callback. Its error surfaces as uncaught, and does not stop the client. */
export function runCallback(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

export class Subscription implements ChannelListener {
  private reader = new ChannelReader(null);
  private readonly closer = new AbortController();
  private savedCursor: string | null = null;

  constructor(
    readonly channel: string,
    private readonly options: SubscribeOptions,
    private readonly link: { api: Api; connection: Connection; storage?: CursorStorage | undefined },
  ) {}

  /** Everything up to this cursor was delivered; null until the first event. */
  get cursor(): string | null {
    return this.reader.cursor;
  }

  /** Starts at `since`, else at the saved cursor, else now. */
  async start(): Promise<void> {
    const { connection, storage } = this.link;
    let { since = null } = this.options;
    if (since === null && storage !== undefined) {
      try {
        since = (await storage.get(this.storageKey)) ?? null;
      } catch (error) {
        this.storageFailed(error);
      }
    }
    if (this.closer.signal.aborted) return;
    this.reader = new ChannelReader(since ?? connection.cursorOf(this.channel));
    connection.addListener(this);
  }

  stop(): void {
    this.closer.abort();
    this.link.connection.removeListener(this);
  }

  update(update: Update): void {
    this.run(this.reader.take(update));
  }

  reset(cursor: string, reason: string): void {
    this.run(this.reader.reset(cursor, reason));
  }

  sync(cursor: string): void {
    this.run(this.reader.sync(cursor));
  }

  state(state: ConnectionState): void {
    runCallback(() => this.options.onState?.(state));
  }

  failed(problem: Problem): void {
    runCallback(() => this.options.onError?.(problem));
  }

  private get storageKey(): string {
    return `dateline ${this.link.api.base} ${this.channel}`;
  }

  private run(steps: ChannelStep[]): void {
    const { options } = this;
    for (const step of steps) {
      if (this.closer.signal.aborted) return;
      if (step.do === 'deliver') runCallback(() => options.onUpdate(step.update));
      else if (step.do === 'reset') runCallback(() => options.onReset?.({ cursor: step.cursor, reason: step.reason }));
      else void this.backfill(step.after, step.pause);
    }
    this.saveCursor();
  }

  private async backfill(after: string, isBehind: boolean): Promise<void> {
    const { signal } = this.closer;
    try {
      if (isBehind) await pause(backoffMs(1), signal);
      const { body, problem } = await this.link.api.updates(this.channel, after, signal);
      if (body !== null) this.run(this.reader.filled(body));
      else if (problem.cursor !== undefined) this.reset(problem.cursor, problem.code);
      else this.failed(problem);
    } catch (error) {
      // After `stop` the error is the abort itself.
      if (!signal.aborted) throw error;
    }
  }

  private saveCursor(): void {
    const { cursor } = this;
    const { storage } = this.link;
    if (storage === undefined || cursor === null || cursor === this.savedCursor) return;
    this.savedCursor = cursor;
    try {
      Promise.resolve(storage.set(this.storageKey, cursor)).catch((error: unknown) => this.storageFailed(error));
    } catch (error) {
      this.storageFailed(error);
    }
  }

  private storageFailed(error: unknown): void {
    this.failed({ code: 'storage', reason: error instanceof Error ? error.message : String(error) });
  }
}
