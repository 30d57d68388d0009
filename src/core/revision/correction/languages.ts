// All languages in which corrections and withdrawals are recognised.
import { ARABIC } from './words/arabic.js';
import { CHINESE } from './words/chinese.js';
import { CROATIAN_SERBIAN } from './words/croatian-serbian.js';
import type { CorrectionWords } from './words/correction-words.js';
import { CZECH_SLOVAK } from './words/czech-slovak.js';
import { DUTCH } from './words/dutch.js';
import { ENGLISH } from './words/english.js';
import { FINNISH } from './words/finnish.js';
import { FRENCH } from './words/french.js';
import { GERMAN } from './words/german.js';
import { GREEK } from './words/greek.js';
import { HEBREW } from './words/hebrew.js';
import { HINDI } from './words/hindi.js';
import { HUNGARIAN } from './words/hungarian.js';
import { INDONESIAN } from './words/indonesian.js';
import { ITALIAN } from './words/italian.js';
import { JAPANESE } from './words/japanese.js';
import { KOREAN } from './words/korean.js';
import { PERSIAN } from './words/persian.js';
import { POLISH } from './words/polish.js';
import { PORTUGUESE } from './words/portuguese.js';
import { ROMANIAN } from './words/romanian.js';
import { RUSSIAN_UKRAINIAN } from './words/russian-ukrainian.js';
import { SCANDINAVIAN } from './words/scandinavian.js';
import { SEVERAL_LANGUAGES } from './words/several-languages.js';
import { SPANISH } from './words/spanish.js';
import { TURKISH } from './words/turkish.js';
import { VIETNAMESE } from './words/vietnamese.js';

export const LANGUAGES: readonly CorrectionWords[] = [
  ENGLISH,
  GERMAN,
  FRENCH,
  SPANISH,
  PORTUGUESE,
  ITALIAN,
  DUTCH,
  POLISH,
  SCANDINAVIAN,
  FINNISH,
  TURKISH,
  RUSSIAN_UKRAINIAN,
  CZECH_SLOVAK,
  GREEK,
  ROMANIAN,
  HUNGARIAN,
  CROATIAN_SERBIAN,
  PERSIAN,
  HEBREW,
  HINDI,
  ARABIC,
  INDONESIAN,
  VIETNAMESE,
  CHINESE,
  JAPANESE,
  KOREAN,
  SEVERAL_LANGUAGES,
];

/** The entries of one list, in every language. */
export const ofAllLanguages = (list: keyof CorrectionWords): string[] =>
  LANGUAGES.flatMap((words) => words[list] ?? []);
