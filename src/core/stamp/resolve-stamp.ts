// Resolves the parts of a stamp to a wall clock and an instant. Open questions make it `ambiguous`; relative
// times, `approximate`.
import { formatInstant } from '../instant.js';
import { zoneEvidenceOf, type StampContext } from './stamp-context.js';
import type { DateParts } from './date.js';
import type { StampParts } from './stamp-parts.js';
import type { StampKind } from './vocabulary.js';
import type { Origin, Stamp } from '../story/story.js';
import {
  formatOffset,
  instantOf,
  isCalendarDay,
  offsetAt,
  parseOffset,
  offsetOfZoneWord,
  offsetOfWallClock,
  type ZoneWordOffset,
  type WallClock,
} from './zone-offset.js';
import { foldSpace } from '../text/fold-space.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A date without a year is trusted within this time of a known date. In milliseconds. */
const YEARLESS_TRUST = 90 * DAY;
/** A year further in the future belongs to another calendar: 2080 in Nepal. */
const MAX_YEARS_AHEAD = 10;
const DAY_FIRST_ZONES = /^(?:IST|GMT|BST|CET|CEST|MEZ|MESZ|AEST|AEDT|NZST|NZDT|SAST|WAT|EAT|PKT|Europe\/.*)$/;
const MONTH_FIRST_ZONES = /^(?:E[SD]?T|P[SD]T|PT|C[D]?T|M[SD]?T|AKST|AKDT|HST)$/;

/** False for an unset or absurd time of reading. */
const isPlausibleNow = (now: number): boolean => now > Date.UTC(1970, 0, 1) && now < Date.UTC(2100, 0, 1);

const pad = (value: number): string => String(value).padStart(2, '0');
const dayIn = (date: Date): { year: number; month: number; day: number } => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
});
const dayOf = (year: number, month: number, day: number): string => `${year}-${pad(month)}-${pad(day)}`;

/** A full date elsewhere on the page, in ms: in an earlier stamp, machine-readable times or the URL. */
function anchorDay(context: StampContext): number | null {
  const [, year, month, day] = /\/(20\d\d)[/-](\d\d)(?:[/-](\d\d))?(?=[/-]|$)/.exec(context.url ?? '') ?? [];
  const dates = [
    context.day,
    ...(context.machineTimes ?? []).slice(0, 5),
    month === undefined ? null : `${year}-${month}-${day ?? '15'}`,
  ];
  return dates.map((value) => Date.parse((value ?? '').slice(0, 10))).find((instant) => !Number.isNaN(instant)) ?? null;
}

/**
 * The year of a date without one: the nearest to a full date elsewhere on the page, else that of the last
 * such day before `now`. `trusted` where it is recent or the weekday agrees.
 */
function inferYear(date: DateParts, weekday: number | null, context: StampContext): { year: number; trusted: boolean } {
  const { now } = context;
  const utcOf = (year: number): number => Date.UTC(year, date.month - 1, date.day);
  const anchor = anchorDay(context);
  if (anchor !== null) {
    const nearYear = new Date(anchor).getUTCFullYear();
    const [year = nearYear] = [nearYear, nearYear + 1, nearYear - 1].sort(
      (a, b) => Math.abs(utcOf(a) - anchor) - Math.abs(utcOf(b) - anchor),
    );
    return { year, trusted: Math.abs(utcOf(year) - anchor) < YEARLESS_TRUST };
  }
  // The copyright year is only likely: the stamp stays ambiguous unless the weekday agrees.
  const thisYear = context.year ?? new Date(now).getUTCFullYear();
  const year = utcOf(thisYear) > now + DAY ? thisYear - 1 : thisYear;
  const agrees = weekday === new Date(utcOf(year)).getUTCDay();
  return { year, trusted: agrees || (weekday === null && Math.abs(now - utcOf(year)) < YEARLESS_TRUST) };
}

/**
 * Resolves 03/04 where only one order fits: the weekday, a date not in the future, the page's own times, or
 * the zone.
 */
function resolveDayMonthOrder(date: DateParts, year: number, parts: StampParts, context: StampContext): DateParts {
  if (!date.isOrderOpen) return date;
  const swapped = { ...date, month: date.day, day: date.month };
  const resolvedBy = (fits: (reading: DateParts) => boolean): DateParts | null =>
    fits(date) === fits(swapped) ? null : { ...(fits(date) ? date : swapped), isOrderOpen: false };
  const time = (reading: DateParts): number => Date.UTC(year, reading.month - 1, reading.day);
  const zone = parts.zone ?? '';
  const machine = (context.machineTimes ?? [])
    .map((value) => Date.parse(value.slice(0, 10)))
    .filter((instant) => !Number.isNaN(instant));
  return (
    (parts.weekday === null ? null : resolvedBy((reading) => new Date(time(reading)).getUTCDay() === parts.weekday)) ??
    resolvedBy((reading) => time(reading) <= context.now + DAY) ??
    resolvedBy((reading) => machine.some((instant) => Math.abs(instant - time(reading)) <= DAY)) ??
    (DAY_FIRST_ZONES.test(zone)
      ? { ...date, isOrderOpen: false }
      : MONTH_FIRST_ZONES.test(zone)
        ? { ...swapped, isOrderOpen: false }
        : date)
  );
}

/** "2 hours ago" as an instant, "3 days ago" as a day, in the publisher's zone or else UTC. */
function resolveRelativeTime(parts: StampParts, context: StampContext): Pick<Stamp, 'wall' | 'zone' | 'at'> | null {
  const { relative } = parts;
  if (relative === null || !isPlausibleNow(context.now)) return null;
  const instant = Math.floor((context.now - relative.minutes * MINUTE) / MINUTE) * MINUTE;
  const offset = (context.zone === undefined ? null : offsetAt(context.zone, instant)) ?? 0;
  const wall = new Date(instant + offset * MINUTE).toISOString();
  if (relative.smallestUnit >= 1440) return { wall: wall.slice(0, 10), zone: null, at: null };
  return { wall: wall.slice(0, 16), zone: formatOffset(offset), at: formatInstant(instant) };
}

/**
 * Countries that the style points to, each as one piece of evidence: "Nov 8, 2023 02:40 PM CST" is American,
 * "4 July 2017, 9:37 BST" British. A full stop in a 24-hour clock, "09.37 BST", is British a second time.
 */
function countriesOfStyle(parts: StampParts): string[] {
  if (parts.zone === 'CST') return parts.isMonthFirst && parts.time?.hasMeridiem === true ? ['US'] : [];
  if (parts.zone !== 'BST' || parts.date === null || parts.isMonthFirst) return [];
  return parts.time?.hasFullStop === true && !parts.time.hasMeridiem ? ['GB', 'GB'] : ['GB'];
}

function resolveOffset(parts: StampParts, wall: WallClock, context: StampContext): ZoneWordOffset {
  const writtenOffset = parts.zone === null ? null : parseOffset(parts.zone);
  if (writtenOffset !== null) return { minutes: writtenOffset };
  const evidence = zoneEvidenceOf(context, wall);
  if (context.zone === undefined)
    evidence.countries = [...(evidence.countries ?? []), ...countriesOfStyle(parts).map((country) => [country])];
  if (parts.zone !== null) return offsetOfZoneWord(parts.zone, wall, evidence);
  if (context.zone !== undefined) return offsetOfWallClock(context.zone, wall);
  const [offset, ...others] = new Set(evidence.pageOffsets);
  return offset === undefined || others.length > 0 ? 'ambiguous' : { minutes: offset };
}

/** The day that the parts name, or null where there is none or it is impossible. */
function resolveDay(
  parts: StampParts,
  context: StampContext,
): { year: number; month: number; day: number; isOpen: boolean } | null {
  if (parts.daysBack !== null) {
    if (!isPlausibleNow(context.now)) return null;
    const offset = (context.zone === undefined ? null : offsetAt(context.zone, context.now)) ?? 0;
    const day = new Date(context.now + offset * MINUTE - parts.daysBack * DAY);
    return { ...dayIn(day), isOpen: false };
  }
  if (parts.date === null) return null;
  const { year, trusted } =
    parts.date.year === null ? inferYear(parts.date, parts.weekday, context) : { year: parts.date.year, trusted: true };
  const date = resolveDayMonthOrder(parts.date, year, parts, context);
  if (!isCalendarDay(year, date.month, date.day) || year > new Date(context.now).getUTCFullYear() + MAX_YEARS_AHEAD)
    return null;
  return { year, month: date.month, day: date.day, isOpen: date.isOrderOpen || !trusted };
}

/** The stamp of these parts, or null where they name no day. `words` is its text. */
export function resolveStamp(
  parts: StampParts,
  words: string,
  kind: StampKind,
  from: Origin,
  context: StampContext,
): Stamp | null {
  const text = foldSpace(words);
  const ago = resolveRelativeTime(parts, context);
  if (ago !== null) return { text, kind, ...ago, ambiguous: false, approximate: true, from };
  const date = resolveDay(parts, context);
  if (date === null) return null;
  const { time } = parts;
  const approximate = parts.daysBack === null ? {} : { approximate: true as const };
  // "11/3/2023 1:43 PM": am and pm suggest the American order. The stamp stays ambiguous.
  const isAmerican =
    date.isOpen &&
    parts.date?.isOrderOpen === true &&
    time?.hasMeridiem === true &&
    isCalendarDay(date.year, date.day, date.month);
  if (isAmerican) [date.month, date.day] = [date.day, date.month];
  const base = { text, kind, zone: null, at: null, ambiguous: date.isOpen, ...approximate, from };
  if (time === null) return { ...base, wall: dayOf(date.year, date.month, date.day) };
  // 24:00 is midnight at the start of the next day.
  const moment = new Date(Date.UTC(date.year, date.month - 1, date.day, time.hour, time.minute, time.second ?? 0));
  const wall: WallClock = {
    ...dayIn(moment),
    hour: moment.getUTCHours(),
    minute: moment.getUTCMinutes(),
    second: moment.getUTCSeconds(),
  };
  const read = { ...base, wall: `${dayOf(wall.year, wall.month, wall.day)}T${pad(wall.hour)}:${pad(wall.minute)}` };
  const offset = resolveOffset(parts, wall, context);
  if (date.isOpen || offset === 'ambiguous') return { ...read, ambiguous: true };
  return {
    ...read,
    zone: formatOffset(offset.minutes),
    at: instantOf(wall, offset.minutes),
    ambiguous: 'flagged' in offset,
  };
}
