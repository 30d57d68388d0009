import { isUtf8 } from 'node:buffer';
import { getEncoding } from 'encoding-sniffer';

/**
 * Decodes a body by its byte order mark, the charset of the header or a charset in the content; else as UTF-8
 * or Windows-1252.
 */
export function decodeResponse(body: Uint8Array, contentType: string): { text: string; charset: string } {
  const headerCharset = /charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(contentType)?.[1];
  const charset = getEncoding(Buffer.from(body.buffer, body.byteOffset, body.byteLength), {
    ...(headerCharset === undefined ? {} : { transportLayerEncodingLabel: headerCharset }),
    defaultEncoding: isUtf8(body) ? 'utf-8' : 'windows-1252',
  });
  return { text: new TextDecoder(charset).decode(body), charset };
}
