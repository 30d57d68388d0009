// Finds stamps in long lines: pages that lost their tags or line ends run everything together.
import { boilerplateKind } from '../text/boilerplate-line.js';
import { findStamps, type StampContext } from './grammar.js';
import type { Stamp } from '../story/story.js';

/**
 * A long line is searched in windows of this size, in characters. They overlap by more than a stamp's length.
 */
const WINDOW = 16_000;
const OVERLAP = 400;
const MAX_SEARCHED = 300_000;
/** A line of this length is a whole page without tags, not a paragraph. */
const MIN_RUN_ON = 1500;

/** Most characters between the two labels of one header. */
const MAX_GAP = 200;

/** The first updated stamp in the lines with a published one next to it, else the first published one. */
export function findStampsInLongLines(lines: string[], context: StampContext): Stamp[] {
  let searched = 0;
  let published: Stamp | null = null;
  for (const text of lines) {
    if (!/\p{Nd}/u.test(text) || boilerplateKind(text) !== null) continue;
    for (let from = 0; from < text.length && searched < MAX_SEARCHED; from += WINDOW - OVERLAP) {
      const part = text.slice(from, from + WINDOW);
      searched += part.length;
      // Within a paragraph, a lower-case label after a bracket or a comma is part of a sentence.
      const isAside = (start: number): boolean => /[(,]\s*$/.test(part.slice(Math.max(0, start - 3), start));
      const found = findStamps(part, context).filter(
        ({ stamp, start }) => text.length >= MIN_RUN_ON || !/^\p{Ll}/u.test(stamp.text) || !isAside(start),
      );
      const first = found.find(({ stamp }) => stamp.kind === 'updated');
      if (first !== undefined) {
        const beside = found.find(
          ({ stamp, start, end }) =>
            stamp.kind === 'published' && (start > first.end ? start - first.end : first.start - end) <= MAX_GAP,
        );
        return [beside, first]
          .filter((stamped) => stamped !== undefined)
          .sort((one, other) => one.start - other.start)
          .map(({ stamp }) => stamp);
      }
      published ??=
        found.find(({ stamp }) => stamp.kind === 'published' && !/^\p{Ll}/u.test(stamp.text))?.stamp ?? null;
    }
  }
  return published === null ? [] : [published];
}
