// A publisher's own stories for its editors: with content that readers can't see yet, and with the author of
// each change.
import type { RevisionView, StoryView } from './story-view.js';

/**
 * What readers see of the latest revision. `live`: it; `changing`: an earlier revision until an embargo ends;
 * `scheduled`: nothing until an embargo ends; `draft`: nothing until somebody publishes it.
 */
export const DESK_STATES = ['live', 'changing', 'scheduled', 'draft'] as const;
export type DeskState = (typeof DESK_STATES)[number];

/** The latest revision, visible or not. `by` is the name of the key that sent it; null for a source. */
export type DeskStory = Omit<StoryView, 'posts' | 'related'> & {
  state: DeskState;
  shown: number | null;
  by: string | null;
};

/** A live blog in the list, with the number of its posts by state. */
export type DeskBlog = DeskStory & { counts: Record<DeskState, number> };

/**
 * A killed story, without its content and the kill's reason, which may quote it. `killedAt` and `by` are null
 * where it was killed with its live blog, which was restored since. `erased`: nothing can be restored.
 */
export type KilledStory = {
  id: string;
  revision: number;
  begunAt: string;
  killedAt: string | null;
  by: string | null;
  erased: boolean;
};

/**
 * `GET /v1/desk`. `key` and `name` are the id and name of the caller's key; `killed` lists killed live blogs,
 * newest kill first.
 */
export type Desk = { publisher: string; key: string; name: string; liveblogs: DeskBlog[]; killed: KilledStory[] };

/**
 * `GET /v1/desk/<live blog>`: visible posts by creation, newest first; `hidden` posts of any age; killed
 * posts. `next` is the `before` of the next page.
 */
export type DeskPosts = {
  liveblog: DeskStory;
  posts: DeskStory[];
  hidden: DeskStory[];
  killed: KilledStory[];
  next: string | null;
};

/** One entry of `GET /v1/desk/<story>/revisions`, with all its content. */
export type DeskRevision = RevisionView & { by: string | null };

export const deskState = ({
  pubStatus,
  shown,
  revision,
}: Pick<DeskStory, 'pubStatus' | 'shown' | 'revision'>): DeskState =>
  pubStatus === 'withheld' ? 'draft' : shown === null ? 'scheduled' : shown === revision ? 'live' : 'changing';
