// Sitemaps (sitemaps.org 0.9) with the news extension: addresses of pages, or of further sitemaps. Read as a stream of tags, so that
// neither entities nor nesting nor size can cost more than the bytes do.
import { Parser } from 'htmlparser2';
import { oldestFirst, MAX_ITEMS, type ParsedItems, type ParsedItem } from './parsed-item.js';

export type Sitemap = { found: ParsedItems; /** Further sitemaps, the newest first. */ children: string[] };

type Entry = { loc: string; lastmod: string; published: string };

const FIELDS: Record<string, keyof Entry> = { loc: 'loc', lastmod: 'lastmod', 'news:publication_date': 'published' };
const MAX_READ = 50_000;
/** Of a sitemap of news; of another, which may list all that a site ever had, less. */
const MAX_PLAIN = 200;

const timeOf = (text: string): number | null => {
  const at = Date.parse(text.trim());
  return Number.isNaN(at) ? null : at;
};

/** Reads a sitemap; null where it is none. `base` is where it was found: a page of another site is not taken from it. */
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
        const bare = name.toLowerCase();
        root ??= bare;
        if (bare === 'url' || bare === 'sitemap') entry = { loc: '', lastmod: '', published: '' };
        field = entry === null ? undefined : FIELDS[bare];
      },
      ontext(words) {
        if (entry !== null && field !== undefined && entry[field].length < 2_100) entry[field] += words;
      },
      onclosetag(name) {
        const bare = name.toLowerCase();
        field = undefined;
        if (entry === null || (bare !== 'url' && bare !== 'sitemap')) return;
        total += 1;
        const into = bare === 'url' ? pages : maps;
        if (into.length < MAX_READ) into.push(entry);
        entry = null;
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  if (root !== 'urlset' && root !== 'sitemapindex') return null;
  const items = pages.flatMap((page) => itemOf(page, base) ?? []);
  const news = pages.some(({ published }) => published !== '');
  // Without order of its own the newest are wanted; the sort is stable, so what has no time stays where it is.
  const newest = items.toSorted((one, other) => (other.at ?? 0) - (one.at ?? 0));
  const most = news ? MAX_ITEMS : MAX_PLAIN;
  const note = news && total > MAX_ITEMS ? { code: 'too_many_items' as const, reason: `the sitemap lists ${total} pages; the newest ${MAX_ITEMS} are taken` } : null;
  const children = maps.toSorted((one, other) => (timeOf(other.lastmod) ?? 0) - (timeOf(one.lastmod) ?? 0)).flatMap(({ loc }) => addressOf(loc, base) ?? []);
  return { found: { items: oldestFirst(newest.slice(0, most)), note, hub: null, self: null }, children };
}

function addressOf(loc: string, base: string): string | null {
  const trimmed = loc.trim();
  if (!URL.canParse(trimmed) || trimmed.length > 2_048) return null;
  const url = new URL(trimmed);
  url.hash = '';
  return /^https?:$/.test(url.protocol) && siteOf(url.hostname) === siteOf(new URL(base).hostname) ? url.href : null;
}

/** sitemaps.org lets a sitemap speak of its own site alone; `www.` is the same one. */
const siteOf = (host: string): string => host.replace(/^www\./, '');

function itemOf({ loc, lastmod, published }: Entry, base: string): ParsedItem | null {
  const url = addressOf(loc, base);
  return url === null ? null : { uri: url, url, at: timeOf(lastmod) ?? timeOf(published), story: null };
}
