// The Socket.IO server (protocol v5, WebSocket only). Resume is our own; connection state recovery is off.
// Not a Nest @WebSocketGateway: it would encode per socket, and can't refuse an upgrade with an HTTP status.
import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Reader } from '../../access/principal/reader-authenticator.js';
import { isAllowedOrigin } from '../../access/request/origins.js';
import type { Settings } from '../../config.js';
import { DatelineError } from '../../core/errors.js';
import { formatCursor } from '../../core/log/cursor.js';
import type { Logger } from '../../logger.js';
import type { GatewayContext } from '../tail/gateway-context.js';
import { errorAck, SocketClient } from './socket-client.js';
import { terminateConnection, TickFlusher } from './socket-writer.js';
import { TokenBucket } from './token-bucket.js';

const SYNC_MS = 20_000;
const MAX_MESSAGE_BYTES = 16 * 1024;
/** The interval at which a draining gateway closes a share of the remaining sockets. */
const DRAIN_STEP_MS = 50;
/** How long a client may take for the close handshake. */
const CLOSE_TIMEOUT_MS = 100;

/**
 * permessage-deflate (RFC 7692) without context takeover, so that all clients can read one deflated frame.
 * The threshold turns off ws's own compression, which would run once per socket.
 */
const DEFLATE = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: Number.MAX_SAFE_INTEGER };

const httpResponse = (status: string, retryAfterSeconds: number): string =>
  `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: ${retryAfterSeconds}\r\n\r\n`;
const DRAINING = httpResponse('503 Service Unavailable', 1);
const TOO_MANY_CONNECTIONS = httpResponse('429 Too Many Requests', 10);

type Connection = Socket['conn'];

/** The events of ws for each received frame. */
const FRAME_EVENTS = ['message', 'ping', 'pong'] as const;

/**
 * Frees the 40 KB zlib context that ws keeps after a client's first deflated message. Without context
 * takeover it is not needed.
 */
function releaseInflate(this: unknown): void {
  const { _extensions: extensions } = this as { _extensions?: Record<string, { cleanup?: () => void } | undefined> };
  extensions?.['permessage-deflate']?.cleanup?.();
}

const clientOf = (socket: Socket): SocketClient => socket.data as SocketClient;
// Shared by all sockets, so that an idle socket needs less memory.
function onSubscribe(this: Socket, ...args: unknown[]): void {
  clientOf(this).handle('subscribe', args);
}
function onUnsubscribe(this: Socket, ...args: unknown[]): void {
  clientOf(this).handle('unsubscribe', args);
}
function onToken(this: Socket, ...args: unknown[]): void {
  clientOf(this).handle('token', args);
}

export class SocketGateway {
  readonly io: Server;
  private readonly flusher = new TickFlusher();
  private readonly timer: NodeJS.Timeout;
  private draining = false;
  private readonly buckets = new WeakMap<Connection, TokenBucket>();

  constructor(
    http: HttpServer,
    private readonly context: GatewayContext,
    settings: Pick<Settings, 'corsOrigins' | 'publicUrls'> = { corsOrigins: '*', publicUrls: [] },
  ) {
    this.io = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      cors: { origin: settings.corsOrigins === '*' ? '*' : [...settings.corsOrigins] },
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      perMessageDeflate: DEFLATE,
      connectTimeout: 10_000,
      // An HTTP status, since a client doesn't retry after a refusal by Socket.IO, and on 503 a proxy tries
      // the next node.
      allowRequest: (request: IncomingMessage, answer) => {
        // Nothing else handles errors of a socket during its upgrade: a reset would crash the process.
        const refuse = (response: string): void => void request.socket.on('error', () => undefined).end(response);
        if (this.draining) return refuse(DRAINING);
        const { origin, host } = request.headers;
        if (!isAllowedOrigin(origin, host, settings))
          return answer('Connections from this origin are not allowed.', false);
        const release = context.admission.readerConnections.acquire(request);
        if (release === null) return refuse(TOO_MANY_CONNECTIONS);
        request.socket.once('close', release);
        answer(null, true);
      },
    });
    this.io.engine.on('connection', (connection: Connection) => this.limitFrames(connection));
    this.io.use((socket, next) => {
      this.authenticate(socket).then(
        (reader) => {
          socket.data = reader;
          next();
        },
        (error: unknown) => next(connectError(error, context.log)),
      );
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.timer = setInterval(() => this.sendSync(), SYNC_MS);
  }

  /**
   * Refuses new sockets, asks clients to reconnect elsewhere within `withinMs`, and closes the remaining ones
   * in steps over that time, so that they don't all reconnect at once.
   */
  async drain(withinMs: number): Promise<void> {
    this.draining = true;
    clearInterval(this.timer);
    const { sockets } = this.io.of('/');
    const closed: Connection[] = [];
    if (sockets.size > 0) {
      this.io.emit('drain', { withinMs });
      for (let stepsLeft = Math.ceil(withinMs / DRAIN_STEP_MS); sockets.size > 0 && stepsLeft > 0; stepsLeft -= 1) {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP_MS));
        const share = Math.ceil(sockets.size / stepsLeft);
        for (const { conn } of [...sockets.values()].slice(0, share)) {
          conn.close();
          closed.push(conn);
        }
      }
    }
    this.io.engine.close();
    if (closed.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS));
    for (const connection of closed) terminateConnection(connection);
  }

  /** Call when other channels have become private: ends the subscriptions that are no longer allowed. */
  reauthorize(): void {
    for (const socket of this.io.of('/').sockets.values())
      void clientOf(socket).reauthorize('The channel is private now.');
  }

  /** Reading is public, except for private channels; but a key or token that is sent must be valid. */
  private async authenticate({ handshake, request }: Socket): Promise<Reader> {
    const { token = null, session } = handshake.auth as Record<string, unknown>;
    if (token !== null && typeof token !== 'string')
      throw new DatelineError('unauthorized', 'The key or token must be a string.');
    const { admission, authenticator } = this.context;
    // Browsers send the session cookie with every socket, also from readers' pages: it counts only if the
    // page asks for it.
    const reader =
      token === null && session === true
        ? await authenticator.authenticateSession(request)
        : await admission.guardKeyCheck(request, token, () => authenticator.authenticate(token));
    await admission.consumeConnect(request, reader);
    return reader;
  }

  /** Limits what a connection may send, and the memory that it holds. */
  private limitFrames(connection: Connection): void {
    const { transport } = connection;
    const ws: unknown = 'socket' in transport ? transport.socket : null;
    if (!(ws instanceof EventEmitter)) return;
    ws.on('message', releaseInflate);
    const bucket = new TokenBucket();
    this.buckets.set(connection, bucket);
    // Every frame counts: one that is no valid event has cost its parsing too.
    const onFrame = (message: Buffer | string): void => {
      if (bucket.countMessage(message.length)) return;
      // ws may emit further frames of the same TCP segment: ignore them.
      for (const name of FRAME_EVENTS) ws.removeAllListeners(name);
      this.context.counters.greedyClosed += 1;
      terminateConnection(connection);
    };
    for (const name of FRAME_EVENTS) ws.on(name, onFrame);
  }

  private welcome(socket: Socket): void {
    const { tail, counters, nodeName } = this.context;
    counters.sockets += 1;
    const client = new SocketClient(
      socket,
      this.context,
      this.flusher,
      socket.data as Reader,
      this.buckets.get(socket.conn),
    );
    socket.data = client;
    socket.on('subscribe', onSubscribe);
    socket.on('unsubscribe', onUnsubscribe);
    socket.on('token', onToken);
    socket.on('disconnect', () => {
      counters.sockets -= 1;
      client.onDisconnect();
    });
    socket.emit('welcome', { epoch: tail.epoch, head: tail.position, node: nodeName });
  }

  /**
   * Sends the node's cursor to clients that have received everything up to it; one that is replaying has not.
   */
  private sendSync(): void {
    const { tail } = this.context;
    const message = { cursor: formatCursor(tail.epoch, tail.position) };
    for (const socket of this.io.of('/').sockets.values())
      if (clientOf(socket).isCaughtUp) socket.emit('sync', message);
  }
}

/** Socket.IO passes `data` of a middleware's error to the client's `connect_error`. */
function connectError(error: unknown, log: Logger): Error {
  const answer = errorAck(error, log);
  return Object.assign(new Error(answer.reason), { data: answer });
}
