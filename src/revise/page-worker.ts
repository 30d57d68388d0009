// Runs in a worker thread: a large or hostile page takes seconds to parse, and must not block the event loop.
import { decodeContent } from '../core/story/draft.js';
import { parsePage, type PageInput } from '../core/page/parse-page.js';
import type { ParsedPage } from '../core/story/story.js';

/** A page as received: undecoded bytes, which the thread decodes too. */
export type SentPage = Omit<PageInput, 'type' | 'content'> & { contentType: string; raw: Uint8Array };

export const parse = ({ contentType, raw, ...options }: SentPage): ParsedPage =>
  parsePage({
    ...options,
    type: /^text\/html\b/i.test(contentType) ? 'text/html' : 'text/plain',
    content: decodeContent(raw, contentType),
  });
