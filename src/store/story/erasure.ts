// Permanently erases killed content: texts, submitted bytes and copies. Emptied rows remain, so that the log
// has no gaps and killed stories stay known. Postgres frees the old bytes at its next vacuum.
import { sql } from 'kysely';
import { ERASED } from '../../core/story/visibility.js';
import type { Tx } from '../database/database.js';
import { STORY_KILLED, SUBMISSION_KILLED } from './visibility-sql.js';

/** Empty content; the revision's status is kept. */
const EMPTY_CONTENT = JSON.stringify({
  headline: '',
  byline: null,
  located: null,
  firstCreated: null,
  versionCreated: null,
  language: null,
  topics: [],
  body: [],
  highlights: [],
  media: [],
  embargoedUntil: null,
  edNote: null,
  correction: null,
  pinned: false,
  keyEvent: false,
  stamps: [],
  provenance: {},
});

/**
 * Erases killed content of the story, of stories merged into it, and of a live blog's posts; returns the
 * number of erased revisions. The caller holds the story's row lock.
 */
export async function eraseKilled(tx: Tx, story: string): Promise<number> {
  const family = sql`select id from stories where id = ${story}::uuid or merged_into = ${story}::uuid or part_of = ${story}::uuid`;
  // Submissions first, since they are found by the kills of revisions. Pending ones are parsed once more, and
  // refused.
  await sql`
    update submissions u set raw = '', fingerprint = '', change = null, error = null, params = u.params - 'url' - 'topics' - 'trace'
    where u.done_at is not null and (u.story in (${family}) or u.story_key in (select key from stories where id in (${family}))) and ${SUBMISSION_KILLED}`.execute(
    tx,
  );
  const { rows } = await sql<{ story: string }>`
    update revisions r set
      content = (${EMPTY_CONTENT}::jsonb || jsonb_build_object('pubStatus', r.content->'pubStatus'))::json,
      change = json_build_object('class', r.change->'class', 'silent', false, 'significance', 0),
      kill = ${ERASED}
    where r.story in (${family}) and r.kill <> ${ERASED} returning r.story`.execute(tx);
  await sql`update stories s set kill = ${ERASED}, url = null, topics = '{}', sketch = '{}' where s.id in (${family}) and ${STORY_KILLED} and s.kill is not null`.execute(
    tx,
  );
  await sql`delete from story_links where story in (${family}) and story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(
    tx,
  );
  await sql`delete from story_links where other in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(
    tx,
  );
  await sql`delete from link_sketches where story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(
    tx,
  );
  await sql`delete from links_due where story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(
    tx,
  );
  // The response of a webhook receiver may quote what was sent.
  const ofErased = (seq: string) =>
    sql`exists (select from updates u join revisions r on r.story = u.story and r.revision = u.revision where u.seq = ${sql.raw(seq)} and r.kill = ${ERASED})`;
  await sql`update webhooks w set last_excerpt = null where w.last_excerpt is not null and ${ofErased('w.last_seq')}`.execute(
    tx,
  );
  await sql`update webhook_letters l set excerpt = null where l.excerpt is not null and ${ofErased('l.seq')}`.execute(
    tx,
  );
  return rows.length;
}
