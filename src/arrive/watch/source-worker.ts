// Parses sources in a worker thread: a large or hostile feed takes seconds, which would block the event loop.
import { readSource, type SourceAnswer, type SourceReading } from '../../core/source/source-reading.js';
import { decodeResponse } from './decode-response.js';

/** A response with its undecoded body. */
export type SourceResponse = Omit<SourceAnswer, 'text'> & { body: Uint8Array };
/** The parsed source, and the character set of its body. */
export type ParsedSource = { reading: SourceReading; charset: string };

export function read({ body, ...answer }: SourceResponse): ParsedSource {
  const { text, charset } = decodeResponse(body, answer.contentType);
  return { reading: readSource({ ...answer, text }), charset };
}
