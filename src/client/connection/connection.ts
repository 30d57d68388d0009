// The line to the server, one for all channels: a WebSocket by Socket.IO, server-sent events where that can't get through, and back.
// What comes twice because both are open for a moment is dropped by each reader, by its cursor.
import { io, type Socket } from 'socket.io-client';
import type { Update } from '../../core/log/update.js';
import type { Api, Problem } from './api.js';
import { earlierCursor } from './update-sequence.js';
import { EventStream } from './event-stream.js';
import { PageLifecycle } from './page-lifecycle.js';
import { SocketToken } from './socket-token.js';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** Who follows a channel. `cursor` is asked at each subscription, so that it is always the latest; null: from now. */
export type ChannelListener = {
  readonly channel: string;
  readonly cursor: string | null;
  update(update: Update): void;
  reset(cursor: string, reason: string): void;
  sync(cursor: string): void;
  state(state: ConnectionState): void;
  /** The server won't let this channel be followed. */
  refused(problem: Problem): void;
};

type Ack = { ok: true; cursor: string; mode: 'live' | 'replayed' | 'reset' } | { ok: false; code: string; reason?: string; retryable: boolean; retryAfterMs?: number };

const ACK_MS = 10_000;
/** So long has a socket to come back, or to come up at first, before a stream is opened. */
const FALLBACK_MS = { again: 8_000, first: 3_000 };
const OFFLINE_AFTER_MS = 30_000;
/** The server says `sync` on sockets every 20 s: one that was silent for longer than two of them is dead. */
const SILENT_MS = 45_000;
const WATCH_MS = 1_000;
/** A watch that comes so late says that the machine slept: what seems open is dead. */
const SLEPT_MS = 20_000;

/** What another token may change. Of a private story it is only said that there is none. */
const OF_RIGHTS = new Set(['unauthorized', 'forbidden', 'not_found']);

const isOnline = (): boolean => typeof navigator === 'undefined' || (navigator as { onLine?: boolean }).onLine !== false;

export class Connection {
  private readonly socket: Socket;
  private readonly listeners = new Map<string, Set<ChannelListener>>();
  /** The channels that the server has taken on the socket that is open now. */
  private readonly taken = new Set<string>();
  /** How often each channel was asked for: only the last answer says from where it is followed. */
  private readonly asked = new Map<string, number>();
  /** Closed for want of a right; what is closed still with another token is given up. True where it was said that none is given. */
  private readonly denied = new Map<string, boolean>();
  private streamDenied = false;
  private readonly line: EventStream;
  private readonly token: SocketToken;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly watcher: ReturnType<typeof setInterval>;
  private readonly page: PageLifecycle;
  private readonly stopper = new AbortController();
  private told: ConnectionState = 'connecting';
  private everLive = false;
  private lostAt = Date.now();
  private heardAt = Date.now();
  private watchedAt = Date.now();

  constructor(private readonly api: Api) {
    const { origin, pathname } = new URL(api.base);
    this.socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 30_000,
      randomizationFactor: 0.5,
      timeout: ACK_MS,
      auth: (give) => this.token.provide((auth) => give(api.session ? { ...auth, session: true } : auth)),
    });
    this.token = new SocketToken(this.socket, api.token, {
      again: (ms) => this.reconnectIn(ms),
      renewed: () => this.subscribe([...this.listeners.keys()].filter((channel) => !this.taken.has(channel))),
    });
    api.token.onRenewed = (token) => {
      void this.token.send(token);
      // A stream keeps the right that it was opened with.
      if (this.line.isStarted) this.openLine();
    };
    api.token.onFailed = (error) => this.tokenFailed(error);
    this.line = new EventStream(api.base, {
      prepare: (signal) => this.beginAll(signal),
      event: (name, data) => this.heard(name, data, this.line.channels),
      beat: () => (this.heardAt = Date.now()),
      changed: () => this.streamChanged(),
      token: () => api.token.current().catch(() => null),
      refused: (problem) => this.streamRefused(problem),
    }, api.credentials);
    this.socket.on('connect', () => this.subscribe([...this.listeners.keys()]));
    this.socket.on('disconnect', (reason) => {
      this.taken.clear();
      this.token.disconnected();
      this.tell();
      // Socket.IO doesn't come back by itself from a server that said goodbye.
      if (reason === 'io server disconnect') this.reconnectIn(500 + Math.random() * 2_000);
    });
    for (const name of ['update', 'reset', 'sync', 'drain']) this.socket.on(name, (data: unknown) => this.heard(name, data, this.taken));
    this.socket.on('unsubscribed', ({ channel, code, reason }: { channel: string; code: string; reason: string }) => {
      if (this.taken.delete(channel)) this.refused(channel, { ok: false, code, reason, retryable: false });
      this.tell();
    });
    this.socket.on('expired', () => this.token.expired());
    this.watcher = setInterval(() => this.watch(), WATCH_MS);
    this.page = new PageLifecycle({ woke: () => this.wake(), changed: () => this.tell(), cameBack: () => this.renew(true), left: () => void this.socket.disconnect() });
  }

  get state(): ConnectionState {
    return this.told;
  }

  /** Someone who follows this channel already, and so knows where "now" is. */
  cursorOf(channel: string): string | null {
    for (const { cursor } of this.listeners.get(channel) ?? []) if (cursor !== null) return cursor;
    return null;
  }

  addListener(listener: ChannelListener): void {
    const { channel } = listener;
    const others = this.listeners.get(channel);
    if (others === undefined) this.listeners.set(channel, new Set([listener]));
    else others.add(listener);
    // A channel that is followed already is asked for anew, from the place of whoever is furthest back.
    this.subscribe([channel]);
    if (this.line.isStarted) this.openLine();
    listener.state(this.told);
  }

  removeListener(listener: ChannelListener): void {
    const others = this.listeners.get(listener.channel);
    if (others === undefined || !others.delete(listener) || others.size > 0) return;
    this.listeners.delete(listener.channel);
    this.taken.delete(listener.channel);
    if (this.socket.connected) this.socket.emit('unsubscribe', { channel: listener.channel });
    if (this.line.isStarted) this.openLine();
  }

  close(): void {
    clearInterval(this.watcher);
    this.stopper.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.page.close();
    this.listeners.clear();
    this.line.close();
    this.api.token.close();
    this.socket.disconnect();
  }

  /** Whatever comes over the line; `channels` are those for which a `sync` holds. */
  private heard(name: string, data: unknown, channels: ReadonlySet<string>): void {
    this.heardAt = Date.now();
    if (name === 'update') {
      const update = data as Update;
      for (const listener of this.of(update.channel)) listener.update(update);
    } else if (name === 'reset') {
      const { channel, cursor, reason } = data as { channel: string; cursor: string; reason: string };
      for (const listener of this.of(channel)) listener.reset(cursor, reason);
    } else if (name === 'sync') {
      const { cursor } = data as { cursor: string };
      for (const channel of channels) for (const listener of this.of(channel)) listener.sync(cursor);
    } else if (name === 'expired') {
      this.api.token.reject(this.line.sentToken);
    } else if (name === 'drain' && channels === this.taken) {
      this.reconnectIn(Math.random() * (data as { withinMs: number }).withinMs);
    }
  }

  private of(channel: string): ChannelListener[] {
    return [...(this.listeners.get(channel) ?? [])];
  }

  private get isLive(): boolean {
    const subscribed = this.socket.connected && [...this.listeners.keys()].every((channel) => this.taken.has(channel));
    return subscribed || this.line.isOpen;
  }

  private tell(): void {
    const now = this.isLive;
    if (this.told === 'live' && !now) this.lostAt = Date.now();
    this.everLive ||= now;
    if (now && this.socket.connected && this.taken.size === this.listeners.size) this.line.close();
    const lost = !isOnline() || Date.now() - this.lostAt > OFFLINE_AFTER_MS ? 'offline' : this.everLive ? 'reconnecting' : 'connecting';
    const state = now ? 'live' : lost;
    if (state === this.told) return;
    this.told = state;
    for (const channel of this.listeners.keys()) for (const listener of this.of(channel)) listener.state(state);
  }

  private after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }

  private reconnectIn(ms: number): void {
    const { id } = this.socket;
    this.after(ms, () => {
      // Another reason may have brought it back meanwhile.
      if (this.socket.connected && this.socket.id !== id) return;
      this.socket.disconnect();
      this.taken.clear();
      this.tell();
      this.socket.connect();
    });
  }

  private subscribe(channels: string[]): void {
    if (!this.socket.connected) return;
    const { id } = this.socket;
    for (const channel of channels) {
      const cursors = this.of(channel).map(({ cursor }) => cursor);
      const since = cursors.reduce<string | null>((least, cursor) => (least === null || cursor === null ? (cursor ?? least) : earlierCursor(least, cursor)), null);
      const time = (this.asked.get(channel) ?? 0) + 1;
      this.asked.set(channel, time);
      this.taken.delete(channel);
      this.socket.timeout(ACK_MS).emit('subscribe', { channel, since }, (late: Error | null, ack?: Ack) => {
        if (this.socket.id !== id || !this.listeners.has(channel) || this.asked.get(channel) !== time) return;
        if (late !== null || ack === undefined) return this.reconnectIn(Math.random() * 2_000);
        if (!ack.ok) return this.refused(channel, ack);
        this.heardAt = Date.now();
        this.taken.add(channel);
        for (const listener of this.of(channel)) {
          if (ack.mode === 'reset') listener.reset(ack.cursor, 'cursor');
          else listener.sync(ack.cursor);
        }
        this.denied.delete(channel);
        return this.tell();
      });
    }
  }

  private refused(channel: string, { code, reason = code, retryable, retryAfterMs = 2_000 }: Ack & { ok: false }): void {
    if (OF_RIGHTS.has(code) && this.api.token.canRenew && !(this.denied.has(channel) && this.token.hasToken)) {
      this.denied.set(channel, this.denied.get(channel) ?? false);
      return void this.token.renew();
    }
    if (retryable) return this.after(retryAfterMs * (1 + Math.random()), () => this.listeners.has(channel) && this.subscribe([channel]));
    return this.giveUp(channel, { code, reason });
  }

  private streamChanged(): void {
    if (this.line.isOpen) {
      this.streamDenied = false;
      for (const channel of this.line.channels) this.denied.delete(channel);
      this.api.token.accepted(this.line.sentToken);
    }
    this.tell();
  }

  /** A stream is refused as a whole: another token is tried, then each channel by itself is asked for, and what is closed is left out. */
  private async streamRefused(problem: Problem): Promise<void> {
    const { token } = this.api;
    const { sentToken } = this.line;
    if (problem.code === 'unauthorized' && sentToken !== null) return token.reject(sentToken);
    if (OF_RIGHTS.has(problem.code) && token.canRenew && !(this.streamDenied && sentToken !== null)) {
      for (const channel of this.line.channels) this.denied.set(channel, this.denied.get(channel) ?? false);
      this.streamDenied = true;
      await token.renew(sentToken);
      return undefined;
    }
    const channels = [...this.line.channels];
    const closed = await Promise.all(channels.map(async (channel) => (channels.length === 1 ? problem : (await this.api.checkChannel(channel, this.stopper.signal)).problem)));
    for (const [at, channel] of channels.entries()) {
      const own = closed[at];
      if (own != null && this.listeners.has(channel)) this.giveUp(channel, own);
    }
    if (closed.some((own) => own !== null)) return this.openLine();
    // Nobody knows whose fault it is.
    for (const channel of channels) for (const listener of this.of(channel)) listener.refused(problem);
    return undefined;
  }

  private giveUp(channel: string, { code, reason }: Problem): void {
    const listeners = this.of(channel);
    this.listeners.delete(channel);
    this.taken.delete(channel);
    this.denied.delete(channel);
    for (const listener of listeners) listener.refused({ code, reason });
    this.tell();
  }

  /** Whoever waits for a right hears why it does not come; it is asked for until it does. */
  private tokenFailed(error: unknown): void {
    const problem = { code: 'token', reason: error instanceof Error ? error.message : String(error) };
    for (const [channel, told] of this.denied) {
      this.denied.set(channel, true);
      if (!told) for (const listener of this.of(channel)) listener.refused(problem);
    }
  }

  private openLine(): void {
    this.line.open([...this.listeners.keys()], () => [...this.listeners.keys()].flatMap((channel) => this.of(channel).flatMap(({ cursor }) => cursor ?? [])));
  }

  /** A stream has one place for all its channels, so that who begins now must know where that is. */
  private async beginAll(signal: AbortSignal): Promise<void> {
    const fresh = (): ChannelListener[] => [...this.listeners.keys()].flatMap((channel) => this.of(channel)).filter(({ cursor }) => cursor === null);
    if (fresh().length === 0) return;
    const head = await this.api.head(signal);
    if (head !== null) for (const listener of fresh()) listener.sync(head);
  }

  private watch(): void {
    const now = Date.now();
    const slept = now - this.watchedAt > SLEPT_MS;
    this.watchedAt = now;
    if (slept || (this.isLive && now - this.heardAt > SILENT_MS)) this.renew(slept);
    const patience = this.everLive ? FALLBACK_MS.again : FALLBACK_MS.first;
    if (!this.isLive && !this.line.isStarted && this.listeners.size > 0 && isOnline() && now - this.lostAt > patience) this.openLine();
    this.tell();
  }

  /** What is open is not to be trusted: all of it is opened anew. */
  private renew(slept: boolean): void {
    this.heardAt = Date.now();
    if (this.line.isStarted) this.openLine();
    if (this.socket.connected) this.reconnectIn(slept ? Math.random() * 500 : 0);
    else if (slept) this.socket.disconnect().connect();
  }

  private wake(): void {
    this.watch();
    if (!this.isLive && !this.socket.connected) this.socket.disconnect().connect();
  }
}
