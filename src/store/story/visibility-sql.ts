// What readers may see, in SQL: the same rule as `hiddenStatus` in core/visibility, for every question of the store that readers ask.
import { sql } from 'kysely';

/** Of story `s`: readers have one of its revisions. A merged story's past is read at its own address, and is in no list. */
export const STORY_SHOWN = sql<boolean>`(s.shown is not null and s.hidden_as is null)`;

/** Of revision `r` of a story `s` that is shown: readers had it, and no kill took it away. */
export const REVISION_SHOWN = sql<boolean>`(r.kill is null and (r.shown_at is not null or r.revision = s.shown))`;

/** Of story `s`: killed, by itself, with its live blog, or with the story that it was merged into. */
export const STORY_KILLED = sql<boolean>`(s.pub_status = 'canceled' or coalesce(s.hidden_as = 'canceled', false))`;

/**
 * Of submission `u`: what it says was taken by a kill: its story is killed, or came back without what stood before. Also of what
 * came to no revision, as the same text sent twice, or text that was refused.
 */
export const SUBMISSION_KILLED = sql<boolean>`exists (
  select from stories s where (s.id = u.story or s.key = u.story_key) and (${STORY_KILLED} or exists (
    select from revisions r join submissions k on k.id = r.submission where r.story = s.id and r.kill is not null and k.arrival >= u.arrival)))`;
