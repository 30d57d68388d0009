// When a story is new to those who have read it: what feeds say of it, and sitemaps.
import { instantMs } from '../instant.js';
import type { Content } from '../story/story.js';

/** The media types of feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1. */
export const FEED_TYPES = { rss: 'application/rss+xml', atom: 'application/atom+xml', json: 'application/feed+json' } as const;
export type FeedFormat = keyof typeof FEED_TYPES;

/** A story as feeds tell it. `silent`, `versionCreated`, `embargoedUntil` and `receivedAt` are those of its last revision that matters (`SIGNIFICANT`). */
export type FeedStory = {
  id: string;
  partOf: string | null;
  publisher: string;
  content: Content;
  createdAt: Date;
  silent: boolean;
  versionCreated: string | null;
  embargoedUntil: string | null;
  receivedAt: Date;
};

/** A story as a news sitemap lists it. */
export type NewsSitemapEntry = { id: string; publisher: string; headline: string; language: string | null; firstCreated: string | null; createdAt: Date };

const after = (time: Date, at: string | null): Date => (at === null || instantMs(at) <= time.getTime() ? time : new Date(instantMs(at)));

/**
 * When the story last changed so that it matters: its stamp where that came with the change and is no promise, else when it was
 * received; never before its embargo ended. A small fix moves nothing.
 */
export function lastSignificantUpdate({ silent, versionCreated, embargoedUntil, receivedAt }: FeedStory): Date {
  const stamped = silent || versionCreated === null ? receivedAt : new Date(instantMs(versionCreated));
  return after(stamped < receivedAt ? stamped : receivedAt, embargoedUntil);
}

/** When it was first published: as it says itself, else when it was first received; null never. */
export const firstPublishedAt = (story: Pick<FeedStory, 'createdAt'> & { content: Pick<Content, 'firstCreated'> }): Date =>
  story.content.firstCreated === null ? story.createdAt : new Date(instantMs(story.content.firstCreated));

/** When a story came here: its id is of its time (UUID version 7). */
export const uuidTime = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
