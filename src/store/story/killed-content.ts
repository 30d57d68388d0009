// What a kill took from everything that Dateline serves, counted: nothing is copied elsewhere, so what is hidden here is gone there.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { STORY_KILLED } from './visibility-sql.js';

/** Stories (with those merged into it, and a live blog's posts), their revisions, places in the log, bytes as they were sent, and links to others' stories. */
export const KILLED_CONTENT_KINDS = ['stories', 'revisions', 'updates', 'submissions', 'related'] as const;
export type KilledContentCount = { what: (typeof KILLED_CONTENT_KINDS)[number]; count: number };

export class KilledContent {
  constructor(private readonly db: Database) {}

  /** What of this story is killed now, with it and by itself; all zero where it is not. */
  async count(story: string): Promise<KilledContentCount[]> {
    const { rows } = await sql<Record<(typeof KILLED_CONTENT_KINDS)[number], number>>`
      with gone as materialized (
        select s.id, s.key from stories s where (s.id = ${story}::uuid or s.merged_into = ${story}::uuid or s.part_of = ${story}::uuid) and ${STORY_KILLED}
      )
      select (select count(*) from gone) as stories,
        (select count(*) from revisions r join gone on gone.id = r.story) as revisions,
        (select count(*) from updates u join gone on gone.id = u.story) as updates,
        (select count(*) from submissions u where u.story in (select id from gone) or u.story_key in (select key from gone)) as submissions,
        (select count(*) from story_links l where l.story in (select id from gone) or l.other in (select id from gone)) as related`.execute(this.db);
    return KILLED_CONTENT_KINDS.map((what) => ({ what, count: rows[0]?.[what] ?? 0 }));
  }
}
