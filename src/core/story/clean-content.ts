// Applies the text rule to each field of a page or a revision: single lines, valid URLs, instants within
// bounds. Everything that is stored passes through here, whatever its origin.
import { clampInstant, LAST_INSTANT, normaliseInstant } from '../instant.js';
import { cleanUrl } from '../text/clean-url.js';
import { cleanJson } from '../text/clean-json.js';
import type { Content, Media, ParsedPage, Stamp } from './story.js';
import { cleanLine, cleanName, cleanText } from '../text/clean-text.js';
import { foldSpace } from '../text/fold-space.js';

const lineOrNull = (text: string | null): string | null => (text === null ? null : cleanLine(text) || null);
const nameOrNull = (text: string | null): string | null => (text === null ? null : cleanName(text) || null);
const lines = (texts: readonly string[]): string[] => texts.flatMap((text) => cleanLine(text) || []);
const paragraphs = (texts: readonly string[]): string[] => texts.flatMap((text) => foldSpace(cleanText(text)) || []);

const mediaOf = (media: readonly Media[]): Media[] =>
  media.map((one) => ({
    ...one,
    url: one.url === null ? null : cleanUrl(one.url),
    caption: lineOrNull(one.caption),
    credit: nameOrNull(one.credit),
    alt: lineOrNull(one.alt),
  }));
const stampsOf = (stamps: readonly Stamp[]): Stamp[] =>
  stamps.map((stamp) => ({ ...stamp, text: cleanLine(stamp.text), at: normaliseInstant(stamp.at) }));

/** A parsed page, ready to be stored. Instants out of bounds are dropped. */
export function cleanPage(page: ParsedPage): ParsedPage {
  const [firstCreated, versionCreated] = [normaliseInstant(page.firstCreated), normaliseInstant(page.versionCreated)];
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
    provenance: {
      ...provenance,
      ...(first !== undefined && firstCreated !== null ? { firstCreated: first } : {}),
      ...(version !== undefined && versionCreated !== null ? { versionCreated: version } : {}),
    },
    url: page.url === null ? null : cleanUrl(page.url),
    ...(page.conflicts === undefined ? {} : { conflicts: page.conflicts.map(cleanText) }),
  };
}

/** Content, ready to be stored. Idempotent. */
export function cleanContent(content: Content): Content {
  const { coverageEndTime, ...rest } = content;
  const ended = clampInstant(coverageEndTime);
  return {
    ...rest,
    headline: cleanLine(content.headline),
    byline: nameOrNull(content.byline),
    located: nameOrNull(content.located),
    firstCreated: clampInstant(content.firstCreated),
    versionCreated: clampInstant(content.versionCreated),
    body: paragraphs(content.body),
    highlights: lines(content.highlights ?? []),
    media: mediaOf(content.media),
    // A malformed embargo never ends: an error must not publish anything.
    embargoedUntil: content.embargoedUntil === null ? null : (clampInstant(content.embargoedUntil) ?? LAST_INSTANT),
    edNote: lineOrNull(content.edNote),
    correction: lineOrNull(content.correction),
    stamps: stampsOf(content.stamps ?? []),
    provenance: cleanJson({ ...content.provenance }),
    ...(ended === null ? {} : { coverageEndTime: ended }),
  };
}

const cleanIfText = <T>(text: T, cleaned: (text: string) => string): T | string =>
  typeof text === 'string' ? cleaned(text) : text;

/** The short fields of a revision, cleaned for comparison: invisible characters make no difference. */
export function cleanShort<R extends Partial<Pick<Content, 'byline' | 'located' | 'edNote' | 'correction' | 'media'>>>(
  revision: R,
): R {
  const { byline, located, edNote, correction, media } = revision;
  return {
    ...revision,
    ...(byline === undefined ? {} : { byline: cleanIfText(byline, cleanName) }),
    ...(located === undefined ? {} : { located: cleanIfText(located, cleanName) }),
    ...(edNote === undefined ? {} : { edNote: cleanIfText(edNote, cleanLine) }),
    ...(correction === undefined ? {} : { correction: cleanIfText(correction, cleanLine) }),
    ...(media === undefined ? {} : { media: mediaOf(media) }),
  };
}
