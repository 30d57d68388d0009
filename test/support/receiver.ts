import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Update } from '../../src/core/log/update.js';

/** One delivery, as it came. `at` is of this process's clock, in ms. */
export type Received = { path: string; headers: IncomingHttpHeaders; body: string; at: number };

/** How a receiver answers; `number` counts from 1. */
export type Answering = (response: ServerResponse, received: Received, number: number) => void;

export const takes: Answering = (response) => void response.writeHead(204).end();
export const refuses =
  (status: number, headers: Record<string, string> = {}, body = ''): Answering =>
  (response) =>
    void response.writeHead(status, headers).end(body);
/** Takes the request and never answers. */
export const hangs: Answering = () => undefined;

/** A receiver of webhooks on loopback, whose answers can be changed at any time. */
export class Receiver {
  readonly received: Received[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  private constructor(public answer: Answering) {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const received = {
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(parts).toString('utf8'),
          at: performance.now(),
        };
        this.received.push(received);
        this.answer(response, received, this.received.length);
      });
    });
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
  }

  static async open(answer: Answering = takes): Promise<Receiver> {
    const receiver = new Receiver(answer);
    await receiver.up();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  get updates(): Update[] {
    return this.received.map(({ body }) => JSON.parse(body) as Update);
  }

  /** The seqs in the order in which they came. */
  get seqs(): number[] {
    return this.updates.map(({ cursor }) => Number(cursor.split('.')[1]));
  }

  /** Refuses connections, and ends those that stand. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Listens again, on the same port. */
  async up(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }
}
