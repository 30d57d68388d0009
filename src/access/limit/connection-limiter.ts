// How many lines one address may hold open: connections as TCP has them, and sockets and streams of readers, which a proxy passes on
// for many. Proxies and our own machines, as TRUST_PROXY names them, are not counted: behind one stands everybody.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export class OpenConnections {
  private readonly open = new Map<string, number>();

  /** `most` is null where nothing is bounded; `clientOf` answers null for those who are not counted. */
  constructor(
    private readonly most: number | null,
    private readonly clientOf: (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string | null,
  ) {}

  /** Counts a line until the answer is called; null where the address has as many as it may. */
  enter(request: Pick<IncomingMessage, 'socket' | 'headers'>): (() => void) | null {
    const client = this.most === null ? null : this.clientOf(request);
    if (client === null || this.most === null) return () => undefined;
    const count = this.open.get(client) ?? 0;
    if (count >= this.most) return null;
    this.open.set(client, count + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const now = (this.open.get(client) ?? 1) - 1;
      if (now === 0) this.open.delete(client);
      else this.open.set(client, now);
    };
  }

  /** Counts a TCP connection, and closes it where its address has as many as it may. What its requests say of others is not believed. */
  connected(socket: Socket): void {
    const leave = this.enter({ socket, headers: {} });
    if (leave === null) socket.destroy();
    else socket.once('close', leave);
  }
}
