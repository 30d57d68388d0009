import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy before one server that carries HTTP, streams among it, and no WebSocket. */
export class NoSockets {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<NoSockets> {
    const server = createServer((asked, answer) => {
      const onward = request(
        new URL(asked.url ?? '/', target),
        { method: asked.method, headers: asked.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer).on('error', () => response.destroy());
          response.on('error', () => answer.destroy());
        },
      );
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      asked.pipe(onward);
    });
    server.on('upgrade', (_asked, socket) => socket.destroy());
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    return new NoSockets(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
