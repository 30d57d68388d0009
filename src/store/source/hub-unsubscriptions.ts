// Subscriptions that are to end: each is asked for until the hub has confirmed it, or it has run out by itself.
import { sql, type Selectable } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import type { Source } from './sources.js';
import type { Tables } from '../database/tables.js';

export type HubUnsubscription = Selectable<Tables['hub_endings']>;

/** The first asks come within minutes, the last after some hours; a subscription that still stands then ends with its lease. */
const TRIES = 6;
const FIRST_S = 60;

export class HubUnsubscriptions {
  constructor(private readonly db: Database) {}

  /** Notes that what this source subscribed to is wanted no more; nothing where it has no subscription. */
  async add(tx: Tx | Database, { hub, hub_topic: topic, hub_token: token, hub_state: state }: Pick<Source, 'hub' | 'hub_topic' | 'hub_token' | 'hub_state'>): Promise<void> {
    if (hub === null || topic === null || token === null || state === null || state === 'denied') return;
    await tx.insertInto('hub_endings').values({ token, hub, topic }).onConflict((conflict) => conflict.column('token').doNothing()).execute();
  }

  /** Takes those that are to be asked for now; each comes again later unless it is confirmed, ever less often and a few times only. */
  async claimDue(limit: number): Promise<HubUnsubscription[]> {
    await this.db.deleteFrom('hub_endings').where('tries', '>=', TRIES).where('ask_at', '<=', sql<Date>`clock_timestamp()`).execute();
    return this.db
      .updateTable('hub_endings')
      .set((eb) => ({ tries: eb('tries', '+', 1), ask_at: sql<Date>`clock_timestamp() + ${FIRST_S} * power(4, tries) * interval '1 second'` }))
      .where('token', 'in', (eb) => eb.selectFrom('hub_endings').select('token').where('ask_at', '<=', sql<Date>`clock_timestamp()`).orderBy('ask_at').limit(limit).forUpdate().skipLocked())
      .returningAll()
      .execute();
  }

  /** True, and once, where this subscription is to end. */
  async confirm(token: string, topic: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom('hub_endings').where('token', '=', token).where('topic', '=', topic).executeTakeFirst();
    return numDeletedRows > 0n;
  }
}
