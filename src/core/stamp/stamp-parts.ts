// What a stamp's words say, read from a place on: date, clock and zone in any order, with marks and empty words between.
import { readRelativeTime, readRelativeDay, type RelativeTime } from './relative-time.js';
import { readClock, type ClockTime } from './clock.js';
import { readDate, readShortDate, type DateParts, type ReadingRules } from './date.js';
import { isMark, isYear, phraseAt, type Token } from './tokenizer.js';
import { BY_WORDS, FILLERS, LABELS, MONTHS, WEEKDAYS } from './vocabulary.js';
import { readZone } from './zone-words.js';
import { formatOffset, isAmbiguousZoneWord } from './zone-offset.js';

/** What a stamp's words say, each part once; `ago` and `back` count from the time of reading. */
export type StampParts = {
  date: DateParts | null;
  weekday: number | null;
  time: ClockTime | null;
  zone: string | null;
  relative: RelativeTime | null;
  daysBack: number | null;
  /** The date began with the month's name. */
  isMonthFirst: boolean;
  next: number;
};

const MAX_GAP = 6;
const MAX_NAME = 8;
const HALF_DAY = 720;
const SEPARATORS = new Set<string>(",:|/·•@-–—.';~>»*‧\"[]()⋅‒―→#");

export const emptyParts = (next: number): StampParts => ({ date: null, weekday: null, time: null, zone: null, relative: null, daysBack: null, isMonthFirst: false, next });

/** Where an aside in brackets ends that says the same moment elsewhere, or the day of the week: "(0309 HKT)", "(금)"; null for others. */
function asideEnd(tokens: Token[], at: number, parts: StampParts, manner: ReadingRules): number | null {
  if (!isMark(tokens[at], '(')) return null;
  const inner = tokens[at + 1];
  const day = inner !== undefined && isMark(tokens[at + 2], ')') && (WEEKDAYS.has(inner.folded) || inner.text.length === 1);
  if (day) return at + 3;
  if (parts.zone === null || readClock(tokens, at + 1, manner.language) === null) return null;
  const end = tokens.slice(at, at + 8).findIndex((token) => isMark(token, ')'));
  return end < 0 ? null : at + end + 1;
}

/** Reads what one place says, into `parts`; false where it is no part of a stamp. */
function readPart(tokens: Token[], at: number, parts: StampParts, manner: ReadingRules): boolean {
  const open = parts.date === null && parts.relative === null && parts.daysBack === null;
  // "5 days ago on Nov 3, 2023", "5 days ago (Nov 3, 2023)": the day is said after all.
  const introduced = ['on', '(', 'am', 'le', 'el'].includes(tokens[at - 1]?.folded ?? '');
  const told = parts.relative !== null && parts.date === null && introduced ? readDate(tokens, at, manner) : null;
  if (told !== null) [parts.relative, parts.date, parts.next] = [null, told, told.next];
  if (told !== null) return true;
  const ago = open && parts.time === null ? readRelativeTime(tokens, at) : null;
  const date = open && ago === null ? (readDate(tokens, at, manner) ?? readShortDate(tokens, at, manner)) : null;
  const time = ago === null && date === null && parts.time === null && parts.relative === null ? readClock(tokens, at, manner.language) : null;
  const back = open && ago === null && date === null && time === null ? readRelativeDay(tokens, at) : null;
  const zone = date === null && time === null && parts.zone === null ? readZone(tokens, at, parts.time?.hasMeridiem === true) : null;
  // A zone may stand before its clock where nothing else can be meant by it: 格林尼治标准时间10:41.
  const early = zone !== null && parts.time === null && readClock(tokens, zone.next, manner.language) === null;
  if (ago !== null) parts.relative = ago;
  if (date !== null) {
    parts.date = date;
    parts.isMonthFirst = tokens[at]?.kind === 'word';
  }
  if (time !== null) parts.time = time;
  if (back !== null) parts.daysBack = back.days;
  if (zone !== null && !early) parts.zone = zone.words;
  const read = ago ?? date ?? time ?? back ?? (early ? null : zone);
  if (read !== null) parts.next = read.next;
  if (zone !== null && !early) readSameInUtc(tokens, parts, manner);
  return read !== null;
}

/** "12:53 IST/07:23 GMT", "12:53 CST (1853 GMT)": the same moment in GMT says what an abbreviation of several zones means. */
function readSameInUtc(tokens: Token[], parts: StampParts, manner: ReadingRules): void {
  const mark = tokens[parts.next];
  if (parts.time === null || parts.zone === null || !isAmbiguousZoneWord(parts.zone) || (!isMark(mark, '/') && !isMark(mark, '('))) return;
  const same = readClock(tokens, parts.next + 1, manner.language);
  const zone = same === null ? null : readZone(tokens, same.next, same.hasMeridiem);
  if (same === null || zone === null || !/^(?:GMT|UTC|Z)$/.test(zone.words)) return;
  const minutes = ((parts.time.hour - same.hour) * 60 + parts.time.minute - same.minute + 2 * HALF_DAY + HALF_DAY - 120) % (2 * HALF_DAY) - (HALF_DAY - 120);
  parts.zone = formatOffset(minutes);
  parts.next = isMark(mark, '(') && isMark(tokens[zone.next], ')') ? zone.next + 1 : zone.next;
}

/** Reads date, clock and zone from `at` on, in any order, until something else stands there. */
export function readParts(tokens: Token[], at: number, manner: ReadingRules): StampParts {
  const parts = emptyParts(at);
  let gap = 0;
  for (let place = at; place < tokens.length && gap <= MAX_GAP; ) {
    const token = tokens[place];
    if (token === undefined) break;
    if (readPart(tokens, place, parts, manner)) {
      place = parts.next;
      gap = 0;
    } else {
      const aside = asideEnd(tokens, place, parts, manner);
      if (aside !== null) {
        place = aside;
      } else if (parts.date?.year === null && isYear(token) && parts.time !== null) {
        // "Fri Nov 3 10:30:00 IST 2023"
        parts.date = { ...parts.date, year: Number(token.text) };
        place = parts.next = place + 1;
      } else if (WEEKDAYS.has(token.folded) && (parts.date === null || parts.weekday === null)) {
        if (manner.language !== 'vi') parts.weekday ??= WEEKDAYS.get(token.folded) ?? null;
        place += 1;
      } else if (parts.date === null && token.text.length === 3 && MONTHS.has(token.folded)) {
        // "mar 3 ottobre": a Tuesday that is spelt as March is.
        place += 1;
        gap += 1;
      } else if ((token.kind === 'mark' && SEPARATORS.has(token.text)) || FILLERS.has(token.folded) || (token.folded === 't' && parts.date !== null)) {
        place += 1;
        gap += 1;
      } else {
        break;
      }
    }
    if (parts.date !== null && parts.time !== null && parts.zone !== null && parts.date.year !== null) break;
  }
  return parts;
}

/** Where the stamp goes on after "by Jane Doe on": a name is a few words, and no other label. */
export function skipByline(tokens: Token[], at: number, manner: ReadingRules): number {
  const by = isMark(tokens[at], ':') ? at + 1 : at;
  if (!BY_WORDS.has(tokens[by]?.folded ?? '')) return at;
  for (let place = by + 1; place < Math.min(tokens.length, by + MAX_NAME); place += 1) {
    if (phraseAt(tokens, place, LABELS) !== null) return at;
    if (readPart(tokens, place, emptyParts(place), manner) || (place > by + 1 && WEEKDAYS.has(tokens[place]?.folded ?? ''))) return place;
  }
  return at;
}

export const namesDay = (parts: StampParts): boolean => parts.date !== null || parts.relative !== null || parts.daysBack !== null;

/** What is said last before a place, within some tokens: "02 Novembre 2023 | Aggiornato alle 16:58". `from` is the token that it starts at. */
export function partsBefore(tokens: Token[], label: number, within: number, manner: ReadingRules): (StampParts & { from: number }) | null {
  const first = Math.max(0, label - within);
  const head = tokens.slice(first, label);
  let found: (StampParts & { from: number }) | null = null;
  for (let at = 0; at < head.length; ) {
    const parts: StampParts | null = readPart(head, at, emptyParts(at), manner) ? readParts(head, at, manner) : null;
    if (parts !== null && namesDay(parts)) found = { ...parts, from: first + at, next: first + parts.next };
    at = parts === null ? at + 1 : parts.next;
  }
  return found;
}
