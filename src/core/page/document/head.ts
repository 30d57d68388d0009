// Reads a page's head: meta tags, canonical URL, language, title. Values are unjudged; parse-html.ts weighs
// them.
import { metaDates } from './meta-date.js';
import { attributeOf, type PageElement } from './element.js';
import type { PageTree } from './html-tree.js';
import { languageTag } from '../../story/story.js';
import { isUrl } from '../../text/is-url.js';

export type PageHead = {
  /** Titles, the most precise first, with the site's name. */
  titles: string[];
  site: string | null;
  /** Values of each author tag, the most reliable tag first, without URLs. */
  authors: string[][];
  published: string[];
  modified: string[];
  language: string | null;
  url: string | null;
  image: { url: string; alt: string | null } | null;
};

const AUTHOR_TAGS = [
  'parsely-author',
  'author',
  'sailthru.author',
  'article:author',
  'article:author_name',
  'article.author',
  'dc.creator',
  'dcterms.creator',
  'byl',
  'byline',
  'citation_author',
  'dable:author',
  'cxenseparse:author',
  'vr:author',
  'dc.contributor',
];
const TITLE_TAGS = [
  'og:title',
  'twitter:title',
  'dc.title',
  'dcterms.title',
  'parsely-title',
  'sailthru.title',
  'headline',
];
const MAX_META = 500;

/** An absolute http or https URL of at most 2048 characters, or null. */
export function webUrl(text: string | null | undefined, base: string | undefined): string | null {
  if (text === null || text === undefined || text === '' || text.length > 2048) return null;
  const parsed = isUrl(text, base) ? new URL(text, base) : null;
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.href.length <= 2048 ? parsed.href : null;
}

/** The names of one meta tag, without duplicates. */
const namesOf = (meta: PageElement): string[] => [
  ...new Set(
    ['property', 'name', 'itemprop', 'http-equiv']
      .map((attribute) => attributeOf(meta, attribute)?.toLowerCase())
      .filter((name) => name !== undefined),
  ),
];

/** Reads the head. `base` resolves relative URLs. */
export function readHead(tree: PageTree, base: string | undefined): PageHead {
  const metas = new Map<string, string[]>();
  for (const meta of tree.metas.slice(0, MAX_META)) {
    const value = attributeOf(meta, 'content');
    if (value === null) continue;
    for (const name of namesOf(meta)) {
      const values = metas.get(name);
      if (values === undefined) metas.set(name, [value]);
      else values.push(value);
    }
  }
  const valuesOf = (names: string[]): string[] => names.flatMap((name) => metas.get(name) ?? []);
  const one = (...names: string[]): string | null => valuesOf(names)[0] ?? null;
  const canonical =
    tree.links.find((link) => /(?:^|\s)canonical(?:\s|$)/i.test(link.attributes.get('rel') ?? '')) ?? null;
  const locales = [tree.language, one('og:locale'), one('content-language', 'language', 'dc.language', 'inlanguage')];
  const image = webUrl(
    one('og:image', 'og:image:url', 'og:image:secure_url', 'twitter:image', 'twitter:image:src'),
    base,
  );
  return {
    titles: [...valuesOf(TITLE_TAGS), ...(tree.title === null ? [] : [tree.title])].filter(
      (title) => title.length <= 600,
    ),
    site: one('og:site_name', 'application-name', 'apple-mobile-web-app-title', 'cre', 'dc.publisher', 'publisher'),
    authors: AUTHOR_TAGS.map((name) =>
      (metas.get(name) ?? []).filter((value) => !/^(?:https?:)?\/\/|^www\.|^\//.test(value)),
    ).filter((values) => values.length > 0),
    ...metaDates(metas),
    language:
      locales
        .map((tag) => tag?.replaceAll('_', '-').split(',', 1)[0]?.trim())
        .find((tag) => tag !== undefined && languageTag.safeParse(tag).success) ?? null,
    url: webUrl(attributeOf(canonical, 'href'), base) ?? webUrl(one('og:url'), base),
    image: image === null ? null : { url: image, alt: one('og:image:alt', 'twitter:image:alt') },
  };
}

/**
 * The day in a URL: `/2022/01/08/`, `/2022-01-08-`, `/20220108/`. Null where there is none, or after `now`.
 */
export function dayInUrl(address: string | null, now: number): string | null {
  const text = address?.slice(0, 2048) ?? '';
  const [, year = '', month = '', day = ''] =
    /[/_-]((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)/.exec(text) ??
    /[/_-](20[0-2]\d)([01]\d)([0-3]\d)(?=[/_.-]|$)/.exec(text) ??
    [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (
    day === '' ||
    Number(month) < 1 ||
    Number(month) > 12 ||
    Number(day) < 1 ||
    new Date(at).getUTCDate() !== Number(day) ||
    at > now + 86_400_000
  )
    return null;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
