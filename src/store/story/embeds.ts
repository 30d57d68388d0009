// What is known of embeds, and which are to be asked of. They are found by reading the log from a mark on, in the order in which it was
// written: publishing does nothing for it, no crash passes one over, and what no reader sees is not told to anybody.
import { sql } from 'kysely';
import { OEMBED_PROVIDERS, oembedOf, type FoundEmbed } from '../../core/format/oembed.js';
import type { Content, Media } from '../../core/story/story.js';
import type { Database } from '../database/database.js';
import { STORY_SHOWN } from './visible.js';
import { isMedia, readableRevision } from '../database/unreadable.js';

/** An embed to ask of, and which try it is. */
export type EmbedTurn = { page: string; tries: number };

/** By the name of its page. */
export type KnownEmbeds = ReadonlyMap<string, FoundEmbed>;

const NONE: KnownEmbeds = new Map();

/** The name under which a picture's, film's or note's page is known here; null where nobody is ever asked of it. */
const pageOf = ({ type, url }: Pick<Media, 'type' | 'url'>): string | null => (type === 'image' ? null : (oembedOf(url, OEMBED_PROVIDERS)?.page ?? null));

/** What is known of this one. */
export function knownOf(media: Media, known: KnownEmbeds): FoundEmbed | null {
  const page = known.size === 0 ? null : pageOf(media);
  return page === null ? null : (known.get(page) ?? null);
}

export class Embeds {
  constructor(private readonly db: Database) {}

  /** What is known of all embeds in these: one question, and none where there are none. Words of a third party's page, so that a kill of a story leaves them: it names them no more. */
  async of(rows: readonly { content: Pick<Content, 'media'> }[]): Promise<KnownEmbeds> {
    const pages = new Set(rows.flatMap(({ content }) => content.media.flatMap((media) => pageOf(media) ?? [])));
    if (pages.size === 0) return NONE;
    const { rows: found } = await sql<FoundEmbed & { page: string }>`
      select page, provider, title, author, thumbnail, width, height from embeds where page = any(${[...pages]}::text[]) and found_at is not null`.execute(this.db);
    return new Map(found.map(({ page, ...embed }) => [page, embed]));
  }

  /** Reads the log on, `most` updates of it, and notes what readers see in them and `pageOf` names. False where nothing is left, or another process is at it. */
  async search(most: number, pageNamed: (media: Media) => string | null): Promise<boolean> {
    return this.db.transaction().execute(async (tx) => {
      const { rows: marks } = await sql<{ seq: number; head: number }>`
        select m.seq, h.seq as head from embeds_mark m, log_head h where m.seq <> h.seq for update of m skip locked`.execute(tx);
      const [mark] = marks;
      if (mark === undefined) return false;
      // A log that was put back to an earlier day is searched anew.
      const from = mark.seq > mark.head ? 0 : mark.seq;
      const to = Math.min(mark.head, from + most);
      const { rows } = await sql<{ media: Media[] }>`
        select found.media from (select distinct story from updates where seq > ${from} and seq <= ${to}) changed
        cross join lateral (
          select case when ${readableRevision('r')} then r.content->'media' end as media from stories s join revisions r on r.story = s.id and r.revision = s.shown
          where s.id = changed.story and ${STORY_SHOWN} and s.merged_into is null limit 1 -- keeps it a lookup for each story, whatever the planner estimates
        ) found where coalesce(found.media::text, '[]') <> '[]'`.execute(tx);
      const pages = [...new Set(rows.flatMap(({ media }) => media.filter(isMedia).flatMap((one) => pageNamed(one) ?? [])))].sort();
      if (pages.length > 0) await sql`insert into embeds (page) select unnest(${pages}::text[]) on conflict do nothing`.execute(tx);
      await sql`update embeds_mark set seq = ${to}`.execute(tx);
      return to < mark.head;
    });
  }

  /** Takes those that wait longest, for so long: whoever dies over one leaves it to the next. */
  async take(limit: number, leaseMs: number): Promise<EmbedTurn[]> {
    const { rows } = await sql<EmbedTurn>`
      update embeds set tries = tries + 1, next_at = now() + ${leaseMs} * interval '1 millisecond'
      where page in (select page from embeds where next_at <= now() order by next_at limit ${limit} for update skip locked) returning page, tries`.execute(this.db);
    return rows;
  }

  async found(page: string, embed: FoundEmbed): Promise<void> {
    await this.db.updateTable('embeds').set({ ...embed, next_at: null, found_at: sql<Date>`now()` }).where('page', '=', page).execute();
  }

  /** Nobody came to ask: another does at once, and no try is spent. */
  async giveBack(page: string): Promise<void> {
    await sql`update embeds set next_at = now(), tries = tries - 1 where page = ${page} and found_at is null`.execute(this.db);
  }

  /** It is asked of again after `afterMs`; null: never. */
  async failed(page: string, afterMs: number | null): Promise<void> {
    await sql`update embeds set next_at = now() + ${afterMs}::float8 * interval '1 millisecond' where page = ${page} and found_at is null`.execute(this.db);
  }
}
