// Formats and parses times in the editor's own time zone.
import { formatInstant } from '../../../core/instant.js';

const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const clock = new Intl.DateTimeFormat(locale, CLOCK);
const dayAndClock = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...CLOCK });
const full = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...CLOCK });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });

/** `12:53` today, with the day otherwise. */
export function shortTime(at: string | number | Date): string {
  const time = new Date(at);
  return time.toDateString() === new Date().toDateString() ? clock.format(time) : dayAndClock.format(time);
}

function distance(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'in less than a minute';
  if (minutes < 90) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

/** For example `on Tuesday 24 November at 21:30, your time (Europe/London), in 2 hours`. */
export const formatWhen = (at: Date, now: Date): string =>
  `on ${full.format(at)}, your time (${zone}), ${distance(at.getTime() - now.getTime())}`;

/** The value of a `datetime-local` control in this zone; null if it is empty or invalid. */
export function parseLocal(value: string): Date | null {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? null : at;
}

/** The value of a `datetime-local` control for an instant. */
export function formatLocal(at: Date): string {
  const pad = (number: number): string => String(number).padStart(2, '0');
  const date = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** RFC 3339 in UTC, in whole seconds, as the server writes it. */
export const formatSeconds = (at: Date): string => formatInstant(Math.floor(at.getTime() / 1000) * 1000);
