// Stories of several publishers that tell the same text, as a wire story does: linked, never merged. Found after the fact, from a
// queue that is written with each revision, so that no publisher waits for it and no crash loses it.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/** A story whose latest revision has not been held against others. */
export type PendingLink = { story: string; revision: number };
export type LinkableText = { id: string; publisher: string; headline: string; body: string[] };

/** What could not be read has no text. */
const isText = ({ headline, body }: LinkableText): boolean => typeof headline === 'string' && Array.isArray(body) && body.every((paragraph) => typeof paragraph === 'string');

/** How long whoever took a story may take, before another does. */
const LEASE_S = 30;
const WINDOW = sql.lit('7 days');

export class RelatedStories {
  constructor(
    private readonly db: Database,
    private readonly unreadable = new CorruptRows(db),
  ) {}

  /** Takes the stories that wait longest, for a while: what is not recorded by then comes again. */
  async lease(limit: number): Promise<PendingLink[]> {
    const { rows } = await sql<PendingLink>`
      update links_due set since = now() + ${LEASE_S} * interval '1 second'
      where story in (select story from links_due where since <= now() order by since limit ${limit} for update skip locked) returning story, revision`.execute(this.db);
    return rows;
  }

  /** What readers see of a story that can be linked; null where they see nothing, and for a live blog's posts. */
  async text(story: string): Promise<LinkableText | null> {
    const rows = await this.unreadable.query(sql<LinkableText>`
      select s.id, s.publisher, r.content->>'headline' as headline, r.content->'body' as body from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.id = ${story}::uuid and ${STORY_SHOWN} and s.kind <> 'post' and s.merged_into is null and s.private_to is null`);
    return rows.find(isText) ?? null;
  }

  /** Lets other publishers' stories find this one, from now on and for a week. */
  async indexSketch(story: string, sketch: number[]): Promise<void> {
    await sql`
      insert into link_sketches (story, sketch) values (${story}::uuid, ${sketch}::integer[])
      on conflict (story) do update set sketch = excluded.sketch, seen_at = now()`.execute(this.db);
  }

  /** Forgets what nobody is to find any more. */
  async forgetOld(limit: number): Promise<void> {
    await sql`
      delete from link_sketches where story in (select story from link_sketches where seen_at < now() - interval ${WINDOW} order by seen_at limit ${limit} for update skip locked)`.execute(this.db);
  }

  /** Other publishers' visible stories of the last week that share something of the sketch, most first, and those linked already. */
  async findCandidates({ id, publisher }: LinkableText, sketch: number[], limit: number): Promise<LinkableText[]> {
    // Hash by hash: of an overlap with a whole sketch Postgres expects so much that it would read every row. The hits first, and few.
    const rows = await this.unreadable.query(sql<LinkableText>`
      with hits as materialized (
        select k.story, count(*) as shared from unnest(${sketch}::integer[]) h join link_sketches k on k.sketch @> array[h]
        where k.seen_at > now() - interval ${WINDOW} group by k.story order by shared desc, k.story desc limit ${limit * 10}
      ),
      close as (select s.id from hits join stories s on s.id = hits.story where s.publisher <> ${publisher} and ${STORY_SHOWN} and s.private_to is null order by hits.shared desc, s.id desc limit ${limit})
      select s.id, s.publisher, r.content->>'headline' as headline, r.content->'body' as body from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.merged_into is null and s.id in (select id from close union select other from story_links where story = ${id}::uuid union select story from story_links where other = ${id}::uuid)`);
    return rows.filter(isText);
  }

  /** Puts these in the place of the story's links. A revision that came meanwhile stays due. */
  async record({ story, revision }: PendingLink, links: readonly { id: string; score: number }[]): Promise<void> {
    const [ids, scores] = [links.map(({ id }) => id), links.map(({ score }) => score)];
    await this.db.transaction().execute(async (tx) => {
      await sql`delete from story_links where (story = ${story}::uuid and other <> all(${ids}::uuid[])) or (other = ${story}::uuid and story <> all(${ids}::uuid[]))`.execute(tx);
      await sql`
        insert into story_links (story, other, score) select least(id, ${story}::uuid), greatest(id, ${story}::uuid), score
        from unnest(${ids}::uuid[], ${scores}::real[]) as link(id, score) order by 1, 2
        on conflict (story, other) do update set score = excluded.score`.execute(tx);
      await sql`delete from links_due where story = ${story}::uuid and revision = ${revision}`.execute(tx);
    });
  }
}
