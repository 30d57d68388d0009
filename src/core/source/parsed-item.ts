// What one poll of a source finds: its current stories, each with a stable name.
import { isInBounds } from '../instant.js';
import { cleanUrl } from '../text/clean-url.js';
import { cleanLine } from '../text/clean-text.js';
import type { StoryInput } from '../story/story.js';

export type ParsedItem = {
  /** The story's uri, the same at each poll. */
  uri: string;
  /** The item's own page; null where it has none. */
  url: string | null;
  /** The time of its last change as it states, in ms; null where it states none. */
  at: number | null;
  /** The story; null where it must be fetched from the page. */
  story: (Pick<StoryInput, 'headline' | 'body'> & Partial<StoryInput>) | null;
};

/** The result of parsing a feed, a sitemap or a live blog's page. */
export type ParsedItems = {
  items: ParsedItem[];
  /** A warning for the publisher: there were too many items, or unreadable ones. */
  note: { code: 'too_many_items' | 'bad_items'; reason: string } | null;
  /** Of a feed: its WebSub hub, and its topic URL. */
  hub: string | null;
  self: string | null;
};

/** Items read from one feed or sitemap at most. */
export const MAX_ITEMS = 1_000;

/**
 * Sorts items by their last change, oldest first. If any has no time, all keep the source's order, which is
 * newest first, reversed.
 */
export function oldestFirst(items: ParsedItem[]): ParsedItem[] {
  if (items.some(({ at }) => at === null)) return items.toReversed();
  // Feeds list the newest first, so of equal times the last listed is the oldest.
  return items.toReversed().sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
}

/** Cleans an item's own fields; its story was validated by its schema. */
export const cleanItem = (item: ParsedItem): ParsedItem => ({
  ...item,
  uri: cleanLine(item.uri),
  url: item.url === null ? null : cleanUrl(item.url),
  at: item.at === null || !isInBounds(item.at) ? null : item.at,
});
