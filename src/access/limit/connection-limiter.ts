// How many lines one address may hold open: connections as TCP has them, and sockets and streams of readers, which a proxy passes on
// for many. Proxies and our own machines, as TRUST_PROXY names them, are not counted: behind one stands everybody.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export class ConnectionLimiter {
  private readonly counts = new Map<string, number>();

  /** `most` is null where nothing is bounded; `clientOf` answers null for those who are not counted. */
  constructor(
    private readonly maxPerClient: number | null,
    private readonly clientOf: (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string | null,
  ) {}

  /** Counts a line until the answer is called; null where the address has as many as it may. */
  acquire(request: Pick<IncomingMessage, 'socket' | 'headers'>): (() => void) | null {
    const client = this.maxPerClient === null ? null : this.clientOf(request);
    if (client === null || this.maxPerClient === null) return () => undefined;
    const count = this.counts.get(client) ?? 0;
    if (count >= this.maxPerClient) return null;
    this.counts.set(client, count + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const now = (this.counts.get(client) ?? 1) - 1;
      if (now === 0) this.counts.delete(client);
      else this.counts.set(client, now);
    };
  }

  /** Counts a TCP connection, and closes it where its address has as many as it may. What its requests say of others is not believed. */
  admitSocket(socket: Socket): void {
    const leave = this.acquire({ socket, headers: {} });
    if (leave === null) socket.destroy();
    else socket.once('close', leave);
  }
}
