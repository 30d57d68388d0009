// Sitemaps (sitemaps.org 0.9) with the news extension: URLs of pages or of further sitemaps. Parsed as a
// stream of tags, so that the cost is linear in the bytes, whatever the entities and nesting.
import { Parser } from 'htmlparser2';
import { oldestFirst, MAX_ITEMS, type ParsedItems, type ParsedItem } from './parsed-item.js';
import { isUrl } from '../text/is-url.js';

export type Sitemap = {
  found: ParsedItems;
  /** URLs of further sitemaps, newest first. */
  children: string[];
};

type Entry = { loc: string; lastmod: string; published: string };

const FIELDS: Record<string, keyof Entry> = { loc: 'loc', lastmod: 'lastmod', 'news:publication_date': 'published' };
const MAX_ENTRIES = 50_000;
/** Items taken from a sitemap without news, which may list all pages that a site ever had. */
const MAX_ITEMS_WITHOUT_NEWS = 200;

/** `lastmod` in ms: W3C datetime, which may be a day alone; null where malformed. */
const timeOf = (text: string): number | null => {
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? null : at;
};

/** Parses a sitemap fetched from `base`; null where the text is none. Pages of other sites are ignored. */
export function parseSitemap(text: string, base: string): Sitemap | null {
  const pages: Entry[] = [];
  const maps: Entry[] = [];
  let root: string | null = null;
  let entry: Entry | null = null;
  let field: keyof Entry | undefined;
  let total = 0;
  const parser = new Parser(
    {
      onopentagname(name) {
        const tag = name.toLowerCase();
        root ??= tag;
        if (tag === 'url' || tag === 'sitemap') entry = { loc: '', lastmod: '', published: '' };
        field = entry === null ? undefined : FIELDS[tag];
      },
      ontext(text) {
        if (entry !== null && field !== undefined && entry[field].length < 2_100) entry[field] += text;
      },
      onclosetag(name) {
        const tag = name.toLowerCase();
        field = undefined;
        if (entry === null || (tag !== 'url' && tag !== 'sitemap')) return;
        total += 1;
        const into = tag === 'url' ? pages : maps;
        if (into.length < MAX_ENTRIES) into.push(entry);
        entry = null;
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  if (root !== 'urlset' && root !== 'sitemapindex') return null;
  const items = pages.flatMap((page) => itemOf(page, base) ?? []);
  const news = pages.some(({ published }) => published !== '');
  // Sitemaps have no order, and the newest pages matter. Entries without time stay in place, as the sort is
  // stable.
  const newest = items.toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0));
  const most = news ? MAX_ITEMS : MAX_ITEMS_WITHOUT_NEWS;
  const note =
    news && total > MAX_ITEMS
      ? {
          code: 'too_many_items' as const,
          reason: `the sitemap lists ${total} pages; the newest ${MAX_ITEMS} are read`,
        }
      : null;
  const children = maps
    .toSorted((one, other) => (timeOf(other.lastmod) ?? 0) - (timeOf(one.lastmod) ?? 0))
    .flatMap(({ loc }) => pageUrl(loc, base) ?? []);
  return { found: { items: oldestFirst(newest.slice(0, most)), note, hub: null, self: null }, children };
}

function pageUrl(loc: string, base: string): string | null {
  const trimmed = loc.trim();
  if (!isUrl(trimmed) || trimmed.length > 2_048) return null;
  const url = new URL(trimmed);
  url.hash = '';
  return /^https?:$/.test(url.protocol) && siteOf(url.hostname) === siteOf(new URL(base).hostname) ? url.href : null;
}

/** sitemaps.org allows only URLs of the sitemap's own site. `www.` is the same site. */
const siteOf = (host: string): string => host.replace(/^www\./, '');

function itemOf({ loc, lastmod, published }: Entry, base: string): ParsedItem | null {
  const url = pageUrl(loc, base);
  return url === null ? null : { uri: url, url, at: timeOf(lastmod) ?? timeOf(published), story: null };
}
