// Server-sent events by fetch, the same in browsers and in Node: unlike an EventSource it hears the server's heartbeats, so that a
// line that died without a word is noticed. It comes back by itself until it is closed.
import { bearer, problemOf, type Problem } from './api.js';
import { earlierCursor } from './update-sequence.js';
import { EventParser } from './event-parser.js';
import { pause, backoffMs } from '../timing/backoff.js';

export type EventStreamHandlers = {
  /** Is waited for before each stream. */
  prepare(signal: AbortSignal): Promise<void>;
  event(name: string, data: unknown): void;
  /** Something came, be it only a heartbeat. */
  beat(): void;
  /** It opened or broke. */
  changed(): void;
  /** The token to send with each stream; null: none. */
  token(): Promise<string | null>;
  /** The server won't give what is asked for. Is waited for before the next try. */
  refused(problem: Problem): Promise<void>;
};

/** A heartbeat comes every 15 s. */
const SILENT_MS = 40_000;

export class EventStream {
  private stopper: AbortController | null = null;
  private cursors: () => string[] = () => [];
  channels: ReadonlySet<string> = new Set();
  isOpen = false;
  /** The token that was sent last. */
  sentToken: string | null = null;

  constructor(
    private readonly base: string,
    private readonly on: EventStreamHandlers,
    private readonly credentials: RequestCredentials,
  ) {}

  /** True from `open` to `close`. */
  get isStarted(): boolean {
    return this.stopper !== null;
  }

  /** Streams these channels from the earliest of what `cursors` then says; what was open before is closed. */
  open(channels: string[], cursors: () => string[]): void {
    this.close();
    this.channels = new Set(channels);
    this.cursors = cursors;
    if (channels.length === 0) return;
    this.stopper = new AbortController();
    void this.run(this.stopper.signal);
  }

  close(): void {
    const was = this.stopper;
    this.stopper = null;
    this.isOpen = false;
    was?.abort();
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let wait: number | null = null;
      try {
        wait = await this.stream(signal, () => (failures = 0));
      } catch {
        // No network, a broken connection, silence: tried again below.
      }
      if (signal.aborted) return;
      this.isOpen = false;
      this.on.changed();
      await pause(wait ?? backoffMs(failures++), signal);
    }
  }

  /** Reads one stream to its end; gives how long the server asks to wait before the next. */
  private async stream(signal: AbortSignal, opened: () => void): Promise<number | null> {
    const dead = new AbortController();
    const give = AbortSignal.any([signal, dead.signal]);
    let timer = setTimeout(() => dead.abort(), SILENT_MS);
    try {
      await this.on.prepare(give);
      const token = await this.on.token();
      give.throwIfAborted();
      this.sentToken = token;
      const response = await fetch(`${this.base}/v1/updates?${this.query()}`, { headers: { accept: 'text/event-stream', ...bearer(token) }, cache: 'no-store', credentials: this.credentials, signal: give });
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
        if (done || give.aborted) return parser.retryMs;
        clearTimeout(timer);
        timer = setTimeout(() => dead.abort(), SILENT_MS);
        this.on.beat();
        for (const { name, data } of parser.push(decoder.decode(value, { stream: true }))) if (!give.aborted) this.on.event(name, JSON.parse(data));
      }
    } finally {
      clearTimeout(timer);
      dead.abort();
    }
  }

  /** All channels from one place: of each what it has already comes again, and is dropped by its cursor. */
  private query(): string {
    const [first, ...rest] = this.cursors();
    const query = new URLSearchParams([...this.channels].map((channel) => ['channel', channel]));
    if (first !== undefined) query.set('after', rest.reduce(earlierCursor, first));
    return query.toString();
  }
}
