// The visibility rule in SQL, the same as `hiddenStatus` in core/story/visibility, for all queries of
// readers.
import { sql } from 'kysely';

/** Story `s` is visible to readers. A merged story's history stays at its own address, and is in no list. */
export const STORY_SHOWN = sql<boolean>`(s.shown is not null and s.hidden_as is null)`;

/** Revision `r` of a visible story `s`: readers had it, and no kill hides it. */
export const REVISION_SHOWN = sql<boolean>`(r.kill is null and (r.shown_at is not null or r.revision = s.shown))`;

/** Story `s` is killed: by itself, with its live blog, or with the survivor of its merge. */
export const STORY_KILLED = sql<boolean>`(s.pub_status = 'canceled' or coalesce(s.hidden_as = 'canceled', false))`;

/**
 * The content of submission `u` is killed: its story is killed, or was revived without earlier content.
 * Includes submissions that made no revision, as duplicates and refused ones.
 */
export const SUBMISSION_KILLED = sql<boolean>`exists (
  select from stories s where (s.id = u.story or s.key = u.story_key) and (${STORY_KILLED} or exists (
    select from revisions r join submissions k on k.id = r.submission where r.story = s.id and r.kill is not null and k.arrival >= u.arrival)))`;
