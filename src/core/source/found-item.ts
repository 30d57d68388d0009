// What a look at a source finds: stories as they stand there now, each under a name that stays.
import { isInBounds } from '../instant.js';
import { cleanUrl } from '../text/clean-url.js';
import { cleanLine } from '../text/clean-text.js';
import type { StoryInput } from '../story/story.js';

export type FoundItem = {
  /** The name that it keeps while it changes, and the story's uri. */
  uri: string;
  /** Where its own page is; null where it has none. */
  url: string | null;
  /** When it says that it last changed; null where it doesn't. Orders those that are found together. */
  at: number | null;
  /** The story; null where only its page tells it. */
  story: Pick<StoryInput, 'headline' | 'body'> & Partial<StoryInput> | null;
};

/** One reading of a feed or a sitemap. */
export type Found = {
  items: FoundItem[];
  /** Where there were more than are taken, or some that can't be read: what is to be said of that. */
  note: { code: 'too_many_items' | 'bad_items'; reason: string } | null;
  /** Of a feed: where it can be subscribed to (WebSub), and under which name. */
  hub: string | null;
  self: string | null;
};

/** So many items of one feed or sitemap are taken. */
export const MAX_ITEMS = 1_000;

/** Those that changed first come first, so that the log tells them in their order; what has no time stands where its neighbours do. */
export function inOrder(items: FoundItem[]): FoundItem[] {
  if (items.some(({ at }) => at === null)) return items.toReversed();
  // Feeds name the newest first: of one moment, the last named is the oldest.
  return items.toReversed().sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
}

/** An entry of a feed, a sitemap or a live blog's page; its story was read by its own schema. */
export const cleanItem = (item: FoundItem): FoundItem => ({
  ...item,
  uri: cleanLine(item.uri),
  url: item.url === null ? null : cleanUrl(item.url),
  at: item.at === null || !isInBounds(item.at) ? null : item.at,
});
