// The order of posts on screen: pinned ones first, then newest first by when they came to be, so that an edit moves nothing.
import type { StoryView } from '../../core/story/story-view.js';

type Ordered = Pick<StoryView, 'id' | 'firstCreated'> & Partial<Pick<StoryView, 'embargoedUntil' | 'pinned'>>;

/** When a story came to Dateline: its id begins with the milliseconds (RFC 9562, 5.7). */
export const idTimestamp = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** When a reader could first see it, in ms; by its own words where they say so. */
export function firstVisibleAt({ id, firstCreated, embargoedUntil }: Ordered): number {
  const own = firstCreated === null ? idTimestamp(id) : Date.parse(firstCreated);
  return embargoedUntil == null ? own : Math.max(own, Date.parse(embargoedUntil));
}

/** Negative where `a` stands before `b`. */
export function comparePosts(a: Ordered, b: Ordered): number {
  if ((a.pinned ?? false) !== (b.pinned ?? false)) return a.pinned === true ? -1 : 1;
  return firstVisibleAt(b) - firstVisibleAt(a) || (a.id < b.id ? 1 : -1);
}
