// From a live blog's page to its story and its posts. A post keeps its name (`uri`) while it changes and moves on the page: its anchor
// there, else its own address, else what it said first. One that is gone says nothing: pages show the newest and let the rest go, and
// only its publisher's word is a kill. Further pages of it are not followed.
import { createHash } from 'node:crypto';
import { feedDate } from './feed-date.js';
import { addressOf, headlineOf } from './feed-items.js';
import { inOrder, MAX_ITEMS, type Found, type FoundItem } from './found-item.js';
import { ownProperty, textOf, type Thing } from '../page/document/linked-data.js';
import { readLiveEntries, type LiveEntry } from '../page/live-entry.js';
import { parseHtmlTree } from '../page/document/html-tree.js';
import { storyInput, type ParsedPage } from '../story/story.js';

type LiveContext = { text: string; url: string; /** The source's own address, which stays where the page moves. */ source: string; page: ParsedPage; zone?: string | undefined; now: number };

/** What has neither name nor heading is known by its time and how it begins. */
const FIRST_WORDS = 5;

const hashOf = (words: unknown): string => createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32);
const pathOf = (address: string): string => new URL(address).pathname.replace(/\/$/, '');

/** The name under which it stays: an anchor is one on whatever host and page of the blog; what only leads to the blog names no entry. */
function nameOf(name: string, { url, source, page }: LiveContext): string | null {
  if (!/^[a-z][a-z0-9+.-]*:|[#/?]/i.test(name)) return `${source}#${name}`;
  const at = addressOf(name, url);
  if (at === null) return /^(?!https?:)[a-z][a-z0-9+.-]*:\S/i.test(name) ? name : null;
  const { hash, search } = new URL(at);
  if (![url, source, ...(page.url === null ? [] : [page.url])].some((blog) => pathOf(blog) === pathOf(at))) return at;
  return hash.length > 1 ? `${source}${hash}` : search === '' ? null : at;
}

/** How each entry is called; a name that several of different times share names none of them. */
function namesOf(entries: readonly LiveEntry[], context: LiveContext): string[] {
  const named = entries.map(({ names }) => names.flatMap((name) => nameOf(name, context) ?? []));
  const times = new Map<string, Set<string | null>>();
  named.forEach((names, at) => {
    for (const name of names) times.set(name, (times.get(name) ?? new Set()).add(entries[at]?.published ?? null));
  });
  return entries.map(({ published, headline, body }, at) => {
    const name = named[at]?.find((one) => one.length <= 2_048 && times.get(one)?.size === 1);
    return name ?? `${context.source}#${hashOf([published, headline || body[0]?.split(' ').slice(0, FIRST_WORDS)])}`;
  });
}

function postOf(entry: LiveEntry, uri: string, context: LiveContext): FoundItem | null {
  const { url: base, source, page, zone, now } = context;
  const published = feedDate(entry.published ?? undefined, zone, now);
  const updated = feedDate(entry.updated ?? undefined, zone, now) ?? published;
  const url = uri.startsWith(`${source}#`) ? null : addressOf(uri, base);
  const images = [...new Set(entry.images.flatMap((image) => addressOf(image, base) ?? []))].slice(0, 20);
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
  return story.success ? { uri, url, at: updated === null ? null : Date.parse(updated), story: story.data } : null;
}

function blogOf(thing: Thing | null, { url, source, page, zone, now }: LiveContext): FoundItem | null {
  const date = (name: string): string | null => (thing === null ? null : feedDate(textOf(ownProperty(thing, name)) ?? undefined, zone, now));
  const said = thing === null ? null : textOf(ownProperty(thing, 'description'));
  const ends = date('coverageEndTime');
  const story = storyInput.safeParse({
    kind: 'liveblog',
    headline: ((thing === null ? null : textOf(ownProperty(thing, 'headline') ?? ownProperty(thing, 'name'))) ?? page.headline ?? '').slice(0, 1_000),
    byline: page.byline?.slice(0, 500) ?? null,
    body: said === null ? page.highlights : [said],
    firstCreated: date('coverageStartTime') ?? date('datePublished') ?? page.firstCreated,
    versionCreated: date('dateModified') ?? page.versionCreated,
    ...(page.language === null ? {} : { language: page.language }),
    ...(ends === null ? {} : { coverageEndTime: ends }),
  });
  return story.success ? { uri: source, url: page.url ?? url, at: null, story: story.data } : null;
}

/** The live blog of a page and its posts, the blog first and then the oldest; null where the page is none. Never throws. */
export function readLivePage(context: LiveContext): Found | null {
  const tree = parseHtmlTree(context.text);
  const live = readLiveEntries(tree, new URL(context.url).pathname);
  const blog = live === null ? null : blogOf(live.thing, context);
  if (live === null || blog === null) return null;
  const taken = live.entries.slice(0, MAX_ITEMS);
  const names = namesOf(taken, context);
  const posts = new Map<string, FoundItem>();
  let bad = 0;
  taken.forEach((entry, at) => {
    const post = postOf(entry, names[at] ?? '', context);
    if (post === null) bad += 1;
    // Pinned ones stand twice on many pages: what was changed last is what it says.
    else if ((posts.get(post.uri)?.at ?? -Infinity) < (post.at ?? 0)) posts.set(post.uri, post);
  });
  if (posts.size === 0) return null;
  const note =
    live.entries.length > MAX_ITEMS
      ? { code: 'too_many_items' as const, reason: `the live blog shows more than ${MAX_ITEMS} entries; the first ${MAX_ITEMS} are taken` }
      : bad > 0
        ? { code: 'bad_items' as const, reason: `${bad} of ${taken.length} entries have no words that could head a post` }
        : null;
  return { items: [blog, ...inOrder([...posts.values()])], note, hub: null, self: null };
}
