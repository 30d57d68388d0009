import { Redis } from 'ioredis';
import type { Logger } from '../logger.js';
import { HINTS, NewestHint, type Bus } from './bus.js';

/** Hints over Redis pub/sub; ioredis subscribes again by itself when the connection comes back. */
export class RedisBus implements Bus {
  readonly kind = 'redis';
  private readonly out: Redis;
  private readonly in: Redis;
  private readonly newest: NewestHint;
  private closed = false;
  hears = false;

  constructor(url: string, log: Logger) {
    const options = { retryStrategy: (times: number) => Math.min(times * 100, 5_000), connectTimeout: 5_000 };
    this.out = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: 1, enableOfflineQueue: true });
    this.in = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: null });
    // Without a listener ioredis would only print; with one, we say what it means.
    this.out.on('error', (error) => log.warn({ err: error }, 'the bus lost its sending connection'));
    this.in.on('error', (error) => log.warn({ err: error }, 'the bus lost its connection'));
    this.newest = new NewestHint(
      (seq) => this.out.publish(HINTS, String(seq)),
      (error) => log.warn({ err: error }, 'a hint was lost; the tails look for themselves'),
    );
  }

  async listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void> {
    this.in.on('message', (_channel, seq) => on.hint(Number(seq)));
    this.in.on('close', () => (this.hears = false));
    // "ready" comes before ioredis has subscribed again, so a hint could fall in between: the subscription itself is the sign.
    this.in.on('ready', () => {
      this.in.subscribe(HINTS).then(
        () => {
          this.hears = true;
          on.connected();
        },
        () => undefined, // the connection went again; the next "ready" tries anew
      );
    });
    await this.in.connect();
    await this.in.subscribe(HINTS);
    this.hears = true;
  }

  hint(seq: number): void {
    if (!this.closed) this.newest.put(seq);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.hears = false;
    this.in.disconnect();
    this.out.disconnect();
  }
}
