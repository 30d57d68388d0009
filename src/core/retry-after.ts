// `Retry-After` of an HTTP answer (RFC 9110, 10.2.3): seconds, or a date.

/** An HTTP date as servers write it (IMF-fixdate): `Sun, 01 Mar 2026 00:01:00 GMT`. */
const HTTP_DATE = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that the header asks for, in ms from `now` (ms since 1970); null where there is no header or it is
 * malformed.
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
