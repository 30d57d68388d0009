// What ties stories to each other: one merged into another, one split off another, a live blog's posts. Its callers hold the locks of
// all their keys.
import { sql } from 'kysely';
import type { HiddenAs } from '../core/decision.js';
import type { Content } from '../core/story.js';
import type { Tx } from './database.js';
import type { StoredStory } from './stories.js';
import { fitContent, readableRevision } from './unreadable.js';

/** Makes the first lead to the second, and with it what was merged into it before. */
export async function mergeInto(tx: Tx, id: string, into: string): Promise<void> {
  await tx.updateTable('stories').set({ merged_into: into }).where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)])).execute();
}

/** Stories merged into this one that are hidden while it isn't, or the other way round, made as it is; as they are now. */
export async function followSurvivor(tx: Tx, id: string): Promise<{ id: string; revision: number; partOf: string | null; publisher: string; topics: string[]; hiddenAs: HiddenAs | null }[]> {
  const { rows } = await sql<{ id: string; revision: number; partOf: string | null; publisher: string; topics: string[]; hiddenAs: HiddenAs | null }>`
    update stories m set pub_status = s.pub_status, shown = case when s.shown is null then null else m.revision end
    from stories s where s.id = ${id}::uuid and m.merged_into = s.id and (m.pub_status <> s.pub_status or (m.shown is null) <> (s.shown is null))
    returning m.id, m.revision, m.part_of as "partOf", m.publisher, m.topics, m.hidden_as as "hiddenAs"`.execute(tx);
  return rows;
}

/** Hides a live blog's posts with it, or leaves each as it is by itself again. Answers those that readers had or have now, in the order of their ids; `was` says what they were hidden as. */
export async function followBlog(tx: Tx, id: string, hiddenAs: HiddenAs | null): Promise<{ id: string; revision: number; publisher: string; topics: string[]; was: HiddenAs | null }[]> {
  const { rows } = await sql<{ id: string; revision: number; publisher: string; topics: string[]; was: HiddenAs | null }>`
    with post as materialized (
      select id, shown, publisher, topics, hidden_as as was from stories where part_of = ${id}::uuid and hidden_as is distinct from ${hiddenAs}::text order by id for no key update
    ),
    moved as (update stories s set hidden_as = ${hiddenAs}::text from post where s.id = post.id)
    select post.id, r.revision, post.publisher, case when ${readableRevision('r')} then array(select json_array_elements_text(r.content->'topics')) else post.topics end as topics, post.was
    from post join revisions r on r.story = post.id and r.revision = post.shown order by post.id`.execute(tx);
  return rows;
}

/** What a story said at a revision; throws where there is none. */
export async function contentOf(tx: Tx, id: string, revision: number): Promise<Content> {
  const row = await tx.selectFrom('revisions').select('content').where('story', '=', id).where('revision', '=', revision).executeTakeFirstOrThrow();
  return fitContent(row.content);
}

/** A new story of the revisions from `from` on, numbered from 1 and each saying what it said; the old one keeps its own. */
export async function splitOff(tx: Tx, story: StoredStory, from: number, off: { id: string; key: string; uri: string | null; revision: number; shown: number | null }): Promise<void> {
  await sql`
    insert into stories (id, key, publisher, uri, url, kind, part_of, topics, pub_status, revision, shown, hidden_as, updated_seq, sketch, created_at, private_to)
    select ${off.id}::uuid, ${off.key}, publisher, ${off.uri}, null, kind, part_of, topics, pub_status, ${off.revision}, ${off.shown}::integer, hidden_as, null, sketch, now(), private_to from stories where id = ${story.id}::uuid`.execute(tx);
  const first = { class: 'first', silent: false, significance: 1, splitFrom: { story: story.id, revision: from } };
  await sql`
    insert into revisions (story, revision, submission, content, change, received_at)
    select ${off.id}::uuid, revision - ${from}::integer + 1, submission, content,
      case when revision = ${from}::integer then ${JSON.stringify(first)}::json
        when change->>'base' is null then change
        else jsonb_set(change::jsonb, '{base}', to_jsonb((change->>'base')::integer - ${from}::integer + 1))::json end, received_at
    from revisions where story = ${story.id}::uuid and revision >= ${from}::integer`.execute(tx);
  // What the new story was made of is its own: its pages are read again for it, and no more for the old one.
  await sql`update submissions set story = ${off.id}::uuid, revision = revision - ${from}::integer + 1 where story = ${story.id}::uuid and revision >= ${from}::integer`.execute(tx);
  await sql`insert into links_due (story, revision) values (${off.id}::uuid, ${off.revision})`.execute(tx);
}
