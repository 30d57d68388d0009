// The line to the server: a WebSocket by Socket.IO, server-sent events where that can't get through, and back.
// What comes twice because both are open for a moment is dropped by the reader, by its cursor.
import { io, type Socket } from 'socket.io-client';
import type { Update } from '../core/update.js';

export type LineState = 'live' | 'reconnecting' | 'offline';

/** Who listens. `cursor` is asked at each subscription, so that it is always the latest. */
export type Listener = {
  cursor: () => string;
  update: (update: Update) => void;
  reset: (cursor: string) => void;
  sync: (cursor: string) => void;
  state: (state: LineState) => void;
};

type Ack = { ok: true; cursor: string; mode: 'live' | 'replayed' | 'reset' } | { ok: false; code: string; retryable: boolean; retryAfterMs?: number };

const ACK_MS = 10_000;
const FALLBACK_AFTER_MS = 8_000;
const OFFLINE_AFTER_MS = 30_000;
/** The server says `sync` on sockets every 20 s: one that was silent for longer than two of them is dead. */
const SOCKET_SILENT_MS = 45_000;
/** A stream's heartbeats don't reach scripts, so that a quiet one is only opened anew now and then. */
const STREAM_SILENT_MS = 300_000;
const WATCH_MS = 5_000;

/** Follows a channel for as long as the page is open. */
export function follow(channel: string, listener: Listener): void {
  const socket: Socket = io({ transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 30_000, randomizationFactor: 0.5, timeout: ACK_MS });
  let stream: EventSource | null = null;
  let subscribed = false;
  let wasLive = false;
  let lostAt = Date.now();
  let heardAt = Date.now();
  let streamFailures = 0;
  let streamAfter = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

  const isLive = (): boolean => subscribed || stream?.readyState === EventSource.OPEN;

  const tell = (): void => {
    const isNow = isLive();
    if (wasLive && !isNow) lostAt = Date.now();
    wasLive = isNow;
    if (isNow) return listener.state('live');
    listener.state(!navigator.onLine || Date.now() - lostAt > OFFLINE_AFTER_MS ? 'offline' : 'reconnecting');
  };

  const live = (): void => {
    heardAt = Date.now();
    tell();
  };

  const lost = (): void => {
    subscribed = false;
    tell();
  };

  const closeStream = (): void => {
    stream?.close();
    stream = null;
  };

  const reconnectIn = (ms: number): void => {
    clearTimeout(again);
    again = setTimeout(() => {
      socket.disconnect();
      lost();
      socket.connect();
    }, ms);
  };

  const subscribe = (): void => {
    socket.timeout(ACK_MS).emit('subscribe', { channel, since: listener.cursor() }, (late: Error | null, ack?: Ack) => {
      if (late !== null || ack === undefined) return reconnectIn(Math.random() * 2_000);
      if (ack.ok) {
        subscribed = true;
        closeStream();
        if (ack.mode === 'reset') listener.reset(ack.cursor);
        return live();
      }
      // A refusal for good leaves the page as it is, and the other way to be tried.
      if (ack.retryable) reconnectIn((ack.retryAfterMs ?? 2_000) * (1 + Math.random()));
      return undefined;
    });
  };

  const heard = <T>(act: (message: T) => void) => (message: T): void => {
    heardAt = Date.now();
    act(message);
  };
  const onUpdate = heard((update: Update) => listener.update(update));
  const onReset = heard(({ cursor }: { cursor: string }) => listener.reset(cursor));
  const onSync = heard(({ cursor }: { cursor: string }) => listener.sync(cursor));

  const openStream = (): void => {
    closeStream();
    const opened = new EventSource(`/v1/updates?channel=${encodeURIComponent(channel)}&after=${encodeURIComponent(listener.cursor())}`);
    opened.addEventListener('open', () => {
      streamFailures = 0;
      live();
    });
    opened.addEventListener('error', () => {
      // After a broken stream the browser comes back by itself, with its cursor; after a refusal it doesn't.
      if (opened.readyState === EventSource.CLOSED) streamAfter = Date.now() + Math.random() * Math.min(60_000, 4_000 * 2 ** streamFailures++);
      tell();
    });
    opened.addEventListener('update', ({ data }: MessageEvent<string>) => onUpdate(JSON.parse(data)));
    opened.addEventListener('reset', ({ data }: MessageEvent<string>) => onReset(JSON.parse(data)));
    opened.addEventListener('sync', ({ data }: MessageEvent<string>) => onSync(JSON.parse(data)));
    stream = opened;
  };

  socket.on('connect', subscribe);
  socket.on('disconnect', (reason) => {
    lost();
    // Socket.IO doesn't come back by itself from a server that said goodbye.
    if (reason === 'io server disconnect') reconnectIn(500 + Math.random() * 2_000);
  });
  socket.on('update', onUpdate);
  socket.on('reset', onReset);
  socket.on('sync', onSync);
  socket.on('drain', ({ withinMs }: { withinMs: number }) => reconnectIn(Math.random() * withinMs));

  const watch = (): void => {
    const now = Date.now();
    const silent = isLive() && now - heardAt > (subscribed ? SOCKET_SILENT_MS : STREAM_SILENT_MS);
    if (silent) heardAt = now;
    if (silent && subscribed) reconnectIn(0);
    const noStream = stream === null || stream.readyState === EventSource.CLOSED;
    if (!subscribed && navigator.onLine && (silent || (noStream && now > streamAfter && now - lostAt > FALLBACK_AFTER_MS))) openStream();
    tell();
  };

  const wake = (): void => {
    if (!subscribed && !socket.connected) socket.disconnect().connect();
    watch();
  };
  setInterval(watch, WATCH_MS);
  addEventListener('online', wake);
  addEventListener('offline', tell);
  addEventListener('pageshow', ({ persisted }) => persisted && wake());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
}
