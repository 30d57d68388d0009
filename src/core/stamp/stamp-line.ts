// Reads a line of a page that is a stamp, with a place or a byline before it.
import { isDeskOrAgency, isPersonName, readByline } from '../text/byline.js';
import { isKnownPlace } from '../text/dateline-place.js';
import { findStamps, readStamp, type StampContext } from './grammar.js';
import type { Stamp } from '../story/story.js';

/** `rest` is prose that follows the stamp on the same line. */
export type StampLine = { stamps: Stamp[]; located: string | null; byline: string | null; rest: string };

const MAX_TEXT_BESIDE = 90;
const EDGES = /^[\s|·•,;:/()[\]–—-]+|[\s|·•,;:/([\]–—-]+$/g;
const SENTENCE = /[\p{L}\d]{2}[.!?]["'”’)]*\s+\p{Lu}.{20}/u;

const trimEdges = (text: string): string => text.replace(EDGES, '');

/** Reads the text before a label: a place, a byline, an agency with a place, or a date. */
function readTextBefore(text: string, context: StampContext): Omit<StampLine, 'rest'> {
  const none = { stamps: [], located: null, byline: null };
  for (const part of [text, ...text.split(/\s*[|·•]\s*/)].filter((part) => part !== '')) {
    if (isKnownPlace(part)) return { ...none, located: part };
    const byline = readByline(part) ?? (isDeskOrAgency(part) ? part : null);
    if (byline !== null) return { ...none, byline };
    const bare = readStamp(part, 'published', 'label', context);
    if (bare !== null) return { ...none, stamps: [bare] };
    const [agency = '', ...place] = part.split(' ');
    if (isDeskOrAgency(agency) && isKnownPlace(place.join(' ')))
      return { ...none, byline: agency, located: place.join(' ') };
  }
  return { ...none, byline: isPersonName(text) ? text : null };
}

/** Reads a stamp's line; null where the line has no stamp, or the stamp is part of a sentence. */
export function readStampLine(line: string, context: StampContext): StampLine | null {
  if (!/\p{N}/u.test(line)) return null;
  const found = findStamps(line.slice(0, 1000), context);
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  const before = trimEdges(line.slice(0, first.start));
  if (
    before.length > MAX_TEXT_BESIDE ||
    SENTENCE.test(before) ||
    / (?:was|were|is|are|be|been|that|which|has|had) /.test(` ${before} `)
  )
    return null;
  // Only a stamp close to the one before belongs to the same header.
  const near = found.filter(
    (stamp, index) => index === 0 || stamp.start - (found[index - 1]?.end ?? 0) <= MAX_TEXT_BESIDE,
  );
  const rest = trimEdges(line.slice(near.at(-1)?.end ?? last.end)).replace(/^\.\s*/, '');
  if (/^[\p{Ll}]/u.test(rest) && !/^(?:by|from|min|hrs)\b/.test(rest)) return null;
  const beside = readTextBefore(before, context);
  // The place may resolve an ambiguous zone, such as IST.
  const isNewPlace = beside.located !== null && (context.located ?? null) === null;
  if (isNewPlace && near.some(({ stamp }) => stamp.ambiguous))
    return readStampLine(line, { ...context, located: beside.located });
  const tail = rest.length <= MAX_TEXT_BESIDE && !/[.!?]["'”’)]*$/.test(rest) ? '' : rest;
  const byline = beside.byline ?? (tail === '' ? readByline(rest) : null);
  return { ...beside, byline, stamps: [...beside.stamps, ...near.map(({ stamp }) => stamp)], rest: tail };
}
