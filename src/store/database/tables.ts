// The tables, for Kysely. timestamptz is read as Date, and bigint as number (safe below 2^53).
import type { ColumnType, Generated } from 'kysely';
import type { Change } from '../../core/story/change.js';
import type { SourceKind } from '../../core/source/source.js';
import type { Content, Kind, PubStatus } from '../../core/story/story.js';
import type { HiddenAs, KillMark } from '../../core/story/visibility.js';
import type { WebhookFormat, WebhookState } from '../../core/webhook/webhook.js';

type Json<T> = ColumnType<T, string, string>;

export type SubmissionIntent = 'publish' | 'patch' | 'kill' | 'erase' | 'reparse' | 'merge' | 'split';
export type SubmissionStatus = 'queued' | 'created' | 'revised' | 'unchanged' | 'stale' | 'failed';
/**
 * Parameters of the request beside its body. `version`: number of an imported past revision. `trace`:
 * traceparent of the resulting update.
 */
export type SubmissionParams = {
  uri?: string;
  url?: string;
  zone?: string;
  language?: string;
  topics?: string[];
  story?: string;
  ifMatch?: number;
  version?: number;
  keyName?: string;
  trace?: string;
};
/** How a submission was matched to an existing story: by uri, by URL, or by its text and their similarity. */
export type Matched = { by: 'uri' | 'url' } | { by: 'content'; score: number };
export type SubmissionError = { code: string; reason: string; errors?: { field: string; reason: string }[] };

/** The last error of a source, or a remark on its last response. */
export type SourceError = { code: string; reason: string; at: string };

export type Tables = {
  /**
   * `private`: patterns of private channels. `pruned`: updates up to here were deleted by policy. `home`: the
   * database that last wrote the log. `marked`: the visibility backfill of migration 0011 is done.
   */
  log_head: {
    one: Generated<boolean>;
    epoch: string;
    seq: number;
    private: Generated<string[]>;
    pruned: Generated<number>;
    home: string | null;
    marked: Generated<boolean>;
  };
  channel_heads: { channel: string; seq: number; prev: number };
  updates: { seq: number; story: string; revision: number; at: Date; channels: Json<Record<string, number>> };
  update_channels: { channel: string; seq: number };
  stories: {
    id: string;
    key: string;
    publisher: string;
    uri: string | null;
    url: string | null;
    kind: Kind;
    part_of: string | null;
    topics: string[];
    pub_status: PubStatus;
    /**
     * `revision` is the latest; `shown` the one that readers see, null while withheld, embargoed or killed.
     * `topics` are of `shown`.
     */
    revision: number;
    shown: number | null;
    /** The kill in force, and when the latest revision's embargo ends. See core/story/visibility. */
    kill: Generated<KillMark | null>;
    due_at: Generated<Date | null>;
    /** For posts: how the live blog hides them; null while it doesn't. */
    hidden_as: HiddenAs | null;
    updated_seq: number | null;
    sketch: number[];
    merged_into: string | null;
    /** The private channels that its readers need; null if it is public. */
    private_to: Generated<string[] | null>;
    created_at: Date;
  };
  /** `story` is the smaller id of the two. */
  story_links: { story: string; other: string; score: number; found_at: Generated<Date> };
  link_sketches: { story: string; sketch: number[]; seen_at: Generated<Date> };
  links_due: { story: string; revision: number; since: Generated<Date> };
  revisions: {
    story: string;
    revision: number;
    submission: string | null;
    content: Json<Content>;
    change: Json<Change>;
    received_at: Date;
    /** When readers first had it, and the kill that hides it. See core/story/visibility. */
    shown_at: Generated<Date | null>;
    kill: Generated<KillMark | null>;
  };
  submissions: {
    id: string;
    arrival: Generated<number>;
    publisher: string;
    intent: SubmissionIntent;
    content_type: string;
    raw: Buffer;
    params: Json<SubmissionParams>;
    story_key: string | null;
    idempotency_key: string | null;
    fingerprint: Buffer;
    status: Generated<SubmissionStatus>;
    attempts: Generated<number>;
    story: string | null;
    revision: number | null;
    update_cursor: string | null;
    change: ColumnType<Change | null, string | null, string | null>;
    matched: ColumnType<Matched | null, string | null, string | null>;
    error: ColumnType<SubmissionError | null, string | null, string | null>;
    received_at: Generated<Date>;
    done_at: Date | null;
  };
  keys: {
    id: string;
    name: string;
    hash: Buffer;
    scopes: string[];
    publisher: string;
    created_at: Generated<Date>;
    expires_at: Date | null;
    last_used_at: Generated<Date | null>;
    previous_hash: Generated<Buffer | null>;
    previous_until: Generated<Date | null>;
  };
  sessions: { hash: Buffer; key: string; key_hash: Buffer; created_at: Generated<Date>; used_at: Generated<Date> };
  webhooks: {
    id: string;
    publisher: string;
    url: string;
    channel: string;
    format: WebhookFormat;
    secret: string;
    old_secret: string | null;
    old_secret_until: Date | null;
    state: Generated<WebhookState>;
    reason: 'gone' | 'failing' | null;
    state_since: Generated<Date>;
    epoch: string;
    position: number;
    attempts: Generated<number>;
    first_failed_at: Date | null;
    retry_at: Date | null;
    failing_since: Date | null;
    delivered: Generated<number>;
    failed: Generated<number>;
    success_rate: number | null;
    last_seq: number | null;
    last_at: Date | null;
    last_status: number | null;
    last_error: string | null;
    last_excerpt: string | null;
    changed: Generated<number>;
    holder: string | null;
    created_at: Generated<Date>;
  };
  webhook_letters: {
    webhook: string;
    epoch: string;
    seq: number;
    attempts: Generated<number>;
    first_failed_at: Date | null;
    died_at: Date | null;
    status: number | null;
    error: string | null;
    excerpt: string | null;
    asked_at: Date | null;
  };
  /** Metadata from embed hosts. `next_at` is the next attempt; null for none. */
  embeds: {
    page: string;
    next_at: Generated<Date | null>;
    tries: Generated<number>;
    found_at: Date | null;
    provider: string | null;
    title: string | null;
    author: string | null;
    thumbnail: string | null;
    width: number | null;
    height: number | null;
  };
  embeds_mark: { one: Generated<boolean>; seq: number };
  webhook_holders: { node: string; until: Date };
  audit_log: {
    id: Generated<number>;
    at: Generated<Date>;
    key_id: string | null;
    key_name: string;
    action: string;
    target: string | null;
    detail: Json<Record<string, unknown>>;
    address: string | null;
  };
  sources: {
    id: string;
    publisher: string;
    key_name: string;
    url: string;
    address: string;
    host: string;
    kind: SourceKind | null;
    follow: boolean;
    topics: string[];
    zone: string | null;
    language: string | null;
    min_seconds: number;
    max_seconds: number;
    created_at: Generated<Date>;
    look_at: Generated<Date>;
    next_at: Generated<Date>;
    every_ms: number;
    turn: Generated<number>;
    leased_until: Generated<Date>;
    etag: string | null;
    last_modified: string | null;
    digest: Buffer | null;
    changes: Generated<number[]>;
    last_fetch: Date | null;
    last_change: Date | null;
    last_error: ColumnType<SourceError | null, string | null, string | null>;
    error_streak: Generated<number>;
    fetches: Generated<number>;
    changes_found: Generated<number>;
    average_ms: number | null;
    hub: string | null;
    hub_topic: string | null;
    hub_secret: string | null;
    hub_token: string | null;
    hub_state: 'asked' | 'verified' | 'denied' | null;
    hub_asked_at: Date | null;
    hub_until: Date | null;
    hub_missed: Generated<number>;
    pushed_at: Date | null;
  };
  unreadable_revisions: { story: string; revision: number; found_at: Generated<Date> };
  /** `place` is where the next step continues. */
  repairs: { name: string; place: unknown; done_at: Date | null };
  hub_endings: { token: string; hub: string; topic: string; tries: Generated<number>; ask_at: Generated<Date> };
  source_items: {
    source: string;
    item: Buffer;
    uri: string;
    digest: Buffer;
    page_digest: Buffer | null;
    seen_at: Generated<Date>;
    page: string | null;
    etag: string | null;
    last_modified: string | null;
    changes: Generated<number[]>;
    since: Generated<Date>;
    look_at: Date | null;
    error_streak: Generated<number>;
  };
};
