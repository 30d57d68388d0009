// Dates as stamps write them: 2022-01-08, 8/1/2022, Jan 08, 2022, 3rd Nov 2023, 19 de abril de 2022.
import { isMark, isYear, number, type Token } from './stamp-token.js';
import { MONTHS } from './stamp-words.js';
import { isCalendarDay } from './zone.js';

/** A date read; `year` null where none was said, `open` where day and month may be either way round; `next` is the place after it. */
export type DateRead = { year: number | null; month: number; day: number; open: boolean; next: number };

const ORDINALS = new Set(['st', 'nd', 'rd', 'th', 'er', 'º', 'ª']);

/** Reads three numbers between like separators; `dayFirst` is null where language doesn't settle the order. */
export function readNumericDate(tokens: Token[], at: number, dayFirst: boolean | null): DateRead | null {
  const [first, mark, second, again, third] = tokens.slice(at, at + 5);
  if (mark === undefined || !['-', '/', '.'].includes(mark.text) || again?.text !== mark.text) return null;
  const [a, b, c] = [number(first, 4), number(second, 2), number(third, 4)];
  if (a === null || b === null || c === null) return null;
  const next = at + 5;
  if (isYear(first)) return isCalendarDay(a, b, c) ? { year: a, month: b, day: c, open: false, next } : null;
  const year = third?.text.length === 2 ? 2000 + c : c;
  const asDayFirst = isCalendarDay(year, b, a);
  const asMonthFirst = mark.text !== '.' && isCalendarDay(year, a, b);
  if (!asDayFirst && !asMonthFirst) return null;
  const open = asDayFirst && asMonthFirst && a !== b && dayFirst === null;
  return asDayFirst && (!asMonthFirst || dayFirst !== false) ? { year, month: b, day: a, open, next } : { year, month: a, day: b, open, next };
}

/** The year after a day and month: `, 2022`, ` de 2022`; null and the same place where none follows. */
export function readYear(tokens: Token[], at: number): { year: number | null; next: number } {
  let next = at;
  while (next < at + 2 && (['.', ',', '-', '/'].some((mark) => isMark(tokens[next], mark)) || ['de', 'del', 'of'].includes(tokens[next]?.lower ?? ''))) next += 1;
  return isYear(tokens[next]) ? { year: Number(tokens[next]?.text), next: next + 1 } : { year: null, next: at };
}

export function readNamedDate(tokens: Token[], at: number): DateRead | null {
  const dated = (day: number | null, month: number | undefined, after: number): DateRead | null => {
    if (day === null || month === undefined) return null;
    const { year, next } = readYear(tokens, after);
    return isCalendarDay(year ?? 2000, month, day) ? { year, month, day, open: false, next } : null;
  };
  const skip = (from: number, marks: Set<string>): number => (marks.has(tokens[from]?.lower ?? '') ? from + 1 : from);
  const month = MONTHS.get(tokens[at]?.lower ?? '');
  if (month !== undefined) {
    const day = skip(skip(at + 1, new Set(['.'])), new Set(['-', '/']));
    return dated(number(tokens[day], 2), month, skip(day + 1, ORDINALS));
  }
  let next = skip(skip(at + 1, ORDINALS), new Set(['.']));
  next = skip(next, new Set(['de', 'of', '-', '/']));
  const named = MONTHS.get(tokens[next]?.lower ?? '');
  return dated(number(tokens[at], 2), named, isMark(tokens[next + 1], '.') ? next + 2 : next + 1);
}

/** The date that begins at a token, or null. `dayFirst`: how 03/04 is to be read, null where nobody knows. */
export const readDate = (tokens: Token[], at: number, dayFirst: boolean | null): DateRead | null => readNumericDate(tokens, at, dayFirst) ?? readNamedDate(tokens, at);
