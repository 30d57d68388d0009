// A source: a feed, a news sitemap or a page that Dateline polls.
import { z } from 'zod';
import { httpUrlField } from '../text/schema-field.js';
import { languageTag, topicName, zoneName } from '../story/story.js';

const SOURCE_KINDS = ['feed', 'sitemap', 'page'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Default bounds of the poll interval, in seconds. */
const DEFAULT_BOUNDS = { min: 15, max: 86_400 } as const;

const seconds = z
  .number()
  .min(1, 'must be at least 1 second')
  .max(7 * 86_400, 'must be at most 1 week');
const IN_ORDER = { path: ['minSeconds'], error: 'must not be more than maxSeconds' };
const ordered = ({
  minSeconds = DEFAULT_BOUNDS.min,
  maxSeconds = DEFAULT_BOUNDS.max,
}: {
  minSeconds?: number | undefined;
  maxSeconds?: number | undefined;
}): boolean => minSeconds <= maxSeconds;

const fields = {
  topics: z.array(topicName).max(32).optional(),
  zone: zoneName.nullish(),
  language: languageTag.nullish(),
  minSeconds: seconds.optional(),
  maxSeconds: seconds.optional(),
  /** True to read a feed's items from their own pages instead of the feed. Always so for a sitemap. */
  follow: z.boolean().optional(),
};

/** `POST /v1/sources`. Without `kind`, the first response determines it. */
export const sourceInput = z
  .strictObject({
    url: httpUrlField.pipe(z.string().max(2048, 'must have at most 2048 characters, percent-encoded')),
    kind: z.enum(SOURCE_KINDS, { error: `must be one of ${SOURCE_KINDS.join(', ')}` }).optional(),
    ...fields,
  })
  // A single bound moves the other's default, if necessary.
  .transform((input) => ({
    ...input,
    minSeconds: input.minSeconds ?? Math.min(DEFAULT_BOUNDS.min, input.maxSeconds ?? Infinity),
    maxSeconds: input.maxSeconds ?? Math.max(DEFAULT_BOUNDS.max, input.minSeconds ?? 0),
  }))
  .refine(ordered, IN_ORDER)
  .meta({ id: 'SourceInput' });
export type SourceInput = z.output<typeof sourceInput>;

/** `PATCH /v1/sources/<id>`: any of the fields; others keep their value. */
export const sourcePatch = z
  .strictObject(fields)
  .refine((patch) => Object.keys(patch).length > 0, 'must contain at least one field to change')
  .meta({ id: 'SourcePatch' });
export type SourcePatch = z.output<typeof sourcePatch>;
