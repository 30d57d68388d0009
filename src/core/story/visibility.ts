// What readers may see of a story. Decided once, when something happens, and stored: on each revision whether readers ever had it
// (`shownAt`) and which kill took it away (`kill`); on the story what they have now. docs/visibility.md holds the table of states.
// Invariants: a revision that no reader was shown is in no public history; what a kill took stays hidden until that kill is lifted.
import { instantMs } from '../instant.js';
import type { Content, PubStatus } from './story.js';

/** What a live blog's posts are hidden as with it: an embargo hides as a withdrawal for now does. */
export type HiddenAs = Exclude<PubStatus, 'usable'>;

/** A kill by the revision that it is: `<story>.<revision>`. `erased` in its place once what it took is destroyed. */
export type KillMark = string;
export const ERASED: KillMark = 'erased';

/** What is stored on a revision: when readers first had it (null: never), and the kill that took it away (null: none). */
export type RevisionMarks = { shownAt: Date | null; kill: KillMark | null };

/** What is stored on a story: the revision that readers have (null: none), its topics for them, the kill in force, and when an embargo ends by itself. */
export type StoryVisibility = { shown: number | null; topics: string[]; kill: KillMark | null; dueAt: Date | null };

/** The story as it stands before a revision. `hiddenAs` is what its live blog hides it as. */
export type StoryBefore = Pick<StoryVisibility, 'shown' | 'topics' | 'kill'>;

/** True where readers may have this content at `now`. */
export const isVisible = (content: Content, now: Date): boolean =>
  content.pubStatus === 'usable' && (content.embargoedUntil === null || instantMs(content.embargoedUntil) <= now.getTime());

/** The revision that readers have once `next` is there: an embargo leaves them what they have, a withdrawal leaves them nothing. */
export function shownRevisionAfter(before: Pick<StoryBefore, 'shown'> | null, next: { revision: number; content: Content }, now: Date): number | null {
  if (isVisible(next.content, now)) return next.revision;
  return next.content.pubStatus === 'usable' ? (before?.shown ?? null) : null;
}

/** The story's state and the revision's marks once `next` is there. */
export function visibilityAfter(before: StoryBefore | null, next: { story: string; revision: number; content: Content; hiddenAs: HiddenAs | null }, now: Date): { state: StoryVisibility; marks: RevisionMarks } {
  const { story, revision, content, hiddenAs } = next;
  const shown = shownRevisionAfter(before, next, now);
  const kill = content.pubStatus === 'canceled' ? (before?.kill ?? `${story}.${revision}`) : null;
  // Topics of a text under embargo wait for its end, as the text does.
  const topics = before !== null && shown !== null && shown !== revision ? before.topics : content.topics;
  const waits = shown !== revision && content.pubStatus === 'usable' && content.embargoedUntil !== null;
  const dueAt = waits ? new Date(content.embargoedUntil === null ? now : instantMs(content.embargoedUntil)) : null;
  return { state: { shown, topics, kill, dueAt }, marks: { shownAt: shown === revision && hiddenAs === null ? now : null, kill } };
}

/** What the posts of this live blog are hidden as; null where readers see it, and so each post as it is by itself. */
export const postsHiddenAs = (blog: { shown: number | null; pubStatus: PubStatus }): HiddenAs | null =>
  blog.shown !== null ? null : blog.pubStatus === 'canceled' ? 'canceled' : 'withheld';

/** A story and one of its revisions, as stored. */
export type StoredVisibility = { pubStatus: PubStatus; shown: number | null; hiddenAs: HiddenAs | null; revision: number; revisionStatus: PubStatus } & RevisionMarks;

/**
 * The status that hides a revision from readers, or null where they may have it: that of the story or its live blog, which hides all
 * revisions, else the revision's own. `shownInSql` in the store is the same rule.
 */
export function hiddenStatus({ pubStatus, shown, hiddenAs, revision, revisionStatus, shownAt, kill }: StoredVisibility): PubStatus | null {
  if (shown === null) return pubStatus;
  if (hiddenAs !== null) return hiddenAs;
  if (kill !== null) return 'canceled';
  // A process of an older version that still serves writes no mark; what readers have now is known all the same.
  if (shownAt !== null || revision === shown) return null;
  return revisionStatus === 'usable' ? 'withheld' : revisionStatus;
}
