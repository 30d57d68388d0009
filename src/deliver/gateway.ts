// Socket.IO (protocol v5, WebSocket only) with Dateline's own resume; Socket.IO's connection state recovery stays off.
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { z } from 'zod';
import type { KeyRing } from '../access/key-ring.js';
import { parseChannel } from '../core/channel.js';
import { formatCursor, parseCursor } from '../core/cursor.js';
import { DatelineError } from '../core/errors.js';
import { subscribeInput, unsubscribeInput, type Answer } from '../core/wire.js';
import type { Logger } from '../logger.js';
import { isTransient } from '../store/database.js';
import type { UpdateLog } from '../store/update-log.js';
import type { DeliverCounters } from './counters.js';
import type { Hub } from './hub.js';
import type { LogTail } from './log-tail.js';
import { Outbox, type Wire } from './outbox.js';
import { Subscription, type Sink } from './subscription.js';

const SYNC_MS = 20_000;
const MAX_CHANNELS = 100;
const MAX_MESSAGE_BYTES = 16 * 1024;

type Ack = (answer: Answer) => void;
export type Node = { updateLog: UpdateLog; tail: LogTail; hub: Hub; keyRing: KeyRing; counters: DeliverCounters; log: Logger; name: string };

/** The one place where errors become socket answers. */
function refusal(error: unknown, log: Logger): Answer {
  if (error instanceof DatelineError) {
    const { retryAfterMs } = error.detail;
    return { ok: false, code: error.code, retryable: error.retryable, reason: error.message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  log.error({ err: error }, 'a subscription failed');
  if (isTransient(error)) return { ok: false, code: 'unavailable', retryable: true, retryAfterMs: 1000, reason: 'The store does not answer right now; try again.' };
  return { ok: false, code: 'internal', retryable: true, retryAfterMs: 1000, reason: 'An unexpected fault; it was logged.' };
}

const badRequest = (issues: z.ZodError): DatelineError =>
  new DatelineError('bad_request', issues.issues.map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`).join('; '));

/** Bytes that ws holds for `socket`: those that the kernel has not taken. */
function heldByWs(socket: Socket): number {
  const { transport } = socket.conn;
  const ws: unknown = 'socket' in transport ? transport.socket : undefined;
  return typeof ws === 'object' && ws !== null && 'bufferedAmount' in ws ? Number(ws.bufferedAmount) : 0;
}

/** Writes past Socket.IO's own packets but into the same engine.io queue, so the order of everything that is emitted holds. */
function wireOf(socket: Socket, counters: DeliverCounters): Wire {
  // engine.io says "drain" when it hands what waited to the transport; until then it is ours to count.
  let waiting = 0;
  socket.conn.on('drain', () => (waiting = 0));
  return {
    write: (text) => {
      counters.updatesSent += 1;
      waiting += text.length;
      socket.conn.write(text);
    },
    unsent: () => waiting + heldByWs(socket),
    close: () => {
      counters.slowClosed += 1;
      socket.disconnect(true);
    },
  };
}

export class Gateway {
  readonly io: Server;
  private readonly timer: NodeJS.Timeout;

  constructor(
    http: HttpServer,
    private readonly node: Node,
  ) {
    this.io = new Server(http, { transports: ['websocket'], serveClient: false, cors: { origin: '*' }, maxHttpBufferSize: MAX_MESSAGE_BYTES, perMessageDeflate: false, connectTimeout: 10_000 });
    this.io.use((socket, next) => {
      this.admit(socket.handshake.auth).then(() => next(), (error: unknown) => next(connectError(error, node.log)));
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.timer = setInterval(() => this.sync(), SYNC_MS);
  }

  /** Asks readers to go elsewhere within `withinMs`, waits until they have gone or the time is up, and closes. */
  async drain(withinMs: number): Promise<void> {
    clearInterval(this.timer);
    const { sockets } = this.io.of('/');
    if (sockets.size > 0) {
      this.io.emit('drain', { withinMs });
      const deadline = performance.now() + withinMs;
      while (sockets.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
    }
    this.io.disconnectSockets(true);
    await new Promise<void>((resolve) => this.io.engine.close() && resolve());
  }

  /** Reading is public; but a key that is sent must be good. */
  private async admit(auth: Record<string, unknown>): Promise<void> {
    const { token } = auth;
    if (token === undefined || token === null) return;
    if (typeof token !== 'string' || (await this.node.keyRing.principal(token)) === null) throw new DatelineError('unauthorized', 'The key is unknown, revoked or expired.');
  }

  private welcome(socket: Socket): void {
    const { tail, counters, name } = this.node;
    counters.sockets += 1;
    const subscriptions = new Map<string, Subscription>();
    socket.data = subscriptions;
    const outbox = new Outbox(wireOf(socket, counters));
    const sink: Sink = {
      send: (frame) => outbox.send(frame.packet),
      drained: () => outbox.drained(),
      reset: (reset) => {
        counters.resets += 1;
        socket.emit('reset', reset);
      },
    };
    const answering = (handle: (message: unknown) => Promise<Answer>) => (...sent: unknown[]) => {
      // The ack comes last, whatever was or wasn't sent before it.
      const ack = sent.at(-1);
      const answer: Ack = typeof ack === 'function' ? (ack as Ack) : () => undefined;
      const [message] = sent;
      handle(typeof message === 'function' ? undefined : message).then(answer, (error: unknown) => answer(refusal(error, this.node.log)));
    };
    socket.on('subscribe', answering((message) => this.subscribe(message, subscriptions, sink)));
    socket.on('unsubscribe', answering((message) => this.unsubscribe(message, subscriptions)));
    socket.on('disconnect', () => {
      outbox.closed();
      counters.sockets -= 1;
      counters.subscriptions -= subscriptions.size;
      for (const subscription of subscriptions.values()) subscription.close();
      subscriptions.clear();
    });
    socket.emit('welcome', { epoch: tail.epoch, head: tail.position, node: name });
  }

  private async subscribe(message: unknown, subscriptions: Map<string, Subscription>, sink: Sink): Promise<Answer> {
    const read = subscribeInput.safeParse(message);
    if (!read.success) throw badRequest(read.error);
    const channel = parseChannel(read.data.channel);
    const since = read.data.since === undefined || read.data.since === null ? null : parseCursor(read.data.since);
    const before = subscriptions.get(channel);
    if (before === undefined && subscriptions.size >= MAX_CHANNELS) throw new DatelineError('too_many', `A socket may follow ${MAX_CHANNELS} channels.`);
    const subscription = new Subscription(channel, sink, this.node);
    before?.close();
    subscriptions.set(channel, subscription);
    if (before === undefined) this.node.counters.subscriptions += 1;
    try {
      const joined = await subscription.join(since);
      if (joined === null) throw new DatelineError('unavailable', 'The subscription was replaced or ended while it was replaying.');
      return { ok: true, channel, ...joined };
    } catch (error) {
      subscription.close();
      if (subscriptions.get(channel) === subscription) {
        subscriptions.delete(channel);
        this.node.counters.subscriptions -= 1;
      }
      throw error;
    }
  }

  private async unsubscribe(message: unknown, subscriptions: Map<string, Subscription>): Promise<Answer> {
    const read = unsubscribeInput.safeParse(message);
    if (!read.success) throw badRequest(read.error);
    const channel = parseChannel(read.data.channel);
    const subscription = subscriptions.get(channel);
    subscription?.close();
    if (subscriptions.delete(channel)) this.node.counters.subscriptions -= 1;
    return { ok: true, channel };
  }

  /** Tells quiet readers how far the log is; one that is still replaying has not got that far, and must not hear it. */
  private sync(): void {
    const { tail } = this.node;
    const message = { cursor: formatCursor(tail.epoch, tail.position) };
    for (const socket of this.io.of('/').sockets.values()) {
      const subscriptions = socket.data as Map<string, Subscription>;
      if ([...subscriptions.values()].every((subscription) => subscription.live)) socket.emit('sync', message);
    }
  }
}

/** Socket.IO hands `data` of a middleware's error to the client's connect_error. */
function connectError(error: unknown, log: Logger): Error {
  const answer = refusal(error, log);
  return Object.assign(new Error(answer.ok ? '' : answer.reason), { data: answer });
}
