// Explicit merge, split and erase requests of publishers. The caller holds the locks of all keys involved.
import { channelsOf } from '../core/log/channel.js';
import { decide } from '../core/revision/decision.js';
import { DatelineError } from '../core/errors.js';
import { identityKey } from '../core/story/identity.js';
import type { MergeInput, SplitInput } from '../core/story/story.js';
import { postsHiddenAs, visibilityAfter, type HiddenAs } from '../core/story/visibility.js';
import type { Tx } from '../store/database/database.js';
import type { StoredStory } from '../store/story/stored-story.js';
import type { Store } from '../store/store.js';
import { eraseKilled } from '../store/story/erasure.js';
import {
  setPostsHidden,
  syncMergedVisibility,
  lastShownBefore,
  mergeInto,
  splitOff,
} from '../store/story/story-merges.js';
import type { Submission } from '../store/submission/submission.js';

type Dependencies = { now: () => Date; newId: () => string };
type AppendedUpdate = { seq: number } | null;

/** True if every reader of `one` may also read `channels`; null is public. */
const isWithin = (one: readonly string[] | null, channels: readonly string[]): boolean =>
  one !== null && one.every((channel) => channels.includes(channel));

const invalidField = (field: string, reason: string): DatelineError =>
  new DatelineError('invalid_field', `${field} ${reason}.`, { errors: [{ field, reason }] });

export class MergeSplit {
  constructor(
    private readonly store: Store,
    private readonly deps: Dependencies,
  ) {}

  /**
   * Merges the submission's story into another: what is later published under its keys, or matches its text,
   * becomes a revision of the survivor. A last revision tells readers; the old revisions stay readable, and
   * are hidden with the survivor. Idempotent: repeating a merge is `unchanged`. Throws `invalid_field`,
   * `not_found`, `merged` and `killed`.
   */
  async merge(tx: Tx, submission: Submission, { into }: MergeInput): Promise<AppendedUpdate> {
    const { stories, submissions } = this.store;
    const rows = new Map<string, StoredStory | null>();
    for (const id of [submission.params.story ?? '', into].sort()) rows.set(id, await stories.lockById(tx, id));
    const [story, other] = [rows.get(submission.params.story ?? '') ?? null, rows.get(into) ?? null];
    if (story?.mergedInto === into) {
      await submissions.finish(tx, submission.id, { status: 'unchanged', story: story.id, revision: story.revision });
      return null;
    }
    const own = requireActive(story);
    if (other === null || other.publisher !== own.publisher)
      throw invalidField('into', 'names no story of this publisher');
    if (other.id === own.id) throw invalidField('into', 'names the story itself');
    if (other.mergedInto !== null) throw invalidField('into', `names a story that was merged into ${other.mergedInto}`);
    if (own.kind !== other.kind || own.kind === 'liveblog')
      throw invalidField('into', 'must be of the same kind and must not be a live blog');
    if (own.partOf !== other.partOf) throw invalidField('into', 'must belong to the same live blog');
    for (const one of [own, other])
      if (one.shown !== one.revision || one.hiddenAs !== null)
        throw invalidField('into', `can not be used while readers do not see the latest revision of ${one.id}`);
    if (own.privateTo !== null && !isWithin(other.privateTo, own.privateTo)) {
      throw invalidField('into', 'names a story with readers who may not read this private story');
    }
    const [revision, now] = [own.revision + 1, this.deps.now()];
    const change = { class: 'status' as const, silent: false, significance: 0, fields: [], mergedInto: into };
    await stories.revise(tx, own.id, {
      revision,
      submission: submission.id,
      content: own.content,
      change,
      receivedAt: submission.receivedAt,
      ...visibilityAfter(own, { ...own, story: own.id, revision }, now),
    });
    await mergeInto(tx, own.id, into);
    await submissions.finish(tx, submission.id, { status: 'revised', story: own.id, revision, change });
    return this.append(tx, own, revision, submission.id);
  }

  /**
   * Moves the revisions from `revision` on to a new story, numbered from 1, with its own uri if one is given.
   * The old story gets a new revision with the last text that readers had before them, and keeps its keys and
   * whole history. Throws `invalid_field` if there is no such text or a kill took it; also `not_found`,
   * `merged` and `killed`.
   */
  async split(tx: Tx, submission: Submission, { revision: from, uri }: SplitInput): Promise<AppendedUpdate> {
    const { stories, submissions } = this.store;
    const story = requireActive(await stories.lockById(tx, submission.params.story ?? ''));
    if (story.kind === 'liveblog') throw invalidField('revision', 'belongs to a live blog, which can not be split');
    if (from > story.revision) throw invalidField('revision', `is above the latest, ${story.revision}`);
    const id = this.deps.newId();
    const key = uri === undefined ? `story:${id}` : identityKey({ publisher: story.publisher, uri });
    if (uri !== undefined && (await stories.lockByKeys(tx, [key])) !== null)
      throw invalidField('uri', 'already names a story');
    const before = await lastShownBefore(tx, story.id, from);
    if (before === null)
      throw invalidField('revision', 'leaves no revision to restore: readers had none before it, or a kill removed it');
    const [last, shown] = [
      story.revision - from + 1,
      story.shown !== null && story.shown >= from ? story.shown - from + 1 : null,
    ];
    const offTopics = shown === null || shown === last ? story.content.topics : story.topics;
    await splitOff(tx, story, from, { id, key, uri: uri ?? null, revision: last, shown, topics: offTopics });

    const { pubStatus, pinned, keyEvent } = story.content;
    const content = { ...before, pubStatus, pinned, keyEvent };
    const decision = decide(story, { ...content, kind: undefined, partOf: undefined }, { isPatch: true });
    const compared =
      'change' in decision ? decision.change : { class: 'status' as const, silent: false, significance: 0, fields: [] };
    const [revision, change, now] = [story.revision + 1, { ...compared, splitInto: id }, this.deps.now()];
    const { state, marks } = visibilityAfter(
      story,
      { story: story.id, revision, content, hiddenAs: story.hiddenAs },
      now,
    );
    await stories.revise(tx, story.id, {
      revision,
      submission: submission.id,
      content,
      change,
      receivedAt: submission.receivedAt,
      state,
      marks,
    });
    await submissions.finish(tx, submission.id, { status: 'revised', story: story.id, revision, change });
    await this.append(tx, { ...story, id, shown, topics: offTopics }, shown ?? last, null);
    return this.append(tx, story, revision, submission.id, state.shown === null ? [] : state.topics);
  }

  /**
   * Permanently erases killed content of the story, of stories merged into it, and of a live blog's posts.
   */
  async erase(tx: Tx, submission: Submission): Promise<AppendedUpdate> {
    const story = await this.store.stories.lockById(tx, submission.params.story ?? '');
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const erased = await eraseKilled(tx, story.id);
    await this.store.submissions.finish(tx, submission.id, {
      status: erased > 0 ? 'revised' : 'unchanged',
      story: story.id,
      revision: story.revision,
    });
    return null;
  }

  /**
   * Hides or shows dependent stories with `story`: a live blog's posts, or the stories merged into it.
   * Returns the last update appended.
   */
  async propagateVisibility(
    tx: Tx,
    story: StoredStory,
    now: Pick<StoredStory, 'shown' | 'pubStatus'>,
    written: AppendedUpdate,
  ): Promise<AppendedUpdate> {
    const hidesAs = postsHiddenAs(now);
    if (story.kind === 'liveblog' && hidesAs !== postsHiddenAs(story))
      return this.syncPosts(tx, story.id, hidesAs, written);
    return story.absorbed ? this.syncMergedStories(tx, story.id, written) : written;
  }

  /** Hides or shows the stories that were merged into this one. Returns the last update appended. */
  private async syncMergedStories(tx: Tx, story: string, written: AppendedUpdate): Promise<AppendedUpdate> {
    let last = written;
    for (const { id, revision, partOf, publisher, topics, hiddenAs } of await syncMergedVisibility(tx, story)) {
      const channels = hiddenAs === null ? channelsOf({ id, partOf, publisher, topics }) : [];
      last = await this.store.updateLog.append(tx, {
        story: id,
        revision,
        at: this.deps.now(),
        channels,
        submission: null,
      });
    }
    return last;
  }

  /**
   * Hides a live blog's posts with it, or restores each to its own state; appends an update per post to the
   * post's channels. The live blog's channel gets only the live blog's own update.
   */
  private async syncPosts(
    tx: Tx,
    blog: string,
    hiddenAs: HiddenAs | null,
    written: AppendedUpdate,
  ): Promise<AppendedUpdate> {
    const posts = await setPostsHidden(tx, blog, hiddenAs);
    const at = this.deps.now();
    const updates = posts.map(({ id, revision, publisher, topics, was }) => {
      const channels = was !== null && hiddenAs !== null ? [] : channelsOf({ id, partOf: null, publisher, topics });
      return { story: id, revision, at, channels };
    });
    // Reverse order of hiding: the ring can then drop all hidden entries of the posts at once.
    return (await this.store.updateLog.appendAll(tx, hiddenAs === null ? updates.reverse() : updates)) ?? written;
  }

  private append(
    tx: Tx,
    story: StoredStory,
    revision: number,
    submission: string | null,
    topics: string[] = [],
  ): Promise<{ seq: number }> {
    const channels =
      story.shown === null || story.hiddenAs !== null
        ? []
        : channelsOf({ ...story, topics: [...story.topics, ...topics] });
    return this.store.updateLog.append(tx, { story: story.id, revision, at: this.deps.now(), channels, submission });
  }
}

/** Throws `not_found`, `killed` and `merged`. */
function requireActive(story: StoredStory | null): StoredStory {
  if (story === null) throw new DatelineError('not_found', 'There is no such story.');
  if (story.mergedInto !== null)
    throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
  if (story.pubStatus === 'canceled') throw new DatelineError('killed', 'The story was killed.');
  return story;
}
