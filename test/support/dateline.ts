import { io, type Socket } from 'socket.io-client';
import request from 'supertest';
import { readConfig, type Config } from '../../src/config.js';
import type { Update } from '../../src/core/log/update.js';
import { createLogger } from '../../src/logger.js';
import { startServer, type Server } from '../../src/server.js';
import type { World } from './columns.js';
import { routesOf, type Route } from './routes.js';
import { freePort } from './temporary.js';
import { until } from './wait.js';

export const ADMIN_KEY = 'test-admin-key-0123456789';

export type Outcome = {
  submission: string;
  status: string;
  story: string;
  revision: number;
  update: string | null;
  change: Update['change'] | null;
};

/** The answer of a subscribe, as a client sees it. */
export type Answer = {
  ok: boolean;
  channel?: string;
  cursor?: string;
  mode?: string;
  code?: string;
  retryable?: boolean;
  reason?: string;
};

/** A reader on a stock Socket.IO client, with all that it was sent, in order. */
export type Reader = {
  socket: Socket;
  updates: Update[];
  resets: { channel: string; reason: string; cursor: string }[];
  welcome: () => Promise<{ epoch: string; head: number; node: string }>;
  subscribe: (channel: unknown, since?: unknown) => Promise<Answer>;
};

/** Dateline in this process, on a world of its own, on the same port after each restart. */
export class TestDateline {
  private server: Server | null = null;
  private readonly readers = new Set<Socket>();

  private constructor(
    readonly world: World,
    private readonly port: number,
    private readonly env: Record<string, string>,
    private readonly set: Partial<Config>,
  ) {}

  /** `set` is what no environment can set, as whom embeds are asked of: nobody, unless it says so. */
  static async start(world: World, env: Record<string, string> = {}, set: Partial<Config> = {}): Promise<TestDateline> {
    const dateline = new TestDateline(world, await freePort(), env, { embedProviders: [], ...set });
    await dateline.start();
    return dateline;
  }

  /** All routes that the running server has, with every parameter filled in by `fill`. */
  routes(fill: (name: string) => string): Route[] {
    if (this.server === null) throw new Error('it is not started');
    return routesOf(this.server.app.getHttpAdapter().getInstance(), fill);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const config = {
      ...readConfig({
        ...this.world.env,
        PORT: String(this.port),
        ADMIN_KEY,
        LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
        ...this.env,
      }),
      ...this.set,
    };
    this.server = await startServer(config, this.world.env.DATABASE_URL, createLogger(config.logLevel));
  }

  async stop(): Promise<void> {
    await this.server?.close();
    this.server = null;
  }

  /** Ends everything, also the world. */
  async end(): Promise<void> {
    for (const socket of this.readers) socket.disconnect();
    await this.stop();
    await this.world.cleanup();
  }

  get http() {
    return request(this.url);
  }

  /** A publish that is waited for. */
  post(type: string, body: string | object, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
    return this.http
      .post('/v1/stories')
      .query(query)
      .set({ authorization: `Bearer ${ADMIN_KEY}`, 'content-type': type, prefer: 'wait=20', ...headers })
      .send(type === 'application/json' && typeof body === 'object' ? JSON.stringify(body) : body);
  }

  async publish(body: object): Promise<Outcome> {
    const answer = await this.post('application/json', body);
    if (answer.status >= 300) throw new Error(`publish was answered ${answer.status}: ${answer.text}`);
    return answer.body as Outcome;
  }

  async read(auth: Record<string, unknown> = {}): Promise<Reader> {
    const socket = io(this.url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
    this.readers.add(socket);
    const updates: Update[] = [];
    const resets: Reader['resets'] = [];
    let hello: { epoch: string; head: number; node: string } | undefined;
    socket.on('update', (update: Update) => updates.push(update));
    socket.on('reset', (reset: Reader['resets'][number]) => resets.push(reset));
    socket.on('welcome', (welcome: typeof hello) => (hello = welcome));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const subscribe = async (channel: unknown, since?: unknown): Promise<Answer> =>
      (await socket
        .timeout(10_000)
        .emitWithAck('subscribe', { channel, ...(since === undefined ? {} : { since }) })) as Answer;
    return { socket, updates, resets, welcome: () => until(() => hello, { describe: 'welcome' }), subscribe };
  }
}

export const seqOf = (cursor: string | null | undefined): number => Number(cursor?.split('.')[1]);

/** What is wrong with this as the run of one channel after `since`: nothing, or in words. */
export function brokenChain(updates: Update[], since: number): string[] {
  const faults: string[] = [];
  let last = since;
  for (const update of updates) {
    const seq = seqOf(update.cursor);
    if (update.prev !== last) faults.push(`${seq} says that ${update.prev} was before it, but ${last} was`);
    if (seq <= last) faults.push(`${seq} came after ${last}`);
    last = seq;
  }
  return faults;
}
