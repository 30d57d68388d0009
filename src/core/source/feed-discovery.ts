import { parseHtmlTree } from '../page/document/html-tree.js';

const FEED_TYPE = /^(?:application\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)|text\/(?:rss|atom)\+?xml)\b/i;
const JSON_TYPE = /^application\/json\b/i;
/** Feeds of a page's comments, and of what else is no news. */
const OTHER = /comment|kommentar|comentario|commentaire|podcast|oembed|wp-json/i;

/** The feed that a page names as its own (`<link rel="alternate">`): the first that is not one of comments; null where it names none. */
export function discoverFeed(html: string, base: string): string | null {
  const { links } = parseHtmlTree(html);
  const named = links.flatMap(({ attributes }) => {
    const [rel, type, href, title] = ['rel', 'type', 'href', 'title'].map((name) => attributes.get(name) ?? '') as [string, string, string, string];
    const isFeed = FEED_TYPE.test(type) || (JSON_TYPE.test(type) && /feed/i.test(href));
    if (!rel.toLowerCase().split(/\s+/).includes('alternate') || !isFeed || !URL.canParse(href, base)) return [];
    const url = new URL(href, base);
    return /^https?:$/.test(url.protocol) ? [{ url: url.href, other: OTHER.test(`${url.pathname} ${title}`) }] : [];
  });
  return (named.find(({ other }) => !other) ?? named[0])?.url ?? null;
}

/** What the bytes are, by how they begin; null where they are none of it. Content types lie too often to be asked first. */
export function formOf(text: string, contentType: string): 'feed' | 'sitemap' | 'page' | null {
  const head = text.slice(0, 4_000).replace(/^\ufeff?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>\s*)*/i, '');
  if (/^<(?:rss|feed|rdf:RDF|[\w-]+:feed)[\s>]/i.test(head)) return 'feed';
  if (/^<(?:urlset|sitemapindex)[\s>]/i.test(head)) return 'sitemap';
  if (head.startsWith('{') && /jsonfeed\.org\/version/.test(text.slice(0, 20_000))) return 'feed';
  if (/^<(?:html|head|body|meta|title|script|div|p|h1|article|main|section|link|style)\b/i.test(head) || /html/i.test(contentType)) return 'page';
  return null;
}
