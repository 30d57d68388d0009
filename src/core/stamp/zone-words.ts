// Zones as stamps write them: IST, (ET), E.S.T., GMT+5:30, UTC +03:00, Eastern Standard Time, 北京时间, heure de Paris.
import { foldWord } from './fold-word.js';
import { isMark, phraseAt, type Token } from './tokenizer.js';
import type { Phrase } from './vocabulary.js';
import { PLACE_ZONES } from './zone-place.js';
import { isZoneWord, parseOffset } from './zone-offset.js';

// A zone's name in words, and the abbreviation or IANA name that it stands for.
const NAMES: [string, string][] = [
  ['eastern time|eastern', 'ET'], ['eastern standard time', 'EST'], ['eastern daylight time', 'EDT'], ['central time', 'CT'], ['central standard time', 'CT'], ['central daylight time', 'CDT'],
  ['mountain time', 'MT'], ['mountain standard time', 'MST'], ['mountain daylight time', 'MDT'], ['pacific time|pacific', 'PT'], ['pacific standard time', 'PST'], ['pacific daylight time', 'PDT'],
  ['greenwich mean time|greenwich|hora gmt|heure gmt', 'GMT'], ['us et|u . s . et', 'ET'], ['hne', 'EST'], ['hae', 'EDT'], ['bjt', 'Asia/Shanghai'], ['ksa', 'Asia/Riyadh'], ['türkiye saati', 'Europe/Istanbul'], ['british summer time|uk time|london time', 'Europe/London'], ['central european time', 'CET'], ['central european summer time', 'CEST'],
  ['india standard time|indian standard time|indian time', 'Asia/Kolkata'], ['japan standard time', 'JST'], ['korea standard time', 'KST'], ['singapore time', 'SGT'], ['hong kong time', 'HKT'], ['beijing time|北京时间|北京時間', 'Asia/Shanghai'],
  ['格林尼治标准时间|格林尼治標準時間|بتوقيت غرينتش|توقيت غرينتش|غرينتش|جرينتش|بتوقيت جرينتش', 'GMT'], ['香港时间|香港時間', 'HKT'], ['台北時間', 'Asia/Taipei'], ['日本時間', 'JST'], ['한국시간', 'KST'],
  ['heure de paris|heure française', 'Europe/Paris'], ['hora de brasília', 'America/Sao_Paulo'], ['hora peninsular', 'Europe/Madrid'], ['hora de lisboa', 'Europe/Lisbon'], ['мск|по мск|по москве|по московскому времени', 'MSK'], ['tsi', 'TRT'],
  ['بتوقيت مكة المكرمة|بتوقيت مكة|بتوقيت السعودية|توقيت مكة', 'Asia/Riyadh'], ['بتوقيت القاهرة', 'Africa/Cairo'], ['بتوقيت أبوظبي|بتوقيت الإمارات', 'Asia/Dubai'], ['за києвом|за київським часом', 'Europe/Kyiv'],
];

const INDEX = new Map<string, Phrase<string>[]>();
for (const [words, value] of [...NAMES.flatMap(([phrases, zone]) => phrases.split('|').map((phrase): [string[], string] => [phrase.split(' ').map(foldWord), zone])), ...PLACE_ZONES]) {
  const known = INDEX.get(words[0] ?? '');
  if (known === undefined) INDEX.set(words[0] ?? '', [{ words, value }]);
  else known.push({ words, value });
}
for (const phrases of INDEX.values()) phrases.sort((a, b) => b.words.length - a.words.length);

/** What a clock has after it in place of a zone's sign. */
type ZoneRead = { words: string; next: number };

/** `+05:30`, `+0530`, `+5.30`, `-8`, after GMT also with a space between. */
function readOffset(tokens: Token[], at: number, afterName: boolean): ZoneRead | null {
  const [mark, hours] = tokens.slice(at, at + 2);
  if (mark === undefined || hours?.kind !== 'number' || !['+', '-'].includes(mark.text) || (hours.start !== mark.end && !afterName)) return null;
  const divided = isMark(tokens[at + 2], ':') || (afterName && isMark(tokens[at + 2], '.'));
  const minutes = divided && tokens[at + 3]?.text.length === 2 && tokens[at + 3]?.kind === 'number' ? tokens[at + 3]?.text : undefined;
  // A bare "+5" or "-10" may be anything; after GMT it is hours.
  if (minutes === undefined ? !afterName && hours.text.length !== 4 && !/^(?:0\d|1[0-4])$/.test(hours.text) : hours.text.length > 2) return null;
  if (minutes === undefined && !afterName && hours.text.length === 2 && tokens[at + 2] !== undefined && !isMark(tokens[at + 2], ')')) return null;
  const words = minutes === undefined ? `${mark.text}${hours.text}` : `${mark.text}${hours.text}:${minutes}`;
  return parseOffset(words) === null ? null : { words, next: at + (minutes === undefined ? 2 : 4) };
}

const IANA = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));
const MAX_IANA = 9;

/** `Europe/Berlin`, `America/Argentina/Buenos_Aires`, in one run of pieces without a space. */
function readIana(tokens: Token[], at: number): ZoneRead | null {
  if (!isMark(tokens[at + 1], '/')) return null;
  let name = '';
  let found: ZoneRead | null = null;
  for (let next = at; next < at + MAX_IANA; next += 1) {
    const token = tokens[next];
    if (token === undefined || (next > at && token.start !== tokens[next - 1]?.end)) break;
    name += token.text.toLowerCase();
    const zone = IANA.get(name);
    if (zone !== undefined) found = { words: zone, next: next + 1 };
  }
  return found;
}

/** A zone's words, normalised (`IST`, `+05:30`, `Europe/Paris`); lower case only after am or pm, where "ist" is no German verb. */
export function readZone(tokens: Token[], at: number, lowerCase: boolean): ZoneRead | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (isMark(token, '(') || isMark(token, '[')) {
    const inner = tokens[at + 1]?.kind === 'word' || ['+', '-'].includes(tokens[at + 1]?.text ?? '') ? readZone(tokens, at + 1, lowerCase) : null;
    return inner !== null && (isMark(tokens[inner.next], ')') || isMark(tokens[inner.next], ']')) ? { words: inner.words, next: inner.next + 1 } : null;
  }
  if (token.kind === 'mark') return readOffset(tokens, at, false);
  if (token.kind !== 'word') return null;
  const phrase = phraseAt(tokens, at, INDEX);
  // One Latin word in small letters, as "pacific", may be any word.
  const named = phrase !== null && (phrase.words.length > 1 || token.text !== token.folded || /[^a-z]/.test(token.folded));
  if (named) return { words: phrase.value, next: at + phrase.words.length };
  let words = token.text;
  let next = at + 1;
  // "E.T." and "E.S.T.", as some papers have it.
  while (words.length < 4 && token.text.length === 1 && isMark(tokens[next], '.') && tokens[next + 1]?.text.length === 1 && tokens[next + 1]?.kind === 'word') {
    words += tokens[next + 1]?.text;
    next += 2;
  }
  if (words.length > 1 && token.text.length === 1 && isMark(tokens[next], '.')) next += 1;
  if (lowerCase) words = words.toUpperCase();
  if (!isZoneWord(words)) return readIana(tokens, at);
  const offset = words === 'GMT' || words === 'UTC' ? readOffset(tokens, next, true) : null;
  // "IST (GMT+5:30)", "CST (UTC+8)": the offset says what the abbreviation means.
  const inner = offset === null && isMark(tokens[next], '(') ? (readOffset(tokens, next + 1, true) ?? readZone(tokens, next + 1, false)) : null;
  const end = inner === null ? -1 : ['GMT', 'UTC'].includes(tokens[inner.next]?.text ?? '') ? inner.next + 1 : inner.next;
  if (inner !== null && isMark(tokens[end], ')') && /^[+-]/.test(inner.words)) return { words: inner.words, next: end + 1 };
  return offset ?? { words, next };
}

