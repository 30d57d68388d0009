// Reads stamps relative to the time of reading: 2 minutes ago, vor 5 Minuten, il y a 2 heures, 3分钟前,
// yesterday.
import { numberOf, phraseAt, type Token } from './tokenizer.js';
import { AFTER_SPAN, DAYS_BACK, BEFORE_SPAN, UNITS } from './vocabulary.js';

/** A span before the time of reading, in minutes; `smallestUnit` is the unit of its last part, in minutes. */
export type RelativeTime = { minutes: number; smallestUnit: number; next: number };

/** Articles and numerals for one: "an hour ago". */
const ONE = new Set([
  'a',
  'an',
  'one',
  'ein',
  'einer',
  'eine',
  'einem',
  'un',
  'une',
  'una',
  'uno',
  'um',
  'uma',
  'een',
  'en',
  'ett',
  'et',
  'satu',
]);

/** Reads `2 minutes ago`, `1 hour 5 min ago`; null without a word that puts the span in the past. */
export function readRelativeTime(tokens: Token[], at: number): RelativeTime | null {
  const before = phraseAt(tokens, at, BEFORE_SPAN);
  let next = at + (before?.words.length ?? 0);
  let [minutes, unit] = [0, 0];
  for (let part = 0; part < 2; part += 1) {
    const token = tokens[next];
    const isOne = part === 0 && token?.kind === 'word' ? ONE.has(token.folded) : false;
    const count = isOne ? 1 : numberOf(token, 3);
    const size = UNITS.get(tokens[next + 1]?.folded ?? '');
    if (count === null || size === undefined || (unit !== 0 && size >= unit)) break;
    minutes += count * size;
    unit = size;
    next += tokens[next + 2]?.text === '.' ? 3 : 2;
  }
  if (unit === 0) return null;
  const after = phraseAt(tokens, next, AFTER_SPAN);
  // "for 5 minutter siden" has both words; "for 5 minutter" alone is a duration.
  if (after === null && (before === null || ['for', 'fa', 'acum', 'depuis'].includes(before.words[0] ?? '')))
    return null;
  return { minutes, smallestUnit: unit, next: next + (after?.words.length ?? 0) };
}

/** Reads `today`, `gestern`, `i går` as days before today. */
export function readRelativeDay(tokens: Token[], at: number): { days: number; next: number } | null {
  const phrase = phraseAt(tokens, at, DAYS_BACK);
  return phrase === null ? null : { days: phrase.value, next: at + phrase.words.length };
}
