// The one door to reading pages, whatever form they come in.
import { cleanPage } from '../story/clean-content.js';
import { parseHtml } from './parse-html.js';
import { parseText } from './parse-text.js';
import type { ParsedPage } from '../story/story.js';

export type PageInput = {
  type: 'text/html' | 'text/plain';
  content: string;
  /** Where the page was found: resolves its relative addresses. */
  url?: string | undefined;
  /** The publisher's zone, IANA or offset: settles clocks whose zone the words leave open. */
  zone?: string | undefined;
  /** The page's language (BCP 47), where the publisher says so. */
  language?: string | undefined;
  /** The time of reading: what "3 November" without a year counts from. */
  now: Date | string | number;
};

/**
 * What a page says of itself: `headline` to `stamps`, instants RFC 3339 in UTC, `body` one string a paragraph.
 * Pure and total: it never throws, a page without a headline or a body has null or []; the caller judges that.
 * Time is linear in the size of the content.
 */
export function parsePage(input: PageInput): ParsedPage {
  const context = { zone: input.zone, language: input.language, now: new Date(input.now).getTime(), url: input.url };
  const page = input.type === 'text/html' ? parseHtml(input.content, context) : parseText(input.content, context);
  return cleanPage(input.language === undefined ? page : { ...page, language: input.language, provenance: { ...page.provenance, language: 'explicit' } });
}
