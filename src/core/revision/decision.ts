// Decides what a submission does to its story: created, revised, unchanged or stale.
import type { Change, Op } from '../story/change.js';
import { cleanContent } from '../story/clean-content.js';
import { compareRevisions, type Comparison } from './compare.js';
import { completeDraft, type Draft } from '../story/draft.js';
import { DatelineError } from '../errors.js';
import { instantMs } from '../instant.js';
import { jsonEqual } from '../text/json-equal.js';
import { CONTENT_FIELDS, type Content } from '../story/story.js';
import { ERASED, type HiddenAs, type KillMark } from '../story/visibility.js';

export type Decision =
  | { status: 'created'; content: Content; change: Change }
  | { status: 'revised'; content: Content; change: Change }
  | { status: 'unchanged' }
  | { status: 'stale' };

/**
 * The story before the submission: its latest revision, the revision that readers see (`shown`), the status
 * with which its live blog hides it, and the kill in force.
 */
export type CurrentStory = {
  revision: number;
  shown: number | null;
  content: Content;
  hiddenAs?: HiddenAs | null;
  kill?: KillMark | null;
};

const invalidField = (field: string, reason: string): DatelineError =>
  new DatelineError('invalid_field', `${field} ${reason}.`, { errors: [{ field, reason }] });

const differing = (previous: Content, next: Content): string[] =>
  CONTENT_FIELDS.filter((field) => field !== 'body' && !jsonEqual(previous[field], next[field]));

/** True where two revisions have equal content, whatever their stamps and provenance. */
export const isSameContent = (a: Content, b: Content): boolean =>
  CONTENT_FIELDS.every((field) => jsonEqual(a[field], b[field]));

const isOlder = (next: Content, previous: Content): boolean =>
  next.versionCreated !== null &&
  previous.versionCreated !== null &&
  instantMs(next.versionCreated) < instantMs(previous.versionCreated);

/** The stored part of a comparison. `ops` are missing where they are too large to be sent. */
export type StoredComparison = Omit<Comparison, 'sentences' | 'ops'> & { ops?: Op[] };
/** Compares two revisions. Callers may replace it with the result of a worker thread. */
export type Compare = (previous: Content, next: Content) => StoredComparison;

/** Ops go to each reader of a story. Beyond this many characters, fetching the story is cheaper. */
const MAX_OPS_CHARS = 64 * 1024;
/** Characters of an op besides its text. */
const OP_CHARS = 40;
export const fitsInUpdate = (ops: readonly Op[]): boolean =>
  ops.reduce((sum, op) => sum + OP_CHARS + ('text' in op ? op.text.length : 0), 0) <= MAX_OPS_CHARS;

/**
 * Decides on `draft` for the current story (null: there is none). `isPatch`: named fields were changed, which
 * may set a time back. `reparsed`: the same bytes were parsed again. Throws `killed` where a killed story is
 * sent again without a status, and `invalid_field` where there is nothing to restore.
 */
export function decide(
  current: CurrentStory | null,
  draft: Draft,
  {
    isPatch,
    reparsed = false,
    compare = compareRevisions,
  }: { isPatch: boolean; reparsed?: boolean; compare?: Compare },
): Decision {
  const content = completeDraft(draft, current?.content ?? null);
  if (current === null && draft.restore === true)
    throw invalidField('restore', 'is allowed only to revive a killed story; this story does not exist yet');
  if (current === null)
    return { status: 'created', content, change: { class: 'first', silent: false, significance: 1 } };
  // Content stored before the text rule existed may differ from the draft only by that rule, which is no
  // edit.
  const previous = cleanContent(current.content);
  if (previous.pubStatus === 'canceled' && draft.pubStatus === undefined) {
    throw new DatelineError(
      'killed',
      'The story was killed. To revive it, send pubStatus "usable" with a new text, or with restore true for its content before the kill.',
    );
  }
  const revives = previous.pubStatus === 'canceled' && content.pubStatus !== 'canceled';
  if (draft.restore === true && !revives)
    throw invalidField(
      'restore',
      'is allowed only to revive a killed story; this story is not killed, or the request keeps it killed',
    );
  if (draft.restore === true && current.kill === ERASED)
    throw invalidField('restore', 'is not possible: the killed content was erased');
  if (!isPatch && isOlder(content, previous)) return { status: 'stale' };
  const { class: verdict, silent: isSilent, significance, suggests, ops } = compare(previous, content);
  const fields = differing(previous, content);
  // An invisible change (boilerplate, quote style) is ignored in a resent page, but intended in a patch.
  const isIntended = isPatch && (fields.length > 0 || !jsonEqual(previous.body, content.body));
  if (verdict === 'unchanged' && !isIntended) return { status: 'unchanged' };
  // A comparison would reveal the content before the kill.
  if (revives && draft.restore !== true)
    return {
      status: 'revised',
      content,
      change: { class: 'status', silent: false, significance: 1, fields: ['pubStatus'] },
    };
  const silent = isSilent && !reparsed;
  const change: Change = {
    class: verdict === 'unchanged' ? 'refile' : verdict,
    silent,
    significance,
    fields,
    ...(reparsed ? { reparsed } : {}),
    ...(suggests === undefined ? {} : { suggests }),
  };
  // Ops apply only if readers have the base revision. Without ops they fetch the story.
  const haveReadersBase =
    current.shown === current.revision &&
    (current.hiddenAs ?? null) === null &&
    content.pubStatus === 'usable' &&
    jsonEqual(previous.body, current.content.body);
  return {
    status: 'revised',
    content,
    change:
      haveReadersBase && ops !== undefined && fitsInUpdate(ops) ? { ...change, ops, base: current.revision } : change,
  };
}
