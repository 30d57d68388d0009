// Runs in a worker thread: a large or hostile feed takes seconds, and they must not be those of readers and publishers.
import { readSource, type SourceAnswer, type SourceReading } from '../../core/source/source-reading.js';
import { decodeResponse } from './decode-response.js';

/** An answer as it came: its bytes, which are made text in the thread too. */
export type SourceResponse = Omit<SourceAnswer, 'text'> & { body: Uint8Array };
/** What the answer says, and the character set it was read in. */
export type ParsedSource = { reading: SourceReading; charset: string };

export function read({ body, ...answer }: SourceResponse): ParsedSource {
  const { text, charset } = decodeResponse(body, answer.contentType);
  return { reading: readSource({ ...answer, text }), charset };
}
