// Reads the zone of a stamp: IST, (ET), E.S.T., GMT+5:30, UTC +03:00, Eastern Standard Time, 北京时间, heure de
// Paris.
import { foldWord } from './fold-word.js';
import { isMark, phraseAt, type Token } from './tokenizer.js';
import type { Phrase } from './vocabulary.js';
import { ZONE_NAMES } from './words/zone-names.js';
import { PLACE_ZONES } from './zone-place.js';
import { isZoneWord, parseOffset } from './zone-offset.js';

/** Zone names by their first word, the longest first. */
const NAMED_ZONES = new Map<string, Phrase<string>[]>();

const wholeNames = Object.entries(ZONE_NAMES).flatMap(([zone, names]) =>
  names.map((name): [string[], string] => [name.split(' ').map(foldWord), zone]),
);
for (const [words, value] of [...wholeNames, ...PLACE_ZONES]) {
  const known = NAMED_ZONES.get(words[0] ?? '');
  if (known === undefined) NAMED_ZONES.set(words[0] ?? '', [{ words, value }]);
  else known.push({ words, value });
}
for (const phrases of NAMED_ZONES.values()) phrases.sort((a, b) => b.words.length - a.words.length);

/** A zone as `zone-offset.ts` reads it, and the index of the token after it. */
type ZoneRead = { words: string; next: number };

/** `+05:30`, `+0530`, `+5.30`, `-8`; after GMT a space is allowed before the digits. */
function readOffset(tokens: Token[], at: number, afterName: boolean): ZoneRead | null {
  const [mark, hours] = tokens.slice(at, at + 2);
  if (
    mark === undefined ||
    hours?.kind !== 'number' ||
    !['+', '-'].includes(mark.text) ||
    (hours.start !== mark.end && !afterName)
  )
    return null;
  const divided = isMark(tokens[at + 2], ':') || (afterName && isMark(tokens[at + 2], '.'));
  const minutes =
    divided && tokens[at + 3]?.text.length === 2 && tokens[at + 3]?.kind === 'number'
      ? tokens[at + 3]?.text
      : undefined;
  // A bare "+5" or "-10" is ambiguous; after GMT it is hours.
  if (
    minutes === undefined
      ? !afterName && hours.text.length !== 4 && !/^(?:0\d|1[0-4])$/.test(hours.text)
      : hours.text.length > 2
  )
    return null;
  if (
    minutes === undefined &&
    !afterName &&
    hours.text.length === 2 &&
    tokens[at + 2] !== undefined &&
    !isMark(tokens[at + 2], ')')
  )
    return null;
  const words = minutes === undefined ? `${mark.text}${hours.text}` : `${mark.text}${hours.text}:${minutes}`;
  return parseOffset(words) === null ? null : { words, next: at + (minutes === undefined ? 2 : 4) };
}

const IANA = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));
const MAX_IANA = 9;

/** `Europe/Berlin`, `America/Argentina/Buenos_Aires`: adjacent tokens, without spaces. */
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

/**
 * The zone at a token, normalised: `IST`, `+05:30`, `Europe/Paris`. Null where there is none.
 * `lowerCase` allows "ist", which is only safe after am or pm: it is a German verb too.
 */
export function readZone(tokens: Token[], at: number, lowerCase: boolean): ZoneRead | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (isMark(token, '(') || isMark(token, '[')) {
    const inner =
      tokens[at + 1]?.kind === 'word' || ['+', '-'].includes(tokens[at + 1]?.text ?? '')
        ? readZone(tokens, at + 1, lowerCase)
        : null;
    return inner !== null && (isMark(tokens[inner.next], ')') || isMark(tokens[inner.next], ']'))
      ? { words: inner.words, next: inner.next + 1 }
      : null;
  }
  if (token.kind === 'mark') return readOffset(tokens, at, false);
  if (token.kind !== 'word') return null;
  const phrase = phraseAt(tokens, at, NAMED_ZONES);
  // A single lower-case Latin word, such as "pacific", may be any word.
  const named =
    phrase !== null && (phrase.words.length > 1 || token.text !== token.folded || /[^a-z]/.test(token.folded));
  if (named) return { words: phrase.value, next: at + phrase.words.length };
  let words = token.text;
  let next = at + 1;
  // "E.T." and "E.S.T."
  while (
    words.length < 4 &&
    token.text.length === 1 &&
    isMark(tokens[next], '.') &&
    tokens[next + 1]?.text.length === 1 &&
    tokens[next + 1]?.kind === 'word'
  ) {
    words += tokens[next + 1]?.text;
    next += 2;
  }
  if (words.length > 1 && token.text.length === 1 && isMark(tokens[next], '.')) next += 1;
  if (lowerCase) words = words.toUpperCase();
  if (!isZoneWord(words)) return readIana(tokens, at);
  const offset = words === 'GMT' || words === 'UTC' ? readOffset(tokens, next, true) : null;
  // "IST (GMT+5:30)", "CST (UTC+8)": the offset resolves the abbreviation.
  const inner =
    offset === null && isMark(tokens[next], '(')
      ? (readOffset(tokens, next + 1, true) ?? readZone(tokens, next + 1, false))
      : null;
  const end =
    inner === null ? -1 : ['GMT', 'UTC'].includes(tokens[inner.next]?.text ?? '') ? inner.next + 1 : inner.next;
  if (inner !== null && isMark(tokens[end], ')') && /^[+-]/.test(inner.words))
    return { words: inner.words, next: end + 1 };
  return offset ?? { words, next };
}
