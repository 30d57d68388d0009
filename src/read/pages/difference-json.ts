// The difference of two revisions as JSON. A difference beyond the size limit is truncated, and says where to
// read the rest.
import { compareRevisions } from '../../core/revision/compare.js';
import type { RevisionView } from '../../core/story/story-view.js';

/** The limit of a difference, as JSON or on a page. */
export const MAX_DIFFERENCE_BYTES = 1024 * 1024;

/** Two revisions of one story. */
export type RevisionPair = { before: RevisionView; after: RevisionView };

const fits = (...parts: string[]): boolean =>
  parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0) <= MAX_DIFFERENCE_BYTES;

/**
 * The body of `/v1/stories/<id>/diff`. Beyond `MAX_DIFFERENCE_BYTES` it leaves out `sentences`, or `ops` too.
 */
export function differenceJson({ before, after }: RevisionPair): string {
  const { ops, sentences, ...rest } = compareRevisions(before, after);
  const { story } = after;
  const head = { story, from: before.revision, to: after.revision, ...rest };
  const [opsText, sentencesText] = [JSON.stringify(ops), JSON.stringify(sentences)];
  const join = (object: string, members: Record<string, string>): string => {
    const added = Object.entries(members).map(([name, text]) => `,"${name}":${text}`);
    return `${object.slice(0, -1)}${added.join('')}}`;
  };
  if (fits(opsText, sentencesText)) return join(JSON.stringify(head), { ops: opsText, sentences: sentencesText });
  const left = fits(opsText) ? ['sentences'] : ['ops', 'sentences'];
  const limit = MAX_DIFFERENCE_BYTES / 1024 / 1024;
  const truncated = {
    left,
    detail: `The difference is larger than ${limit} MB. Read both revisions and compare them.`,
    see: [before, after].map(({ revision }) => `/v1/stories/${story}/revisions/${revision}`),
  };
  return join(JSON.stringify({ ...head, truncated }), left.includes('ops') ? {} : { ops: opsText });
}
