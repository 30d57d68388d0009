// The order of posts on screen: pinned first, then newest first by first publication, so that an edit moves nothing.
import { instantMs } from '../../core/instant.js';
import type { StoryView } from '../../core/story/story-view.js';

type Ordered = Pick<StoryView, 'id' | 'firstCreated'> & Partial<Pick<StoryView, 'embargoedUntil' | 'pinned'>>;

/** When Dateline received a story, in epoch milliseconds: a UUIDv7 begins with them (RFC 9562, 5.7). */
const idTimestamp = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/**
 * When readers could first see it, in epoch milliseconds: its `firstCreated` if it has one, but not before its
 * embargo.
 */
export function firstVisibleAt({ id, firstCreated, embargoedUntil }: Ordered): number {
  const created = firstCreated === null ? idTimestamp(id) : instantMs(firstCreated);
  return embargoedUntil == null ? created : Math.max(created, instantMs(embargoedUntil));
}

/** Negative if `a` comes before `b`. */
export function comparePosts(a: Ordered, b: Ordered): number {
  if ((a.pinned ?? false) !== (b.pinned ?? false)) return a.pinned === true ? -1 : 1;
  return firstVisibleAt(b) - firstVisibleAt(a) || (a.id < b.id ? 1 : -1);
}
