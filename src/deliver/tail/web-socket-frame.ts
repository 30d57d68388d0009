// Frames of a server (RFC 6455, 5.2: whole, not masked), made by ourselves so that one Buffer serves every reader.
import { constants, deflateRawSync } from 'node:zlib';

const FIN = 0x80;
/** The frame's payload is deflated (RFC 7692, 6). */
const RSV1 = 0x40;
const TEXT = 0x1;
/** What a flushed block ends with, and the receiver puts back (RFC 7692, 7.2.1). */
const FLUSH_TAIL = 4;

/** Where the payload begins, of that many bytes. */
const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function frame(length: number, rsv1: number): Buffer {
  const header = headerLength(length);
  const made = Buffer.allocUnsafe(header + length);
  made[0] = FIN | rsv1 | TEXT;
  made[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) made.writeUInt16BE(length, 2);
  if (header === 10) made.writeBigUInt64BE(BigInt(length), 2);
  return made;
}

/** A text message as one frame, ready for the wire. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const made = frame(length, 0);
  made.write(text, made.length - length, 'utf8');
  return made;
}

/**
 * The same message deflated, for every reader that has negotiated `server_no_context_takeover` and the full window of 15 bits;
 * null where it would be no shorter. `plain` is what `textFrame` made.
 */
export function deflatedFrame(plain: Buffer): Buffer | null {
  const length = plain[1] ?? 0;
  const payload = plain.subarray(length < 126 ? 2 : length === 126 ? 4 : 10);
  const block = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  const deflated = block.subarray(0, -FLUSH_TAIL);
  const made = frame(deflated.length, RSV1);
  deflated.copy(made, made.length - deflated.length);
  return made.length < plain.length ? made : null;
}
