// A line of a page that is a stamp, with the place and the names that run into it; and the prose that only sounds like one.
import { isDeskOrAgency, isPersonName, readByline } from '../text/byline.js';
import { isKnownPlace } from '../text/dateline-place.js';
import { findStamps, readStamp, type StampContext } from './grammar.js';
import type { Stamp } from '../story/story.js';

/** What a stamp's line says besides: `rest` is prose that was glued to it. */
export type StampLine = { stamps: Stamp[]; located: string | null; byline: string | null; rest: string };

const MAX_BESIDE = 90;
const EDGES = /^[\s|·•,;:/()[\]–—-]+|[\s|·•,;:/([\]–—-]+$/g;
const SENTENCE = /[\p{L}\d]{2}[.!?]["'”’)]*\s+\p{Lu}.{20}/u;

const trimEdges = (text: string): string => text.replace(EDGES, '');

/** What stands before a label: a place, a name, an agency and a place, a bare date; nothing is invented. */
function readBeside(text: string, context: StampContext): Omit<StampLine, 'rest'> {
  const none = { stamps: [], located: null, byline: null };
  for (const word of [text, ...text.split(/\s*[|·•]\s*/)].filter((part) => part !== '')) {
    if (isKnownPlace(word)) return { ...none, located: word };
    const byline = readByline(word) ?? (isDeskOrAgency(word) ? word : null);
    if (byline !== null) return { ...none, byline };
    const bare = readStamp(word, 'published', 'label', context);
    if (bare !== null) return { ...none, stamps: [bare] };
    const [agency = '', ...place] = word.split(' ');
    if (isDeskOrAgency(agency) && isKnownPlace(place.join(' '))) return { ...none, byline: agency, located: place.join(' ') };
  }
  return { ...none, byline: isPersonName(text) ? text : null };
}

/** Reads a line as a stamp's line; null where it has no stamp, or where the stamp is part of a sentence. */
export function readStampLine(line: string, context: StampContext): StampLine | null {
  if (!/\p{N}/u.test(line)) return null;
  const found = findStamps(line.slice(0, 1000), context);
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  const before = trimEdges(line.slice(0, first.start));
  if (before.length > MAX_BESIDE || SENTENCE.test(before) || / (?:was|were|is|are|be|been|that|which|has|had) /.test(` ${before} `)) return null;
  // Only what follows closely is one line with the first stamp; a later one may belong to anything.
  const near = found.filter((stamp, index) => index === 0 || stamp.start - (found[index - 1]?.end ?? 0) <= MAX_BESIDE);
  const rest = trimEdges(line.slice(near.at(-1)?.end ?? last.end)).replace(/^\.\s*/, '');
  if (/^[\p{Ll}]/u.test(rest) && !/^(?:by|from|min|hrs)\b/.test(rest)) return null;
  const beside = readBeside(before, context);
  // The place beside a stamp may say which IST is meant.
  const fresh = beside.located !== null && (context.located ?? null) === null;
  if (fresh && near.some(({ stamp }) => stamp.ambiguous)) return readStampLine(line, { ...context, located: beside.located });
  const tail = rest.length <= MAX_BESIDE && !/[.!?]["'”’)]*$/.test(rest) ? '' : rest;
  const byline = beside.byline ?? (tail === '' ? readByline(rest) : null);
  return { ...beside, byline, stamps: [...beside.stamps, ...near.map(({ stamp }) => stamp)], rest: tail };
}
