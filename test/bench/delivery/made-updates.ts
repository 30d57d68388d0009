// The headlines of the benchmark's updates: when each was sent, and filler in the manner of text.
import { seeded } from '../../support/seeded.js';

/** Before a number of eight digits and the moment of sending, in µs, of sixteen. */
export const MARK = '@@';
/** What an update is around its headline, give or take a few bytes. */
const AROUND = 325;

const CONSONANTS = 'bcdfghklmnprstvw';
const VOWELS = 'aeiou';
const random = seeded(7);
const letter = (of: string): string => of[random(of.length)] ?? '';
const word = (): string => Array.from({ length: 1 + random(4) }, () => letter(CONSONANTS) + letter(VOWELS)).join('');
const VOCABULARY = Array.from({ length: 1_500 }, word);
/** Few words are said often and many seldom, as in any text. */
const spoken = (): string =>
  VOCABULARY[Math.floor((random(1_000) * random(1_000) * VOCABULARY.length) / 1_000_000)] ?? '';
const TEXT = Array.from({ length: 20_000 }, spoken).join(' ');

export const now = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000);

/** A headline that makes an update of `bytes` bytes of JSON, sent now. */
export function headlineOf(number: number, bytes: number): string {
  const from = random(TEXT.length / 2);
  const mark = `${MARK}${String(number).padStart(8, '0')}${String(now()).padStart(16, '0')} `;
  return mark + TEXT.slice(from, from + Math.max(0, bytes - AROUND - mark.length));
}

/** A sentence of `words` words. */
export function sentence(words = 17): string {
  const said = Array.from({ length: words }, spoken).join(' ');
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
