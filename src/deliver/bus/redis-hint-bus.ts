import { Redis } from 'ioredis';
import type { Logger } from '../../logger.js';
import { HINTS, NewestHint, type Bus } from './hint-bus.js';
import { BEAT, BusHeartbeat, type Beat } from './bus-heartbeat.js';

/** A hint that is not taken within this time is lost, and so is the connection: one that died in silence would keep all later ones. */
const ANSWER_MS = 3_000;

/** Hints over Redis pub/sub; ioredis subscribes again by itself when the connection comes back. */
export class RedisBus implements Bus {
  readonly kind = 'redis';
  private readonly out: Redis;
  private readonly in: Redis;
  private readonly newest: NewestHint;
  private closed = false;
  private listening = false;
  private readonly canary: BusHeartbeat;

  constructor(url: string, log: Logger, beat: Beat = BEAT) {
    const options = { retryStrategy: (times: number) => Math.min(times * 100, 5_000), connectTimeout: 5_000 };
    this.out = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: 1, enableOfflineQueue: true, socketTimeout: ANSWER_MS });
    this.in = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: null });
    // Without a listener ioredis would only print; with one, we say what it means.
    this.out.on('error', (error) => log.warn({ err: error }, 'the bus lost its sending connection'));
    this.in.on('error', (error) => log.warn({ err: error }, 'the bus lost its connection'));
    this.newest = new NewestHint(
      (seq) => this.out.publish(HINTS, String(seq)),
      (error) => log.warn({ err: error }, 'a hint was lost; the tails look for themselves'),
    );
    this.canary = new BusHeartbeat(
      beat,
      (token) => this.out.publish(HINTS, token),
      () => {
        log.warn('the bus carries nothing; it connects anew');
        this.in.disconnect(true);
      },
    );
  }

  get hears(): boolean {
    return this.listening && this.canary.sings;
  }

  private heard(): void {
    this.listening = true;
    this.canary.start();
  }

  async listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void> {
    this.in.on('message', (_channel, message: string) => {
      if (!this.canary.heard(message)) on.hint(Number(message));
    });
    this.in.on('close', () => (this.listening = false));
    // "ready" comes before ioredis has subscribed again, so a hint could fall in between: the subscription itself is the sign.
    this.in.on('ready', () => {
      this.in.subscribe(HINTS).then(
        () => {
          this.heard();
          on.connected();
        },
        () => undefined, // the connection went again; the next "ready" tries anew
      );
    });
    await this.in.connect();
    await this.in.subscribe(HINTS);
    this.heard();
  }

  hint(seq: number): void {
    if (!this.closed) this.newest.put(seq);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.listening = false;
    this.canary.stop();
    this.in.disconnect();
    this.out.disconnect();
  }
}
