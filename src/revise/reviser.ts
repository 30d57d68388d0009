// Turns a submission into a revision and its update. Invariants: the submissions of one story are applied in
// order of arrival, under the lock of its key; revision, update and result are one transaction, so that a job
// may run any number of times.
import type { Logger } from '../logger.js';
import { isSameContent } from '../core/revision/decision.js';
import { completeDraft, type Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import type { PipelineStages } from '../core/log/pipeline-stages.js';
import { storyUrl } from '../core/story/canonical-url.js';
import { identityKey } from '../core/story/identity.js';
import { textSketch } from '../core/story/text-sketch.js';
import { visibilityAfter, type HiddenAs } from '../core/story/visibility.js';
import { isTransient, type Tx } from '../store/database/database.js';
import type { NewStory, StoredStory } from '../store/story/stored-story.js';
import type { Store } from '../store/store.js';
import {
  keepPostsKilled,
  contentBeforeKill,
  contentAtRevision,
  isKillImported,
  killPosts,
  liftKill,
} from '../store/story/story-merges.js';
import type { Submission } from '../store/submission/submission.js';
import type { Matched } from '../store/database/tables.js';
import { Batcher } from '../store/database/batcher.js';
import { ComparisonRequired, type Compared, type Comparisons } from './comparisons.js';
import type { PageReader } from './page-reader.js';
import { SubmissionPreparation } from './prepared-submission.js';
import { MergeSplit } from './merge-split.js';
import { channelsFor, needsSearch, BatchReviser } from './batch-reviser.js';
import { decideOn, submissionErrorOf, matchedBy, type PreparedSubmission } from './verdict.js';

/** Attempts that may end in an unexpected error before the submission fails. */
const MAX_ATTEMPTS = 5;
/** Batch attempts before falling back to the one-at-a-time path. */
const MAX_BATCH_ATTEMPTS = 3;
/** Maximum number of stories without uri and url to compare a text with. */
const CANDIDATES = 10;

/**
 * One submission at a time in each of four lanes: each holds a Postgres connection while it waits for its
 * key.
 */
const SINGLE_QUEUE = { maxItems: 1, maxWeight: 1, concurrency: 4 };

type AppendedUpdate = { seq: number } | null;
type SingleTask = { key: string; upTo: number; ready: PreparedSubmission };

/** A post arrived while the submission of its live blog is still pending. */
class BlogPending extends Error {
  constructor(readonly key: string) {
    super('the live blog is still pending');
  }
}

export class Reviser {
  private readonly batchReviser: BatchReviser;
  private readonly mergeSplit: MergeSplit;
  private readonly preparation: SubmissionPreparation;
  private readonly singleQueue: Batcher<SingleTask, void>;

  constructor(
    private readonly store: Store,
    private readonly pages: PageReader,
    private readonly comparisons: Comparisons,
    private readonly deps: { now: () => Date; newId: () => string; log: Logger; stages: PipelineStages },
  ) {
    this.batchReviser = new BatchReviser(store, deps);
    this.mergeSplit = new MergeSplit(store, deps);
    this.preparation = new SubmissionPreparation(store, pages, this.mergeSplit);
    this.singleQueue = new Batcher(SINGLE_QUEUE, async (batch): Promise<void[]> => {
      for (const { key, upTo, ready } of batch) await this.reviseKey(key, upTo, ready);
      return batch.map(() => undefined);
    });
  }

  /** Processes this submission, and before it the earlier ones for the same story. */
  async revise(id: string): Promise<void> {
    const submission = await this.store.submissions.load(id);
    if (submission === null || submission.status !== 'queued') return;
    const { trace } = submission.params;
    const began = this.deps.now().getTime();
    this.deps.stages.record('queued', began - submission.receivedAt.getTime(), trace);
    const key = submission.storyKey ?? (await this.findKey(submission));
    if (key === null) return;
    let ready: PreparedSubmission;
    try {
      // Before any lock is taken: a page may take seconds to parse.
      ready = await this.preparation.prepare(submission, key);
    } catch (error) {
      return this.giveUpOrThrow(submission, error);
    }
    const prepared = this.deps.now().getTime();
    this.deps.stages.record('revised', prepared - began, trace);
    if (!(await this.reviseInBatch(ready))) await this.singleQueue.add({ key, upTo: submission.arrival, ready });
    this.deps.stages.record('committed', this.deps.now().getTime() - prepared, trace);
  }

  /**
   * Tries the batch path; false if the submission needs the single path. Earlier submissions that another
   * process has are added to the batch: those it has finished meanwhile are skipped, the others cost less
   * here than one by one.
   */
  private async reviseInBatch(ready: PreparedSubmission): Promise<boolean> {
    if (!fitsABatch(ready)) return false;
    for (let tries = 0, before: PreparedSubmission[] = []; tries < MAX_BATCH_ATTEMPTS; tries += 1) {
      const [outcome] = await Promise.all([ready, ...before].map((prepared) => this.batchReviser.revise(prepared)));
      if (outcome === undefined || typeof outcome === 'boolean') return outcome === true;
      const ahead = await Promise.all(outcome.map((id) => this.prepareAhead(id)));
      if (ahead.includes('alone')) return false;
      before = ahead.filter((prepared) => typeof prepared === 'object' && prepared !== null);
    }
    return false;
  }

  /** Null if it is done already; 'alone' if it can't go into a batch. */
  private async prepareAhead(id: string): Promise<PreparedSubmission | 'alone' | null> {
    const submission = await this.store.submissions.load(id);
    if (submission === null || submission.status !== 'queued') return null;
    // A page is expensive to parse, and its own process has parsed it already.
    if (submission.storyKey === null || /^text\//i.test(submission.contentType)) return 'alone';
    try {
      const prepared = await this.preparation.prepare(submission, submission.storyKey);
      return fitsABatch(prepared) ? prepared : 'alone';
    } catch (error) {
      // The single path fails in the same way, and stores the error.
      if (isTransient(error)) throw error;
      return 'alone';
    }
  }

  /**
   * Applies the submissions of a key one by one, oldest first, each in its own transaction. `ready` is
   * probably the first, and was parsed before the lock; if another one is first, that one is parsed and the
   * loop starts again.
   */
  private async reviseKey(key: string, upTo: number, ready: PreparedSubmission | null): Promise<void> {
    let keys = [key];
    let compared: Compared | undefined;
    for (let candidate = ready?.submission ?? null; ;) {
      try {
        const read =
          candidate === null
            ? null
            : candidate.id === ready?.submission.id
              ? ready
              : await this.preparation.prepare(candidate, candidate.storyKey ?? key);
        const prepared = read === null || compared === undefined ? read : { ...read, compared };
        keys = [...new Set([...keys, ...(prepared?.keys ?? [])])];
        const step = await this.store.transaction(
          async (tx): Promise<{ next: Submission | null; written: AppendedUpdate; more: string[] }> => {
            await this.store.stories.lockKeys(tx, keys);
            const found = await this.store.submissions.nextPending(tx, keys, upTo);
            const next = found?.submission ?? null;
            // Locks are taken in one global order, so a further key means starting again.
            const more = (found?.family ?? []).filter((other) => !keys.includes(other));
            const written =
              more.length === 0 && next !== null && next.id === prepared?.submission.id
                ? await this.apply(tx, prepared)
                : null;
            return { next, written, more };
          },
        );
        if (step.next === null) return;
        if (step.more.length > 0) keys = [...keys, ...step.more];
        else if (step.next.id !== prepared?.submission.id) candidate = step.next;
        else {
          if (step.written !== null) this.store.updateLog.notifyCommitted(step.written.seq);
          this.store.submissions.notifyFinished(step.next.id);
          // The requested submission is the last to apply.
          if (step.next.arrival === upTo) return;
          candidate = null;
        }
      } catch (error) {
        if (candidate === null) throw error;
        let fault = error;
        if (error instanceof ComparisonRequired) {
          try {
            compared = await this.comparisons.compare(error);
            continue;
          } catch (inThread) {
            fault = inThread;
          }
        }
        if (fault instanceof BlogPending) await this.reviseKey(fault.key, candidate.arrival - 1, null);
        else {
          await this.giveUpOrThrow(candidate, fault);
          candidate = null;
        }
      }
    }
  }

  /**
   * An error that the publisher caused fails the submission. Others are retried a few times only, since
   * retries delay its story.
   */
  private async giveUpOrThrow(submission: Submission, error: unknown): Promise<void> {
    if (error instanceof DatelineError) return this.fail(submission, error);
    if (isTransient(error)) throw error;
    const attempts = await this.store.submissions.countAttempt(submission.id);
    if (attempts < MAX_ATTEMPTS) throw error;
    this.deps.log.error({ err: error, submission: submission.id }, 'a submission failed with an unexpected error');
    await this.fail(
      submission,
      new DatelineError('internal', 'An unexpected error; the operator finds it in the log.'),
    );
  }

  private async fail(submission: Submission, error: DatelineError): Promise<void> {
    await this.store.submissions.finish(this.store.db, submission.id, {
      status: 'failed',
      error: submissionErrorOf(error),
    });
    this.store.submissions.notifyFinished(submission.id);
  }

  /** Keys pages without uri by their canonical URL, earlier submissions first. */
  private async findKey(submission: Submission): Promise<string | null> {
    let key: string | null = null;
    for (const keyless of await this.store.submissions.pendingWithoutKey(submission.publisher, submission.arrival)) {
      try {
        const { url } = await this.pages.read(keyless);
        const found = identityKey({
          publisher: keyless.publisher,
          url: storyUrl(keyless.params.url ?? null, url) ?? undefined,
        });
        await this.store.submissions.setStoryKey(keyless.id, found);
        if (keyless.id === submission.id) key = found;
      } catch (error) {
        await this.giveUpOrThrow(keyless, error);
      }
    }
    if (key !== null) return key;
    // Another process keyed it, it failed, or many come before it: continue from its current state.
    const again = await this.store.submissions.find(submission.id);
    if (again?.status === 'queued' && again.storyKey === null) return this.findKey(again);
    return again?.status === 'queued' ? again.storyKey : null;
  }

  private async apply(tx: Tx, prepared: PreparedSubmission): Promise<AppendedUpdate> {
    const { stories } = this.store;
    if (prepared.execute !== undefined) return prepared.execute(tx);
    const { submission, draft: draftOn } = prepared;
    const { story, matched } = await this.locate(tx, prepared);
    const draft = draftOn(
      story?.content ?? null,
      prepared.restores === true && story?.kill != null ? await contentBeforeKill(tx, story.id) : null,
    );
    const { version } = submission.params;
    if (story !== null && version !== undefined && story.kill !== null && !(await isKillImported(tx, story.id))) {
      // An import may restore old revisions, but must not revive a story that was killed since.
      await this.store.submissions.finish(tx, submission.id, {
        status: 'stale',
        matched,
        story: story.id,
        revision: story.revision,
      });
      return null;
    }
    if (story !== null && version !== undefined && version <= story.revision) {
      // An imported old revision never overwrites a stored one.
      const [past, there] = [completeDraft(draft, null), await contentAtRevision(tx, story.id, version)];
      const known = isSameContent(past, { ...there, firstCreated: there.firstCreated ?? past.firstCreated });
      await this.store.submissions.finish(tx, submission.id, {
        status: known ? 'unchanged' : 'stale',
        matched,
        story: story.id,
        revision: story.revision,
      });
      return null;
    }
    const decision = decideOn(story, draft, submission, prepared.compared);
    const now = this.deps.now();
    if (!('content' in decision)) {
      await this.store.submissions.finish(tx, submission.id, {
        status: decision.status,
        matched,
        ...(story === null ? {} : { story: story.id, revision: story.revision }),
      });
      return null;
    }
    const { content, change } = decision;
    const revision = (story?.revision ?? 0) + 1;
    const target = story ?? (await this.newStory(tx, prepared, draft));
    const { state, marks } = visibilityAfter(
      story,
      { story: target.id, revision, content, hiddenAs: target.hiddenAs },
      now,
    );
    const next = {
      revision,
      submission: submission.id,
      content,
      change,
      receivedAt: submission.receivedAt,
      state,
      marks,
    };
    if (story === null) await stories.create(tx, target, next);
    else await stories.revise(tx, story.id, next);
    if (story !== null && story.kill !== null && state.kill === null) {
      if (draft.restore === true) await liftKill(tx, story.id, story.kill);
      else if (story.kind === 'liveblog') await keepPostsKilled(tx, story.id);
    }
    if (story?.kind === 'liveblog' && state.kill !== null) await killPosts(tx, story.id, state.kill);
    const first = await this.store.submissions.finish(tx, submission.id, {
      status: decision.status,
      story: target.id,
      revision,
      change,
      matched,
    });
    // The key's lock should make this impossible; otherwise, roll everything back.
    if (!first) throw new Error(`submission ${submission.id} had ended before`);
    const written = await this.store.updateLog.append(tx, {
      story: target.id,
      revision,
      at: now,
      channels: channelsFor(story, target, state),
      submission: submission.id,
    });
    return story === null
      ? written
      : this.mergeSplit.propagateVisibility(tx, story, { shown: state.shown, pubStatus: content.pubStatus }, written);
  }

  /** Finds the submission's story by id, key or text, and locks its row. */
  private async locate(
    tx: Tx,
    prepared: PreparedSubmission,
  ): Promise<{ story: StoredStory | null; matched?: Matched | undefined }> {
    const { stories } = this.store;
    const { submission, keys } = prepared;
    if (submission.params.story !== undefined) return { story: await stories.lockById(tx, submission.params.story) };
    if (!needsSearch(prepared)) {
      const story = await stories.lockByKeys(tx, keys);
      return { story, matched: story === null ? undefined : matchedBy(prepared) };
    }
    const text = prepared.draft(null);
    const same = await this.comparisons.findSame(
      text,
      await stories.findSimilar(tx, submission.publisher, textSketch(text), CANDIDATES),
    );
    if (same === null) return { story: null };
    return {
      story: await stories.lockById(tx, same.id),
      matched: { by: 'content', score: Math.round(same.score * 100) / 100 },
    };
  }

  private async newStory(tx: Tx, prepared: PreparedSubmission, draft: Draft): Promise<NewStory> {
    const { submission, keys, url } = prepared;
    const { uri } = submission.params;
    const id = this.deps.newId();
    // A story matched by its text gets a key that no other text can look up.
    const [first] = keys;
    const key = first === undefined || needsSearch(prepared) ? `story:${id}` : first;
    const blog = draft.partOf === undefined ? null : await this.lockBlog(tx, submission, draft.partOf);
    return {
      id,
      key,
      publisher: submission.publisher,
      uri: uri ?? null,
      url,
      kind: draft.kind ?? (blog === null ? 'article' : 'post'),
      partOf: blog?.id ?? null,
      hiddenAs: blog?.hidesAs ?? null,
    };
  }

  private async lockBlog(
    tx: Tx,
    submission: Submission,
    ref: string,
  ): Promise<{ id: string; hidesAs: HiddenAs | null }> {
    const blog = await this.store.stories.lockBlogShared(tx, submission.publisher, ref);
    if (blog !== null) return blog;
    const key = identityKey({ publisher: submission.publisher, uri: ref });
    if (await this.store.submissions.hasPending(key, submission.arrival)) throw new BlogPending(key);
    // The live blog may have been created between the two queries; only this one is certain.
    const late = await this.store.stories.lockBlogShared(tx, submission.publisher, ref);
    if (late !== null) return late;
    throw new DatelineError('invalid_field', 'partOf names no live blog of this publisher.', {
      errors: [{ field: 'partOf', reason: 'names no live blog of this publisher' }],
    });
  }
}

/**
 * True for submissions that need no search, no other locks than those of their keys, and no older revisions
 * of the story.
 */
const fitsABatch = (prepared: PreparedSubmission): boolean =>
  !needsSearch(prepared) && prepared.execute === undefined && prepared.restores !== true && !isPast(prepared);

/** Imports are ordered under one key for all of their stories, and are never batched with others. */
const isPast = ({ submission, key, keys }: PreparedSubmission): boolean =>
  submission.params.version !== undefined || !keys.includes(key);
