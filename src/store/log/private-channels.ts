// Which channels are read by right only. A change rewrites whose stories are, and begins a new epoch where there were any: whoever
// holds anything of before is told to load anew, and no ring or page of before is read on.
import { sql } from 'kysely';
import type { Audience } from '../../core/log/audience.js';
import type { Database, Tx } from '../database/database.js';
import { isUuid } from '../story/stories.js';

export class PrivateChannels {
  constructor(private readonly db: Database) {}

  async patterns(): Promise<string[]> {
    return (await this.db.selectFrom('log_head').select('private').executeTakeFirstOrThrow()).private;
  }

  /** Who may read a story; null where everybody may, or there is none. */
  async audienceOf(id: string): Promise<{ audience: Audience; partOf: string | null } | null> {
    if (!isUuid(id)) return null;
    const row = await this.db.selectFrom('stories').select(['private_to', 'publisher', 'part_of']).where('id', '=', id).executeTakeFirst();
    return row === undefined || row.private_to === null ? null : { audience: { to: row.private_to, publisher: row.publisher }, partOf: row.part_of };
  }

  /** Whose a story is, and whether it was ever on its readers' channel; null where there is none. */
  async storyStatus(id: string): Promise<{ publisher: string; shown: boolean } | null> {
    if (!isUuid(id)) return null;
    const { rows } = await sql<{ publisher: string; shown: boolean }>`
      select s.publisher, s.shown is not null or exists (select 1 from update_channels c where c.channel = ${`story/${id}`}) as shown from stories s where s.id = ${id}::uuid`.execute(this.db);
    return rows[0] ?? null;
  }

  /** Puts these patterns in the place of those in force; answers how many stories became private or public by it. */
  async replace(tx: Tx, patterns: readonly string[]): Promise<number> {
    // The counter first: nobody numbers an update by the old patterns from here on.
    await sql`update log_head set private = ${patterns}::text[]`.execute(tx);
    // A live blog before its posts, which inherit; what is no longer of any pattern is let go.
    let changed = 0;
    for (const posts of [false, true]) {
      const { rows } = await sql<{ id: string }>`
        update stories s set private_to = n.private_to
        from (
          select o.id, private_to(${patterns}::text[], o.publisher, o.topics, b.private_to, (select array_agg(c) from unnest(o.private_to) c where private_to(${patterns}::text[], substr(c, 11), array[substr(c, 7)], null, null) @> array[c])) as private_to
          from stories o left join stories b on b.id = o.part_of where (o.part_of is not null) = ${posts}
        ) n
        where n.id = s.id and n.private_to is distinct from s.private_to returning s.id`.execute(tx);
      changed += rows.length;
    }
    if (changed > 0) await this.beginEpoch(tx);
    return changed;
  }

  /** Webhooks keep their places: their deliveries are told what may be told at each. */
  private async beginEpoch(tx: Tx): Promise<void> {
    await sql`
      with log as (update log_head set epoch = substr(md5(gen_random_uuid()::text), 1, 10) returning epoch),
      lines as (update webhooks set epoch = log.epoch from log)
      update webhook_letters set epoch = log.epoch from log`.execute(tx);
  }
}
