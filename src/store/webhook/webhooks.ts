// Webhooks for their publishers and for operators.
import { sql, type RawBuilder } from 'kysely';
import type { WebhookFormat, WebhookState } from '../../core/webhook/webhook.js';
import type { Database } from '../database/database.js';
import { REVISION_SHOWN, STORY_SHOWN } from '../story/visibility-sql.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/** The result of an attempt: `error` is null after a 2xx response. `excerpt` is of the response body. */
type LastAttempt = { cursor: string; at: Date; status: number | null; error: string | null; excerpt: string | null };

/**
 * A webhook and its state. `lag` counts undelivered updates of its channel, up to `MAX_LAG`; `oldest` is the
 * time of the first of them.
 */
export type WebhookDetails = {
  id: string;
  publisher: string;
  url: string;
  channel: string;
  format: WebhookFormat;
  state: WebhookState;
  reason: 'gone' | 'failing' | null;
  stateSince: Date;
  cursor: string;
  lag: number;
  oldest: Date | null;
  attempts: number;
  retryAt: Date | null;
  failingSince: Date | null;
  delivered: number;
  failed: number;
  successRate: number | null;
  deadLetters: number;
  oldSecretUntil: Date | null;
  createdAt: Date;
  last: LastAttempt | null;
};

/** An undeliverable update, without content. `asked` is true while its replay is pending. */
export type DeadLetter = {
  cursor: string;
  attempts: number;
  firstFailedAt: Date | null;
  diedAt: Date | null;
  status: number | null;
  error: string | null;
  excerpt: string | null;
  asked: boolean;
};

export type NewWebhook = {
  id: string;
  publisher: string;
  url: string;
  channel: string;
  format: WebhookFormat;
  secret: string;
};
/** Fields that can be changed. A new `secret` leaves the previous one valid until `oldSecretUntil`. */
export type WebhookChange = {
  url?: string | undefined;
  channel?: string | undefined;
  format?: WebhookFormat | undefined;
  paused?: boolean | undefined;
  secret?: string | undefined;
  oldSecretUntil: Date;
};

const MAX_LAG = 10_000;
const MAX_LISTED = 1_000;

// A response may quote what was sent: its excerpt is hidden with the story's content.
const isShownSql = (seq: string): RawBuilder<unknown> =>
  sql`exists (select from updates u join stories s on s.id = u.story join revisions r on r.story = u.story and r.revision = u.revision
    where u.seq = ${sql.raw(seq)} and ${STORY_SHOWN} and ${REVISION_SHOWN})`;

type WebhookRow = Omit<WebhookDetails, 'last' | 'cursor'> & {
  epoch: string;
  position: number;
  last_seq: number | null;
  last_at: Date | null;
  last_status: number | null;
  last_error: string | null;
  last_excerpt: string | null;
};

function webhookOf({
  epoch,
  position,
  last_seq,
  last_at,
  last_status,
  last_error,
  last_excerpt,
  ...row
}: WebhookRow): WebhookDetails {
  const last =
    last_seq === null || last_at === null
      ? null
      : { cursor: `${epoch}.${last_seq}`, at: last_at, status: last_status, error: last_error, excerpt: last_excerpt };
  return { ...row, cursor: `${epoch}.${position}`, last };
}

export class Webhooks {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  /** Calls `listener` when this process changes a webhook, so that it takes effect at once. */
  onChanged(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Adds a webhook at the log's head; null if its publisher already has `limit`. */
  async add(hook: NewWebhook, limit: number): Promise<WebhookDetails | null> {
    const { rows } = await sql<{ id: string }>`
      insert into webhooks (id, publisher, url, channel, format, secret, epoch, position)
      select ${hook.id}::uuid, ${hook.publisher}, ${hook.url}, ${hook.channel}, ${hook.format}, ${hook.secret}, epoch, seq from log_head
      where (select count(*) from webhooks where publisher = ${hook.publisher}) < ${limit}
      returning id`.execute(this.db);
    return rows.length === 0 ? null : this.notifyAndFind(hook.id);
  }

  async find(id: string): Promise<WebhookDetails | null> {
    return (await this.select(sql`w.id = ${id}::uuid`))[0] ?? null;
  }

  /** The webhooks of a publisher, or all; oldest first. */
  async list(publisher: string | null): Promise<WebhookDetails[]> {
    return this.select(publisher === null ? sql`true` : sql`w.publisher = ${publisher}`);
  }

  /** Changes a webhook; a new URL or channel, or resuming it, resets its failures. */
  async change(
    id: string,
    { url, channel, format, paused, secret, oldSecretUntil }: WebhookChange,
  ): Promise<WebhookDetails | null> {
    const sets = [sql`changed = changed + 1`];
    if (url !== undefined) sets.push(sql`url = ${url}`);
    if (channel !== undefined) sets.push(sql`channel = ${channel}`);
    if (format !== undefined) sets.push(sql`format = ${format}`);
    if (secret !== undefined)
      sets.push(sql`old_secret = secret, old_secret_until = ${oldSecretUntil}::timestamptz, secret = ${secret}`);
    if (paused !== undefined)
      sets.push(sql`state = ${paused ? 'paused' : 'active'}, reason = null, state_since = now()`);
    if (url !== undefined || channel !== undefined || paused === false)
      sets.push(sql`attempts = 0, first_failed_at = null, retry_at = null, failing_since = null`);
    await sql`update webhooks set ${sql.join(sets)} where id = ${id}::uuid`.execute(this.db);
    return this.notifyAndFind(id);
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('webhooks').where('id', '=', id).execute();
    this.notify();
  }

  /** Moves its position back, so that every update of its channel after `seq` is sent again. */
  async replayAfter(id: string, epoch: string, seq: number): Promise<WebhookDetails | null> {
    await sql`
      update webhooks set epoch = ${epoch}, position = ${seq}::bigint, changed = changed + 1, attempts = 0, first_failed_at = null, retry_at = null where id = ${id}::uuid`.execute(
      this.db,
    );
    return this.notifyAndFind(id);
  }

  /** Requests the replay of one update, before the next delivery; null if its channel has no such update. */
  async replayOnly(id: string, epoch: string, seq: number): Promise<WebhookDetails | null> {
    const { rows } = await sql`
      insert into webhook_letters (webhook, epoch, seq, asked_at)
      select w.id, ${epoch}, c.seq, now() from webhooks w join update_channels c on c.channel = w.channel and c.seq = ${seq}::bigint where w.id = ${id}::uuid
      on conflict (webhook, epoch, seq) do update set asked_at = now() returning seq`.execute(this.db);
    return rows.length === 0 ? null : this.markChanged(id);
  }

  /** Requests the replay of all dead letters, in log order. */
  async replayDead(id: string): Promise<WebhookDetails | null> {
    await sql`
      update webhook_letters l set asked_at = now() from webhooks w where w.id = ${id}::uuid and l.webhook = w.id and l.epoch = w.epoch and l.asked_at is null`.execute(
      this.db,
    );
    return this.markChanged(id);
  }

  /** A page of dead letters after `seq`, in log order. */
  async deadLetters(id: string, seq: number, limit: number): Promise<DeadLetter[]> {
    return this.corruptRows.query(sql<DeadLetter>`
      select l.epoch || '.' || l.seq as cursor, l.attempts, l.first_failed_at as "firstFailedAt", l.died_at as "diedAt", l.status, l.error,
        case when ${isShownSql('l.seq')} then l.excerpt end as excerpt, l.asked_at is not null as asked
      from webhook_letters l join webhooks w on w.id = l.webhook and w.epoch = l.epoch
      where l.webhook = ${id}::uuid and l.seq > ${seq}::bigint order by l.seq limit ${limit}`);
  }

  private async markChanged(id: string): Promise<WebhookDetails | null> {
    await sql`update webhooks set changed = changed + 1 where id = ${id}::uuid`.execute(this.db);
    return this.notifyAndFind(id);
  }

  private async notifyAndFind(id: string): Promise<WebhookDetails | null> {
    this.notify();
    return this.find(id);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private async select(which: RawBuilder<unknown>): Promise<WebhookDetails[]> {
    const rows = await this.corruptRows.query(sql<WebhookRow>`
      select w.id, w.publisher, w.url, w.channel, w.format, w.state, w.reason, w.state_since as "stateSince", w.epoch, w.position, w.attempts, w.retry_at as "retryAt",
        w.failing_since as "failingSince", w.delivered, w.failed, w.success_rate as "successRate", w.created_at as "createdAt",
        case when w.old_secret_until > now() then w.old_secret_until end as "oldSecretUntil",
        (select count(*) from (select from update_channels c where c.channel = w.channel and c.seq > w.position limit ${MAX_LAG}) behind) as lag,
        (select u.at from update_channels c join updates u on u.seq = c.seq where c.channel = w.channel and c.seq > w.position order by c.seq limit 1) as oldest,
        (select count(*) from webhook_letters l where l.webhook = w.id and l.epoch = w.epoch and l.died_at is not null) as "deadLetters",
        w.last_seq, w.last_at, w.last_status, w.last_error, case when ${isShownSql('w.last_seq')} then w.last_excerpt end as last_excerpt
      from webhooks w where ${which} order by w.id limit ${MAX_LISTED}`);
    return rows.map(webhookOf);
  }
}
