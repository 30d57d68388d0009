// Links between stories of different publishers with the same text, as a wire story has; they are never
// merged. Found in the background from a queue that is filled with each revision, so publishing never waits
// and a crash loses nothing.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/** A story whose latest revision has not been compared with others yet. */
export type PendingLink = { story: string; revision: number };
export type LinkableText = { id: string; publisher: string; headline: string; body: string[] };

/** A corrupt revision has no text. */
const isText = ({ headline, body }: LinkableText): boolean =>
  typeof headline === 'string' && Array.isArray(body) && body.every((paragraph) => typeof paragraph === 'string');

/** Another process may take the story after this time. */
const LEASE_S = 30;
const WINDOW = sql.lit('7 days');

export class RelatedStories {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /** Leases the longest waiting stories; those that are not recorded in time become due again. */
  async lease(limit: number): Promise<PendingLink[]> {
    const { rows } = await sql<PendingLink>`
      update links_due set since = now() + ${LEASE_S} * interval '1 second'
      where story in (select story from links_due where since <= now() order by since limit ${limit} for update skip locked) returning story, revision`.execute(
      this.db,
    );
    return rows;
  }

  /** The visible text of a story that can be linked; null if it is not visible, and for posts. */
  async text(story: string): Promise<LinkableText | null> {
    const rows = await this.corruptRows.query(sql<LinkableText>`
      select s.id, s.publisher, r.content->>'headline' as headline, r.content->'body' as body from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.id = ${story}::uuid and ${STORY_SHOWN} and s.kind <> 'post' and s.merged_into is null and s.private_to is null`);
    return rows.find(isText) ?? null;
  }

  /** Makes the story findable for other publishers' stories, for a week from now. */
  async indexSketch(story: string, sketch: number[]): Promise<void> {
    await sql`
      insert into link_sketches (story, sketch) values (${story}::uuid, ${sketch}::integer[])
      on conflict (story) do update set sketch = excluded.sketch, seen_at = now()`.execute(this.db);
  }

  /** Removes expired sketches. */
  async forgetOld(limit: number): Promise<void> {
    await sql`
      delete from link_sketches where story in (select story from link_sketches where seen_at < now() - interval ${WINDOW} order by seen_at limit ${limit} for update skip locked)`.execute(
      this.db,
    );
  }

  /**
   * Other publishers' visible stories of the last week that share hashes of the sketch, most first, and those
   * already linked.
   */
  async findCandidates({ id, publisher }: LinkableText, sketch: number[], limit: number): Promise<LinkableText[]> {
    // One lookup per hash: for an array overlap with a whole sketch, Postgres would plan a full scan. Few
    // hits, and limited first.
    const rows = await this.corruptRows.query(sql<LinkableText>`
      with hits as materialized (
        select k.story, count(*) as shared from unnest(${sketch}::integer[]) h join link_sketches k on k.sketch @> array[h]
        where k.seen_at > now() - interval ${WINDOW} group by k.story order by shared desc, k.story desc limit ${limit * 10}
      ),
      close as (select s.id from hits join stories s on s.id = hits.story where s.publisher <> ${publisher} and ${STORY_SHOWN} and s.private_to is null order by hits.shared desc, s.id desc limit ${limit})
      select s.id, s.publisher, r.content->>'headline' as headline, r.content->'body' as body from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.merged_into is null and s.id in (select id from close union select other from story_links where story = ${id}::uuid union select story from story_links where other = ${id}::uuid)`);
    return rows.filter(isText);
  }

  /** Replaces the story's links. A newer revision stays due. */
  async record({ story, revision }: PendingLink, links: readonly { id: string; score: number }[]): Promise<void> {
    const [ids, scores] = [links.map(({ id }) => id), links.map(({ score }) => score)];
    await this.db.transaction().execute(async (tx) => {
      await sql`delete from story_links where (story = ${story}::uuid and other <> all(${ids}::uuid[])) or (other = ${story}::uuid and story <> all(${ids}::uuid[]))`.execute(
        tx,
      );
      await sql`
        insert into story_links (story, other, score) select least(id, ${story}::uuid), greatest(id, ${story}::uuid), score
        from unnest(${ids}::uuid[], ${scores}::real[]) as link(id, score) order by 1, 2
        on conflict (story, other) do update set score = excluded.score`.execute(tx);
      await sql`delete from links_due where story = ${story}::uuid and revision = ${revision}`.execute(tx);
    });
  }
}
