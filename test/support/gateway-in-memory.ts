import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeliverCounters } from '../../src/deliver/counters.js';
import { SocketGateway } from '../../src/deliver/socket/socket-gateway.js';
import { ChannelHub } from '../../src/deliver/tail/channel-hub.js';
import { ReplayReader } from '../../src/deliver/tail/replay-reader.js';
import { LogTail } from '../../src/deliver/tail/log-tail.js';
import { createLogger } from '../../src/logger.js';
import { LogInMemory } from './log-in-memory.js';
import { openHouse } from './open-datelines.js';

/** Dateline's gateway on a port, with tail, hub and subscriptions. Its log is in memory, and it accepts no key. */
export class GatewayInMemory {
  readonly log = new LogInMemory();
  readonly counters = new DeliverCounters();
  private readonly http = createServer();
  private readonly hub = new ChannelHub();
  private readonly logger = createLogger('silent');
  readonly tail = new LogTail(this.log, this.hub, this.logger);
  readonly gateway: SocketGateway;

  private constructor() {
    this.gateway = new SocketGateway(this.http, {
      replayReader: new ReplayReader(this.log),
      tail: this.tail,
      hub: this.hub,
      ...openHouse(),
      counters: this.counters,
      log: this.logger,
      nodeName: 'memory',
    });
  }

  static async start(port = 0): Promise<GatewayInMemory> {
    const gateway = new GatewayInMemory();
    await gateway.tail.start();
    await new Promise<void>((resolve) => gateway.http.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve));
    return gateway;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Commits an update of `all` and these channels, and gives it out at once. Answers its seq. */
  publish(channels: string[], headline?: string): number {
    const seq = this.log.append(channels, headline === undefined ? {} : { headline }, false);
    const entry = this.log.entries.at(-1);
    if (entry !== undefined) this.tail.offer(entry);
    return seq;
  }

  async end(): Promise<void> {
    await this.gateway.drain(0);
    await this.tail.close();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
