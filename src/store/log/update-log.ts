// The log. Invariants: seq is dense; commit order is seq order, since append is the last statement before
// commit and holds the counter row's lock until then; entries refer to revisions, so what is hidden there is
// hidden here. Lock order: story key, story row, counter.
import { sql, type RawBuilder } from 'kysely';
import { formatTimestamp } from '../../core/instant.js';
import { NO_RIGHTS, type ReadRights } from '../../core/log/audience.js';
import type { Change } from '../../core/story/change.js';
import { formatCursor } from '../../core/log/cursor.js';
import { updateFor, redactEntry, type LogEntry, type Update } from '../../core/log/update.js';
import type { Kind, PubStatus } from '../../core/story/story.js';
import { hiddenStatus, type HiddenAs, type KillMark } from '../../core/story/visibility.js';
import type { Database, Tx } from '../database/database.js';
import { CorruptRows } from '../database/corrupt-rows.js';

/** `pruned`: updates up to here were deleted by policy; missing if none were. */
export type LogHead = { epoch: string; head: number; pruned?: number };
/** An entry, and for each of its channels the seq of the previous entry there. */
export type TailEntry = { entry: LogEntry; channels: Record<string, number>; acceptedAt?: Date; trace?: string };

/** An entry with the columns of its story and revision. */
export type EntryRow = {
  seq: number;
  at: Date;
  channels: Record<string, number>;
  story: string;
  revision: number;
  uri: string | null;
  url: string | null;
  kind: Kind;
  part_of: string | null;
  pub_status: PubStatus;
  shown: number | null;
  hidden_as: HiddenAs | null;
  headline: string;
  first_created: string | null;
  version_created: string | null;
  topics: string[];
  revision_status: PubStatus;
  shown_at: Date | null;
  kill: KillMark | null;
  change: Change;
  publisher: string;
  private_to?: string[] | null;
  /** Its revision is corrupt: readers get the entry without content. */
  unreadable?: boolean;
  /** When its submission was accepted, if the query selects it. */
  accepted_at?: Date | null;
  trace?: string | null;
};

const ENTRY = sql`
  u.seq, u.at, u.channels, u.story, u.revision, s.uri, s.url, s.kind, s.part_of, s.pub_status, s.shown, s.hidden_as, s.publisher, s.private_to,
  r.content->>'headline' as headline, r.content->>'firstCreated' as first_created, r.content->>'versionCreated' as version_created,
  r.content->'topics' as topics, r.content->>'pubStatus' as revision_status, r.shown_at, r.kill, r.change`;
/**
 * Of updates `u`, each with its story and revision. The limits keep them lookups by key, whatever Postgres estimates
 * of the tables.
 */
const WITH_STORY = sql`
  cross join lateral (select * from stories where id = u.story limit 1) s
  cross join lateral (select * from revisions where story = u.story and revision = u.revision limit 1) r`;

/** Removes hidden content from old entries too; the entry itself stays, so that `prev` still chains. */
export function entryOf(row: EntryRow, epoch: string): LogEntry {
  const entry: LogEntry = {
    epoch,
    seq: row.seq,
    at: formatTimestamp(row.at),
    story: {
      id: row.story,
      uri: row.uri,
      url: row.url,
      kind: row.kind,
      ...(row.part_of === null ? {} : { partOf: row.part_of }),
      revision: row.revision,
      headline: row.headline,
      pubStatus: row.revision_status,
      firstCreated: row.first_created,
      versionCreated: row.version_created,
      topics: row.topics,
    },
    change: row.change,
    ...(row.private_to == null ? {} : { audience: { to: row.private_to, publisher: row.publisher } }),
  };
  const hidden = hiddenStatus({
    pubStatus: row.pub_status,
    shown: row.shown,
    hiddenAs: row.hidden_as,
    revision: row.revision,
    revisionStatus: row.revision_status,
    shownAt: row.shown_at,
    kill: row.kill,
  });
  const withheld = hidden ?? (row.unreadable === true ? 'withheld' : null);
  return withheld === null ? entry : redactEntry(entry, withheld);
}

const logOf = (epoch: string, head: number, pruned: number): LogHead => ({
  epoch,
  head,
  ...(pruned === 0 ? {} : { pruned }),
});

/** Called when the log has reached `seq`; `entries` are its newest, if the writer knows their content. */
export type CommitListener = (seq: number, entries?: TailEntry[]) => void;

export class UpdateLog {
  private readonly listeners = new Set<CommitListener>();

  constructor(
    private readonly db: Database,
    private readonly corruptRows = new CorruptRows(db),
  ) {}

  async head(): Promise<LogHead> {
    const { epoch, seq, pruned } = await this.db
      .selectFrom('log_head')
      .select(['epoch', 'seq', 'pruned'])
      .executeTakeFirstOrThrow();
    return logOf(epoch, seq, pruned);
  }

  /**
   * Numbers an update, adds it to its channels, and sets its submission's cursor; nothing may follow in its
   * transaction. Returns its seq and cursor.
   */
  async append(
    tx: Tx,
    update: { story: string; revision: number; at: Date; channels: string[]; submission: string | null },
  ): Promise<{ seq: number; cursor: string }> {
    const { rows } = await sql<{ epoch: string; seq: number }>`
      with head as (update log_head set seq = seq + 1 returning epoch, seq, private),
      -- Decided under the counter's lock, so that no story is missed while a channel is being made private.
      own as (
        select s.id, s.part_of, s.private_to as had, b.private_to is not null as closed,
          case when head.private <> '{}' or s.private_to is not null or b.private_to is not null then private_to(head.private, s.publisher, s.topics, b.private_to, s.private_to) end as private_to
        from head, stories s left join stories b on b.id = s.part_of where s.id = ${update.story}::uuid
      ),
      kept as (
        select channel from unnest(${update.channels}::text[]) channel, own
        where own.private_to is null or channel = any(own.private_to) or channel = 'story/' || own.id or (own.closed and channel = 'story/' || own.part_of)
          -- Readers of a story that becomes private get one last update.
          or (own.had is null and exists (select from channel_heads where channel = 'story/' || own.id))
      ),
      heads as (
        insert into channel_heads as c (channel, seq) select channel, head.seq from kept, head order by channel
        on conflict (channel) do update set prev = c.seq, seq = excluded.seq returning c.channel, c.prev
      ),
      entry as (
        insert into updates (seq, story, revision, at, channels)
        select seq, ${update.story}::uuid, ${update.revision}::integer, ${update.at}::timestamptz, coalesce((select jsonb_object_agg(channel, prev) from heads), '{}') from head
      ),
      places as (insert into update_channels (channel, seq) select heads.channel, head.seq from heads, head),
      touched as (update stories set updated_seq = head.seq, private_to = own.private_to from head, own where stories.id = own.id),
      posts as (
        update stories p set private_to = private_to('{}', '', '{}', own.private_to, p.private_to) from own
        where p.part_of = own.id and own.private_to is distinct from own.had
      ),
      answered as (update submissions set update_cursor = head.epoch || '.' || head.seq from head where submissions.id = ${update.submission}::uuid)
      select epoch, seq from head`.execute(tx);
    const [place] = rows;
    if (place === undefined) throw new Error('the log has no head row');
    return { seq: place.seq, cursor: formatCursor(place.epoch, place.seq) };
  }

  /**
   * Appends several updates in order, in one statement. `moves`: stories move in lists too. No story may
   * become private by its update: with `patterns`, it throws if others are in force. Returns the last seq.
   */
  async appendAll(
    tx: Tx,
    updates: readonly { story: string; revision: number; at: Date; channels: string[] }[],
    { moves = false, patterns = null }: { moves?: boolean; patterns?: readonly string[] | null } = {},
  ): Promise<{ seq: number } | null> {
    if (updates.length === 0) return null;
    const { rows } = await sql<{ seq: number }>`
      with item as (
        select * from json_to_recordset(${JSON.stringify(updates.map((update, index) => ({ ...update, place: index + 1 })))}::json)
          as x(place integer, story uuid, revision integer, at timestamptz, channels json)
      ),
      pair as (
        select place, channel from item join stories s on s.id = item.story left join stories b on b.id = s.part_of, json_array_elements_text(channels) channel
        where s.private_to is null or channel = any(s.private_to) or channel = 'story/' || s.id or (b.private_to is not null and channel = 'story/' || s.part_of)
      ),
      head as (update log_head set seq = seq + ${updates.length}::integer where ${patterns}::text[] is null or private = ${patterns}::text[] returning seq - ${updates.length}::integer as base, seq),
      heads as (
        insert into channel_heads as c (channel, seq) select channel, (select base from head) + max(place) from pair group by channel order by channel
        on conflict (channel) do update set prev = c.seq, seq = excluded.seq returning c.channel, c.prev
      ),
      chained as (
        select place, channel, coalesce((select base from head) + lag(place) over (partition by channel order by place), heads.prev) as prev from pair join heads using (channel)
      ),
      chains as (select place, jsonb_object_agg(channel, prev) as channels from chained group by place),
      entry as (
        insert into updates (seq, story, revision, at, channels)
        select head.base + i.place, i.story, i.revision, i.at, coalesce(c.channels, '{}') from head, item i left join chains c using (place)
      ),
      moved as (update stories s set updated_seq = head.base + i.place from item i, head where ${moves} and s.id = i.story),
      places as (insert into update_channels (channel, seq) select pair.channel, head.base + pair.place from pair, head)
      select seq from head`.execute(tx);
    const [place] = rows;
    if (place === undefined) throw new Error('channels were made private concurrently');
    return place;
  }

  /**
   * To be called after the transaction of `append` has committed; notifies this process's listeners, which
   * publish a hint on the bus.
   */
  notifyCommitted(seq: number, entries: TailEntry[] = []): void {
    for (const listener of this.listeners) listener(seq, entries);
  }

  /** Subscribes to entries that this process commits; returns a function that unsubscribes. */
  onCommitted(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The entries of all channels after `seq`, in order, and the head of the same snapshot. */
  async entriesAfter(seq: number, limit: number): Promise<LogHead & { entries: TailEntry[] }> {
    const page = await this.page(sql`
      select ${ENTRY}, m.received_at as accepted_at, m.params->>'trace' as trace
      from (select * from updates where seq > ${seq} order by seq limit ${limit}) u ${WITH_STORY}
      left join lateral (select * from submissions where id = r.submission limit 1) m on split_part(m.update_cursor, '.', 2) = u.seq::text
      order by u.seq`);
    return {
      ...page.log,
      entries: page.rows.map((row) => ({
        entry: entryOf(row, page.log.epoch),
        channels: row.channels,
        ...(row.accepted_at instanceof Date ? { acceptedAt: row.accepted_at } : {}),
        ...(row.trace == null ? {} : { trace: row.trace }),
      })),
    };
  }

  /** The traceparent of the update's submission; null if there is none. */
  async traceOf(seq: number): Promise<string | null> {
    const { rows } = await sql<{ trace: string | null }>`
      select m.params->>'trace' as trace from updates u join revisions r on r.story = u.story and r.revision = u.revision join submissions m on m.id = r.submission
      where u.seq = ${seq} and m.update_cursor = (select epoch from log_head) || '.' || u.seq`.execute(this.db);
    return rows[0]?.trace ?? null;
  }

  /** A channel's updates after `seq`, in order, and the head of the same snapshot. */
  async updatesAfter(
    channel: string,
    seq: number,
    limit: number,
    rights: ReadRights = NO_RIGHTS,
  ): Promise<LogHead & { updates: Update[] }> {
    const page = await this.page(sql`
      select ${ENTRY} from (select seq from update_channels where channel = ${channel} and seq > ${seq} order by seq limit ${limit}) c
      cross join lateral (select * from updates where seq = c.seq limit 1) u ${WITH_STORY} order by u.seq`);
    return {
      ...page.log,
      updates: page.rows.map((row) =>
        updateFor(channel, row.channels[channel] ?? 0, entryOf(row, page.log.epoch), rights),
      ),
    };
  }

  /**
   * The entries after `seq` that are in any of `channels`, in order and each once, and the head of the same
   * snapshot.
   */
  async channelEntriesAfter(
    channels: readonly string[],
    seq: number,
    limit: number,
  ): Promise<LogHead & { entries: TailEntry[] }> {
    // Limits each channel first: otherwise a channel with a long history would be read and sorted completely.
    const page = await this.page(sql`
      select ${ENTRY} from (
        select distinct c.seq from unnest(${channels}::text[]) name,
          lateral (select seq from update_channels where channel = name and seq > ${seq} order by seq limit ${limit}) c
        order by c.seq limit ${limit}) c
      cross join lateral (select * from updates where seq = c.seq limit 1) u ${WITH_STORY} order by u.seq`);
    return {
      ...page.log,
      entries: page.rows.map((row) => ({ entry: entryOf(row, page.log.epoch), channels: row.channels })),
    };
  }

  /**
   * Reads head and rows in one statement, hence one snapshot: otherwise the head could be ahead of the rows.
   * Without rows, the join returns one row without a seq.
   */
  private async page(rows: RawBuilder<unknown>): Promise<{ log: LogHead; rows: EntryRow[] }> {
    const answer = await this.corruptRows.query(sql<(EntryRow | { seq: null }) & Required<LogHead>>`
      select h.epoch, h.seq as head, h.pruned, r.* from log_head h left join (${rows}) r on true order by r.seq`);
    const [first] = answer;
    if (first === undefined) throw new Error('the log has no head row');
    return {
      log: logOf(first.epoch, first.head, first.pruned),
      rows: await this.corruptRows.emptyCorruptEntries(answer.filter((row) => row.seq !== null)),
    };
  }
}
