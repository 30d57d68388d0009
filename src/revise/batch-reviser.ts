// Revises concurrent submissions in one transaction, with one disk flush. Each key's submissions are applied
// in order of arrival, under the locks of all keys. What is not next in its key's order, or needs a search,
// is left to the single path.
import { isPrivate } from '../core/log/audience.js';
import { channelsOf } from '../core/log/channel.js';
import { DatelineError } from '../core/errors.js';
import { identityKey } from '../core/story/identity.js';
import { postsHiddenAs, visibilityAfter, type HiddenAs, type StoryVisibility } from '../core/story/visibility.js';
import { Batcher } from '../store/database/batcher.js';
import { isTransient } from '../store/database/database.js';
import {
  readBatchState,
  MAX_PENDING_PER_KEY,
  writeResults,
  type AppliedResult,
  type BatchState,
} from '../store/submission/submission-results.js';
import type { NewStory, StoredStory } from '../store/story/stored-story.js';
import type { Store } from '../store/store.js';
import { ComparisonRequired } from './comparisons.js';
import { decideOn, submissionErrorOf, matchedBy, type PreparedSubmission } from './verdict.js';

/** Two batches in parallel: one decides while the other waits for the disk. */
const BOUNDS = { maxItems: 64, maxWeight: 1024 * 1024, concurrency: 2 };

type Dependencies = { now: () => Date; newId: () => string };
/**
 * The state of one key's story as this batch has changed it, and the ids of its pending submissions in order.
 */
type StoryProgress = { story: StoredStory | null; ahead: string[] };
/**
 * True once it is done; false if it needs the single path; or the ids of earlier submissions that this
 * process doesn't have.
 */
type BatchOutcome = boolean | readonly string[];

export class BatchReviser {
  private readonly batcher: Batcher<PreparedSubmission, BatchOutcome>;

  constructor(
    private readonly store: Store,
    private readonly deps: Dependencies,
  ) {
    this.batcher = new Batcher(BOUNDS, (prepared) => this.take(prepared));
  }

  /** Adds it to the next batch. Throws only transient errors. */
  async revise(prepared: PreparedSubmission): Promise<BatchOutcome> {
    return this.batcher.add(prepared, prepared.submission.raw.length);
  }

  private async take(batch: PreparedSubmission[]): Promise<BatchOutcome[]> {
    const outcomes = new Map<PreparedSubmission, BatchOutcome>();
    const here = new Set(batch.map(({ submission }) => submission.id));
    let ended: AppliedResult[] = [];
    try {
      const written = await this.store.transaction(async (tx) => {
        await this.store.stories.lockKeys(
          tx,
          batch.flatMap(({ key, keys }) => [key, ...keys]),
        );
        const batchState = await readBatchState(tx, {
          keys: [...new Set(batch.flatMap(({ key, keys }) => [key, ...keys]))],
          ids: batch.flatMap(({ submission: { params } }) => (params.story === undefined ? [] : [params.story])),
          blogs: batch.flatMap(({ blog, submission: { publisher } }) =>
            blog === undefined ? [] : [blog, identityKey({ publisher, uri: blog })],
          ),
        });
        const progress = progressByKey(batchState, batch);
        for (const prepared of inOrder(batch)) {
          const end = this.endOf(prepared, progress, batchState);
          outcomes.set(prepared, end === 'not next' ? aheadOf(prepared, progress, here) : end !== 'single');
          if (typeof end !== 'string') ended.push(end);
        }
        return ended.length === 0 ? [] : writeResults(tx, ended, batchState.private);
      });
      const last = written.at(-1);
      if (last !== undefined) this.store.updateLog.notifyCommitted(last.entry.seq, written);
      for (const { submission } of ended) this.store.submissions.notifyFinished(submission);
    } catch (error) {
      if (isTransient(error)) throw error;
      // Processing them one by one shows which submission failed, and why.
      ended = [];
      outcomes.clear();
    }
    return batch.map((prepared) => outcomes.get(prepared) ?? false);
  }

  private endOf(
    prepared: PreparedSubmission,
    progress: Map<string, StoryProgress>,
    batchState: BatchState,
  ): AppliedResult | 'done' | 'not next' | 'single' {
    const { submission } = prepared;
    const current = progress.get(prepared.key);
    if (current === undefined || hasOtherKeys(prepared, current, batchState)) return 'single';
    if (!current.ahead.includes(submission.id)) return current.ahead.length < MAX_PENDING_PER_KEY ? 'done' : 'single';
    if (current.ahead[0] !== submission.id) return 'not next';
    const end = this.decide(prepared, current, batchState);
    if (end !== 'single') current.ahead.shift();
    return end;
  }

  private decide(
    prepared: PreparedSubmission,
    current: StoryProgress,
    batchState: BatchState,
  ): AppliedResult | 'single' {
    const { submission } = prepared;
    const { story } = current;
    try {
      const draft = prepared.draft(story?.content ?? null);
      const decision = decideOn(story, draft, submission, prepared.compared);
      const matched = story === null ? undefined : matchedBy(prepared);
      if (!('content' in decision))
        return {
          submission: submission.id,
          status: decision.status,
          matched,
          ...(story === null ? {} : { story: story.id, revision: story.revision }),
        };
      const { content, change } = decision;
      const revision = (story?.revision ?? 0) + 1;
      const now = this.deps.now();
      const target = story ?? this.newStory(prepared, draft, batchState);
      if (target === 'single') return target;
      const { state, marks } = visibilityAfter(
        story,
        { story: target.id, revision, content, hiddenAs: target.hiddenAs },
        now,
      );
      // Its posts change with it, which only the single path does.
      if (
        story?.kind === 'liveblog' &&
        (state.kill !== null ||
          postsHiddenAs(story) !== postsHiddenAs({ shown: state.shown, pubStatus: content.pubStatus }))
      )
        return 'single';
      // Private stories get their channels when the log numbers the update, in the single path.
      if (
        story?.privateTo != null ||
        isPrivate(batchState.private, { publisher: story?.publisher ?? submission.publisher, topics: content.topics })
      )
        return 'single';
      const channels = channelsFor(story, target, state);
      current.story = {
        mergedInto: null,
        absorbed: false,
        privateTo: null,
        ...target,
        revision,
        shown: state.shown,
        topics: state.topics,
        kill: state.kill,
        content,
        pubStatus: content.pubStatus,
      };
      return {
        submission: submission.id,
        status: decision.status,
        story: target.id,
        revision,
        change,
        matched,
        revised: {
          story: target,
          content,
          change,
          receivedAt: submission.receivedAt,
          trace: submission.params.trace,
          state,
          marks,
          at: now,
          channels,
        },
      };
    } catch (error) {
      if (error instanceof ComparisonRequired) return 'single';
      if (!(error instanceof DatelineError)) throw error;
      return { submission: submission.id, status: 'failed', error: submissionErrorOf(error) };
    }
  }

  private newStory(
    { submission, url, blog, key }: PreparedSubmission,
    draft: { kind?: NewStory['kind'] | undefined },
    { blogs }: BatchState,
  ): NewStory | 'single' {
    const found =
      blog === undefined
        ? null
        : blogs.find(
            ({ id, key: named, publisher }) =>
              publisher === submission.publisher && (id === blog || named === identityKey({ publisher, uri: blog })),
          );
    if (found === undefined || found?.private === true) return 'single';
    return {
      id: this.deps.newId(),
      key,
      publisher: submission.publisher,
      uri: submission.params.uri ?? null,
      url,
      kind: draft.kind ?? (found === null ? 'article' : 'post'),
      partOf: found?.id ?? null,
      hiddenAs: found?.hidesAs ?? null,
    };
  }
}

const inOrder = (batch: PreparedSubmission[]): PreparedSubmission[] =>
  [...batch].sort((a, b) => a.submission.arrival - b.submission.arrival);

/** Earlier submissions of its key that are not in this batch: another process has, or had, their jobs. */
function aheadOf(
  { key, submission }: PreparedSubmission,
  progress: ReadonlyMap<string, StoryProgress>,
  here: ReadonlySet<string>,
): BatchOutcome {
  const ahead = progress.get(key)?.ahead ?? [];
  const others = ahead.slice(0, ahead.indexOf(submission.id)).filter((id) => !here.has(id));
  return others.length > 0 && others;
}

/** A submission without uri or url has to be matched by its text. */
export const needsSearch = ({ key, submission }: PreparedSubmission): boolean =>
  submission.params.story === undefined && key === identityKey({ publisher: submission.publisher });

/**
 * True if other keys lead to the story too: the order is only known under the locks of all of them, which the
 * single path takes.
 */
function hasOtherKeys(
  { submission, key, keys }: PreparedSubmission,
  { story }: StoryProgress,
  { stories, pending }: BatchState,
): boolean {
  if (story === null) {
    const others = keys.filter((other) => other !== key);
    return (
      submission.params.story !== undefined ||
      keys[0] !== key ||
      stories.some((other) => others.includes(other.key)) ||
      pending.some((other) => others.includes(other.key))
    );
  }
  return story.mergedInto !== null || story.absorbed;
}

function progressByKey({ stories, pending }: BatchState, batch: PreparedSubmission[]): Map<string, StoryProgress> {
  const progress = new Map<string, StoryProgress>();
  for (const { key, submission } of batch) {
    const story =
      stories.find((candidate) =>
        submission.params.story === undefined ? candidate.key === key : candidate.id === submission.params.story,
      ) ?? null;
    progress.set(key, { story, ahead: pending.filter((waiting) => waiting.key === key).map(({ id }) => id) });
  }
  return progress;
}

/**
 * Channels of an update: those of the new topics and of the topics that the story loses. Nothing for what
 * readers never saw.
 */
export function channelsFor(
  before: StoredStory | null,
  target: { id: string; partOf: string | null; publisher: string; hiddenAs: HiddenAs | null },
  { shown, topics }: Pick<StoryVisibility, 'shown' | 'topics'>,
): string[] {
  const seen = before !== null && before.shown !== null;
  if ((shown === null && !seen) || target.hiddenAs !== null) return [];
  if (shown !== null && before !== null && shown === before.shown) return [];
  return channelsOf({ ...target, topics: [...(seen ? before.topics : []), ...(shown === null ? [] : topics)] });
}
