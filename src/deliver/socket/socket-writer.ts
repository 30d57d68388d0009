// Writes an encoded frame straight to a reader's TCP stream, past engine.io and ws, which would encode it
// once per socket.
// Invariant: frames keep their order. While engine.io or ws still has anything to send, `directStream` is
// null, and the frame takes the regular path behind it.
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { BoundedTransport } from '../tail/bounded-sender.js';
import type { UpdateFrame } from '../tail/update-frame.js';

type Transport = Socket['conn']['transport'];
/** The engine.io socket. `writeBuffer` holds packets that its transport has not taken yet. */
type Connection = Pick<Socket['conn'], 'write' | 'close'> & {
  readonly transport: Transport;
  readonly writeBuffer?: unknown[];
};

/**
 * The parts of a ws WebSocket that we use. Names with _ are internals of ws: if a version lacks one, we use
 * the regular path.
 */
type WebSocket = {
  readonly readyState: number;
  readonly bufferedAmount: number;
  terminate(): void;
  readonly _socket: TcpSocket;
  readonly _sender: Sender;
};
type Sender = {
  readonly _state: number;
  readonly _extensions: Record<string, { params?: Record<string, unknown> } | undefined>;
};

const OPEN = 1;
/** The sender's state when ws is not deflating a message and queues none behind it. */
const IDLE = 0;
/**
 * Bytes per flush. Beyond it a tick's writes go to the kernel at once, so that they don't count as unsent.
 */
const FLUSH_BYTES = 64 * 1024;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The transport's WebSocket if it has every internal that we use, else null. */
function webSocketOf(transport: Transport): WebSocket | null {
  const ws: unknown = 'socket' in transport ? transport.socket : null;
  if (!isObject(ws) || typeof ws['readyState'] !== 'number' || typeof ws['bufferedAmount'] !== 'number') return null;
  if (typeof ws['terminate'] !== 'function') return null;
  const { _socket: tcp, _sender: sender } = ws;
  if (!isObject(tcp) || typeof tcp['write'] !== 'function' || typeof tcp['cork'] !== 'function') return null;
  if (typeof tcp['writableLength'] !== 'number') return null;
  if (!isObject(sender) || typeof sender['_state'] !== 'number' || !isObject(sender['_extensions'])) return null;
  return ws as unknown as WebSocket;
}

/**
 * True if the reader negotiated deflate without context takeover and with the full window (RFC 7692, 7.1), so
 * it can read shared frames.
 */
function canReadDeflated({ _extensions: extensions }: Sender): boolean {
  const params = extensions['permessage-deflate']?.params;
  return params?.['server_no_context_takeover'] === true && (params['server_max_window_bits'] ?? 15) === 15;
}

/**
 * Terminates a connection without a close handshake, which a client that doesn't read would not get. The
 * client reconnects.
 */
export function terminateConnection(connection: Pick<Connection, 'transport' | 'close'>): void {
  const ws = webSocketOf(connection.transport);
  if (ws === null) connection.close(true);
  else ws.terminate();
}

/**
 * Collects the writers that wrote in this tick of the event loop, and flushes each at its end with one system
 * call.
 */
export class TickFlusher {
  private writers: SocketWriter[] = [];

  add(writer: SocketWriter): void {
    if (this.writers.push(writer) === 1) setImmediate(() => this.flush());
  }

  private flush(): void {
    const { writers } = this;
    this.writers = [];
    for (const writer of writers) writer.flush();
  }
}

export class SocketWriter implements BoundedTransport<UpdateFrame> {
  private readonly connection: Connection;
  private readonly ws: WebSocket | null;
  private readonly tcp: TcpSocket | null;
  private readonly sender: Sender | null;
  private readonly acceptsDeflated: boolean;
  private corked = false;
  /**
   * The engine.io queue that holds our packets, and their size. engine.io starts a new array whenever it
   * empties one.
   */
  private queue: unknown[] | null = null;
  private queuedChars = 0;

  constructor(
    { conn }: Socket,
    private readonly flusher: TickFlusher,
  ) {
    this.connection = conn as unknown as Connection;
    this.ws = webSocketOf(conn.transport);
    ({ _socket: this.tcp, _sender: this.sender } = this.ws ?? { _socket: null, _sender: null });
    this.acceptsDeflated = this.sender !== null && canReadDeflated(this.sender);
  }

  write(frame: UpdateFrame): void {
    const tcp = this.directStream();
    if (tcp === null) this.enqueue(frame.socketIoPacket);
    else this.writeDirect(tcp, this.acceptsDeflated ? frame.deflatedWebSocketFrame : frame.webSocketFrame);
  }

  /** Bytes that the kernel has not taken, up to `FLUSH_BYTES` of which wait for the end of the tick. */
  unsentBytes(): number {
    return (this.ws?.bufferedAmount ?? 0) + (this.connection.writeBuffer === this.queue ? this.queuedChars : 0);
  }

  close(): void {
    terminateConnection(this.connection);
  }

  flush(): void {
    this.corked = false;
    this.tcp?.uncork();
  }

  /** The TCP stream if no earlier message waits above it, else null. */
  private directStream(): TcpSocket | null {
    const { ws, sender } = this;
    const { transport, writeBuffer } = this.connection;
    if (ws === null || sender === null || !transport.writable || writeBuffer?.length !== 0) return null;
    const { _state: state } = sender;
    return state === IDLE && ws.readyState === OPEN ? this.tcp : null;
  }

  /** Writes to the stream, never to the descriptor: libuv completes a partial write. */
  private writeDirect(tcp: TcpSocket, bytes: Buffer): void {
    if (!this.corked) {
      tcp.cork();
      this.corked = true;
      this.flusher.add(this);
    }
    tcp.write(bytes);
    if (tcp.writableLength < FLUSH_BYTES) return;
    tcp.uncork();
    tcp.cork();
  }

  private enqueue(packet: string): void {
    this.connection.write(packet);
    const { writeBuffer } = this.connection;
    if (writeBuffer === undefined || writeBuffer.length === 0) return;
    if (writeBuffer !== this.queue) {
      this.queue = writeBuffer;
      this.queuedChars = 0;
    }
    this.queuedChars += packet.length;
  }
}
