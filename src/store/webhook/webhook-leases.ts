// Webhooks for the processes that deliver. Invariants: one process holds a webhook at a time, and another
// takes it over once the lease has expired; only the holder records an attempt, and only while the webhook is
// at the position of that attempt, so that a replay requested meanwhile is never overwritten.
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database } from '../database/database.js';
import type { Tables } from '../database/tables.js';

/**
 * A webhook with the data that delivery needs: its position in the log, and the attempts of the next
 * delivery.
 */
export type WebhookLease = Pick<
  Selectable<Tables['webhooks']>,
  | 'id'
  | 'publisher'
  | 'url'
  | 'channel'
  | 'format'
  | 'secret'
  | 'old_secret'
  | 'old_secret_until'
  | 'state'
  | 'epoch'
  | 'position'
  | 'attempts'
  | 'first_failed_at'
  | 'retry_at'
  | 'failing_since'
  | 'changed'
>;

/** The result of an attempt. `error` is null after a 2xx response; `excerpt` is of the response body. */
export type Attempt = { seq: number; at: Date; status: number | null; error: string | null; excerpt: string | null };

/** What a failure changes besides the counters: see core/webhook/retry. */
export type FailureUpdate = {
  firstFailedAt: Date;
  failingSince: Date;
  retryAt: Date | null;
  disable: 'gone' | 'failing' | null;
};

const COLUMNS = sql`w.id, w.publisher, w.url, w.channel, w.format, w.secret, w.old_secret, w.old_secret_until, w.state, w.epoch, w.position, w.attempts, w.first_failed_at, w.retry_at, w.failing_since, w.changed`;

/** The success rate is a moving average over about a hundred attempts. */
const countersSql = (success: boolean): RawBuilder<unknown> => {
  const now = success ? 1 : 0;
  return sql`delivered = w.delivered + ${now}::integer, failed = w.failed + ${1 - now}::integer,
    success_rate = coalesce(w.success_rate + (${now}::real - w.success_rate) / least(w.delivered + w.failed + 1, 100), ${now}::real)`;
};
const lastAttemptSql = ({ seq, at, status, error, excerpt }: Attempt): RawBuilder<unknown> =>
  sql`last_seq = ${seq}::bigint, last_at = ${at}::timestamptz, last_status = ${status}::integer, last_error = ${error}::text, last_excerpt = ${excerpt}::text`;
const disabledSql = (reason: 'gone' | 'failing'): RawBuilder<unknown> =>
  sql`state = case w.state when 'active' then 'disabled' else w.state end, reason = case w.state when 'active' then ${reason}::text else w.reason end, state_since = case w.state when 'active' then now() else w.state_since end`;
const NO_ATTEMPTS = sql`attempts = 0, first_failed_at = null, retry_at = null`;

export class WebhookLeases {
  constructor(private readonly db: Database) {}

  /**
   * Renews the node's lease, takes its fair share of unheld webhooks, and returns all that it holds, `limit`
   * at limit.
   */
  async acquire(node: string, leaseMs: number, limit: number): Promise<WebhookLease[]> {
    await sql`
      with gone as (delete from webhook_holders where until < now() - interval '1 hour')
      insert into webhook_holders (node, until) values (${node}, now() + ${leaseMs}::integer * interval '1 millisecond')
      on conflict (node) do update set until = excluded.until`.execute(this.db);
    await sql`
      with free as (
        select w.id from webhooks w
        where w.holder is distinct from ${node} and not exists (select from webhook_holders h where h.node = w.holder and h.until > now())
        order by w.id
        limit (select greatest(0, least(${limit}::bigint, ceil((select count(*) from webhooks)::numeric / greatest(1, (select count(*) from webhook_holders where until > now())))::bigint)
          - (select count(*) from webhooks where holder = ${node})))
        for update skip locked
      )
      update webhooks w set holder = ${node} from free where w.id = free.id`.execute(this.db);
    const { rows } =
      await sql<WebhookLease>`select ${COLUMNS} from webhooks w where w.holder = ${node} order by w.id limit ${limit}`.execute(
        this.db,
      );
    return rows;
  }

  /** Releases all webhooks of `node`, so that others may take them at once. */
  async release(node: string): Promise<void> {
    await sql`with gone as (delete from webhook_holders where node = ${node}) update webhooks set holder = null where holder = ${node}`.execute(
      this.db,
    );
  }

  /** The webhook's current row; null if `node` does not hold it. */
  async find(id: string, node: string): Promise<WebhookLease | null> {
    const { rows } =
      await sql<WebhookLease>`select ${COLUMNS} from webhooks w where w.id = ${id}::uuid and w.holder = ${node}`.execute(
        this.db,
      );
    return rows[0] ?? null;
  }

  /** The first update whose replay was requested individually; null if there is none. */
  async nextRequestedReplay(hook: WebhookLease): Promise<{ seq: number } | null> {
    const { rows } = await sql<{ seq: number }>`
      select seq from webhook_letters where webhook = ${hook.id}::uuid and epoch = ${hook.epoch} and asked_at is not null order by asked_at, seq limit 1`.execute(
      this.db,
    );
    return rows[0] ?? null;
  }

  /**
   * Records a successful delivery, which may be a replay of a dead letter. Returns the updated webhook, or
   * null if its position has changed.
   */
  recordDelivery(hook: WebhookLease, node: string, attempt: Attempt): Promise<WebhookLease | null> {
    return this.settle(
      hook,
      node,
      sql`position = ${attempt.seq}::bigint, ${NO_ATTEMPTS}, failing_since = null, ${countersSql(true)}, ${lastAttemptSql(attempt)}`,
      this.deleteDeadLetter(attempt),
    );
  }

  /** Records a failed delivery; it stays the next one. */
  recordFailure(
    hook: WebhookLease,
    node: string,
    attempt: Attempt,
    { firstFailedAt, failingSince, retryAt, disable }: FailureUpdate,
  ): Promise<WebhookLease | null> {
    return this.settle(
      hook,
      node,
      sql`attempts = w.attempts + 1, first_failed_at = coalesce(w.first_failed_at, ${firstFailedAt}::timestamptz), failing_since = coalesce(w.failing_since, ${failingSince}::timestamptz), retry_at = ${retryAt}::timestamptz,
      ${countersSql(false)}, ${lastAttemptSql(attempt)}${disable === null ? sql`` : sql`, ${disabledSql(disable)}`}`,
    );
  }

  /** Records a delivery that failed for the last time as a dead letter; the position moves on. */
  recordDeadLetter(
    hook: WebhookLease,
    node: string,
    attempt: Attempt,
    failingSince: Date,
  ): Promise<WebhookLease | null> {
    const letter = sql`
      insert into webhook_letters as l (webhook, epoch, seq, attempts, first_failed_at, died_at, status, error, excerpt)
      select id, epoch, ${attempt.seq}::bigint, ${hook.attempts + 1}::integer, ${hook.first_failed_at}::timestamptz, now(), ${attempt.status}::integer, ${attempt.error}::text, ${attempt.excerpt}::text from hook
      on conflict (webhook, epoch, seq) do update set attempts = l.attempts + excluded.attempts, died_at = excluded.died_at, status = excluded.status, error = excluded.error, excerpt = excluded.excerpt`;
    return this.settle(
      hook,
      node,
      sql`position = ${attempt.seq}::bigint, ${NO_ATTEMPTS}, failing_since = coalesce(w.failing_since, ${failingSince}::timestamptz), ${countersSql(false)}, ${lastAttemptSql(attempt)}`,
      letter,
    );
  }

  /** Records the successful replay of an individual update; removes its dead letter. */
  recordReplayDelivery(hook: WebhookLease, node: string, attempt: Attempt): Promise<WebhookLease | null> {
    return this.settle(
      hook,
      node,
      sql`failing_since = null, ${countersSql(true)}, ${lastAttemptSql(attempt)}`,
      this.deleteDeadLetter(attempt),
    );
  }

  /** Records the failed replay of an individual update; it stays a dead letter. */
  recordReplayFailure(hook: WebhookLease, node: string, attempt: Attempt, gone: boolean): Promise<WebhookLease | null> {
    const letter = sql`
      update webhook_letters l set asked_at = null, attempts = l.attempts + 1, first_failed_at = coalesce(l.first_failed_at, now()), died_at = now(),
        status = ${attempt.status}::integer, error = ${attempt.error}::text, excerpt = ${attempt.excerpt}::text
      from hook where l.webhook = hook.id and l.epoch = hook.epoch and l.seq = ${attempt.seq}::bigint`;
    return this.settle(
      hook,
      node,
      sql`failing_since = coalesce(w.failing_since, now()), ${countersSql(false)}, ${lastAttemptSql(attempt)}${gone ? sql`, ${disabledSql('gone')}` : sql``}`,
      letter,
    );
  }

  /** The log has a new epoch: the webhook continues at its head, as readers do. */
  restartAtHead(hook: WebhookLease, node: string): Promise<WebhookLease | null> {
    return this.settle(
      hook,
      node,
      sql`epoch = (select epoch from log_head), position = (select seq from log_head), ${NO_ATTEMPTS}`,
    );
  }

  private deleteDeadLetter({ seq }: Attempt): RawBuilder<unknown> {
    return sql`delete from webhook_letters l using hook where l.webhook = hook.id and l.epoch = hook.epoch and l.seq = ${seq}::bigint`;
  }

  /** The commit need not wait for the disk: a delivery that a crash of Postgres forgets is repeated. */
  private async settle(
    hook: WebhookLease,
    node: string,
    set: RawBuilder<unknown>,
    letter?: RawBuilder<unknown>,
  ): Promise<WebhookLease | null> {
    const { rows } = await sql<WebhookLease>`
      with unsynced as materialized (select set_config('synchronous_commit', 'off', true)),
      hook as (
        update webhooks w set ${set} from unsynced
        where w.id = ${hook.id}::uuid and w.holder = ${node} and w.epoch = ${hook.epoch} and w.position = ${hook.position}::bigint
        returning ${COLUMNS}
      )${letter === undefined ? sql`` : sql`, letter as (${letter})`}
      select * from hook`.execute(this.db);
    return rows[0] ?? null;
  }
}
