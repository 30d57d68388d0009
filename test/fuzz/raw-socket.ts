// A minimal WebSocket client (RFC 6455), for frames that no library would send.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { until } from '../support/wait.js';

export type FrameForm = { opcode?: number; masked?: boolean; reserved?: number; fin?: boolean; claims?: number };

/** One frame; `claims` is a false length in its header. */
export function frame(
  payload: Buffer,
  { opcode = 1, masked = true, reserved = 0, fin = true, claims = payload.length }: FrameForm = {},
): Buffer {
  const length =
    claims < 126
      ? Buffer.from([claims])
      : claims < 65_536
        ? Buffer.from([126, claims >> 8, claims & 0xff])
        : Buffer.concat([Buffer.from([127]), bigLength(claims)]);
  length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0);
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  const body = masked ? Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))) : payload;
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode]), length, mask, body]);
}

function bigLength(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

/** A connection that sends any bytes, and records the responses. */
export class RawConnection {
  answer = '';
  closed = false;
  private readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => (this.answer = (this.answer + bytes.toString('latin1')).slice(-65_536)));
    this.socket.on('error', () => undefined); // errors are expected
    this.socket.on('close', () => (this.closed = true));
  }

  say(bytes: string | Buffer): void {
    if (!this.closed) this.socket.write(bytes);
  }

  /**
   * Upgrades to a Socket.IO WebSocket, and connects to the namespace with `hello`. Resolves when it is open,
   * or closed.
   */
  async upgrade(hello = true): Promise<void> {
    this.say(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await this.hears(/"sid"/);
    if (!hello) return;
    this.say(frame(Buffer.from('40')));
    await this.hears(/40\{"sid"/);
  }

  async hears(what: RegExp): Promise<void> {
    await until(() => this.closed || what.test(this.answer), {
      describe: () => `${String(what)} in ${this.answer.slice(-500)}`,
    });
  }

  /** Resolves when the server has closed it. */
  async ends(): Promise<void> {
    await until(() => this.closed, {
      timeout: 30_000,
      describe: () => `the end of a connection that heard ${this.answer.slice(-500)}`,
    });
  }

  leave(): void {
    this.socket.destroy();
  }
}
