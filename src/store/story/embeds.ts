// Metadata of embeds, and a work list of those to fetch. The list is filled by reading the log from a saved
// position: publishing does no extra work, a crash skips none, and embeds of hidden stories are never
// requested from their hosts.
import { sql } from 'kysely';
import { OEMBED_PROVIDERS, findOembed, type OembedMetadata } from '../../core/format/oembed.js';
import type { Content, Media } from '../../core/story/story.js';
import type { Database } from '../database/database.js';
import { STORY_SHOWN } from './visibility-sql.js';
import { isMedia, isReadableSql } from '../database/corrupt-rows.js';

/** An embed page to fetch, and the number of the attempt. */
export type EmbedTask = { page: string; tries: number };

/** By page URL. */
export type KnownEmbeds = ReadonlyMap<string, OembedMetadata>;

const NONE: KnownEmbeds = new Map();

/** The oEmbed page URL of a media item; null if no provider is known for it. */
const pageUrlOf = ({ type, url }: Pick<Media, 'type' | 'url'>): string | null =>
  type === 'image' ? null : (findOembed(url, OEMBED_PROVIDERS)?.page ?? null);

/** The metadata of a media item; null if there is none. */
export function findEmbed(media: Media, known: KnownEmbeds): OembedMetadata | null {
  const page = known.size === 0 ? null : pageUrlOf(media);
  return page === null ? null : (known.get(page) ?? null);
}

export class Embeds {
  constructor(private readonly db: Database) {}

  /**
   * The metadata of all embeds in these rows, in one query at most. It comes from third-party pages, so a
   * kill leaves it stored; the killed story no longer refers to it.
   */
  async findFor(rows: readonly { content: Pick<Content, 'media'> }[]): Promise<KnownEmbeds> {
    const pages = new Set(rows.flatMap(({ content }) => content.media.flatMap((media) => pageUrlOf(media) ?? [])));
    if (pages.size === 0) return NONE;
    const { rows: found } = await sql<OembedMetadata & { page: string }>`
      select page, provider, title, author, thumbnail, width, height from embeds where page = any(${[...pages]}::text[]) and found_at is not null`.execute(
      this.db,
    );
    return new Map(found.map(({ page, ...embed }) => [page, embed]));
  }

  /**
   * Reads the next `limit` log entries, and adds the embeds that readers see in them to the work list. False
   * if none is left, or if another process is reading.
   */
  async discover(limit: number, pageUrlOf: (media: Media) => string | null): Promise<boolean> {
    return this.db.transaction().execute(async (tx) => {
      const { rows: positions } = await sql<{ seq: number; head: number }>`
        select m.seq, h.seq as head from embeds_mark m, log_head h where m.seq <> h.seq for update of m skip locked`.execute(
        tx,
      );
      const [saved] = positions;
      if (saved === undefined) return false;
      // The log was restored to an earlier state: read it from the start.
      const from = saved.seq > saved.head ? 0 : saved.seq;
      const to = Math.min(saved.head, from + limit);
      const { rows } = await sql<{ media: Media[] }>`
        select found.media from (select distinct story from updates where seq > ${from} and seq <= ${to}) changed
        cross join lateral (
          select case when ${isReadableSql('r')} then r.content->'media' end as media from stories s join revisions r on r.story = s.id and r.revision = s.shown
          where s.id = changed.story and ${STORY_SHOWN} and s.merged_into is null limit 1 -- forces one lookup per story, whatever the planner estimates
        ) found where coalesce(found.media::text, '[]') <> '[]'`.execute(tx);
      const pages = [
        ...new Set(rows.flatMap(({ media }) => media.filter(isMedia).flatMap((one) => pageUrlOf(one) ?? []))),
      ].sort();
      if (pages.length > 0)
        await sql`insert into embeds (page) select unnest(${pages}::text[]) on conflict do nothing`.execute(tx);
      await sql`update embeds_mark set seq = ${to}`.execute(tx);
      return to < saved.head;
    });
  }

  /** Leases the longest waiting ones: another process may take them after `leaseMs`. */
  async lease(limit: number, leaseMs: number): Promise<EmbedTask[]> {
    const { rows } = await sql<EmbedTask>`
      update embeds set tries = tries + 1, next_at = now() + ${leaseMs} * interval '1 millisecond'
      where page in (select page from embeds where next_at <= now() order by next_at limit ${limit} for update skip locked) returning page, tries`.execute(
      this.db,
    );
    return rows;
  }

  async recordFound(page: string, embed: OembedMetadata): Promise<void> {
    await this.db
      .updateTable('embeds')
      .set({ ...embed, next_at: null, found_at: sql<Date>`now()` })
      .where('page', '=', page)
      .execute();
  }

  /** The fetch was not attempted: makes it due at once, without counting the attempt. */
  async releaseLease(page: string): Promise<void> {
    await sql`update embeds set next_at = now(), tries = tries - 1 where page = ${page} and found_at is null`.execute(
      this.db,
    );
  }

  /** The fetch failed; it is retried after `afterMs`, or never if null. */
  async recordFailure(page: string, afterMs: number | null): Promise<void> {
    await sql`update embeds set next_at = now() + ${afterMs}::float8 * interval '1 millisecond' where page = ${page} and found_at is null`.execute(
      this.db,
    );
  }
}
