// Zod fields of the schemas at the boundary: every stored string and instant is one of these.
import { z } from 'zod';
import { FIRST_INSTANT, normaliseInstant, parseInstant } from '../instant.js';
import { cleanUrl, MAX_URL_LENGTH } from './clean-url.js';
import { cleanLine, cleanName, cleanText } from './clean-text.js';

/** Text of several lines, at most `max` UTF-16 units. */
export const textField = (max: number) => z.string().max(max).transform(cleanText);
/** One line of text: a headline, a caption, a note. */
export const lineField = (max: number) => z.string().max(max).transform(cleanLine);
/** One line that is a name. */
export const nameField = (max: number) => z.string().max(max).transform(cleanName);

/** An http or https URL. */
export const httpUrlField = z
  .string()
  .max(MAX_URL_LENGTH.written)
  .transform((address, context) => {
    const href = cleanUrl(address);
    if (href !== null) return href;
    context.addIssue({ code: 'custom', message: 'must be an http or https address' });
    return z.NEVER;
  })
  .meta({ format: 'uri' });

/** RFC 3339 with an offset, of any year, as written. */
export const timestampField = z.iso.datetime({
  offset: true,
  error: 'must be an RFC 3339 time with an offset',
  abort: true,
});
/** RFC 3339 with an offset, in the years 1900 to 2200. Converted to UTC: `2022-01-08T07:23:00Z`. */
export const instantField = timestampField
  .refine((value) => parseInstant(value) !== null, { error: 'must be of the years 1900 to 2200, in UTC', abort: true })
  .transform((value) => normaliseInstant(value) ?? FIRST_INSTANT);
