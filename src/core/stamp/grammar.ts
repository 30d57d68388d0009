// The grammar of stamps in visible text: a label, then date, clock and zone in any order.
// Words may run together ("New Delhi, IndiaUpdated: Jan 08, 2022", "20197:16 AM"); see tokenizer.ts.
// Invariant: open questions are never decided silently. A stamp is `ambiguous`, without an instant, for
// - a clock without a zone (in the words, from the publisher, from the page's own times), or with an
//   unresolved abbreviation;
// - 03/04/2022 of unknown order: `wall` then has the day first, and the month first before am or pm;
// - a date without a year that isn't recent: `wall` then has the last such day before `now`.
// A time relative to `now` ("2 hours ago", "yesterday") is `approximate`.
import { formatInstant } from '../instant.js';
import { COUNTER_WORDS } from './words/header.js';
import { AMBIGUOUS_ZONES, isDayFirst, type StampContext as Known } from './stamp-context.js';
import { readDate, type ReadingRules } from './date.js';
import { skipByline, namesDay, emptyParts, partsBefore, readParts, type StampParts } from './stamp-parts.js';
import { isLabelInProse, mentionsPage } from './label-in-prose.js';
import { resolveStamp } from './resolve-stamp.js';
import { homeCountriesOf } from './home-countries.js';
import { mayHaveLabel } from './prefilter.js';
import { isMark, phraseAt, tokenize, type Token } from './tokenizer.js';
import { BY_WORDS, FILLERS, LABELS, WEEKDAYS, type Label, type StampKind } from './vocabulary.js';
import type { Origin, Stamp } from '../story/story.js';
import { isCalendarDay } from './zone-offset.js';

/** See stamp-context.ts. */
export type StampContext = Known;
/** A stamp and its position in the searched text; `end` is exclusive. */
export type FoundStamp = { stamp: Stamp; start: number; end: number };

/** Only the first characters of a longer text are searched, to bound the time. */
const MAX_TEXT = 20_000;
/** Longest date without a label, in characters. */
const MAX_VALUE = 120;
/** The search ends after this many labels, to bound the time. */
const MAX_LABELS = 500;
/** Most tokens between a label that has only a clock, and its date before or after. */
const MAX_BEFORE = 24;
const MAX_AFTER = 14;
/** Languages with the participle after the date. */
const VERB_LAST = new Set(['de', 'nl']);

type Reading = { parts: StampParts; from: number; to: number };

const gapBetween = (tokens: Token[], left: number, right: number): number =>
  (tokens[right]?.start ?? 0) - (tokens[left]?.end ?? 0);

const BARS = new Set(['|', '·', '•', '/', '–', '—']);

/** True at the end of the text or before a bar. */
const isLast = (tokens: Token[], after: number): boolean =>
  after >= tokens.length || BARS.has(tokens[after]?.text ?? '');
/** True at the start of the text or after a bar, weekdays aside. */
const isFirst = (tokens: Token[], from: number): boolean => {
  let at = from - 1;
  while (at >= 0 && (['.', ','].includes(tokens[at]?.text ?? '') || WEEKDAYS.has(tokens[at]?.folded ?? ''))) at -= 1;
  return at < 0 || BARS.has(tokens[at]?.text ?? '');
};

/**
 * Reads the date and clock before a label: 2023年11月3日更新, "3 Kasım 2023 güncellendi", "Nov 3, 2023 (updated)".
 */
function readTrailing(
  tokens: Token[],
  at: number,
  label: Label,
  firstFree: number,
  rules: ReadingRules,
): Reading | null {
  const after = at + label.words.length;
  const bracketed = isMark(tokens[at - 1], '(') && isMark(tokens[after], ')');
  const isAtEnd = isLast(tokens, after);
  if (!label.mayFollowDate && !bracketed && !isAtEnd && !VERB_LAST.has(label.language)) return null;
  const parts = partsBefore(tokens, at, Math.min(MAX_BEFORE, at - firstFree), rules);
  if (parts === null || !namesDay(parts) || at - parts.next > 2 || gapBetween(tokens, parts.next - 1, at) > 12)
    return null;
  // "Dieser Artikel wurde zuletzt am 3. November 2023 aktualisiert" is a stamp; the change of a law is none.
  const hasLastWord = tokens
    .slice(Math.max(0, parts.from - 3), parts.from)
    .some(({ folded }) => folded === 'zuletzt' || folded === 'laatst');
  if (
    !label.mayFollowDate &&
    !bracketed &&
    !hasLastWord &&
    !(isAtEnd && isFirst(tokens, parts.from)) &&
    !mentionsPage(tokens, parts.from)
  )
    return null;
  return { parts, from: parts.from, to: after };
}

/** True where the label at `at` takes the date before it: it may follow its date, and no date follows it. */
function takesDateBefore(tokens: Token[], at: number, rules: ReadingRules): boolean {
  const label = phraseAt(tokens, at, LABELS);
  return (
    label?.mayFollowDate === true &&
    !isMark(tokens[at + label.words.length], ':') &&
    !namesDay(readParts(tokens, at + label.words.length, rules))
  );
}

/**
 * The parts of a clock without a day, with the day before it, of the last stamp, of the page, or of a
 * "published" label after it.
 */
function withDayFromContext(
  tokens: Token[],
  at: number,
  parts: StampParts,
  last: StampParts | null,
  context: StampContext,
  rules: ReadingRules,
): StampParts {
  const before = partsBefore(tokens, at, MAX_BEFORE, rules);
  if (before?.date != null) return { ...parts, date: before.date, weekday: before.weekday };
  if (last?.date != null) return { ...parts, date: last.date, weekday: last.weekday };
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(context.day ?? '') ?? [];
  if (day !== undefined)
    return {
      ...parts,
      date: { year: Number(year), month: Number(month), day: Number(day), isOrderOpen: false, next: parts.next },
    };
  for (let place = parts.next; place < Math.min(tokens.length, parts.next + MAX_AFTER); place += 1) {
    if (phraseAt(tokens, place, LABELS)?.kind !== 'published') continue;
    for (let start = place; start < place + 4; start += 1) {
      const date = readDate(tokens, start, rules);
      if (date !== null) return { ...parts, date };
    }
  }
  // "Updated Friday at 1:43 PM"
  return parts.weekday === null
    ? parts
    : { ...parts, daysBack: (new Date(context.now).getUTCDay() - parts.weekday + 7) % 7 };
}

/** True for a text that is only a label, without a date. */
export function isStampLabel(text: string): boolean {
  if (text.length > 40 || /\p{Nd}/u.test(text)) return false;
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'mark');
  const label = phraseAt(tokens, 0, LABELS);
  return label !== null && tokens.slice(label.words.length).every(({ folded }) => FILLERS.has(folded));
}

/** Every labelled stamp of the text, in order. Pure, never throws; searches the first 20,000 characters. */
export function findStamps(text: string, context: StampContext): FoundStamp[] {
  const head = text.slice(0, MAX_TEXT);
  if (!mayHaveLabel(head)) return [];
  const tokens = tokenize(head);
  const orders = new Map<string, boolean | null>();
  // Only an ambiguous zone needs the home countries.
  const searchContext: StampContext =
    context.homeCountries === undefined && AMBIGUOUS_ZONES.test(head)
      ? { ...context, homeCountries: homeCountriesOf(head) }
      : context;
  const found: FoundStamp[] = [];
  let last: StampParts | null = null;
  let firstFree = 0;
  let labels = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const label = phraseAt(tokens, at, LABELS);
    if (label === null) continue;
    labels += 1;
    if (labels > MAX_LABELS) break;
    const after = at + label.words.length;
    const start = tokens[at]?.start ?? 0;
    const lineStart = at === 0 || /[\n\r]/.test(head.slice(tokens[at - 1]?.end ?? 0, start));
    if (isLabelInProse(tokens, at, after, label, lineStart)) {
      at = after - 1;
      continue;
    }
    const dayFirst = orders.get(label.language) ?? isDayFirst(context, head, label.language);
    orders.set(label.language, dayFirst);
    const rules: ReadingRules = { dayFirst, language: label.language };
    const partsAfter = readParts(tokens, skipByline(tokens, after, rules), rules);
    const trailing: Reading | null = isMark(tokens[after], ':')
      ? null
      : readTrailing(tokens, at, label, firstFree, rules);
    const hasOwnTime = namesDay(partsAfter) || partsAfter.time !== null;
    // With a date on both sides, the nearer one counts, unless the date after belongs to the next label:
    // 13:43 发布 15:00 更新.
    const isNearer =
      trailing !== null &&
      partsAfter.date !== null &&
      gapBetween(tokens, trailing.parts.next - 1, at) < gapBetween(tokens, after - 1, after);
    const useBefore = trailing !== null && (!hasOwnTime || isNearer || takesDateBefore(tokens, partsAfter.next, rules));
    const reading: Reading = useBefore ? trailing : { parts: partsAfter, from: at, to: partsAfter.next };
    const parts: StampParts =
      namesDay(reading.parts) || reading.parts.time === null
        ? reading.parts
        : withDayFromContext(tokens, at, reading.parts, last, context, rules);
    if (!namesDay(parts)) continue;
    const [from, end] = [tokens[reading.from]?.start ?? start, tokens[reading.to - 1]?.end ?? start];
    const stamp = resolveStamp(parts, head.slice(from, end), label.kind, 'label', searchContext);
    if (stamp === null) continue;
    last = parts;
    found.push({ stamp, start: from, end });
    at = firstFree = Math.max(reading.to, after) - 1;
    firstFree += 1;
  }
  return found;
}

const COUNTER_WORD = new RegExp(`^(?:${COUNTER_WORDS.join('|')})$`);

/**
 * Every full date (day, month, year) of a short text without a label, as published stamps, and the number of
 * other words. Pure, never throws; reads the first 200 characters.
 */
export function findDates(text: string, context: StampContext): { stamps: Stamp[]; otherWords: number } {
  const tokens = tokenize(text.slice(0, 200));
  const language = context.language?.slice(0, 2).toLowerCase() ?? null;
  const rules: ReadingRules = { dayFirst: isDayFirst(context, text, null), language };
  const stamps: Stamp[] = [];
  let otherWords = 0;
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    const parts = token?.kind === 'mark' ? null : readParts(tokens, at, rules);
    const stamp =
      parts?.date?.year == null
        ? null
        : resolveStamp(
            parts,
            text.slice(token?.start ?? 0, tokens[parts.next - 1]?.end ?? 0),
            'published',
            'label',
            context,
          );
    if (parts !== null && stamp !== null) {
      stamps.push(stamp);
      at = parts.next;
    } else {
      const isFiller =
        token?.kind !== 'word' ||
        FILLERS.has(token.folded) ||
        WEEKDAYS.has(token.folded) ||
        BY_WORDS.has(token.folded) ||
        COUNTER_WORD.test(token.folded) ||
        hasClock(parts);
      if (!isFiller) otherWords += 1;
      at += 1;
    }
  }
  return { stamps, otherWords };
}

const hasClock = (parts: StampParts | null): boolean => parts?.time != null;

const EPOCH = /^\d{10}(?:\d{3}|\.\d{1,6})?$/;
const ISO =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d?)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?(?:\[[\w/+-]{1,40}\])?)?$/;
/** A machine-readable value that begins with a day, in an unknown format. */
const LEADING_DAY = /^(?:19|20)\d\d-\d\d-\d\d(?=[T ])/;
const BASIC = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Fast path for ISO 8601, the usual machine-readable format; null for other or impossible values. */
function readIso(value: string): StampParts | null {
  const [, year, month, day, hour, minute, second, zone] = ISO.exec(value) ?? [];
  if (
    day === undefined ||
    !isCalendarDay(Number(year), Number(month), Number(day)) ||
    Number(hour ?? 0) > 23 ||
    Number(minute ?? 0) > 59 ||
    Number(second ?? 0) > 59
  )
    return null;
  const time =
    hour === undefined
      ? null
      : {
          hour: Number(hour),
          minute: Number(minute),
          ...(second === undefined ? {} : { second: Number(second) }),
          hasMeridiem: false,
          next: 0,
        };
  return {
    ...emptyParts(0),
    date: { year: Number(year), month: Number(month), day: Number(day), isOrderOpen: false, next: 0 },
    time,
    zone: zone ?? null,
  };
}

/**
 * Reads a text that is only a date, with or without clock and zone: a line, a `datetime`, a JSON-LD or meta
 * value (ISO 8601, RFC 2822, words, or seconds or milliseconds since 1970). Null for any other text.
 */
export function readStamp(text: string, kind: StampKind, from: Origin, context: StampContext): Stamp | null {
  const value = text.trim().slice(0, MAX_VALUE);
  if (EPOCH.test(value)) {
    const at = formatInstant(Math.floor(Number(value) / (/^\d{13}$/.test(value) ? 1000 : 1)) * 1000);
    return { text: value, kind, wall: at.slice(0, 16), zone: 'Z', at, ambiguous: false, from };
  }
  const iso = readIso(value);
  if (iso !== null) return resolveStamp(iso, value, kind, from, context);
  if (text.length > 2 * MAX_VALUE || (value.length > 30 && !/\p{Nd}/u.test(value))) return null;
  const basic = value.replace(BASIC, (_whole, year, month, day, hour, minute, second, zone) => {
    const clock = hour === undefined ? '' : `T${hour}:${minute}:${second ?? '00'}`;
    return `${year}-${month}-${day}${clock}${zone ?? ''}`;
  });
  const tokens = tokenize(basic);
  const language = context.language?.slice(0, 2).toLowerCase() ?? null;
  const parts = readParts(tokens, 0, { dayFirst: isDayFirst(context, value, null), language });
  // The zone's name may follow in brackets: "GMT+0530 (India Standard Time)".
  const rest = tokens.slice(parts.next);
  const isZoneNameInBrackets = parts.zone !== null && isMark(rest[0], '(') && isMark(rest.at(-1), ')');
  if (!namesDay(parts) || (!isZoneNameInBrackets && rest.some((token) => token.kind !== 'mark'))) {
    const day = from === 'label' ? null : readIso(LEADING_DAY.exec(value)?.[0] ?? '');
    return day === null ? null : resolveStamp(day, value, kind, from, context);
  }
  return parts.date === null && from !== 'label' && from !== 'time'
    ? null
    : resolveStamp(parts, value, kind, from, context);
}
