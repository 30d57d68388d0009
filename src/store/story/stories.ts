// Writes stories and their revisions, and finds and locks them for the reviser. A revision is immutable;
// `shown` is the number of the one that readers see, or null.
import { sql } from 'kysely';
import { identityKey } from '../../core/story/identity.js';
import { textSketch } from '../../core/story/text-sketch.js';
import type { Content } from '../../core/story/story.js';
import { postsHiddenAs, type HiddenAs } from '../../core/story/visibility.js';
import { contentOrEmpty, readableOrEmptySql } from '../database/corrupt-rows.js';
import type { Database, Tx } from '../database/database.js';
import { storedJson } from '../database/stored-json.js';
import {
  STORED_STORY_COLUMNS,
  storedStoryOf,
  type NewRevision,
  type NewStory,
  type StoredStory,
  type StoredStoryRow,
} from './stored-story.js';
import { idOf, isUuid } from './story-id.js';

export class Stories {
  constructor(private readonly db: Database) {}

  /**
   * Takes advisory locks on story keys until the end of the transaction. They come first in the lock order,
   * exist before the story does, and are always taken in sorted order, so that there are no deadlocks.
   */
  async lockKeys(tx: Tx, keys: readonly string[]): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(${[...new Set(keys)].sort()}::text[]) k`.execute(
      tx,
    );
  }

  /**
   * Finds the story by the first of these keys that has one, follows a merge, and locks its row until the end
   * of the transaction. A story found by a later key gets the first one as its key. The caller holds the
   * locks of all keys.
   */
  async lockByKeys(tx: Tx, keys: readonly string[]): Promise<StoredStory | null> {
    const { rows } = await sql<{ id: string; key: string; target: string }>`
      select id, key, coalesce(merged_into, id) as target from stories where key = any(${keys}::text[]) order by array_position(${keys}::text[], key) limit 1`.execute(
      tx,
    );
    const [found] = rows;
    if (found === undefined) return null;
    const [key] = keys;
    if (key !== undefined && found.key !== key)
      await tx.updateTable('stories').set({ key }).where('id', '=', found.id).execute();
    return this.lockById(tx, found.target);
  }

  async lockById(tx: Tx, id: string): Promise<StoredStory | null> {
    return isUuid(id) ? this.locked(tx, id) : null;
  }

  /**
   * Candidates for identity by content: the publisher's stories without uri and url that were revised within
   * the last 30 days and share hashes of the sketch, most first.
   */
  async findSimilar(
    tx: Tx,
    publisher: string,
    sketch: number[],
    limit: number,
  ): Promise<{ id: string; headline: string; body: string[] }[]> {
    // One lookup per hash, in its own subquery: for an array overlap, Postgres would plan to read all stories
    // of the publisher.
    const { rows } = await sql<{ id: string; content: Content }>`
      with close as materialized (
        select s.id, s.target, s.revision, count(*) as shared, s.created_at from unnest(${sketch}::integer[]) h, lateral (
          select id, coalesce(merged_into, id) as target, publisher, revision, created_at from stories where sketch @> array[h] and uri is null and url is null offset 0) s
        where s.publisher = ${publisher} group by 1, 2, 3, 5 order by shared desc, s.created_at desc limit ${limit * 5}
      )
      select c.target as id, r.content from close c join revisions r on r.story = c.id and r.revision = c.revision
      where r.received_at > now() - interval '30 days' order by c.shared desc, c.created_at desc limit ${limit}`.execute(
      tx,
    );
    // Parsed here: JSON that Postgres can't process would abort the transaction.
    return rows.map(({ id, content }) => ({
      id,
      headline: contentOrEmpty(content).headline,
      body: contentOrEmpty(content).body,
    }));
  }

  /**
   * The live blog that `ref` names (an id, or a uri of the same publisher), and how it hides its posts. Its
   * row is share-locked until the end of the transaction, so that no post becomes visible while its live blog
   * is being hidden.
   */
  async lockBlogShared(
    tx: Tx,
    publisher: string,
    ref: string,
  ): Promise<{ id: string; hidesAs: HiddenAs | null } | null> {
    const row = await tx
      .selectFrom('stories')
      .select(['id', 'pub_status', 'shown'])
      .where('kind', '=', 'liveblog')
      .where('publisher', '=', publisher)
      .where((eb) =>
        eb.or([
          eb('key', '=', identityKey({ publisher, uri: ref })),
          ...(isUuid(idOf(ref)) ? [eb('id', '=', idOf(ref))] : []),
        ]),
      )
      .forShare()
      .executeTakeFirst();
    return row === undefined
      ? null
      : { id: row.id, hidesAs: postsHiddenAs({ shown: row.shown, pubStatus: row.pub_status }) };
  }

  async findKey(id: string): Promise<{ key: string; publisher: string; mergedInto: string | null } | null> {
    if (!isUuid(id)) return null;
    const row = await this.db
      .selectFrom('stories')
      .select(['key', 'publisher', 'merged_into'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : { key: row.key, publisher: row.publisher, mergedInto: row.merged_into };
  }

  /** True if the story is killed, or was revived without its killed content. */
  async wasKilled(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const { rows } = await sql<{ killed: boolean }>`
      select s.kill is not null or exists (select from revisions r where r.story = s.id and r.kill is not null) as killed from stories s where s.id = ${id}::uuid`.execute(
      this.db,
    );
    return rows[0]?.killed === true;
  }

  /** The story's id and uri; null if there is none. */
  async findUri(id: string): Promise<{ id: string; uri: string | null } | null> {
    return (await this.db.selectFrom('stories').select(['id', 'uri']).where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async create(tx: Tx, story: NewStory, first: NewRevision): Promise<void> {
    await tx
      .insertInto('stories')
      .values({
        id: story.id,
        key: story.key,
        publisher: story.publisher,
        uri: story.uri,
        url: story.url,
        kind: story.kind,
        part_of: story.partOf,
        topics: first.state.topics,
        pub_status: first.content.pubStatus,
        revision: first.revision,
        shown: first.state.shown,
        kill: first.state.kill,
        due_at: first.state.dueAt,
        hidden_as: story.hiddenAs,
        updated_seq: null,
        sketch: textSketch(first.content),
        created_at: first.receivedAt,
      })
      .execute();
    await this.addRevision(tx, story.id, first);
  }

  async revise(tx: Tx, id: string, next: NewRevision): Promise<void> {
    await tx
      .updateTable('stories')
      .set({
        revision: next.revision,
        shown: next.state.shown,
        topics: next.state.topics,
        pub_status: next.content.pubStatus,
        kill: next.state.kill,
        due_at: next.state.dueAt,
        sketch: textSketch(next.content),
      })
      .where('id', '=', id)
      .execute();
    await this.addRevision(tx, id, next);
    // A kill hides all earlier revisions, including those that readers never had.
    if (next.state.kill !== null)
      await sql`update revisions r set kill = ${next.state.kill}, ${readableOrEmptySql('r')} where r.story = ${id}::uuid and r.kill is null`.execute(
        tx,
      );
  }

  private async addRevision(
    tx: Tx,
    story: string,
    { revision, submission, content, change, receivedAt, marks }: NewRevision,
  ): Promise<void> {
    await tx
      .with('due', (due) =>
        due
          .insertInto('links_due')
          .values({ story, revision })
          .onConflict((conflict) => conflict.column('story').doUpdateSet({ revision })),
      )
      .insertInto('revisions')
      .values({
        story,
        revision,
        submission,
        content: storedJson(content),
        change: storedJson(change),
        received_at: receivedAt,
        shown_at: marks.shownAt,
        kill: marks.kill,
      })
      .execute();
  }

  private async locked(tx: Tx, id: string): Promise<StoredStory | null> {
    const { rows } = await sql<Omit<StoredStoryRow, 'content'> & { content: Content | null }>`
      select ${STORED_STORY_COLUMNS} from stories s left join revisions r on r.story = s.id and r.revision = s.revision where s.id = ${id}::uuid for no key update of s`.execute(
      tx,
    );
    const [row] = rows;
    if (row === undefined) return null;
    const { content } = row;
    // Another transaction revised the row while we waited: its new revision is only in the next statement's
    // snapshot.
    return content === null ? this.locked(tx, id) : storedStoryOf({ ...row, content });
  }
}
