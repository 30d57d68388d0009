// Stories and revisions as readers may see them.
import { sql } from 'kysely';
import { formatTimestamp } from '../../core/instant.js';
import { mayRead, NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import type { Change } from '../../core/story/change.js';
import type { Content } from '../../core/story/story.js';
import type { RevisionSummary, RevisionView, StoryView } from '../../core/story/story-view.js';
import { CorruptRows } from '../database/corrupt-rows.js';
import type { Database } from '../database/database.js';
import { Embeds } from './embeds.js';
import { Posts } from './posts.js';
import { mayReadSql } from './reader-access-sql.js';
import { isUuid } from './story-id.js';
import { viewOf, type StoryRow } from './story-row.js';
import { REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';

/**
 * Whose withheld and embargoed stories are visible: everybody's, one publisher's, or nobody's. `rights` are
 * for private stories.
 */
export type Visibility = ({ hidden: 'all' } | { hidden: 'own'; publisher: string } | { hidden: 'none' }) & {
  rights?: ReadRights;
};

/** The story was merged into another. */
export type MergedStory = { mergedInto: string };

const seesHidden = (visibility: Visibility, publisher: string): boolean =>
  visibility.hidden === 'all' || (visibility.hidden === 'own' && visibility.publisher === publisher);

/** Killed by itself, or with its live blog. */
const isKilled = (row: Pick<StoryRow, 'pub_status' | 'hidden_as'>): boolean =>
  row.pub_status === 'canceled' || row.hidden_as === 'canceled';

/** SQL: public stories of other publishers with the same text as story `s`. */
const RELATED = sql`(
  select coalesce(json_agg(o), '[]') from (
    select o.id, o.publisher, ro.content->>'headline' as headline, round(l.score::numeric, 2)::float8 as score
    from story_links l join stories o on o.id = case when l.story = s.id then l.other else l.story end join revisions ro on ro.story = o.id and ro.revision = o.shown
    where (l.story = s.id or l.other = s.id) and o.hidden_as is null and o.merged_into is null and o.private_to is null
    order by l.score desc, o.id limit 10) o)`;

/** SQL: readers had story `s` once. The kill of a story that they never had is not revealed to them. */
const WAS_SHOWN = sql`exists (select from revisions r where r.story = s.id and r.shown_at is not null)`;

export class StoryViews {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /**
   * The story as visible to this reader, a live blog with its pinned and newest posts; 'killed' if it was
   * killed, the survivor's id if it was merged, null if there is nothing to see.
   */
  async view(id: string, visibility: Visibility, limitPosts = 100): Promise<StoryView | MergedStory | 'killed' | null> {
    if (!isUuid(id)) return null;
    // The cursor is read first: what commits in between is both in the story and replayed, never missed.
    const cursor = await this.cursor();
    const rows = await this.corruptRows.query(sql<StoryRow & { survived: boolean; was_shown: boolean }>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, s.merged_into, s.private_to, r.revision, r.content, r.change, r.received_at, ${RELATED} as related,
        exists (select from stories i where i.id = s.merged_into and i.pub_status <> 'canceled') as survived, ${WAS_SHOWN} as was_shown
      from stories s join revisions r on r.story = s.id and r.revision = case when ${visibility.hidden !== 'none'} then s.revision else coalesce(s.shown, s.revision) end
      where s.id = ${id}::uuid`);
    const [row] = rows;
    if (row === undefined) return null;
    const { rights = NO_RIGHTS } = visibility;
    if (
      row.private_to != null &&
      !mayRead(rights, { to: row.private_to, publisher: row.publisher }, { id: row.id, partOf: row.part_of })
    )
      return null;
    // Even if its history is killed, its address leads to the survivor.
    if (row.merged_into != null && row.survived) return { mergedInto: row.merged_into };
    if (isKilled(row))
      return row.was_shown || row.hidden_as !== null || seesHidden(visibility, row.publisher) ? 'killed' : null;
    if (!seesHidden(visibility, row.publisher)) {
      if (row.shown === null || row.hidden_as !== null) return null;
      if (row.revision !== row.shown) return this.view(id, { hidden: 'none', rights }, limitPosts);
    }
    // A corrupt story is treated as missing until it is published again.
    if ((await this.corruptRows.filterReadable([row], ({ id: own }) => own)).length === 0) return null;
    const view = viewOf(row, cursor, await new Embeds(this.db).findFor([row]));
    return row.kind === 'liveblog' && limitPosts > 0
      ? { ...view, posts: await new Posts(this.db, this.corruptRows).latest(row.id, cursor, limitPosts) }
      : view;
  }

  /** Visible stories before `beforeSeq`, latest update first. `next` is the `beforeSeq` of the next page. */
  async list(
    of:
      | { kind: 'all' }
      | { kind: 'topic'; of: string }
      | { kind: 'publisher'; of: string }
      | { kind: 'posts'; of: string },
    beforeSeq: number | null,
    limit: number,
    rights: ReadRights = NO_RIGHTS,
  ): Promise<{ stories: StoryView[]; next: number | null }> {
    const cursor = await this.cursor();
    const filter = {
      all: () => sql`s.kind <> 'post'`,
      topic: (name: string) => sql`s.topics @> array[${name}]::text[]`,
      publisher: (name: string) => sql`s.publisher = ${name}`,
      posts: (id: string) => sql`s.part_of = ${id}::uuid`,
    }[of.kind]('of' in of ? of.of : '');
    const rows = await this.corruptRows.query(sql<StoryRow>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, r.revision, r.content, r.change, r.received_at
      from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where ${STORY_SHOWN} and s.merged_into is null and ${mayReadSql(rights)} and ${filter} and (${beforeSeq}::bigint is null or s.updated_seq < ${beforeSeq}::bigint)
      order by s.updated_seq desc limit ${limit + 1}`);
    const page = rows.slice(0, limit);
    const readable = await this.corruptRows.filterReadable(page, (row) => row.id);
    const known = await new Embeds(this.db).findFor(readable);
    return {
      stories: readable.map((row) => viewOf(row, cursor, known)),
      next: rows.length > limit ? (page.at(-1)?.updated_seq ?? null) : null,
    };
  }

  /** A story's visible revisions without content, latest first; null if there are none. */
  async revisions(id: string, rights: ReadRights = NO_RIGHTS): Promise<RevisionSummary[] | 'killed' | null> {
    const rows = await this.visibleRevisions(id, null, rights);
    if (rows === null || rows === 'killed') return rows;
    return rows.map(
      ({ revision, headline, pubStatus, versionCreated, stamps, receivedAt, change: { ops: _ops, ...change } }) => ({
        revision,
        headline,
        pubStatus,
        versionCreated,
        stamps,
        receivedAt,
        change,
      }),
    );
  }

  /** One visible revision with its content; null if there is none. */
  async revision(
    id: string,
    revision: number,
    rights: ReadRights = NO_RIGHTS,
  ): Promise<RevisionView | 'killed' | null> {
    const rows = await this.visibleRevisions(id, revision, rights);
    return rows === null || rows === 'killed' ? rows : (rows[0] ?? null);
  }

  private async visibleRevisions(
    id: string,
    revision: number | null,
    rights: ReadRights,
  ): Promise<RevisionView[] | 'killed' | null> {
    if (!isUuid(id)) return null;
    const story = await this.db
      .selectFrom('stories as s')
      .select([
        'pub_status',
        'shown',
        'hidden_as',
        'private_to',
        'publisher',
        'part_of',
        sql<boolean>`${WAS_SHOWN}`.as('was_shown'),
      ])
      .where('id', '=', id)
      .executeTakeFirst();
    if (story === undefined) return null;
    if (
      story.private_to !== null &&
      !mayRead(rights, { to: story.private_to, publisher: story.publisher }, { id, partOf: story.part_of })
    )
      return null;
    if (isKilled(story)) return story.was_shown || story.hidden_as !== null ? 'killed' : null;
    if (story.shown === null || story.hidden_as !== null) return null;
    const rows = await this.corruptRows.query(sql<{
      revision: number;
      content: Content;
      change: Change;
      received_at: Date;
    }>`
      select r.revision, r.content, r.change, r.received_at from revisions r join stories s on s.id = r.story
      where r.story = ${id}::uuid and ${STORY_SHOWN} and ${REVISION_SHOWN} and (${revision}::integer is null or r.revision = ${revision}::integer)
      order by r.revision desc limit 1000`);
    return (await this.corruptRows.filterReadable(rows, () => id)).map((row) => ({
      ...row.content,
      story: id,
      revision: row.revision,
      change: row.change,
      receivedAt: formatTimestamp(row.received_at),
    }));
  }

  private async cursor(): Promise<string> {
    const { epoch, seq } = await this.db.selectFrom('log_head').select(['epoch', 'seq']).executeTakeFirstOrThrow();
    return `${epoch}.${seq}`;
  }
}
