// The grammar of stamps, over what a reader sees: a label, then a date, a clock and a zone in any order, with little between.
// Text may be glued ("New Delhi, IndiaUpdated: Jan 08, 2022", "20197:16 AM"): tokens end where case or kind of character turns.
// What the words leave open is never decided in silence: the stamp is `ambiguous` and has no instant. So are
// - a clock without a zone (neither in words nor from the publisher), or with one that has several meanings;
// - 03/04/2022 where language doesn't settle the order: `wall` then reads day first, as most of the world does;
// - a day without a year that isn't recent: `wall` then has the last such day before `now`.
import { readTime, readZone, type TimeRead } from './stamp-clock.js';
import { readDate, type DateRead } from './stamp-date.js';
import { isMark, tokenize, type Token } from './stamp-token.js';
import { FILLERS, LABELS, WEEKDAYS, type Label, type StampKind } from './stamp-words.js';
import type { Origin, Stamp } from './story.js';
import { formatOffset, instantOf, isCalendarDay, wordsOffset, zoneOffset, type Wall } from './zone.js';

/** What is known outside the words: the publisher's zone (IANA or offset), the page's language, and the time in ms. */
export type StampContext = { zone?: string | undefined; language?: string | undefined; now: number };
/** A stamp and where its words stand in the text that was searched. */
export type FoundStamp = { stamp: Stamp; start: number; end: number };

type Parts = { date: DateRead | null; weekday: number | null; time: TimeRead | null; zone: string | null; next: number };

/** A stamp's words are few: what is longer than this is searched in its head only, so that time stays bounded. */
const MAX_TEXT = 20_000;
const MAX_GAP = 4;
const YEARLESS_TRUST = 90 * 86_400_000;
const SEPARATORS = new Set([',', ':', '|', '/', '·', '•', '@', '-', '–', '—', '.', "'"]);
const PROSE_BEFORE = new Set('was were is are be been being has have had not an the to will when since and or a get being which that'.split(' '));
/** Reads date, clock and zone from `at` on, in any order, until something else stands there. */
function readParts(tokens: Token[], at: number, dayFirst: boolean | null): Parts {
  const parts: Parts = { date: null, weekday: null, time: null, zone: null, next: at };
  let gap = 0;
  for (let place = at; place < tokens.length && gap <= MAX_GAP; ) {
    const token = tokens[place];
    if (token === undefined) break;
    const date = parts.date === null ? readDate(tokens, place, dayFirst) : null;
    const time = date === null && parts.time === null ? readTime(tokens, place) : null;
    const zone = date === null && time === null && parts.time !== null && parts.zone === null ? readZone(tokens, place, parts.time.meridiem) : null;
    const aside = isMark(token, '(') && parts.zone !== null ? readTime(tokens, place + 1) : null;
    if (date !== null) parts.date = date;
    if (time !== null) parts.time = time;
    if (zone !== null) parts.zone = zone.words;
    const read = date ?? time ?? zone;
    if (read !== null) {
      place = parts.next = read.next;
      gap = 0;
    } else if (aside !== null) {
      // "1909 GMT (0309 HKT) November 18": the same moment elsewhere.
      const end = tokens.slice(place, place + 8).findIndex((other) => isMark(other, ')'));
      if (end < 0) break;
      place += end + 1;
    } else if (WEEKDAYS.has(token.lower)) {
      parts.weekday ??= WEEKDAYS.get(token.lower) ?? null;
      place += 1;
    } else if ((token.kind === 'mark' && SEPARATORS.has(token.text)) || FILLERS.has(token.lower) || (token.lower === 't' && parts.date !== null)) {
      place += 1;
      gap += 1;
    } else {
      break;
    }
    if (parts.date !== null && parts.time !== null && parts.zone !== null) break;
  }
  return parts;
}

const MONTH_FIRST = /^en-(us|ca|ph)$/i;

/** Whether 03/04 is the third of April in this language; null where it can't be known ("en"). */
function isDayFirst(language: string | undefined): boolean | null {
  if (language === undefined || /^en$/i.test(language)) return null;
  if (MONTH_FIRST.test(language)) return /us$/i.test(language) ? false : null;
  return true;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** The year that words leave out: that of the last such day before `now`; trusted where it is recent or the weekday agrees. */
function missingYear(date: DateRead, weekday: number | null, now: number): { year: number; trusted: boolean } {
  const thisYear = new Date(now).getUTCFullYear();
  const dayOf = (year: number): number => Date.UTC(year, date.month - 1, date.day);
  const year = dayOf(thisYear) > now + 86_400_000 ? thisYear - 1 : thisYear;
  const agrees = weekday === new Date(dayOf(year)).getUTCDay();
  return { year, trusted: agrees || (weekday === null && now - dayOf(year) < YEARLESS_TRUST) };
}

/** Makes the stamp, or null where the parts hold no day. */
function settle(parts: Parts, text: string, kind: StampKind, from: Origin, context: StampContext): Stamp | null {
  const { date, time } = parts;
  if (date === null) return null;
  const { year, trusted } = date.year === null ? missingYear(date, parts.weekday, context.now) : { year: date.year, trusted: true };
  if (!isCalendarDay(year, date.month, date.day)) return null;
  const day = `${year}-${pad(date.month)}-${pad(date.day)}`;
  const open = date.open || !trusted;
  const stamp = { text: text.replace(/\s+/g, ' ').trim(), kind, wall: day, zone: null, at: null, ambiguous: open, from };
  if (time === null) return stamp;
  const wall: Wall = { year, month: date.month, day: date.day, hour: time.hour, minute: time.minute, second: time.second ?? 0 };
  const offset = parts.zone !== null ? wordsOffset(parts.zone, wall, context.zone) : context.zone !== undefined ? zoneOffset(context.zone, wall) : 'ambiguous';
  const read = { ...stamp, wall: `${day}T${pad(time.hour)}:${pad(time.minute)}` };
  if (open || offset === 'ambiguous') return { ...read, ambiguous: true };
  return { ...read, zone: formatOffset(offset.minutes), at: instantOf(wall, offset.minutes) };
}

function labelAt(tokens: Token[], at: number): Label | null {
  for (const label of LABELS.get(tokens[at]?.lower ?? '') ?? []) {
    if (label.words.every((word, index) => tokens[at + index]?.lower === word)) return label;
  }
  return null;
}

/** A date that stands shortly before a label whose own words have only a clock: "02 Novembre 2023 | Aggiornato alle 16:58". */
function dateBefore(tokens: Token[], label: number, dayFirst: boolean | null): DateRead | null {
  for (let at = Math.max(0, label - 10); at < label; at += 1) {
    const date = readDate(tokens, at, dayFirst);
    if (date !== null && date.next <= label) return date;
  }
  return null;
}

/** Every labelled stamp in the text, in order. Pure and total; only the first 20,000 characters are searched. */
export function findStamps(text: string, context: StampContext): FoundStamp[] {
  const head = text.slice(0, MAX_TEXT);
  const tokens = tokenize(head);
  const found: FoundStamp[] = [];
  let lastDate: DateRead | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const label = labelAt(tokens, at);
    if (label === null) continue;
    const after = at + label.words.length;
    const start = tokens[at]?.start ?? 0;
    const before = tokens[at - 1];
    const small = tokens[at]?.text === tokens[at]?.lower && tokens[at]?.text !== tokens[at]?.text.toUpperCase();
    if (small && before !== undefined && PROSE_BEFORE.has(before.lower) && !isMark(tokens[after], ':')) {
      at = after - 1;
      continue;
    }
    const dayFirst = isDayFirst(label.language === 'en' ? context.language : label.language);
    const parts = readParts(tokens, after, dayFirst);
    if (parts.date === null && parts.time !== null) parts.date = dateBefore(tokens, at, dayFirst) ?? lastDate;
    if (parts.date === null) continue;
    lastDate = parts.date;
    const end = tokens[parts.next - 1]?.end ?? start;
    const stamp = settle(parts, head.slice(start, end), label.kind, 'label', context);
    if (stamp === null) continue;
    found.push({ stamp, start, end });
    at = parts.next - 1;
  }
  return found;
}

const EPOCH = /^\d{10}(\d{3})?$/;

/**
 * Reads a text that is nothing but a date, with or without clock and zone: a line of its own, a `datetime`, a JSON-LD or meta value
 * (ISO 8601, RFC 2822, words, or seconds or milliseconds since 1970). Null where anything else stands there.
 */
export function readStamp(text: string, kind: StampKind, from: Origin, context: StampContext): Stamp | null {
  const value = text.trim().slice(0, 120);
  if (EPOCH.test(value)) {
    const iso = new Date(Number(value) * (value.length === 10 ? 1000 : 1)).toISOString();
    return { text: value, kind, wall: iso.slice(0, 16), zone: 'Z', at: iso.replace(/\.\d{3}Z$/, 'Z'), ambiguous: false, from };
  }
  const tokens = tokenize(value);
  const parts = readParts(tokens, 0, isDayFirst(context.language));
  return parts.date === null || tokens.slice(parts.next).some((token) => token.kind !== 'mark') ? null : settle(parts, value, kind, from, context);
}
