// The difference of two revisions as it is answered and shown. Bounded: what is larger says so, and where to read the rest.
import { compareRevisions } from '../../core/revision/compare.js';
import type { RevisionView } from '../../core/story/story-view.js';

/** The most bytes that a difference is answered with, as data or on a page. */
export const MAX_DIFFERENCE_BYTES = 1024 * 1024;

/** The two revisions, of one story. */
export type RevisionPair = { before: RevisionView; after: RevisionView };

const fits = (...parts: string[]): boolean => parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0) <= MAX_DIFFERENCE_BYTES;

/** The answer of `/v1/stories/<id>/diff` as JSON: without its sentences, or its ops too, where it would be larger than `MOST_BYTES`. */
export function differenceJson({ before, after }: RevisionPair): string {
  const { ops, sentences, ...what } = compareRevisions(before, after);
  const { story } = after;
  const head = { story, from: before.revision, to: after.revision, ...what };
  const [opsText, sentencesText] = [JSON.stringify(ops), JSON.stringify(sentences)];
  const join = (members: string, parts: Record<string, string>): string => `${members.slice(0, -1)}${Object.entries(parts).map(([name, text]) => `,"${name}":${text}`).join('')}}`;
  if (fits(opsText, sentencesText)) return join(JSON.stringify(head), { ops: opsText, sentences: sentencesText });
  const left = fits(opsText) ? ['sentences'] : ['ops', 'sentences'];
  const truncated = { left, detail: `The difference is larger than ${MAX_DIFFERENCE_BYTES / 1024 / 1024} MB. Read both revisions and compare them.`, see: [before, after].map(({ revision }) => `/v1/stories/${story}/revisions/${revision}`) };
  return join(JSON.stringify({ ...head, truncated }), left.includes('ops') ? {} : { ops: opsText });
}
