import pg from 'pg';
import { postgresSession } from '../../core/postgres-session.js';
import type { Logger } from '../../logger.js';
import { BusHeartbeat, HEARTBEAT_TIMING, type HeartbeatTiming } from './bus-heartbeat.js';
import { HINT_CHANNEL, LatestHintSender, type HintBus } from './hint-bus.js';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** Drops a hint, and its connection: hints on a dead connection would wait for ever. */
const SEND_TIMEOUT_MS = 3_000;

/** Hints over LISTEN/NOTIFY, on connections of its own. */
export class PostgresHintBus implements HintBus {
  readonly kind = 'postgres';
  private readonly senders: pg.Pool;
  private readonly latestHint: LatestHintSender;
  private listener: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  private listening = false;
  private readonly heartbeat: BusHeartbeat;

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    timing: HeartbeatTiming = HEARTBEAT_TIMING,
  ) {
    this.senders = new pg.Pool({
      // A hint may get lost, so its commit need not wait for the disk.
      ...postgresSession(url, { synchronous_commit: 'off' }),
      max: 1,
      application_name: 'dateline bus',
      connectionTimeoutMillis: 5_000,
      query_timeout: SEND_TIMEOUT_MS,
    });
    this.senders.on('error', (error) => log.warn({ err: error }, 'the bus lost its sending connection'));
    this.latestHint = new LatestHintSender(
      (seq) => this.notify(String(seq)),
      (error) => this.log.warn({ err: error }, 'a hint was lost; the tails poll the log'),
    );
    this.heartbeat = new BusHeartbeat(
      timing,
      (token) => this.notify(token),
      () => {
        this.log.warn('the bus delivers nothing; it reconnects');
        this.listener?.connection.stream.destroy();
      },
    );
  }

  get isConnected(): boolean {
    return this.listening && this.heartbeat.isAlive;
  }

  private notify(message: string): Promise<unknown> {
    return this.senders.query('select pg_notify($1, $2)', [HINT_CHANNEL, message]);
  }

  async listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    const connect = async (): Promise<void> => {
      const client = new pg.Client({
        ...postgresSession(this.url),
        application_name: 'dateline bus',
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
      });
      const onLost = (error?: unknown): void => {
        if (this.listener !== client || this.closed) return;
        this.listening = false;
        this.listener = undefined;
        this.log.warn({ err: error }, 'the bus lost its connection');
        client.end().catch(() => undefined); // already broken
        reconnect();
      };
      client.on('error', onLost);
      client.on('end', onLost);
      client.on('notification', ({ payload = '' }) => {
        if (!this.heartbeat.receive(payload)) on.hint(Number(payload));
      });
      await client.connect();
      await client.query(`listen ${HINT_CHANNEL}`);
      if (this.closed) return client.end();
      this.listener = client;
      this.listening = true;
      this.heartbeat.start();
      retryMs = FIRST_RETRY_MS;
      on.connected();
    };
    const reconnect = (): void => {
      if (this.closed) return;
      this.retry = setTimeout(() => {
        connect().catch((error: unknown) => {
          this.log.warn({ err: error }, 'the bus can not connect');
          reconnect();
        });
      }, retryMs);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    };
    await connect();
  }

  hint(seq: number): void {
    if (!this.closed) this.latestHint.send(seq);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.listening = false;
    this.heartbeat.stop();
    clearTimeout(this.retry);
    await Promise.all([this.listener?.end(), this.senders.end()]);
  }
}
