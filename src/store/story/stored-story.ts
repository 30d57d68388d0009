// A story with its latest revision: its row, and as the reviser uses it.
import { sql } from 'kysely';
import type { Change } from '../../core/story/change.js';
import type { Content, Kind, PubStatus } from '../../core/story/story.js';
import type { HiddenAs, KillMark, RevisionMarks, StoryVisibility } from '../../core/story/visibility.js';
import { contentOrEmpty } from '../database/corrupt-rows.js';

/** A story with its latest revision. */
export type StoredStory = {
  id: string;
  key: string;
  publisher: string;
  uri: string | null;
  url: string | null;
  kind: Kind;
  partOf: string | null;
  pubStatus: PubStatus;
  revision: number;
  shown: number | null;
  /** Topics of the shown revision; if there is none, of the latest. */
  topics: string[];
  /** The kill in force. */
  kill: KillMark | null;
  /** For posts: how the live blog hides it. */
  hiddenAs: HiddenAs | null;
  /** The private channels that its readers need; null if it is public. */
  privateTo: string[] | null;
  /** Of the latest revision; its `pubStatus` is `canceled` while any kill is in force. */
  content: Content;
  /** The story that it was merged into. */
  mergedInto: string | null;
  /** True if others were merged into it: submissions for their keys are its own. */
  absorbed: boolean;
};

export type NewStory = Pick<StoredStory, 'id' | 'key' | 'publisher' | 'uri' | 'url' | 'kind' | 'partOf' | 'hiddenAs'>;
export type NewRevision = {
  revision: number;
  submission: string | null;
  content: Content;
  change: Change;
  receivedAt: Date;
  state: StoryVisibility;
  marks: RevisionMarks;
};

/** The columns of a story `s` with its latest revision `r`. */
export const STORED_STORY_COLUMNS = sql`
  s.id, s.key, s.publisher, s.uri, s.url, s.kind, s.part_of, s.pub_status, s.revision, s.shown, s.topics, s.kill, s.hidden_as, s.merged_into, s.private_to, r.content,
  exists (select 1 from stories m where m.merged_into = s.id) as absorbed`;
export type StoredStoryRow = Omit<StoredStory, 'partOf' | 'pubStatus' | 'mergedInto' | 'hiddenAs' | 'privateTo'> & {
  part_of: string | null;
  pub_status: PubStatus;
  merged_into: string | null;
  hidden_as: HiddenAs | null;
  private_to: string[] | null;
};

export function storedStoryOf({
  part_of,
  pub_status,
  merged_into,
  hidden_as,
  private_to,
  content,
  ...row
}: StoredStoryRow): StoredStory {
  // A post killed with its live blog is killed, whatever its own last status.
  const readable = contentOrEmpty(content, pub_status);
  const current = pub_status === 'canceled' ? { ...readable, pubStatus: pub_status } : readable;
  return {
    ...row,
    content: current,
    partOf: part_of,
    pubStatus: pub_status,
    mergedInto: merged_into,
    hiddenAs: hidden_as,
    privateTo: private_to,
  };
}
