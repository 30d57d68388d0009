// What readers may see of a story. It is decided once per event and stored: on each revision, when readers
// first saw it (`shownAt`) and which kill hid it (`kill`); on the story, what they see now.
// docs/visibility.md has the table of states.
// Invariant: a revision that readers never saw is in no public history; killed revisions stay hidden until
// that kill is lifted.
import { instantMs } from '../instant.js';
import type { Content, PubStatus } from './story.js';

/** The status with which a hidden live blog hides its posts. An embargo counts as `withheld`. */
export type HiddenAs = Exclude<PubStatus, 'usable'>;

/**
 * The id of a kill, which is a revision: `<story>.<revision>`; or `erased` once the killed content is
 * destroyed.
 */
export type KillMark = string;
export const ERASED: KillMark = 'erased';

/** Stored on a revision: when readers first saw it (null: never), and the kill that hid it (null: none). */
export type RevisionMarks = { shownAt: Date | null; kill: KillMark | null };

/**
 * Stored on a story: the revision that readers see (null: none), its public topics, the kill in force, and
 * the end of an embargo.
 */
export type StoryVisibility = { shown: number | null; topics: string[]; kill: KillMark | null; dueAt: Date | null };

/** The story before a new revision. */
export type StoryBefore = Pick<StoryVisibility, 'shown' | 'topics' | 'kill'>;

/** True where readers may see this content at `now`. */
const isVisible = (content: Content, now: Date): boolean =>
  content.pubStatus === 'usable' &&
  (content.embargoedUntil === null || instantMs(content.embargoedUntil) <= now.getTime());

/**
 * The revision that readers see after `next`: an embargo leaves the previous one visible, a withdrawal leaves
 * none.
 */
function shownRevisionAfter(
  before: Pick<StoryBefore, 'shown'> | null,
  next: { revision: number; content: Content },
  now: Date,
): number | null {
  if (isVisible(next.content, now)) return next.revision;
  return next.content.pubStatus === 'usable' ? (before?.shown ?? null) : null;
}

/**
 * The story's visibility and the revision's marks after `next`. `hiddenAs`: the status with which its live
 * blog hides it.
 */
export function visibilityAfter(
  before: StoryBefore | null,
  next: { story: string; revision: number; content: Content; hiddenAs: HiddenAs | null },
  now: Date,
): { state: StoryVisibility; marks: RevisionMarks } {
  const { story, revision, content, hiddenAs } = next;
  const shown = shownRevisionAfter(before, next, now);
  const kill = content.pubStatus === 'canceled' ? (before?.kill ?? `${story}.${revision}`) : null;
  // Topics of an embargoed revision become public with it.
  const topics = before !== null && shown !== null && shown !== revision ? before.topics : content.topics;
  const isEmbargoed = shown !== revision && content.pubStatus === 'usable' && content.embargoedUntil !== null;
  const dueAt = isEmbargoed
    ? new Date(content.embargoedUntil === null ? now : instantMs(content.embargoedUntil))
    : null;
  return {
    state: { shown, topics, kill, dueAt },
    marks: { shownAt: shown === revision && hiddenAs === null ? now : null, kill },
  };
}

/**
 * The status with which this live blog hides its posts; null where it is visible and each post's own status
 * counts.
 */
export const postsHiddenAs = (blog: { shown: number | null; pubStatus: PubStatus }): HiddenAs | null =>
  blog.shown !== null ? null : blog.pubStatus === 'canceled' ? 'canceled' : 'withheld';

/** The stored visibility of a story and of one of its revisions. */
export type StoredVisibility = {
  pubStatus: PubStatus;
  shown: number | null;
  hiddenAs: HiddenAs | null;
  revision: number;
  revisionStatus: PubStatus;
} & RevisionMarks;

/**
 * The status that hides a revision, or null where readers may see it: the status of the story or its live
 * blog, which hide all revisions, else the revision's own. REVISION_SHOWN in the store is the same rule in
 * SQL.
 */
export function hiddenStatus({
  pubStatus,
  shown,
  hiddenAs,
  revision,
  revisionStatus,
  shownAt,
  kill,
}: StoredVisibility): PubStatus | null {
  if (shown === null) return pubStatus;
  if (hiddenAs !== null) return hiddenAs;
  if (kill !== null) return 'canceled';
  // Processes of an older version write no `shownAt`. The revision that readers see now was shown in any
  // case.
  if (shownAt !== null || revision === shown) return null;
  return revisionStatus === 'usable' ? 'withheld' : revisionStatus;
}
