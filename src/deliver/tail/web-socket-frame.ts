// Server frames (RFC 6455, 5.2: final, not masked). We encode them ourselves, so that one Buffer serves every
// reader.
import { constants, deflateRawSync } from 'node:zlib';

const FIN = 0x80;
/** Marks a deflated payload (RFC 7692, 6). */
const RSV1 = 0x40;
const TEXT = 0x1;
/** The empty block at the end of a sync flush, which the sender omits (RFC 7692, 7.2.1). */
const FLUSH_TAIL_BYTES = 4;

/** Header size for a payload of `length` bytes. */
const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** A frame with its header, for a payload of `length` bytes. */
function allocateFrame(length: number, rsv1: number): Buffer {
  const header = headerLength(length);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FIN | rsv1 | TEXT;
  frame[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) frame.writeUInt16BE(length, 2);
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  return frame;
}

/** A text message as one frame. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = allocateFrame(length, 0);
  frame.write(text, frame.length - length, 'utf8');
  return frame;
}

/**
 * The message of `plain` (from `textFrame`) deflated, for readers that negotiated
 * `server_no_context_takeover` and the full window of 15 bits. Null if it would be no shorter.
 */
export function deflatedFrame(plain: Buffer): Buffer | null {
  const length = plain[1] ?? 0;
  const payload = plain.subarray(length < 126 ? 2 : length === 126 ? 4 : 10);
  const block = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  const deflated = block.subarray(0, -FLUSH_TAIL_BYTES);
  const frame = allocateFrame(deflated.length, RSV1);
  deflated.copy(frame, frame.length - deflated.length);
  return frame.length < plain.length ? frame : null;
}
