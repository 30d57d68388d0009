// All revisions of a story and of a live blog's posts, in order of publication; for exports.
import { sql } from 'kysely';
import type { Content, Kind } from '../../core/story/story.js';
import type { Database } from '../database/database.js';
import { STORY_KILLED, REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

export type PastRevision = {
  id: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  partOf: string | null;
  publisher: string;
  revision: number;
  content: Content;
};

/** Limit of one export; a longer history is reported, never truncated. */
export const MAX_EXPORTED_REVISIONS = 10_000;

export class StoryHistory {
  constructor(
    db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /**
   * Each revision that may be exported: for readers the visible ones, for the owner also withheld ones; never
   * killed content. Null if there are more than MAX_EXPORTED_REVISIONS.
   */
  async revisions(story: string, audience: 'readers' | 'owner'): Promise<PastRevision[] | null> {
    const own = audience === 'owner';
    const rows = await this.corruptRows.query(sql<PastRevision>`
      select s.id, s.uri, s.url, s.kind, s.part_of as "partOf", s.publisher, r.revision, r.content
      from stories s join revisions r on r.story = s.id left join lateral (select min(seq) as seq from updates u where u.story = r.story and u.revision = r.revision) u on true
      where (s.id = ${story}::uuid or s.part_of = ${story}::uuid) and s.merged_into is null and not ${STORY_KILLED} and r.kill is null
        and (${own} or (${STORY_SHOWN} and ${REVISION_SHOWN}
          and (s.id = ${story}::uuid or s.private_to is null or exists (select from stories b where b.id = s.part_of and b.private_to is not null))))
      order by u.seq, s.id, r.revision limit ${MAX_EXPORTED_REVISIONS + 1}`);
    return rows.length > MAX_EXPORTED_REVISIONS ? null : this.corruptRows.filterReadable(rows, ({ id }) => id);
  }
}
