// Reads the date of a stamp: 2022-01-08, 8/1/2022, Jan 08, 2022, 3rd Nov 2023, 19 de abril de 2022,
// 2023年11月3日, 令和5年11月3日.
import { isMark, isYear, numberOf, type Token } from './tokenizer.js';
import { MONTHS, YEAR_FIRST } from './vocabulary.js';
import { isCalendarDay } from './zone-offset.js';

/**
 * A date; `year` is null where none was written, `isOrderOpen` where day and month may be swapped. `next`:
 * the token after it.
 */
export type DateParts = { year: number | null; month: number; day: number; isOrderOpen: boolean; next: number };
/** `dayFirst` is null where the page leaves the order of 03/04 open; `language` is that of the label. */
export type ReadingRules = { dayFirst: boolean | null; language: string | null };

const ORDINALS = new Set(['st', 'nd', 'rd', 'th', 'er', 'ere', 'º', 'ª', 'e', 'de', 'm']);
const BEFORE_YEAR = new Set(['.', ',', '-', '/', "'", 'de', 'del', 'of', 'nam', 'พ.ศ.', 'г']);
const BEFORE_MONTH = new Set(['de', 'of', '-', '/', '.', 'd', "'", 'ta', ',']);
/** The year before the first year of a Japanese era or of the Republic of China. */
const ERAS = new Map([
  ['令和', 2018],
  ['平成', 1988],
  ['昭和', 1925],
  ['民國', 1911],
  ['民国', 1911],
]);
/** Years that the Buddhist calendar is ahead. */
const BUDDHIST = 543;

const toYear = (token: Token | undefined): number | null => {
  if (isYear(token)) return Number(token?.text);
  return null;
};

/** Thai pages use the Buddhist calendar: 2566 is 2023. */
const toThaiYear = (token: Token | undefined, language: string | null): number | null =>
  language === 'th' && token?.kind === 'number' && /^25\d\d$/.test(token.text) ? Number(token.text) - BUDDHIST : null;

/** Reads three numbers with the same separator twice, or eight digits. */
function readNumericDate(tokens: Token[], at: number, { dayFirst, language }: ReadingRules): DateParts | null {
  const [first, mark, second, again, third] = tokens.slice(at, at + 5);
  if (first?.kind === 'number' && /^20\d{6}$/.test(first.text)) {
    const [year, month, day] = [first.text.slice(0, 4), first.text.slice(4, 6), first.text.slice(6)].map(Number);
    return year !== undefined && month !== undefined && day !== undefined && isCalendarDay(year, month, day)
      ? { year, month, day, isOrderOpen: false, next: at + 1 }
      : null;
  }
  if (mark === undefined || !['-', '/', '.', '·'].includes(mark.text) || again?.text !== mark.text) return null;
  const [a, b, c] = [numberOf(first, 4), numberOf(second, 2), numberOf(third, 4)];
  if (a === null || b === null || c === null) return null;
  const next = at + 5;
  if (isYear(first)) return isCalendarDay(a, b, c) ? { year: a, month: b, day: c, isOrderOpen: false, next } : null;
  const thai = toThaiYear(third, language);
  if (third?.text.length === 3 || (third !== undefined && third.text.length > 2 && !isYear(third) && thai === null))
    return null;
  if (
    language !== null &&
    YEAR_FIRST.has(language) &&
    first?.text.length === 2 &&
    third?.text.length !== 4 &&
    isCalendarDay(2000 + a, b, c)
  ) {
    return { year: 2000 + a, month: b, day: c, isOrderOpen: false, next };
  }
  // "3.11. 13:43" has no year.
  if (third?.text.length === 2 && isMark(tokens[next], ':') && tokens[next + 1]?.kind === 'number') return null;
  const short = third !== undefined && third.text.length <= 2;
  const year = thai ?? (short ? (language === 'th' && c >= 50 ? 2500 - BUDDHIST + c : 2000 + c) : c);
  const asDayFirst = isCalendarDay(year, b, a);
  const asMonthFirst = mark.text !== '.' && mark.text !== '·' && isCalendarDay(year, a, b);
  if (!asDayFirst && !asMonthFirst) return null;
  const isOrderOpen = asDayFirst && asMonthFirst && a !== b && dayFirst === null;
  return asDayFirst && (!asMonthFirst || dayFirst !== false)
    ? { year, month: b, day: a, isOrderOpen, next }
    : { year, month: a, day: b, isOrderOpen, next };
}

/** Reads `3.11.` and `03/11`, without a year, where a clock or a full stop follows. */
export function readShortDate(tokens: Token[], at: number, { dayFirst, language }: ReadingRules): DateParts | null {
  const [first, mark, second, after] = tokens.slice(at, at + 4);
  const [a, b] = [numberOf(first, 2), numberOf(second, 2)];
  if (a === null || b === null || mark === undefined || !['-', '/', '.'].includes(mark.text)) return null;
  const more = tokens[at + 4];
  if (
    mark.text === '.' &&
    (!isMark(after, '.') ||
      language === null ||
      language === 'en' ||
      (more?.kind === 'number' && more.start === after?.end))
  )
    return null;
  if (
    mark.text !== '.' &&
    !tokens.slice(at + 3, at + 8).some((token, index, near) => token.text === ':' && near[index - 1]?.kind === 'number')
  )
    return null;
  const order =
    mark.text === '.'
      ? true
      : mark.text === '-' && language !== null && ['zh', 'ko', 'ja'].includes(language)
        ? false
        : dayFirst;
  const [day, month] = order === false ? [b, a] : [a, b];
  const swapped = order !== null && !isCalendarDay(2000, month, day);
  if (!isCalendarDay(2000, month, day) && (mark.text === '.' || swapped || !isCalendarDay(2000, day, month)))
    return null;
  const next = at + (mark.text === '.' ? 4 : 3);
  if (!isCalendarDay(2000, month, day)) return { year: null, month: day, day: month, isOrderOpen: false, next };
  return { year: null, month, day, isOrderOpen: order === null && a !== b && isCalendarDay(2000, day, month), next };
}

const CJK_YEAR = new Set(['年', '년']);
const CJK_MONTH = new Set(['月', '월']);
const CJK_DAY = new Set(['日', '일', '号', '號']);

/** Reads 2023年11月3日, 11月3日, 2023년 11월 3일 and years of eras. */
function readEastAsianDate(tokens: Token[], at: number): DateParts | null {
  const era = ERAS.get(tokens[at]?.folded ?? '');
  let place = era === undefined ? at : at + 1;
  let year: number | null = null;
  if (CJK_YEAR.has(tokens[place + 1]?.folded ?? '')) {
    const eraYear = numberOf(tokens[place], 4) ?? (era !== undefined && tokens[place]?.folded === '元' ? 1 : null);
    if (eraYear === null) return null;
    year = era !== undefined ? era + eraYear : eraYear < 100 ? 2000 + eraYear : eraYear;
    place += 2;
  } else if (era !== undefined) {
    return null;
  }
  const [month, day] = [numberOf(tokens[place], 2), numberOf(tokens[place + 2], 2)];
  if (
    month === null ||
    day === null ||
    !CJK_MONTH.has(tokens[place + 1]?.folded ?? '') ||
    !CJK_DAY.has(tokens[place + 3]?.folded ?? '')
  )
    return null;
  return isCalendarDay(year ?? 2000, month, day) ? { year, month, day, isOrderOpen: false, next: place + 4 } : null;
}

/** The year after day and month: `, 2022`, ` de 2022`, ` 23`; null and `at` where none follows. */
function readYear(
  tokens: Token[],
  at: number,
  short: boolean,
  { language }: ReadingRules,
): { year: number | null; next: number } {
  let next = at;
  while (next < at + 3 && BEFORE_YEAR.has(tokens[next]?.folded ?? '')) next += 1;
  const year = toYear(tokens[next]) ?? toThaiYear(tokens[next], language);
  if (year !== null) return { year, next: next + 1 };
  const two =
    (short || isMark(tokens[next - 1], "'")) && tokens[next]?.text.length === 2 ? numberOf(tokens[next], 2) : null;
  const following = tokens[next + 1];
  const divided =
    ['.', '/', '-'].includes(following?.text ?? '') &&
    numberOf(tokens[next + 2], 2) !== null &&
    following?.end === tokens[next + 2]?.start;
  const clock = divided || following?.text === ':' || /^(?:am|pm|a|p|h|uhr)$/.test(following?.folded ?? '');
  // In Thailand, 67 is 2567.
  const thai = language === 'th' && two !== null && two >= 50;
  return two !== null && ((two >= 10 && two <= 40) || thai) && !clock
    ? { year: thai ? 2500 - BUDDHIST + two : 2000 + two, next: next + 1 }
    : { year: null, next: at };
}

/** A month's name of one or two words, and a second name of the same month after it: نوفمبر/تشرين الثاني. */
function readMonth(tokens: Token[], at: number): { month: number; next: number } | null {
  const [first, second] = [tokens[at]?.folded ?? '', tokens[at + 1]?.folded ?? ''];
  const two = MONTHS.get(`${first} ${second}`);
  const month = two ?? (tokens[at]?.kind === 'word' ? MONTHS.get(first) : undefined);
  if (month === undefined) return null;
  const next = at + (two === undefined ? 1 : 2);
  const other = isMark(tokens[next], '/') || isMark(tokens[next], '(') ? readMonth(tokens, next + 1) : null;
  return other?.month === month
    ? { month, next: isMark(tokens[next], '(') && isMark(tokens[other.next], ')') ? other.next + 1 : other.next }
    : { month, next };
}

/** Reads a date with the month's name: Jan 08, 2022; 3rd Nov 2023; 19 de abril de 2022; 3 tháng 11, 2023. */
function readNamedDate(tokens: Token[], at: number, rules: ReadingRules): DateParts | null {
  const dated = (day: number | null, month: number, after: number, short: boolean): DateParts | null => {
    if (day === null) return null;
    const { year, next } = readYear(tokens, after, short, rules);
    return isCalendarDay(year ?? 2000, month, day) ? { year, month, day, isOrderOpen: false, next } : null;
  };
  const skip = (from: number, marks: Set<string>, max = 1): number => {
    let next = from;
    while (next < from + max && marks.has(tokens[next]?.folded ?? '')) next += 1;
    return next;
  };
  const named = readMonth(tokens, at);
  if (named !== null) {
    const day = skip(named.next, new Set(['.', '-', '/', ',']), 2);
    const after = skip(day + 1, ORDINALS);
    // In "mar. 3 novembre", "mar" is Tuesday, not March.
    if (readMonth(tokens, skip(after, BEFORE_MONTH)) !== null && tokens[at]?.folded.length === 3) return null;
    return dated(numberOf(tokens[day], 2), named.month, after, false);
  }
  const first = tokens[at];
  const year = toYear(first);
  const day = year === null ? numberOf(first, 2) : null;
  if (year === null && day === null) return null;
  const next = skip(skip(at + 1, ORDINALS), BEFORE_MONTH, 2);
  const month = readMonth(tokens, next);
  if (month !== null) {
    const after = isMark(tokens[month.next], '.') ? month.next + 1 : month.next;
    if (year === null) return dated(day, month.month, after, true);
    // "2023. november 3.", "2023-Nov-03"
    const place = skip(after, new Set(['-', ',']));
    const last = numberOf(tokens[place], 2);
    return last !== null && isCalendarDay(year, month.month, last)
      ? { year, month: month.month, day: last, isOrderOpen: false, next: place + 1 }
      : null;
  }
  // "3 tháng 11, 2023"
  const numbered = ['thang', 'thg'].includes(tokens[next]?.folded ?? '') ? numberOf(tokens[next + 1], 2) : null;
  return numbered === null || year !== null ? null : dated(day, numbered, next + 2, false);
}

/** The date that begins at a token, or null. */
export const readDate = (tokens: Token[], at: number, rules: ReadingRules): DateParts | null =>
  readNumericDate(tokens, at, rules) ?? readEastAsianDate(tokens, at) ?? readNamedDate(tokens, at, rules);
