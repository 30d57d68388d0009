// The connection's state as users see it, and how long it has been down.

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

const OFFLINE_AFTER_MS = 30_000;
/** How long a socket may take to come back, or to connect at first, before the fallback opens. */
const FALLBACK_AFTER_MS = { reconnect: 8_000, first: 3_000 };

/** True outside browsers, which alone report the network's state. */
const isOnline = (): boolean =>
  typeof navigator === 'undefined' || (navigator as { onLine?: boolean }).onLine !== false;

export class ConnectionStatus {
  state: ConnectionState = 'connecting';
  private wasLive = false;
  private lostAt = Date.now();

  /** Recomputes the state. True if it changed. */
  update(isLive: boolean): boolean {
    const previous = this.state;
    if (previous === 'live' && !isLive) this.lostAt = Date.now();
    this.wasLive ||= isLive;
    this.state = isLive ? 'live' : this.stateWhenDown();
    return this.state !== previous;
  }

  /** True once the connection has been down for so long that the fallback should open. */
  needsFallback(isLive: boolean): boolean {
    const patienceMs = this.wasLive ? FALLBACK_AFTER_MS.reconnect : FALLBACK_AFTER_MS.first;
    return !isLive && isOnline() && Date.now() - this.lostAt > patienceMs;
  }

  private stateWhenDown(): ConnectionState {
    if (!isOnline() || Date.now() - this.lostAt > OFFLINE_AFTER_MS) return 'offline';
    return this.wasLive ? 'reconnecting' : 'connecting';
  }
}
