import { parseHtmlTree } from '../page/document/html-tree.js';
import { isUrl } from '../text/is-url.js';

const FEED_TYPE = /^(?:application\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)|text\/(?:rss|atom)\+?xml)\b/i;
const JSON_TYPE = /^application\/json\b/i;
/** Feeds of comments, and others without news. */
const NOT_NEWS = /comment|kommentar|comentario|commentaire|podcast|oembed|wp-json/i;

/**
 * The feed that a page links to (`<link rel="alternate">`), preferably one of news; null where there is none.
 */
export function discoverFeed(html: string, base: string): string | null {
  const { links } = parseHtmlTree(html);
  const feeds = links.flatMap(({ attributes }) => {
    const [rel, type, href, title] = ['rel', 'type', 'href', 'title'].map((name) => attributes.get(name) ?? '') as [
      string,
      string,
      string,
      string,
    ];
    const isFeed = FEED_TYPE.test(type) || (JSON_TYPE.test(type) && /feed/i.test(href));
    if (!rel.toLowerCase().split(/\s+/).includes('alternate') || !isFeed || !isUrl(href, base)) return [];
    const url = new URL(href, base);
    return /^https?:$/.test(url.protocol)
      ? [{ url: url.href, isNews: !NOT_NEWS.test(`${url.pathname} ${title}`) }]
      : [];
  });
  return (feeds.find(({ isNews }) => isNews) ?? feeds[0])?.url ?? null;
}

/**
 * Detects the format by the first characters; null where unknown. The content type, often wrong, comes last.
 */
export function detectFormat(text: string, contentType: string): 'feed' | 'sitemap' | 'page' | null {
  const head = text
    .slice(0, 4_000)
    .replace(/^\ufeff?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>\s*)*/i, '');
  if (/^<(?:rss|feed|rdf:RDF|[\w-]+:feed)[\s>]/i.test(head)) return 'feed';
  if (/^<(?:urlset|sitemapindex)[\s>]/i.test(head)) return 'sitemap';
  if (head.startsWith('{') && /jsonfeed\.org\/version/.test(text.slice(0, 20_000))) return 'feed';
  if (
    /^<(?:html|head|body|meta|title|script|div|p|h1|article|main|section|link|style)\b/i.test(head) ||
    /html/i.test(contentType)
  )
    return 'page';
  return null;
}
