// Parses the plain text of a page, as copied or scraped. Each line is classified first (a scraped header has
// one field per line); the remaining lines are joined into paragraphs.
import { boilerplateKind, isHighlightsHeading, withoutAgencyCredit } from '../text/boilerplate-line.js';
import { isCaptionLeadIn, readCredit } from '../text/picture-credit.js';
import { isDeskOrAgency, isPersonName, readByline } from '../text/byline.js';
import { resolveTimes } from './time/story-times.js';
import { isKnownPlace, readDateline } from '../text/dateline-place.js';
import { readStampLine, type StampLine } from '../stamp/stamp-line.js';
import { stampContextOfPage } from '../stamp/stamp-context.js';
import { findStampsInLongLines } from '../stamp/long-line.js';
import { isStampLabel, readStamp, type StampContext } from '../stamp/grammar.js';
import type { Media, ParsedPage, Stamp } from '../story/story.js';
import { cleanText } from '../text/clean-text.js';

/** A line or block of a page, and the number of its group. Blank lines separate groups. */
export type TextLine = { text: string; group: number };
type ClassifiedLines = {
  headline: TextLine | null;
  byline: string | null;
  located: string | null;
  stamps: Stamp[];
  highlights: string[];
  media: Media[];
  body: TextLine[];
};

const MAX_HEADLINE = 300;
const MAX_CAPTION = 800;
// Bounds for hostile pages.
const MAX_HEADER = 60;
const MAX_SMALL = 400;
const MAX_STAMPS = 200;
const MAX_MEDIA = 100;
const SENTENCE_END = /[.!?…。！？।]["'”’»)\]]*$/;
const BULLET = /^[•●▪■*·–-]\s+/;

const endsSentence = (text: string): boolean => SENTENCE_END.test(text.slice(-8));
const isProse = (text: string): boolean =>
  text.length >= 80 || (endsSentence(text) && text.length >= 20) || text.split(' ', 11).length > 10;

/** The non-empty lines, white space folded, with the number of their group. */
function linesOf(content: string): TextLine[] {
  let group = 0;
  const lines: TextLine[] = [];
  for (const raw of cleanText(content).split(/\r\n?|[\n\v\f\u2028\u2029]/)) {
    const text = raw.replace(/[\s\u00AD\u200B\uFEFF]+/g, (run) => (/\s/.test(run) ? ' ' : '')).trim();
    if (text === '') group += 1;
    else lines.push({ text, group });
  }
  return lines;
}

/** The number of lines that belong to a highlights heading. */
function highlightsAfter(lines: TextLine[], heading: number): number {
  const at = heading + 1;
  const count = (fits: (line: TextLine) => boolean, most: number): number => {
    let taken = 0;
    for (
      let line = lines[at];
      line !== undefined && taken < most && line.text.length <= 400 && fits(line);
      line = lines[at + taken]
    )
      taken += 1;
    return taken;
  };
  const first = lines[at];
  if (first === undefined) return 0;
  if (BULLET.test(first.text)) return count((line) => BULLET.test(line.text), 20);
  const listed = count((line) => line.group === first.group, 9);
  // A separate group with text after it. In a text without blank lines, the group is the whole rest.
  if (listed > 1 && listed < 9 && lines[at + listed] !== undefined && lines[at + listed]?.group !== first.group)
    return listed;
  const unended = count((line) => !endsSentence(line.text) && boilerplateKind(line.text) === null, 10);
  return unended > 0 || lines.length <= at + 1 || first.text.length > 200 ? unended : 1;
}

const image = (caption: string | null, credit: string | null): Media => ({
  url: null,
  type: 'image',
  caption,
  credit,
  alt: null,
});

/**
 * The picture that a line describes: the line has a credit, or follows a picture's placeholder. Null for
 * other lines.
 */
function readCaption(
  line: TextLine,
  next: TextLine | undefined,
  underImage: boolean,
): { media: Media; lines: number } | null {
  if (line.text.length > MAX_CAPTION) return null;
  const credit = readCredit(line.text);
  if (credit !== null && (credit.certain || underImage || isCaptionLeadIn(line.text)))
    return { media: image(credit.caption, credit.credit), lines: 1 };
  if (!underImage) return null;
  const below = next?.group === line.group ? readCredit(next.text) : null;
  if (below !== null && below.caption === null) return { media: image(line.text, below.credit), lines: 2 };
  return isCaptionLeadIn(line.text) ? { media: image(line.text, null), lines: 1 } : null;
}

/** Reads a label alone on its line together with the next line. */
function readSplitStamp(label: string, next: TextLine | undefined, context: StampContext): StampLine | null {
  return next !== undefined &&
    next.text.length <= 80 &&
    label.length <= 40 &&
    /\p{Nd}/u.test(next.text) &&
    isStampLabel(label)
    ? readStampLine(`${label} ${next.text}`, context)
    : null;
}

/** Classifies each line, in one pass. `headline`, where already known, is not searched for. */
export function classifyLines(
  lines: TextLine[],
  context: StampContext,
  headline: string | null = null,
): ClassifiedLines {
  const found: ClassifiedLines = {
    headline: headline === null ? null : { text: headline, group: -1 },
    byline: null,
    located: null,
    stamps: [],
    highlights: [],
    media: [],
    body: [],
  };
  // Lower-case words of the text: none of them is part of a name. Computed once, on demand.
  let lowerCaseWords: Set<string> | null = null;
  const hasLowerCaseWord = (text: string): boolean => {
    lowerCaseWords ??= new Set(
      lines
        .slice(0, MAX_SMALL)
        .flatMap((line) => line.text.slice(0, 2000).match(/(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}]{3,}/gu) ?? []),
    );
    return text.split(' ').some((word) => /^\p{Lu}/u.test(word) && lowerCaseWords?.has(word.toLowerCase()) === true);
  };
  let underImage = false;
  let inHeader = true;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const { text, group } = line;
    const kind = boilerplateKind(text);
    const wasUnderImage = underImage;
    underImage = kind === 'placeholder' && /im(?:g|age)|photo|pic|banner|thumb|hero/i.test(text);
    // The first line may be a headline such as "Watch: …"; a related link without more words isn't one.
    const headlineAnyway = found.headline === null && kind === 'related' && text.split(' ').length > 4;
    if (kind !== null && !headlineAnyway) continue;
    if (isHighlightsHeading(text)) {
      const taken = highlightsAfter(lines, at);
      found.highlights.push(
        ...lines.slice(at + 1, at + 1 + taken).map((highlight) => highlight.text.replace(BULLET, '')),
      );
      at += taken;
      continue;
    }
    const caption = readCaption(line, lines[at + 1], wasUnderImage);
    if (caption !== null) {
      if (found.media.length < MAX_MEDIA) found.media.push(caption.media);
      at += caption.lines - 1;
      continue;
    }
    const datedContext = { ...context, day: context.day ?? found.stamps.at(-1)?.wall };
    const splitStamp = readSplitStamp(text, lines[at + 1], datedContext);
    const stamped = splitStamp ?? readStampLine(text, datedContext);
    if (stamped !== null) {
      if (splitStamp !== null) at += 1;
      if (found.stamps.length < MAX_STAMPS) found.stamps.push(...stamped.stamps);
      found.located ??= stamped.located;
      found.byline ??= inHeader ? stamped.byline : null;
      inHeader &&= at < MAX_HEADER;
      if (stamped.rest !== '') {
        inHeader = false;
        found.body.push({ text: stamped.rest, group });
      }
      continue;
    }
    if (inHeader && readHeaderLine(found, line, lines[at + 1], context, hasLowerCaseWord)) continue;
    if (found.headline === null && inHeader && text.length <= MAX_HEADLINE) {
      found.headline = line;
      continue;
    }
    inHeader &&= !isProse(text) && at < MAX_HEADER;
    if (text !== found.headline?.text || !inHeader) found.body.push(line);
  }
  return found;
}

/** Reads a line between headline and story: byline, place or date. False for any other line. */
function readHeaderLine(
  found: ClassifiedLines,
  line: TextLine,
  next: TextLine | undefined,
  context: StampContext,
  hasLowerCaseWord: (text: string) => boolean,
): boolean {
  const { text } = line;
  if (isProse(text) && !/^by\s/i.test(text)) return false;
  const byline = readByline(text);
  if (byline !== null) {
    found.byline ??= byline;
    return true;
  }
  if (found.headline === null) return false;
  const bare = readStamp(text, 'published', 'label', context);
  if (bare !== null) {
    found.stamps.push(bare);
    return true;
  }
  if (isKnownPlace(text)) {
    found.located ??= text;
    return true;
  }
  // "Hindustan Times, Bhubaneswar" under a byline: take the place, ignore the paper.
  const place = text.slice(text.lastIndexOf(',') + 1).trim();
  if (found.byline !== null && place.length < text.length && text.length <= 60 && isKnownPlace(place)) {
    found.located ??= place;
    return true;
  }
  const underHeadline = line.group === found.headline.group;
  const overStamp =
    next !== undefined &&
    next.group === line.group &&
    (readStampLine(next.text, context) !== null || readStamp(next.text, 'published', 'label', context) !== null);
  if (
    found.byline !== null ||
    !(isDeskOrAgency(text) || (isPersonName(text) && (underHeadline || overStamp) && !hasLowerCaseWord(text)))
  )
    return false;
  found.byline = text;
  return true;
}

/** Joins hard-wrapped lines into paragraphs; other lines are paragraphs already. */
function paragraphsOf(lines: TextLine[]): string[] {
  const paragraphs: string[] = [];
  for (let start = 0; start < lines.length;) {
    let end = start + 1;
    while (end < lines.length && lines[end]?.group === lines[start]?.group) end += 1;
    const run = lines.slice(start, end).map((line) => line.text);
    const width = run.reduce((most, text) => Math.max(most, text.length), 0);
    const wrapped = width <= 100 && run.slice(0, -1).some((text) => text.length >= 40 && !endsSentence(text));
    let open: string[] = [];
    for (const text of run) {
      open.push(text);
      if (!wrapped || (endsSentence(text) && text.length < width * 0.75)) {
        paragraphs.push(open.join(' '));
        open = [];
      }
    }
    if (open.length > 0) paragraphs.push(open.join(' '));
    start = end;
  }
  return paragraphs;
}

/**
 * Removes the dateline (from the first or second paragraph of prose) and credits to agencies (from ends of
 * paragraphs).
 */
export function finishBody(paragraphs: string[]): { located: string | null; body: string[] } {
  const body = paragraphs.map(withoutAgencyCredit).filter((paragraph) => paragraph !== '');
  // A standfirst may precede the paragraph with the dateline.
  for (const [at, paragraph] of body
    .slice(0, 4)
    .map((text, index): [number, string] => [index, text])
    .filter(([, text]) => isProse(text))
    .slice(0, 2)) {
    const dateline = readDateline(paragraph);
    if (dateline === null) continue;
    body[at] = dateline.rest;
    return { located: dateline.located, body };
  }
  return { located: null, body };
}

/**
 * Parses the plain text of a page. Never throws: missing fields are null or empty. Stamps are in the order of
 * the text; instants are RFC 3339 in UTC. Linear in the text's length.
 */
export function parseText(content: string, context: StampContext): ParsedPage {
  const lines = linesOf(content);
  const reading = stampContextOfPage(context, content);
  const found = classifyLines(lines, reading);
  const { located: dateline, body } = finishBody(paragraphsOf(found.body));
  const located = dateline ?? found.located;
  if (!found.stamps.some(({ kind }) => kind === 'updated'))
    found.stamps.push(
      ...findStampsInLongLines(
        lines.map(({ text }) => text),
        reading,
      ),
    );
  const { first, version } = resolveTimes(found.stamps);
  const headline = found.headline?.text ?? null;
  const provenance: ParsedPage['provenance'] = {};
  for (const [field, value] of Object.entries({ headline, byline: found.byline, located }))
    if (value !== null) provenance[field] = 'label';
  if (first !== null) provenance.firstCreated = first.from;
  if (version !== null) provenance.versionCreated = version.from;
  return {
    headline,
    byline: found.byline,
    located,
    firstCreated: first?.at ?? null,
    versionCreated: version?.at ?? null,
    language: null,
    body,
    highlights: found.highlights,
    media: found.media,
    stamps: found.stamps,
    provenance,
    url: null,
  };
}
