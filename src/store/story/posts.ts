// A live blog's posts as readers see them. They are ordered by when each could first be seen: its
// `firstCreated`, else its arrival, but not before its embargo ended. Ids are UUIDv7 and start with the
// creation time in ms (RFC 9562, section 5.7).
import { sql, type RawBuilder } from 'kysely';
import { formatTimestamp } from '../../core/instant.js';
import { pinnedPosts, postWindow, type PositionedPost } from '../../core/story/post-window.js';
import type { LastEdit, PostView } from '../../core/story/story-view.js';
import type { Database } from '../database/database.js';
import { Embeds } from './embeds.js';
import { viewOf, type StoryRow } from './story-row.js';
import { REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/** A post's position, and its headline in the list of key events; null if it is not a key event. */
export type OutlinedPost = PositionedPost & { keyEvent: string | null };

type PostRow = StoryRow & {
  born: number;
  edit: {
    revision: number;
    before: number;
    receivedAt: string;
    versionCreated: string | null;
    previousVersionCreated: string | null;
  } | null;
};

const MS = (instant: RawBuilder<unknown>): RawBuilder<unknown> => sql`(extract(epoch from ${instant}) * 1000)::bigint`;

/** SQL: when readers could first see post `s` in revision `r`, in ms of the epoch. */
const FIRST_VISIBLE_MS = sql`greatest(
  coalesce(${MS(sql`(r.content->>'firstCreated')::timestamptz`)}, ('x' || substr(replace(s.id::text, '-', ''), 1, 12))::bit(48)::bigint),
  ${MS(sql`(r.content->>'embargoedUntil')::timestamptz`)})`;

/**
 * Readers of a private live blog may read its posts; a private post of a public live blog is not on its page.
 */
const VISIBLE = sql`${STORY_SHOWN} and s.merged_into is null and (s.private_to is null or exists (select from stories b where b.id = s.part_of and b.private_to is not null))`;

/** SQL: the last shown revision of `s` that changed its text, and the shown revision before it. */
const EDIT = sql`(
  select json_build_object('revision', r.revision, 'before', b.revision, 'receivedAt', r.received_at, 'versionCreated', r.content->>'versionCreated', 'previousVersionCreated', b.content->>'versionCreated')
  from revisions r join lateral (
    select r2.revision, r2.content from (select r.* from revisions r where r.story = s.id and ${REVISION_SHOWN}) r2 where r2.revision < r.revision order by r2.revision desc limit 1) b on true
  where r.story = s.id and ${REVISION_SHOWN} and r.change->>'class' in ('refile', 'update', 'correction', 'headline')
  order by r.revision desc limit 1)`;

/** The time of an edit: the publisher's `versionCreated` if it changed with the edit, else the arrival. */
function editedOf({ edit }: PostRow): LastEdit | null {
  if (edit === null) return null;
  const at =
    edit.versionCreated !== null && edit.versionCreated !== edit.previousVersionCreated
      ? edit.versionCreated
      : edit.receivedAt;
  return { at: formatTimestamp(new Date(at)), from: edit.before, to: edit.revision };
}

export class Posts {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /** Positions of all visible posts of a live blog, unordered. */
  async outline(blog: string): Promise<OutlinedPost[]> {
    const rows = await this.corruptRows.query(sql<{
      id: string;
      born: number;
      pinned: boolean | null;
      key: string | null;
    }>`
      select s.id, ${FIRST_VISIBLE_MS}::float8 as born, (r.content->>'pinned')::boolean as pinned, case when (r.content->>'keyEvent')::boolean then r.content->>'headline' end as key
      from stories s join revisions r on r.story = s.id and r.revision = s.shown where s.part_of = ${blog}::uuid and ${VISIBLE}`);
    return rows.map(({ id, born, pinned, key }) => ({ id, born, pinned: pinned === true, keyEvent: key }));
  }

  /** The visible ones of these posts of a live blog, in the given order. */
  async load(blog: string, ids: readonly string[], cursor: string): Promise<PostView[]> {
    if (ids.length === 0) return [];
    const found = await this.corruptRows.query(sql<PostRow>`
      select s.id, s.uri, s.url, s.kind, s.part_of, s.publisher, s.pub_status, s.shown, s.hidden_as, s.updated_seq, r.revision, r.content, r.change, r.received_at, ${FIRST_VISIBLE_MS}::float8 as born, ${EDIT} as edit
      from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.part_of = ${blog}::uuid and s.id = any(${ids}::uuid[]) and ${VISIBLE}`);
    const rows = await this.corruptRows.filterReadable(found, ({ id }) => id);
    const known = await new Embeds(this.db).findFor(rows);
    const posts = new Map(
      rows.map((row) => [row.id, { ...viewOf(row, cursor, known), born: row.born, edited: editedOf(row) }]),
    );
    return ids.flatMap((id) => posts.get(id) ?? []);
  }

  /** The pinned posts and the newest others, `limit` in all. */
  async latest(blog: string, cursor: string, limit: number): Promise<PostView[]> {
    const all = await this.outline(blog);
    const { posts } = postWindow(all, { at: 'top' }, limit);
    return this.load(
      blog,
      [...pinnedPosts(all), ...posts].map(({ id }) => id),
      cursor,
    );
  }
}
