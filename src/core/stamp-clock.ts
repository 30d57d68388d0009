// Clocks and zones as stamps write them: 12:53 PM IST, 20H17, 10.45 am, 1909 GMT, 18:30:30.077Z, 9 p.m. E.T.
import { isMark, number, type Token } from './stamp-token.js';
import { HOUR_WORDS } from './stamp-words.js';
import { isZoneWord, parseOffset } from './zone.js';

/** A clock read; `meridiem` where am or pm was said; `next` is the place after it. */
export type TimeRead = { hour: number; minute: number; second?: number; meridiem: boolean; next: number };

const SPELT_ZONES = new Map(Object.entries({ eastern: 'ET', central: 'CT', mountain: 'MT', pacific: 'PT' }));

/** `am`, `PM`, `a.m.`, `p. m.`: whether it is the afternoon, and where it ends. */
function readMeridiem(tokens: Token[], at: number): { afternoon: boolean; next: number } | null {
  const word = tokens[at]?.lower;
  if (word === 'am' || word === 'pm') return { afternoon: word === 'pm', next: at + 1 };
  if ((word !== 'a' && word !== 'p') || !isMark(tokens[at + 1], '.') || tokens[at + 2]?.lower !== 'm') return null;
  return { afternoon: word === 'p', next: isMark(tokens[at + 3], '.') ? at + 4 : at + 3 };
}

export function readTime(tokens: Token[], at: number): TimeRead | null {
  const hour = number(tokens[at], 2);
  const [, between, after] = tokens.slice(at, at + 3);
  const clock = (minute: number, next: number, bare: boolean, second?: number): TimeRead | null => {
    const meridiem = readMeridiem(tokens, next);
    let end = meridiem?.next ?? next;
    const marked = meridiem !== null || HOUR_WORDS.has(tokens[end]?.lower ?? '') || readZone(tokens, end, false) !== null;
    if (HOUR_WORDS.has(tokens[end]?.lower ?? '')) end += 1;
    if (hour === null || hour > 23 || minute > 59 || (bare && !marked)) return null;
    // "15:24pm" is written, and means what its first half says.
    const turned = meridiem === null || hour > 12 ? hour : (hour % 12) + (meridiem.afternoon ? 12 : 0);
    return { hour: turned, minute, ...(second === undefined ? {} : { second }), meridiem: meridiem !== null, next: end };
  };
  if (hour === null) {
    const military = tokens[at]?.kind === 'number' && /^([01]\d|2[0-3])[0-5]\d$/.test(tokens[at].text) ? tokens[at].text : null;
    const marked = HOUR_WORDS.has(between?.lower ?? '') || readZone(tokens, at + 1, false) !== null;
    return military === null || !marked ? null : { hour: Number(military.slice(0, 2)), minute: Number(military.slice(2)), meridiem: false, next: at + 1 };
  }
  const minute = after?.text.length === 2 ? number(after, 2) : null;
  if (minute !== null && isMark(between, ':')) {
    const second = isMark(tokens[at + 3], ':') && tokens[at + 4]?.text.length === 2 ? number(tokens[at + 4], 2) : null;
    if (second === null || second > 59) return clock(minute, at + 3, false);
    const fraction = isMark(tokens[at + 5], '.') && tokens[at + 6]?.kind === 'number' && tokens[at + 6]?.start === tokens[at + 5]?.end;
    return clock(minute, at + (fraction ? 7 : 5), false, second);
  }
  if (minute !== null && between?.lower === 'h') return clock(minute, at + 3, false);
  // "10.45" is a clock where nothing makes it a date ("10.45.22") and it has a clock's two digits.
  if (minute !== null && isMark(between, '.') && !isMark(tokens[at + 3], '.')) return clock(minute, at + 3, false);
  if (minute !== null && isMark(between, '.') && readMeridiem(tokens, at + 3) !== null) return clock(minute, at + 3, true);
  return clock(0, at + 1, true);
}

/** A zone's words, normalised (`IST`, `+05:30`); lower case only after am or pm, where "ist" is no German verb. */
export function readZone(tokens: Token[], at: number, lowerCase: boolean): { words: string; next: number } | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (isMark(token, '(')) {
    const inner = tokens[at + 1]?.kind === 'word' ? readZone(tokens, at + 1, lowerCase) : null;
    return inner !== null && isMark(tokens[inner.next], ')') ? { words: inner.words, next: inner.next + 1 } : null;
  }
  if (isMark(token, '+') || isMark(token, '-') || isMark(token, '−')) {
    const hours = tokens[at + 1];
    if (hours?.start !== token.end || hours.kind !== 'number') return null;
    const sign = isMark(token, '+') ? '+' : '-';
    const colon = hours.text.length === 2 && isMark(tokens[at + 2], ':') && tokens[at + 3]?.text.length === 2;
    const words = colon ? `${sign}${hours.text}:${tokens[at + 3]?.text}` : `${sign}${hours.text}`;
    return (colon || hours.text.length === 4) && parseOffset(words) !== null ? { words, next: at + (colon ? 4 : 2) } : null;
  }
  if (token.kind !== 'word') return null;
  const spelt = SPELT_ZONES.get(token.lower);
  const last = ['standard', 'daylight'].includes(tokens[at + 1]?.lower ?? '') ? at + 2 : at + 1;
  if (spelt !== undefined && tokens[last]?.lower === 'time') return { words: spelt, next: last + 1 };
  let words = token.text;
  let next = at + 1;
  // "E.T." and "E.S.T.", as some papers have it.
  while (words.length < 4 && token.text.length === 1 && isMark(tokens[next], '.') && tokens[next + 1]?.text.length === 1 && tokens[next + 1]?.kind === 'word') {
    words += tokens[next + 1]?.text;
    next += 2;
  }
  if (words.length > 1 && token.text.length === 1 && isMark(tokens[next], '.')) next += 1;
  if (lowerCase) words = words.toUpperCase();
  if (!isZoneWord(words)) return null;
  const sign = words === 'GMT' || words === 'UTC' ? tokens[next] : undefined;
  const hours = tokens[next + 1];
  if (sign === undefined || (sign.text !== '+' && sign.text !== '-') || hours?.kind !== 'number' || hours.start !== sign.end) return { words, next };
  const minutes = isMark(tokens[next + 2], ':') && tokens[next + 3]?.text.length === 2 ? tokens[next + 3]?.text : undefined;
  const offset = `${sign.text}${hours.text}${minutes === undefined ? '' : `:${minutes}`}`;
  return parseOffset(offset) === null ? { words, next } : { words: offset, next: next + (minutes === undefined ? 2 : 4) };
}
