// From a submission to a revision and its update. Invariants: the submissions of one story are taken in order of arrival, under
// the lock of its key; revision, update and the submission's end are one transaction, so a job may run any number of times.
import type { Logger } from '../logger.js';
import { channelsOf } from '../core/channel.js';
import { decide, isVisible, shownAfter, type Decision } from '../core/decision.js';
import { draftOfInput, draftOfPage, draftOfPatch, draftOfReparse, type Draft } from '../core/draft.js';
import { DatelineError } from '../core/errors.js';
import { canonicalUrl, findSameStory, keyOf } from '../core/identity.js';
import { sketchOf } from '../core/sketch.js';
import { killInput, storyInput, storyPatch, type Content } from '../core/story.js';
import { isTransient, type Tx } from '../store/database.js';
import type { StoredStory } from '../store/stories.js';
import type { Store } from '../store/store.js';
import type { Submission } from '../store/submissions.js';
import type { PageReader } from './page-reader.js';

/** Tries of one submission that ended in an unexpected fault before it is called failed. */
const MAX_ATTEMPTS = 5;
/** Stories without uri and url that a text is held against whole. */
const CANDIDATES = 10;

type Written = { seq: number } | null;
/** A submission, read: what it makes of the story as it stands, and the address that it gives. */
type Prepared = { submission: Submission; draft: (standing: Content | null) => Draft; url: string | null };

/** A post came while the live blog that it is part of still waits its turn. */
class BlogUndone extends Error {
  constructor(readonly key: string) {
    super('the live blog is not there yet');
  }
}

export class Reviser {
  constructor(
    private readonly store: Store,
    private readonly pages: PageReader,
    private readonly outside: { now: () => Date; newId: () => string; log: Logger },
  ) {}

  /** Sees to it that this submission is done, and before it those for the same story that came earlier. */
  async revise(id: string): Promise<void> {
    const submission = await this.store.submissions.find(id);
    if (submission === null || submission.status !== 'queued') return;
    const key = submission.storyKey ?? (await this.findKey(submission));
    if (key !== null) await this.drain(key, submission.arrival, submission);
  }

  /** Appends an update for each revision whose embargo has ended. */
  async releaseEmbargoes(): Promise<void> {
    for (const id of await this.store.stories.dueEmbargoes(100)) {
      const written = await this.store.transaction(async (tx): Promise<Written> => {
        const story = await this.store.stories.lockById(tx, id);
        if (story === null || story.shown === story.revision || !isVisible(story.content, this.outside.now())) return null;
        await this.store.stories.show(tx, id, story.revision);
        const channels = channelsOf({ ...story, topics: story.content.topics });
        return this.store.updateLog.append(tx, { story: id, revision: story.revision, at: this.outside.now(), channels, submission: null });
      });
      if (written !== null) this.store.updateLog.committed(written.seq);
    }
  }

  /**
   * Takes the submissions of a key one by one, oldest first, each in a transaction of its own. `guess` is likely to be the
   * first: it is read before the lock is taken, since a page may take seconds; if another turns out to be first, that one is read.
   */
  private async drain(key: string, upTo: number, guess: Submission | null): Promise<void> {
    for (let candidate = guess; ; ) {
      try {
        const prepared = candidate === null ? null : await this.prepare(candidate);
        const turn = await this.store.transaction(async (tx): Promise<{ next: Submission | null; written: Written }> => {
          await this.store.stories.lockKey(tx, key);
          const next = await this.store.submissions.nextFor(tx, key, upTo);
          const written = next !== null && next.id === prepared?.submission.id ? await this.take(tx, key, prepared) : null;
          return { next, written };
        });
        if (turn.next === null) return;
        if (turn.next.id !== prepared?.submission.id) candidate = turn.next;
        else {
          if (turn.written !== null) this.store.updateLog.committed(turn.written.seq);
          this.store.submissions.finished(turn.next.id);
          // The one that was asked for is the last of them.
          if (turn.next.arrival === upTo) return;
          candidate = null;
        }
      } catch (error) {
        if (candidate === null) throw error;
        if (error instanceof BlogUndone) await this.drain(error.key, candidate.arrival - 1, null);
        else {
          await this.giveUpOrThrow(candidate, error);
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
    const { errors } = error.detail;
    await this.store.submissions.finish(this.store.db, submission.id, {
      status: 'failed',
      error: { code: error.code, reason: error.message, ...(errors === undefined ? {} : { errors }) },
    });
    this.store.submissions.finished(submission.id);
  }

  /** Pages sent without uri or url are keyed by what they say of themselves, those that came earlier first. */
  private async findKey(submission: Submission): Promise<string | null> {
    let key: string | null = null;
    for (const keyless of await this.store.submissions.keylessUpTo(submission.publisher, submission.arrival)) {
      try {
        const { url } = await this.pages.read(keyless);
        const found = keyOf({ publisher: keyless.publisher, url: url ?? undefined });
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

  private async take(tx: Tx, key: string, { submission, draft: draftOn, url }: Prepared): Promise<Written> {
    const { stories } = this.store;
    const story = await this.locate(tx, key, submission, draftOn);
    const draft = draftOn(story?.content ?? null);
    const decision = this.decideOn(story, draft, submission);
    const now = this.outside.now();
    if (!('content' in decision)) {
      await this.store.submissions.finish(tx, submission.id, { status: decision.status, ...(story === null ? {} : { story: story.id, revision: story.revision }) });
      return null;
    }
    const { content, change } = decision;
    const revision = (story?.revision ?? 0) + 1;
    const shown = shownAfter(story, { revision, content }, now);
    const next = { revision, submission: submission.id, content, change, receivedAt: submission.receivedAt, shown };
    const place = story ?? (await this.newStory(key, submission, draft, url));
    if (story === null) await stories.create(tx, place, next);
    else await stories.revise(tx, story.id, next);
    const first = await this.store.submissions.finish(tx, submission.id, { status: decision.status, story: place.id, revision, change });
    // The lock of the key should make this impossible; if it doesn't, nothing of it may stay.
    if (!first) throw new Error(`submission ${submission.id} had ended before`);
    return this.store.updateLog.append(tx, { story: place.id, revision, at: now, channels: channelsFor(story, place, content, shown), submission: submission.id });
  }

  private decideOn(story: StoredStory | null, draft: Draft, submission: Submission): Decision {
    const { ifMatch } = submission.params;
    if (submission.intent !== 'publish' && story === null) throw new DatelineError('not_found', 'There is no such story.');
    if (ifMatch !== undefined && story !== null && story.revision !== ifMatch) {
      throw new DatelineError('revision_conflict', `The story is at revision ${story.revision}, not ${ifMatch}.`, { revision: story.revision });
    }
    return decide(story, draft, { byHand: submission.intent !== 'publish', reparsed: submission.intent === 'reparse' });
  }

  /** The story that a submission belongs to, its row locked: by id, by key, or by what its text says. */
  private async locate(tx: Tx, key: string, submission: Submission, draftOn: Prepared['draft']): Promise<StoredStory | null> {
    const { stories } = this.store;
    if (submission.params.story !== undefined) return stories.lockById(tx, submission.params.story);
    if (key !== keyOf({ publisher: submission.publisher })) return stories.lockByKey(tx, key);
    const text = draftOn(null);
    const same = findSameStory(text, await stories.alike(tx, submission.publisher, sketchOf(text), CANDIDATES));
    return same === null ? null : stories.lockById(tx, same.id);
  }

  private async newStory(submissionKey: string, submission: Submission, draft: Draft, url: string | null): Promise<Omit<StoredStory, 'revision' | 'shown' | 'content' | 'pubStatus'>> {
    const { uri } = submission.params;
    const id = this.outside.newId();
    // What was found by its text has no key that another text could be looked up by.
    const key = submissionKey === keyOf({ publisher: submission.publisher }) ? `story:${id}` : submissionKey;
    const partOf = draft.partOf === undefined ? null : await this.blog(submission, draft.partOf);
    return { id, key, publisher: submission.publisher, uri: uri ?? null, url, kind: draft.kind ?? (partOf === null ? 'article' : 'post'), partOf };
  }

  private async blog(submission: Submission, ref: string): Promise<string> {
    const id = await this.store.stories.blogId(submission.publisher, ref);
    if (id !== null) return id;
    const key = keyOf({ publisher: submission.publisher, uri: ref });
    if (await this.store.submissions.anyUndone(key, submission.arrival)) throw new BlogUndone(key);
    // What was undone a moment ago may have been done between the two looks: only this one is sure.
    const late = await this.store.stories.blogId(submission.publisher, ref);
    if (late !== null) return late;
    throw new DatelineError('invalid_field', 'partOf names no live blog of this publisher.', { errors: [{ field: 'partOf', reason: 'names no live blog of this publisher' }] });
  }

  private async prepare(submission: Submission): Promise<Prepared> {
    const { intent, contentType, params, raw } = submission;
    // A byte order mark is let pass on arrival, so it must be here.
    const json = (): unknown => JSON.parse(raw.toString('utf8').replace(/^\ufeff/, ''));
    const given = params.url === undefined ? null : canonicalUrl(params.url);
    if (intent === 'kill') {
      const { reason } = killInput.parse(json());
      return { submission, url: given, draft: (standing) => draftOfPatch(existing(standing), { pubStatus: 'canceled', edNote: reason }) };
    }
    if (intent === 'patch') {
      const patch = storyPatch.parse(json());
      return { submission, url: given, draft: (standing) => draftOfPatch(existing(standing), patch) };
    }
    if (/^application\/json\b/i.test(contentType)) {
      const draft = draftOfInput(storyInput.parse(json()));
      return { submission, url: given, draft: () => draft };
    }
    const page = await this.pages.read(submission);
    if (intent === 'reparse') return { submission, url: given, draft: (standing) => draftOfReparse(existing(standing), page, params) };
    const draft = draftOfPage(page, params);
    return { submission, url: given ?? (page.url === null ? null : canonicalUrl(page.url)), draft: () => draft };
  }
}

function existing(standing: Content | null): Content {
  if (standing === null) throw new DatelineError('not_found', 'There is no such story.');
  return standing;
}

/** Readers of a channel that the story leaves hear of it too; nobody hears of what was never shown. */
function channelsFor(before: StoredStory | null, place: { id: string; partOf: string | null; publisher: string }, content: Content, shown: number | null): string[] {
  const seen = before !== null && before.shown !== null;
  if (shown === null && !seen) return [];
  if (shown !== null && before !== null && shown === before.shown) return [];
  return channelsOf({ ...place, topics: [...(seen ? before.content.topics : []), ...content.topics] });
}
