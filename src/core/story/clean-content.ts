// What leaves a parser or becomes a revision, by the text rule field by field: lines are lines, addresses are addresses, and times are
// within bounds. Everything that is kept passes here, whatever brought it.
import { boundedInstant, FIRST_INSTANT, isInBounds, LAST_INSTANT } from '../instant.js';
import { cleanUrl } from '../text/clean-url.js';
import { cleanJson } from '../text/clean-json.js';
import type { Content, Media, ParsedPage, Stamp } from './story.js';
import { cleanLine, cleanName, cleanText } from '../text/clean-text.js';

const lineOrNull = (text: string | null): string | null => (text === null ? null : cleanLine(text) || null);
const nameOrNull = (text: string | null): string | null => (text === null ? null : cleanName(text) || null);
const lines = (texts: readonly string[]): string[] => texts.flatMap((text) => cleanLine(text) || []);
const paragraphs = (texts: readonly string[]): string[] => texts.flatMap((text) => cleanText(text).replace(/\s+/g, ' ').trim() || []);

const mediaOf = (media: readonly Media[]): Media[] =>
  media.map((one) => ({ ...one, url: one.url === null ? null : cleanUrl(one.url), caption: lineOrNull(one.caption), credit: nameOrNull(one.credit), alt: lineOrNull(one.alt) }));
const stampsOf = (stamps: readonly Stamp[]): Stamp[] => stamps.map((stamp) => ({ ...stamp, text: cleanLine(stamp.text), at: boundedInstant(stamp.at) }));

/** A page as it was read, fit to be kept; a time out of bounds was not found. */
export function cleanPage(page: ParsedPage): ParsedPage {
  const [firstCreated, versionCreated] = [boundedInstant(page.firstCreated), boundedInstant(page.versionCreated)];
  const { firstCreated: first, versionCreated: version, ...provenance } = page.provenance;
  return {
    ...page,
    headline: lineOrNull(page.headline),
    byline: nameOrNull(page.byline),
    located: nameOrNull(page.located),
    firstCreated,
    versionCreated,
    body: paragraphs(page.body),
    highlights: lines(page.highlights),
    media: mediaOf(page.media),
    stamps: stampsOf(page.stamps),
    provenance: { ...provenance, ...(first !== undefined && firstCreated !== null ? { firstCreated: first } : {}), ...(version !== undefined && versionCreated !== null ? { versionCreated: version } : {}) },
    url: page.url === null ? null : cleanUrl(page.url),
    ...(page.conflicts === undefined ? {} : { conflicts: page.conflicts.map(cleanText) }),
  };
}

/** A time at the nearest bound where it is out of them; null for what is none. */
function clamped(time: string | null | undefined): string | null {
  const ms = time == null ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) || isInBounds(ms) ? boundedInstant(time) : ms < 0 ? FIRST_INSTANT : LAST_INSTANT;
}

/** Content as it may be kept. What is clean already is equal to what comes out. */
export function cleanContent(content: Content): Content {
  const { coverageEndTime, ...rest } = content;
  const ended = clamped(coverageEndTime);
  return {
    ...rest,
    headline: cleanLine(content.headline),
    byline: nameOrNull(content.byline),
    located: nameOrNull(content.located),
    firstCreated: clamped(content.firstCreated),
    versionCreated: clamped(content.versionCreated),
    body: paragraphs(content.body),
    highlights: lines(content.highlights ?? []),
    media: mediaOf(content.media),
    // One that can't be read holds as long as one can: nothing comes out by being broken.
    embargoedUntil: content.embargoedUntil === null ? null : (clamped(content.embargoedUntil) ?? LAST_INSTANT),
    edNote: lineOrNull(content.edNote),
    correction: lineOrNull(content.correction),
    stamps: stampsOf(content.stamps ?? []),
    provenance: cleanJson({ ...content.provenance }),
    ...(ended === null ? {} : { coverageEndTime: ended }),
  };
}

const shownOr = <T>(text: T, cleaned: (text: string) => string): T | string => (typeof text === 'string' ? cleaned(text) : text);

/** The short fields of a revision as they are compared: what is not seen in them is no difference. */
export function cleanShort<R extends Partial<Pick<Content, 'byline' | 'located' | 'edNote' | 'correction' | 'media'>>>(revision: R): R {
  const { byline, located, edNote, correction, media } = revision;
  return {
    ...revision,
    ...(byline === undefined ? {} : { byline: shownOr(byline, cleanName) }),
    ...(located === undefined ? {} : { located: shownOr(located, cleanName) }),
    ...(edNote === undefined ? {} : { edNote: shownOr(edNote, cleanLine) }),
    ...(correction === undefined ? {} : { correction: shownOr(correction, cleanLine) }),
    ...(media === undefined ? {} : { media: mediaOf(media) }),
  };
}
