// Runs in a worker thread: a large or hostile page takes seconds, and they must not be those of readers and publishers.
import { decodeContent } from '../core/story/draft.js';
import { parsePage, type PageInput } from '../core/page/parse-page.js';
import type { ParsedPage } from '../core/story/story.js';

/** A page as it was sent: its bytes, which are made text in the thread too. */
export type SentPage = Omit<PageInput, 'type' | 'content'> & { contentType: string; raw: Uint8Array };

export const parse = ({ contentType, raw, ...of }: SentPage): ParsedPage =>
  parsePage({ ...of, type: /^text\/html\b/i.test(contentType) ? 'text/html' : 'text/plain', content: decodeContent(raw, contentType) });
