// Stories and their revisions. A revision is immutable; `shown` says which one readers may see, and none where it is null.
import { sql } from 'kysely';
import { mayRead, NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import type { Change } from '../../core/story/change.js';
import { keyOf } from '../../core/story/identity.js';
import { sketchOf } from '../../core/story/sketch.js';
import type { Content, Kind, PubStatus } from '../../core/story/story.js';
import type { RevisionSummary, RevisionView, StoryView } from '../../core/story/story-view.js';
import { hidesPostsAs, type HiddenAs, type KillMark, type RevisionMarks, type StoryState } from '../../core/story/visibility.js';
import type { Database, Tx } from '../database/database.js';
import { Embeds } from './embeds.js';
import { Posts } from './posts.js';
import { mayReadSql } from './reader-access-sql.js';
import { viewOf, type StoryRow } from './story-row.js';
import { REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';
import { storedJson } from '../database/stored-json.js';
import { contentOrEmpty, readableOrEmptySql, CorruptRows } from '../database/corrupt-rows.js';

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
  /** Topics of what readers have; where they have nothing, of the latest revision. */
  topics: string[];
  /** The kill in force. */
  kill: KillMark | null;
  /** What it is hidden as with its live blog, whatever it is by itself. */
  hiddenAs: HiddenAs | null;
  /** The private channels that it is read on; null where everybody may read it. */
  privateTo: string[] | null;
  /** The latest revision's; `canceled` while a kill is in force, whichever story's kill it is. */
  content: Content;
  /** The story that it was merged into by hand. */
  mergedInto: string | null;
  /** True where others were merged into it: what comes for theirs is its own. */
  absorbed: boolean;
};

/** Who may see what is withheld or embargoed: everybody's, one publisher's, or nobody's; `rights` say what of private stories. */
export type Visibility = ({ hidden: 'all' } | { hidden: 'own'; publisher: string } | { hidden: 'none' }) & { rights?: Rights };

/** A story that another took the place of. */
export type MergedStory = { mergedInto: string };

export type NewStory = Pick<StoredStory, 'id' | 'key' | 'publisher' | 'uri' | 'url' | 'kind' | 'partOf' | 'hiddenAs'>;
export type NewRevision = { revision: number; submission: string | null; content: Content; change: Change; receivedAt: Date; state: StoryState; marks: RevisionMarks };

/** A story `s` with its latest revision `r`, as the reviser decides on it. */
export const STORED_STORY_COLUMNS = sql`
  s.id, s.key, s.publisher, s.uri, s.url, s.kind, s.part_of, s.pub_status, s.revision, s.shown, s.topics, s.kill, s.hidden_as, s.merged_into, s.private_to, r.content,
  exists (select 1 from stories m where m.merged_into = s.id) as absorbed`;
export type StoredStoryRow = Omit<StoredStory, 'partOf' | 'pubStatus' | 'mergedInto' | 'hiddenAs' | 'privateTo'> & { part_of: string | null; pub_status: PubStatus; merged_into: string | null; hidden_as: HiddenAs | null; private_to: string[] | null };

export function storedStoryOf({ part_of, pub_status, merged_into, hidden_as, private_to, content, ...row }: StoredStoryRow): StoredStory {
  // A post that its live blog's kill took is killed, whatever its own last words.
  const fit = contentOrEmpty(content, pub_status);
  const standing = pub_status === 'canceled' ? { ...fit, pubStatus: pub_status } : fit;
  return { ...row, content: standing, partOf: part_of, pubStatus: pub_status, mergedInto: merged_into, hiddenAs: hidden_as, privateTo: private_to };
}

const seesHidden = (sight: Visibility, publisher: string): boolean => sight.hidden === 'all' || (sight.hidden === 'own' && sight.publisher === publisher);

/** By itself, or with its live blog. */
const isKilled = (row: Pick<StoryRow, 'pub_status' | 'hidden_as'>): boolean => row.pub_status === 'canceled' || row.hidden_as === 'canceled';

/** What other publishers tell in the same words, of story `s`: only what anybody may read. */
const RELATED = sql`(
  select coalesce(json_agg(o), '[]') from (
    select o.id, o.publisher, ro.content->>'headline' as headline, round(l.score::numeric, 2)::float8 as score
    from story_links l join stories o on o.id = case when l.story = s.id then l.other else l.story end join revisions ro on ro.story = o.id and ro.revision = o.shown
    where (l.story = s.id or l.other = s.id) and o.hidden_as is null and o.merged_into is null and o.private_to is null
    order by l.score desc, o.id limit 10) o)`;

/** Readers had story `s` once: of another that was killed they are not told that it was there. */
const WAS_SHOWN = sql`exists (select from revisions r where r.story = s.id and r.shown_at is not null)`;

export const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** An id as exports write it is one too. */
const idOf = (ref: string): string => ref.replace(/^urn:uuid:/, '');

export class Stories {
  constructor(
    private readonly db: Database,
    private readonly unreadable = new CorruptRows(db),
  ) {}

  /** Takes the locks of story keys until the transaction's end: first in the lock order, there before the story is, and in one order everywhere, so that no two wait for each other. */
  async lockKeys(tx: Tx, keys: readonly string[]): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(${[...new Set(keys)].sort()}::text[]) k`.execute(tx);
  }

  /**
   * The story that the first of these keys to have one leads to, over a merge, with its latest revision and its row locked until the
   * transaction's end. A story that had a later one of the keys is found by the first from now on. The caller holds all their locks.
   */
  async lockByKeys(tx: Tx, keys: readonly string[]): Promise<StoredStory | null> {
    const named = await sql<{ id: string; key: string; leads: string }>`
      select id, key, coalesce(merged_into, id) as leads from stories where key = any(${keys}::text[]) order by array_position(${keys}::text[], key) limit 1`.execute(tx);
    const [found] = named.rows;
    if (found === undefined) return null;
    const [key] = keys;
    if (key !== undefined && found.key !== key) await tx.updateTable('stories').set({ key }).where('id', '=', found.id).execute();
    return this.lockById(tx, found.leads);
  }

  async lockById(tx: Tx, id: string): Promise<StoredStory | null> {
    return isUuid(id) ? this.locked(tx, id) : null;
  }

  /**
   * What identity by content is decided on: this publisher's stories that carry neither uri nor url, were revised within the
   * last 30 days, and share something of the sketch; those that share most first.
   */
  async findSimilar(tx: Tx, publisher: string, sketch: number[], limit: number): Promise<{ id: string; headline: string; body: string[] }[]> {
    // Hash by hash, and for itself: of an overlap with a whole sketch Postgres expects so much that it reads all of a publisher's stories.
    const { rows } = await sql<{ id: string; content: Content }>`
      with close as materialized (
        select s.id, s.leads, s.revision, count(*) as shared, s.created_at from unnest(${sketch}::integer[]) h, lateral (
          select id, coalesce(merged_into, id) as leads, publisher, revision, created_at from stories where sketch @> array[h] and uri is null and url is null offset 0) s
        where s.publisher = ${publisher} group by 1, 2, 3, 5 order by shared desc, s.created_at desc limit ${limit * 5}
      )
      select c.leads as id, r.content from close c join revisions r on r.story = c.id and r.revision = c.revision
      where r.received_at > now() - interval '30 days' order by c.shared desc, c.created_at desc limit ${limit}`.execute(tx);
    // Taken apart here: what Postgres can't would end the transaction.
    return rows.map(({ id, content }) => ({ id, headline: contentOrEmpty(content).headline, body: contentOrEmpty(content).body }));
  }

  /**
   * The live blog that `ref` names (an id, or a uri of the same publisher) and what its posts are hidden as. Its row is shared until
   * the transaction's end: no post comes to be seen while its live blog is being hidden.
   */
  async lockBlogShared(tx: Tx, publisher: string, ref: string): Promise<{ id: string; hidesAs: HiddenAs | null } | null> {
    const row = await tx
      .selectFrom('stories')
      .select(['id', 'pub_status', 'shown'])
      .where('kind', '=', 'liveblog')
      .where('publisher', '=', publisher)
      .where((eb) => eb.or([eb('key', '=', keyOf({ publisher, uri: ref })), ...(isUuid(idOf(ref)) ? [eb('id', '=', idOf(ref))] : [])]))
      .forShare()
      .executeTakeFirst();
    return row === undefined ? null : { id: row.id, hidesAs: hidesPostsAs({ shown: row.shown, pubStatus: row.pub_status }) };
  }

  async findKey(id: string): Promise<{ key: string; publisher: string; mergedInto: string | null } | null> {
    if (!isUuid(id)) return null;
    const row = await this.db.selectFrom('stories').select(['key', 'publisher', 'merged_into']).where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : { key: row.key, publisher: row.publisher, mergedInto: row.merged_into };
  }

  /** True where the story is killed, or came back without what a kill took. */
  async wasKilled(id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const { rows } = await sql<{ killed: boolean }>`
      select s.kill is not null or exists (select from revisions r where r.story = s.id and r.kill is not null) as killed from stories s where s.id = ${id}::uuid`.execute(this.db);
    return rows[0]?.killed === true;
  }

  /** What the story is called by others. */
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
        sketch: sketchOf(first.content),
        created_at: first.receivedAt,
      })
      .execute();
    await this.addRevision(tx, story.id, first);
  }

  async revise(tx: Tx, id: string, next: NewRevision): Promise<void> {
    await tx
      .updateTable('stories')
      .set({ revision: next.revision, shown: next.state.shown, topics: next.state.topics, pub_status: next.content.pubStatus, kill: next.state.kill, due_at: next.state.dueAt, sketch: sketchOf(next.content) })
      .where('id', '=', id)
      .execute();
    await this.addRevision(tx, id, next);
    // A kill takes all that stood before it, also what no reader ever had.
    if (next.state.kill !== null) await sql`update revisions r set kill = ${next.state.kill}, ${readableOrEmptySql('r')} where r.story = ${id}::uuid and r.kill is null`.execute(tx);
  }

  private async addRevision(tx: Tx, story: string, { revision, submission, content, change, receivedAt, marks }: NewRevision): Promise<void> {
    await tx
      .with('due', (due) => due.insertInto('links_due').values({ story, revision }).onConflict((conflict) => conflict.column('story').doUpdateSet({ revision })))
      .insertInto('revisions')
      .values({ story, revision, submission, content: storedJson(content), change: storedJson(change), received_at: receivedAt, shown_at: marks.shownAt, kill: marks.kill })
      .execute();
  }

  /** The story as this reader may see it, a live blog with its pinned posts and the newest others; `killed` where it was, where it went if it was merged, null where there is nothing to see. */
  async view(id: string, sight: Visibility, limitPosts = 100): Promise<StoryView | MergedStory | 'killed' | null> {
    if (!isUuid(id)) return null;
    // The head first: what commits in between is then both in the story and replayed, never in neither.
    const cursor = await this.cursor();
    const rows = await this.unreadable.query(sql<StoryRow & { survived: boolean; was_shown: boolean }>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, s.merged_into, s.private_to, r.revision, r.content, r.change, r.received_at, ${RELATED} as related,
        exists (select from stories i where i.id = s.merged_into and i.pub_status <> 'canceled') as survived, ${WAS_SHOWN} as was_shown
      from stories s join revisions r on r.story = s.id and r.revision = case when ${sight.hidden !== 'none'} then s.revision else coalesce(s.shown, s.revision) end
      where s.id = ${id}::uuid`);
    const [row] = rows;
    if (row === undefined) return null;
    const { rights = NO_RIGHTS } = sight;
    if (row.private_to != null && !mayRead(rights, { to: row.private_to, publisher: row.publisher }, { id: row.id, partOf: row.part_of })) return null;
    // Its past may be killed for ever; the address leads to where the story goes on.
    if (row.merged_into != null && row.survived) return { mergedInto: row.merged_into };
    if (isKilled(row)) return row.was_shown || row.hidden_as !== null || seesHidden(sight, row.publisher) ? 'killed' : null;
    if (!seesHidden(sight, row.publisher)) {
      if (row.shown === null || row.hidden_as !== null) return null;
      if (row.revision !== row.shown) return this.view(id, { hidden: 'none', rights }, limitPosts);
    }
    // As absent as one that readers may not see, until it is published again.
    if ((await this.unreadable.filterReadable([row], ({ id: own }) => own)).length === 0) return null;
    const view = viewOf(row, cursor, await new Embeds(this.db).findFor([row]));
    return row.kind === 'liveblog' && limitPosts > 0 ? { ...view, posts: await new Posts(this.db, this.unreadable).latest(row.id, cursor, limitPosts) } : view;
  }

  /** Visible stories, latest update first, from before `beforeSeq` on. `next` is where the following page begins. */
  async list(of: { kind: 'all' } | { kind: 'topic'; of: string } | { kind: 'publisher'; of: string } | { kind: 'posts'; of: string }, beforeSeq: number | null, limit: number, rights: Rights = NO_RIGHTS): Promise<{ stories: StoryView[]; next: number | null }> {
    const cursor = await this.cursor();
    const filter = {
      all: () => sql`s.kind <> 'post'`,
      topic: (name: string) => sql`s.topics @> array[${name}]::text[]`,
      publisher: (name: string) => sql`s.publisher = ${name}`,
      posts: (id: string) => sql`s.part_of = ${id}::uuid`,
    }[of.kind]('of' in of ? of.of : '');
    const rows = await this.unreadable.query(sql<StoryRow>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, r.revision, r.content, r.change, r.received_at
      from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where ${STORY_SHOWN} and s.merged_into is null and ${mayReadSql(rights)} and ${filter} and (${beforeSeq}::bigint is null or s.updated_seq < ${beforeSeq}::bigint)
      order by s.updated_seq desc limit ${limit + 1}`);
    const whole = rows.slice(0, limit);
    const page = await this.unreadable.filterReadable(whole, (row) => row.id);
    const known = await new Embeds(this.db).findFor(page);
    return { stories: page.map((row) => viewOf(row, cursor, known)), next: rows.length > limit ? (whole.at(-1)?.updated_seq ?? null) : null };
  }

  /** A story's visible revisions, latest first; null where readers may see none. */
  async revisions(id: string, rights: Rights = NO_RIGHTS): Promise<RevisionSummary[] | 'killed' | null> {
    const rows = await this.visibleRevisions(id, null, rights);
    if (rows === null || rows === 'killed') return rows;
    return rows.map(({ revision, headline, pubStatus, versionCreated, stamps, receivedAt, change: { ops: _ops, ...change } }) => ({ revision, headline, pubStatus, versionCreated, stamps, receivedAt, change }));
  }

  /** One visible revision, whole. */
  async revision(id: string, revision: number, rights: Rights = NO_RIGHTS): Promise<RevisionView | 'killed' | null> {
    const rows = await this.visibleRevisions(id, revision, rights);
    return rows === null || rows === 'killed' ? rows : (rows[0] ?? null);
  }

  private async visibleRevisions(id: string, revision: number | null, rights: Rights): Promise<RevisionView[] | 'killed' | null> {
    if (!isUuid(id)) return null;
    const story = await this.db.selectFrom('stories as s')
      .select(['pub_status', 'shown', 'hidden_as', 'private_to', 'publisher', 'part_of', sql<boolean>`${WAS_SHOWN}`.as('was_shown')]).where('id', '=', id).executeTakeFirst();
    if (story === undefined) return null;
    if (story.private_to !== null && !mayRead(rights, { to: story.private_to, publisher: story.publisher }, { id, partOf: story.part_of })) return null;
    if (isKilled(story)) return story.was_shown || story.hidden_as !== null ? 'killed' : null;
    if (story.shown === null || story.hidden_as !== null) return null;
    const rows = await this.unreadable.query(sql<{ revision: number; content: Content; change: Change; received_at: Date }>`
      select r.revision, r.content, r.change, r.received_at from revisions r join stories s on s.id = r.story
      where r.story = ${id}::uuid and ${STORY_SHOWN} and ${REVISION_SHOWN} and (${revision}::integer is null or r.revision = ${revision}::integer)
      order by r.revision desc limit 1000`);
    return (await this.unreadable.filterReadable(rows, () => id)).map((row) => ({ ...row.content, story: id, revision: row.revision, change: row.change, receivedAt: row.received_at.toISOString() }));
  }

  private async cursor(): Promise<string> {
    const { epoch, seq } = await this.db.selectFrom('log_head').select(['epoch', 'seq']).executeTakeFirstOrThrow();
    return `${epoch}.${seq}`;
  }

  private async locked(tx: Tx, id: string): Promise<StoredStory | null> {
    const { rows } = await sql<Omit<StoredStoryRow, 'content'> & { content: Content | null }>`
      select ${STORED_STORY_COLUMNS} from stories s left join revisions r on r.story = s.id and r.revision = s.revision where s.id = ${id}::uuid for no key update of s`.execute(tx);
    const [row] = rows;
    if (row === undefined) return null;
    const { content } = row;
    // Another transaction held the row and revised it: its new revision is not in this statement's snapshot, but in the next one's.
    return content === null ? this.locked(tx, id) : storedStoryOf({ ...row, content });
  }
}
