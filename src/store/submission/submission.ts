// A submission, its result and its row.
import type { Selectable } from 'kysely';
import type { Change } from '../../core/story/change.js';
import type {
  Matched,
  SubmissionError,
  SubmissionIntent,
  SubmissionParams,
  SubmissionStatus,
  Tables,
} from '../database/tables.js';

export type NewSubmission = {
  id: string;
  publisher: string;
  intent: SubmissionIntent;
  contentType: string;
  raw: Buffer;
  params: SubmissionParams;
  storyKey: string | null;
  idempotencyKey: string | null;
  fingerprint: Buffer;
};

export type Submission = Omit<NewSubmission, 'idempotencyKey' | 'fingerprint'> & {
  arrival: number;
  attempts: number;
  status: SubmissionStatus;
  receivedAt: Date;
};

/** The result of a submission so far; `status` is `queued` while it is pending. */
export type Outcome = {
  submission: string;
  status: SubmissionStatus;
  story: string | null;
  revision: number | null;
  update: string | null;
  change: Change | null;
  /** Missing if it matched no existing story. */
  matched?: Matched;
  error: SubmissionError | null;
  receivedAt: string;
};

export type SubmissionResult = {
  status: Exclude<SubmissionStatus, 'queued'>;
  story?: string;
  revision?: number;
  change?: Change;
  matched?: Matched | undefined;
  error?: SubmissionError;
};

export const SUBMISSION_COLUMNS = [
  'id',
  'arrival',
  'publisher',
  'intent',
  'content_type',
  'raw',
  'params',
  'story_key',
  'attempts',
  'status',
  'received_at',
] as const;

export type SubmissionRow = Pick<Selectable<Tables['submissions']>, (typeof SUBMISSION_COLUMNS)[number]>;

export const submissionOf = ({ content_type, story_key, received_at, ...row }: SubmissionRow): Submission => ({
  ...row,
  contentType: content_type,
  storyKey: story_key,
  receivedAt: received_at,
});
