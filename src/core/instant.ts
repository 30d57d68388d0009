// The years that a time may be of, in UTC: what is beyond them is a slip, and no calendar that reads it later need hold it.

export const FIRST_INSTANT = '1900-01-01T00:00:00Z';
export const LAST_INSTANT = '2200-12-31T23:59:59Z';
const BOUNDS = { first: Date.parse(FIRST_INSTANT), last: Date.parse('2200-12-31T23:59:59.999Z') };

/** True for milliseconds of the epoch within the years that a time may be of. */
export const isInBounds = (ms: number): boolean => ms >= BOUNDS.first && ms <= BOUNDS.last;

/** An instant as it is kept, in UTC without needless fractions; null for what is none, or out of bounds. */
export function boundedInstant(time: string | null | undefined): string | null {
  const ms = time == null ? Number.NaN : Date.parse(time);
  return isInBounds(ms) ? new Date(ms).toISOString().replace('.000Z', 'Z') : null;
}
