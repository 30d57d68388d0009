// The log. Invariants: seq is dense; commit order is seq order, since append is the last statement before commit and holds
// the one counter row until then; an entry refers to its revision, so what is hidden there is hidden here.
// Lock order: story key, story row, counter.
import { sql, type RawBuilder } from 'kysely';
import { NO_RIGHTS, type Rights } from '../../core/log/audience.js';
import type { Change } from '../../core/story/change.js';
import { formatCursor } from '../../core/log/cursor.js';
import { updateFor, withoutContent, type LogEntry, type Update } from '../../core/log/update.js';
import type { Kind, PubStatus } from '../../core/story/story.js';
import { hiddenStatus, type HiddenAs, type KillMark } from '../../core/story/visibility.js';
import type { Database, Tx } from '../database/database.js';
import { Unreadable } from '../database/unreadable.js';

/** `pruned`: the updates up to there are gone by policy; missing where none is. */
export type LogHead = { epoch: string; head: number; pruned?: number };
/** An entry with, for each of its channels, the seq of the entry before it there. */
export type TailEntry = { entry: LogEntry; channels: Record<string, number>; acceptedAt?: Date; trace?: string };

/** An entry as the tables have it. */
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
  /** Its revision can't be read: readers get its place alone. */
  unreadable?: boolean;
  /** When the submission that it is of came, where that was asked for. */
  accepted_at?: Date | null;
  trace?: string | null;
};

const ENTRY = sql`
  u.seq, u.at, u.channels, u.story, u.revision, s.uri, s.url, s.kind, s.part_of, s.pub_status, s.shown, s.hidden_as, s.publisher, s.private_to,
  r.content->>'headline' as headline, r.content->>'firstCreated' as first_created, r.content->>'versionCreated' as version_created,
  r.content->'topics' as topics, r.content->>'pubStatus' as revision_status, r.shown_at, r.kill, r.change`;
/** Of updates `u`, each with its story and revision. The limits keep them lookups by key, whatever Postgres estimates of the tables. */
const WITH_STORY = sql`
  cross join lateral (select * from stories where id = u.story limit 1) s
  cross join lateral (select * from revisions where story = u.story and revision = u.revision limit 1) r`;

/** Hidden content leaves old entries too: the place in the log stays, so that `prev` still chains. */
export function entryOf(row: EntryRow, epoch: string): LogEntry {
  const entry: LogEntry = {
    epoch,
    seq: row.seq,
    at: row.at.toISOString(),
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
  const hidden = hiddenStatus({ pubStatus: row.pub_status, shown: row.shown, hiddenAs: row.hidden_as, revision: row.revision, revisionStatus: row.revision_status, shownAt: row.shown_at, kill: row.kill });
  const withheld = hidden ?? (row.unreadable === true ? 'withheld' : null);
  return withheld === null ? entry : withoutContent(entry, withheld);
}

const logOf = (epoch: string, head: number, pruned: number): LogHead => ({ epoch, head, ...(pruned === 0 ? {} : { pruned }) });

/** Hears that the log has reached `seq`; `entries` are its newest, where whoever wrote them knows how they read. */
export type Committed = (seq: number, entries?: TailEntry[]) => void;

export class UpdateLog {
  private readonly listeners = new Set<Committed>();

  constructor(
    private readonly db: Database,
    private readonly unreadable = new Unreadable(db),
  ) {}

  async head(): Promise<LogHead> {
    const { epoch, seq, pruned } = await this.db.selectFrom('log_head').select(['epoch', 'seq', 'pruned']).executeTakeFirstOrThrow();
    return logOf(epoch, seq, pruned);
  }

  /** Numbers an update, puts it in its channels and tells its submission; nothing may follow it in its transaction. Answers its place. */
  async append(tx: Tx, update: { story: string; revision: number; at: Date; channels: string[]; submission: string | null }): Promise<{ seq: number; cursor: string }> {
    const { rows } = await sql<{ epoch: string; seq: number }>`
      with head as (update log_head set seq = seq + 1 returning epoch, seq, private),
      -- Decided here, under the counter's lock, so that no story slips by while a channel is being made private.
      own as (
        select s.id, s.part_of, s.private_to as had, b.private_to is not null as closed,
          case when head.private <> '{}' or s.private_to is not null or b.private_to is not null then private_to(head.private, s.publisher, s.topics, b.private_to, s.private_to) end as private_to
        from head, stories s left join stories b on b.id = s.part_of where s.id = ${update.story}::uuid
      ),
      kept as (
        select channel from unnest(${update.channels}::text[]) channel, own
        where own.private_to is null or channel = any(own.private_to) or channel = 'story/' || own.id or (own.closed and channel = 'story/' || own.part_of)
          -- Those who had it hear that it is gone, once.
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
   * The same for many, in one statement: in their order, each in its channels. A story's place in lists moves where `moves` says so;
   * none of them may become private by its update: with `patterns` it throws where others are in force by now. Answers the last place.
   */
  async appendAll(tx: Tx, updates: readonly { story: string; revision: number; at: Date; channels: string[] }[], { moves = false, patterns = null }: { moves?: boolean; patterns?: readonly string[] | null } = {}): Promise<{ seq: number } | null> {
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
    if (place === undefined) throw new Error('a channel was made private meanwhile');
    return place;
  }

  /** To be called once the transaction of `append` has committed: tells this process's listeners, who put a hint on the bus. */
  committed(seq: number, entries: TailEntry[] = []): void {
    for (const listener of this.listeners) listener(seq, entries);
  }

  /** Hears of every entry that this process commits; answers how to stop hearing. */
  onCommitted(listener: Committed): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The entries after `seq` in order, whatever their channel, and the head as of the same moment. */
  async entriesAfter(seq: number, limit: number): Promise<LogHead & { entries: TailEntry[] }> {
    const page = await this.page(sql`
      select ${ENTRY}, m.received_at as accepted_at, m.params->>'trace' as trace
      from (select * from updates where seq > ${seq} order by seq limit ${limit}) u ${WITH_STORY}
      left join lateral (select * from submissions where id = r.submission limit 1) m on split_part(m.update_cursor, '.', 2) = u.seq::text
      order by u.seq`);
    return { ...page.log, entries: page.rows.map((row) => ({ entry: entryOf(row, page.log.epoch), channels: row.channels, ...(row.accepted_at instanceof Date ? { acceptedAt: row.accepted_at } : {}), ...(row.trace == null ? {} : { trace: row.trace }) })) };
  }

  /** What the update of this place is traced under; null where it isn't. */
  async traceOf(seq: number): Promise<string | null> {
    const { rows } = await sql<{ trace: string | null }>`
      select m.params->>'trace' as trace from updates u join revisions r on r.story = u.story and r.revision = u.revision join submissions m on m.id = r.submission
      where u.seq = ${seq} and m.update_cursor = (select epoch from log_head) || '.' || u.seq`.execute(this.db);
    return rows[0]?.trace ?? null;
  }

  /** A channel's updates after `seq` in order, and the head as of the same moment. */
  async updatesAfter(channel: string, seq: number, limit: number, rights: Rights = NO_RIGHTS): Promise<LogHead & { updates: Update[] }> {
    const page = await this.page(sql`
      select ${ENTRY} from (select seq from update_channels where channel = ${channel} and seq > ${seq} order by seq limit ${limit}) c
      cross join lateral (select * from updates where seq = c.seq limit 1) u ${WITH_STORY} order by u.seq`);
    return { ...page.log, updates: page.rows.map((row) => updateFor(channel, row.channels[channel] ?? 0, entryOf(row, page.log.epoch), rights)) };
  }

  /** The entries after `seq` that are in any of `channels`, in order, each once, and the head as of the same moment. */
  async entriesAfterIn(channels: readonly string[], seq: number, limit: number): Promise<LogHead & { entries: TailEntry[] }> {
    // Each channel's own first: else a channel with a long history would be read and sorted whole.
    const page = await this.page(sql`
      select ${ENTRY} from (
        select distinct c.seq from unnest(${channels}::text[]) name,
          lateral (select seq from update_channels where channel = name and seq > ${seq} order by seq limit ${limit}) c
        order by c.seq limit ${limit}) c
      cross join lateral (select * from updates where seq = c.seq limit 1) u ${WITH_STORY} order by u.seq`);
    return { ...page.log, entries: page.rows.map((row) => ({ entry: entryOf(row, page.log.epoch), channels: row.channels })) };
  }

  /**
   * Head and rows in one statement, hence of one snapshot: else a reader could be told that it is at a head whose rows it
   * didn't get. Where there are no rows, the join leaves one without a seq.
   */
  private async page(rows: RawBuilder<unknown>): Promise<{ log: LogHead; rows: EntryRow[] }> {
    const answer = await this.unreadable.rows(sql<(EntryRow | { seq: null }) & Required<LogHead>>`
      select h.epoch, h.seq as head, h.pruned, r.* from log_head h left join (${rows}) r on true order by r.seq`);
    const [first] = answer;
    if (first === undefined) throw new Error('the log has no head row');
    return { log: logOf(first.epoch, first.head, first.pruned), rows: await this.unreadable.emptied(answer.filter((row) => row.seq !== null)) };
  }
}
