// Decides what a submission does to its story.
import { decide, type Decision } from '../core/revision/decision.js';
import type { Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { LIVE_BLOGS_ONLY, type Content } from '../core/story/story.js';
import type { Tx } from '../store/database/database.js';
import type { StoredStory } from '../store/story/stored-story.js';
import type { Submission } from '../store/submission/submission.js';
import type { Matched, SubmissionError } from '../store/database/tables.js';
import { comparerFor, type Compared } from './comparisons.js';

/** A parsed submission. */
export type PreparedSubmission = {
  submission: Submission;
  /** Orders it with other submissions: those with the same key are applied in order of arrival. */
  key: string;
  /** All keys that its story may have; the first is the key of a new story. */
  keys: string[];
  /** Makes the new content from the current one. */
  draft: (current: Content | null, beforeKill?: Content | null) => Draft;
  /** The URL that it gives. */
  url: string | null;
  /** The live blog that it names: an id or a uri. */
  blog?: string | undefined;
  /** True if a killed story gets back its content from before the kill. */
  restores?: boolean | undefined;
  /** The comparison of a long text, made in advance. */
  compared?: Compared;
  /** Does all the work itself: for a merge, split or erase. */
  execute?: (tx: Tx) => Promise<{ seq: number } | null>;
};

/**
 * Throws `not_found`, `merged`, `revision_conflict` and `invalid_field`; ComparisonRequired if the texts are
 * long and not in `compared`.
 */
export function decideOn(
  story: StoredStory | null,
  draft: Draft,
  submission: Submission,
  compared?: Compared,
): Decision {
  const { ifMatch } = submission.params;
  // A merged story can still be killed; all other changes go to the survivor.
  if (story !== null && story.mergedInto !== null && submission.intent !== 'kill')
    throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
  if (submission.intent !== 'publish' && story === null)
    throw new DatelineError('not_found', 'There is no such story.');
  if (ifMatch !== undefined && story !== null && story.revision !== ifMatch) {
    throw new DatelineError('revision_conflict', `The story is at revision ${story.revision}, not ${ifMatch}.`, {
      revision: story.revision,
    });
  }
  if (typeof draft.coverageEndTime === 'string' && (story?.kind ?? draft.kind) !== 'liveblog') {
    throw new DatelineError('invalid_field', `coverageEndTime ${LIVE_BLOGS_ONLY}.`, {
      errors: [{ field: 'coverageEndTime', reason: LIVE_BLOGS_ONLY }],
    });
  }
  return decide(story, draft, {
    isPatch: submission.intent !== 'publish' || submission.params.version !== undefined,
    reparsed: submission.intent === 'reparse',
    compare: comparerFor(submission.id, story, compared),
  });
}

/** How the submission found this story, as shown to its publisher. */
export const matchedBy = ({ submission, keys }: PreparedSubmission): Matched | undefined =>
  submission.intent === 'publish' && keys[0] !== undefined && /^ur[il]:/.test(keys[0])
    ? { by: keys[0].startsWith('uri:') ? 'uri' : 'url' }
    : undefined;

/** The stored form of an error that the publisher caused. */
export function submissionErrorOf(error: DatelineError): SubmissionError {
  const { errors } = error.detail;
  return { code: error.code, reason: error.message, ...(errors === undefined ? {} : { errors }) };
}
