// Reads the clock of a stamp: 12:53 PM, 20H17, 10.45 am, 1909 GMT, 18:30:30.077Z, 下午3时45分, 오후 3:45, kl.
// 13.43, noon.
import { isMark, numberOf, type Token } from './tokenizer.js';
import { HOUR_WORDS, MERIDIEMS, NAMED_HOURS } from './vocabulary.js';
import { readZone } from './zone-words.js';

/** A time of day, 0:00 to 24:00, and the index of the token after it. */
export type ClockTime = {
  hour: number;
  minute: number;
  second?: number;
  /** True where am or pm was written. */
  hasMeridiem: boolean;
  /** Set where a full stop divides hour and minute. */
  hasFullStop?: true;
  next: number;
};

type Meridiem = { afternoon: boolean; next: number };

/** Vietnamese am and pm; other languages use SA and CH for other things. */
const VIETNAMESE = new Map([
  ['SA', false],
  ['CH', true],
]);
const HOUR_MARKS = new Set(['h', 'u', '時', '时', '點', '点', '시', 'ч', 'gio', 'g']);
const MINUTE_MARKS = new Set(['分', '분', 'min', 'mn', 'm', 'phut']);
const SECOND_MARKS = new Set(['秒', '초', 's']);
const CJK_HOURS = new Set(['時', '时', '點', '点', '시']);

/** Reads `am`, `PM`, `a.m.`, `p. m.`, `م`. */
function readMeridiem(tokens: Token[], at: number, language: string | null): Meridiem | null {
  const token = tokens[at];
  if (token === undefined || token.kind !== 'word') return null;
  // In German, "am" is "on the": "12:30 am 3. November".
  if (language === 'de' && token.folded === 'am') return null;
  const known = MERIDIEMS.get(token.folded) ?? (language === 'vi' ? VIETNAMESE.get(token.text) : undefined);
  const hasStop = isMark(tokens[at + 1], '.') && token.folded.length === 2 && tokens[at + 1]?.start === token.end;
  if (known !== undefined) return { afternoon: known, next: hasStop ? at + 2 : at + 1 };
  // "de la tarde", "da manhã"
  const spoken = ['de', 'da'].includes(token.folded)
    ? tokens.slice(at + 1, at + 3).find(({ folded }) => SPOKEN.has(folded))
    : undefined;
  if (spoken !== undefined)
    return { afternoon: SPOKEN.get(spoken.folded) === true, next: tokens.indexOf(spoken, at) + 1 };
  const last = tokens[at + 2]?.folded;
  if (!'apπμ'.includes(token.folded) || !isMark(tokens[at + 1], '.') || (last !== 'm' && last !== 'μ')) return null;
  return {
    afternoon: token.folded === 'p' || token.folded === 'μ',
    next: isMark(tokens[at + 3], '.') ? at + 4 : at + 3,
  };
}

/** Parts of the day after "de" or "da", true for the afternoon. */
const SPOKEN = new Map([
  ['tarde', true],
  ['noche', true],
  ['noite', true],
  ['manana', false],
  ['manha', false],
  ['madrugada', false],
]);

const to24Hours = (hour: number, afternoon: boolean | null): number =>
  // Some pages write "15:24pm"; the hour is right.
  afternoon === null || hour > 12 ? hour : (hour % 12) + (afternoon ? 12 : 0);

/** Reads 下午3:45, 오후 3시: am or pm comes first. */
function readLeading(tokens: Token[], at: number, language: string | null): ClockTime | null {
  const token = tokens[at];
  const afternoon =
    token === undefined || token.kind !== 'word' || token.text.length > 8 ? undefined : MERIDIEMS.get(token.folded);
  // A Latin "am" before a number is no meridiem ("am 3. November"), except on Korean pages: "PM 1:43".
  const latin = language === 'ko' && isMark(tokens[at + 2], ':');
  if (
    afternoon === undefined ||
    (!latin &&
      !/^[\p{Script=Han}\p{Script=Hangul}\p{Script=Devanagari}\p{Script=Arabic}]{2,}$/u.test(token?.text ?? ''))
  )
    return null;
  const clock = readClock(tokens, at + 1, language);
  return clock === null || clock.hasMeridiem
    ? null
    : { ...clock, hour: to24Hours(clock.hour, afternoon), hasMeridiem: true };
}

/** Reads the clock at a token. `language` is the label's; null where unknown. */
export function readClock(tokens: Token[], at: number, language: string | null): ClockTime | null {
  const named = tokens[at]?.kind === 'word' ? NAMED_HOURS.get(tokens[at].folded) : undefined;
  if (named !== undefined) return { hour: named, minute: 0, hasMeridiem: true, next: at + 1 };
  if (tokens[at]?.kind === 'word') return readLeading(tokens, at, language);
  const hour = numberOf(tokens[at], 2);
  const [, between, after] = tokens.slice(at, at + 3);
  const clock = (minute: number, next: number, bare: boolean, second?: number): ClockTime | null => {
    const meridiem = readMeridiem(tokens, next, language);
    let end = meridiem?.next ?? next;
    const marked =
      meridiem !== null || HOUR_WORDS.has(tokens[end]?.folded ?? '') || readZone(tokens, end, false) !== null;
    // "heure de Paris" is a zone, so "heure" is not skipped there.
    if (HOUR_WORDS.has(tokens[end]?.folded ?? '') && readZone(tokens, end, false) === null) end += 1;
    if (hour === null || hour > 24 || (hour === 24 && minute > 0) || minute > 59 || (bare && !marked)) return null;
    return {
      hour: to24Hours(hour, meridiem?.afternoon ?? null),
      minute,
      ...(second === undefined ? {} : { second }),
      hasMeridiem: meridiem !== null,
      next: end,
    };
  };
  if (hour === null) {
    const military =
      tokens[at]?.kind === 'number' && /^([01]\d|2[0-3])[0-5]\d$/.test(tokens[at].text) ? tokens[at].text : null;
    const marked =
      HOUR_WORDS.has(between?.folded ?? '') ||
      readZone(tokens, at + 1, false) !== null ||
      ['kl', 'klo'].includes(tokens[at - 1]?.folded ?? '');
    if (military === null || !marked) return null;
    const next = HOUR_WORDS.has(between?.folded ?? '') ? at + 2 : at + 1;
    return { hour: Number(military.slice(0, 2)), minute: Number(military.slice(2)), hasMeridiem: false, next };
  }
  const noon = NAMED_HOURS.get(between?.folded ?? '');
  if (noon !== undefined && hour === 12) return { hour: noon, minute: 0, hasMeridiem: true, next: at + 2 };
  const minute = after?.text.length === 2 ? numberOf(after, 2) : null;
  if (minute !== null && isMark(between, ':')) {
    const second =
      isMark(tokens[at + 3], ':') && tokens[at + 4]?.text.length === 2 ? numberOf(tokens[at + 4], 2) : null;
    if (second === null || second > 59) return clock(minute, at + 3, false);
    const point = isMark(tokens[at + 5], '.') || isMark(tokens[at + 5], ',');
    const fraction = point && tokens[at + 6]?.kind === 'number' && tokens[at + 6]?.start === tokens[at + 5]?.end;
    return clock(minute, at + (fraction ? 7 : 5), false, second);
  }
  if (HOUR_MARKS.has(between?.folded ?? '')) {
    const minutes = numberOf(after, 2);
    const isCjk = CJK_HOURS.has(between?.folded ?? '');
    if (minutes !== null && (after?.text.length === 2 || MINUTE_MARKS.has(tokens[at + 3]?.folded ?? ''))) {
      const end = MINUTE_MARKS.has(tokens[at + 3]?.folded ?? '') ? at + 4 : at + 3;
      const seconds = SECOND_MARKS.has(tokens[end + 1]?.folded ?? '') && numberOf(tokens[end], 2) !== null;
      if (end === at + 4 || !isCjk) return clock(minutes, seconds ? end + 2 : end, false);
    }
    if (isCjk) return after?.folded === '半' ? clock(30, at + 3, false) : clock(0, at + 2, false);
  }
  // "10.45" is a clock unless it is part of a date ("10.45.22") or an amount.
  const hasStop = minute !== null && isMark(between, '.') && !['%', '€', '$', '£'].includes(tokens[at + 3]?.text ?? '');
  const third =
    isMark(tokens[at + 3], '.') && tokens[at + 4]?.kind === 'number' && tokens[at + 4]?.start === tokens[at + 3]?.end;
  const dotted = hasStop && !third ? clock(minute, at + 3, false) : null;
  if (hasStop && !third) return dotted === null ? null : { ...dotted, hasFullStop: true };
  const second = numberOf(tokens[at + 4], 2);
  // Dates are read first, so "13.43.00" is a clock here.
  if (hasStop && second !== null && second < 60 && tokens[at + 4]?.text.length === 2)
    return clock(minute, at + 5, false, second);
  return clock(0, at + 1, true);
}
