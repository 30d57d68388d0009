// What a hand says on which story is which: two that are one, or one that is two. The caller holds the locks of all their keys.
import { channelsOf } from '../core/log/channel.js';
import { decide } from '../core/revision/decision.js';
import { DatelineError } from '../core/errors.js';
import { keyOf } from '../core/story/identity.js';
import type { MergeInput, SplitInput } from '../core/story/story.js';
import { hidesPostsAs, stateAfter, type HiddenAs } from '../core/story/visibility.js';
import type { Tx } from '../store/database/database.js';
import type { StoredStory } from '../store/story/stories.js';
import type { Store } from '../store/store.js';
import { eraseKilled } from '../store/story/erasure.js';
import { setPostsHidden, syncMergedVisibility, lastShownBefore, mergeInto, splitOff } from '../store/story/story-merges.js';
import type { Submission } from '../store/submission/submissions.js';

type Outside = { now: () => Date; newId: () => string };
type AppendedUpdate = { seq: number } | null;

/** True where all who may read the one may read what is on `channels` too. */
const isWithin = (one: readonly string[] | null, channels: readonly string[]): boolean => one !== null && one.every((channel) => channels.includes(channel));

const invalidField = (field: string, reason: string): DatelineError => new DatelineError('invalid_field', `${field} ${reason}.`, { errors: [{ field, reason }] });

export class MergeSplit {
  constructor(
    private readonly store: Store,
    private readonly outside: Outside,
  ) {}

  /**
   * The story of `submission` goes into another: what comes for its keys, or is known by its text, is that one's from now on. Its
   * last revision says so to its readers; its history stays to be read, and is hidden with the other. Asked again, it is unchanged.
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
    if (other === null || other.publisher !== own.publisher) throw invalidField('into', 'names no story of this publisher');
    if (other.id === own.id) throw invalidField('into', 'is the story itself');
    if (other.mergedInto !== null) throw invalidField('into', `was merged into ${other.mergedInto} itself`);
    if (own.kind !== other.kind || own.kind === 'liveblog') throw invalidField('into', 'must be of the same kind, and no live blog');
    if (own.partOf !== other.partOf) throw invalidField('into', 'must be of the same live blog');
    for (const one of [own, other]) if (one.shown !== one.revision || one.hiddenAs !== null) throw invalidField('into', `can not be done while readers do not see the latest revision of ${one.id}`);
    if (own.privateTo !== null && !isWithin(other.privateTo, own.privateTo)) {
      throw invalidField('into', 'is read by people who may not read this private story: what comes for this one would be theirs to read');
    }
    const [revision, now] = [own.revision + 1, this.outside.now()];
    const change = { class: 'status' as const, silent: false, significance: 0, fields: [], mergedInto: into };
    await stories.revise(tx, own.id, { revision, submission: submission.id, content: own.content, change, receivedAt: submission.receivedAt, ...stateAfter(own, { ...own, story: own.id, revision }, now) });
    await mergeInto(tx, own.id, into);
    await submissions.finish(tx, submission.id, { status: 'revised', story: own.id, revision, change });
    return this.append(tx, own, revision, submission.id);
  }

  /**
   * The revisions of a story from `revision` on become a story of their own, numbered from 1, with its uri where one is given. The
   * old story goes back to the last that readers had before them, by a revision of its own, and keeps its keys and its whole history.
   * Throws `invalid_field` where readers had nothing before them, or a kill took it.
   */
  async split(tx: Tx, submission: Submission, { revision: from, uri }: SplitInput): Promise<AppendedUpdate> {
    const { stories, submissions } = this.store;
    const story = requireActive(await stories.lockById(tx, submission.params.story ?? ''));
    if (story.kind === 'liveblog') throw invalidField('revision', 'is a live blog’s, which can not be split');
    if (from > story.revision) throw invalidField('revision', `is above the latest, ${story.revision}`);
    const id = this.outside.newId();
    const key = uri === undefined ? `story:${id}` : keyOf({ publisher: story.publisher, uri });
    if (uri !== undefined && (await stories.lockByKeys(tx, [key])) !== null) throw invalidField('uri', 'names a story already');
    const before = await lastShownBefore(tx, story.id, from);
    if (before === null) throw invalidField('revision', 'leaves nothing to go back to: readers had no earlier revision, or a kill took it away');
    const [last, shown] = [story.revision - from + 1, story.shown !== null && story.shown >= from ? story.shown - from + 1 : null];
    const offTopics = shown === null || shown === last ? story.content.topics : story.topics;
    await splitOff(tx, story, from, { id, key, uri: uri ?? null, revision: last, shown, topics: offTopics });

    const { pubStatus, pinned, keyEvent } = story.content;
    const content = { ...before, pubStatus, pinned, keyEvent };
    const decision = decide(story, { ...content, kind: undefined, partOf: undefined }, { byHand: true });
    const compared = 'change' in decision ? decision.change : { class: 'status' as const, silent: false, significance: 0, fields: [] };
    const [revision, change, now] = [story.revision + 1, { ...compared, splitInto: id }, this.outside.now()];
    const { state, marks } = stateAfter(story, { story: story.id, revision, content, hiddenAs: story.hiddenAs }, now);
    await stories.revise(tx, story.id, { revision, submission: submission.id, content, change, receivedAt: submission.receivedAt, state, marks });
    await submissions.finish(tx, submission.id, { status: 'revised', story: story.id, revision, change });
    await this.append(tx, { ...story, id, shown, topics: offTopics }, shown ?? last, null);
    return this.append(tx, story, revision, submission.id, state.shown === null ? [] : state.topics);
  }

  /** Destroys for good what kills took from the story, from those merged into it, and from a live blog's posts. */
  async erase(tx: Tx, submission: Submission): Promise<AppendedUpdate> {
    const story = await this.store.stories.lockById(tx, submission.params.story ?? '');
    if (story === null) throw new DatelineError('not_found', 'There is no such story.');
    const erased = await eraseKilled(tx, story.id);
    await this.store.submissions.finish(tx, submission.id, { status: erased > 0 ? 'revised' : 'unchanged', story: story.id, revision: story.revision });
    return null;
  }

  /** What is hidden and shown with a story goes the way that it went. Answers the last place in the log. */
  async propagateVisibility(tx: Tx, story: StoredStory, now: Pick<StoredStory, 'shown' | 'pubStatus'>, written: AppendedUpdate): Promise<AppendedUpdate> {
    const hidesAs = hidesPostsAs(now);
    if (story.kind === 'liveblog' && hidesAs !== hidesPostsAs(story)) return this.syncPosts(tx, story.id, hidesAs, written);
    return story.absorbed ? this.syncMergedStories(tx, story.id, written) : written;
  }

  /** Stories that were merged into this one are hidden with it, and shown again. Answers the last place in the log. */
  private async syncMergedStories(tx: Tx, story: string, written: AppendedUpdate): Promise<AppendedUpdate> {
    let last = written;
    for (const { id, revision, partOf, publisher, topics, hiddenAs } of await syncMergedVisibility(tx, story)) {
      const channels = hiddenAs === null ? channelsOf({ id, partOf, publisher, topics }) : [];
      last = await this.store.updateLog.append(tx, { story: id, revision, at: this.outside.now(), channels, submission: null });
    }
    return last;
  }

  /**
   * A live blog's posts are hidden with it, and each is what it is by itself again when it is back; readers of their channels hear of
   * each. On the live blog's own channel its own update says it all.
   */
  private async syncPosts(tx: Tx, blog: string, hiddenAs: HiddenAs | null, written: AppendedUpdate): Promise<AppendedUpdate> {
    const posts = await setPostsHidden(tx, blog, hiddenAs);
    const at = this.outside.now();
    const updates = posts.map(({ id, revision, publisher, topics, was }) => {
      const channels = was !== null && hiddenAs !== null ? [] : channelsOf({ id, partOf: null, publisher, topics });
      return { story: id, revision, at, channels };
    });
    // The last that was hidden comes back first: the ring lets go of all their hidden entries at once.
    return (await this.store.updateLog.appendAll(tx, hiddenAs === null ? updates.reverse() : updates)) ?? written;
  }

  private append(tx: Tx, story: StoredStory, revision: number, submission: string | null, topics: string[] = []): Promise<{ seq: number }> {
    const channels = story.shown === null || story.hiddenAs !== null ? [] : channelsOf({ ...story, topics: [...story.topics, ...topics] });
    return this.store.updateLog.append(tx, { story: story.id, revision, at: this.outside.now(), channels, submission });
  }
}

/** Throws `not_found`, `killed` and `merged`. */
function requireActive(story: StoredStory | null): StoredStory {
  if (story === null) throw new DatelineError('not_found', 'There is no such story.');
  if (story.mergedInto !== null) throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
  if (story.pubStatus === 'canceled') throw new DatelineError('killed', 'The story was killed.');
  return story;
}
