// Clocks as stamps write them: 12:53 PM, 20H17, 10.45 am, 1909 GMT, 18:30:30.077Z, 下午3时45分, 오후 3:45, kl. 13.43, noon.
import { isMark, numberOf, type Token } from './tokenizer.js';
import { HOUR_WORDS, MERIDIEMS, NAMED_HOURS } from './vocabulary.js';
import { readZone } from './zone-words.js';

/** A clock read; `meridiem` where am or pm was said; `next` is the place after it. Hour 24 is the day's end. */
export type ClockTime = { hour: number; minute: number; second?: number; hasMeridiem: boolean; /** Set where a full stop stands between hour and minute. */ hasFullStop?: true; next: number };

type Meridiem = { afternoon: boolean; next: number };

/** Vietnamese writes SA and CH, which are other words elsewhere. */
const VIETNAMESE = new Map([['SA', false], ['CH', true]]);
const HOUR_MARKS = new Set(['h', 'u', '時', '时', '點', '点', '시', 'ч', 'gio', 'g']);
const MINUTE_MARKS = new Set(['分', '분', 'min', 'mn', 'm', 'phut']);
const SECOND_MARKS = new Set(['秒', '초', 's']);
const EAST_HOURS = new Set(['時', '时', '點', '点', '시']);

/** `am`, `PM`, `a.m.`, `p. m.`, `م`: whether it is the afternoon, and where it ends. */
function readMeridiem(tokens: Token[], at: number, language: string | null): Meridiem | null {
  const token = tokens[at];
  if (token === undefined || token.kind !== 'word') return null;
  // "12:30 am 3. November" is German, and no morning.
  if (language === 'de' && token.folded === 'am') return null;
  const known = MERIDIEMS.get(token.folded) ?? (language === 'vi' ? VIETNAMESE.get(token.text) : undefined);
  const stopped = isMark(tokens[at + 1], '.') && token.folded.length === 2 && tokens[at + 1]?.start === token.end;
  if (known !== undefined) return { afternoon: known, next: stopped ? at + 2 : at + 1 };
  // "de la tarde", "da manhã"
  const spoken = ['de', 'da'].includes(token.folded) ? tokens.slice(at + 1, at + 3).find(({ folded }) => SPOKEN.has(folded)) : undefined;
  if (spoken !== undefined) return { afternoon: SPOKEN.get(spoken.folded) === true, next: tokens.indexOf(spoken, at) + 1 };
  const last = tokens[at + 2]?.folded;
  if (!'apπμ'.includes(token.folded) || !isMark(tokens[at + 1], '.') || (last !== 'm' && last !== 'μ')) return null;
  return { afternoon: token.folded === 'p' || token.folded === 'μ', next: isMark(tokens[at + 3], '.') ? at + 4 : at + 3 };
}

const SPOKEN = new Map([['tarde', true], ['noche', true], ['noite', true], ['manana', false], ['manha', false], ['madrugada', false]]);

const to24Hours = (hour: number, afternoon: boolean | null): number =>
  // "15:24pm" is written, and means what its first half says.
  afternoon === null || hour > 12 ? hour : (hour % 12) + (afternoon ? 12 : 0);

/** 下午3:45, 오후 3시: the half of the day stands first. */
function readLeading(tokens: Token[], at: number, language: string | null): ClockTime | null {
  const token = tokens[at];
  const afternoon = token === undefined || token.kind !== 'word' || token.text.length > 8 ? undefined : MERIDIEMS.get(token.folded);
  // One letter or Latin "am" before a number is no half of a day: "am 3. November"; but Korean pages write "PM 1:43".
  const latin = language === 'ko' && isMark(tokens[at + 2], ':');
  if (afternoon === undefined || (!latin && !/^[\p{Script=Han}\p{Script=Hangul}\p{Script=Devanagari}\p{Script=Arabic}]{2,}$/u.test(token?.text ?? ''))) return null;
  const clock = readClock(tokens, at + 1, language);
  return clock === null || clock.hasMeridiem ? null : { ...clock, hour: to24Hours(clock.hour, afternoon), hasMeridiem: true };
}

export function readClock(tokens: Token[], at: number, language: string | null): ClockTime | null {
  const named = tokens[at]?.kind === 'word' ? NAMED_HOURS.get(tokens[at].folded) : undefined;
  if (named !== undefined) return { hour: named, minute: 0, hasMeridiem: true, next: at + 1 };
  if (tokens[at]?.kind === 'word') return readLeading(tokens, at, language);
  const hour = numberOf(tokens[at], 2);
  const [, between, after] = tokens.slice(at, at + 3);
  const clock = (minute: number, next: number, bare: boolean, second?: number): ClockTime | null => {
    const meridiem = readMeridiem(tokens, next, language);
    let end = meridiem?.next ?? next;
    const marked = meridiem !== null || HOUR_WORDS.has(tokens[end]?.folded ?? '') || readZone(tokens, end, false) !== null;
    // "heure de Paris" is a zone, and no hour's word.
    if (HOUR_WORDS.has(tokens[end]?.folded ?? '') && readZone(tokens, end, false) === null) end += 1;
    if (hour === null || hour > 24 || (hour === 24 && minute > 0) || minute > 59 || (bare && !marked)) return null;
    return { hour: to24Hours(hour, meridiem?.afternoon ?? null), minute, ...(second === undefined ? {} : { second }), hasMeridiem: meridiem !== null, next: end };
  };
  if (hour === null) {
    const military = tokens[at]?.kind === 'number' && /^([01]\d|2[0-3])[0-5]\d$/.test(tokens[at].text) ? tokens[at].text : null;
    const marked = HOUR_WORDS.has(between?.folded ?? '') || readZone(tokens, at + 1, false) !== null || ['kl', 'klo'].includes(tokens[at - 1]?.folded ?? '');
    if (military === null || !marked) return null;
    const next = HOUR_WORDS.has(between?.folded ?? '') ? at + 2 : at + 1;
    return { hour: Number(military.slice(0, 2)), minute: Number(military.slice(2)), hasMeridiem: false, next };
  }
  const noon = NAMED_HOURS.get(between?.folded ?? '');
  if (noon !== undefined && hour === 12) return { hour: noon, minute: 0, hasMeridiem: true, next: at + 2 };
  const minute = after?.text.length === 2 ? numberOf(after, 2) : null;
  if (minute !== null && isMark(between, ':')) {
    const second = isMark(tokens[at + 3], ':') && tokens[at + 4]?.text.length === 2 ? numberOf(tokens[at + 4], 2) : null;
    if (second === null || second > 59) return clock(minute, at + 3, false);
    const point = isMark(tokens[at + 5], '.') || isMark(tokens[at + 5], ',');
    const fraction = point && tokens[at + 6]?.kind === 'number' && tokens[at + 6]?.start === tokens[at + 5]?.end;
    return clock(minute, at + (fraction ? 7 : 5), false, second);
  }
  if (HOUR_MARKS.has(between?.folded ?? '')) {
    const said = numberOf(after, 2);
    const east = EAST_HOURS.has(between?.folded ?? '');
    if (said !== null && (after?.text.length === 2 || MINUTE_MARKS.has(tokens[at + 3]?.folded ?? ''))) {
      const end = MINUTE_MARKS.has(tokens[at + 3]?.folded ?? '') ? at + 4 : at + 3;
      const seconds = SECOND_MARKS.has(tokens[end + 1]?.folded ?? '') && numberOf(tokens[end], 2) !== null;
      if (end === at + 4 || !east) return clock(said, seconds ? end + 2 : end, false);
    }
    if (east) return after?.folded === '半' ? clock(30, at + 3, false) : clock(0, at + 2, false);
  }
  // "10.45" is a clock where nothing makes it a date ("10.45.22") or a sum, and it has a clock's two digits.
  const stopped = minute !== null && isMark(between, '.') && !['%', '€', '$', '£'].includes(tokens[at + 3]?.text ?? '');
  const third = isMark(tokens[at + 3], '.') && tokens[at + 4]?.kind === 'number' && tokens[at + 4]?.start === tokens[at + 3]?.end;
  const dotted = stopped && !third ? clock(minute, at + 3, false) : null;
  if (stopped && !third) return dotted === null ? null : { ...dotted, hasFullStop: true };
  const second = numberOf(tokens[at + 4], 2);
  // "13.43.00" is none where a date could be meant: dates are read first.
  if (stopped && second !== null && second < 60 && tokens[at + 4]?.text.length === 2) return clock(minute, at + 5, false, second);
  return clock(0, at + 1, true);
}
