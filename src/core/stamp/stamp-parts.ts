// Reads the parts of a stamp: date, clock and zone in any order, with punctuation and fillers between.
import { readRelativeTime, readRelativeDay, type RelativeTime } from './relative-time.js';
import { readClock, type ClockTime } from './clock.js';
import { readDate, readShortDate, type DateParts, type ReadingRules } from './date.js';
import { isMark, isYear, phraseAt, type Token } from './tokenizer.js';
import { BY_WORDS, FILLERS, LABELS, MONTHS, WEEKDAYS } from './vocabulary.js';
import { readZone } from './zone-words.js';
import { formatOffset, isAmbiguousZoneWord } from './zone-offset.js';

/** The parts of a stamp, each at most once. `relative` and `daysBack` count from the time of reading. */
export type StampParts = {
  date: DateParts | null;
  weekday: number | null;
  time: ClockTime | null;
  zone: string | null;
  relative: RelativeTime | null;
  daysBack: number | null;
  /** True where the date begins with the month's name. */
  isMonthFirst: boolean;
  /** The index of the token after the parts. */
  next: number;
};

/** In tokens. */
const MAX_GAP = 6;
const MAX_NAME = 8;
const HALF_DAY = 720;
const SEPARATORS = new Set<string>(',:|/·•@-–—.\';~>»*‧"[]()⋅‒―→#');

export const emptyParts = (next: number): StampParts => ({
  date: null,
  weekday: null,
  time: null,
  zone: null,
  relative: null,
  daysBack: null,
  isMonthFirst: false,
  next,
});

/**
 * The end of brackets with the same moment in another zone, or with the weekday: "(0309 HKT)", "(금)". Null
 * for other text.
 */
function asideEnd(tokens: Token[], at: number, parts: StampParts, rules: ReadingRules): number | null {
  if (!isMark(tokens[at], '(')) return null;
  const inner = tokens[at + 1];
  const day =
    inner !== undefined && isMark(tokens[at + 2], ')') && (WEEKDAYS.has(inner.folded) || inner.text.length === 1);
  if (day) return at + 3;
  if (parts.zone === null || readClock(tokens, at + 1, rules.language) === null) return null;
  const end = tokens.slice(at, at + 8).findIndex((token) => isMark(token, ')'));
  return end < 0 ? null : at + end + 1;
}

/** Reads one part at `at` into `parts`; false where the token begins no part of a stamp. */
function readPart(tokens: Token[], at: number, parts: StampParts, rules: ReadingRules): boolean {
  const open = parts.date === null && parts.relative === null && parts.daysBack === null;
  // "5 days ago on Nov 3, 2023", "5 days ago (Nov 3, 2023)": the exact day replaces the span.
  const isIntroduced = ['on', '(', 'am', 'le', 'el'].includes(tokens[at - 1]?.folded ?? '');
  const exactDate = parts.relative !== null && parts.date === null && isIntroduced ? readDate(tokens, at, rules) : null;
  if (exactDate !== null) [parts.relative, parts.date, parts.next] = [null, exactDate, exactDate.next];
  if (exactDate !== null) return true;
  const ago = open && parts.time === null ? readRelativeTime(tokens, at) : null;
  const date = open && ago === null ? (readDate(tokens, at, rules) ?? readShortDate(tokens, at, rules)) : null;
  const time =
    ago === null && date === null && parts.time === null && parts.relative === null
      ? readClock(tokens, at, rules.language)
      : null;
  const relativeDay = open && ago === null && date === null && time === null ? readRelativeDay(tokens, at) : null;
  const zone =
    date === null && time === null && parts.zone === null
      ? readZone(tokens, at, parts.time?.hasMeridiem === true)
      : null;
  // A zone may precede its clock: 格林尼治标准时间10:41.
  const precedesClock = zone !== null && parts.time === null && readClock(tokens, zone.next, rules.language) === null;
  if (ago !== null) parts.relative = ago;
  if (date !== null) {
    parts.date = date;
    parts.isMonthFirst = tokens[at]?.kind === 'word';
  }
  if (time !== null) parts.time = time;
  if (relativeDay !== null) parts.daysBack = relativeDay.days;
  if (zone !== null && !precedesClock) parts.zone = zone.words;
  const read = ago ?? date ?? time ?? relativeDay ?? (precedesClock ? null : zone);
  if (read !== null) parts.next = read.next;
  if (zone !== null && !precedesClock) readSameInUtc(tokens, parts, rules);
  return read !== null;
}

/**
 * "12:53 IST/07:23 GMT", "12:53 CST (1853 GMT)": the same moment in GMT resolves an ambiguous abbreviation.
 */
function readSameInUtc(tokens: Token[], parts: StampParts, rules: ReadingRules): void {
  const mark = tokens[parts.next];
  if (
    parts.time === null ||
    parts.zone === null ||
    !isAmbiguousZoneWord(parts.zone) ||
    (!isMark(mark, '/') && !isMark(mark, '('))
  )
    return;
  const same = readClock(tokens, parts.next + 1, rules.language);
  const zone = same === null ? null : readZone(tokens, same.next, same.hasMeridiem);
  if (same === null || zone === null || !/^(?:GMT|UTC|Z)$/.test(zone.words)) return;
  const minutes =
    (((parts.time.hour - same.hour) * 60 + parts.time.minute - same.minute + 2 * HALF_DAY + HALF_DAY - 120) %
      (2 * HALF_DAY)) -
    (HALF_DAY - 120);
  parts.zone = formatOffset(minutes);
  parts.next = isMark(mark, '(') && isMark(tokens[zone.next], ')') ? zone.next + 1 : zone.next;
}

/** Reads date, clock and zone from `at` on, in any order, up to the first token that is none of them. */
export function readParts(tokens: Token[], at: number, rules: ReadingRules): StampParts {
  const parts = emptyParts(at);
  let gap = 0;
  for (let position = at; position < tokens.length && gap <= MAX_GAP;) {
    const token = tokens[position];
    if (token === undefined) break;
    if (readPart(tokens, position, parts, rules)) {
      position = parts.next;
      gap = 0;
    } else {
      const aside = asideEnd(tokens, position, parts, rules);
      if (aside !== null) {
        position = aside;
      } else if (parts.date?.year === null && isYear(token) && parts.time !== null) {
        // "Fri Nov 3 10:30:00 IST 2023"
        parts.date = { ...parts.date, year: Number(token.text) };
        position = parts.next = position + 1;
      } else if (WEEKDAYS.has(token.folded) && (parts.date === null || parts.weekday === null)) {
        if (rules.language !== 'vi') parts.weekday ??= WEEKDAYS.get(token.folded) ?? null;
        position += 1;
      } else if (parts.date === null && token.text.length === 3 && MONTHS.has(token.folded)) {
        // "mar 3 ottobre": Tuesday, spelt like March.
        position += 1;
        gap += 1;
      } else if (
        (token.kind === 'mark' && SEPARATORS.has(token.text)) ||
        FILLERS.has(token.folded) ||
        (token.folded === 't' && parts.date !== null)
      ) {
        position += 1;
        gap += 1;
      } else {
        break;
      }
    }
    if (parts.date !== null && parts.time !== null && parts.zone !== null && parts.date.year !== null) break;
  }
  return parts;
}

/** The index after "by Jane Doe on", or `at`. A name has a few words and contains no label. */
export function skipByline(tokens: Token[], at: number, rules: ReadingRules): number {
  const by = isMark(tokens[at], ':') ? at + 1 : at;
  if (!BY_WORDS.has(tokens[by]?.folded ?? '')) return at;
  for (let position = by + 1; position < Math.min(tokens.length, by + MAX_NAME); position += 1) {
    if (phraseAt(tokens, position, LABELS) !== null) return at;
    if (
      readPart(tokens, position, emptyParts(position), rules) ||
      (position > by + 1 && WEEKDAYS.has(tokens[position]?.folded ?? ''))
    )
      return position;
  }
  return at;
}

/** True where the parts name a day, absolute or relative. */
export const namesDay = (parts: StampParts): boolean =>
  parts.date !== null || parts.relative !== null || parts.daysBack !== null;

/**
 * The last date within `within` tokens before a label: "02 Novembre 2023 | Aggiornato alle 16:58". `from` is
 * its first token.
 */
export function partsBefore(
  tokens: Token[],
  label: number,
  within: number,
  rules: ReadingRules,
): (StampParts & { from: number }) | null {
  const first = Math.max(0, label - within);
  const head = tokens.slice(first, label);
  let found: (StampParts & { from: number }) | null = null;
  for (let at = 0; at < head.length;) {
    const parts: StampParts | null = readPart(head, at, emptyParts(at), rules) ? readParts(head, at, rules) : null;
    if (parts !== null && namesDay(parts)) found = { ...parts, from: first + at, next: first + parts.next };
    at = parts === null ? at + 1 : parts.next;
  }
  return found;
}
