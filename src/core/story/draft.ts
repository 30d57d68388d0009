// From a submission to the content of a revision. Fields of the text are replaced as a whole; fields that
// manage the story (topics, status, embargo, pins) keep their value unless the submission names them, so that
// a resent page can't undo a kill or a pin.
import { cleanContent } from './clean-content.js';
import { DatelineError } from '../errors.js';
import type { Content, Kind, PageQuery, ParsedPage, Provenance, StoryInput, StoryPatch } from './story.js';
import { CONTENT_FIELDS } from './story.js';
import { cleanText } from '../text/clean-text.js';

type ManagedField = 'topics' | 'pubStatus' | 'embargoedUntil' | 'pinned' | 'keyEvent' | 'coverageEndTime';

/** The content of a revision to be: its whole text, and those managed fields that were named. */
export type Draft = Omit<Content, ManagedField> &
  Partial<Pick<Content, Exclude<ManagedField, 'coverageEndTime'>>> & {
    coverageEndTime?: string | null | undefined;
    kind: Kind | undefined;
    partOf: string | undefined;
    /** Revives a killed story with its content from before the kill. */
    restore?: boolean | undefined;
  };

/** Marks each field that has a value as given by the publisher. */
const explicitly = (fields: Record<string, unknown>): Provenance =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, 'explicit' as const]],
    ),
  );

/** Without the members that are undefined: spread, they would overwrite. */
const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/** A story sent as JSON: each field is explicit. */
export function draftFromInput(input: StoryInput): Draft {
  const {
    uri: _uri,
    url: _url,
    zone: _zone,
    kind,
    partOf,
    restore,
    headline,
    byline,
    located,
    body,
    firstCreated,
    versionCreated,
    language,
    media,
    edNote,
    correction,
    ...managed
  } = input;
  const text = {
    headline,
    byline: byline || null,
    located: located || null,
    firstCreated: firstCreated ?? null,
    versionCreated: versionCreated ?? null,
    language: language ?? null,
  };
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
    ...defined(managed),
  };
}

/** A parsed page or plain text. Throws `invalid_content` where it has no headline or no body. */
export function draftFromPage(page: ParsedPage, query: PageQuery): Draft {
  const { url: _url, headline, ...rest } = page;
  if (headline === null)
    throw new DatelineError('invalid_content', 'No headline was found in the content.', {
      errors: [{ field: 'headline', reason: 'was not found' }],
    });
  if (page.body.length === 0)
    throw new DatelineError('invalid_content', 'No body text was found in the content.', {
      errors: [{ field: 'body', reason: 'was not found' }],
    });
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
    ...defined({ topics: query.topics }),
  };
}

/**
 * A page parsed again: explicit fields and notes of the previous revision stay. Throws as `draftFromPage`.
 */
export function draftFromReparse(previous: Content, page: ParsedPage, query: PageQuery): Draft {
  const { topics: _topics, ...draft } = draftFromPage(page, query);
  const explicit = CONTENT_FIELDS.filter((field) => previous.provenance[field] === 'explicit');
  return {
    ...draft,
    edNote: previous.edNote,
    correction: previous.correction,
    ...Object.fromEntries(explicit.map((field) => [field, previous[field]])),
    provenance: { ...draft.provenance, ...Object.fromEntries(explicit.map((field) => [field, 'explicit' as const])) },
  };
}

/**
 * A story with some fields changed by a patch. A patch that revives a killed story starts from `beforeKill`
 * with `restore`, else from no text at all, so that nothing killed returns. Throws `invalid_field` where such
 * a patch has no headline or body.
 */
export function draftFromPatch(
  previous: Content,
  { restore, ...patch }: StoryPatch,
  beforeKill: Content | null = null,
): Draft {
  const revives = previous.pubStatus === 'canceled' && patch.pubStatus !== undefined && patch.pubStatus !== 'canceled';
  if (revives && restore !== true) return { ...draftOfRevival(previous, patch), restore };
  const base = revives ? { ...(beforeKill ?? { ...previous, edNote: null }), pubStatus: previous.pubStatus } : previous;
  const provenance = { ...base.provenance, ...explicitly(patch) };
  // An explicit time replaces the parsed "updated" stamps.
  const stamps =
    patch.versionCreated === undefined ? base.stamps : base.stamps.filter((stamp) => stamp.kind !== 'updated');
  return { ...base, ...defined(patch), stamps, provenance, kind: undefined, partOf: undefined, restore };
}

/** A killed story that is revived with a new text: managed fields stay, fields of the text are replaced. */
function draftOfRevival(previous: Content, patch: Omit<StoryPatch, 'restore'>): Draft {
  const {
    headline,
    body,
    byline,
    located,
    language,
    media,
    edNote,
    correction,
    firstCreated,
    versionCreated,
    ...managed
  } = patch;
  if (headline === undefined || body === undefined) {
    const missing = [...(headline === undefined ? ['headline'] : []), ...(body === undefined ? ['body'] : [])];
    const reason =
      'is missing: to revive a killed story, send a new headline and body, or restore true for its earlier content';
    throw new DatelineError(
      'invalid_field',
      `To revive a killed story, send ${missing.join(' and ')}, or restore true for its content before the kill.`,
      { errors: missing.map((field) => ({ field, reason })) },
    );
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
    ...defined(managed),
  };
}

/**
 * The draft, with fields that it leaves open taken from the previous revision, and cleaned: ready to be
 * stored.
 */
export function completeDraft(draft: Draft, previous: Content | null): Content {
  const { kind: _kind, partOf: _partOf, restore: _restore, coverageEndTime, ...content } = draft;
  const before = previous ?? {
    topics: [],
    pubStatus: 'usable' as const,
    embargoedUntil: null,
    pinned: false,
    keyEvent: false,
    firstCreated: null,
    coverageEndTime: undefined,
  };
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

/**
 * Decodes bytes by their BOM, else the content type's charset, else the page's `<meta>`, else as UTF-8. Never
 * throws; invalid bytes become U+FFFD.
 */
export function decodeContent(raw: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(raw.subarray(0, 2048));
  const bom =
    raw[0] === 0xff && raw[1] === 0xfe
      ? 'utf-16le'
      : raw[0] === 0xfe && raw[1] === 0xff
        ? 'utf-16be'
        : raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf
          ? 'utf-8'
          : undefined;
  const meta = /^text\/html\b/i.test(contentType)
    ? /<meta[^>]{0,200}charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(head)?.[1]
    : undefined;
  const label = bom ?? CHARSET.exec(contentType)?.[1] ?? meta ?? 'utf-8';
  try {
    return cleanText(new TextDecoder(label).decode(raw));
  } catch {
    // The label is unknown; UTF-8 is the most likely encoding.
    return cleanText(new TextDecoder().decode(raw));
  }
}
