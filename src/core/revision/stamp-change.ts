// Whether the stamp that readers see moved between two revisions.
import { instantMs } from '../instant.js';
import type { Stamp } from '../story/story.js';

type Stamped = { versionCreated: string | null; stamps?: Stamp[] };

/** `still`: the same stamp; `lost`: there was one and is none; `none`: neither has one, so that nothing can be said. */
export type StampChange = 'moved' | 'still' | 'lost' | 'none';

/** Equal text, or the same instant with another offset. NaN, for text without an offset, equals nothing. */
const isSameTime = (a: string, b: string): boolean => a === b || instantMs(a) === instantMs(b);

const wordsOf = (revision: Stamped, kind: Stamp['kind']): string =>
  (revision.stamps ?? [])
    // "2 minutes ago" reads otherwise at every reading, and says nothing of a change.
    .filter((stamp) => stamp.kind === kind && stamp.approximate !== true)
    .map(({ text }) => text.replace(/\s+/g, ' ').trim())
    .join('\n');

/**
 * Compares the stamps of two revisions: by `versionCreated` where both have it, else by the words of the `updated` stamps,
 * else by those of the `published` ones.
 */
export function stampChange(previous: Stamped, next: Stamped): StampChange {
  const [before, after] = [previous.versionCreated, next.versionCreated];
  if (before !== null && after !== null) return isSameTime(before, after) ? 'still' : 'moved';
  for (const kind of ['updated', 'published'] as const) {
    const [was, is] = [wordsOf(previous, kind), wordsOf(next, kind)];
    if (was === '' && is === '') continue;
    if (is === '') return after === null ? 'lost' : 'moved';
    if (was !== is) return 'moved';
    // The same words, read with another zone or none: nothing moved. Under a publication stamp a new time is one.
    return kind === 'published' && before === null && after !== null ? 'moved' : 'still';
  }
  if (before === null && after === null) return 'none';
  return before === null ? 'moved' : 'lost';
}
