// Queries of a publisher's own staff: its live blogs and posts, including hidden ones. Never another
// publisher's, never killed content.
import { sql } from 'kysely';
import { formatTimestamp } from '../../core/instant.js';
import type { Change } from '../../core/story/change.js';
import {
  DESK_STATES,
  deskState,
  type DeskBlog,
  type DeskPosts,
  type DeskRevision,
  type DeskState,
  type DeskStory,
  type KilledStory,
} from '../../core/story/desk-view.js';
import type { Content } from '../../core/story/story.js';
import { ERASED } from '../../core/story/visibility.js';
import type { Database } from '../database/database.js';
import { Embeds, type KnownEmbeds } from './embeds.js';
import { isUuid } from './story-id.js';
import { viewOf, type StoryRow } from './story-row.js';
import { STORY_KILLED } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

type DeskRow = StoryRow & { by: string | null };

const MAX_BLOGS = 200;
const MAX_HIDDEN = 300;
const MAX_KILLED = 50;

const COLUMNS = sql`s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, s.revision, r.content, r.change, r.received_at, u.params->>'keyName' as by`;
const LATEST = sql`stories s join revisions r on r.story = s.id and r.revision = s.revision left join submissions u on u.id = r.submission`;
const LISTED = sql`not ${STORY_KILLED} and s.merged_into is null`;
/** Same as `deskState` in core/story/desk-view, in SQL. */
const STATE = sql`case when p.pub_status = 'withheld' then 'draft' when p.shown is null then 'scheduled' when p.shown = p.revision then 'live' else 'changing' end`;

export class DeskQueries {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /** The publisher's live blogs, newest first. */
  async liveBlogs(publisher: string): Promise<DeskBlog[]> {
    const cursor = await this.cursor();
    const { rows } = await sql<DeskRow & { counts: Partial<Record<DeskState, number>> | null }>`
      select ${COLUMNS}, (
        select json_object_agg(state, count) from (
          select ${STATE} as state, count(*) as count from stories p where p.part_of = s.id and p.pub_status <> 'canceled' and p.merged_into is null group by 1) c) as counts
      from ${LATEST} where s.publisher = ${publisher} and s.kind = 'liveblog' and ${LISTED} order by s.created_at desc, s.id desc limit ${MAX_BLOGS}`.execute(
      this.db,
    );
    const blogs = await this.corruptRows.filterReadable(rows, ({ id }) => id);
    const known = await new Embeds(this.db).findFor(blogs);
    return blogs.map((row) => ({
      ...storyOf(row, cursor, known),
      counts: Object.fromEntries(DESK_STATES.map((state) => [state, row.counts?.[state] ?? 0])) as Record<
        DeskState,
        number
      >,
    }));
  }

  /**
   * A live blog of the publisher with its posts, older than the post `before` if given; null if there is
   * none.
   */
  async posts(publisher: string, blog: string, before: string | null, limit: number): Promise<DeskPosts | null> {
    const [liveblog] = (
      await this.stories(sql`s.id = ${blog}::uuid and s.publisher = ${publisher} and s.kind = 'liveblog'`, 1, blog)
    ).stories;
    if (liveblog === undefined) return null;
    const page = await this.stories(
      sql`s.part_of = ${blog}::uuid and (${before}::uuid is null or (s.created_at, s.id) < (select b.created_at, b.id from stories b where b.id = ${before}::uuid))`,
      limit + 1,
      before ?? blog,
    );
    const hidden =
      before === null
        ? (await this.stories(sql`s.part_of = ${blog}::uuid and s.shown is distinct from s.revision`, MAX_HIDDEN, blog))
            .stories
        : [];
    const killed = before === null ? await this.killed(sql`s.part_of = ${blog}::uuid`) : [];
    const onPage = new Set(page.ids.slice(0, limit));
    return {
      liveblog,
      posts: page.stories.filter(({ id }) => onPage.has(id)),
      hidden,
      killed,
      next: page.ids.length > limit ? (page.ids[limit - 1] ?? null) : null,
    };
  }

  /** The publisher's killed live blogs, last killed first. */
  async killedBlogs(publisher: string): Promise<KilledStory[]> {
    return this.killed(sql`s.publisher = ${publisher} and s.kind = 'liveblog'`);
  }

  private async killed(where: ReturnType<typeof sql>): Promise<KilledStory[]> {
    const { rows } = await sql<Omit<KilledStory, 'begunAt' | 'killedAt'> & { begun: Date; killed: Date | null }>`
      select s.id, s.revision, s.created_at as begun, k.received_at as killed, u.params->>'keyName' as by, s.kill = ${ERASED} as erased
      from stories s left join revisions k on k.story = s.id and s.kill = k.story || '.' || k.revision left join submissions u on u.id = k.submission
      where ${where} and s.kill is not null and s.merged_into is null order by k.received_at desc nulls last, s.id desc limit ${MAX_KILLED}`.execute(
      this.db,
    );
    return rows.map(({ begun, killed, ...row }) => ({
      ...row,
      begunAt: formatTimestamp(begun),
      killedAt: killed === null ? null : formatTimestamp(killed),
    }));
  }

  /** All revisions of a story of the publisher, with content, latest first; null if there is none. */
  async revisions(publisher: string, story: string): Promise<DeskRevision[] | null> {
    if (!isUuid(story)) return null;
    const { rows } = await sql<{
      revision: number;
      content: Content;
      change: Change;
      received_at: Date;
      by: string | null;
    }>`
      select r.revision, r.content, r.change, r.received_at, u.params->>'keyName' as by
      from stories s join revisions r on r.story = s.id left join submissions u on u.id = r.submission
      where s.id = ${story}::uuid and s.publisher = ${publisher} and ${LISTED} and r.kill is null order by r.revision desc limit 200`.execute(
      this.db,
    );
    if (rows.length === 0) return null;
    return (await this.corruptRows.filterReadable(rows, () => story)).map(
      ({ revision, content, change, received_at, by }) => ({
        ...content,
        story,
        revision,
        change,
        receivedAt: formatTimestamp(received_at),
        by,
      }),
    );
  }

  /** `ids` includes stories that can't be read, so that paging continues after them. */
  private async stories(
    where: ReturnType<typeof sql>,
    limit: number,
    id: string,
  ): Promise<{ stories: DeskStory[]; ids: string[] }> {
    if (!isUuid(id)) return { stories: [], ids: [] };
    const cursor = await this.cursor();
    const { rows } =
      await sql<DeskRow>`select ${COLUMNS} from ${LATEST} where ${where} and ${LISTED} order by s.created_at desc, s.id desc limit ${limit}`.execute(
        this.db,
      );
    const stories = await this.corruptRows.filterReadable(rows, (row) => row.id);
    const known = await new Embeds(this.db).findFor(stories);
    return { stories: stories.map((row) => storyOf(row, cursor, known)), ids: rows.map((row) => row.id) };
  }

  private async cursor(): Promise<string> {
    const { epoch, seq } = await this.db.selectFrom('log_head').select(['epoch', 'seq']).executeTakeFirstOrThrow();
    return `${epoch}.${seq}`;
  }
}

function storyOf(row: DeskRow, cursor: string, known: KnownEmbeds): DeskStory {
  const view = viewOf(row, cursor, known);
  return { ...view, shown: row.shown, by: row.by, state: deskState({ ...view, shown: row.shown }) };
}
