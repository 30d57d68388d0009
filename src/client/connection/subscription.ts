// One subscriber of a channel: what it is given, and the pages that fill what it missed.
import type { Update } from '../../core/log/update.js';
import type { Api, Problem } from './api.js';
import { ChannelReader, type ChannelStep } from './channel-reader.js';
import type { Connection, ConnectionState, ChannelListener } from './connection.js';
import { pause, backoffMs } from '../timing/backoff.js';

/** Where a cursor is kept between visits, as `localStorage` or a file would. */
export type CursorStorage = {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, cursor: string): void | Promise<void>;
};

export type SubscribeOptions = {
  /** Where to go on from. Without one: from what `storage` kept, else from now. */
  since?: string | null | undefined;
  /** Each update of the channel, once, in order, with none left out. */
  onUpdate: (update: Update) => void;
  /** What came before `cursor` can't be given any more: load what you show anew, it goes on from there. */
  onReset?: (reset: { cursor: string; reason: string }) => void;
  onState?: (state: ConnectionState) => void;
  /** The server refuses (an unknown channel; a private one, for want of a token that opens it), or the storage or the token function failed. */
  onError?: (problem: Problem) => void;
};

/** A caller's fault is the caller's: it surfaces as uncaught, and disturbs nobody else. */
export function runCallback(act: () => void): void {
  try {
    act();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

export class Subscription implements ChannelListener {
  private reader = new ChannelReader(null);
  private readonly stopper = new AbortController();
  private stored: string | null = null;

  constructor(
    readonly channel: string,
    private readonly options: SubscribeOptions,
    private readonly line: { api: Api; connection: Connection; storage?: CursorStorage | undefined },
  ) {}

  /** Everything up to here was given; null while it isn't known where "now" was. */
  get cursor(): string | null {
    return this.reader.cursor;
  }

  /** Begins at `since`, else at what was kept, else now. */
  async start(): Promise<void> {
    const { connection, storage } = this.line;
    let { since = null } = this.options;
    if (since === null && storage !== undefined) {
      try {
        since = (await storage.get(this.key)) ?? null;
      } catch (error) {
        this.storageFailed(error);
      }
    }
    if (this.stopper.signal.aborted) return;
    this.reader = new ChannelReader(since ?? connection.cursorOf(this.channel));
    connection.addListener(this);
  }

  stop(): void {
    this.stopper.abort();
    this.line.connection.removeListener(this);
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

  refused(problem: Problem): void {
    runCallback(() => this.options.onError?.(problem));
  }

  private get key(): string {
    return `dateline ${this.line.api.base} ${this.channel}`;
  }

  private run(steps: ChannelStep[]): void {
    for (const step of steps) {
      if (this.stopper.signal.aborted) return;
      if (step.do === 'give') runCallback(() => this.options.onUpdate(step.update));
      else if (step.do === 'reset') runCallback(() => this.options.onReset?.({ cursor: step.cursor, reason: step.reason }));
      else void this.fill(step.after, step.pause);
    }
    this.keep();
  }

  private async fill(after: string, wait: boolean): Promise<void> {
    const { signal } = this.stopper;
    try {
      if (wait) await pause(backoffMs(1), signal);
      const { body, problem } = await this.line.api.updates(this.channel, after, signal);
      if (body !== null) this.run(this.reader.filled(body));
      else if (problem.cursor !== undefined) this.reset(problem.cursor, problem.code);
      else this.refused(problem);
    } catch (error) {
      // Whoever has stopped is told nothing more.
      if (!signal.aborted) throw error;
    }
  }

  private keep(): void {
    const { cursor } = this;
    if (this.line.storage === undefined || cursor === null || cursor === this.stored) return;
    this.stored = cursor;
    try {
      Promise.resolve(this.line.storage.set(this.key, cursor)).catch((error: unknown) => this.storageFailed(error));
    } catch (error) {
      this.storageFailed(error);
    }
  }

  private storageFailed(error: unknown): void {
    this.refused({ code: 'storage', reason: error instanceof Error ? error.message : String(error) });
  }
}
