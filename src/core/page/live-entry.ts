// Reads the entries of a live blog from structured data (schema.org LiveBlogPosting) or markup.
import { fragmentParagraphs, fragmentLine } from './fragment-text.js';
import { hasType, isThing, asList, ownProperty, textOf, unescapeQuotes, type Thing } from './document/linked-data.js';
import { parseLenientJson } from '../text/lenient-json.js';
import { textContent, type PageElement } from './document/element.js';
import type { PageTree } from './document/html-tree.js';

/** One entry; times are as written on the page. */
export type LiveEntry = {
  /** Identifiers, the most reliable first: URLs, or anchors such as `#a`. */
  names: string[];
  headline: string;
  body: string[];
  byline: string | null;
  published: string | null;
  updated: string | null;
  images: string[];
  keyEvent: boolean;
};

/** `thing` is the live blog's structured data, null where only markup was found. */
export type LiveEntries = { thing: Thing | null; entries: LiveEntry[] };

/** Entries read; the newest come first. */
const MAX_ENTRIES = 1_001;
const MAX_THINGS = 10_000;
const MAX_DEPTH = 8;
const MAX_BODY = 200_000;
/** Classes and genres of key events. */
const KEY_EVENT = /(?:^|[\s_-])(?:is-?)?key-?(?:event|moment|update|point)(?:$|[\s_-])/i;
/** Signs of a live blog in classes, URL and title; "live" alone is too common. */
const LIVE_CLASS = /live[\s_-]?(?:blog|ticker|feed|updates|coverage|posts|entries|stream-?posts)|LiveBlogPosting/i;
const LIVE_PATH = /\/live\/|live-?(?:blog|ticker|updates)|-live(?:[/-]|$)/i;
const LIVE_TITLE =
  /^live\s*[:|–—-]|\blive[ -]?(?:updates|blog|coverage|ticker)\b|[:|–—-]\s*live\b|minute by minute|as it happened/i;
/** Classes of lists that are no entries. */
const NO_ENTRIES = /comment|respon[ds]|reply|discuss|related|teaser|promo|sidebar/i;
const SKIPPED_TAGS = new Set([
  'time',
  'button',
  'nav',
  'footer',
  'aside',
  'form',
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
]);
const TEXT_TAGS = new Set('p li blockquote pre dd dt'.split(' '));
const HEADING = /^h[1-6]$/;

function paragraphsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 500).flatMap(paragraphsOf);
  const text = typeof value === 'string' ? value.slice(0, MAX_BODY) : null;
  if (text === null) return [];
  return /<(?:p|br|div|ul|ol|h\d|blockquote)\b/i.test(text)
    ? fragmentParagraphs(text, undefined).paragraphs
    : text
        .split(/\s*\n\s*/)
        .map(fragmentLine)
        .filter((line) => line !== '');
}

const imagesOf = (value: unknown): string[] =>
  asList(value)
    .slice(0, 20)
    .flatMap(
      (image) =>
        (typeof image === 'string'
          ? image
          : isThing(image)
            ? textOf(ownProperty(image, 'url') ?? ownProperty(image, 'contentUrl'))
            : null) ?? [],
    );

/** All objects of the JSON-LD scripts, nested ones included. */
function thingsOf(sources: readonly string[]): Thing[] {
  const found: Thing[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || found.length >= MAX_THINGS) return;
    if (Array.isArray(value)) for (const item of value) walk(item, depth + 1);
    else if (isThing(value)) {
      found.push(value);
      for (const inner of Object.values(value)) walk(inner, depth + 1);
    }
  };
  for (const source of sources.slice(0, 50)) walk(parseLenientJson(unescapeQuotes(source)), 0);
  return found;
}

function entryOf(thing: Thing): LiveEntry {
  const page = ownProperty(thing, 'mainEntityOfPage');
  const named = [
    ownProperty(thing, '@id'),
    ownProperty(thing, 'url'),
    isThing(page) ? ownProperty(page, '@id') : page,
    ownProperty(thing, 'identifier'),
  ];
  const genres = [ownProperty(thing, 'genre'), ownProperty(thing, 'articleSection')].flatMap(asList);
  return {
    names: named.flatMap((name) =>
      typeof name === 'string' && name.trim() !== '' && !name.startsWith('_:') ? name.trim() : [],
    ),
    headline: textOf(ownProperty(thing, 'headline') ?? ownProperty(thing, 'name')) ?? '',
    body: paragraphsOf(
      ownProperty(thing, 'articleBody') ?? ownProperty(thing, 'text') ?? ownProperty(thing, 'description'),
    ),
    byline:
      asList(ownProperty(thing, 'author'))
        .slice(0, 10)
        .flatMap((author) => textOf(author) ?? [])
        .join(', ') || null,
    published: textOf(ownProperty(thing, 'datePublished') ?? ownProperty(thing, 'dateCreated')),
    updated: textOf(ownProperty(thing, 'dateModified')),
    images: imagesOf(ownProperty(thing, 'image')),
    keyEvent:
      ownProperty(thing, 'keyEvent') === true ||
      genres.some((genre) => typeof genre === 'string' && KEY_EVENT.test(genre)),
  };
}

/** Of several live blogs on a page, the one with the most entries. */
function fromLinkedData(scripts: readonly string[]): LiveEntries | null {
  if (!scripts.some((source) => source.includes('liveBlogUpdate'))) return null;
  const things = thingsOf(scripts);
  const byId = new Map<unknown, Thing>();
  for (const thing of things)
    if (Object.keys(thing).length > 2 && !byId.has(ownProperty(thing, '@id')))
      byId.set(ownProperty(thing, '@id'), thing);
  let best: LiveEntries | null = null;
  for (const thing of things) {
    if (!hasType(thing, /^LiveBlogPosting$/)) continue;
    const updates = asList(ownProperty(thing, 'liveBlogUpdate'))
      .filter(isThing)
      .slice(0, MAX_ENTRIES)
      .map((update) => (Object.keys(update).length > 2 ? update : (byId.get(ownProperty(update, '@id')) ?? update)));
    if (updates.length > (best?.entries.length ?? 0)) best = { thing, entries: updates.map(entryOf) };
  }
  return best;
}

const classOf = (element: PageElement): string => element.attributes.get('class') ?? '';

/** The first descendant that fits, or null. */
function within(element: PageElement, fits: (inner: PageElement) => boolean): PageElement | null {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const found = fits(child) ? child : within(child, fits);
    if (found !== null) return found;
  }
  return null;
}

function textsIn(element: PageElement, heading: PageElement | null, byline: PageElement | null, into: string[]): void {
  for (const child of element.children) {
    if (typeof child === 'string' || child === heading || child === byline || SKIPPED_TAGS.has(child.tag)) continue;
    if (TEXT_TAGS.has(child.tag)) into.push(textContent(child));
    else textsIn(child, heading, byline, into);
  }
}

/** True for a link to the entry itself: an anchor, rel=bookmark, or around its time. */
const isPermalink = (link: PageElement): boolean =>
  /^#./.test(link.attributes.get('href') ?? '') ||
  link.attributes.get('rel') === 'bookmark' ||
  within(link, ({ tag }) => tag === 'time') !== null;

function entryIn(element: PageElement): LiveEntry | null {
  const time = within(element, ({ tag, attributes }) => tag === 'time' && attributes.has('datetime'));
  const link = within(element, (inner) => inner.tag === 'a' && isPermalink(inner));
  const names = [element.attributes.get('id')?.trim() ?? '', link?.attributes.get('href')?.trim() ?? ''].flatMap(
    (name, at) => (name === '' ? [] : at === 0 ? `#${name}` : name),
  );
  const heading = within(element, ({ tag }) => HEADING.test(tag));
  const byline = within(
    element,
    (inner) =>
      inner.attributes.get('itemprop') === 'author' ||
      /(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])/i.test(classOf(inner)),
  );
  const body: string[] = [];
  textsIn(element, heading, byline, body);
  const paragraphs = body.filter((text) => text !== '');
  if (time === null || names.length === 0 || paragraphs.length === 0) return null;
  const modified = within(
    element,
    ({ tag, attributes }) => tag === 'time' && attributes.get('itemprop') === 'dateModified',
  );
  const image = within(element, ({ tag, attributes }) => tag === 'img' && attributes.has('src'));
  return {
    names,
    headline: textContent(heading),
    body: paragraphs,
    byline: textContent(byline).replace(/^by\s+/i, '') || null,
    published: time.attributes.get('datetime') ?? null,
    updated: modified?.attributes.get('datetime') ?? null,
    images: image === null ? [] : [image.attributes.get('src') ?? ''],
    keyEvent: KEY_EVENT.test(classOf(element)) || within(element, (inner) => KEY_EVENT.test(classOf(inner))) !== null,
  };
}

const isMarked = ({ attributes }: PageElement): boolean => attributes.get('itemprop') === 'liveBlogUpdate';

/**
 * The longest list of siblings of one tag with a name, a time and a text each. Comments and teasers don't
 * count.
 */
function fromMarkup({ root, title, rootClasses }: PageTree, path: string): LiveEntries | null {
  let best: LiveEntry[] = [];
  const search = (element: PageElement, live: boolean): void => {
    if (NO_ENTRIES.test(`${classOf(element)} ${element.attributes.get('id') ?? ''}`)) return;
    const inner = element.children.filter((child): child is PageElement => typeof child !== 'string');
    const isLive =
      live ||
      LIVE_CLASS.test(
        `${classOf(element)} ${element.attributes.get('id') ?? ''} ${element.attributes.get('itemtype') ?? ''}`,
      );
    const marked = inner.filter(isMarked);
    for (const list of marked.length > 0
      ? [marked]
      : isLive
        ? ['article', 'li', 'section', 'div'].map((tag) =>
            inner.filter((child) => child.tag === tag && (tag === 'article' || child.attributes.has('id'))),
          )
        : []) {
      if (list.length <= best.length || (list.length < 2 && marked.length === 0)) continue;
      const entries = list.slice(0, MAX_ENTRIES).flatMap((child) => entryIn(child) ?? []);
      if (entries.length > best.length && entries.length * 2 > list.length) best = entries;
    }
    for (const child of inner) search(child, isLive);
  };
  search(root, LIVE_CLASS.test(rootClasses) || LIVE_PATH.test(path) || LIVE_TITLE.test(title ?? ''));
  return best.length === 0 ? null : { thing: null, entries: best };
}

/**
 * The entries of a page's live blog, in page order; null where it is none. `path` is that of its URL. Never
 * throws.
 */
export const readLiveEntries = (tree: PageTree, path: string): LiveEntries | null =>
  fromLinkedData(tree.jsonLdScripts) ?? fromMarkup(tree, path);
