// What a source's answer says, in one piece of work that a thread can do by itself: feeds and pages of millions of characters take seconds.
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
  /** What the source is; null where that is to be found out. */
  kind: SourceKind | null;
  text: string;
  contentType: string;
  /** Where the answer came from, and the source's own address. */
  url: string;
  source: string;
  zone?: string | undefined;
  language?: string | undefined;
  now: number;
  /** Whether a live blog's page is read post by post. */
  live?: boolean;
};

export type SourceReading =
  | { kind: 'feed' | 'sitemap'; found: ParsedItems; /** Of an index: the sitemaps in it. */ children: string[] }
  /** `digest` is of what readers would see of the page: what moves with every request (tokens, advertising, "2 minutes ago") is not in it. */
  | { kind: 'page'; digest: string }
  /** A live blog's page: the blog and its posts. */
  | { kind: 'live'; found: ParsedItems }
  /** A page that has a feed. */
  | { kind: 'leads'; feed: string }
  | { kind: 'unfit'; code: 'not_a_feed' | 'not_a_sitemap' | 'no_story' | 'declares_entities' };

type Page = Pick<SourceAnswer, 'text' | 'contentType' | 'url' | 'zone' | 'language'>;

/** Any fixed moment will do: "yesterday" must mean the same day at each look. */
const FIXED = Date.UTC(2000, 0, 1);

/** The page as readers see it, in 64 hexadecimal digits; null where there is no story on it. */
export function pageDigest({ text, contentType, url, zone, language }: Page): string | null {
  return digestOf(parsed({ text, contentType, url, zone, language }));
}

const isPlain = (contentType: string): boolean => /^text\/plain\b/i.test(contentType);
const parsed = ({ text, contentType, url, zone, language }: Page): ParsedPage => parsePage({ type: isPlain(contentType) ? 'text/plain' : 'text/html', content: text, url, zone, language, now: FIXED });

function digestOf(page: ParsedPage): string | null {
  if (page.headline === null || page.body.length === 0) return null;
  const { stamps, provenance: _provenance, conflicts: _conflicts, versionCreated, firstCreated, ...seen } = page;
  const sure = stamps.filter(({ approximate }) => approximate !== true).map(({ text: words, kind }) => [kind, words]);
  const moving = stamps.some(({ approximate }) => approximate === true);
  return createHash('sha256').update(JSON.stringify([seen, sure, moving ? null : [versionCreated, firstCreated]])).digest('hex');
}

/** XML with entities of its own before its root. They would not be expanded; but what stands there is then not what it says. */
function declaresEntities(text: string): boolean {
  const at = text.search(/<!ENTITY\b/i);
  return at !== -1 && !/<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b/i.test(text.slice(0, at));
}

/** Reads an answer as what its source is, or finds that out; what is found is fit to be kept. Pure and total. */
export function readSource(answer: SourceAnswer): SourceReading {
  const reading = readAnswer(answer);
  return 'found' in reading ? { ...reading, found: { ...reading.found, items: reading.found.items.map(cleanItem) } } : reading;
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
    const found = parseFeedItems(text, { base: url, source: answer.source, zone: answer.zone, language: answer.language, now: answer.now });
    if (found !== null) return { kind: 'feed', found, children: [] };
  }
  const page = form === 'page' && kind !== 'feed' ? parsed(answer) : null;
  // Whoever gives a live blog's address wants that, and not the feed of the whole paper that it names.
  const live = page === null || answer.live !== true || isPlain(answer.contentType) ? null : parseLiveBlogPage({ ...answer, page });
  if (live !== null) return { kind: 'live', found: live };
  const feed = kind !== 'page' && form === 'page' ? discoverFeed(text, url) : null;
  if (feed !== null && feed !== url) return { kind: 'leads', feed };
  if (kind === 'feed') return { kind: 'unfit', code: 'not_a_feed' };
  const digest = digestOf(page ?? parsed(answer));
  return digest === null ? { kind: 'unfit', code: 'no_story' } : { kind: 'page', digest };
}
