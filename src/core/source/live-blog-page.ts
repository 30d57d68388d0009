// Parses a live blog's page into its story and posts. A post keeps its `uri` while it changes and moves on
// the page: its anchor, else its own URL, else a hash of its first words. A missing post is no kill: pages
// show only the newest posts. Further pages aren't read.
import { createHash } from 'node:crypto';
import { instantMs } from '../instant.js';
import { parseFeedDate } from './feed-date.js';
import { resolveUrl, headlineOf } from './feed-items.js';
import { oldestFirst, MAX_ITEMS, type ParsedItems, type ParsedItem } from './parsed-item.js';
import { ownProperty, textOf, type Thing } from '../page/document/linked-data.js';
import { readLiveEntries, type LiveEntry } from '../page/live-entry.js';
import { parseHtmlTree } from '../page/document/html-tree.js';
import { storyInput, type ParsedPage } from '../story/story.js';

type LiveContext = {
  text: string;
  url: string;
  /** The source's URL, which stays the same when the page redirects. */
  source: string;
  page: ParsedPage;
  zone?: string | undefined;
  now: number;
};

/** Words that, with the time, identify a post without anchor, URL and heading. */
const FIRST_WORDS = 5;

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
const pathOf = (address: string): string => new URL(address).pathname.replace(/\/$/, '');

/**
 * A stable uri from an anchor or URL; null where it only links to the blog itself. Anchors are the same on
 * each page of the blog.
 */
function uriOf(name: string, { url, source, page }: LiveContext): string | null {
  if (!/^[a-z][a-z0-9+.-]*:|[#/?]/i.test(name)) return `${source}#${name}`;
  const at = resolveUrl(name, url);
  if (at === null) return /^(?!https?:)[a-z][a-z0-9+.-]*:\S/i.test(name) ? name : null;
  const { hash, search } = new URL(at);
  if (![url, source, ...(page.url === null ? [] : [page.url])].some((blog) => pathOf(blog) === pathOf(at))) return at;
  return hash.length > 1 ? `${source}${hash}` : search === '' ? null : at;
}

/** The uri of each entry. A name shared by entries of different times is ignored. */
function urisOf(entries: readonly LiveEntry[], context: LiveContext): string[] {
  const named = entries.map(({ names }) => names.flatMap((name) => uriOf(name, context) ?? []));
  const times = new Map<string, Set<string | null>>();
  named.forEach((names, at) => {
    for (const name of names) times.set(name, (times.get(name) ?? new Set()).add(entries[at]?.published ?? null));
  });
  return entries.map(({ published, headline, body }, at) => {
    const name = named[at]?.find((one) => one.length <= 2_048 && times.get(one)?.size === 1);
    return name ?? `${context.source}#${hashOf([published, headline || body[0]?.split(' ').slice(0, FIRST_WORDS)])}`;
  });
}

function postOf(entry: LiveEntry, uri: string, context: LiveContext): ParsedItem | null {
  const { url: base, source, page, zone, now } = context;
  const published = parseFeedDate(entry.published ?? undefined, zone, now);
  const updated = parseFeedDate(entry.updated ?? undefined, zone, now) ?? published;
  const url = uri.startsWith(`${source}#`) ? null : resolveUrl(uri, base);
  const images = [...new Set(entry.images.flatMap((image) => resolveUrl(image, base) ?? []))].slice(0, 20);
  const story = storyInput.safeParse({
    kind: 'post',
    partOf: source,
    headline: headlineOf(entry.headline, entry.body),
    byline: entry.byline?.slice(0, 500) ?? null,
    body: entry.body,
    firstCreated: published,
    versionCreated: updated,
    ...(page.language === null ? {} : { language: page.language }),
    ...(images.length === 0 ? {} : { media: images.map((image) => ({ url: image, type: 'image' })) }),
    ...(entry.keyEvent ? { keyEvent: true } : {}),
  });
  return story.success ? { uri, url, at: updated === null ? null : instantMs(updated), story: story.data } : null;
}

function blogOf(thing: Thing | null, { url, source, page, zone, now }: LiveContext): ParsedItem | null {
  const date = (name: string): string | null =>
    thing === null ? null : parseFeedDate(textOf(ownProperty(thing, name)) ?? undefined, zone, now);
  const description = thing === null ? null : textOf(ownProperty(thing, 'description'));
  const ends = date('coverageEndTime');
  const story = storyInput.safeParse({
    kind: 'liveblog',
    headline: (
      (thing === null ? null : textOf(ownProperty(thing, 'headline') ?? ownProperty(thing, 'name'))) ??
      page.headline ??
      ''
    ).slice(0, 1_000),
    byline: page.byline?.slice(0, 500) ?? null,
    body: description === null ? page.highlights : [description],
    firstCreated: date('coverageStartTime') ?? date('datePublished') ?? page.firstCreated,
    versionCreated: date('dateModified') ?? page.versionCreated,
    ...(page.language === null ? {} : { language: page.language }),
    ...(ends === null ? {} : { coverageEndTime: ends }),
  });
  return story.success ? { uri: source, url: page.url ?? url, at: null, story: story.data } : null;
}

/**
 * The live blog of a page, then its posts, oldest first; null where the page is no live blog. Never throws.
 */
export function parseLiveBlogPage(context: LiveContext): ParsedItems | null {
  const tree = parseHtmlTree(context.text);
  const live = readLiveEntries(tree, new URL(context.url).pathname);
  const blog = live === null ? null : blogOf(live.thing, context);
  if (live === null || blog === null) return null;
  const entries = live.entries.slice(0, MAX_ITEMS);
  const uris = urisOf(entries, context);
  const posts = new Map<string, ParsedItem>();
  let bad = 0;
  entries.forEach((entry, at) => {
    const post = postOf(entry, uris[at] ?? '', context);
    if (post === null) bad += 1;
    // Many pages list pinned posts twice: the one changed last counts.
    else if ((posts.get(post.uri)?.at ?? -Infinity) < (post.at ?? 0)) posts.set(post.uri, post);
  });
  if (posts.size === 0) return null;
  const note =
    live.entries.length > MAX_ITEMS
      ? {
          code: 'too_many_items' as const,
          reason: `the live blog shows more than ${MAX_ITEMS} entries; the first ${MAX_ITEMS} are read`,
        }
      : bad > 0
        ? { code: 'bad_items' as const, reason: `${bad} of ${entries.length} entries have no text for a headline` }
        : null;
  return { items: [blog, ...oldestFirst([...posts.values()])], note, hub: null, self: null };
}
