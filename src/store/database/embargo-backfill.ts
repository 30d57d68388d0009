import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.js';
import { isReadableSql } from './corrupt-rows.js';

/**
 * Sets `due_at` of embargoed stories that an older version, which may still serve during an upgrade, stored
 * without it.
 */
export async function backfillEmbargoTimes(db: Kysely<Tables>): Promise<void> {
  await sql`
    update stories s set due_at = (n.content->>'embargoedUntil')::timestamptz, topics = coalesce(n.topics, s.topics)
    from (
      select s.id, r.content, case when v.content is not null and ${isReadableSql('v')} then array(select json_array_elements_text(v.content->'topics')) end as topics
      from stories s join revisions r on r.story = s.id and r.revision = s.revision left join revisions v on v.story = s.id and v.revision = s.shown
      where s.merged_into is null and s.pub_status = 'usable' and s.shown is distinct from s.revision and s.due_at is null and case when ${isReadableSql('r')} then r.content->>'embargoedUntil' is not null end
    ) n
    where s.id = n.id and s.due_at is null`.execute(db);
}
