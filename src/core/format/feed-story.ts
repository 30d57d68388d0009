// Stories in feeds and sitemaps, with the times at which they were published and last changed significantly.
import { instantMs } from '../instant.js';
import type { Content } from '../story/story.js';

/** The media types of feeds: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1. */
export const FEED_TYPES = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
} as const;
export type FeedFormat = keyof typeof FEED_TYPES;

/**
 * A story in a feed. `silent`, `versionCreated`, `embargoedUntil` and `receivedAt` are those of its last
 * significant revision (`SIGNIFICANT_FROM`).
 */
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

/** A story in a news sitemap. */
export type NewsSitemapEntry = {
  id: string;
  publisher: string;
  headline: string;
  language: string | null;
  firstCreated: string | null;
  createdAt: Date;
};

const later = (time: Date, at: string | null): Date =>
  at === null || instantMs(at) <= time.getTime() ? time : new Date(instantMs(at));

/**
 * The time of the last significant change: its stamp, if it changed with the text and isn't in the future,
 * else the arrival; but not before the embargo ended.
 */
export function lastSignificantUpdate({ silent, versionCreated, embargoedUntil, receivedAt }: FeedStory): Date {
  const stamped = silent || versionCreated === null ? receivedAt : new Date(instantMs(versionCreated));
  return later(stamped < receivedAt ? stamped : receivedAt, embargoedUntil);
}

/** The time of first publication as the story states it, else the arrival of its first revision. */
export const firstPublishedAt = (
  story: Pick<FeedStory, 'createdAt'> & { content: Pick<Content, 'firstCreated'> },
): Date => (story.content.firstCreated === null ? story.createdAt : new Date(instantMs(story.content.firstCreated)));

/** The time in a UUID version 7: when a story was created here. */
export const uuidTime = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
