// Webhooks as the processes that send for them see them. Invariants: one process holds a webhook at a time, and another takes it
// once the first has not been heard of for the length of the lease; what an attempt came to is written only by its holder, and
// only while the webhook stands where it stood at the attempt, so a replay asked for meanwhile is never overwritten.
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database } from '../database/database.js';
import type { Tables } from '../database/tables.js';

/** A webhook with all that sending needs: its place in the log, and how the next delivery has fared so far. */
export type WebhookLease = Pick<
  Selectable<Tables['webhooks']>,
  'id' | 'publisher' | 'url' | 'channel' | 'format' | 'secret' | 'old_secret' | 'old_secret_until' | 'state' | 'epoch' | 'position' | 'attempts' | 'first_failed_at' | 'retry_at' | 'failing_since' | 'changed'
>;

/** What an attempt came to. `error` is null where it was answered with 2xx; `excerpt` is of the answer's body. */
export type Attempt = { seq: number; at: Date; status: number | null; error: string | null; excerpt: string | null };

/** What a failure changes, beside the counts: see core/webhook-retry. */
export type FailureUpdate = { firstFailedAt: Date; failingSince: Date; retryAt: Date | null; disable: 'gone' | 'failing' | null };

const LINE = sql`w.id, w.publisher, w.url, w.channel, w.format, w.secret, w.old_secret, w.old_secret_until, w.state, w.epoch, w.position, w.attempts, w.first_failed_at, w.retry_at, w.failing_since, w.changed`;

/** The share of successes is that of the last hundred attempts or so. */
const counted = (success: boolean): RawBuilder<unknown> => {
  const now = success ? 1 : 0;
  return sql`delivered = w.delivered + ${now}::integer, failed = w.failed + ${1 - now}::integer,
    success_rate = coalesce(w.success_rate + (${now}::real - w.success_rate) / least(w.delivered + w.failed + 1, 100), ${now}::real)`;
};
const last = ({ seq, at, status, error, excerpt }: Attempt): RawBuilder<unknown> =>
  sql`last_seq = ${seq}::bigint, last_at = ${at}::timestamptz, last_status = ${status}::integer, last_error = ${error}::text, last_excerpt = ${excerpt}::text`;
const disabled = (reason: 'gone' | 'failing'): RawBuilder<unknown> =>
  sql`state = case w.state when 'active' then 'disabled' else w.state end, reason = case w.state when 'active' then ${reason}::text else w.reason end, state_since = case w.state when 'active' then now() else w.state_since end`;
const FRESH = sql`attempts = 0, first_failed_at = null, retry_at = null`;

export class WebhookLeases {
  constructor(private readonly db: Database) {}

  /** Says that `node` lives, takes its fair share of the webhooks that nobody holds, and answers all that it holds, `most` at most. */
  async acquire(node: string, leaseMs: number, most: number): Promise<WebhookLease[]> {
    await sql`
      with gone as (delete from webhook_holders where until < now() - interval '1 hour')
      insert into webhook_holders (node, until) values (${node}, now() + ${leaseMs}::integer * interval '1 millisecond')
      on conflict (node) do update set until = excluded.until`.execute(this.db);
    await sql`
      with free as (
        select w.id from webhooks w
        where w.holder is distinct from ${node} and not exists (select from webhook_holders h where h.node = w.holder and h.until > now())
        order by w.id
        limit (select greatest(0, least(${most}::bigint, ceil((select count(*) from webhooks)::numeric / greatest(1, (select count(*) from webhook_holders where until > now())))::bigint)
          - (select count(*) from webhooks where holder = ${node})))
        for update skip locked
      )
      update webhooks w set holder = ${node} from free where w.id = free.id`.execute(this.db);
    const { rows } = await sql<WebhookLease>`select ${LINE} from webhooks w where w.holder = ${node} order by w.id limit ${most}`.execute(this.db);
    return rows;
  }

  /** Lets go of all that `node` holds, so that another may take it at once. */
  async release(node: string): Promise<void> {
    await sql`with gone as (delete from webhook_holders where node = ${node}) update webhooks set holder = null where holder = ${node}`.execute(this.db);
  }

  /** The webhook as it is now; null where `node` does not hold it. */
  async find(id: string, node: string): Promise<WebhookLease | null> {
    const { rows } = await sql<WebhookLease>`select ${LINE} from webhooks w where w.id = ${id}::uuid and w.holder = ${node}`.execute(this.db);
    return rows[0] ?? null;
  }

  /** The first of the updates that were asked for one by one. */
  async nextRequestedReplay(line: WebhookLease): Promise<{ seq: number } | null> {
    const { rows } = await sql<{ seq: number }>`
      select seq from webhook_letters where webhook = ${line.id}::uuid and epoch = ${line.epoch} and asked_at is not null order by asked_at, seq limit 1`.execute(this.db);
    return rows[0] ?? null;
  }

  /** The delivery got through, in a replay perhaps of what had been a dead letter. Answers the webhook after it, or null where it stands elsewhere by now. */
  recordDelivery(line: WebhookLease, node: string, attempt: Attempt): Promise<WebhookLease | null> {
    return this.settle(line, node, sql`position = ${attempt.seq}::bigint, ${FRESH}, failing_since = null, ${counted(true)}, ${last(attempt)}`, this.deleteDeadLetter(attempt));
  }

  /** The delivery failed, and stays the next. */
  recordFailure(line: WebhookLease, node: string, attempt: Attempt, { firstFailedAt, failingSince, retryAt, disable }: FailureUpdate): Promise<WebhookLease | null> {
    return this.settle(line, node, sql`attempts = w.attempts + 1, first_failed_at = coalesce(w.first_failed_at, ${firstFailedAt}::timestamptz), failing_since = coalesce(w.failing_since, ${failingSince}::timestamptz), retry_at = ${retryAt}::timestamptz,
      ${counted(false)}, ${last(attempt)}${disable === null ? sql`` : sql`, ${disabled(disable)}`}`);
  }

  /** The delivery has failed for the last time: it is kept aside, and the next goes. */
  recordDeadLetter(line: WebhookLease, node: string, attempt: Attempt, failingSince: Date): Promise<WebhookLease | null> {
    const letter = sql`
      insert into webhook_letters as l (webhook, epoch, seq, attempts, first_failed_at, died_at, status, error, excerpt)
      select id, epoch, ${attempt.seq}::bigint, ${line.attempts + 1}::integer, ${line.first_failed_at}::timestamptz, now(), ${attempt.status}::integer, ${attempt.error}::text, ${attempt.excerpt}::text from line
      on conflict (webhook, epoch, seq) do update set attempts = l.attempts + excluded.attempts, died_at = excluded.died_at, status = excluded.status, error = excluded.error, excerpt = excluded.excerpt`;
    return this.settle(line, node, sql`position = ${attempt.seq}::bigint, ${FRESH}, failing_since = coalesce(w.failing_since, ${failingSince}::timestamptz), ${counted(false)}, ${last(attempt)}`, letter);
  }

  /** An update that was asked for by itself got through: it is no dead letter any more. */
  recordReplayDelivery(line: WebhookLease, node: string, attempt: Attempt): Promise<WebhookLease | null> {
    return this.settle(line, node, sql`failing_since = null, ${counted(true)}, ${last(attempt)}`, this.deleteDeadLetter(attempt));
  }

  /** It did not: it is a dead letter, until it is asked for again. */
  recordReplayFailure(line: WebhookLease, node: string, attempt: Attempt, gone: boolean): Promise<WebhookLease | null> {
    const letter = sql`
      update webhook_letters l set asked_at = null, attempts = l.attempts + 1, first_failed_at = coalesce(l.first_failed_at, now()), died_at = now(),
        status = ${attempt.status}::integer, error = ${attempt.error}::text, excerpt = ${attempt.excerpt}::text
      from line where l.webhook = line.id and l.epoch = line.epoch and l.seq = ${attempt.seq}::bigint`;
    return this.settle(line, node, sql`failing_since = coalesce(w.failing_since, now()), ${counted(false)}, ${last(attempt)}${gone ? sql`, ${disabled('gone')}` : sql``}`, letter);
  }

  /** The log began another life: the webhook goes on from its head, as readers do. */
  restartAtHead(line: WebhookLease, node: string): Promise<WebhookLease | null> {
    return this.settle(line, node, sql`epoch = (select epoch from log_head), position = (select seq from log_head), ${FRESH}`);
  }

  private deleteDeadLetter({ seq }: Attempt): RawBuilder<unknown> {
    return sql`delete from webhook_letters l using line where l.webhook = line.id and l.epoch = line.epoch and l.seq = ${seq}::bigint`;
  }

  /** Its commit need not wait for the disk: what a crash of Postgres takes back is sent once more. */
  private async settle(line: WebhookLease, node: string, set: RawBuilder<unknown>, letter?: RawBuilder<unknown>): Promise<WebhookLease | null> {
    const { rows } = await sql<WebhookLease>`
      with unsynced as materialized (select set_config('synchronous_commit', 'off', true)),
      line as (
        update webhooks w set ${set} from unsynced
        where w.id = ${line.id}::uuid and w.holder = ${node} and w.epoch = ${line.epoch} and w.position = ${line.position}::bigint
        returning ${LINE}
      )${letter === undefined ? sql`` : sql`, letter as (${letter})`}
      select * from line`.execute(this.db);
    return rows[0] ?? null;
  }
}
