// Pages that lost their tags or their line ends: the stamp stands somewhere in a long line, with everything run into it.
import { boilerplateKind } from '../text/boilerplate-line.js';
import { findStamps, type StampContext } from './grammar.js';
import type { Stamp } from '../story/story.js';

/** Windows that a long line is searched in; each overlaps the one before by more than a stamp's length. */
const WINDOW = 16_000;
const OVERLAP = 400;
const MAX_SEARCHED = 300_000;
/** A line of this length is no paragraph: a page whose tags were dropped, all in one. */
const GLUED = 1500;

/** How far apart two labels of one stamp's line stand. */
const BESIDE = 200;

/** The first updated stamp, and a published one beside it, of lines that hold more than a stamp: pages that lost their line ends. */
export function findStampsInLongLines(lines: string[], context: StampContext): Stamp[] {
  let searched = 0;
  let published: Stamp | null = null;
  for (const text of lines) {
    if (!/\p{Nd}/u.test(text) || boilerplateKind(text) !== null) continue;
    for (let from = 0; from < text.length && searched < MAX_SEARCHED; from += WINDOW - OVERLAP) {
      const part = text.slice(from, from + WINDOW);
      searched += part.length;
      // In a paragraph a label in small letters, after a bracket or a comma, is the paragraph's.
      const isAside = (start: number): boolean => /[(,]\s*$/.test(part.slice(Math.max(0, start - 3), start));
      const found = findStamps(part, context).filter(({ stamp, start }) => text.length >= GLUED || !/^\p{Ll}/u.test(stamp.text) || !isAside(start));
      const first = found.find(({ stamp }) => stamp.kind === 'updated');
      if (first !== undefined) {
        const beside = found.find(({ stamp, start, end }) => stamp.kind === 'published' && (start > first.end ? start - first.end : first.start - end) <= BESIDE);
        return [beside, first].filter((stamped) => stamped !== undefined).sort((one, other) => one.start - other.start).map(({ stamp }) => stamp);
      }
      published ??= found.find(({ stamp }) => stamp.kind === 'published' && !/^\p{Ll}/u.test(stamp.text))?.stamp ?? null;
    }
  }
  return published === null ? [] : [published];
}
