// Times in the editor's own zone, in words.

const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const whole = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });

/** `12:53`, with the day where it isn't today's. */
export function shortTime(at: string | number | Date): string {
  const time = new Date(at);
  return time.toDateString() === new Date().toDateString() ? clock.format(time) : day.format(time);
}

function distance(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'in less than a minute';
  if (minutes < 90) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

/** `on Tuesday 24 November at 21:30, your time (Europe/London), in 2 hours`. */
export const formatWhen = (at: Date, now: Date): string => `on ${whole.format(at)}, your time (${zone}), ${distance(at.getTime() - now.getTime())}`;

/** What a `datetime-local` control holds, in this zone; null where it is empty or no time. */
export function parseLocal(value: string): Date | null {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? null : at;
}

/** An instant as a `datetime-local` control takes it. */
export function formatLocal(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** RFC 3339 without needless fractions, as the server writes it. */
export const formatInstant = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');
