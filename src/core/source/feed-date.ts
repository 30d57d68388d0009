import { formatInstant, isInBounds, normaliseInstant } from '../instant.js';
import { findDates } from '../stamp/grammar.js';

/** Ends in an offset or zone: RFC 3339, RFC 822, and what feeds write instead; JavaScript reads them all. */
const ZONED = /(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC|UT|EST|EDT|CST|CDT|MST|MDT|PST|PDT))\s*$/i;

/**
 * A feed's date as an instant, RFC 3339 in UTC. Null where it names no zone and `zone` doesn't settle it, or
 * the year is out of bounds.
 */
export function parseFeedDate(text: string | undefined, zone: string | undefined, now: number): string | null {
  const words = text?.trim().slice(0, 100) ?? '';
  if (words === '') return null;
  const at = ZONED.test(words) ? Date.parse(words) : Number.NaN;
  if (!Number.isNaN(at)) return isInBounds(at) ? formatInstant(at) : null;
  return normaliseInstant(findDates(words, { zone, now, language: undefined, url: undefined }).stamps[0]?.at);
}
