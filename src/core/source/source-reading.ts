// Parses a source's response. It is one function of plain data, so that a worker thread can run it: large
// feeds and pages take seconds.
import { createHash } from 'node:crypto';
import { discoverFeed, detectFormat } from './feed-discovery.js';
import { parseFeedItems } from './feed-items.js';
import { cleanItem, type ParsedItems } from './parsed-item.js';
import { parseLiveBlogPage } from './live-blog-page.js';
import { parsePage } from '../page/parse-page.js';
import { parseSitemap } from './sitemap.js';
import type { SourceKind } from './source.js';
import type { ParsedPage } from '../story/story.js';

export type SourceAnswer = {
  /** The kind of the source; null to detect it. */
  kind: SourceKind | null;
  text: string;
  contentType: string;
  /** The URL of the response after redirects, and the source's own URL. */
  url: string;
  source: string;
  zone?: string | undefined;
  language?: string | undefined;
  now: number;
  /** True to read the posts of a live blog's page. */
  live?: boolean;
};

export type SourceReading =
  /** `children`: the sitemaps that a sitemap index lists. */
  | { kind: 'feed' | 'sitemap'; found: ParsedItems; children: string[] }
  /**
   * `digest`: a hash of the visible story, without what changes with each request (tokens, ads, "2 minutes
   * ago").
   */
  | { kind: 'page'; digest: string }
  /** A live blog's page, with its posts. */
  | { kind: 'live'; found: ParsedItems }
  /** A page that links to a feed, to be polled instead. */
  | { kind: 'leads'; feed: string }
  | { kind: 'unfit'; code: 'not_a_feed' | 'not_a_sitemap' | 'no_story' | 'declares_entities' };

type Page = Pick<SourceAnswer, 'text' | 'contentType' | 'url' | 'zone' | 'language'>;

/** A fixed time of reading, so that "yesterday" gives the same digest at each poll. */
const FIXED_NOW = Date.UTC(2000, 0, 1);

const isPlain = (contentType: string): boolean => /^text\/plain\b/i.test(contentType);
const parse = ({ text, contentType, url, zone, language }: Page): ParsedPage =>
  parsePage({
    type: isPlain(contentType) ? 'text/plain' : 'text/html',
    content: text,
    url,
    zone,
    language,
    now: FIXED_NOW,
  });

/** SHA-256 of the visible story, in hexadecimal; null where the page has no story. */
function digestOf(page: ParsedPage): string | null {
  if (page.headline === null || page.body.length === 0) return null;
  const { stamps, provenance: _provenance, conflicts: _conflicts, versionCreated, firstCreated, ...seen } = page;
  const stampTexts = stamps.filter(({ approximate }) => approximate !== true).map(({ text, kind }) => [kind, text]);
  const hasRelativeTime = stamps.some(({ approximate }) => approximate === true);
  return createHash('sha256')
    .update(JSON.stringify([seen, stampTexts, hasRelativeTime ? null : [versionCreated, firstCreated]]))
    .digest('hex');
}

/**
 * True for XML that declares entities before its root. They aren't expanded, so its text would be incomplete.
 */
function declaresEntities(text: string): boolean {
  const at = text.search(/<!ENTITY\b/i);
  return at !== -1 && !/<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b/i.test(text.slice(0, at));
}

/**
 * Parses a response as its source's kind, or detects that. The items are cleaned, ready to be stored. Never
 * throws.
 */
export function readSource(answer: SourceAnswer): SourceReading {
  const reading = readAnswer(answer);
  return 'found' in reading
    ? { ...reading, found: { ...reading.found, items: reading.found.items.map(cleanItem) } }
    : reading;
}

function readAnswer(answer: SourceAnswer): SourceReading {
  const { kind, text, url } = answer;
  const form = kind === 'page' ? 'page' : detectFormat(text, answer.contentType);
  if (form !== 'page' && declaresEntities(text)) return { kind: 'unfit', code: 'declares_entities' };
  if (form === 'sitemap' && kind !== 'feed') {
    const sitemap = parseSitemap(text, url);
    if (sitemap !== null) return { kind: 'sitemap', ...sitemap };
  }
  if (kind === 'sitemap') return { kind: 'unfit', code: 'not_a_sitemap' };
  if (form !== 'page' && form !== 'sitemap') {
    const found = parseFeedItems(text, {
      base: url,
      source: answer.source,
      zone: answer.zone,
      language: answer.language,
      now: answer.now,
    });
    if (found !== null) return { kind: 'feed', found, children: [] };
  }
  const page = form === 'page' && kind !== 'feed' ? parse(answer) : null;
  // The publisher of a live blog's page wants its posts, not the site-wide feed that it links to.
  const live =
    page === null || answer.live !== true || isPlain(answer.contentType)
      ? null
      : parseLiveBlogPage({ ...answer, page });
  if (live !== null) return { kind: 'live', found: live };
  const feed = kind !== 'page' && form === 'page' ? discoverFeed(text, url) : null;
  if (feed !== null && feed !== url) return { kind: 'leads', feed };
  if (kind === 'feed') return { kind: 'unfit', code: 'not_a_feed' };
  const digest = digestOf(page ?? parse(answer));
  return digest === null ? { kind: 'unfit', code: 'no_story' } : { kind: 'page', digest };
}
