// Data of feeds and sitemaps: a channel's newest stories as readers see them, and when each last had a
// significant change.
import { sql } from 'kysely';
import type { FeedStory, NewsSitemapEntry } from '../../core/format/feed-story.js';
import type { Database } from '../database/database.js';
import { REVISION_SHOWN, STORY_SHOWN } from './visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/**
 * A channel's position in the log; `at` is the time of its last update, or null if it has none. Visible
 * changes of the channel always change `seq`.
 */
export type ChannelState = { epoch: string; seq: number; at: Date | null };

/** Which stories a feed contains: a list's, or a live blog's posts. */
export type FeedFilter = { kind: 'all' } | { kind: 'topic' | 'publisher' | 'posts' | 'story'; of: string };

export class Feeds {
  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  async state(channel: string): Promise<ChannelState> {
    const { rows } = await sql<{ epoch: string; seq: number | null; at: Date | null }>`
      select h.epoch, c.seq, u.at from log_head h left join channel_heads c on c.channel = ${channel} left join updates u on u.seq = c.seq`.execute(
      this.db,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the log has no head row');
    return { epoch: row.epoch, seq: row.seq ?? 0, at: row.at };
  }

  /** The most recently changed stories; a change is significant from `least` on. */
  async stories(feed: FeedFilter, least: number, limit: number): Promise<FeedStory[]> {
    const filter = {
      all: () => sql`s.kind <> 'post'`,
      topic: (name: string) => sql`s.topics @> array[${name}]::text[]`,
      publisher: (name: string) => sql`s.publisher = ${name}`,
      posts: (id: string) => sql`s.part_of = ${id}::uuid`,
      story: (id: string) => sql`s.id = ${id}::uuid`,
    }[feed.kind]('of' in feed ? feed.of : '');
    const rows = await this.corruptRows.query(sql<FeedStory>`
      with newest as materialized (
        select s.id, s.part_of, s.publisher, s.shown, s.created_at, s.updated_seq from stories s
        where ${STORY_SHOWN} and s.merged_into is null and s.private_to is null and ${filter} order by s.updated_seq desc limit ${limit}
      )
      select s.id, s.part_of as "partOf", s.publisher, r.content, s.created_at as "createdAt", coalesce(m.change, r.change)->>'silent' = 'true' as silent,
        coalesce(m.content, r.content)->>'versionCreated' as "versionCreated", coalesce(m.content, r.content)->>'embargoedUntil' as "embargoedUntil", coalesce(m.received_at, r.received_at) as "receivedAt"
      from newest s join revisions r on r.story = s.id and r.revision = s.shown left join lateral (
        select r.change, r.content, r.received_at from revisions r
        where r.story = s.id and ${REVISION_SHOWN} and (r.change->>'significance')::float8 >= ${least} order by r.revision desc limit 1) m on true
      order by s.updated_seq desc`);
    return this.corruptRows.filterReadable(rows, ({ id }) => id);
  }

  /** Stories (not posts) that were received and first published after `since`, newest first. */
  async news(since: Date, limit: number): Promise<NewsSitemapEntry[]> {
    // Story ids are UUIDv7, so the primary key finds them by time.
    const first = `${since
      .getTime()
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`;
    const rows = await this.corruptRows.query(sql<NewsSitemapEntry>`
      select s.id, s.publisher, r.content->>'headline' as headline, r.content->>'language' as language, r.content->>'firstCreated' as "firstCreated", s.created_at as "createdAt"
      from stories s join revisions r on r.story = s.id and r.revision = s.shown
      where s.id >= ${first}::uuid and ${STORY_SHOWN} and s.merged_into is null and s.private_to is null and s.kind <> 'post'
        and coalesce((r.content->>'firstCreated')::timestamptz, s.created_at) >= ${since}::timestamptz
      order by s.id desc limit ${limit}`);
    // A corrupt story has no headline.
    return rows.filter(({ headline }) => headline !== null && headline !== '');
  }
}
