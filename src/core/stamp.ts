// The grammar of stamps, over what a reader sees: a label, then a date, a clock and a zone in any order, with little between.
// Text may be glued ("New Delhi, IndiaUpdated: Jan 08, 2022", "20197:16 AM"): tokens end where case or kind of character turns.
// What the words leave open is never decided in silence: the stamp is `ambiguous` and has no instant. So are
// - a clock without a zone (in words, from the publisher or the page's own times), or with one of several meanings that no witness settles;
// - 03/04/2022 where neither language nor page settles the order: `wall` then reads day first, as most of the world does, and month
//   first before am or pm;
// - a day without a year that isn't recent: `wall` then has the last such day before `now`.
// What is reckoned from `now` ("2 hours ago", "yesterday") is `approximate`.
import { isDayFirst, type StampContext as Known } from './stamp-context.js';
import { readDate, type Manner } from './stamp-date.js';
import { afterName, isDated, partsBefore, readParts, type Parts } from './stamp-parts.js';
import { isProse, speaksOfPage } from './stamp-prose.js';
import { settle } from './stamp-settle.js';
import { homesOf } from './stamp-home.js';
import { isMark, phraseAt, tokenize, type Token } from './stamp-token.js';
import { FILLERS, LABELS, type Label, type StampKind } from './stamp-words.js';
import type { Origin, Stamp } from './story.js';

/** What is known outside the words; see stamp-context.ts. */
export type StampContext = Known;
/** A stamp and where its words stand in the text that was searched. */
export type FoundStamp = { stamp: Stamp; start: number; end: number };

/** A stamp's words are few: what is longer than this is searched in its head only, so that time stays bounded. */
const MAX_TEXT = 20_000;
/** More words like labels than this are no page's: what comes after them is left alone. */
const MAX_LABELS = 500;
/** How far before a label with a clock alone its date may stand, in tokens. */
const BEFORE = 24;
const AFTER = 14;
/** Languages whose participle follows its date. */
const VERB_LAST = new Set(['de', 'nl']);

const CONTESTED = /(?<![a-z])(?:IST|CST|BST|AST|GST|AMT|SST|ECT|WST)(?![A-Z])/i;

type Reading = { parts: Parts; from: number; to: number };

const gapBetween = (tokens: Token[], left: number, right: number): number => (tokens[right]?.start ?? 0) - (tokens[left]?.end ?? 0);

/** The date and clock that a label follows: 2023年11月3日更新, "3 Kasım 2023 güncellendi", "Nov 3, 2023 (updated)". */
function readTrailing(tokens: Token[], at: number, label: Label, free: number, manner: Manner): Reading | null {
  const after = at + label.words.length;
  const bracketed = isMark(tokens[at - 1], '(') && isMark(tokens[after], ')');
  if (!label.trailing && !bracketed && !VERB_LAST.has(label.language)) return null;
  const parts = partsBefore(tokens, at, Math.min(BEFORE, at - free), manner);
  if (parts === null || !isDated(parts) || at - parts.next > 2 || gapBetween(tokens, parts.next - 1, at) > 12) return null;
  // "Dieser Artikel wurde zuletzt am 3. November 2023 aktualisiert" is one, a law's change is none.
  const said = tokens.slice(Math.max(0, parts.from - 3), parts.from).some(({ lower }) => lower === 'zuletzt' || lower === 'laatst');
  if (!label.trailing && !bracketed && !said && !speaksOfPage(tokens, parts.from)) return null;
  return { parts, from: parts.from, to: after };
}

/** True where a label that may follow its date stands at a place, and no date of its own follows it. */
function isClaimed(tokens: Token[], at: number, manner: Manner): boolean {
  const label = phraseAt(tokens, at, LABELS);
  return label?.trailing === true && !isMark(tokens[at + label.words.length], ':') && !isDated(readParts(tokens, at + label.words.length, manner));
}

/** The day of a clock that stands alone under its label: said before, or on the label after it, or by the page. */
function borrowDay(tokens: Token[], at: number, parts: Parts, last: Parts | null, context: StampContext, manner: Manner): Parts {
  const before = partsBefore(tokens, at, BEFORE, manner);
  if (before?.date != null) return { ...parts, date: before.date, weekday: before.weekday };
  if (last?.date != null) return { ...parts, date: last.date, weekday: last.weekday };
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(context.day ?? '') ?? [];
  if (day !== undefined) return { ...parts, date: { year: Number(year), month: Number(month), day: Number(day), open: false, next: parts.next } };
  for (let place = parts.next; place < Math.min(tokens.length, parts.next + AFTER); place += 1) {
    if (phraseAt(tokens, place, LABELS)?.kind !== 'published') continue;
    for (let said = place; said < place + 4; said += 1) {
      const date = readDate(tokens, said, manner);
      if (date !== null) return { ...parts, date };
    }
  }
  // "Updated Friday at 1:43 PM"
  return parts.weekday === null ? parts : { ...parts, back: (new Date(context.now).getUTCDay() - parts.weekday + 7) % 7 };
}

/** True where a text is nothing but a label: what it announces stands elsewhere. */
export function isLabel(text: string): boolean {
  if (text.length > 40 || /\p{Nd}/u.test(text)) return false;
  const tokens = tokenize(text).filter(({ kind }) => kind !== 'mark');
  const label = phraseAt(tokens, 0, LABELS);
  return label !== null && tokens.slice(label.words.length).every(({ lower }) => FILLERS.has(lower));
}

/** Every labelled stamp in the text, in order. Pure and total; only the first 20,000 characters are searched. */
export function findStamps(text: string, context: StampContext): FoundStamp[] {
  const head = text.slice(0, MAX_TEXT);
  const tokens = tokenize(head);
  const orders = new Map<string, boolean | null>();
  // Only a contested zone asks for it, and most texts have none.
  const known: StampContext = context.homes === undefined && CONTESTED.test(head) ? { ...context, homes: homesOf(head) } : context;
  const found: FoundStamp[] = [];
  let last: Parts | null = null;
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
    if (isProse(tokens, at, after, label, lineStart)) {
      at = after - 1;
      continue;
    }
    const dayFirst = orders.get(label.language) ?? isDayFirst(context, head, label.language);
    orders.set(label.language, dayFirst);
    const manner: Manner = { dayFirst, language: label.language };
    const forward = readParts(tokens, afterName(tokens, after, manner), manner);
    const trailing: Reading | null = isMark(tokens[after], ':') ? null : readTrailing(tokens, at, label, free, manner);
    const fresh = isDated(forward) || forward.time !== null;
    // A date on both sides belongs to the side that it touches.
    // So does one that another trailing label claims: 13:43 发布 15:00 更新.
    const nearer = trailing !== null && forward.date !== null && gapBetween(tokens, trailing.parts.next - 1, at) < gapBetween(tokens, after - 1, after);
    const backward = trailing !== null && (!fresh || nearer || isClaimed(tokens, forward.next, manner));
    const reading: Reading = backward ? trailing : { parts: forward, from: at, to: forward.next };
    const parts: Parts = isDated(reading.parts) || reading.parts.time === null ? reading.parts : borrowDay(tokens, at, reading.parts, last, context, manner);
    if (!isDated(parts)) continue;
    const [from, end] = [tokens[reading.from]?.start ?? start, tokens[reading.to - 1]?.end ?? start];
    const stamp = settle(parts, head.slice(from, end), label.kind, 'label', known);
    if (stamp === null) continue;
    last = parts;
    found.push({ stamp, start: from, end });
    at = free = Math.max(reading.to, after) - 1;
    free += 1;
  }
  return found;
}

const EPOCH = /^\d{10}(\d{3})?$/;
const BASIC = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

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
  if (!isDated(parts) || (!aside && rest.some((token) => token.kind !== 'mark'))) return null;
  return parts.date === null && from !== 'label' && from !== 'time' ? null : settle(parts, value, kind, from, context);
}
