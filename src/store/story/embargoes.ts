// Stories whose latest revision is embargoed. They are found by an index on `due_at`, so a query costs only
// what is due.
import { sql } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import { STORED_STORY_COLUMNS, storedStoryOf, type StoredStoryRow, type StoredStory } from './stored-story.js';

export type DueStory = { id: string; publisher: string; dueAt: Date };

const DUE = sql`stories s join revisions r on r.story = s.id and r.revision = s.revision where s.due_at <= now() and s.merged_into is null and s.kill is null and s.pub_status = 'usable'`;

export class Embargoes {
  constructor(private readonly db: Database) {}

  /**
   * Stories whose embargo has ended, round robin over publishers, each publisher's oldest first; `limit` at
   * most.
   */
  async due(limit: number): Promise<DueStory[]> {
    // A loose index scan finds the publishers: a long backlog of one is never read completely.
    const { rows } = await sql<DueStory>`
      with recursive publisher as (
        (select publisher as name from stories where due_at is not null order by publisher limit 1)
        union all
        select (select s.publisher from stories s where s.due_at is not null and s.publisher > p.name order by s.publisher limit 1) from publisher p where p.name is not null
      )
      select d.id, d.publisher, d.due_at as "dueAt" from publisher p cross join lateral (
        select id, publisher, due_at, row_number() over (order by due_at, id) as rank from stories
        where publisher = p.name and due_at is not null and due_at <= now() and merged_into is null and kill is null and pub_status = 'usable' order by due_at, id limit ${limit}) d
      where p.name is not null order by d.rank, d.due_at, d.id limit ${limit}`.execute(this.db);
    return rows;
  }

  /**
   * Locks the stories of `ids` that are still due, in order of id; also returns the patterns of private
   * channels.
   */
  async lock(tx: Tx, ids: readonly string[]): Promise<{ stories: StoredStory[]; patterns: string[] }> {
    const { rows } =
      await sql<StoredStoryRow>`select ${STORED_STORY_COLUMNS} from ${DUE} and s.id = any(${ids}::uuid[]) order by s.id for no key update of s`.execute(
        tx,
      );
    const { private: patterns } = await tx.selectFrom('log_head').select('private').executeTakeFirstOrThrow();
    return { stories: rows.map(storedStoryOf), patterns };
  }

  /**
   * Shows the latest revision of the stories of `ids` that are still due; returns the stories as they were
   * before.
   */
  async release(tx: Tx, ids: readonly string[]): Promise<{ stories: StoredStory[] }> {
    if (ids.length === 0) return { stories: [] };
    const { stories } = await this.lock(tx, ids);
    await sql`
      with shown as (
        update stories s set shown = s.revision, due_at = null, topics = array(select json_array_elements_text(r.content->'topics'))
        from revisions r where s.id = any(${stories.map(({ id }) => id)}::uuid[]) and r.story = s.id and r.revision = s.revision returning s.id, s.revision, s.hidden_as
      ),
      seen as (
        update revisions r set shown_at = now() from shown
        where shown.hidden_as is null and r.story = shown.id and r.revision = shown.revision and r.shown_at is null
      )
      insert into links_due (story, revision) select id, revision from shown on conflict (story) do update set revision = excluded.revision`.execute(
      tx,
    );
    return { stories };
  }

  /** Makes the story due again in a minute. */
  async postpone(id: string): Promise<void> {
    await sql`update stories set due_at = now() + interval '1 minute' where id = ${id}::uuid and due_at <= now()`.execute(
      this.db,
    );
  }
}
