// Counts what a kill hides. Nothing is copied elsewhere, so what is hidden here is hidden everywhere.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { STORY_KILLED } from './visibility-sql.js';

/**
 * Stories (including merged ones and a live blog's posts), their revisions, updates, submissions, and links
 * to others' stories.
 */
const KILLED_CONTENT_KINDS = ['stories', 'revisions', 'updates', 'submissions', 'related'] as const;
export type KilledContentCount = { what: (typeof KILLED_CONTENT_KINDS)[number]; count: number };

export class KilledContent {
  constructor(private readonly db: Database) {}

  /** What is currently killed with this story, or of it; all zero if nothing is. */
  async count(story: string): Promise<KilledContentCount[]> {
    const { rows } = await sql<Record<(typeof KILLED_CONTENT_KINDS)[number], number>>`
      with killed as materialized (
        select s.id, s.key from stories s where (s.id = ${story}::uuid or s.merged_into = ${story}::uuid or s.part_of = ${story}::uuid) and ${STORY_KILLED}
      )
      select (select count(*) from killed) as stories,
        (select count(*) from revisions r join killed on killed.id = r.story) as revisions,
        (select count(*) from updates u join killed on killed.id = u.story) as updates,
        (select count(*) from submissions u where u.story in (select id from killed) or u.story_key in (select key from killed)) as submissions,
        (select count(*) from story_links l where l.story in (select id from killed) or l.other in (select id from killed)) as related`.execute(
      this.db,
    );
    return KILLED_CONTENT_KINDS.map((what) => ({ what, count: rows[0]?.[what] ?? 0 }));
  }
}
