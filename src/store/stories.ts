// Stories and their revisions. A revision is immutable; `shown` says which one readers may see, and none where it is null.
import { sql } from 'kysely';
import type { Change } from '../core/change.js';
import { sketchOf } from '../core/sketch.js';
import type { Content, Kind, PubStatus } from '../core/story.js';
import type { RevisionSummary, RevisionView, StoryView } from '../core/story-view.js';
import type { Database, Tx } from './database.js';

/** A story with its latest revision, as the reviser needs it. */
export type StoredStory = {
  id: string;
  key: string;
  publisher: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  partOf: string | null;
  pubStatus: PubStatus;
  revision: number;
  shown: number | null;
  content: Content;
};

/** Who may see what is withheld or embargoed: everybody's, one publisher's, or nobody's. */
export type Sight = { hidden: 'all' } | { hidden: 'own'; publisher: string } | { hidden: 'none' };

export type NewStory = Pick<StoredStory, 'id' | 'key' | 'publisher' | 'uri' | 'url' | 'kind' | 'partOf'>;
export type NewRevision = { revision: number; submission: string | null; content: Content; change: Change; receivedAt: Date; shown: number | null };

type StoryRow = {
  id: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  part_of: string | null;
  publisher: string;
  pub_status: PubStatus;
  shown: number | null;
  revision: number;
  content: Content;
  change: Change;
  received_at: Date;
  updated_seq: number | null;
};

const seesHidden = (sight: Sight, publisher: string): boolean => sight.hidden === 'all' || (sight.hidden === 'own' && sight.publisher === publisher);

const viewOf = (row: StoryRow, cursor: string): StoryView => ({
  ...row.content,
  id: row.id,
  uri: row.uri,
  url: row.url,
  kind: row.kind,
  partOf: row.part_of,
  publisher: row.publisher,
  revision: row.revision,
  change: row.change,
  receivedAt: row.received_at.toISOString(),
  cursor,
});

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

export class Stories {
  constructor(private readonly db: Database) {}

  /** Takes the lock of a story key until the transaction's end: first in the lock order, and there before the story is. */
  async lockKey(tx: Tx, key: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
  }

  /** The story of this key with its latest revision, its row locked until the transaction's end. */
  async lockByKey(tx: Tx, key: string): Promise<StoredStory | null> {
    return this.locked(tx, sql`s.key = ${key}`);
  }

  async lockById(tx: Tx, id: string): Promise<StoredStory | null> {
    return isUuid(id) ? this.locked(tx, sql`s.id = ${id}::uuid`) : null;
  }

  /**
   * What identity by content is decided on: this publisher's stories that carry neither uri nor url, were revised within the
   * last 30 days, and share something of the sketch; those that share most first.
   */
  async alike(tx: Tx, publisher: string, sketch: number[], limit: number): Promise<{ id: string; headline: string; body: string[] }[]> {
    const { rows } = await sql<{ id: string; headline: string; body: string[] }>`
      select s.id, r.content->>'headline' as headline, r.content->'body' as body
      from stories s join revisions r on r.story = s.id and r.revision = s.revision
      where s.publisher = ${publisher} and s.uri is null and s.url is null and s.sketch && ${sketch}::integer[] and r.received_at > now() - interval '30 days'
      order by (select count(*) from unnest(s.sketch) h where h = any(${sketch}::integer[])) desc, s.created_at desc limit ${limit}`.execute(tx);
    return rows;
  }

  /** The id of the live blog that `ref` names: an id, or a uri of the same publisher. */
  async blogId(publisher: string, ref: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('stories')
      .select('id')
      .where('kind', '=', 'liveblog')
      .where('publisher', '=', publisher)
      .where((eb) => (isUuid(ref) ? eb.or([eb('id', '=', ref), eb('uri', '=', ref)]) : eb('uri', '=', ref)))
      .executeTakeFirst();
    return row?.id ?? null;
  }

  async keyOf(id: string): Promise<{ key: string; publisher: string } | null> {
    if (!isUuid(id)) return null;
    return (await this.db.selectFrom('stories').select(['key', 'publisher']).where('id', '=', id).executeTakeFirst()) ?? null;
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
        topics: first.content.topics,
        pub_status: first.content.pubStatus,
        revision: first.revision,
        shown: first.shown,
        updated_seq: null,
        sketch: sketchOf(first.content),
        created_at: first.receivedAt,
      })
      .execute();
    await this.addRevision(tx, story.id, first);
  }

  async revise(tx: Tx, id: string, next: NewRevision): Promise<void> {
    await tx
      .updateTable('stories')
      .set({ revision: next.revision, shown: next.shown, topics: next.content.topics, pub_status: next.content.pubStatus, sketch: sketchOf(next.content) })
      .where('id', '=', id)
      .execute();
    await this.addRevision(tx, id, next);
  }

  private async addRevision(tx: Tx, story: string, { revision, submission, content, change, receivedAt }: NewRevision): Promise<void> {
    await tx
      .insertInto('revisions')
      .values({ story, revision, submission, content: JSON.stringify(content), change: JSON.stringify(change), received_at: receivedAt })
      .execute();
  }

  /** Stories whose embargo has ended and whose latest revision readers do not have yet. */
  async dueEmbargoes(limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select s.id from stories s join revisions r on r.story = s.id and r.revision = s.revision
      where s.pub_status = 'usable' and s.shown is distinct from s.revision and (r.content->>'embargoedUntil')::timestamptz <= now() limit ${limit}`.execute(this.db);
    return rows.map((row) => row.id);
  }

  async show(tx: Tx, id: string, revision: number): Promise<void> {
    await tx.updateTable('stories').set({ shown: revision }).where('id', '=', id).execute();
  }

  /** The story as this reader may see it; `killed` where it was, null where there is nothing to see. */
  async view(id: string, sight: Sight, limitPosts = 100): Promise<StoryView | 'killed' | null> {
    if (!isUuid(id)) return null;
    // The head first: what commits in between is then both in the story and replayed, never in neither.
    const cursor = await this.cursor();
    const { rows } = await sql<StoryRow>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.updated_seq, r.revision, r.content, r.change, r.received_at
      from stories s join revisions r on r.story = s.id and r.revision = case when ${sight.hidden !== 'none'} then s.revision else coalesce(s.shown, s.revision) end
      where s.id = ${id}::uuid`.execute(this.db);
    const [row] = rows;
    if (row === undefined) return null;
    if (row.pub_status === 'canceled') return 'killed';
    if (!seesHidden(sight, row.publisher)) {
      if (row.shown === null) return null;
      if (row.revision !== row.shown) return this.view(id, { hidden: 'none' }, limitPosts);
    }
    const view = viewOf(row, cursor);
    return row.kind === 'liveblog' ? { ...view, posts: (await this.list({ kind: 'posts', of: row.id }, null, limitPosts)).stories } : view;
  }

  /** Visible stories, latest update first, from before `beforeSeq` on. `next` is where the following page begins. */
  async list(of: { kind: 'all' } | { kind: 'topic'; of: string } | { kind: 'publisher'; of: string } | { kind: 'posts'; of: string }, beforeSeq: number | null, limit: number): Promise<{ stories: StoryView[]; next: number | null }> {
    const cursor = await this.cursor();
    const filter = {
      all: () => sql`s.kind <> 'post'`,
      topic: (name: string) => sql`s.topics @> array[${name}]::text[]`,
      publisher: (name: string) => sql`s.publisher = ${name}`,
      posts: (id: string) => sql`s.part_of = ${id}::uuid`,
    }[of.kind]('of' in of ? of.of : '');
    const { rows } = await sql<StoryRow>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.updated_seq, r.revision, r.content, r.change, r.received_at
      from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.shown is not null and ${filter} and (${beforeSeq}::bigint is null or s.updated_seq < ${beforeSeq}::bigint)
      order by s.updated_seq desc limit ${limit + 1}`.execute(this.db);
    const page = rows.slice(0, limit);
    return { stories: page.map((row) => viewOf(row, cursor)), next: rows.length > limit ? (page.at(-1)?.updated_seq ?? null) : null };
  }

  /** A story's visible revisions, latest first; null where readers may see none. */
  async revisions(id: string): Promise<RevisionSummary[] | 'killed' | null> {
    const rows = await this.visibleRevisions(id, null);
    if (rows === null || rows === 'killed') return rows;
    return rows.map(({ revision, headline, pubStatus, versionCreated, stamps, receivedAt, change: { ops: _ops, ...change } }) => ({ revision, headline, pubStatus, versionCreated, stamps, receivedAt, change }));
  }

  /** One visible revision, whole. */
  async revision(id: string, revision: number): Promise<RevisionView | 'killed' | null> {
    const rows = await this.visibleRevisions(id, revision);
    return rows === null || rows === 'killed' ? rows : (rows[0] ?? null);
  }

  private async visibleRevisions(id: string, revision: number | null): Promise<RevisionView[] | 'killed' | null> {
    if (!isUuid(id)) return null;
    const story = await this.db.selectFrom('stories').select(['pub_status', 'shown']).where('id', '=', id).executeTakeFirst();
    if (story?.pub_status === 'canceled') return 'killed';
    if (story === undefined || story.shown === null) return null;
    const { rows } = await sql<{ revision: number; content: Content; change: Change; received_at: Date }>`
      select r.revision, r.content, r.change, r.received_at from revisions r join stories s on s.id = r.story
      where r.story = ${id}::uuid and r.revision <= s.shown and r.content->>'pubStatus' = 'usable' and (${revision}::integer is null or r.revision = ${revision}::integer)
      order by r.revision desc limit 1000`.execute(this.db);
    return rows.map((row) => ({ ...row.content, story: id, revision: row.revision, change: row.change, receivedAt: row.received_at.toISOString() }));
  }

  private async cursor(): Promise<string> {
    const { epoch, seq } = await this.db.selectFrom('log_head').select(['epoch', 'seq']).executeTakeFirstOrThrow();
    return `${epoch}.${seq}`;
  }

  private async locked(tx: Tx, where: ReturnType<typeof sql>): Promise<StoredStory | null> {
    const { rows } = await sql<Omit<StoredStory, 'partOf' | 'pubStatus'> & { part_of: string | null; pub_status: PubStatus }>`
      select s.id, s.key, s.publisher, s.uri, s.url, s.kind, s.part_of, s.pub_status, s.revision, s.shown, r.content
      from stories s join revisions r on r.story = s.id and r.revision = s.revision where ${where} for update of s`.execute(tx);
    const [row] = rows;
    if (row === undefined) return null;
    const { part_of, pub_status, ...rest } = row;
    return { ...rest, partOf: part_of, pubStatus: pub_status };
  }
}
