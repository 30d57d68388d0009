// A publisher's own stories as those who write them get them: also what readers can't see yet, and who did what.
import type { RevisionView, StoryView } from './story-view.js';

/** Where a story stands for readers: they see it as it is here, or an earlier revision until an embargo ends, or nothing yet, or nothing until somebody publishes it. */
export const DESK_STATES = ['live', 'changing', 'scheduled', 'draft'] as const;
export type DeskState = (typeof DESK_STATES)[number];

/** The latest revision, whoever may see it. `by` is the name of the key that sent it; null where it came by itself, as a source does. */
export type DeskStory = Omit<StoryView, 'posts' | 'related'> & { state: DeskState; shown: number | null; by: string | null };

/** A live blog in the list, with its posts counted. */
export type DeskBlog = DeskStory & { counts: Record<DeskState, number> };

/** A killed story: no word of what it said, nor of the kill's reason, which may quote it. `killedAt` and `by` are null where it was killed with its live blog, which is back; `erased`: nothing can be restored. */
export type KilledStory = { id: string; revision: number; begunAt: string; killedAt: string | null; by: string | null; erased: boolean };

/** `GET /v1/desk`. `key` is the id of the key that asks, and `name` its name; `killed` are the killed live blogs, the last first. */
export type Desk = { publisher: string; key: string; name: string; liveblogs: DeskBlog[]; killed: KilledStory[] };

/** `GET /v1/desk/<live blog>`: posts by when they were begun, newest first, then what readers don't have yet, however old, and what was killed; `next` is the `before` of the following page. */
export type DeskPosts = { liveblog: DeskStory; posts: DeskStory[]; hidden: DeskStory[]; killed: KilledStory[]; next: string | null };

/** One entry of `GET /v1/desk/<story>/revisions`, whole. */
export type DeskRevision = RevisionView & { by: string | null };

/** What readers have of the latest revision. */
export const deskState = ({ pubStatus, shown, revision }: Pick<DeskStory, 'pubStatus' | 'shown' | 'revision'>): DeskState =>
  pubStatus === 'withheld' ? 'draft' : shown === null ? 'scheduled' : shown === revision ? 'live' : 'changing';
