// Independent readers on every transport: they resume from their cursors until they are stopped, and record
// what they get. None of them corrects anything, so that duplicates, delays and gaps stay visible.
import { io, type Socket } from 'socket.io-client';
import { connect, type Client } from '../../src/client/connection/client.js';
import type { Update } from '../../src/core/log/update.js';
import type { Answer } from '../support/dateline.js';
import { EventStream } from '../support/event-stream.js';

/** What a reader got of one channel after `since`. */
export type Given = { channel: string; since: string; updates: Update[]; resets: string[] };

export type Follower = { readonly name: string; readonly given: readonly Given[]; close(): void };

const AGAIN_MS = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const begin = (channel: string, since: string): Given => ({ channel, since, updates: [], resets: [] });

/** The stock Socket.IO client, as in docs/client.md. */
export class SocketFollower implements Follower {
  readonly given: Given[] = [];
  /** The time of each connection and reconnection, in ms of this process's clock. */
  readonly connectedAt: number[] = [];
  private readonly cursors = new Map<Given, string>();
  private readonly socket: Socket;

  constructor(
    readonly name: string,
    url: string,
    channels: readonly string[],
    since: string,
  ) {
    this.socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: 3_000,
    });
    this.socket.on('connect', () => {
      this.connectedAt.push(performance.now());
      for (const given of this.given) this.subscribe(given);
    });
    this.socket.on('update', (update: Update) => {
      const given = this.of(update.channel);
      given?.updates.push(update);
      if (given !== undefined) this.cursors.set(given, update.cursor);
    });
    this.socket.on('sync', ({ cursor }: { cursor: string }) => {
      for (const given of this.given) this.cursors.set(given, cursor);
    });
    this.socket.on('reset', ({ channel, reason, cursor }: { channel: string; reason: string; cursor: string }) => {
      const given = this.of(channel);
      given?.resets.push(reason);
      if (given !== undefined) this.cursors.set(given, cursor);
    });
    this.socket.on('drain', ({ withinMs }: { withinMs: number }) => {
      const { id } = this.socket;
      setTimeout(() => {
        if (this.socket.id === id) this.socket.disconnect().connect();
      }, Math.random() * withinMs);
    });
    for (const channel of channels) this.follow(channel, since);
  }

  follow(channel: string, since: string): void {
    const given = begin(channel, since);
    this.given.push(given);
    this.cursors.set(given, since);
    if (this.socket.connected) this.subscribe(given);
  }

  close(): void {
    this.socket.disconnect();
  }

  private of(channel: string): Given | undefined {
    return this.given.find((given) => given.channel === channel);
  }

  private subscribe(given: Given): void {
    const { id } = this.socket;
    this.socket
      .timeout(5_000)
      .emit(
        'subscribe',
        { channel: given.channel, since: this.cursors.get(given) },
        (late: Error | null, answer?: Answer) => {
          if (this.socket.id !== id) return;
          if (late !== null || answer?.ok !== true)
            setTimeout(() => void (this.socket.id === id && this.subscribe(given)), AGAIN_MS);
          else if (answer.cursor !== undefined) this.cursors.set(given, answer.cursor);
        },
      );
  }
}

/** An event stream of several channels, followed as by EventSource. */
export class StreamFollower implements Follower {
  readonly given: Given[];
  private stream: EventStream | undefined;
  private closed = false;

  constructor(
    readonly name: string,
    private readonly url: string,
    channels: readonly string[],
    private last: string,
  ) {
    this.given = channels.map((channel) => begin(channel, last));
    void this.run();
  }

  close(): void {
    this.closed = true;
    this.stream?.close();
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      try {
        this.stream = await EventStream.open(
          this.url,
          this.given.map(({ channel }): [string, string] => ['channel', channel]),
          { 'last-event-id': this.last },
        );
        await this.read(this.stream);
      } catch {
        // Refused, or disconnected before it began.
      }
      if (!this.closed) await pause(AGAIN_MS);
    }
  }

  /** Handles events at once. An event without an id was not complete. */
  private async read(stream: EventStream): Promise<void> {
    for (let at = 0; ;) {
      const over = stream.ended !== null || this.closed;
      for (; at < stream.events.length; at += 1) {
        const { event, id, data } = stream.events[at] as (typeof stream.events)[number];
        if (id !== undefined) this.last = id;
        const { channel, reason } = data as { channel?: string; reason?: string };
        const given = this.given.find((one) => one.channel === channel);
        if (event === 'update') given?.updates.push(data as Update);
        if (event === 'reset') given?.resets.push(reason ?? '');
      }
      if (over) return;
      await pause(20);
    }
  }
}

/** Page by page over HTTP. */
export class PageFollower implements Follower {
  readonly given: Given[];
  private closed = false;

  constructor(
    readonly name: string,
    private readonly url: string,
    channel: string,
    private after: string,
    private readonly limit: number,
  ) {
    this.given = [begin(channel, after)];
    void this.run();
  }

  close(): void {
    this.closed = true;
  }

  private async run(): Promise<void> {
    const [given] = this.given;
    if (given === undefined) return;
    while (!this.closed) {
      // Reads on at once if there is more; else a page with one update per poll would fall behind.
      let more = false;
      try {
        const answer = await fetch(
          `${this.url}/v1/updates?${new URLSearchParams({ channel: given.channel, after: this.after, limit: String(this.limit) })}`,
          { signal: AbortSignal.timeout(3_000) },
        );
        const page = (await answer.json()) as {
          updates: Update[];
          next: string;
          code?: string;
          reason?: string;
          cursor?: string;
        };
        if (answer.ok) {
          given.updates.push(...page.updates);
          this.after = page.next;
          more = page.updates.length > 0;
        } else if (page.code === 'reset') {
          given.resets.push(page.reason ?? '');
          this.after = page.cursor ?? this.after;
        }
      } catch {
        // No answer in time: it polls again.
      }
      if (!more) await pause(AGAIN_MS);
    }
  }
}

/** Dateline's own client, which falls back to streams by itself. */
export class ClientFollower implements Follower {
  readonly given: Given[];
  private readonly client: Client;

  constructor(
    readonly name: string,
    url: string,
    channel: string,
    since: string,
  ) {
    const given = begin(channel, since);
    this.given = [given];
    this.client = connect(url);
    this.client.subscribe(channel, {
      since,
      onUpdate: (update) => void given.updates.push(update),
      onReset: ({ reason }) => void given.resets.push(reason),
    });
  }

  close(): void {
    this.client.close();
  }
}
