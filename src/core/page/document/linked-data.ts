// Reads JSON-LD as real pages have it: graphs, arrays, references, strings instead of objects, broken JSON.
import { parseLenientJson } from '../../text/lenient-json.js';
import { textContent } from './element.js';
import { parseHtmlTree } from './html-tree.js';
import { foldSpace } from '../../text/fold-space.js';

type LinkedImage = { url: string | null; caption: string | null; credit: string | null };

/** The story in a page's structured data, unjudged. */
export type LinkedData = {
  headline: string | null;
  /** Each author as written. */
  authors: string[];
  /** The paper's own name, which is no author. */
  publisher: string | null;
  located: string | null;
  published: string | null;
  modified: string | null;
  language: string | null;
  images: LinkedImage[];
  body: string | null;
  url: string | null;
  live: boolean;
};

export type Thing = Record<string, unknown>;

const MAX_SCRIPTS = 50;
const MAX_THINGS = 2000;
const MAX_DEPTH = 10;
const MAX_TEXT = 500_000;
const STORY = /^(?:\w*Article|\w*BlogPosting|Report|Reportage|NewsItem|SocialMediaPosting|Blog|ScholarlyArticle)$/;
const PAGE =
  /^(?:WebPage|PodcastEpisode|Review|Recipe|AudioObject|Episode|ItemPage|CollectionPage|AboutPage|FAQPage|VideoObject|WebContent|CreativeWork)$/;
/** Properties that may contain the page's own story. */
const INNER = ['@graph', 'mainEntity', 'mainEntityOfPage', 'about', 'hasPart', 'item', 'itemListElement'];

export const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
export const ownProperty = (thing: Thing, name: string): unknown =>
  Object.hasOwn(thing, name) ? thing[name] : undefined;

/** A text without markup and entities, white space folded. Entities may be escaped twice. */
export function plainText(text: string): string | null {
  let plain = text.slice(0, MAX_TEXT);
  for (let round = 0; round < 2 && /[<&]/.test(plain); round += 1)
    plain = textContent(parseHtmlTree(plain).root, MAX_TEXT);
  return foldSpace(plain) || null;
}

/** A text value: of a list, its first; of an object, its @value or name. Null for anything else. */
export function textOf(value: unknown, depth = 0): string | null {
  if (depth > 3) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return textOf(value[0], depth + 1);
  return isThing(value) ? textOf(ownProperty(value, '@value') ?? ownProperty(value, 'name'), depth + 1) : null;
}

export const hasType = (thing: Thing, form: RegExp): boolean =>
  asList(ownProperty(thing, '@type')).some(
    (type) => typeof type === 'string' && form.test(type.replace(/^.*[/#:]/, '')),
  );

/** Collects all objects, outer ones first; `listed` for those in a list of items. */
function collect(value: unknown, depth: number, listed: boolean, into: { thing: Thing; listed: boolean }[]): void {
  if (depth > MAX_DEPTH || into.length > MAX_THINGS) return;
  if (Array.isArray(value)) for (const item of value) collect(item, depth + 1, listed, into);
  else if (isThing(value)) {
    into.push({ thing: value, listed });
    for (const name of INNER) collect(ownProperty(value, name), depth + 1, listed || name === 'itemListElement', into);
  }
}

/** `Jane Doe`, `Jane Doe and John Roe`, `A, B and C`. */
export function joinNames(names: string[]): string | null {
  const all = [...new Set(names)].slice(0, 12);
  return all.length < 2 ? (all[0] ?? null) : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function imageOf(value: unknown, byId: ReadonlyMap<string, Thing>): LinkedImage | null {
  // A list of strings is one picture in several sizes.
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return { url: first, caption: null, credit: null };
  if (!isThing(first)) return null;
  const thing =
    ownProperty(first, 'url') === undefined ? (byId.get(String(ownProperty(first, '@id'))) ?? first) : first;
  const credit =
    ownProperty(thing, 'creditText') ?? ownProperty(thing, 'creator') ?? ownProperty(thing, 'copyrightHolder');
  return {
    url: textOf(ownProperty(thing, 'url') ?? ownProperty(thing, 'contentUrl') ?? ownProperty(thing, '@id')),
    caption: textOf(ownProperty(thing, 'caption') ?? ownProperty(thing, 'description')),
    credit: textOf(credit),
  };
}

function authorsOf(thing: Thing, byId: ReadonlyMap<string, Thing>): string[] {
  const authors = ownProperty(thing, 'author') ?? ownProperty(thing, 'creator');
  return asList(authors)
    .slice(0, 40)
    .flatMap((author) => {
      const known =
        isThing(author) && ownProperty(author, 'name') === undefined
          ? (byId.get(String(ownProperty(author, '@id'))) ?? author)
          : author;
      // An author whose name is a list is several authors.
      const names =
        isThing(known) && Array.isArray(ownProperty(known, 'name')) ? asList(ownProperty(known, 'name')) : [known];
      return names.flatMap((name) => textOf(name) ?? []);
    });
}

/** Unescapes quotes: some pages escape JSON-LD as if it were markup. */
export const unescapeQuotes = (source: string): string =>
  source.includes('"') || !source.includes('&quot;')
    ? source
    : source.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** A URL without scheme, www, query and trailing slash, for comparison. */
const pathOf = (url: string | null): string | null =>
  url
    ?.replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .toLowerCase() ?? null;

function urlOf(thing: Thing): string | null {
  const page = ownProperty(thing, 'mainEntityOfPage');
  return (
    textOf(ownProperty(thing, 'url')) ??
    (isThing(page) ? textOf(ownProperty(page, '@id') ?? ownProperty(page, 'url')) : textOf(page))
  );
}

/**
 * Reads a page's JSON-LD scripts. Of several stories, takes the one with the page's URL or heading, else the
 * first outside a list. Never throws; null where none describes a story or the page.
 */
export function readLinkedData(sources: string[], url: string | null, heading: string | null): LinkedData | null {
  const all: { thing: Thing; listed: boolean }[] = [];
  for (const source of sources.slice(0, MAX_SCRIPTS)) collect(parseLenientJson(unescapeQuotes(source)), 0, false, all);
  const byId = new Map<string, Thing>();
  for (const { thing } of all) {
    const id = ownProperty(thing, '@id');
    // A reference has the @id of its target and nothing else.
    if (typeof id === 'string' && Object.keys(thing).length > 2 && !byId.has(id)) byId.set(id, thing);
  }
  const isStory = (thing: Thing): boolean =>
    hasType(thing, STORY) ||
    (ownProperty(thing, '@type') === undefined && ownProperty(thing, 'headline') !== undefined);
  const stories = all.filter(
    ({ thing }) =>
      isStory(thing) &&
      (ownProperty(thing, 'headline') ??
        ownProperty(thing, 'name') ??
        ownProperty(thing, 'datePublished') ??
        ownProperty(thing, 'dateModified') ??
        ownProperty(thing, 'articleBody')) !== undefined,
  );
  const same = (thing: Thing): boolean => url !== null && pathOf(urlOf(thing)) === pathOf(url);
  const named = (thing: Thing): boolean =>
    heading !== null &&
    textOf(ownProperty(thing, 'headline') ?? ownProperty(thing, 'name'))?.toLowerCase() === heading.toLowerCase();
  const chosen =
    stories.find(({ thing }) => same(thing)) ??
    stories.find(({ thing }) => named(thing)) ??
    stories.find(({ listed }) => !listed);
  const page = all.find(
    ({ thing, listed }) =>
      !listed &&
      hasType(thing, PAGE) &&
      (ownProperty(thing, 'datePublished') ?? ownProperty(thing, 'uploadDate')) !== undefined,
  )?.thing;
  const story = chosen?.thing ?? page;
  if (story === undefined) return null;
  const field = (name: string): unknown =>
    ownProperty(story, name) ?? (page === undefined || chosen === undefined ? undefined : ownProperty(page, name));
  const image = imageOf(ownProperty(story, 'image') ?? ownProperty(story, 'thumbnailUrl'), byId);
  const publisher = ownProperty(story, 'publisher');
  const body = ownProperty(story, 'articleBody');
  return {
    headline: chosen === undefined ? null : textOf(ownProperty(story, 'headline') ?? ownProperty(story, 'name')),
    authors: authorsOf(story, byId),
    publisher: textOf(
      isThing(publisher) && ownProperty(publisher, 'name') === undefined
        ? byId.get(String(ownProperty(publisher, '@id')))
        : publisher,
    ),
    located: textOf(ownProperty(story, 'dateline')),
    published: textOf(
      field('datePublished') ??
        ownProperty(story, 'dateCreated') ??
        (chosen === undefined ? ownProperty(story, 'uploadDate') : undefined),
    ),
    modified: textOf(field('dateModified')),
    language: textOf(ownProperty(story, 'inLanguage')),
    images: image === null ? [] : [image],
    body: typeof body === 'string' ? body.slice(0, MAX_TEXT) : null,
    url: urlOf(story),
    live: hasType(story, /^LiveBlogPosting$/),
  };
}
