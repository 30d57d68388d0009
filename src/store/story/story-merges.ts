// Relations between stories: merges, splits, and a live blog's posts. Callers hold the locks of all keys
// involved.
import { sql } from 'kysely';
import type { Content } from '../../core/story/story.js';
import type { HiddenAs, KillMark } from '../../core/story/visibility.js';
import type { Tx } from '../database/database.js';
import type { StoredStory } from './stored-story.js';
import { contentOrEmpty, readableOrEmptySql, isReadableSql } from '../database/corrupt-rows.js';

/** Marks `id`, and the stories merged into it before, as merged into `into`. */
export async function mergeInto(tx: Tx, id: string, into: string): Promise<void> {
  await tx
    .updateTable('stories')
    .set({ merged_into: into })
    .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
    .execute();
}

/**
 * Makes stories merged into this one hidden or visible as it is; returns those that changed. A kill hides
 * their history too; once killed they stay so when the survivor is revived.
 */
export async function syncMergedVisibility(
  tx: Tx,
  id: string,
): Promise<
  {
    id: string;
    revision: number;
    partOf: string | null;
    publisher: string;
    topics: string[];
    hiddenAs: HiddenAs | null;
  }[]
> {
  const { rows } = await sql<{
    id: string;
    revision: number;
    partOf: string | null;
    publisher: string;
    topics: string[];
    hiddenAs: HiddenAs | null;
    kill: KillMark | null;
  }>`
    with moved as (
      update stories m set pub_status = s.pub_status, shown = case when s.shown is null then null else m.revision end, kill = s.kill
      from stories s where s.id = ${id}::uuid and m.merged_into = s.id and m.kill is null and (m.pub_status <> s.pub_status or (m.shown is null) <> (s.shown is null))
      returning m.id, m.revision, m.part_of, m.publisher, m.topics, m.hidden_as, m.kill
    ),
    taken as (update revisions r set kill = moved.kill, ${readableOrEmptySql('r')} from moved where r.story = moved.id and r.kill is null and moved.kill is not null)
    select id, revision, part_of as "partOf", publisher, topics, hidden_as as "hiddenAs" from moved`.execute(tx);
  return rows;
}

/**
 * Restores killed content: the story's own revisions, those of merged stories, and of a live blog's posts.
 * They stay hidden until the story is shown.
 */
export async function liftKill(tx: Tx, id: string, kill: KillMark): Promise<void> {
  await sql`
    with family as materialized (select id from stories where id = ${id}::uuid or merged_into = ${id}::uuid or part_of = ${id}::uuid),
    back as (update stories s set kill = null from family where s.id = family.id and s.id <> ${id}::uuid and s.kill = ${kill})
    update revisions r set kill = null from family where r.story = family.id and r.kill = ${kill}`.execute(tx);
}

/** Kills all revisions of a live blog's posts with it, including those that readers never had. */
export async function killPosts(tx: Tx, id: string, kill: KillMark): Promise<void> {
  await sql`update revisions r set kill = ${kill}, ${readableOrEmptySql('r')} from stories s where s.part_of = ${id}::uuid and r.story = s.id and r.kill is null`.execute(
    tx,
  );
}

/**
 * For a live blog that is revived without its killed content: each of its posts becomes a killed story of its
 * own. Revisions written after the kill remain.
 */
export async function keepPostsKilled(tx: Tx, id: string): Promise<void> {
  await sql`
    update stories s set
      shown = case when (select r.kill from revisions r where r.story = s.id and r.revision = s.shown) is null then s.shown end,
      pub_status = case when latest.kill is null then s.pub_status else 'canceled' end,
      kill = latest.kill, due_at = case when latest.kill is null then s.due_at end
    from revisions latest where s.part_of = ${id}::uuid and s.kill is null and latest.story = s.id and latest.revision = s.revision
      and exists (select from revisions r where r.story = s.id and r.kill is not null)`.execute(tx);
}

/**
 * The content of the last revision before `before` that readers had and no kill hides; null if there is none.
 */
export async function lastShownBefore(tx: Tx, id: string, before: number): Promise<Content | null> {
  const row = await tx
    .selectFrom('revisions')
    .select('content')
    .where('story', '=', id)
    .where('revision', '<', before)
    .where('shown_at', 'is not', null)
    .where('kill', 'is', null)
    .where(isReadableSql('revisions'))
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.content ?? null;
}

/** The last content before the kill; null if the story was killed from the start. */
export async function contentBeforeKill(tx: Tx, id: string): Promise<Content | null> {
  const { rows } = await sql<{
    content: Content;
  }>`select r.content from revisions r where r.story = ${id}::uuid and case when ${isReadableSql('r')} then r.content->>'pubStatus' <> 'canceled' end order by r.revision desc limit 1`.execute(
    tx,
  );
  return rows[0]?.content ?? null;
}

/** True if the kill in force came from an import. */
export async function isKillImported(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ imported: boolean }>`
    select u.params ? 'version' as imported from revisions r join submissions u on u.id = r.submission
    where r.story = ${id}::uuid and case when ${isReadableSql('r')} then r.content->>'pubStatus' = 'canceled' end order by r.revision desc limit 1`.execute(
    tx,
  );
  return rows[0]?.imported === true;
}

/**
 * Hides a live blog's posts, or restores each to its own state. Returns the posts that readers had or have
 * now, by id; `was` is how they were hidden before.
 */
export async function setPostsHidden(
  tx: Tx,
  id: string,
  hiddenAs: HiddenAs | null,
): Promise<{ id: string; revision: number; publisher: string; topics: string[]; was: HiddenAs | null }[]> {
  const { rows } = await sql<{
    id: string;
    revision: number;
    publisher: string;
    topics: string[];
    was: HiddenAs | null;
  }>`
    with post as materialized (
      select id, shown, publisher, topics, hidden_as as was from stories where part_of = ${id}::uuid and hidden_as is distinct from ${hiddenAs}::text order by id for no key update
    ),
    moved as (update stories s set hidden_as = ${hiddenAs}::text from post where s.id = post.id),
    -- Readers now get what the post became while its live blog was hidden.
    seen as (
      update revisions r set shown_at = now() from post
      where ${hiddenAs}::text is null and r.story = post.id and r.revision = post.shown and r.shown_at is null and ${isReadableSql('r')}
    )
    select post.id, r.revision, post.publisher, case when ${isReadableSql('r')} then array(select json_array_elements_text(r.content->'topics')) else post.topics end as topics, post.was
    from post join revisions r on r.story = post.id and r.revision = post.shown order by post.id`.execute(tx);
  return rows;
}

/** The content of a revision; throws if there is none. */
export async function contentAtRevision(tx: Tx, id: string, revision: number): Promise<Content> {
  const row = await tx
    .selectFrom('revisions')
    .select('content')
    .where('story', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  return contentOrEmpty(row.content);
}

/**
 * Creates a new story with copies of the revisions from `from` on, numbered from 1; the old story keeps its
 * own.
 */
export async function splitOff(
  tx: Tx,
  story: StoredStory,
  from: number,
  off: { id: string; key: string; uri: string | null; revision: number; shown: number | null; topics: string[] },
): Promise<void> {
  await sql`
    insert into stories (id, key, publisher, uri, url, kind, part_of, topics, pub_status, revision, shown, due_at, hidden_as, updated_seq, sketch, created_at, private_to)
    select ${off.id}::uuid, ${off.key}, publisher, ${off.uri}, null, kind, part_of, ${off.topics}::text[], pub_status, ${off.revision}, ${off.shown}::integer, due_at, hidden_as, null, sketch, now(), private_to from stories where id = ${story.id}::uuid`.execute(
    tx,
  );
  const first = { class: 'first', silent: false, significance: 1, splitFrom: { story: story.id, revision: from } };
  await sql`
    insert into revisions (story, revision, submission, content, change, received_at, shown_at, kill)
    select ${off.id}::uuid, revision - ${from}::integer + 1, submission, content,
      case when revision = ${from}::integer then ${JSON.stringify(first)}::json
        when change->>'base' is null then change
        else jsonb_set(change::jsonb, '{base}', to_jsonb((change->>'base')::integer - ${from}::integer + 1))::json end, received_at, shown_at, kill
    from revisions where story = ${story.id}::uuid and revision >= ${from}::integer`.execute(tx);
  // The submissions move to the new story, so that its pages can be parsed again for it.
  await sql`update submissions set story = ${off.id}::uuid, revision = revision - ${from}::integer + 1 where story = ${story.id}::uuid and revision >= ${from}::integer`.execute(
    tx,
  );
  await sql`insert into links_due (story, revision) values (${off.id}::uuid, ${off.revision})`.execute(tx);
}
