// Instants as RFC 3339 text (`2022-01-08T07:23:00Z`), read and written in one way everywhere. Wall clocks and
// days without a time are no instants (see stamp/), nor are the dates of HTTP headers and RFC 822.

/**
 * The first and the last instant that a story may name. Other years are typing errors, and some calendars
 * can't hold them.
 */
export const FIRST_INSTANT = '1900-01-01T00:00:00Z';
export const LAST_INSTANT = '2200-12-31T23:59:59Z';
const FIRST_MS = Date.parse(FIRST_INSTANT);
const LAST_MS = Date.parse('2200-12-31T23:59:59.999Z');

/**
 * RFC 3339 with an offset. Seconds may be left out, as in ISO 8601; years beyond 9999 have six digits and a
 * sign.
 */
const FORM =
  /^((?:\d{4}|[+-]\d{6})-\d\d-(\d\d))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** True for milliseconds since 1970 in the years 1900 to 2200, UTC. */
export const isInBounds = (ms: number): boolean => ms >= FIRST_MS && ms <= LAST_MS;

/**
 * Milliseconds since 1970 of an instant of any year; NaN for any other text, so that each comparison with it
 * is false.
 */
export function instantMs(instant: string): number {
  const [, day = '', dayOfMonth] = FORM.exec(instant) ?? [];
  // JavaScript takes February 30 for March 2.
  return new Date(Date.parse(day)).getUTCDate() === Number(dayOfMonth) ? Date.parse(instant) : Number.NaN;
}

/** Milliseconds since 1970 of an instant in the years 1900 to 2200; null for any other text. */
export function parseInstant(text: string | null | undefined): number | null {
  const ms = instantMs(text ?? '');
  return isInBounds(ms) ? ms : null;
}

/** The instant in UTC, with a fraction only where it is not zero: how stories and stamps state times. */
export const formatInstant = (at: Date | number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/**
 * The instant in UTC, always with milliseconds: how the server states its own times (`receivedAt`,
 * `createdAt`).
 */
export const formatTimestamp = (at: Date | number): string => new Date(at).toISOString();

/** The same instant as `formatInstant` writes it; null where the text is none, or out of bounds. */
export function normaliseInstant(text: string | null | undefined): string | null {
  const ms = parseInstant(text);
  return ms === null ? null : formatInstant(ms);
}

/** As `normaliseInstant`, but an instant out of bounds becomes the nearest bound. */
export function clampInstant(text: string | null | undefined): string | null {
  const ms = instantMs(text ?? '');
  if (Number.isNaN(ms) || isInBounds(ms)) return normaliseInstant(text);
  return ms < 0 ? FIRST_INSTANT : LAST_INSTANT;
}
