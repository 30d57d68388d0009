// Server-sent events over `fetch`, in browsers and in Node. Unlike `EventSource` this sees heartbeats, and so notices
// a connection that died silently. It reconnects until it is closed.
import { backoffMs, pause } from '../timing/backoff.js';
import { bearer, problemOf, type Problem } from './api.js';
import { EventParser } from './event-parser.js';
import { earlierCursor } from './update-sequence.js';

export type EventStreamHandlers = {
  /** Awaited before each attempt to open a stream. */
  prepare(signal: AbortSignal): Promise<void>;
  event(name: string, data: unknown): void;
  /** Bytes arrived, possibly only a heartbeat. */
  activity(): void;
  /** The stream opened or broke. */
  changed(): void;
  /** The token to send; null: none. */
  token(): Promise<string | null>;
  /** The server refuses the stream. Awaited before the next attempt. */
  refused(problem: Problem): Promise<void>;
};

/** The server sends a heartbeat every 15 s. */
const MAX_SILENCE_MS = 40_000;

export class EventStream {
  private closer: AbortController | null = null;
  private cursors: () => string[] = () => [];
  channels: ReadonlySet<string> = new Set();
  isOpen = false;
  /** The token of the latest attempt. */
  sentToken: string | null = null;

  constructor(
    private readonly base: string,
    private readonly on: EventStreamHandlers,
    private readonly credentials: RequestCredentials,
  ) {}

  /** True from `open` to `close`, also between attempts. */
  get isStarted(): boolean {
    return this.closer !== null;
  }

  /** Streams these channels from the earliest of `cursors`, which is read at each attempt. Replaces an open stream. */
  open(channels: string[], cursors: () => string[]): void {
    this.close();
    this.channels = new Set(channels);
    this.cursors = cursors;
    if (channels.length === 0) return;
    this.closer = new AbortController();
    void this.run(this.closer.signal);
  }

  close(): void {
    const { closer } = this;
    this.closer = null;
    this.isOpen = false;
    closer?.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      let retryMs: number | null = null;
      try {
        retryMs = await this.readStream(signal, () => (failures = 0));
      } catch {
        // No network, a broken connection or silence: try again below.
      }
      if (signal.aborted) return;
      this.isOpen = false;
      this.on.changed();
      await pause(retryMs ?? backoffMs(failures++), signal);
    }
  }

  /** Reads one stream to its end. Returns the server's `retry` in milliseconds, null if it gave none. */
  private async readStream(signal: AbortSignal, opened: () => void): Promise<number | null> {
    const silent = new AbortController();
    const aborted = AbortSignal.any([signal, silent.signal]);
    let timer = setTimeout(() => silent.abort(), MAX_SILENCE_MS);
    try {
      await this.on.prepare(aborted);
      const token = await this.on.token();
      aborted.throwIfAborted();
      this.sentToken = token;
      const response = await fetch(`${this.base}/v1/updates?${this.query()}`, {
        headers: { accept: 'text/event-stream', ...bearer(token) },
        cache: 'no-store',
        credentials: this.credentials,
        signal: aborted,
      });
      if (!response.ok || response.body === null) {
        const problem = problemOf(response.status, await response.json().catch(() => null));
        clearTimeout(timer);
        if (response.status < 500 && response.status !== 429) await this.on.refused(problem);
        return null;
      }
      opened();
      this.isOpen = true;
      this.on.changed();
      const parser = new EventParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || aborted.aborted) return parser.retryMs;
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), MAX_SILENCE_MS);
        this.on.activity();
        for (const { name, data } of parser.push(decoder.decode(value, { stream: true }))) {
          if (!aborted.aborted) this.on.event(name, JSON.parse(data));
        }
      }
    } finally {
      clearTimeout(timer);
      silent.abort();
    }
  }

  /** One cursor for all channels: what a channel already has arrives again, and its reader drops it. */
  private query(): string {
    const [first, ...rest] = this.cursors();
    const query = new URLSearchParams([...this.channels].map((channel) => ['channel', channel]));
    if (first !== undefined) query.set('after', rest.reduce(earlierCursor, first));
    return query.toString();
  }
}
