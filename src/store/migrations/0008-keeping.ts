// Frozen: a change to the tables is a migration of its own.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- One statement writes an update and its places, and one prunes both: to look for the places of each update that goes, by seq,
    -- would need an index that every publish pays for.
    alter table update_channels drop constraint if exists update_channels_seq_fkey;
  `.execute(db);
}
