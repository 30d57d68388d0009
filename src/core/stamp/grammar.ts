// The grammar of stamps, over what a reader sees: a label, then a date, a clock and a zone in any order, with little between.
// Text may be glued ("New Delhi, IndiaUpdated: Jan 08, 2022", "20197:16 AM"): tokens end where case or kind of character turns.
// What the words leave open is never decided in silence: the stamp is `ambiguous` and has no instant. So are
// - a clock without a zone (in words, from the publisher or the page's own times), or with one of several meanings that no witness settles;
// - 03/04/2022 where neither language nor page settles the order: `wall` then reads day first, as most of the world does, and month
//   first before am or pm;
// - a day without a year that isn't recent: `wall` then has the last such day before `now`.
// What is reckoned from `now` ("2 hours ago", "yesterday") is `approximate`.
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

/** What is known outside the words; see stamp-context.ts. */
export type StampContext = Known;
/** A stamp and where its words stand in the text that was searched. */
export type FoundStamp = { stamp: Stamp; start: number; end: number };

/** A stamp's words are few: what is longer than this is searched in its head only, so that time stays bounded. */
const MAX_TEXT = 20_000;
/** No date alone is longer. */
const MAX_VALUE = 120;
/** More words like labels than this are no page's: what comes after them is left alone. */
const MAX_LABELS = 500;
/** How far before a label with a clock alone its date may stand, in tokens. */
const BEFORE = 24;
const AFTER = 14;
/** Languages whose participle follows its date. */
const VERB_LAST = new Set(['de', 'nl']);

type Reading = { parts: StampParts; from: number; to: number };

const gapBetween = (tokens: Token[], left: number, right: number): number => (tokens[right]?.start ?? 0) - (tokens[left]?.end ?? 0);

const BARS = new Set(['|', '·', '•', '/', '–', '—']);

/** True where nothing but a bar or the text's end follows, and where nothing but a bar or the day of the week goes before. */
const standsLast = (tokens: Token[], after: number): boolean => after >= tokens.length || BARS.has(tokens[after]?.text ?? '');
const standsFirst = (tokens: Token[], from: number): boolean => {
  let at = from - 1;
  while (at >= 0 && (['.', ','].includes(tokens[at]?.text ?? '') || WEEKDAYS.has(tokens[at]?.folded ?? ''))) at -= 1;
  return at < 0 || BARS.has(tokens[at]?.text ?? '');
};

/** The date and clock that a label follows: 2023年11月3日更新, "3 Kasım 2023 güncellendi", "Nov 3, 2023 (updated)". */
function readTrailing(tokens: Token[], at: number, label: Label, free: number, manner: ReadingRules): Reading | null {
  const after = at + label.words.length;
  const bracketed = isMark(tokens[at - 1], '(') && isMark(tokens[after], ')');
  const alone = standsLast(tokens, after);
  if (!label.mayFollowDate && !bracketed && !alone && !VERB_LAST.has(label.language)) return null;
  const parts = partsBefore(tokens, at, Math.min(BEFORE, at - free), manner);
  if (parts === null || !namesDay(parts) || at - parts.next > 2 || gapBetween(tokens, parts.next - 1, at) > 12) return null;
  // "Dieser Artikel wurde zuletzt am 3. November 2023 aktualisiert" is one, a law's change is none.
  const said = tokens.slice(Math.max(0, parts.from - 3), parts.from).some(({ folded }) => folded === 'zuletzt' || folded === 'laatst');
  if (!label.mayFollowDate && !bracketed && !said && !(alone && standsFirst(tokens, parts.from)) && !mentionsPage(tokens, parts.from)) return null;
  return { parts, from: parts.from, to: after };
}

/** True where a label that may follow its date stands at a place, and no date of its own follows it. */
function isClaimed(tokens: Token[], at: number, manner: ReadingRules): boolean {
  const label = phraseAt(tokens, at, LABELS);
  return label?.mayFollowDate === true && !isMark(tokens[at + label.words.length], ':') && !namesDay(readParts(tokens, at + label.words.length, manner));
}

/** The day of a clock that stands alone under its label: said before, or on the label after it, or by the page. */
function withDayFromContext(tokens: Token[], at: number, parts: StampParts, last: StampParts | null, context: StampContext, manner: ReadingRules): StampParts {
  const before = partsBefore(tokens, at, BEFORE, manner);
  if (before?.date != null) return { ...parts, date: before.date, weekday: before.weekday };
  if (last?.date != null) return { ...parts, date: last.date, weekday: last.weekday };
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(context.day ?? '') ?? [];
  if (day !== undefined) return { ...parts, date: { year: Number(year), month: Number(month), day: Number(day), isOrderOpen: false, next: parts.next } };
  for (let place = parts.next; place < Math.min(tokens.length, parts.next + AFTER); place += 1) {
    if (phraseAt(tokens, place, LABELS)?.kind !== 'published') continue;
    for (let said = place; said < place + 4; said += 1) {
      const date = readDate(tokens, said, manner);
      if (date !== null) return { ...parts, date };
    }
  }
  // "Updated Friday at 1:43 PM"
  return parts.weekday === null ? parts : { ...parts, daysBack: (new Date(context.now).getUTCDay() - parts.weekday + 7) % 7 };
}

/** True where a text is nothing but a label: what it announces stands elsewhere. */
export function isStampLabel(text: string): boolean {
  if (text.length > 40 || /\p{Nd}/u.test(text)) return false;
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'mark');
  const label = phraseAt(tokens, 0, LABELS);
  return label !== null && tokens.slice(label.words.length).every(({ folded }) => FILLERS.has(folded));
}

/** Every labelled stamp in the text, in order. Pure and total; only the first 20,000 characters are searched. */
export function findStamps(text: string, context: StampContext): FoundStamp[] {
  const head = text.slice(0, MAX_TEXT);
  if (!mayHaveLabel(head)) return [];
  const tokens = tokenize(head);
  const orders = new Map<string, boolean | null>();
  // Only a contested zone asks for it, and most texts have none.
  const known: StampContext = context.homeCountries === undefined && AMBIGUOUS_ZONES.test(head) ? { ...context, homeCountries: homeCountriesOf(head) } : context;
  const found: FoundStamp[] = [];
  let last: StampParts | null = null;
  let free = 0;
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
    const manner: ReadingRules = { dayFirst, language: label.language };
    const forward = readParts(tokens, skipByline(tokens, after, manner), manner);
    const trailing: Reading | null = isMark(tokens[after], ':') ? null : readTrailing(tokens, at, label, free, manner);
    const fresh = namesDay(forward) || forward.time !== null;
    // A date on both sides belongs to the side that it touches.
    // So does one that another trailing label claims: 13:43 发布 15:00 更新.
    const nearer = trailing !== null && forward.date !== null && gapBetween(tokens, trailing.parts.next - 1, at) < gapBetween(tokens, after - 1, after);
    const backward = trailing !== null && (!fresh || nearer || isClaimed(tokens, forward.next, manner));
    const reading: Reading = backward ? trailing : { parts: forward, from: at, to: forward.next };
    const parts: StampParts = namesDay(reading.parts) || reading.parts.time === null ? reading.parts : withDayFromContext(tokens, at, reading.parts, last, context, manner);
    if (!namesDay(parts)) continue;
    const [from, end] = [tokens[reading.from]?.start ?? start, tokens[reading.to - 1]?.end ?? start];
    const stamp = resolveStamp(parts, head.slice(from, end), label.kind, 'label', known);
    if (stamp === null) continue;
    last = parts;
    found.push({ stamp, start: from, end });
    at = free = Math.max(reading.to, after) - 1;
    free += 1;
  }
  return found;
}

/** Words that stand beside dates and say nothing of their own. */
const COUNTED = /^(?:views?|comments?|reads?|shares?|read|source|date|datum|fecha|data|дата|просмотров|просмотры|来源|來源|出处|阅读|点击)$/;

/**
 * Every whole date (day, month and year) of a short text without a label, as publications, with how many other words stand there.
 * Pure and total; only the first 200 characters are read.
 */
export function findDates(text: string, context: StampContext): { stamps: Stamp[]; besides: number } {
  const tokens = tokenize(text.slice(0, 200));
  const language = context.language?.slice(0, 2).toLowerCase() ?? null;
  const manner: ReadingRules = { dayFirst: isDayFirst(context, text, null), language };
  const stamps: Stamp[] = [];
  let besides = 0;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    const parts = token?.kind === 'mark' ? null : readParts(tokens, at, manner);
    const stamp = parts?.date?.year == null ? null : resolveStamp(parts, text.slice(token?.start ?? 0, tokens[parts.next - 1]?.end ?? 0), 'published', 'label', context);
    if (parts !== null && stamp !== null) {
      stamps.push(stamp);
      at = parts.next;
    } else {
      const empty = token?.kind !== 'word' || FILLERS.has(token.folded) || WEEKDAYS.has(token.folded) || BY_WORDS.has(token.folded) || COUNTED.test(token.folded) || isClock(parts);
      if (!empty) besides += 1;
      at += 1;
    }
  }
  return { stamps, besides };
}

const isClock = (parts: StampParts | null): boolean => parts?.time != null;

const EPOCH = /^\d{10}(?:\d{3}|\.\d{1,6})?$/;
const ISO = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d?)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?(?:\[[\w/+-]{1,40}\])?)?$/;
/** A machine's value that begins with a day and goes on in no known way. */
const LEADING_DAY = /^(?:19|20)\d\d-\d\d-\d\d(?=[T ])/;
const BASIC = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** What most machine-readable values are; null for all others, and for what no clock shows. */
function readIso(value: string): StampParts | null {
  const [, year, month, day, hour, minute, second, zone] = ISO.exec(value) ?? [];
  if (day === undefined || !isCalendarDay(Number(year), Number(month), Number(day)) || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null;
  const time = hour === undefined ? null : { hour: Number(hour), minute: Number(minute), ...(second === undefined ? {} : { second: Number(second) }), hasMeridiem: false, next: 0 };
  return { ...emptyParts(0), date: { year: Number(year), month: Number(month), day: Number(day), isOrderOpen: false, next: 0 }, time, zone: zone ?? null };
}

/**
 * Reads a text that is nothing but a date, with or without clock and zone: a line of its own, a `datetime`, a JSON-LD or meta value
 * (ISO 8601, RFC 2822, words, or seconds or milliseconds since 1970). Null where anything else stands there.
 */
export function readStamp(text: string, kind: StampKind, from: Origin, context: StampContext): Stamp | null {
  const value = text.trim().slice(0, MAX_VALUE);
  if (EPOCH.test(value)) {
    const iso = new Date(Number(value) * (/^\d{13}$/.test(value) ? 1 : 1000)).toISOString();
    return { text: value, kind, wall: iso.slice(0, 16), zone: 'Z', at: iso.replace(/\.\d{3}Z$/, 'Z'), ambiguous: false, from };
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
  // A name of the zone may follow it in brackets: "GMT+0530 (India Standard Time)".
  const rest = tokens.slice(parts.next);
  const aside = parts.zone !== null && isMark(rest[0], '(') && isMark(rest.at(-1), ')');
  if (!namesDay(parts) || (!aside && rest.some((token) => token.kind !== 'mark'))) {
    const day = from === 'label' ? null : readIso(LEADING_DAY.exec(value)?.[0] ?? '');
    return day === null ? null : resolveStamp(day, value, kind, from, context);
  }
  return parts.date === null && from !== 'label' && from !== 'time' ? null : resolveStamp(parts, value, kind, from, context);
}
