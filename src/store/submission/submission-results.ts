// Reads and writes for a batch of submissions: one statement reads what they are decided on, and one writes
// all results (revisions, stories, log entries, submissions). The latter is the last before the commit, since
// it locks the log's counter. Lock order: story keys, story rows, counter.
import { sql } from 'kysely';
import type { Change } from '../../core/story/change.js';
import { textSketch } from '../../core/story/text-sketch.js';
import type { Content, PubStatus } from '../../core/story/story.js';
import {
  postsHiddenAs,
  type HiddenAs,
  type KillMark,
  type RevisionMarks,
  type StoryVisibility,
} from '../../core/story/visibility.js';
import type { Tx } from '../database/database.js';
import {
  STORED_STORY_COLUMNS,
  storedStoryOf,
  type NewStory,
  type StoredStory,
  type StoredStoryRow,
} from '../story/stored-story.js';
import { isUuid } from '../story/story-id.js';
import type { SubmissionResult } from './submission.js';
import { storedJson } from '../database/stored-json.js';
import { readableOrEmptySql } from '../database/corrupt-rows.js';
import { entryOf, type TailEntry } from '../log/update-log.js';

/** A new revision, or a new story with its first one, and the channels of its update. */
type Revised = {
  story: NewStory;
  content: Content;
  change: Change;
  receivedAt: Date;
  trace?: string | undefined;
  state: StoryVisibility;
  marks: RevisionMarks;
  at: Date;
  channels: string[];
};

/** The result of one submission, and the revision that it makes. */
export type AppliedResult = SubmissionResult & { submission: string; revised?: Revised };

/**
 * The state that a batch is decided on: stories of its keys, their pending submissions in order of arrival,
 * and named live blogs.
 */
export type BatchState = {
  stories: StoredStory[];
  pending: { key: string; id: string; arrival: number }[];
  blogs: { id: string; key: string; publisher: string; hidesAs: HiddenAs | null; private: boolean }[];
  /** Patterns of private channels. */
  private: string[];
};

/** Pending submissions of one key that a batch considers. */
export const MAX_PENDING_PER_KEY = 64;

type BlogRow = {
  id: string;
  key: string;
  publisher: string;
  pub_status: PubStatus;
  shown: number | null;
  private: boolean;
};

/**
 * Reads the state for submissions with `keys` (whose locks are held) and for the stories `ids`. Locks those
 * stories' rows, and share-locks live blogs, so that no post becomes visible while its live blog is being
 * hidden.
 */
export async function readBatchState(
  tx: Tx,
  of: { keys: string[]; ids: string[]; blogs: string[] },
): Promise<BatchState> {
  const { rows } = await sql<{
    blogs: BlogRow[];
    stories: StoredStoryRow[];
    undone: BatchState['pending'];
    private: string[];
  }>`
    with blog as materialized (
      select id, key, publisher, pub_status, shown, private_to is not null as private from stories
      where kind = 'liveblog' and (key = any(${of.blogs}::text[]) or id = any(${of.blogs.filter(isUuid)}::uuid[])) order by id for share
    ),
    found as (
      select ${STORED_STORY_COLUMNS} from stories s join revisions r on r.story = s.id and r.revision = s.revision
      where s.key = any(${of.keys}::text[]) or s.id = any(${of.ids}::uuid[]) order by s.id for no key update of s
    )
    select (select private from log_head) as private,
      -- Live blogs are locked before their posts, in the same order as when they are hidden.
      (select coalesce(json_agg(blog), '[]') from blog) as blogs,
      (select coalesce(json_agg(found), '[]') from found) as stories,
      (select coalesce(json_agg(json_build_object('key', k, 'id', u.id, 'arrival', u.arrival) order by u.arrival), '[]')
        from unnest(${of.keys}::text[]) k cross join lateral
          (select id, arrival from submissions where story_key = k and done_at is null order by arrival limit ${MAX_PENDING_PER_KEY}) u) as undone`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the batch state query returned no row');
  return {
    pending: row.undone,
    private: row.private,
    stories: row.stories.map(storedStoryOf),
    blogs: row.blogs.map(({ pub_status, shown, ...blog }) => ({
      ...blog,
      hidesAs: postsHiddenAs({ shown, pubStatus: pub_status }),
    })),
  };
}

/** The new values of a story's row; `place` is the position of its last update in the batch. */
type Latest = NewStory & {
  created: boolean;
  received: Date;
  revision: number;
  shown: number | null;
  topics: string[];
  kill: KillMark | null;
  due: Date | null;
  killed: KillMark | null;
  status: PubStatus;
  sketch: number[];
  place: number;
};

const isRevised = (ended: AppliedResult): ended is AppliedResult & { revised: Revised; revision: number } =>
  ended.revised !== undefined;

/**
 * The marks of each revision of the batch, after all of it: a kill hides earlier revisions of the batch too.
 */
function marksOf(endings: readonly AppliedResult[]): (RevisionMarks | undefined)[] {
  const kills = new Map<string, KillMark>();
  return endings
    .toReversed()
    .map(({ revised }) => {
      if (revised === undefined) return undefined;
      const { story, marks } = revised;
      if (marks.kill !== null) kills.set(story.id, marks.kill);
      return { ...marks, kill: kills.get(story.id) ?? null };
    })
    .toReversed();
}

/**
 * Writes all results; nothing may follow in the transaction. Revisions of one story are applied in order. No
 * story may be private by `patterns`. Returns the log entries as readers will get them. Throws if a
 * submission was finished before.
 */
export async function writeResults(
  tx: Tx,
  endings: readonly AppliedResult[],
  patterns: readonly string[],
): Promise<TailEntry[]> {
  let places = 0;
  const marks = marksOf(endings);
  const items = endings.map(({ revised, ...ending }, index) => ({
    ...ending,
    place: revised === undefined ? null : ++places,
    content: revised?.content,
    received: revised?.receivedAt,
    at: revised?.at,
    shown: revised?.marks.shownAt,
    kill: marks[index]?.kill,
  }));
  const stories = new Map<string, Latest>();
  endings.forEach((ended, index) => {
    if (!isRevised(ended)) return;
    const { story, content, state, receivedAt } = ended.revised;
    const before = stories.get(story.id);
    // A kill that was lifted within the batch still hides what came before it.
    const killed = state.kill ?? before?.killed ?? null;
    const latest = {
      revision: ended.revision,
      shown: state.shown,
      topics: state.topics,
      kill: state.kill,
      due: state.dueAt,
      killed,
      status: content.pubStatus,
      sketch: textSketch(content),
      place: items[index]?.place ?? 0,
    };
    stories.set(story.id, {
      ...story,
      partOf: story.partOf,
      created: ended.revision === 1,
      received: receivedAt,
      ...before,
      ...latest,
    });
  });
  const channels = endings
    .filter(isRevised)
    .flatMap(({ revised }, index) => revised.channels.map((channel) => ({ place: index + 1, channel })));
  const { rows } = await sql<{
    epoch: string | null;
    base: number | null;
    ended: number;
    prevs: { place: number; channel: string; prev: number }[];
  }>`
    with item as (
      select * from json_to_recordset(${storedJson(items)}::json)
        as x(submission uuid, status text, story uuid, revision integer, change json, matched json, error json, place integer, content json, received timestamptz, at timestamptz, shown timestamptz, kill text)
    ),
    story as (
      select * from json_to_recordset(${storedJson([...stories.values()])}::json)
        as x(id uuid, key text, publisher text, uri text, url text, kind text, "partOf" uuid, "hiddenAs" text, created boolean, received timestamptz, revision integer, shown integer, topics text[], kill text, due timestamptz, killed text, status text, sketch integer[], place integer)
    ),
    pair as (select * from json_to_recordset(${JSON.stringify(channels)}::json) as x(place integer, channel text)),
    head as (update log_head set seq = seq + ${places}::integer where ${places}::integer > 0 and private = ${patterns}::text[] returning epoch, seq - ${places}::integer as base),
    heads as (
      insert into channel_heads as c (channel, seq)
      select channel, (select base from head) + max(place) from pair group by channel order by channel
      on conflict (channel) do update set prev = c.seq, seq = excluded.seq returning c.channel, c.prev
    ),
    chained as (
      select place, channel, coalesce((select base from head) + lag(place) over (partition by channel order by place), heads.prev) as prev from pair join heads using (channel)
    ),
    created as (
      insert into stories (id, key, publisher, uri, url, kind, part_of, topics, pub_status, revision, shown, kill, due_at, hidden_as, updated_seq, sketch, created_at)
      select id, key, publisher, uri, url, kind, "partOf", topics, status, revision, shown, kill, due, "hiddenAs", head.base + place, sketch, received from story, head where created
    ),
    moved as (
      update stories s set revision = x.revision, shown = x.shown, topics = x.topics, kill = x.kill, due_at = x.due, pub_status = x.status, sketch = x.sketch, updated_seq = head.base + x.place
      from story x, head where s.id = x.id and not x.created
    ),
    revised as (
      insert into revisions (story, revision, submission, content, change, received_at, shown_at, kill)
      select story, revision, submission, content, change, received, shown, kill from item where place is not null
    ),
    -- Only revisions from before this statement: those that it inserts have their marks already.
    killed as (update revisions r set kill = x.killed, ${readableOrEmptySql('r')} from story x where x.killed is not null and r.story = x.id and r.kill is null),
    entry as (
      insert into updates (seq, story, revision, at, channels)
      select head.base + i.place, i.story, i.revision, i.at, coalesce((select jsonb_object_agg(channel, prev) from chained c where c.place = i.place), '{}')
      from item i, head where i.place is not null
    ),
    due as (insert into links_due (story, revision) select id, revision from story on conflict (story) do update set revision = excluded.revision),
    places as (insert into update_channels (channel, seq) select pair.channel, head.base + pair.place from pair, head),
    ended as (
      update submissions u set status = i.status, story = i.story, revision = i.revision, change = i.change, matched = i.matched, error = i.error, done_at = clock_timestamp(),
        update_cursor = case when i.place is not null then head.epoch || '.' || (head.base + i.place) end
      from item i left join head on true where u.id = i.submission and u.done_at is null returning u.id
    )
    select head.epoch, head.base, (select count(*) from ended) as ended, (select coalesce(json_agg(chained), '[]') from chained) as prevs from (select 1) as one left join head on true`.execute(
    tx,
  );
  const [row] = rows;
  // The key's lock should make this impossible; otherwise, roll everything back.
  if (row?.ended !== endings.length)
    throw new Error(`of ${endings.length} submissions, ${endings.length - (row?.ended ?? 0)} had ended before`);
  const { epoch, base, prevs } = row;
  if (places > 0 && base === null) throw new Error('channels were made private concurrently');
  if (epoch === null || base === null) return [];
  const killOf = new Map(endings.map((ended, index) => [ended.submission, marks[index]?.kill ?? null]));
  const channelsAt = new Map<number, Record<string, number>>();
  for (const { place, channel, prev } of prevs) channelsAt.set(place, { ...channelsAt.get(place), [channel]: prev });
  return endings.filter(isRevised).map(
    (
      {
        submission,
        revision,
        revised: {
          story,
          content,
          change,
          at,
          receivedAt,
          trace,
          marks: { shownAt },
        },
      },
      index,
    ) => {
      const latest = stories.get(story.id);
      return {
        entry: entryOf(
          {
            ...story,
            seq: base + index + 1,
            channels: {},
            at,
            story: story.id,
            revision,
            part_of: story.partOf,
            // The story's state after the whole batch: a later kill in it hides this revision.
            pub_status: latest?.status ?? content.pubStatus,
            shown: latest === undefined ? null : latest.shown,
            hidden_as: story.hiddenAs,
            headline: content.headline,
            first_created: content.firstCreated,
            version_created: content.versionCreated,
            topics: content.topics,
            revision_status: content.pubStatus,
            change,
            shown_at: shownAt,
            kill: killOf.get(submission) ?? null,
          },
          epoch,
        ),
        channels: channelsAt.get(index + 1) ?? {},
        acceptedAt: receivedAt,
        ...(trace === undefined ? {} : { trace }),
      };
    },
  );
}
