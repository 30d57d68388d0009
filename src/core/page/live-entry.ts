// The entries of a live blog, as its page's structured data has them (schema.org LiveBlogPosting), or its markup.
import { fragmentParagraphs, fragmentLine } from './fragment-text.js';
import { hasType, isThing, asList, ownProperty, textOf, unescapeQuotes, type Thing } from './document/linked-data.js';
import { parseLenientJson } from '../text/lenient-json.js';
import { textContent, type PageElement } from './document/element.js';
import type { PageTree } from './document/html-tree.js';

/** One entry as it stands there; times are its own words. */
export type LiveEntry = {
  /** What it may be known by, surest first: addresses, or anchors as `#a`. */
  names: string[];
  headline: string;
  body: string[];
  byline: string | null;
  published: string | null;
  updated: string | null;
  images: string[];
  keyEvent: boolean;
};

/** A live blog as its structured data has it; `thing` null where only its markup shows that it is one. */
export type LiveEntries = { thing: Thing | null; entries: LiveEntry[] };

/** More are not read: the newest stand first. */
const MOST = 1_001;
const MAX_THINGS = 10_000;
const MAX_DEPTH = 8;
const MAX_BODY = 200_000;
const KEY = /(?:^|[\s_-])(?:is-?)?key-?(?:event|moment|update|point)(?:$|[\s_-])/i;
/** What a live blog's classes, its address and its title say; "live" alone is said of much. */
const LIVE_CLASS = /live[\s_-]?(?:blog|ticker|feed|updates|coverage|posts|entries|stream-?posts)|LiveBlogPosting/i;
const LIVE_PATH = /\/live\/|live-?(?:blog|ticker|updates)|-live(?:[/-]|$)/i;
const LIVE_TITLE = /^live\s*[:|–—-]|\blive[ -]?(?:updates|blog|coverage|ticker)\b|[:|–—-]\s*live\b|minute by minute|as it happened/i;
const OTHERS = /comment|respon[ds]|reply|discuss|related|teaser|promo|sidebar/i;
const UNTOLD = new Set('time button nav footer aside form script style noscript template svg iframe'.split(' '));
const TEXTS = new Set('p li blockquote pre dd dt'.split(' '));
const HEADS = /^h[1-6]$/;

function paragraphsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 500).flatMap(paragraphsOf);
  const text = typeof value === 'string' ? value.slice(0, MAX_BODY) : null;
  if (text === null) return [];
  return /<(?:p|br|div|ul|ol|h\d|blockquote)\b/i.test(text) ? fragmentParagraphs(text, undefined).paragraphs : text.split(/\s*\n\s*/).map(fragmentLine).filter((line) => line !== '');
}

const imagesOf = (value: unknown): string[] =>
  asList(value).slice(0, 20).flatMap((image) => (typeof image === 'string' ? image : isThing(image) ? textOf(ownProperty(image, 'url') ?? ownProperty(image, 'contentUrl')) : null) ?? []);

/** All things, each object once, whatever holds them. */
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
  const named = [ownProperty(thing, '@id'), ownProperty(thing, 'url'), isThing(page) ? ownProperty(page, '@id') : page, ownProperty(thing, 'identifier')];
  const genres = [ownProperty(thing, 'genre'), ownProperty(thing, 'articleSection')].flatMap(asList);
  return {
    names: named.flatMap((name) => (typeof name === 'string' && name.trim() !== '' && !name.startsWith('_:') ? name.trim() : [])),
    headline: textOf(ownProperty(thing, 'headline') ?? ownProperty(thing, 'name')) ?? '',
    body: paragraphsOf(ownProperty(thing, 'articleBody') ?? ownProperty(thing, 'text') ?? ownProperty(thing, 'description')),
    byline: asList(ownProperty(thing, 'author')).slice(0, 10).flatMap((author) => textOf(author) ?? []).join(', ') || null,
    published: textOf(ownProperty(thing, 'datePublished') ?? ownProperty(thing, 'dateCreated')),
    updated: textOf(ownProperty(thing, 'dateModified')),
    images: imagesOf(ownProperty(thing, 'image')),
    keyEvent: ownProperty(thing, 'keyEvent') === true || genres.some((genre) => typeof genre === 'string' && KEY.test(genre)),
  };
}

/** Of several live blogs on one page, the one that tells most is the page's own. */
function fromLinkedData(scripts: readonly string[]): LiveEntries | null {
  if (!scripts.some((source) => source.includes('liveBlogUpdate'))) return null;
  const things = thingsOf(scripts);
  const byId = new Map<unknown, Thing>();
  for (const thing of things) if (Object.keys(thing).length > 2 && !byId.has(ownProperty(thing, '@id'))) byId.set(ownProperty(thing, '@id'), thing);
  let best: LiveEntries | null = null;
  for (const thing of things) {
    if (!hasType(thing, /^LiveBlogPosting$/)) continue;
    const updates = asList(ownProperty(thing, 'liveBlogUpdate')).filter(isThing).slice(0, MOST).map((update) => (Object.keys(update).length > 2 ? update : (byId.get(ownProperty(update, '@id')) ?? update)));
    if (updates.length > (best?.entries.length ?? 0)) best = { thing, entries: updates.map(entryOf) };
  }
  return best;
}

const classOf = (element: PageElement): string => element.attributes.get('class') ?? '';

/** The first element in it that fits, itself left out. */
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
    if (typeof child === 'string' || child === heading || child === byline || UNTOLD.has(child.tag)) continue;
    if (TEXTS.has(child.tag)) into.push(textContent(child));
    else textsIn(child, heading, byline, into);
  }
}

/** Links in its text lead anywhere: its own are marked so, stand on the page, or hold its time. */
const isPermalink = (link: PageElement): boolean => /^#./.test(link.attributes.get('href') ?? '') || link.attributes.get('rel') === 'bookmark' || within(link, ({ tag }) => tag === 'time') !== null;

function entryIn(element: PageElement): LiveEntry | null {
  const time = within(element, ({ tag, attributes }) => tag === 'time' && attributes.has('datetime'));
  const link = within(element, (inner) => inner.tag === 'a' && isPermalink(inner));
  const names = [element.attributes.get('id')?.trim() ?? '', link?.attributes.get('href')?.trim() ?? ''].flatMap((name, at) => (name === '' ? [] : at === 0 ? `#${name}` : name));
  const heading = within(element, ({ tag }) => HEADS.test(tag));
  const byline = within(element, (inner) => inner.attributes.get('itemprop') === 'author' || /(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])/i.test(classOf(inner)));
  const body: string[] = [];
  textsIn(element, heading, byline, body);
  const told = body.filter((text) => text !== '');
  if (time === null || names.length === 0 || told.length === 0) return null;
  const modified = within(element, ({ tag, attributes }) => tag === 'time' && attributes.get('itemprop') === 'dateModified');
  const image = within(element, ({ tag, attributes }) => tag === 'img' && attributes.has('src'));
  return {
    names,
    headline: textContent(heading),
    body: told,
    byline: textContent(byline).replace(/^by\s+/i, '') || null,
    published: time.attributes.get('datetime') ?? null,
    updated: modified?.attributes.get('datetime') ?? null,
    images: image === null ? [] : [image.attributes.get('src') ?? ''],
    keyEvent: KEY.test(classOf(element)) || within(element, (inner) => KEY.test(classOf(inner))) !== null,
  };
}

const isMarked = ({ attributes }: PageElement): boolean => attributes.get('itemprop') === 'liveBlogUpdate';

/** The longest list of siblings of one tag that each have a name, a time and a text; comments and teasers are none of the page's own. */
function fromMarkup({ root, title, rootClasses }: PageTree, path: string): LiveEntries | null {
  let best: LiveEntry[] = [];
  const look = (element: PageElement, live: boolean): void => {
    if (OTHERS.test(`${classOf(element)} ${element.attributes.get('id') ?? ''}`)) return;
    const inner = element.children.filter((child): child is PageElement => typeof child !== 'string');
    const alive = live || LIVE_CLASS.test(`${classOf(element)} ${element.attributes.get('id') ?? ''} ${element.attributes.get('itemtype') ?? ''}`);
    const marked = inner.filter(isMarked);
    for (const list of marked.length > 0 ? [marked] : alive ? ['article', 'li', 'section', 'div'].map((tag) => inner.filter((child) => child.tag === tag && (tag === 'article' || child.attributes.has('id')))) : []) {
      if (list.length <= best.length || (list.length < 2 && marked.length === 0)) continue;
      const entries = list.slice(0, MOST).flatMap((child) => entryIn(child) ?? []);
      if (entries.length > best.length && entries.length * 2 > list.length) best = entries;
    }
    for (const child of inner) look(child, alive);
  };
  look(root, LIVE_CLASS.test(rootClasses) || LIVE_PATH.test(path) || LIVE_TITLE.test(title ?? ''));
  return best.length === 0 ? null : { thing: null, entries: best };
}

/** The entries of the page's live blog, as they stand there; null where it is none. `path` is its address's. Never throws. */
export const readLiveEntries = (tree: PageTree, path: string): LiveEntries | null => fromLinkedData(tree.jsonLdScripts) ?? fromMarkup(tree, path);
