// Whether the stamp that readers see changed between two revisions.
import { instantMs } from '../instant.js';
import type { Stamp } from '../story/story.js';
import { foldSpace } from '../text/fold-space.js';

type Stamped = { versionCreated: string | null; stamps?: Stamp[] };

/** `lost`: only the old revision has a stamp; `none`: neither has one. */
export type StampChange = 'moved' | 'same' | 'lost' | 'none';

/** Equal text, or the same instant with another offset. NaN, for text without an offset, equals nothing. */
const isSameTime = (a: string, b: string): boolean => a === b || instantMs(a) === instantMs(b);

const stampText = (revision: Stamped, kind: Stamp['kind']): string =>
  (revision.stamps ?? [])
    // "2 minutes ago" differs with each reading.
    .filter((stamp) => stamp.kind === kind && stamp.approximate !== true)
    .map(({ text }) => foldSpace(text))
    .join('\n');

/**
 * Compares the stamps of two revisions by `versionCreated` where both have it, else by the text of the
 * `updated` stamps, else by that of the `published` stamps.
 */
export function stampChange(previous: Stamped, next: Stamped): StampChange {
  const [before, after] = [previous.versionCreated, next.versionCreated];
  if (before !== null && after !== null) return isSameTime(before, after) ? 'same' : 'moved';
  for (const kind of ['updated', 'published'] as const) {
    const [was, is] = [stampText(previous, kind), stampText(next, kind)];
    if (was === '' && is === '') continue;
    if (is === '') return after === null ? 'lost' : 'moved';
    if (was !== is) return 'moved';
    // The same text, only understood with another zone. But a new `versionCreated` beside a publication stamp
    // is a change.
    return kind === 'published' && before === null && after !== null ? 'moved' : 'same';
  }
  if (before === null && after === null) return 'none';
  return before === null ? 'moved' : 'lost';
}
