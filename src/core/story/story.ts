// What a story is: what publishers may send, what a revision holds. Terms are those of ninjs and schema.org.
import { z } from 'zod';
import { httpUrlField, instantField, lineField, nameField, textField } from '../text/schema-field.js';

export const KINDS = ['article', 'liveblog', 'post'] as const;
export const PUB_STATUSES = ['usable', 'withheld', 'canceled'] as const;
/** Where a value was found: in a visible label, structured data, or said by the publisher. */
export const ORIGINS = ['label', 'json-ld', 'meta', 'time', 'url', 'explicit'] as const;

export type Kind = (typeof KINDS)[number];
export type PubStatus = (typeof PUB_STATUSES)[number];
export type Origin = (typeof ORIGINS)[number];

/** The visible words that say when, and what they are worth. */
export type Stamp = {
  /** The words as they stood: `Updated: Jan 08, 2022, 12:53 PM IST`. */
  text: string;
  kind: 'published' | 'updated';
  /** What the clock on the wall said: `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm`. */
  wall: string;
  /** The offset in force at that moment (`+05:30`, `Z`); null where none is settled. */
  zone: string | null;
  /** The instant, RFC 3339 in UTC; null where the zone is ambiguous or only a day is said. */
  at: string | null;
  /** True where the words leave something open. With an instant: they contradict themselves (EST in July), and what is meant was taken. */
  ambiguous: boolean;
  /** True where the time was reckoned from the time of reading: "2 minutes ago", "yesterday at 5:10pm". It decides nothing: it moves with every reading. */
  approximate?: true;
  from: Origin;
};

export type Media = { url: string | null; type: 'image' | 'video' | 'audio' | 'embed'; caption: string | null; credit: string | null; alt: string | null };

/** Field name to the place its value was found. */
export type Provenance = Record<string, Origin>;

/** What a page says of itself. Instants are RFC 3339 in UTC; body is one string a paragraph, white space folded. */
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
  /** The canonical address the page names, absolute http(s) only. */
  url: string | null;
  /** Where the page's own words on its times contradict each other: what each says and which was taken. Missing where none do. */
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
  /** Of a live blog: when its coverage ended, or will. Missing while it goes on. */
  coverageEndTime?: string;
  stamps: Stamp[];
  provenance: Provenance;
};

/** The fields that hold a revision's content, less what only explains it (stamps, provenance). */
export const CONTENT_FIELDS = [
  'headline', 'byline', 'located', 'firstCreated', 'versionCreated', 'language', 'topics', 'body', 'highlights', 'media',
  'pubStatus', 'embargoedUntil', 'edNote', 'correction', 'pinned', 'keyEvent', 'coverageEndTime',
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

/** IANA zone name or offset, as `Asia/Kolkata` or `+05:30`. */
export const zoneName = z.string().max(64).refine(isZone, 'must be an IANA time zone or an offset, as Asia/Kolkata or +05:30');
export const languageTag = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag (BCP 47), as en-IN');
/** A topic names a channel, so it holds no space and no slash. */
export const topicName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, 'must be letters, digits, dots, dashes or underscores, 100 at most');
export const uriText = nameField(2048).pipe(z.string().min(1, 'must not be empty'));

export const mediaInput = z.object({
  url: httpUrlField,
  type: z.enum(['image', 'video', 'audio', 'embed']).default('image'),
  caption: lineField(5000).nullish().transform((value) => value ?? null),
  credit: nameField(500).nullish().transform((value) => value ?? null),
  alt: lineField(2000).nullish().transform((value) => value ?? null),
});

/** White space folded. The test alone is quick, and most paragraphs pass it: a body may have a hundred thousand spaces that stay as they are. */
const ODD_SPACE = /[\t-\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|  /;
const folded = (paragraph: string): string => (ODD_SPACE.test(paragraph) ? paragraph.replace(/[^\S ]\s*| \s+/g, ' ') : paragraph).trim();

const paragraphs = z
  .union([z.array(textField(200_000)).max(MAX_PARAGRAPHS), textField(2_000_000).transform((value) => value.split(/\n\s*\n/))], { error: 'must be a list of paragraphs, or one text' })
  .transform((list) => list.map(folded).filter((paragraph) => paragraph !== ''))
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
  /** Of a call that brings a killed story back: true brings back what it said before the kill too. */
  restore: z.boolean().optional(),
  embargoedUntil: instantField.nullish(),
  edNote: lineField(2000).nullish(),
  /** The note that readers see; an error is fixed with a note, or it is no correction. null takes it away. */
  correction: lineField(2000).pipe(z.string().min(1, 'must say what was corrected')).nullish(),
  pinned: z.boolean().optional(),
  keyEvent: z.boolean().optional(),
  /** A live blog that has ended takes posts, edits and corrections like before: it says that coverage is over, and closes nothing. null: it goes on. */
  coverageEndTime: instantField.nullish(),
};

export const ONLY_LIVE_BLOGS_END = 'is a live blog’s alone';

/** `POST /v1/stories` as JSON: one state of one story. */
export const storyInput = z
  .strictObject({ uri: uriText.optional(), url: httpUrlField.optional(), ...fields })
  .refine((story) => story.kind !== 'post' || story.partOf !== undefined, { path: ['partOf'], error: 'a post needs the live blog that it is part of' })
  .refine((story) => story.coverageEndTime == null || story.kind === undefined || story.kind === 'liveblog', { path: ['coverageEndTime'], error: ONLY_LIVE_BLOGS_END })
  .meta({ id: 'StoryInput' });
export type StoryInput = z.output<typeof storyInput>;

/** `PATCH /v1/stories/<id>`: any of the fields; what isn't named stays. */
export const storyPatch = z
  .strictObject(fields)
  .omit({ kind: true, partOf: true, zone: true })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'names no field to change')
  .meta({ id: 'StoryPatch' });
export type StoryPatch = z.output<typeof storyPatch>;

/** `DELETE /v1/stories/<id>`: a kill, and why; `erase` destroys what was killed for good. */
export const killInput = z.strictObject({ reason: lineField(2000).pipe(z.string().min(1, 'must not be empty')), erase: z.boolean().optional() }).meta({ id: 'KillInput' });
export type KillInput = z.output<typeof killInput>;

/** `POST /v1/stories/<id>/merge`: the story that it goes into, and why. */
export const mergeInput = z.strictObject({ into: z.uuid('must be the id of a story').toLowerCase(), reason: lineField(2000).optional() }).meta({ id: 'MergeInput' });
export type MergeInput = z.output<typeof mergeInput>;

/** `POST /v1/stories/<id>/split`: the first revision that is another story's, and that one's uri. */
export const splitInput = z.strictObject({ revision: z.int().min(2, 'must be 2 or more: a story keeps its first revision').max(1_000_000_000), uri: uriText.optional(), reason: lineField(2000).optional() }).meta({ id: 'SplitInput' });
export type SplitInput = z.output<typeof splitInput>;

/** The query of a page or bare text sent to `POST /v1/stories`. */
export const pageQuery = z.strictObject({
  uri: uriText.optional(),
  url: httpUrlField.optional(),
  zone: zoneName.optional(),
  language: languageTag.optional(),
  topics: z
    .string()
    .max(4000)
    .transform((list) => list.split(',').map((topic) => topic.trim()).filter((topic) => topic !== ''))
    .pipe(z.array(topicName).max(32))
    .optional(),
});
export type PageQuery = z.output<typeof pageQuery>;
