// Entry point for parsing pages, HTML or plain text.
import { cleanPage } from '../story/clean-content.js';
import { parseHtml } from './parse-html.js';
import { parseText } from './parse-text.js';
import type { ParsedPage } from '../story/story.js';

export type PageInput = {
  type: 'text/html' | 'text/plain';
  content: string;
  /** The page's URL: resolves relative URLs. */
  url?: string | undefined;
  /** The publisher's zone, IANA or offset: for clocks without a zone. */
  zone?: string | undefined;
  /** The page's language (BCP 47), where the publisher declares it. */
  language?: string | undefined;
  /** The time of reading, for dates without a year and relative times. */
  now: Date | string | number;
};

/**
 * Parses a page: `headline` to `stamps`, instants RFC 3339 in UTC, `body` with one string per paragraph.
 * Pure, never throws: without a headline or body they are null and []. Linear in the size of the content.
 */
export function parsePage(input: PageInput): ParsedPage {
  const context = { zone: input.zone, language: input.language, now: new Date(input.now).getTime(), url: input.url };
  const page = input.type === 'text/html' ? parseHtml(input.content, context) : parseText(input.content, context);
  return cleanPage(
    input.language === undefined
      ? page
      : { ...page, language: input.language, provenance: { ...page.provenance, language: 'explicit' } },
  );
}
