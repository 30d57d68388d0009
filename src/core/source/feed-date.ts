import { boundedInstant } from '../instant.js';
import { findDates } from '../stamp/grammar.js';

/** RFC 3339 and RFC 822 with an offset that they say themselves. */
const SURE = /(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC|UT|EST|EDT|CST|CDT|MST|MDT|PST|PDT))\s*$/i;

/** A feed's date as an instant, RFC 3339 in UTC; null where its words leave the zone open and `zone` does not settle it, or it is out of bounds. */
export function parseFeedDate(text: string | undefined, zone: string | undefined, now: number): string | null {
  const words = text?.trim().slice(0, 100) ?? '';
  if (words === '') return null;
  const at = SURE.test(words) ? Date.parse(words) : Number.NaN;
  if (!Number.isNaN(at)) return boundedInstant(words);
  return boundedInstant(findDates(words, { zone, now, language: undefined, url: undefined }).stamps[0]?.at);
}
