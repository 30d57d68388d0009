// From a submission to a revision and its update. Invariants: the submissions of one story are taken in order of arrival, under
// the lock of its key; revision, update and the submission's end are one transaction, so a job may run any number of times.
import type { Logger } from '../logger.js';
import { isSameContent } from '../core/revision/decision.js';
import { completeDraft, type Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import type { Stages } from '../core/log/pipeline-stages.js';
import { pageAddress } from '../core/story/address.js';
import { keyOf } from '../core/story/identity.js';
import { sketchOf } from '../core/story/sketch.js';
import { stateAfter, type HiddenAs } from '../core/story/visibility.js';
import { isTransient, type Tx } from '../store/database/database.js';
import type { NewStory, StoredStory } from '../store/story/stories.js';
import type { Store } from '../store/store.js';
import { keepPostsKilled, contentBeforeKill, contentAtRevision, isKillImported, killPosts, liftKill } from '../store/story/story-merges.js';
import type { Submission } from '../store/submission/submissions.js';
import type { Matched } from '../store/database/tables.js';
import { Batcher } from '../store/database/batcher.js';
import { ComparisonRequired, type Compared, type Comparisons } from './comparisons.js';
import type { PageReader } from './page-reader.js';
import { SubmissionPreparation } from './prepared-submission.js';
import { MergeSplit } from './merge-split.js';
import { channelsFor, needsSearch, BatchReviser } from './batch-reviser.js';
import { decideOn, submissionErrorOf, matchedBy, type PreparedSubmission } from './verdict.js';

/** Tries of one submission that ended in an unexpected fault before it is called failed. */
const MAX_ATTEMPTS = 5;
/** So often may others turn out to be before it until it is taken alone. */
const MAX_BATCH_ATTEMPTS = 3;
/** Stories without uri and url that a text is held against whole. */
const CANDIDATES = 10;

/** Taken one at a time, each with a connection of its own while it waits for its key. */
const SINGLE_QUEUE = { maxItems: 1, maxWeight: 1, concurrency: 4 };

type AppendedUpdate = { seq: number } | null;
type SingleTask = { key: string; upTo: number; ready: PreparedSubmission };

/** A post came while the live blog that it is part of still waits its turn. */
class BlogPending extends Error {
  constructor(readonly key: string) {
    super('the live blog is not there yet');
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
    private readonly outside: { now: () => Date; newId: () => string; log: Logger; stages: Stages },
  ) {
    this.batchReviser = new BatchReviser(store, outside);
    this.mergeSplit = new MergeSplit(store, outside);
    this.preparation = new SubmissionPreparation(store, pages, this.mergeSplit);
    this.singleQueue = new Batcher(SINGLE_QUEUE, async (batch): Promise<void[]> => {
      for (const { key, upTo, ready } of batch) await this.reviseKey(key, upTo, ready);
      return batch.map(() => undefined);
    });
  }

  /** Sees to it that this submission is done, and before it those for the same story that came earlier. */
  async revise(id: string): Promise<void> {
    const submission = await this.store.submissions.load(id);
    if (submission === null || submission.status !== 'queued') return;
    const { trace } = submission.params;
    const began = this.outside.now().getTime();
    this.outside.stages.passed('queued', began - submission.receivedAt.getTime(), trace);
    const key = submission.storyKey ?? (await this.findKey(submission));
    if (key === null) return;
    let ready: PreparedSubmission;
    try {
      // Outside of any lock: a page may take seconds.
      ready = await this.preparation.prepare(submission, key);
    } catch (error) {
      return this.giveUpOrThrow(submission, error);
    }
    const prepared = this.outside.now().getTime();
    this.outside.stages.passed('revised', prepared - began, trace);
    if (!(await this.reviseInBatch(ready))) await this.singleQueue.add({ key, upTo: submission.arrival, ready });
    this.outside.stages.passed('committed', this.outside.now().getTime() - prepared, trace);
  }

  /**
   * Takes it with what else waits; false where it has to be taken alone. Those before it that another worker has go with it: what
   * that one has ended by then is passed by, and what it hasn't costs less here than one after the other.
   */
  private async reviseInBatch(ready: PreparedSubmission): Promise<boolean> {
    if (!fitsABatch(ready)) return false;
    for (let tries = 0, before: PreparedSubmission[] = []; tries < MAX_BATCH_ATTEMPTS; tries += 1) {
      const [turn] = await Promise.all([ready, ...before].map((prepared) => this.batchReviser.revise(prepared)));
      if (turn === undefined || typeof turn === 'boolean') return turn === true;
      const ahead = await Promise.all(turn.map((id) => this.prepareAhead(id)));
      if (ahead.includes('alone')) return false;
      before = ahead.filter((prepared) => typeof prepared === 'object' && prepared !== null);
    }
    return false;
  }

  /** Null where it is done already. */
  private async prepareAhead(id: string): Promise<PreparedSubmission | 'alone' | null> {
    const submission = await this.store.submissions.load(id);
    if (submission === null || submission.status !== 'queued') return null;
    // A page was read where it came, and takes too long to be read twice.
    if (submission.storyKey === null || /^text\//i.test(submission.contentType)) return 'alone';
    try {
      const prepared = await this.preparation.prepare(submission, submission.storyKey);
      return fitsABatch(prepared) ? prepared : 'alone';
    } catch (error) {
      // Where it is taken alone it fails again, and is called failed.
      if (isTransient(error)) throw error;
      return 'alone';
    }
  }

  /**
   * Takes the submissions of a key one by one, oldest first, each in a transaction of its own. `ready` is likely to be the
   * first, and has been read before the lock is taken; if another turns out to be first, that one is read.
   */
  private async reviseKey(key: string, upTo: number, ready: PreparedSubmission | null): Promise<void> {
    let keys = [key];
    let compared: Compared | undefined;
    for (let candidate = ready?.submission ?? null; ; ) {
      try {
        const read = candidate === null ? null : candidate.id === ready?.submission.id ? ready : await this.preparation.prepare(candidate, candidate.storyKey ?? key);
        const prepared = read === null || compared === undefined ? read : { ...read, compared };
        keys = [...new Set([...keys, ...(prepared?.keys ?? [])])];
        const turn = await this.store.transaction(async (tx): Promise<{ next: Submission | null; written: AppendedUpdate; more: string[] }> => {
          await this.store.stories.lockKeys(tx, keys);
          const found = await this.store.submissions.nextPending(tx, keys, upTo);
          const next = found?.submission ?? null;
          // Locks are taken in one order: who needs one more begins anew.
          const more = (found?.family ?? []).filter((other) => !keys.includes(other));
          const written = more.length === 0 && next !== null && next.id === prepared?.submission.id ? await this.apply(tx, prepared) : null;
          return { next, written, more };
        });
        if (turn.next === null) return;
        if (turn.more.length > 0) keys = [...keys, ...turn.more];
        else if (turn.next.id !== prepared?.submission.id) candidate = turn.next;
        else {
          if (turn.written !== null) this.store.updateLog.notifyCommitted(turn.written.seq);
          this.store.submissions.notifyFinished(turn.next.id);
          // The one that was asked for is the last of them.
          if (turn.next.arrival === upTo) return;
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

  /** A fault by the publisher's doing ends the submission; another is tried again, but not for ever: it would hold up its story. */
  private async giveUpOrThrow(submission: Submission, error: unknown): Promise<void> {
    if (error instanceof DatelineError) return this.fail(submission, error);
    if (isTransient(error)) throw error;
    const attempts = await this.store.submissions.countAttempt(submission.id);
    if (attempts < MAX_ATTEMPTS) throw error;
    this.outside.log.error({ err: error, submission: submission.id }, 'a submission failed by an unexpected fault');
    await this.fail(submission, new DatelineError('internal', 'An unexpected fault; the operator finds it in the log.'));
  }

  private async fail(submission: Submission, error: DatelineError): Promise<void> {
    await this.store.submissions.finish(this.store.db, submission.id, { status: 'failed', error: submissionErrorOf(error) });
    this.store.submissions.notifyFinished(submission.id);
  }

  /** Pages sent without uri are keyed by the address that they stand for, those that came earlier first. */
  private async findKey(submission: Submission): Promise<string | null> {
    let key: string | null = null;
    for (const keyless of await this.store.submissions.pendingWithoutKey(submission.publisher, submission.arrival)) {
      try {
        const { url } = await this.pages.read(keyless);
        const found = keyOf({ publisher: keyless.publisher, url: pageAddress(keyless.params.url ?? null, url) ?? undefined });
        await this.store.submissions.setStoryKey(keyless.id, found);
        if (keyless.id === submission.id) key = found;
      } catch (error) {
        await this.giveUpOrThrow(keyless, error);
      }
    }
    if (key !== null) return key;
    // Somebody else keyed it meanwhile, it failed, or many wait before it: then the next look goes on from there.
    const again = await this.store.submissions.find(submission.id);
    if (again?.status === 'queued' && again.storyKey === null) return this.findKey(again);
    return again?.status === 'queued' ? again.storyKey : null;
  }

  private async apply(tx: Tx, prepared: PreparedSubmission): Promise<AppendedUpdate> {
    const { stories } = this.store;
    if (prepared.execute !== undefined) return prepared.execute(tx);
    const { submission, draft: draftOn } = prepared;
    const { story, matched } = await this.locate(tx, prepared);
    const draft = draftOn(story?.content ?? null, prepared.restores === true && story?.kill != null ? await contentBeforeKill(tx, story.id) : null);
    const { version } = submission.params;
    if (story !== null && version !== undefined && story.kill !== null && !(await isKillImported(tx, story.id))) {
      // An import brings back the past of a story, and no story that was killed since.
      await this.store.submissions.finish(tx, submission.id, { status: 'stale', matched, story: story.id, revision: story.revision });
      return null;
    }
    if (story !== null && version !== undefined && version <= story.revision) {
      // A past that is there already, or another than the one that is there: neither is written over what stands.
      const [past, there] = [completeDraft(draft, null), await contentAtRevision(tx, story.id, version)];
      const known = isSameContent(past, { ...there, firstCreated: there.firstCreated ?? past.firstCreated });
      await this.store.submissions.finish(tx, submission.id, { status: known ? 'unchanged' : 'stale', matched, story: story.id, revision: story.revision });
      return null;
    }
    const decision = decideOn(story, draft, submission, prepared.compared);
    const now = this.outside.now();
    if (!('content' in decision)) {
      await this.store.submissions.finish(tx, submission.id, { status: decision.status, matched, ...(story === null ? {} : { story: story.id, revision: story.revision }) });
      return null;
    }
    const { content, change } = decision;
    const revision = (story?.revision ?? 0) + 1;
    const place = story ?? (await this.newStory(tx, prepared, draft));
    const { state, marks } = stateAfter(story, { story: place.id, revision, content, hiddenAs: place.hiddenAs }, now);
    const next = { revision, submission: submission.id, content, change, receivedAt: submission.receivedAt, state, marks };
    if (story === null) await stories.create(tx, place, next);
    else await stories.revise(tx, story.id, next);
    if (story !== null && story.kill !== null && state.kill === null) {
      if (draft.restore === true) await liftKill(tx, story.id, story.kill);
      else if (story.kind === 'liveblog') await keepPostsKilled(tx, story.id);
    }
    if (story?.kind === 'liveblog' && state.kill !== null) await killPosts(tx, story.id, state.kill);
    const first = await this.store.submissions.finish(tx, submission.id, { status: decision.status, story: place.id, revision, change, matched });
    // The lock of the key should make this impossible; if it doesn't, nothing of it may stay.
    if (!first) throw new Error(`submission ${submission.id} had ended before`);
    const written = await this.store.updateLog.append(tx, { story: place.id, revision, at: now, channels: channelsFor(story, place, state), submission: submission.id });
    return story === null ? written : this.mergeSplit.propagateVisibility(tx, story, { shown: state.shown, pubStatus: content.pubStatus }, written);
  }

  /** The story that a submission belongs to, its row locked: by id, by key, or by what its text says. */
  private async locate(tx: Tx, prepared: PreparedSubmission): Promise<{ story: StoredStory | null; matched?: Matched | undefined }> {
    const { stories } = this.store;
    const { submission, keys } = prepared;
    if (submission.params.story !== undefined) return { story: await stories.lockById(tx, submission.params.story) };
    if (!needsSearch(prepared)) {
      const story = await stories.lockByKeys(tx, keys);
      return { story, matched: story === null ? undefined : matchedBy(prepared) };
    }
    const text = prepared.draft(null);
    const same = await this.comparisons.findSame(text, await stories.findSimilar(tx, submission.publisher, sketchOf(text), CANDIDATES));
    if (same === null) return { story: null };
    return { story: await stories.lockById(tx, same.id), matched: { by: 'content', score: Math.round(same.score * 100) / 100 } };
  }

  private async newStory(tx: Tx, prepared: PreparedSubmission, draft: Draft): Promise<NewStory> {
    const { submission, keys, url } = prepared;
    const { uri } = submission.params;
    const id = this.outside.newId();
    // What was found by its text has no key that another text could be looked up by.
    const [first] = keys;
    const key = first === undefined || needsSearch(prepared) ? `story:${id}` : first;
    const blog = draft.partOf === undefined ? null : await this.lockBlog(tx, submission, draft.partOf);
    return { id, key, publisher: submission.publisher, uri: uri ?? null, url, kind: draft.kind ?? (blog === null ? 'article' : 'post'), partOf: blog?.id ?? null, hiddenAs: blog?.hidesAs ?? null };
  }

  private async lockBlog(tx: Tx, submission: Submission, ref: string): Promise<{ id: string; hidesAs: HiddenAs | null }> {
    const blog = await this.store.stories.lockBlogShared(tx, submission.publisher, ref);
    if (blog !== null) return blog;
    const key = keyOf({ publisher: submission.publisher, uri: ref });
    if (await this.store.submissions.hasPending(key, submission.arrival)) throw new BlogPending(key);
    // What was undone a moment ago may have been done between the two looks: only this one is sure.
    const late = await this.store.stories.lockBlogShared(tx, submission.publisher, ref);
    if (late !== null) return late;
    throw new DatelineError('invalid_field', 'partOf names no live blog of this publisher.', { errors: [{ field: 'partOf', reason: 'names no live blog of this publisher' }] });
  }
}

/** True for what needs no search, no more locks than those of its keys, no past of its story, and no place in one. */
const fitsABatch = (prepared: PreparedSubmission): boolean => !needsSearch(prepared) && prepared.execute === undefined && prepared.restores !== true && !isPast(prepared);

/** What comes in an import is taken in the order of all of it, under one key for all of its stories: never together with others. */
const isPast = ({ submission, key, keys }: PreparedSubmission): boolean => submission.params.version !== undefined || !keys.includes(key);
