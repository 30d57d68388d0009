// What of ws and engine.io the tests reach into, on both ends of a connection.
import type net from 'node:net';
import type { Socket as ServerSocket } from 'socket.io';
import type { Socket as ClientSocket } from 'socket.io-client';

type Deflate = { _inflate: unknown; _deflate: unknown };
type WebSocket = {
  readyState: number;
  bufferedAmount: number;
  send(text: string, options: { compress: boolean }): void;
  _socket: net.Socket;
  _sender: Record<string, unknown>;
  _extensions: Record<string, Deflate | undefined>;
};

/** The TCP connection of a client on the WebSocket transport. */
export function tcpOf(socket: ClientSocket | undefined): net.Socket {
  if (socket === undefined) throw new Error('there is no such client');
  const { _socket: tcp } = (socket.io.engine.transport as unknown as { ws: WebSocket }).ws;
  return tcp;
}

export type Inside = {
  writeBuffer: { data?: string }[];
  transport: { writable: boolean; emit(event: string): void };
  ws: WebSocket;
  tcp: net.Socket;
  deflate: Deflate | undefined;
};

/** The server's side of a connection. */
export function insideOf(socket: ServerSocket | undefined): Inside {
  if (socket === undefined) throw new Error('there is no such socket');
  const { writeBuffer, transport } = socket.conn as unknown as {
    writeBuffer: Inside['writeBuffer'];
    transport: Inside['transport'] & { socket: WebSocket };
  };
  const { socket: ws } = transport;
  const { _socket: tcp, _extensions: extensions } = ws;
  return { writeBuffer, transport, ws, tcp, deflate: extensions['permessage-deflate'] };
}
