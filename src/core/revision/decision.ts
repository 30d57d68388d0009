// created, revised, unchanged or stale: what a submission is to the story that it belongs to. Pure.
import type { Change, Op } from '../story/change.js';
import { cleanContent } from '../story/clean-content.js';
import { compareRevisions, type Comparison } from './compare.js';
import { completeDraft, type Draft } from '../story/draft.js';
import { DatelineError } from '../errors.js';
import { jsonEqual } from '../text/json-equal.js';
import { CONTENT_FIELDS, type Content } from '../story/story.js';
import { ERASED, type HiddenAs, type KillMark } from '../story/visibility.js';

export type Decision = { status: 'created'; content: Content; change: Change } | { status: 'revised'; content: Content; change: Change } | { status: 'unchanged' } | { status: 'stale' };

/** The story as it stands: its latest revision, the one that readers have, what hides the story as a whole, and the kill in force. The content of a killed story is `canceled`, whichever kill it was. */
export type Standing = { revision: number; shown: number | null; content: Content; hiddenAs?: HiddenAs | null; kill?: KillMark | null };

const refused = (field: string, reason: string): DatelineError => new DatelineError('invalid_field', `${field} ${reason}.`, { errors: [{ field, reason }] });

const differing = (previous: Content, next: Content): string[] =>
  CONTENT_FIELDS.filter((field) => field !== 'body' && !jsonEqual(previous[field], next[field]));

/** True where two revisions say the same, whatever their words on where it was found. */
export const isSameContent = (a: Content, b: Content): boolean => CONTENT_FIELDS.every((field) => jsonEqual(a[field], b[field]));

const isOlder = (next: Content, previous: Content): boolean =>
  next.versionCreated !== null && previous.versionCreated !== null && Date.parse(next.versionCreated) < Date.parse(previous.versionCreated);

/** What is kept of a comparison. `ops` are missing where they are too many to be sent. */
export type Verdict = Omit<Comparison, 'sentences' | 'ops'> & { ops?: Op[] };
/** Finds what became of a text; long ones may have been compared elsewhere, before. */
export type Compare = (previous: Content, next: Content) => Verdict;

/** Ops are sent to each reader of a story; beyond so many characters fetching the story is cheaper. */
const MOST_OPS_TEXT = 64 * 1024;
const OP_WEIGHT = 40;
export const fitsAnUpdate = (ops: readonly Op[]): boolean => ops.reduce((sum, op) => sum + OP_WEIGHT + ('text' in op ? op.text.length : 0), 0) <= MOST_OPS_TEXT;

/**
 * Decides on `draft` against the story as it stands (null: there is none). `byHand` is true for a change of named fields,
 * which may also set a time back; `reparsed`, for the same bytes read anew. Throws `killed` where a story that was killed is sent again
 * without a word on its status, and `invalid_field` where there is nothing to restore.
 */
export function decide(standing: Standing | null, draft: Draft, { byHand, reparsed = false, compare = compareRevisions }: { byHand: boolean; reparsed?: boolean; compare?: Compare }): Decision {
  const content = completeDraft(draft, standing?.content ?? null);
  if (standing === null && draft.restore === true) throw refused('restore', 'is for a call that brings a killed story back; there is no such story yet');
  if (standing === null) return { status: 'created', content, change: { class: 'first', silent: false, significance: 1 } };
  // What was kept before the text rule was made differs from what comes by the rule alone: that is no edit.
  const previous = cleanContent(standing.content);
  if (previous.pubStatus === 'canceled' && draft.pubStatus === undefined) {
    throw new DatelineError('killed', 'The story was killed. Send pubStatus "usable" with a new text to bring it back, and restore true to bring back what it said before too.');
  }
  const revives = previous.pubStatus === 'canceled' && content.pubStatus !== 'canceled';
  if (draft.restore === true && !revives) throw refused('restore', 'is for a call that brings a killed story back; this one is not killed, or stays so');
  if (draft.restore === true && standing.kill === ERASED) throw refused('restore', 'is not possible: what the kill took was erased');
  if (!byHand && isOlder(content, previous)) return { status: 'stale' };
  const { class: verdict, silent: edited, significance, suggests, ops } = compare(previous, content);
  const fields = differing(previous, content);
  // What readers would not see, as furniture or the form of quotes, is no news when a page is sent again; but a hand that changed it meant it.
  const meant = byHand && (fields.length > 0 || !jsonEqual(previous.body, content.body));
  if (verdict === 'unchanged' && !meant) return { status: 'unchanged' };
  // What readers had before the kill is not theirs to compare with.
  if (revives && draft.restore !== true) return { status: 'revised', content, change: { class: 'status', silent: false, significance: 1, fields: ['pubStatus'] } };
  const silent = edited && !reparsed;
  const change: Change = { class: verdict === 'unchanged' ? 'refile' : verdict, silent, significance, fields, ...(reparsed ? { reparsed } : {}), ...(suggests === undefined ? {} : { suggests }) };
  // Readers hold what is shown; ops from anything else would not fit what they hold. Without ops they fetch the story.
  const theyHoldIt = standing.shown === standing.revision && (standing.hiddenAs ?? null) === null && content.pubStatus === 'usable' && jsonEqual(previous.body, standing.content.body);
  return { status: 'revised', content, change: theyHoldIt && ops !== undefined && fitsAnUpdate(ops) ? { ...change, ops, base: standing.revision } : change };
}
