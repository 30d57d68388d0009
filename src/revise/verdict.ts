// What a submission makes of the story as it stands.
import { decide, type Decision } from '../core/revision/decision.js';
import type { Draft } from '../core/story/draft.js';
import { DatelineError } from '../core/errors.js';
import { ONLY_LIVE_BLOGS_END, type Content } from '../core/story/story.js';
import type { Tx } from '../store/database/database.js';
import type { StoredStory } from '../store/story/stories.js';
import type { Submission } from '../store/submission/submissions.js';
import type { Matched, SubmissionError } from '../store/database/tables.js';
import { comparerFor, type Compared } from './comparisons.js';

/** A submission, read: the key it is taken under, all keys that its story may have (the one for a new story first), what it makes of the story as it stands, the address it gives, the live blog it names, and what was found by comparing its text where that is long. `restores`: what a killed story said before is asked for. `regroup` does the whole of it where a hand says which story is which, or erases one. */
export type PreparedSubmission = { submission: Submission; key: string; keys: string[]; draft: (standing: Content | null, beforeKill?: Content | null) => Draft; url: string | null; blog?: string | undefined; restores?: boolean | undefined; compared?: Compared; execute?: (tx: Tx) => Promise<{ seq: number } | null> };

/** Throws `not_found`, `merged`, `revision_conflict` and `invalid_field`; Uncompared where the texts are long and not in `compared`. */
export function decideOn(story: StoredStory | null, draft: Draft, submission: Submission, compared?: Compared): Decision {
  const { ifMatch } = submission.params;
  // What a merged story said can still be withdrawn; all else is the survivor's.
  if (story !== null && story.mergedInto !== null && submission.intent !== 'kill') throw new DatelineError('merged', `The story was merged into ${story.mergedInto}.`, { into: story.mergedInto });
  if (submission.intent !== 'publish' && story === null) throw new DatelineError('not_found', 'There is no such story.');
  if (ifMatch !== undefined && story !== null && story.revision !== ifMatch) {
    throw new DatelineError('revision_conflict', `The story is at revision ${story.revision}, not ${ifMatch}.`, { revision: story.revision });
  }
  if (typeof draft.coverageEndTime === 'string' && (story?.kind ?? draft.kind) !== 'liveblog') {
    throw new DatelineError('invalid_field', `coverageEndTime ${ONLY_LIVE_BLOGS_END}.`, { errors: [{ field: 'coverageEndTime', reason: ONLY_LIVE_BLOGS_END }] });
  }
  return decide(story, draft, { byHand: submission.intent !== 'publish' || submission.params.version !== undefined, reparsed: submission.intent === 'reparse', compare: comparerFor(submission.id, story, compared) });
}

/** How a submission found this story, for its publisher to see. */
export const matchedBy = ({ submission, keys }: PreparedSubmission): Matched | undefined =>
  submission.intent === 'publish' && keys[0] !== undefined && /^ur[il]:/.test(keys[0]) ? { by: keys[0].startsWith('uri:') ? 'uri' : 'url' } : undefined;

/** A fault by the publisher's doing, as it is kept. */
export function submissionErrorOf(error: DatelineError): SubmissionError {
  const { errors } = error.detail;
  return { code: error.code, reason: error.message, ...(errors === undefined ? {} : { errors }) };
}
