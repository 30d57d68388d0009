// created, revised, unchanged or stale: what a submission is to the story that it belongs to. Pure.
import type { Change } from './change.js';
import { cleanContent } from './clean-content.js';
import { compareRevisions } from './compare.js';
import { completeDraft, type Draft } from './draft.js';
import { DatelineError } from './errors.js';
import { sameValue } from './same-value.js';
import { CONTENT_FIELDS, type Content, type PubStatus } from './story.js';

export type Decision = { status: 'created'; content: Content; change: Change } | { status: 'revised'; content: Content; change: Change } | { status: 'unchanged' } | { status: 'stale' };

/** The story as it stands: its latest revision, and the one that readers see, where nothing hides the story as a whole. */
export type Standing = { revision: number; shown: number | null; content: Content; hiddenAs?: HiddenAs | null };

const differing = (previous: Content, next: Content): string[] =>
  CONTENT_FIELDS.filter((field) => field !== 'body' && !sameValue(previous[field], next[field]));

/** True where two revisions say the same, whatever their words on where it was found. */
export const isSameContent = (a: Content, b: Content): boolean => CONTENT_FIELDS.every((field) => sameValue(a[field], b[field]));

const isOlder = (next: Content, previous: Content): boolean =>
  next.versionCreated !== null && previous.versionCreated !== null && Date.parse(next.versionCreated) < Date.parse(previous.versionCreated);

/**
 * Decides on `draft` against the story as it stands (null: there is none). `byHand` is true for a change of named fields,
 * which may also set a time back; `reparsed`, for the same bytes read anew. Throws `killed` where a story that was killed is sent again without a word on its status.
 */
export function decide(standing: Standing | null, draft: Draft, { byHand, reparsed = false }: { byHand: boolean; reparsed?: boolean }): Decision {
  const content = completeDraft(draft, standing?.content ?? null);
  if (standing === null) return { status: 'created', content, change: { class: 'first', silent: false, significance: 1 } };
  // What was kept before the text rule was made differs from what comes by the rule alone: that is no edit.
  const previous = cleanContent(standing.content);
  if (previous.pubStatus === 'canceled' && draft.pubStatus === undefined) {
    throw new DatelineError('killed', 'The story was killed. Send pubStatus "usable" to bring it back.');
  }
  if (!byHand && isOlder(content, previous)) return { status: 'stale' };
  const { class: verdict, silent: edited, significance, suggests, ops } = compareRevisions(previous, content);
  const fields = differing(previous, content);
  // What readers would not see, as furniture or the form of quotes, is no news when a page is sent again; but a hand that changed it meant it.
  const meant = byHand && (fields.length > 0 || !sameValue(previous.body, content.body));
  if (verdict === 'unchanged' && !meant) return { status: 'unchanged' };
  const silent = edited && !reparsed;
  const change: Change = { class: verdict === 'unchanged' ? 'refile' : verdict, silent, significance, fields, ...(reparsed ? { reparsed } : {}), ...(suggests === undefined ? {} : { suggests }) };
  // Readers hold what is shown; ops from anything else would not fit what they hold.
  const theyHoldIt = standing.shown === standing.revision && (standing.hiddenAs ?? null) === null && content.pubStatus === 'usable' && sameValue(previous.body, standing.content.body);
  return { status: 'revised', content, change: theyHoldIt ? { ...change, ops, base: standing.revision } : change };
}

/** True where readers may have this content at `now`. */
export const isVisible = (content: Content, now: Date): boolean =>
  content.pubStatus === 'usable' && (content.embargoedUntil === null || Date.parse(content.embargoedUntil) <= now.getTime());

/** The revision that readers see once `next` is there: an embargo leaves them what they have, a withdrawal leaves them nothing. */
export function shownAfter(standing: Standing | null, next: { revision: number; content: Content }, now: Date): number | null {
  if (isVisible(next.content, now)) return next.revision;
  return next.content.pubStatus === 'usable' ? (standing?.shown ?? null) : null;
}

/** What a hidden live blog's posts are hidden as with it: an embargo hides as a withdrawal for now does. */
export type HiddenAs = Exclude<PubStatus, 'usable'>;

/** What the posts of this live blog are hidden as; null where readers see it, and so each post as it is by itself. */
export const hidesPostsAs = (blog: { shown: number | null; pubStatus: PubStatus }): HiddenAs | null =>
  blog.shown !== null ? null : blog.pubStatus === 'canceled' ? 'canceled' : 'withheld';
