// What a page's head says of it: meta tags, canonical address, language, title. Values as they stand; parse-html.ts weighs them.
import { isHighlightsHeading } from './boilerplate.js';
import { attributeOf, wordsOf, type DomDocument, type DomElement } from './dom.js';
import { joinNames } from './json-ld.js';
import { languageTag } from './story.js';

export type PageMeta = {
  title: string | null;
  byline: string | null;
  published: string[];
  modified: string[];
  language: string | null;
  url: string | null;
  image: { url: string; alt: string | null } | null;
};

const PUBLISHED = ['article:published_time', 'og:article:published_time', 'datepublished', 'parsely-pub-date', 'sailthru.date', 'publishdate', 'publish-date', 'publish_date', 'pubdate', 'published', 'article.published', 'cxenseparse:recs:publishtime',
  'dc.date.issued', 'dcterms.issued', 'dcterms.created', 'dc.date.created', 'dc.date', 'dcterms.date', 'date'];
const MODIFIED = ['article:modified_time', 'og:article:modified_time', 'og:updated_time', 'datemodified', 'article.updated', 'dcterms.modified', 'dc.date.modified', 'last-modified', 'lastmod', 'modified', 'revised', 'updated'];
const AUTHORS = ['author', 'parsely-author', 'sailthru.author', 'article:author', 'dc.creator', 'dcterms.creator', 'byl', 'article.author'];
const MAX_META = 500;

/** An absolute http or https address of at most 2048 characters, or null. */
export function webAddress(text: string | null | undefined, base: string | undefined): string | null {
  if (text === null || text === undefined || text === '' || text.length > 2048) return null;
  const made = URL.canParse(text, base) ? new URL(text, base) : null;
  return made !== null && /^https?:$/.test(made.protocol) && made.href.length <= 2048 ? made.href : null;
}

/** A title without its site's name: `Headline | The Paper`. */
function withoutSite(title: string | null, site: string | null, heading: string | null): string | null {
  if (title === null) return null;
  const [, head = '', tail = ''] = /^(.{8,}?)\s+[|–—·«»:-]\s+([^|]{2,60})$/u.exec(title.slice(0, 600)) ?? [];
  const cut = head !== '' && (tail.toLowerCase() === site?.toLowerCase() || head === heading || (heading === null && site === null && title.includes(' | ')));
  return cut ? head : title;
}

/** Reads head and microdata. `base` resolves relative addresses. */
export function readMeta(document: DomDocument, heading: string | null, base: string | undefined): PageMeta {
  const metas = new Map<string, string[]>();
  for (const meta of [...document.querySelectorAll('meta')].slice(0, MAX_META)) {
    const value = attributeOf(meta, 'content');
    const name = (attributeOf(meta, 'property') ?? attributeOf(meta, 'name') ?? attributeOf(meta, 'itemprop') ?? attributeOf(meta, 'http-equiv'))?.toLowerCase();
    if (value !== null && name !== undefined) metas.set(name, [...(metas.get(name) ?? []), value]);
  }
  const valuesOf = (names: string[]): string[] => names.flatMap((name) => metas.get(name) ?? []);
  const one = (...names: string[]): string | null => valuesOf(names)[0] ?? null;
  const canonical = [...document.querySelectorAll('link[rel]')].find((link) => /(^|\s)canonical(\s|$)/i.test(link.getAttribute('rel') ?? '')) ?? null;
  const locale = [attributeOf(document.documentElement, 'lang'), one('og:locale'), one('content-language')].map((tag) => tag?.replace('_', '-')).find((tag) => tag !== undefined && languageTag.safeParse(tag).success);
  const image = webAddress(one('og:image', 'og:image:url', 'og:image:secure_url', 'twitter:image', 'twitter:image:src'), base);
  const site = one('og:site_name', 'application-name');
  const authors = AUTHORS.map((name) => (metas.get(name) ?? []).filter((value) => value.length <= 200 && !/^(?:https?:)?\/\/|^www\.|@|^[\d\W]*$/.test(value))).find((values) => values.length > 0) ?? [];
  return {
    title: withoutSite(one('og:title', 'twitter:title', 'dc.title'), site, heading) ?? withoutSite(titleOf(document), site, heading),
    byline: joinNames(authors),
    published: valuesOf(PUBLISHED),
    modified: valuesOf(MODIFIED),
    language: locale ?? null,
    url: webAddress(attributeOf(canonical, 'href'), base) ?? webAddress(one('og:url'), base),
    image: image === null ? null : { url: image, alt: one('og:image:alt', 'twitter:image:alt') },
  };
}

const titleOf = (document: DomDocument): string | null => wordsOf(document.querySelector('title')) || null;

/** The day that an address names: `/2022/01/08/`, `/2022-01-08-`; null where it names none. */
export function dayOfAddress(address: string | null): string | null {
  const [, year, month, day] = /\/(20\d\d|19\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)/.exec(address ?? '') ?? [];
  return day === undefined ? null : `${year}-${month?.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The page's main heading: the one that its title repeats, else the first that isn't a logo's. */
export function headingOf(document: DomDocument, isAside: (element: DomElement) => boolean): string | null {
  const title = wordsOf(document.querySelector('title')).toLowerCase();
  const first = [...document.querySelectorAll('h1')];
  const headings = (first.length > 0 ? first : [...document.querySelectorAll('h2')]).slice(0, 20).filter((heading) => !isAside(heading)).map(wordsOf).filter((text) => text !== '' && text.length <= 300 && !isHighlightsHeading(text));
  return headings.find((text) => text.length > 8 && title.includes(text.toLowerCase())) ?? headings.find((text) => text.includes(' ')) ?? headings[0] ?? null;
}
