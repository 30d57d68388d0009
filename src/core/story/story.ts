// Stories: what publishers may send, and what a revision contains. Terms follow ninjs and schema.org.
import { z } from 'zod';
import { httpUrlField, instantField, lineField, nameField, textField } from '../text/schema-field.js';
import { foldSpace } from '../text/fold-space.js';

export const KINDS = ['article', 'liveblog', 'post'] as const;
export const PUB_STATUSES = ['usable', 'withheld', 'canceled'] as const;
/** Where a value was found: a visible label, structured data, the URL, or explicitly in the submission. */
const ORIGINS = ['label', 'json-ld', 'meta', 'time', 'url', 'explicit'] as const;

export type Kind = (typeof KINDS)[number];
export type PubStatus = (typeof PUB_STATUSES)[number];
export type Origin = (typeof ORIGINS)[number];

/** The visible words of a page that state a time, and how they were understood. */
export type Stamp = {
  /** The words as shown: `Updated: Jan 08, 2022, 12:53 PM IST`. */
  text: string;
  kind: 'published' | 'updated';
  /** The local time stated: `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm`. */
  wall: string;
  /** The UTC offset at that time (`+05:30`, `Z`); null where it is unknown. */
  zone: string | null;
  /** The instant, RFC 3339 in UTC; null where the zone is ambiguous or only a day is stated. */
  at: string | null;
  /**
   * True where the words are incomplete, or contradict themselves (EST in July); then `at` is the likely
   * meaning.
   */
  ambiguous: boolean;
  /**
   * True for times relative to the time of reading ("2 minutes ago"). They change with each reading, so they
   * decide nothing.
   */
  approximate?: true;
  from: Origin;
};

export type Media = {
  url: string | null;
  type: 'image' | 'video' | 'audio' | 'embed';
  caption: string | null;
  credit: string | null;
  alt: string | null;
};

/** By field name: where its value was found. */
export type Provenance = Record<string, Origin>;

/**
 * A page as parsed. Instants are RFC 3339 in UTC; `body` has one string per paragraph, with white space
 * collapsed.
 */
export type ParsedPage = {
  headline: string | null;
  byline: string | null;
  located: string | null;
  firstCreated: string | null;
  versionCreated: string | null;
  language: string | null;
  body: string[];
  highlights: string[];
  media: Media[];
  stamps: Stamp[];
  provenance: Provenance;
  /** The canonical URL that the page states; absolute http(s) only. */
  url: string | null;
  /** Contradictions between the times on the page, and which was taken. Missing where there are none. */
  conflicts?: string[];
};

/** All content of one revision. */
export type Content = {
  headline: string;
  byline: string | null;
  located: string | null;
  firstCreated: string | null;
  versionCreated: string | null;
  language: string | null;
  topics: string[];
  body: string[];
  highlights: string[];
  media: Media[];
  pubStatus: PubStatus;
  embargoedUntil: string | null;
  edNote: string | null;
  correction: string | null;
  pinned: boolean;
  keyEvent: boolean;
  /** When a live blog's coverage ended or will end. Missing while it continues. */
  coverageEndTime?: string;
  stamps: Stamp[];
  provenance: Provenance;
};

/** The fields of a revision's content, without those that only explain it (stamps, provenance). */
export const CONTENT_FIELDS = [
  'headline',
  'byline',
  'located',
  'firstCreated',
  'versionCreated',
  'language',
  'topics',
  'body',
  'highlights',
  'media',
  'pubStatus',
  'embargoedUntil',
  'edNote',
  'correction',
  'pinned',
  'keyEvent',
  'coverageEndTime',
] as const satisfies readonly (keyof Content)[];

const MAX_PARAGRAPHS = 5000;

const isZone = (zone: string): boolean => {
  if (/^([+-](0\d|1[0-4]):[0-5]\d|Z)$/.test(zone)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** An IANA time zone or an offset: `Asia/Kolkata`, `+05:30`. */
export const zoneName = z
  .string()
  .max(64)
  .refine(isZone, 'must be an IANA time zone or an offset, such as Asia/Kolkata or +05:30');
export const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag (BCP 47), such as en-IN');
/** Part of a channel nameField, so without spaces and slashes. */
export const topicName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u,
    'must have 1 to 100 letters, digits, dots, dashes or underscores, and begin with a letter or digit',
  );
const uriText = nameField(2048).pipe(z.string().min(1, 'must not be empty'));

const mediaInput = z.object({
  url: httpUrlField,
  type: z.enum(['image', 'video', 'audio', 'embed']).default('image'),
  caption: lineField(5000)
    .nullish()
    .transform((value) => value ?? null),
  credit: nameField(500)
    .nullish()
    .transform((value) => value ?? null),
  alt: lineField(2000)
    .nullish()
    .transform((value) => value ?? null),
});

const paragraphs = z
  .union(
    [
      z.array(textField(200_000)).max(MAX_PARAGRAPHS),
      textField(2_000_000).transform((value) => value.split(/\n\s*\n/)),
    ],
    { error: 'must be a list of paragraphs, or one text' },
  )
  .transform((list) => list.map(foldSpace).filter((paragraph) => paragraph !== ''))
  .refine((list) => list.length <= MAX_PARAGRAPHS, `must have ${MAX_PARAGRAPHS} paragraphs at most`);

const fields = {
  kind: z.enum(KINDS).optional(),
  partOf: nameField(2048).optional(),
  headline: lineField(1000).pipe(z.string().min(1, 'must not be empty')),
  byline: nameField(500).nullish(),
  located: nameField(300).nullish(),
  body: paragraphs,
  firstCreated: instantField.nullish(),
  versionCreated: instantField.nullish(),
  zone: zoneName.optional(),
  language: languageTag.nullish(),
  topics: z.array(topicName).max(32).optional(),
  media: z.array(mediaInput).max(100).optional(),
  pubStatus: z.enum(PUB_STATUSES).optional(),
  /** Only when reviving a killed story: true restores its content from before the kill. */
  restore: z.boolean().optional(),
  embargoedUntil: instantField.nullish(),
  edNote: lineField(2000).nullish(),
  /** The correction note that readers see; null removes it. */
  correction: lineField(2000).pipe(z.string().min(1, 'must state what was corrected')).nullish(),
  pinned: z.boolean().optional(),
  keyEvent: z.boolean().optional(),
  /** States that a live blog's coverage is over; it still takes posts and edits. null: it continues. */
  coverageEndTime: instantField.nullish(),
};

export const LIVE_BLOGS_ONLY = 'is allowed for live blogs only';

/** `POST /v1/stories` as JSON: one state of one story. */
export const storyInput = z
  .strictObject({ uri: uriText.optional(), url: httpUrlField.optional(), ...fields })
  .refine((story) => story.kind !== 'post' || story.partOf !== undefined, {
    path: ['partOf'],
    error: 'is required for a post: the live blog that it belongs to',
  })
  .refine((story) => story.coverageEndTime == null || story.kind === undefined || story.kind === 'liveblog', {
    path: ['coverageEndTime'],
    error: LIVE_BLOGS_ONLY,
  })
  .meta({ id: 'StoryInput' });
export type StoryInput = z.output<typeof storyInput>;

/** `PATCH /v1/stories/<id>`: any of the fields; others keep their value. */
export const storyPatch = z
  .strictObject(fields)
  .omit({ kind: true, partOf: true, zone: true })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must contain at least one field to change')
  .meta({ id: 'StoryPatch' });
export type StoryPatch = z.output<typeof storyPatch>;

/** `DELETE /v1/stories/<id>`: a kill and its reason; `erase` destroys the killed content permanently. */
export const killInput = z
  .strictObject({ reason: lineField(2000).pipe(z.string().min(1, 'must not be empty')), erase: z.boolean().optional() })
  .meta({ id: 'KillInput' });
export type KillInput = z.output<typeof killInput>;

/** `POST /v1/stories/<id>/merge`: the story to merge into, and the reason. */
export const mergeInput = z
  .strictObject({ into: z.uuid('must be the id of a story').toLowerCase(), reason: lineField(2000).optional() })
  .meta({ id: 'MergeInput' });
export type MergeInput = z.output<typeof mergeInput>;

/** `POST /v1/stories/<id>/split`: the first revision of the new story, and its uri. */
export const splitInput = z
  .strictObject({
    revision: z.int().min(2, 'must be 2 or more: a story keeps its first revision').max(1_000_000_000),
    uri: uriText.optional(),
    reason: lineField(2000).optional(),
  })
  .meta({ id: 'SplitInput' });
export type SplitInput = z.output<typeof splitInput>;

/** The query parameters of a page or plain text sent to `POST /v1/stories`. */
export const pageQuery = z.strictObject({
  uri: uriText.optional(),
  url: httpUrlField.optional(),
  zone: zoneName.optional(),
  language: languageTag.optional(),
  topics: z
    .string()
    .max(4000)
    .transform((list) =>
      list
        .split(',')
        .map((topic) => topic.trim())
        .filter((topic) => topic !== ''),
    )
    .pipe(z.array(topicName).max(32))
    .optional(),
});
export type PageQuery = z.output<typeof pageQuery>;
