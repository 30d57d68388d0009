// The last state of a source's items, so that only changes are submitted. Items with a page to follow have
// their own poll times.
import { createHash } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import type { Tables } from '../database/tables.js';

export type SourceItem = Selectable<Tables['source_items']>;
/** The current state of an item: `digest` is of its feed entry, `page` the page to follow, if any. */
export type SeenItem = { uri: string; digest: Buffer; page: string | null };
export type ItemChange = Partial<
  Pick<SourceItem, 'page_digest' | 'etag' | 'last_modified' | 'changes' | 'look_at' | 'error_streak' | 'page'>
>;

/** Newest items to remember per source, and newest pages to poll. */
const MAX_ITEMS = 5_000;
const MAX_POLLED_PAGES = 500;
/** `seen_at` is updated at most this often, since it is only used for ordering. */
const SEEN_AGAIN = sql`interval '1 hour'`;

const keyOf = (uri: string): Buffer => createHash('sha256').update(uri).digest();

export class SourceItems {
  /** The items whose entry is new or has changed, in order. */
  async filterChanged<I extends SeenItem>(tx: Tx, source: string, items: readonly I[]): Promise<I[]> {
    if (items.length === 0) return [];
    const keys = items.map(({ uri }) => keyOf(uri));
    const rows = await tx
      .selectFrom('source_items')
      .select(['item', 'digest'])
      .where('source', '=', source)
      .where('item', 'in', keys)
      .execute();
    const known = new Map(rows.map(({ item, digest }) => [item.toString('hex'), digest]));
    await tx
      .updateTable('source_items')
      .set({ seen_at: sql<Date>`now()` })
      .where('source', '=', source)
      .where('item', 'in', keys)
      .where('seen_at', '<', sql<Date>`now() - ${SEEN_AGAIN}`)
      .execute();
    return items.filter(({ digest }, at) => known.get(keys[at]?.toString('hex') ?? '')?.equals(digest) !== true);
  }

  /** True if the source has had an item with this uri. */
  async has(tx: Tx, source: string, uri: string): Promise<boolean> {
    return (
      (await tx
        .selectFrom('source_items')
        .select('item')
        .where('source', '=', source)
        .where('item', '=', keyOf(uri))
        .executeTakeFirst()) !== undefined
    );
  }

  /** Stores these items; pages to follow become due now. */
  async upsert(tx: Tx, source: string, items: readonly SeenItem[]): Promise<void> {
    if (items.length === 0) return;
    const now = sql<Date>`now()`;
    await tx
      .insertInto('source_items')
      .values(
        items.map(({ uri, digest, page }) => ({
          source,
          item: keyOf(uri),
          uri,
          digest,
          page,
          page_digest: null,
          etag: null,
          last_modified: null,
          since: now,
          look_at: page === null ? null : now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['source', 'item']).doUpdateSet({
          digest: sql<Buffer>`excluded.digest`,
          page: sql<string>`excluded.page`,
          look_at: sql<Date>`excluded.look_at`,
        }),
      )
      .execute();
    await sql`delete from source_items where source = ${source} and item in (select item from source_items where source = ${source} order by seen_at desc offset ${MAX_ITEMS})`.execute(
      tx,
    );
    await sql`update source_items set look_at = null where source = ${source} and look_at is not null and item in (
      select item from source_items where source = ${source} and look_at is not null order by seen_at desc offset ${MAX_POLLED_PAGES})`.execute(
      tx,
    );
  }

  /** Pages that are due, longest waiting first. */
  async duePages(db: Database, source: string, limit: number): Promise<SourceItem[]> {
    return db
      .selectFrom('source_items')
      .selectAll()
      .where('source', '=', source)
      .where('look_at', '<=', sql<Date>`clock_timestamp()`)
      .orderBy('look_at')
      .limit(limit)
      .execute();
  }

  async update(tx: Tx, source: string, item: Buffer, change: ItemChange): Promise<void> {
    await tx.updateTable('source_items').set(change).where('source', '=', source).where('item', '=', item).execute();
  }
}
