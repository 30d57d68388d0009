// All revisions of a story, and of a live blog's posts, in the order in which they were published: what exports are made of.
import { sql } from 'kysely';
import type { Content, Kind } from '../../core/story/story.js';
import type { Database } from '../database/database.js';
import { STORY_KILLED, REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

export type PastRevision = { id: string; uri: string | null; url: string | null; kind: Kind; partOf: string | null; publisher: string; revision: number; content: Content };

/** Of one export; a longer history says so, it is never cut. */
export const MAX_EXPORTED_REVISIONS = 10_000;

export class StoryHistory {
  constructor(
    db: Database,
    private readonly unreadable = new CorruptRows(db),
  ) {}

  /**
   * Each revision that may be seen: by readers those that they see, by whoever owns the story also the withheld; what a killed
   * revision holds, by nobody. Null where there are more than `MOST_PAST`.
   */
  async revisions(story: string, whose: 'readers' | 'owner'): Promise<PastRevision[] | null> {
    const own = whose === 'owner';
    const rows = await this.unreadable.query(sql<PastRevision>`
      select s.id, s.uri, s.url, s.kind, s.part_of as "partOf", s.publisher, r.revision, r.content
      from stories s join revisions r on r.story = s.id left join lateral (select min(seq) as seq from updates u where u.story = r.story and u.revision = r.revision) u on true
      where (s.id = ${story}::uuid or s.part_of = ${story}::uuid) and s.merged_into is null and not ${STORY_KILLED} and r.kill is null
        and (${own} or (${STORY_SHOWN} and ${REVISION_SHOWN}
          and (s.id = ${story}::uuid or s.private_to is null or exists (select from stories b where b.id = s.part_of and b.private_to is not null))))
      order by u.seq, s.id, r.revision limit ${MAX_EXPORTED_REVISIONS + 1}`);
    return rows.length > MAX_EXPORTED_REVISIONS ? null : this.unreadable.filterReadable(rows, ({ id }) => id);
  }
}
