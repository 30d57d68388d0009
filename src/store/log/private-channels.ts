// Patterns of private channels. A change updates the affected stories and begins a new epoch: readers with an
// old epoch get a reset, and no cached entry or page is used again.
import { sql } from 'kysely';
import type { Audience } from '../../core/log/audience.js';
import type { Database, Tx } from '../database/database.js';
import { isUuid } from '../story/story-id.js';

export class PrivateChannels {
  constructor(private readonly db: Database) {}

  async patterns(): Promise<string[]> {
    return (await this.db.selectFrom('log_head').select('private').executeTakeFirstOrThrow()).private;
  }

  /** Who may read a story; null if it is public, or if there is none. */
  async audienceOf(id: string): Promise<{ audience: Audience; partOf: string | null } | null> {
    if (!isUuid(id)) return null;
    const row = await this.db
      .selectFrom('stories')
      .select(['private_to', 'publisher', 'part_of'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined || row.private_to === null
      ? null
      : { audience: { to: row.private_to, publisher: row.publisher }, partOf: row.part_of };
  }

  /** The publisher of a story, and whether it ever was on its channel; null if there is none. */
  async storyStatus(id: string): Promise<{ publisher: string; shown: boolean } | null> {
    if (!isUuid(id)) return null;
    const { rows } = await sql<{ publisher: string; shown: boolean }>`
      select s.publisher, s.shown is not null or exists (select 1 from update_channels c where c.channel = ${`story/${id}`}) as shown from stories s where s.id = ${id}::uuid`.execute(
      this.db,
    );
    return rows[0] ?? null;
  }

  /** Replaces the patterns; returns how many stories became private or public. */
  async replace(tx: Tx, patterns: readonly string[]): Promise<number> {
    // Locks the counter first, so that no update is numbered under the old patterns from here on.
    await sql`update log_head set private = ${patterns}::text[]`.execute(tx);
    // Live blogs before their posts, which inherit from them. Channels that match no pattern any more are
    // removed.
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

  /** Webhooks keep their positions: each delivery checks the rights again. */
  private async beginEpoch(tx: Tx): Promise<void> {
    await sql`
      with log as (update log_head set epoch = substr(md5(gen_random_uuid()::text), 1, 10) returning epoch),
      hooks as (update webhooks set epoch = log.epoch from log)
      update webhook_letters set epoch = log.epoch from log`.execute(tx);
  }
}
