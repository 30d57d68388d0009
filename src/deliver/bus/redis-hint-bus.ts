import { Redis } from 'ioredis';
import type { Logger } from '../../logger.js';
import { BusHeartbeat, HEARTBEAT_TIMING, type HeartbeatTiming } from './bus-heartbeat.js';
import { HINT_CHANNEL, LatestHintSender, type HintBus } from './hint-bus.js';

/** Drops a hint, and its connection: hints on a dead connection would wait for ever. */
const SEND_TIMEOUT_MS = 3_000;

/** Hints over Redis pub/sub. ioredis reconnects by itself. */
export class RedisHintBus implements HintBus {
  readonly kind = 'redis';
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly latestHint: LatestHintSender;
  private closed = false;
  private listening = false;
  private readonly heartbeat: BusHeartbeat;

  constructor(url: string, log: Logger, timing: HeartbeatTiming = HEARTBEAT_TIMING) {
    const options = { retryStrategy: (times: number) => Math.min(times * 100, 5_000), connectTimeout: 5_000 };
    this.publisher = new Redis(url, {
      ...options,
      lazyConnect: true,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: true,
      socketTimeout: SEND_TIMEOUT_MS,
    });
    this.subscriber = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: null });
    // Without an error listener ioredis prints to the console.
    this.publisher.on('error', (error) => log.warn({ err: error }, 'the bus lost its sending connection'));
    this.subscriber.on('error', (error) => log.warn({ err: error }, 'the bus lost its connection'));
    this.latestHint = new LatestHintSender(
      (seq) => this.publisher.publish(HINT_CHANNEL, String(seq)),
      (error) => log.warn({ err: error }, 'a hint was lost; the tails poll the log'),
    );
    this.heartbeat = new BusHeartbeat(
      timing,
      (token) => this.publisher.publish(HINT_CHANNEL, token),
      () => {
        log.warn('the bus delivers nothing; it reconnects');
        this.subscriber.disconnect(true);
      },
    );
  }

  get isConnected(): boolean {
    return this.listening && this.heartbeat.isAlive;
  }

  async listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void> {
    this.subscriber.on('message', (_channel, message: string) => {
      if (!this.heartbeat.receive(message)) on.hint(Number(message));
    });
    this.subscriber.on('close', () => (this.listening = false));
    // ioredis emits "ready" before it has resubscribed, and a hint in between would be lost: wait for our own
    // subscribe call.
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(HINT_CHANNEL).then(
        () => {
          this.onSubscribed();
          on.connected();
        },
        () => undefined, // the connection broke again; the next "ready" retries
      );
    });
    await this.subscriber.connect();
    await this.subscriber.subscribe(HINT_CHANNEL);
    this.onSubscribed();
  }

  hint(seq: number): void {
    if (!this.closed) this.latestHint.send(seq);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.listening = false;
    this.heartbeat.stop();
    this.subscriber.disconnect();
    this.publisher.disconnect();
  }

  private onSubscribed(): void {
    this.listening = true;
    this.heartbeat.start();
  }
}
