// From a feed to the stories in it, whatever form the feed has. An entry keeps its name (`uri`) while it changes: its id where that is
// an address, which no other feed uses; else its id within this feed; else where it leads.
import { createHash } from 'node:crypto';
import { parseFeed, type AnyFeed } from 'feedsmith';
import { feedDate } from './feed-date.js';
import { inOrder, MAX_ITEMS, type Found, type FoundItem } from './found-item.js';
import { fragmentParagraphs, fragmentLine } from '../page/fragment-text.js';
import { languageTag, storyInput, type StoryInput } from '../story/story.js';

export type FeedContext = {
  /** Where the feed was found: resolves its addresses. */
  base: string;
  /** The source's own address, which stays where the feed moves. */
  source: string;
  zone?: string | undefined;
  language?: string | undefined;
  now: number;
};

type Text = { words: string; markup: boolean };

/** An entry as all forms of feeds have it. */
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

type Opened = { entries: Entry[]; hub: string | undefined; self: string | undefined; language: string | undefined };
type Link = { href?: string | undefined; rel?: string | undefined };

const MAX_HEADLINE = 300;

const markup = (words: string | undefined): Text | null => (words === undefined || words.trim() === '' ? null : { words, markup: true });
const plain = (words: string | undefined): Text | null => (words === undefined || words.trim() === '' ? null : { words, markup: false });
const atomText = (text: { value?: string | undefined; type?: string | undefined } | undefined): Text | null => (text?.type === undefined || text.type === 'text' || text.type === 'text/plain' ? plain(text?.value) : markup(text.value));
const linkOf = (links: readonly Link[] | undefined, rel: string): string | undefined => links?.find((link) => (link.rel ?? 'alternate').toLowerCase() === rel)?.href;
const isImage = (type: string | undefined): boolean => type?.startsWith('image/') === true;

/** Feeds as they are: RSS 0.9 to 2, RDF, Atom, JSON Feed. */
function open(found: AnyFeed): Opened {
  if (found.format === 'json') {
    const { feed } = found;
    const entries = (feed.items ?? []).map((item): Entry => ({
      id: item.id,
      link: item.url ?? item.external_url,
      title: plain(item.title),
      content: markup(item.content_html) ?? plain(item.content_text),
      summary: plain(item.summary),
      published: item.date_published,
      updated: item.date_modified,
      authors: (item.authors ?? []).map((author) => author.name),
      images: [item.image, ...(item.attachments ?? []).filter(({ mime_type: type }) => isImage(type)).map(({ url }) => url)],
      language: item.language,
    }));
    return { entries, hub: feed.hubs?.find(({ type }) => type?.toLowerCase() === 'websub')?.url, self: feed.feed_url, language: feed.language };
  }
  if (found.format === 'atom') {
    const { feed } = found;
    const entries = (feed.entries ?? []).map((entry): Entry => ({
      id: entry.id,
      link: linkOf(entry.links, 'alternate'),
      title: atomText(entry.title),
      content: atomText(entry.content),
      summary: atomText(entry.summary),
      published: entry.published,
      updated: entry.updated,
      authors: (entry.authors ?? []).map((author) => author.name),
      images: [...(entry.links ?? []).filter(({ rel, type }) => rel === 'enclosure' && isImage(type)).map(({ href }) => href), ...(entry.media?.contents ?? []).map(({ url }) => url)],
      language: entry.xml?.lang,
    }));
    return { entries, hub: linkOf(feed.links, 'hub'), self: linkOf(feed.links, 'self'), language: feed.xml?.lang };
  }
  if (found.format === 'rdf') {
    const { feed } = found;
    const entries = (feed.items ?? []).map((item): Entry => ({
      id: item.rdf?.about,
      link: item.link,
      title: markup(item.title),
      content: markup(item.content?.encoded),
      summary: markup(item.description),
      published: item.dc?.dates?.[0],
      authors: item.dc?.creators ?? [],
      images: [],
    }));
    return { entries, hub: linkOf(feed.atom?.links, 'hub'), self: linkOf(feed.atom?.links, 'self'), language: feed.dc?.languages?.[0] };
  }
  const { feed } = found;
  const entries = (feed.items ?? []).map((item): Entry => ({
    id: item.guid?.value,
    link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
    title: markup(item.title),
    content: markup(item.content?.encoded),
    summary: markup(item.description),
    published: item.pubDate ?? item.dc?.dates?.[0],
    updated: item.atom?.updated ?? item.dcterms?.modified?.[0],
    authors: item.dc?.creators ?? (item.authors ?? []).map((author) => (typeof author === 'string' ? /\(([^)]+)\)/.exec(author)?.[1] : author.name)),
    images: [...(item.enclosures ?? []).filter(({ type }) => isImage(type)).map(({ url }) => url), ...(item.media?.contents ?? []).filter(({ type, medium }) => isImage(type) || medium === 'image').map(({ url }) => url)],
  }));
  return { entries, hub: linkOf(feed.atom?.links, 'hub'), self: linkOf(feed.atom?.links, 'self'), language: feed.language };
}

export const addressOf = (href: string | undefined, base: string): string | null => {
  const trimmed = href?.trim() ?? '';
  if (trimmed === '' || !URL.canParse(trimmed, base)) return null;
  const url = new URL(trimmed, base).href;
  return /^https?:/.test(url) && url.length <= 2_048 ? url : null;
};

const wordsOf = (text: Text | null): string => (text === null ? '' : text.markup ? fragmentLine(text.words) : text.words.replace(/\s+/g, ' ').trim());
const paragraphsOf = (text: Text | null, base: string): ReturnType<typeof fragmentParagraphs> =>
  text === null ? { paragraphs: [], images: [] } : text.markup ? fragmentParagraphs(text.words, base) : { paragraphs: text.words.split(/\n\s*\n|\r?\n/).map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== ''), images: [] };

/** What has no title is headed by how it begins. */
export function headlineOf(title: string, body: readonly string[]): string {
  const words = title === '' ? (/^.{20,}?[.!?…](?=\s)/u.exec(body[0] ?? '')?.[0] ?? body[0] ?? '') : title;
  return (words.length > MAX_HEADLINE && title === '' ? `${words.slice(0, MAX_HEADLINE).replace(/\s+\S*$/, '')}…` : words.slice(0, 1_000)).toWellFormed();
}

function uriOf({ id, link, title }: Entry, context: FeedContext): string {
  const named = id?.replace(/\s+/g, ' ').trim() ?? '';
  const at = addressOf(link, context.base);
  const uri = /^[a-z][a-z0-9+.-]*:\S/i.test(named) ? named : named !== '' ? `${context.source}#${named}` : (at ?? `${context.source}#${wordsOf(title)}`);
  return uri.length <= 2_048 ? uri : `${context.source}#${createHash('sha256').update(uri).digest('hex')}`;
}

function itemOf(entry: Entry, context: FeedContext, language: string | undefined): FoundItem | null {
  const { paragraphs, images } = paragraphsOf(entry.content ?? entry.summary, context.base);
  const headline = headlineOf(wordsOf(entry.title), paragraphs);
  const url = addressOf(entry.link, context.base);
  if (headline === '') return null;
  const published = feedDate(entry.published, context.zone, context.now);
  const updated = feedDate(entry.updated, context.zone, context.now) ?? published;
  const tongue = [context.language, entry.language, language].find((tag) => languageTag.safeParse(tag).success);
  const pictures = [...new Map([...entry.images.map((image) => ({ url: addressOf(image, context.base), alt: null })), ...images].flatMap((image): [string, { url: string; alt: string | null }][] => (image.url === null ? [] : [[image.url, { url: image.url, alt: image.alt }]]))).values()];
  const uri = uriOf(entry, context);
  const story = storyInput.safeParse({
    uri,
    ...(url === null ? {} : { url }),
    headline,
    byline: entry.authors.flatMap((name) => name?.trim() || []).slice(0, 10).join(', ').slice(0, 500) || null,
    body: paragraphs,
    firstCreated: published,
    versionCreated: updated,
    ...(tongue === undefined ? {} : { language: tongue }),
    media: pictures.slice(0, 20).map((picture) => ({ ...picture, type: 'image' })),
  } satisfies Partial<Record<keyof StoryInput, unknown>>);
  return story.success ? { uri, url, at: updated === null ? null : Date.parse(updated), story: story.data } : null;
}

/** No feed needs entities of its own, and they can be made to stand for gigabytes: without their declarations they stand for nothing. */
const withoutEntities = (text: string): string => text.replace(/<!DOCTYPE[^[>]{0,500}\[[\s\S]*?\]\s*>/i, '');

/** The stories of a feed, those that changed first first. Null where the text is no feed. Time and memory are not bounded here but where it runs. */
export function readFeed(text: string, context: FeedContext): Found | null {
  let opened: Opened;
  try {
    opened = open(parseFeed(withoutEntities(text), { maxItems: MAX_ITEMS + 1 }));
  } catch {
    // Of all that feedsmith throws, each says in its way that this is no feed.
    return null;
  }
  const taken = opened.entries.slice(0, MAX_ITEMS);
  const items = new Map<string, FoundItem>();
  let bad = 0;
  for (const entry of taken) {
    const item = itemOf(entry, context, opened.language);
    if (item === null) bad += 1;
    // Twice in one feed: the first is the newer.
    else if (!items.has(item.uri)) items.set(item.uri, item);
  }
  const note =
    opened.entries.length > MAX_ITEMS
      ? { code: 'too_many_items' as const, reason: `the feed has more than ${MAX_ITEMS} items; the first ${MAX_ITEMS} are taken` }
      : bad > 0
        ? { code: 'bad_items' as const, reason: `${bad} of ${taken.length} items have no words that could head a story` }
        : null;
  return { items: inOrder([...items.values()]), note, hub: addressOf(opened.hub, context.base), self: addressOf(opened.self, context.base) };
}
