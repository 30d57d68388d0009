import { ARABIC } from './asia/arabic.js';
import { BALTIC } from './europe/baltic.js';
import { BENGALI } from './asia/bengali.js';
import { BULGARIAN } from './europe/bulgarian.js';
import { CATALAN } from './europe/catalan.js';
import { CHINESE } from './asia/chinese.js';
import { CZECH } from './europe/czech.js';
import { DANISH } from './europe/danish.js';
import { DUTCH } from './europe/dutch.js';
import { ENGLISH } from './europe/english.js';
import { FINNISH } from './europe/finnish.js';
import { FRENCH } from './europe/french.js';
import { GERMAN } from './europe/german.js';
import { GREEK } from './europe/greek.js';
import { HEBREW } from './asia/hebrew.js';
import { HINDI } from './asia/hindi.js';
import { HUNGARIAN } from './europe/hungarian.js';
import { ICELANDIC } from './europe/icelandic.js';
import { INDONESIAN } from './asia/indonesian.js';
import { ITALIAN } from './europe/italian.js';
import { JAPANESE } from './asia/japanese.js';
import { KOREAN } from './asia/korean.js';
import { LABELS_ONLY } from './labels-only.js';
import type { LanguagePack } from '../words/language-pack.js';
import { NORWEGIAN } from './europe/norwegian.js';
import { PERSIAN } from './asia/persian.js';
import { POLISH } from './europe/polish.js';
import { PORTUGUESE } from './europe/portuguese.js';
import { ROMANIAN } from './europe/romanian.js';
import { RUSSIAN } from './europe/russian.js';
import { SERBO_CROATIAN } from './europe/serbo-croatian.js';
import { SLOVAK } from './europe/slovak.js';
import { SLOVENIAN } from './europe/slovenian.js';
import { SPANISH } from './europe/spanish.js';
import { SWEDISH } from './europe/swedish.js';
import { THAI } from './asia/thai.js';
import { TURKISH } from './europe/turkish.js';
import { UKRAINIAN } from './europe/ukrainian.js';
import { VIETNAMESE } from './asia/vietnamese.js';

/**
 * Every language, in order of precedence: where two languages share a label, month or unit, the first one
 * counts.
 */
export const ALL_LANGUAGES: readonly LanguagePack[] = [
  ENGLISH,
  GERMAN,
  DUTCH,
  SWEDISH,
  DANISH,
  ...NORWEGIAN,
  ICELANDIC,
  FRENCH,
  SPANISH,
  PORTUGUESE,
  ITALIAN,
  ROMANIAN,
  CATALAN,
  POLISH,
  CZECH,
  RUSSIAN,
  UKRAINIAN,
  BULGARIAN,
  TURKISH,
  FINNISH,
  HUNGARIAN,
  GREEK,
  HINDI,
  BENGALI,
  ARABIC,
  HEBREW,
  SLOVAK,
  SLOVENIAN,
  ...SERBO_CROATIAN,
  ...BALTIC,
  CHINESE,
  JAPANESE,
  KOREAN,
  THAI,
  VIETNAMESE,
  INDONESIAN,
  ...LABELS_ONLY,
  PERSIAN,
];
