import { isUtf8 } from 'node:buffer';
import { getEncoding } from 'encoding-sniffer';

/** Bytes as text: by byte order mark, then as the header says, then as the content says of itself; else UTF-8 where they are that. */
export function decodeResponse(body: Uint8Array, contentType: string): { text: string; charset: string } {
  const told = /charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(contentType)?.[1];
  const charset = getEncoding(Buffer.from(body.buffer, body.byteOffset, body.byteLength), { ...(told === undefined ? {} : { transportLayerEncodingLabel: told }), defaultEncoding: isUtf8(body) ? 'utf-8' : 'windows-1252' });
  return { text: new TextDecoder(charset).decode(body), charset };
}
