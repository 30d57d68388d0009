import pg from 'pg';
import { sessionOf } from '../../core/postgres-session.js';
import type { Logger } from '../../logger.js';
import { HINTS, NewestHint, type Bus } from './hint-bus.js';
import { BEAT, BusHeartbeat, type Beat } from './bus-heartbeat.js';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** A hint that is not taken within this time is lost, and so is the connection: one that died in silence would keep all later ones. */
const ANSWER_MS = 3_000;

/** Hints over LISTEN/NOTIFY, on a connection of its own that comes back by itself. */
export class PostgresBus implements Bus {
  readonly kind = 'postgres';
  private readonly out: pg.Pool;
  private readonly newest: NewestHint;
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  private listening = false;
  private readonly canary: BusHeartbeat;

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    beat: Beat = BEAT,
  ) {
    // A hint is no truth: its commit need not wait for the disk.
    this.out = new pg.Pool({ ...sessionOf(url, { synchronous_commit: 'off' }), max: 1, application_name: 'dateline bus', connectionTimeoutMillis: 5_000, query_timeout: ANSWER_MS });
    this.out.on('error', (error) => log.warn({ err: error }, 'the bus lost its sending connection'));
    this.newest = new NewestHint(
      (seq) => this.notify(String(seq)),
      (error) => this.log.warn({ err: error }, 'a hint was lost; the tails look for themselves'),
    );
    this.canary = new BusHeartbeat(
      beat,
      (token) => this.notify(token),
      () => {
        this.log.warn('the bus carries nothing; it connects anew');
        this.client?.connection.stream.destroy();
      },
    );
  }

  get hears(): boolean {
    return this.listening && this.canary.sings;
  }

  private notify(message: string): Promise<unknown> {
    return this.out.query('select pg_notify($1, $2)', [HINTS, message]);
  }

  async listen(on: { hint: (seq: number) => void; connected: () => void }): Promise<void> {
    let wait = FIRST_RETRY_MS;
    const connect = async (): Promise<void> => {
      const client = new pg.Client({ ...sessionOf(this.url), application_name: 'dateline bus', keepAlive: true, connectionTimeoutMillis: 5_000 });
      const lost = (error?: unknown): void => {
        if (this.client !== client || this.closed) return;
        this.listening = false;
        this.client = undefined;
        this.log.warn({ err: error }, 'the bus lost its connection');
        client.end().catch(() => undefined); // it is lost already
        again();
      };
      client.on('error', lost);
      client.on('end', lost);
      client.on('notification', ({ payload = '' }) => {
        if (!this.canary.heard(payload)) on.hint(Number(payload));
      });
      await client.connect();
      await client.query(`listen ${HINTS}`);
      if (this.closed) return client.end();
      this.client = client;
      this.listening = true;
      this.canary.start();
      wait = FIRST_RETRY_MS;
      on.connected();
    };
    const again = (): void => {
      if (this.closed) return;
      this.retry = setTimeout(() => {
        connect().catch((error: unknown) => {
          this.log.warn({ err: error }, 'the bus can not connect');
          again();
        });
      }, wait);
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    };
    await connect();
  }

  hint(seq: number): void {
    if (!this.closed) this.newest.put(seq);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.listening = false;
    this.canary.stop();
    clearTimeout(this.retry);
    await Promise.all([this.client?.end(), this.out.end()]);
  }
}
