import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type CrowdAnswer = { status: number; etag: string; body: Buffer };

type Waiting = { resolve: (answer: CrowdAnswer) => void; reject: (error: Error) => void };

/** One HTTP/1.1 connection with pipelining (RFC 9112, 9.3.2), and as little work for each answer as can be. */
class Pipeline {
  private readonly waiting: Waiting[] = [];
  private parts: Buffer[] = [];
  private size = 0;
  private wanted = 0;

  constructor(private readonly socket: Socket) {
    socket.on('data', (part) => this.take(part));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  get(host: string, path: string): Promise<CrowdAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: application/json\r\n\r\n`);
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  private take(part: Buffer): void {
    this.parts.push(part);
    this.size += part.length;
    if (this.size < this.wanted) return;
    let bytes = Buffer.concat(this.parts);
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      const head = end < 0 ? '' : bytes.toString('latin1', 0, end + 2);
      const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? Number.NaN);
      if (end >= 0 && Number.isNaN(length)) return this.fail(new Error(`an answer without a length: ${head}`));
      this.wanted = end < 0 ? bytes.length + 1 : end + 4 + length;
      if (bytes.length < this.wanted) break;
      this.waiting.shift()?.resolve({
        status: Number(head.slice(9, 12)),
        etag: /^etag: (.*)\r$/im.exec(head)?.[1] ?? '',
        body: bytes.subarray(end + 4, this.wanted),
      });
      bytes = bytes.subarray(this.wanted);
    }
    this.parts = [bytes];
    this.size = bytes.length;
  }
}

/** Many readers over a bounded number of connections. */
export class Crowd {
  private next = 0;

  private constructor(
    private readonly host: string,
    private readonly pipelines: Pipeline[],
  ) {}

  static async at(url: string, connections = 32): Promise<Crowd> {
    const { host, hostname, port } = new URL(url);
    const open = async (): Promise<Pipeline> => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      return new Pipeline(socket);
    };
    return new Crowd(host, await Promise.all(Array.from({ length: connections }, open)));
  }

  /** Asks on the next connection in turn. */
  get(path: string): Promise<CrowdAnswer> {
    const pipeline = this.pipelines[(this.next += 1) % this.pipelines.length];
    if (pipeline === undefined) throw new Error('a crowd without connections');
    return pipeline.get(this.host, path);
  }

  end(): void {
    for (const pipeline of this.pipelines) pipeline.end();
  }
}
