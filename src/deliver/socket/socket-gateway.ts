// Socket.IO (protocol v5, WebSocket only) with Dateline's own resume; Socket.IO's connection state recovery stays off.
import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { isAllowedOrigin } from '../../access/request/origins.js';
import type { Reader } from '../../access/principal/reader-authenticator.js';
import type { Settings } from '../../config.js';
import { formatCursor } from '../../core/log/cursor.js';
import { DatelineError } from '../../core/errors.js';
import type { Logger } from '../../logger.js';
import { RateAllowance } from './token-bucket.js';
import type { Node } from '../tail/gateway-context.js';
import { refusal, SocketReader } from './socket-client.js';
import { cut, Turn } from './socket-writer.js';

const SYNC_MS = 20_000;
const MAX_MESSAGE_BYTES = 16 * 1024;
/** While a node drains, so often some of those that have not left by themselves are closed. */
const DRAIN_STEP_MS = 50;
/** So long may a reader take to hear that the node is gone. */
const GOODBYE_MS = 100;

/**
 * permessage-deflate (RFC 7692) for whoever asks. Each message stands for itself, so that one that is deflated once can be read by
 * all. ws itself deflates nothing: it would for each socket anew.
 */
const DEFLATE = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: Number.MAX_SAFE_INTEGER };

const DRAINING = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n';
const CROWDED = 'HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n';

type Connection = Socket['conn'];

/** What ws tells of a client's frames. */
const FRAMES = ['message', 'ping', 'pong'] as const;

/** ws keeps 40 KB of zlib from a client's first deflated message on. Clients say little, and each message stands for itself: let go. */
function forgetInflate(this: unknown): void {
  const { _extensions: extensions } = this as { _extensions?: Record<string, { cleanup?: () => void } | undefined> };
  extensions?.['permessage-deflate']?.cleanup?.();
}

const readerOf = (socket: Socket): SocketReader => socket.data as SocketReader;
function onSubscribe(this: Socket, ...sent: unknown[]): void {
  readerOf(this).asked('subscribe', sent);
}
function onUnsubscribe(this: Socket, ...sent: unknown[]): void {
  readerOf(this).asked('unsubscribe', sent);
}
function onToken(this: Socket, ...sent: unknown[]): void {
  readerOf(this).asked('token', sent);
}

export class Gateway {
  readonly io: Server;
  private readonly turn = new Turn();
  private readonly timer: NodeJS.Timeout;
  private draining = false;
  private readonly allowances = new WeakMap<Connection, RateAllowance>();

  constructor(
    http: HttpServer,
    private readonly node: Node,
    settings: Pick<Settings, 'corsOrigins' | 'publicUrls'> = { corsOrigins: '*', publicUrls: [] },
  ) {
    this.io = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      cors: { origin: settings.corsOrigins === '*' ? '*' : [...settings.corsOrigins] },
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      perMessageDeflate: DEFLATE,
      connectTimeout: 10_000,
      // Refused as HTTP: from a refusal of Socket.IO's a client does not come back by itself, and at a 503 a proxy takes the next node.
      allowRequest: (request: IncomingMessage, answer) => {
        // Nobody listens for errors of a connection that is being upgraded: one that is reset now would end the process.
        const refuse = (words: string): void => void request.socket.on('error', () => undefined).end(words);
        if (this.draining) return refuse(DRAINING);
        if (!isAllowedOrigin(request.headers.origin, request.headers.host, settings)) return answer('This origin may not connect.', false);
        const leave = node.door.readerConnections.acquire(request);
        if (leave === null) return refuse(CROWDED);
        request.socket.once('close', leave);
        answer(null, true);
      },
    });
    this.io.engine.on('connection', (connection: Connection) => this.slim(connection));
    this.io.use((socket, next) => {
      this.admit(socket).then(
        (reader) => {
          socket.data = reader;
          next();
        },
        (error: unknown) => next(connectError(error, node.log)),
      );
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.timer = setInterval(() => this.sync(), SYNC_MS);
  }

  /**
   * Takes nobody in any more, asks readers to go elsewhere within `withinMs`, and closes those that don't, a few at a time, so that
   * they don't all come back at once.
   */
  async drain(withinMs: number): Promise<void> {
    this.draining = true;
    clearInterval(this.timer);
    const { sockets } = this.io.of('/');
    const closed: Connection[] = [];
    if (sockets.size > 0) {
      this.io.emit('drain', { withinMs });
      for (let left = Math.ceil(withinMs / DRAIN_STEP_MS); sockets.size > 0 && left > 0; left -= 1) {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP_MS));
        const share = Math.ceil(sockets.size / left);
        for (const { conn } of [...sockets.values()].slice(0, share)) {
          conn.close();
          closed.push(conn);
        }
      }
    }
    this.io.engine.close();
    if (closed.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, GOODBYE_MS));
    for (const connection of closed) cut(connection);
  }

  /** Reading is public, less what is private; but a key or token that is sent must be good. */
  private async admit({ handshake, request }: Socket): Promise<Reader> {
    const { token = null, session } = handshake.auth as Record<string, unknown>;
    if (token !== null && typeof token !== 'string') throw new DatelineError('unauthorized', 'A key or token is a string.');
    const { door, readers } = this.node;
    // A cookie comes with every socket, also those of pages for readers: it counts where the page asks for it.
    const reader = token === null && session === true ? await readers.authenticateSession(request) : await door.guardKeyCheck(request, token, () => readers.authenticate(token));
    await door.consumeConnect(request, reader);
    return reader;
  }

  /** A connection lasts; what is kept for it counts. */
  private slim(connection: Connection): void {
    const { transport } = connection;
    const ws: unknown = 'socket' in transport ? transport.socket : null;
    if (!(ws instanceof EventEmitter)) return;
    ws.on('message', forgetInflate);
    const allowance = new RateAllowance();
    this.allowances.set(connection, allowance);
    // Every frame counts, whatever is in it: what is no event of ours has cost its reading too.
    const heard = (message: Buffer | string): void => {
      if (allowance.heard(message.length)) return;
      // What came with it in one piece is read no more.
      for (const name of FRAMES) ws.removeAllListeners(name);
      this.node.counters.greedyClosed += 1;
      cut(connection);
    };
    for (const name of FRAMES) ws.on(name, heard);
  }

  private welcome(socket: Socket): void {
    const { tail, counters, name } = this.node;
    counters.sockets += 1;
    const reader = new SocketReader(socket, this.node, this.turn, socket.data as Reader, this.allowances.get(socket.conn));
    socket.data = reader;
    socket.on('subscribe', onSubscribe);
    socket.on('unsubscribe', onUnsubscribe);
    socket.on('token', onToken);
    socket.on('disconnect', () => {
      counters.sockets -= 1;
      reader.left();
    });
    socket.emit('welcome', { epoch: tail.epoch, head: tail.position, node: name });
  }

  /** Tells quiet readers how far the log is; one that is still replaying has not got that far, and must not hear it. */
  /** Other channels may be private than before. */
  recheck(): void {
    for (const socket of this.io.of('/').sockets.values()) void readerOf(socket).recheck('The channel is private now.');
  }

  private sync(): void {
    const { tail } = this.node;
    const message = { cursor: formatCursor(tail.epoch, tail.position) };
    for (const socket of this.io.of('/').sockets.values()) if (readerOf(socket).level) socket.emit('sync', message);
  }
}

/** Socket.IO hands `data` of a middleware's error to the client's connect_error. */
function connectError(error: unknown, log: Logger): Error {
  const answer = refusal(error, log);
  return Object.assign(new Error(answer.reason), { data: answer });
}
