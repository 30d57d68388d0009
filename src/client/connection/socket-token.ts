// The token of the socket: sent when it connects, replaced while it is open, and left out after the server rejects
// it, so that public channels stay readable.
import type { Socket } from 'socket.io-client';
import { pause } from '../timing/backoff.js';
import type { ReaderToken } from './reader-token.js';
import { ACK_TIMEOUT_MS } from './socket-subscriptions.js';

type TokenAck = { ok: boolean; code?: string; retryable?: boolean; retryAfterMs?: number };

const RETRY_AFTER_MS = 2_000;

const isTokenAck = (value: unknown): value is TokenAck =>
  typeof value === 'object' && value !== null && 'code' in value;

export class SocketToken {
  /** The token of the open socket; null: none. */
  private sent: string | null = null;
  private renewal: Promise<void> | null = null;
  /** The server cannot check tokens right now: the next connection opens without one and gets it later. */
  private skipNext = false;

  /** True if the open socket has a token. */
  get hasToken(): boolean {
    return this.sent !== null;
  }

  constructor(
    private readonly socket: Socket,
    private readonly token: ReaderToken,
    private readonly on: {
      /** Reconnect in this many milliseconds. */
      reconnect: (ms: number) => void;
      /** The socket has another token, or none is available. */
      renewed: () => void;
    },
  ) {
    socket.on('connect', () => token.accepted(this.sent));
    socket.on('connect_error', (error: Error & { data?: unknown }) => this.connectRefused(error.data));
  }

  /** Passes the token to a socket that connects. Without a token it connects too, for public channels. */
  provide(pass: (auth: Record<string, unknown>) => void): void {
    const send = (token: string | null): void => {
      this.sent = token;
      pass(token === null ? {} : { token });
    };
    if (this.skipNext) send(null);
    else this.token.current().then(send, () => send(null));
    this.skipNext = false;
  }

  /** The token of the open socket has expired. */
  expired(): void {
    this.token.reject(this.sent);
  }

  /** The socket is down. */
  disconnected(): void {
    this.sent = null;
  }

  /** Replaces the socket's token. Calls `renewed` even if no other token is available. */
  async renew(): Promise<void> {
    await (this.renewal ??= this.replace().finally(() => (this.renewal = null)));
  }

  /** Sends a token over the open socket. `gone`: the socket is down, and the next one connects with the token. */
  async send(token: string): Promise<'accepted' | 'gone' | 'rejected'> {
    const { id } = this.socket;
    for (;;) {
      if (!this.socket.connected || this.socket.id !== id) return 'gone';
      const ack = await this.emitToken(token);
      if (this.socket.id !== id) return 'gone';
      if (ack === null) {
        this.on.reconnect(Math.random() * RETRY_AFTER_MS);
        return 'gone';
      }
      if (ack.ok) {
        this.sent = token;
        this.token.accepted(token);
        return 'accepted';
      }
      if (ack.retryable !== true) {
        this.token.reject(token);
        return 'rejected';
      }
      await pause((ack.retryAfterMs ?? RETRY_AFTER_MS) * (1 + Math.random()));
    }
  }

  private async emitToken(token: string): Promise<TokenAck | null> {
    try {
      return (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck('token', { token })) as TokenAck;
    } catch {
      return null; // the server did not answer in time
    }
  }

  private async replace(): Promise<void> {
    const { id } = this.socket;
    try {
      let token = await this.token.renew(this.sent);
      while (token !== null && (await this.send(token)) === 'rejected') token = await this.token.renew(token);
    } catch {
      return; // the connection was closed
    }
    if (this.socket.connected && this.socket.id === id) this.on.renewed();
  }

  /** The server refused the connection. Socket.IO does not reconnect by itself after that. */
  private connectRefused(data: unknown): void {
    if (!isTokenAck(data)) return;
    const isRetryable = data.retryable === true;
    if (isRetryable) this.skipNext = this.sent !== null;
    else this.token.reject(this.sent);
    this.on.reconnect((data.retryAfterMs ?? RETRY_AFTER_MS) * (isRetryable ? 1 + Math.random() : Math.random()));
  }
}
