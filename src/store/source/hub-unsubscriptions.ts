// WebSub subscriptions to cancel: the request is repeated until the hub confirms it, or the subscription
// expires.
import { sql, type Selectable } from 'kysely';
import type { Database, Tx } from '../database/database.js';
import type { Source } from './sources.js';
import type { Tables } from '../database/tables.js';

export type HubUnsubscription = Selectable<Tables['hub_endings']>;

/** Attempts, from minutes to some hours apart; after the last, the subscription ends with its lease. */
const MAX_ATTEMPTS = 6;
const FIRST_RETRY_SECONDS = 60;

export class HubUnsubscriptions {
  constructor(private readonly db: Database) {}

  /** Schedules the unsubscription of this source; does nothing if it has no subscription. */
  async add(
    tx: Tx | Database,
    {
      hub,
      hub_topic: topic,
      hub_token: token,
      hub_state: state,
    }: Pick<Source, 'hub' | 'hub_topic' | 'hub_token' | 'hub_state'>,
  ): Promise<void> {
    if (hub === null || topic === null || token === null || state === null || state === 'denied') return;
    await tx
      .insertInto('hub_endings')
      .values({ token, hub, topic })
      .onConflict((conflict) => conflict.column('token').doNothing())
      .execute();
  }

  /**
   * Claims those that are due, with exponential backoff until confirmed; drops those without attempts left.
   */
  async claimDue(limit: number): Promise<HubUnsubscription[]> {
    await this.db
      .deleteFrom('hub_endings')
      .where('tries', '>=', MAX_ATTEMPTS)
      .where('ask_at', '<=', sql<Date>`clock_timestamp()`)
      .execute();
    return this.db
      .updateTable('hub_endings')
      .set((eb) => ({
        tries: eb('tries', '+', 1),
        ask_at: sql<Date>`clock_timestamp() + ${FIRST_RETRY_SECONDS} * power(4, tries) * interval '1 second'`,
      }))
      .where('token', 'in', (eb) =>
        eb
          .selectFrom('hub_endings')
          .select('token')
          .where('ask_at', '<=', sql<Date>`clock_timestamp()`)
          .orderBy('ask_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute();
  }

  /** True once if this subscription is to be cancelled; removes it. */
  async confirm(token: string, topic: string): Promise<boolean> {
    const { numDeletedRows } = await this.db
      .deleteFrom('hub_endings')
      .where('token', '=', token)
      .where('topic', '=', topic)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}
