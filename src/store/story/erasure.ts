// What kills took, destroyed for good: content, bytes as they were sent, and what was copied from them. The rows stay, emptied, so
// that the log keeps its places and a story that was killed is still known to be. Postgres lets go of the old bytes at its next vacuum.
import { sql } from 'kysely';
import { ERASED } from '../../core/story/visibility.js';
import type { Tx } from '../database/database.js';
import { STORY_KILLED, SUBMISSION_KILLED } from './visibility-sql.js';

/** A revision that says nothing; its status is kept. */
const EMPTY_CONTENT = JSON.stringify({
  headline: '', byline: null, located: null, firstCreated: null, versionCreated: null, language: null, topics: [], body: [], highlights: [], media: [],
  embargoedUntil: null, edNote: null, correction: null, pinned: false, keyEvent: false, stamps: [], provenance: {},
});

/** Destroys what kills took from the story, from those merged into it, and from a live blog's posts; answers how many revisions that were. The caller holds the story's row. */
export async function eraseKilled(tx: Tx, story: string): Promise<number> {
  const family = sql`select id from stories where id = ${story}::uuid or merged_into = ${story}::uuid or part_of = ${story}::uuid`;
  // The submissions first: by the marks they are known to be of what was killed. Those that are undone are read once more, and refused.
  await sql`
    update submissions u set raw = '', fingerprint = '', change = null, error = null, params = u.params - 'url' - 'topics' - 'trace'
    where u.done_at is not null and (u.story in (${family}) or u.story_key in (select key from stories where id in (${family}))) and ${SUBMISSION_KILLED}`.execute(tx);
  const { rows } = await sql<{ story: string }>`
    update revisions r set
      content = (${EMPTY_CONTENT}::jsonb || jsonb_build_object('pubStatus', r.content->'pubStatus'))::json,
      change = json_build_object('class', r.change->'class', 'silent', false, 'significance', 0),
      kill = ${ERASED}
    where r.story in (${family}) and r.kill <> ${ERASED} returning r.story`.execute(tx);
  await sql`update stories s set kill = ${ERASED}, url = null, topics = '{}', sketch = '{}' where s.id in (${family}) and ${STORY_KILLED} and s.kill is not null`.execute(tx);
  await sql`delete from story_links where story in (${family}) and story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(tx);
  await sql`delete from story_links where other in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(tx);
  await sql`delete from link_sketches where story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(tx);
  await sql`delete from links_due where story in (select s.id from stories s where ${STORY_KILLED} and s.id in (${family}))`.execute(tx);
  // An answer of a webhook's receiver may hold what was sent.
  const ofErased = (seq: string) => sql`exists (select from updates u join revisions r on r.story = u.story and r.revision = u.revision where u.seq = ${sql.raw(seq)} and r.kill = ${ERASED})`;
  await sql`update webhooks w set last_excerpt = null where w.last_excerpt is not null and ${ofErased('w.last_seq')}`.execute(tx);
  await sql`update webhook_letters l set excerpt = null where l.excerpt is not null and ${ofErased('l.seq')}`.execute(tx);
  return rows.length;
}
