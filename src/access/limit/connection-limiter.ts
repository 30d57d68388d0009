// Limits concurrent connections per client network. TRUST_PROXY addresses are exempt: one proxy carries many
// clients.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Injection tokens: the limiter of TCP connections, and that of readers' sockets and streams, which a proxy
 * multiplexes.
 */
export const TCP_CONNECTIONS = Symbol('tcp connections');
export const READER_CONNECTIONS = Symbol('reader connections');

type ClientRequest = Pick<IncomingMessage, 'socket' | 'headers'>;

export class ConnectionLimiter {
  private readonly counts = new Map<string, number>();

  /** `maxPerClient`: null for no limit. `clientOf`: the network to count for; null for an exempt client. */
  constructor(
    private readonly maxPerClient: number | null,
    private readonly clientOf: (request: ClientRequest) => string | null,
  ) {}

  /** Counts one connection and returns its release function; null where the client is at its limit. */
  acquire(request: ClientRequest): (() => void) | null {
    const client = this.maxPerClient === null ? null : this.clientOf(request);
    if (client === null || this.maxPerClient === null) return () => undefined;
    const count = this.counts.get(client) ?? 0;
    if (count >= this.maxPerClient) return null;
    this.counts.set(client, count + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const remaining = (this.counts.get(client) ?? 1) - 1;
      if (remaining === 0) this.counts.delete(client);
      else this.counts.set(client, remaining);
    };
  }

  /**
   * Counts a TCP connection until it closes, or destroys it at the limit. It has no headers yet, so only its
   * own address counts.
   */
  admitSocket(socket: Socket): void {
    const release = this.acquire({ socket, headers: {} });
    if (release === null) socket.destroy();
    else socket.once('close', release);
  }
}
