// Parses feeds (RSS 0.9 to 2, RDF, Atom, JSON Feed) into stories. An entry keeps its `uri` while it changes:
// its id where that is a URI, unique across feeds; else its id within this feed; else its link.
import { createHash } from 'node:crypto';
import { parseFeed, type AnyFeed } from 'feedsmith';
import { instantMs } from '../instant.js';
import { parseFeedDate } from './feed-date.js';
import { oldestFirst, MAX_ITEMS, type ParsedItems, type ParsedItem } from './parsed-item.js';
import { fragmentParagraphs, fragmentLine } from '../page/fragment-text.js';
import { languageTag, storyInput, type StoryInput } from '../story/story.js';
import { isUrl } from '../text/is-url.js';
import { foldSpace } from '../text/fold-space.js';

export type FeedContext = {
  /** The URL that the feed was fetched from; resolves relative URLs. */
  base: string;
  /** The source's URL, which stays the same when the feed redirects. */
  source: string;
  zone?: string | undefined;
  language?: string | undefined;
  now: number;
};

type Text = { value: string; isHtml: boolean };

/** An entry in the common form of all formats. */
type Entry = {
  id?: string | undefined;
  link?: string | undefined;
  title: Text | null;
  content: Text | null;
  summary: Text | null;
  published?: string | undefined;
  updated?: string | undefined;
  authors: (string | undefined)[];
  images: (string | undefined)[];
  language?: string | undefined;
};

type ParsedFeed = { entries: Entry[]; hub: string | undefined; self: string | undefined; language: string | undefined };
type Link = { href?: string | undefined; rel?: string | undefined };

const MAX_HEADLINE = 300;

const html = (value: string | undefined): Text | null =>
  value === undefined || value.trim() === '' ? null : { value, isHtml: true };
const plain = (value: string | undefined): Text | null =>
  value === undefined || value.trim() === '' ? null : { value, isHtml: false };
const atomText = (text: { value?: string | undefined; type?: string | undefined } | undefined): Text | null =>
  text?.type === undefined || text.type === 'text' || text.type === 'text/plain'
    ? plain(text?.value)
    : html(text.value);
const linkOf = (links: readonly Link[] | undefined, rel: string): string | undefined =>
  links?.find((link) => (link.rel ?? 'alternate').toLowerCase() === rel)?.href;
const isImage = (type: string | undefined): boolean => type?.startsWith('image/') === true;

/** Brings all formats into one form. */
function normaliseFeed(parsed: AnyFeed): ParsedFeed {
  if (parsed.format === 'json') {
    const { feed } = parsed;
    const entries = (feed.items ?? []).map((item): Entry => ({
      id: item.id,
      link: item.url ?? item.external_url,
      title: plain(item.title),
      content: html(item.content_html) ?? plain(item.content_text),
      summary: plain(item.summary),
      published: item.date_published,
      updated: item.date_modified,
      authors: (item.authors ?? []).map((author) => author.name),
      images: [
        item.image,
        ...(item.attachments ?? []).filter(({ mime_type: type }) => isImage(type)).map(({ url }) => url),
      ],
      language: item.language,
    }));
    return {
      entries,
      hub: feed.hubs?.find(({ type }) => type?.toLowerCase() === 'websub')?.url,
      self: feed.feed_url,
      language: feed.language,
    };
  }
  if (parsed.format === 'atom') {
    const { feed } = parsed;
    const entries = (feed.entries ?? []).map((entry): Entry => ({
      id: entry.id,
      link: linkOf(entry.links, 'alternate'),
      title: atomText(entry.title),
      content: atomText(entry.content),
      summary: atomText(entry.summary),
      published: entry.published,
      updated: entry.updated,
      authors: (entry.authors ?? []).map((author) => author.name),
      images: [
        ...(entry.links ?? []).filter(({ rel, type }) => rel === 'enclosure' && isImage(type)).map(({ href }) => href),
        ...(entry.media?.contents ?? []).map(({ url }) => url),
      ],
      language: entry.xml?.lang,
    }));
    return { entries, hub: linkOf(feed.links, 'hub'), self: linkOf(feed.links, 'self'), language: feed.xml?.lang };
  }
  if (parsed.format === 'rdf') {
    const { feed } = parsed;
    const entries = (feed.items ?? []).map((item): Entry => ({
      id: item.rdf?.about,
      link: item.link,
      title: html(item.title),
      content: html(item.content?.encoded),
      summary: html(item.description),
      published: item.dc?.dates?.[0],
      authors: item.dc?.creators ?? [],
      images: [],
    }));
    return {
      entries,
      hub: linkOf(feed.atom?.links, 'hub'),
      self: linkOf(feed.atom?.links, 'self'),
      language: feed.dc?.languages?.[0],
    };
  }
  const { feed } = parsed;
  const entries = (feed.items ?? []).map((item): Entry => ({
    id: item.guid?.value,
    link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
    title: html(item.title),
    content: html(item.content?.encoded),
    summary: html(item.description),
    published: item.pubDate ?? item.dc?.dates?.[0],
    updated: item.atom?.updated ?? item.dcterms?.modified?.[0],
    authors:
      item.dc?.creators ??
      (item.authors ?? []).map((author) =>
        typeof author === 'string' ? /\(([^)]+)\)/.exec(author)?.[1] : author.name,
      ),
    images: [
      ...(item.enclosures ?? []).filter(({ type }) => isImage(type)).map(({ url }) => url),
      ...(item.media?.contents ?? [])
        .filter(({ type, medium }) => isImage(type) || medium === 'image')
        .map(({ url }) => url),
    ],
  }));
  return {
    entries,
    hub: linkOf(feed.atom?.links, 'hub'),
    self: linkOf(feed.atom?.links, 'self'),
    language: feed.language,
  };
}

/** The absolute http(s) URL, of at most 2,048 characters; null for anything else. */
export const resolveUrl = (href: string | undefined, base: string): string | null => {
  const trimmed = href?.trim() ?? '';
  if (trimmed === '' || !isUrl(trimmed, base)) return null;
  const url = new URL(trimmed, base).href;
  return /^https?:/.test(url) && url.length <= 2_048 ? url : null;
};

const lineOfText = (text: Text | null): string =>
  text === null ? '' : text.isHtml ? fragmentLine(text.value) : foldSpace(text.value);
const paragraphsOf = (text: Text | null, base: string): ReturnType<typeof fragmentParagraphs> =>
  text === null
    ? { paragraphs: [], images: [] }
    : text.isHtml
      ? fragmentParagraphs(text.value, base)
      : {
          paragraphs: text.value
            .split(/\n\s*\n|\r?\n/)
            .map((line) => foldSpace(line))
            .filter((line) => line !== ''),
          images: [],
        };

/** The title; without one, the first sentence of the body, or its first 300 characters. */
export function headlineOf(title: string, body: readonly string[]): string {
  const headline = title === '' ? (/^.{20,}?[.!?…](?=\s)/u.exec(body[0] ?? '')?.[0] ?? body[0] ?? '') : title;
  return (
    headline.length > MAX_HEADLINE && title === ''
      ? `${headline.slice(0, MAX_HEADLINE).replace(/\s+\S*$/, '')}…`
      : headline.slice(0, 1_000)
  ).toWellFormed();
}

function uriOf({ id, link, title }: Entry, context: FeedContext): string {
  const cleanId = foldSpace(id ?? '');
  const at = resolveUrl(link, context.base);
  const uri = /^[a-z][a-z0-9+.-]*:\S/i.test(cleanId)
    ? cleanId
    : cleanId !== ''
      ? `${context.source}#${cleanId}`
      : (at ?? `${context.source}#${lineOfText(title)}`);
  return uri.length <= 2_048 ? uri : `${context.source}#${createHash('sha256').update(uri).digest('hex')}`;
}

function itemOf(entry: Entry, context: FeedContext, language: string | undefined): ParsedItem | null {
  const { paragraphs, images } = paragraphsOf(entry.content ?? entry.summary, context.base);
  const headline = headlineOf(lineOfText(entry.title), paragraphs);
  const url = resolveUrl(entry.link, context.base);
  if (headline === '') return null;
  const published = parseFeedDate(entry.published, context.zone, context.now);
  const updated = parseFeedDate(entry.updated, context.zone, context.now) ?? published;
  const itemLanguage = [context.language, entry.language, language].find((tag) => languageTag.safeParse(tag).success);
  const pictures = [
    ...new Map(
      [...entry.images.map((image) => ({ url: resolveUrl(image, context.base), alt: null })), ...images].flatMap(
        (image): [string, { url: string; alt: string | null }][] =>
          image.url === null ? [] : [[image.url, { url: image.url, alt: image.alt }]],
      ),
    ).values(),
  ];
  const uri = uriOf(entry, context);
  const story = storyInput.safeParse({
    uri,
    ...(url === null ? {} : { url }),
    headline,
    byline:
      entry.authors
        .flatMap((name) => name?.trim() || [])
        .slice(0, 10)
        .join(', ')
        .slice(0, 500) || null,
    body: paragraphs,
    firstCreated: published,
    versionCreated: updated,
    ...(itemLanguage === undefined ? {} : { language: itemLanguage }),
    media: pictures.slice(0, 20).map((picture) => ({ ...picture, type: 'image' })),
  } satisfies Partial<Record<keyof StoryInput, unknown>>);
  return story.success ? { uri, url, at: updated === null ? null : instantMs(updated), story: story.data } : null;
}

/** Removes entity declarations: no feed needs them, and expanded they can take gigabytes. */
const withoutEntities = (text: string): string => text.replace(/<!DOCTYPE[^[>]{0,500}\[[\s\S]*?\]\s*>/i, '');

/**
 * The stories of a feed, oldest change first; null where the text is no feed. The caller bounds time and
 * memory.
 */
export function parseFeedItems(text: string, context: FeedContext): ParsedItems | null {
  let feed: ParsedFeed;
  try {
    feed = normaliseFeed(parseFeed(withoutEntities(text), { maxItems: MAX_ITEMS + 1 }));
  } catch {
    // Every error of feedsmith means that the text is no feed.
    return null;
  }
  const entries = feed.entries.slice(0, MAX_ITEMS);
  const items = new Map<string, ParsedItem>();
  let bad = 0;
  for (const entry of entries) {
    const item = itemOf(entry, context, feed.language);
    if (item === null) bad += 1;
    // Of duplicates in one feed, the first is the newest.
    else if (!items.has(item.uri)) items.set(item.uri, item);
  }
  const note =
    feed.entries.length > MAX_ITEMS
      ? {
          code: 'too_many_items' as const,
          reason: `the feed has more than ${MAX_ITEMS} items; the first ${MAX_ITEMS} are read`,
        }
      : bad > 0
        ? { code: 'bad_items' as const, reason: `${bad} of ${entries.length} items have no text for a headline` }
        : null;
  return {
    items: oldestFirst([...items.values()]),
    note,
    hub: resolveUrl(feed.hub, context.base),
    self: resolveUrl(feed.self, context.base),
  };
}
