import { finished, pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundError, toOutboundError } from './outbound-error.js';

/** For `Accept-Encoding`. Nested codings are refused: only decompression bombs use them. */
export const ENCODINGS = 'gzip, br';

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A body over the limit is an error, or is truncated. */
export type OverflowMode = 'refuse' | 'cut';

/**
 * Reads at most `maxBytes` decompressed bytes, counted as they arrive, and destroys the connection at the
 * first byte over the limit. Throws OutboundError: `too_large`, `bad_encoding` and those of the network.
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
  onOverflow: OverflowMode,
): Promise<Buffer> {
  const coding = (encoding ?? '').trim().toLowerCase();
  const decoder = coding === '' || coding === 'identity' ? undefined : DECODERS[coding];
  if (decoder === undefined && coding !== '' && coding !== 'identity') {
    body.on('error', () => undefined).destroy();
    throw new OutboundError('bad_encoding', `"${coding.slice(0, 40)}"`);
  }
  let bodyError: unknown;
  finished(body, { writable: false }, (error) => (bodyError = error ?? undefined));
  const decoded: Readable = decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        if (onOverflow === 'refuse') throw new OutboundError('too_large', `it has more than ${maxBytes} bytes`);
        chunks.push(chunk.subarray(0, chunk.length - (size - maxBytes)));
        break;
      }
      chunks.push(chunk);
    }
  } catch (error) {
    // A decoder reports bad data where its input broke off; the error of the input is the cause.
    const known = toOutboundError(bodyError ?? error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (bodyError === undefined && !(known instanceof OutboundError) && /^(?:Z_|ERR_)/.test(code)) {
      throw new OutboundError('bad_encoding', undefined, { cause: error });
    }
    throw known;
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks);
}
