// The client's one connection to the server, for all channels: a WebSocket by Socket.IO, with server-sent events as
// the fallback. Both may be open for a moment; readers drop the duplicates by cursor.
import { io, type Socket } from 'socket.io-client';
import type { Update } from '../../core/log/update.js';
import { pause } from '../timing/backoff.js';
import type { Api } from './api.js';
import { ChannelAccess } from './channel-access.js';
import { ChannelListeners, type ChannelListener } from './channel-listeners.js';
import { ConnectionStatus, type ConnectionState } from './connection-state.js';
import { EventStream } from './event-stream.js';
import { PageLifecycle } from './page-lifecycle.js';
import { ACK_TIMEOUT_MS, SocketSubscriptions, type SubscribeRefusal } from './socket-subscriptions.js';
import { SocketToken } from './socket-token.js';

/** The server sends `sync` on sockets every 20 s: silence for more than two of them means a dead socket. */
const MAX_SILENCE_MS = 45_000;
const CHECK_EVERY_MS = 1_000;
/** A check this late means that the machine slept: what seems open is dead. */
const SLEPT_MS = 20_000;
const MAX_RECONNECT_JITTER_MS = 2_000;

export class Connection {
  private readonly socket: Socket;
  private readonly listeners = new ChannelListeners();
  private readonly subscriptions: SocketSubscriptions;
  private readonly access: ChannelAccess;
  private readonly stream: EventStream;
  private readonly token: SocketToken;
  private readonly status = new ConnectionStatus();
  private readonly page: PageLifecycle;
  private readonly closer = new AbortController();
  private readonly checkTimer: ReturnType<typeof setInterval>;
  private lastEventAt = Date.now();
  private lastCheckAt = Date.now();

  constructor(private readonly api: Api) {
    this.socket = this.createSocket();
    this.subscriptions = new SocketSubscriptions(this.socket, this.listeners, {
      confirmed: (channel) => this.confirmed(channel),
      refused: (channel, refusal) => this.access.refusedOnSocket(channel, refusal),
      timedOut: () => this.reconnectIn(Math.random() * MAX_RECONNECT_JITTER_MS),
    });
    this.token = new SocketToken(this.socket, api.token, {
      reconnect: (ms) => this.reconnectIn(ms),
      renewed: () => this.subscribeUnconfirmed(),
    });
    this.access = new ChannelAccess(
      api,
      this.listeners,
      this.token,
      {
        retry: (channel, ms) =>
          this.after(ms, () => this.listeners.has(channel) && this.subscriptions.subscribe([channel])),
        gaveUp: (channel) => {
          this.subscriptions.confirmed.delete(channel);
          this.updateState();
        },
        reopenStream: () => this.openStream(),
      },
      this.closer.signal,
    );
    this.stream = this.createStream();
    api.token.onRenewed = (token) => {
      void this.token.send(token);
      // A stream keeps the rights of the token it was opened with.
      if (this.stream.isStarted) this.openStream();
    };
    api.token.onFailed = (error) => this.access.tokenFailed(error);
    this.listenToSocket();
    this.checkTimer = setInterval(() => this.check(), CHECK_EVERY_MS);
    this.page = new PageLifecycle({
      resumed: () => this.resume(),
      offline: () => this.updateState(),
      restored: () => this.reopen(true),
      cached: () => void this.socket.disconnect(),
    });
  }

  get state(): ConnectionState {
    return this.status.state;
  }

  /** The cursor of a listener that follows this channel already; null if there is none. */
  cursorOf(channel: string): string | null {
    return this.listeners.cursorOf(channel);
  }

  addListener(listener: ChannelListener): void {
    this.listeners.add(listener);
    // A channel that is subscribed already is subscribed again, from the earliest of its cursors.
    this.subscriptions.subscribe([listener.channel]);
    if (this.stream.isStarted) this.openStream();
    listener.state(this.state);
  }

  removeListener(listener: ChannelListener): void {
    if (!this.listeners.remove(listener)) return;
    this.subscriptions.unsubscribe(listener.channel);
    if (this.stream.isStarted) this.openStream();
  }

  close(): void {
    clearInterval(this.checkTimer);
    this.closer.abort();
    this.page.close();
    this.listeners.clear();
    this.stream.close();
    this.api.token.close();
    this.socket.disconnect();
  }

  private createSocket(): Socket {
    const { api } = this;
    const { origin, pathname } = new URL(api.base);
    return io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 30_000,
      randomizationFactor: 0.5,
      timeout: ACK_TIMEOUT_MS,
      auth: (send) => this.token.provide((auth) => send(api.session ? { ...auth, session: true } : auth)),
    });
  }

  private createStream(): EventStream {
    const { api, access } = this;
    return new EventStream(
      api.base,
      {
        prepare: (signal) => this.syncNewListeners(signal),
        event: (name, data) => this.receive(name, data, this.stream.channels),
        activity: () => (this.lastEventAt = Date.now()),
        changed: () => this.streamChanged(),
        token: () => api.token.current().catch(() => null),
        refused: (problem) => access.refusedOnStream(problem, [...this.stream.channels], this.stream.sentToken),
      },
      api.credentials,
    );
  }

  private listenToSocket(): void {
    const { socket, subscriptions } = this;
    socket.on('connect', () => subscriptions.subscribe(this.listeners.channels));
    socket.on('disconnect', (reason) => {
      subscriptions.confirmed.clear();
      this.token.disconnected();
      this.updateState();
      // Socket.IO does not reconnect by itself after the server has disconnected it.
      if (reason === 'io server disconnect') this.reconnectIn(500 + Math.random() * MAX_RECONNECT_JITTER_MS);
    });
    for (const name of ['update', 'reset', 'sync', 'drain']) {
      socket.on(name, (data: unknown) => this.receive(name, data, subscriptions.confirmed));
    }
    socket.on('unsubscribed', ({ channel, code, reason }: { channel: string; code: string; reason: string }) => {
      const refusal: SubscribeRefusal = { ok: false, code, reason, retryable: false };
      if (subscriptions.confirmed.delete(channel)) this.access.refusedOnSocket(channel, refusal);
      this.updateState();
    });
    socket.on('expired', () => this.token.expired());
  }

  /** Handles an event of the socket or the stream; `channels` are those that its `sync` is valid for. */
  private receive(name: string, data: unknown, channels: ReadonlySet<string>): void {
    this.lastEventAt = Date.now();
    if (name === 'update') {
      const update = data as Update;
      for (const listener of this.listeners.of(update.channel)) listener.update(update);
    } else if (name === 'reset') {
      const { channel, cursor, reason } = data as { channel: string; cursor: string; reason: string };
      for (const listener of this.listeners.of(channel)) listener.reset(cursor, reason);
    } else if (name === 'sync') {
      const { cursor } = data as { cursor: string };
      for (const channel of channels) for (const listener of this.listeners.of(channel)) listener.sync(cursor);
    } else if (name === 'expired') {
      this.api.token.reject(this.stream.sentToken);
    } else if (name === 'drain' && channels === this.subscriptions.confirmed) {
      this.reconnectIn(Math.random() * (data as { withinMs: number }).withinMs);
    }
  }

  private confirmed(channel: string): void {
    this.lastEventAt = Date.now();
    this.access.granted(channel);
    this.updateState();
  }

  private streamChanged(): void {
    if (this.stream.isOpen) {
      this.access.grantedOnStream(this.stream.channels);
      this.api.token.accepted(this.stream.sentToken);
    }
    this.updateState();
  }

  private get isLive(): boolean {
    return this.subscriptions.isComplete || this.stream.isOpen;
  }

  private updateState(): void {
    if (this.subscriptions.isComplete) this.stream.close();
    if (!this.status.update(this.isLive)) return;
    for (const listener of this.listeners.all) listener.state(this.state);
  }

  private after(ms: number, action: () => void): void {
    const { signal } = this.closer;
    void pause(ms, signal).then(() => signal.aborted || action());
  }

  private reconnectIn(ms: number): void {
    const { id } = this.socket;
    this.after(ms, () => {
      // The socket may have reconnected meanwhile for another reason.
      if (this.socket.connected && this.socket.id !== id) return;
      this.socket.disconnect();
      this.subscriptions.confirmed.clear();
      this.updateState();
      this.socket.connect();
    });
  }

  private subscribeUnconfirmed(): void {
    const { confirmed } = this.subscriptions;
    this.subscriptions.subscribe(this.listeners.channels.filter((channel) => !confirmed.has(channel)));
  }

  private openStream(): void {
    this.stream.open(this.listeners.channels, () => this.listeners.all.flatMap(({ cursor }) => cursor ?? []));
  }

  /** A stream has one cursor for all its channels: listeners without one first get the log's head. */
  private async syncNewListeners(signal: AbortSignal): Promise<void> {
    const withoutCursor = (): ChannelListener[] => this.listeners.all.filter(({ cursor }) => cursor === null);
    if (withoutCursor().length === 0) return;
    const head = await this.api.head(signal);
    if (head !== null) for (const listener of withoutCursor()) listener.sync(head);
  }

  /** Runs every second: finds dead connections, and opens the fallback when the socket stays down. */
  private check(): void {
    const now = Date.now();
    const slept = now - this.lastCheckAt > SLEPT_MS;
    this.lastCheckAt = now;
    if (slept || (this.isLive && now - this.lastEventAt > MAX_SILENCE_MS)) this.reopen(slept);
    const hasChannels = this.listeners.channelCount > 0;
    if (hasChannels && !this.stream.isStarted && this.status.needsFallback(this.isLive)) this.openStream();
    this.updateState();
  }

  /** Replaces the socket and the stream, which may be dead without having been closed. */
  private reopen(slept: boolean): void {
    this.lastEventAt = Date.now();
    if (this.stream.isStarted) this.openStream();
    if (this.socket.connected) this.reconnectIn(slept ? Math.random() * 500 : 0);
    else if (slept) this.socket.disconnect().connect();
  }

  private resume(): void {
    this.check();
    if (!this.isLive && !this.socket.connected) this.socket.disconnect().connect();
  }
}
