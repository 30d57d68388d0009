import { finished, pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundError, toOutboundError } from './outbound-error.js';

/** What answers may come in, for `Accept-Encoding`. One coding at a time: nobody needs two, and a bomb likes to have them. */
export const ENCODINGS = 'gzip, br';

const DECODERS: Record<string, () => Transform> = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** What is beyond the limit: a fault, or cut off. */
export type OverflowMode = 'refuse' | 'cut';

/**
 * The body's bytes, uncompressed, `most` of them: what comes in and what it unfolds to are both counted as they come, and the
 * connection is dropped at the first byte too many.
 */
export async function readBody(body: Readable, encoding: string | undefined, most: number, beyond: OverflowMode): Promise<Buffer> {
  const coding = (encoding ?? '').trim().toLowerCase();
  const decoder = coding === '' || coding === 'identity' ? undefined : DECODERS[coding];
  if (decoder === undefined && coding !== '' && coding !== 'identity') {
    body.on('error', () => undefined).destroy();
    throw new OutboundError('bad_encoding', `it is "${coding.slice(0, 40)}"`);
  }
  let broken: unknown;
  finished(body, { writable: false }, (error) => (broken = error ?? undefined));
  const plain: Readable = decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of plain as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > most) {
        if (beyond === 'refuse') throw new OutboundError('too_large', `it has more than ${most} bytes`);
        parts.push(part.subarray(0, part.length - (size - most)));
        break;
      }
      parts.push(part);
    }
  } catch (error) {
    // A decoder whose input broke off says that its data is bad; what broke the input is the fault.
    const fault = toOutboundError(broken ?? error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (broken === undefined && !(fault instanceof OutboundError) && /^(?:Z_|ERR_BROTLI|ERR__?ERROR|ERR_PADDING|ERR_)/.test(code)) throw new OutboundError('bad_encoding', undefined, { cause: error });
    throw fault;
  } finally {
    body.destroy();
  }
  return Buffer.concat(parts);
}
