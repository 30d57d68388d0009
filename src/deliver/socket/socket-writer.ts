// Writes a frame that is encoded once straight to a reader's TCP stream, past engine.io and ws. The order of all that is sent
// on the socket holds by the guards of `free`: while anything waits above the stream, the frame queues behind it, the stock way.
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { Frame } from '../tail/update-frame.js';
import type { Wire } from '../tail/bounded-sender.js';

type Transport = Socket['conn']['transport'];
/** Of engine.io's socket; what it has not handed to its transport yet waits in `writeBuffer`. */
type Connection = Pick<Socket['conn'], 'write' | 'close'> & { readonly transport: Transport; readonly writeBuffer?: unknown[] };

/** What we use of a WebSocket of ws. What begins with _ is its own affair: where a version has it otherwise, all goes the stock way. */
type WebSocket = { readonly readyState: number; readonly bufferedAmount: number; terminate(): void; readonly _socket: TcpSocket; readonly _sender: Sender };
type Sender = { readonly _state: number; readonly _extensions: Record<string, { params?: Record<string, unknown> } | undefined> };

const OPEN = 1;
/** ws is neither deflating nor holding anything back behind what it deflates. */
const IDLE = 0;
/** So much goes out in one go. What is written in the same turn beyond it need not wait for the turn's end, and is no reader's fault. */
const FLUSH_BYTES = 64 * 1024;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The transport's WebSocket where it is all that we count on, else null. */
function webSocketOf(transport: Transport): WebSocket | null {
  const ws: unknown = 'socket' in transport ? transport.socket : null;
  if (!isObject(ws) || typeof ws['readyState'] !== 'number' || typeof ws['bufferedAmount'] !== 'number' || typeof ws['terminate'] !== 'function') return null;
  const { _socket: tcp, _sender: sender } = ws;
  if (!isObject(tcp) || typeof tcp['write'] !== 'function' || typeof tcp['cork'] !== 'function' || typeof tcp['writableLength'] !== 'number') return null;
  if (!isObject(sender) || typeof sender['_state'] !== 'number' || !isObject(sender['_extensions'])) return null;
  return ws as unknown as WebSocket;
}

/** True where the reader takes frames that were deflated for everybody (RFC 7692, 7.1): each by itself, in the full window. */
function takesDeflated({ _extensions: extensions }: Sender): boolean {
  const params = extensions['permessage-deflate']?.params;
  return params?.['server_no_context_takeover'] === true && (params['server_max_window_bits'] ?? 15) === 15;
}

/** Ends a connection at once, with all that waits: who doesn't read would not hear a goodbye. Its client comes back by itself. */
export function cut(connection: Pick<Connection, 'transport' | 'close'>): void {
  const ws = webSocketOf(connection.transport);
  if (ws === null) connection.close(true);
  else ws.terminate();
}

/** What was written in this turn of the event loop, by wire; at its end each goes out at once, in one call to the kernel. */
export class Turn {
  private wires: SocketWire[] = [];

  add(wire: SocketWire): void {
    if (this.wires.push(wire) === 1) setImmediate(() => this.end());
  }

  private end(): void {
    const { wires } = this;
    this.wires = [];
    for (const wire of wires) wire.flush();
  }
}

export class SocketWire implements Wire<Frame> {
  private readonly connection: Connection;
  private readonly ws: WebSocket | null;
  private readonly tcp: TcpSocket | null;
  private readonly sender: Sender | null;
  private readonly deflated: boolean;
  private corked = false;
  /** engine.io's queue that our packets wait in, and how long those are. It takes another array each time it empties one. */
  private queue: unknown[] | null = null;
  private queued = 0;

  constructor(
    { conn }: Socket,
    private readonly turn: Turn,
  ) {
    this.connection = conn as unknown as Connection;
    this.ws = webSocketOf(conn.transport);
    ({ _socket: this.tcp, _sender: this.sender } = this.ws ?? { _socket: null, _sender: null });
    this.deflated = this.sender !== null && takesDeflated(this.sender);
  }

  write(frame: Frame): void {
    const tcp = this.free();
    if (tcp === null) this.enqueue(frame.packet);
    else this.put(tcp, this.deflated ? frame.deflated : frame.bytes);
  }

  /** Bytes that the kernel has not taken, and at most `FLUSH_BYTES` that it wasn't asked to yet. */
  unsent(): number {
    return (this.ws?.bufferedAmount ?? 0) + (this.connection.writeBuffer === this.queue ? this.queued : 0);
  }

  close(): void {
    cut(this.connection);
  }

  flush(): void {
    this.corked = false;
    this.tcp?.uncork();
  }

  /** The stream where nothing that was sent before can be overtaken, and a frame may follow; else null. */
  private free(): TcpSocket | null {
    const { ws, sender } = this;
    const { transport, writeBuffer } = this.connection;
    if (ws === null || sender === null || !transport.writable || writeBuffer?.length !== 0) return null;
    const { _state: state } = sender;
    return state === IDLE && ws.readyState === OPEN ? this.tcp : null;
  }

  /** Through the stream and never the descriptor: what the kernel takes half of, libuv goes on with. */
  private put(tcp: TcpSocket, bytes: Buffer): void {
    if (!this.corked) {
      tcp.cork();
      this.corked = true;
      this.turn.add(this);
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
      this.queued = 0;
    }
    this.queued += packet.length;
  }
}
