// The token on the socket: sent as it opens, put in the place of the one before while it is open, and given up where the server
// refuses it, so that what everybody may read is read on.
import type { Socket } from 'socket.io-client';
import type { ReaderToken } from './reader-token.js';

type Answer = { ok: boolean; code?: string; retryable?: boolean; retryAfterMs?: number };

const ACK_MS = 10_000;
const AGAIN_MS = 2_000;

const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && 'code' in value;

export class SocketToken {
  /** What the open socket holds; null: nothing. */
  private sent: string | null = null;
  private renewing: Promise<void> | null = null;
  /** The server can't look at tokens right now: the next connection opens without one, and puts it there once that is possible. */
  private later = false;

  /** True where the open socket holds a token. */
  get hasToken(): boolean {
    return this.sent !== null;
  }

  constructor(
    private readonly socket: Socket,
    private readonly token: ReaderToken,
    private readonly on: { /** Connect again in so many ms. */ again: (ms: number) => void; /** The socket holds another token. */ renewed: () => void },
  ) {
    socket.on('connect', () => token.accepted(this.sent));
    socket.on('connect_error', (error: Error & { data?: unknown }) => this.refused(error.data));
  }

  /** Hands the token to a socket that opens; without one it opens all the same, for what everybody may read. */
  provide(give: (auth: Record<string, unknown>) => void): void {
    const send = (token: string | null): void => {
      this.sent = token;
      give(token === null ? {} : { token });
    };
    if (this.later) send(null);
    else this.token.current().then(send, () => send(null));
    this.later = false;
  }

  /** The key that the socket was opened with has ended. */
  expired(): void {
    this.token.reject(this.sent);
  }

  /** The socket is gone. */
  disconnected(): void {
    this.sent = null;
  }

  /** Gets another token than the socket holds and puts it there; says `renewed` also where there is none to be had. */
  async renew(): Promise<void> {
    await (this.renewing ??= this.another().finally(() => (this.renewing = null)));
  }

  /** Puts a token on the open socket; where that is gone, the next opens with it. */
  async send(token: string): Promise<'held' | 'gone' | 'refused'> {
    const { id } = this.socket;
    for (;;) {
      if (!this.socket.connected || this.socket.id !== id) return 'gone';
      const answer = await this.socket.timeout(ACK_MS).emitWithAck('token', { token }).then((given: unknown) => given as Answer, () => null);
      if (this.socket.id !== id) return 'gone';
      if (answer === null) {
        this.on.again(Math.random() * AGAIN_MS);
        return 'gone';
      }
      if (answer.ok) {
        this.sent = token;
        this.token.accepted(token);
        return 'held';
      }
      if (answer.retryable !== true) {
        this.token.reject(token);
        return 'refused';
      }
      await new Promise((resolve) => setTimeout(resolve, (answer.retryAfterMs ?? AGAIN_MS) * (1 + Math.random())));
    }
  }

  private async another(): Promise<void> {
    const { id } = this.socket;
    try {
      let token = await this.token.renew(this.sent);
      while (token !== null && (await this.send(token)) === 'refused') token = await this.token.renew(token);
    } catch {
      return; // the line was closed
    }
    if (this.socket.connected && this.socket.id === id) this.on.renewed();
  }

  /** Refused as it opened: from that Socket.IO does not come back by itself. */
  private refused(answer: unknown): void {
    if (!isAnswer(answer)) return;
    if (answer.retryable !== true) this.token.reject(this.sent);
    else this.later = this.sent !== null;
    this.on.again((answer.retryAfterMs ?? AGAIN_MS) * (answer.retryable === true ? 1 + Math.random() : Math.random()));
  }
}
