// From what a publisher sent to the content of a revision. What describes the text is replaced whole; what manages the story
// (topics, status, embargo, pins) stays as it was unless it is named, so that a page sent again can't undo a kill or a pin.
import { cleanContent } from './clean-content.js';
import { DatelineError } from '../errors.js';
import type { Content, Kind, PageQuery, ParsedPage, Provenance, StoryInput, StoryPatch } from './story.js';
import { CONTENT_FIELDS } from './story.js';
import { cleanText } from '../text/clean-text.js';

type Managed = 'topics' | 'pubStatus' | 'embargoedUntil' | 'pinned' | 'keyEvent' | 'coverageEndTime';

/** A revision to be: its text whole, and of the managing fields those that were named. */
export type Draft = Omit<Content, Managed> & Partial<Pick<Content, Exclude<Managed, 'coverageEndTime'>>> & { coverageEndTime?: string | null | undefined; kind: Kind | undefined; partOf: string | undefined; /** Of a call that brings a killed story back: what it said before comes back too. */ restore?: boolean | undefined };

const explicitly = (fields: Record<string, unknown>): Provenance =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, 'explicit' as const]])));

/** Only the members that are there: a named `undefined` would overwrite. */
const named = <T extends object>(fields: T): Partial<T> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/** A story sent as JSON: every field is the publisher's own word. */
export function draftOfInput(input: StoryInput): Draft {
  const { uri: _uri, url: _url, zone: _zone, kind, partOf, restore, headline, byline, located, body, firstCreated, versionCreated, language, media, edNote, correction, ...managed } = input;
  const text = { headline, byline: byline || null, located: located || null, firstCreated: firstCreated ?? null, versionCreated: versionCreated ?? null, language: language ?? null };
  return {
    kind,
    partOf,
    restore,
    ...text,
    body,
    highlights: [],
    media: media ?? [],
    edNote: edNote || null,
    correction: correction || null,
    stamps: [],
    provenance: explicitly({ ...text, body, media }),
    ...named(managed),
  };
}

/** A page or bare text, parsed; throws `invalid_content` where there is no headline or no body in it. */
export function draftOfPage(page: ParsedPage, query: PageQuery): Draft {
  const { url: _url, headline, ...rest } = page;
  if (headline === null) throw new DatelineError('invalid_content', 'No headline was found in the content.', { errors: [{ field: 'headline', reason: 'was not found' }] });
  if (page.body.length === 0) throw new DatelineError('invalid_content', 'No body text was found in the content.', { errors: [{ field: 'body', reason: 'was not found' }] });
  const language = query.language ?? rest.language;
  return {
    ...rest,
    headline,
    language,
    kind: undefined,
    partOf: undefined,
    edNote: null,
    correction: null,
    provenance: { ...rest.provenance, ...explicitly({ language: query.language }) },
    ...named({ topics: query.topics }),
  };
}

/** A page read again: what was set by hand since, or said by the publisher, stays. Throws as `draftOfPage`. */
export function draftOfReparse(previous: Content, page: ParsedPage, query: PageQuery): Draft {
  const { topics: _topics, ...draft } = draftOfPage(page, query);
  const said = CONTENT_FIELDS.filter((field) => previous.provenance[field] === 'explicit');
  return {
    ...draft,
    edNote: previous.edNote,
    correction: previous.correction,
    ...Object.fromEntries(said.map((field) => [field, previous[field]])),
    provenance: { ...draft.provenance, ...Object.fromEntries(said.map((field) => [field, 'explicit' as const])) },
  };
}

/**
 * A story with some fields changed by hand. A patch that brings a killed story back starts from `beforeKill` where it says `restore`,
 * and else from nothing: of what was killed no word comes back. Throws `invalid_field` where it then has no text of its own.
 */
export function draftOfPatch(previous: Content, { restore, ...patch }: StoryPatch, beforeKill: Content | null = null): Draft {
  const revives = previous.pubStatus === 'canceled' && patch.pubStatus !== undefined && patch.pubStatus !== 'canceled';
  if (revives && restore !== true) return { ...draftOfRevival(previous, patch), restore };
  const base = revives ? { ...(beforeKill ?? { ...previous, edNote: null }), pubStatus: previous.pubStatus } : previous;
  const provenance = { ...base.provenance, ...explicitly(patch) };
  // A time set by hand takes the place of the words that were read before.
  const stamps = patch.versionCreated === undefined ? base.stamps : base.stamps.filter((stamp) => stamp.kind !== 'updated');
  return { ...base, ...named(patch), stamps, provenance, kind: undefined, partOf: undefined, restore };
}

/** A killed story that comes back with a text of its own: what says how it is managed stays, every word of the text is new. */
function draftOfRevival(previous: Content, patch: Omit<StoryPatch, 'restore'>): Draft {
  const { headline, body, byline, located, language, media, edNote, correction, firstCreated, versionCreated, ...managed } = patch;
  if (headline === undefined || body === undefined) {
    const missing = [...(headline === undefined ? ['headline'] : []), ...(body === undefined ? ['body'] : [])];
    const reason = 'is missing: a killed story comes back with a new headline and body, or with what it said before (restore true)';
    throw new DatelineError('invalid_field', `To bring a killed story back, name ${missing.join(' and ')}, or send restore true to bring back what it said before.`, { errors: missing.map((field) => ({ field, reason })) });
  }
  return {
    kind: undefined,
    partOf: undefined,
    headline,
    body,
    byline: byline || null,
    located: located || null,
    firstCreated: firstCreated ?? previous.firstCreated,
    versionCreated: versionCreated ?? null,
    language: language ?? previous.language,
    highlights: [],
    media: media ?? [],
    edNote: edNote || null,
    correction: correction || null,
    stamps: [],
    provenance: explicitly({ headline, body, byline, located, language, media, firstCreated, versionCreated }),
    ...named(managed),
  };
}

/** The draft with what it leaves open taken from the revision before, by the text rule: what comes out may be kept. */
export function completeDraft(draft: Draft, previous: Content | null): Content {
  const { kind: _kind, partOf: _partOf, restore: _restore, coverageEndTime, ...content } = draft;
  const before = previous ?? { topics: [], pubStatus: 'usable' as const, embargoedUntil: null, pinned: false, keyEvent: false, firstCreated: null, coverageEndTime: undefined };
  const ended = coverageEndTime === undefined ? before.coverageEndTime : (coverageEndTime ?? undefined);
  return cleanContent({
    ...content,
    firstCreated: content.firstCreated ?? before.firstCreated,
    topics: [...new Set(content.topics ?? before.topics)],
    pubStatus: content.pubStatus ?? before.pubStatus,
    embargoedUntil: content.embargoedUntil === undefined ? before.embargoedUntil : content.embargoedUntil,
    pinned: content.pinned ?? before.pinned,
    keyEvent: content.keyEvent ?? before.keyEvent,
    ...(ended === undefined ? {} : { coverageEndTime: ended }),
  });
}

const CHARSET = /charset\s*=\s*["']?([\w:.-]{1,40})/i;

/** Bytes as text: by BOM, then the type's charset, then a page's own `<meta>`, else UTF-8. Never throws; bad bytes become U+FFFD. */
export function decodeContent(raw: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(raw.subarray(0, 2048));
  const bom = raw[0] === 0xff && raw[1] === 0xfe ? 'utf-16le' : raw[0] === 0xfe && raw[1] === 0xff ? 'utf-16be' : raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 'utf-8' : undefined;
  const meta = /^text\/html\b/i.test(contentType) ? /<meta[^>]{0,200}charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(head)?.[1] : undefined;
  const label = bom ?? CHARSET.exec(contentType)?.[1] ?? meta ?? 'utf-8';
  try {
    return cleanText(new TextDecoder(label).decode(raw));
  } catch {
    // An unknown label says nothing about the bytes; UTF-8 is by far the likeliest.
    return cleanText(new TextDecoder().decode(raw));
  }
}
